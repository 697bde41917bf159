"""Amounts: sizes in bytes, CPUs, processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .values import Number, Text

if TYPE_CHECKING:
    from ..core.defect import Place
    from .service import Service
    from .values import Node


class Amount:
    """A number that a setting means: bytes, CPUs, processes. `value` None: unknown."""

    __slots__ = ("at", "value")

    def __init__(self, value: int | float | None, at: Place) -> None:
        self.value = value
        self.at = at

    def same(self, other: Amount) -> bool:
        """Equal as far as Compose can tell, which keeps CPUs in 32 bits."""
        if self.value is None or other.value is None:
            return False
        return self.value == other.value or abs(self.value - other.value) <= 1e-7 * abs(self.value)


def amount(node: Node | None) -> Amount | None:
    """What a scalar means as a number, units included; None when nothing is written. A float of bytes is a float."""
    if node is None:
        return None
    if isinstance(node, Number):
        return Amount(node.value, node)
    if isinstance(node, Text) and node.value is not None:
        from ..syntax.sizes import bytes_of

        return Amount(bytes_of(node.value), node)
    return Amount(None, node)


def memory_limit(service: Service) -> Amount | None:
    """The memory limit in bytes, where one is written and known; a size that Compose reads as 0 is none."""
    found = amount(service.memory_limit())
    return found if found is not None and isinstance(found.value, int) and found.value > 0 else None


def mebibytes(size: float) -> str:
    """A size in bytes for people."""
    return f"{round(size / 1024**2)} MiB" if size >= 1024**2 else f"{round(size)} bytes"
