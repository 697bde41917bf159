"""Images: apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .rows import Row

ROWS: tuple[Row, ...] = ()
