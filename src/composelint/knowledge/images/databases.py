"""Images: databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .rows import Cells, Row

BUILD = "image build files, 2026"
MANUAL = "image documentation, 2026"
ALPINE: tuple[str, Cells] = ("alpine", {"family": "alpine"})

ROWS: tuple[Row, ...] = (
    {
        "names": "postgres postgis/postgis",
        "source": BUILD,
        "role": "database",
        "ports": (5432,),
        "data": ("/var/lib/postgresql",),
        "healthcheck": False,
        "test": "pg_isready -U {POSTGRES_USER|postgres} -d {POSTGRES_DB|POSTGRES_USER|postgres} -h 127.0.0.1",
        "but": (("<18", {"data": ("/var/lib/postgresql/data",)}), ALPINE),
    },
)
