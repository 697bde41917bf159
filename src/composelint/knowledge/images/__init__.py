"""What is known of images: one literal row per image, split over modules by what the images are for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from ._index import NAMES

if TYPE_CHECKING:
    from .known import ImageFacts
    from .rows import Row

MODULES = (
    "relational", "stores", "runtimes", "proxies", "brokers", "search", "consoles", "monitoring", "systems", "apps",
    "websites", "tools", "hosted", "bitnami",
)  # fmt: skip
"""Where the rows stand; `_index` (generated) says which module holds a name: a run reads only what it needs."""

_places = {name: module for module, names in NAMES.items() for name in names.split()}
_rows: dict[str, Row] = {}


def rows_of(module: str) -> tuple[Row, ...]:
    """The rows of one module, as written."""
    rows: tuple[Row, ...] = import_module(f"{__name__}.{module}").ROWS
    return rows


def table() -> dict[str, Row]:
    """Image name (normalised) -> its row."""
    for name in _places:
        _find(name)
    return _rows


def _find(name: str) -> Row | None:
    if name in _places and name not in _rows:
        _rows.update((alias, row) for row in rows_of(_places[name]) for alias in row["names"].split())
    return _rows.get(name)


def _row(repository: str) -> Row | None:
    """The row of an image, else the row of all images below its namespace."""
    row = _find(repository)
    while row is None and "/" in repository:
        repository = repository.rpartition("/")[0]
        row = _find(f"{repository}/")
    return row


def facts(
    repository: str, version: tuple[int, ...] | None, variant: Sequence[str], tag_known: bool
) -> ImageFacts | None:
    """What is known of an image; of one that no table holds, at most the role its name tells; None for the rest.

    `repository` is normalised, `variant` the tag's words after the version; `tag_known` False when the tag, or a part
    of it, is unknown. An absent tag, `latest` and its like mean the newest version that the table knows.
    """
    return _facts(repository, version, tuple(variant), tag_known)


@lru_cache(maxsize=1024)
def _facts(
    repository: str, version: tuple[int, ...] | None, variant: tuple[str, ...], tag_known: bool
) -> ImageFacts | None:
    from . import names
    from .known import ImageFacts, resolved

    row = _row(repository)
    if row is None:
        return role_only(repository.rpartition("/")[2])
    prefix = row.get("version_word")
    number = next((word[len(prefix) :] for word in variant if word.startswith(prefix)), "") if prefix else ""
    newest = version is None and tag_known and (not variant or names.moving(repository, variant) is not None)
    if prefix:
        version = _version(number)
    if prefix or row.get("unsettled"):
        newest = False
    cells = resolved(row, version, newest, variant, tag_known)
    if "role" not in cells:
        found = role_only(repository.rpartition("/")[2])
        if found and found.role:
            cells["role"] = found.role
    if names.windows("", variant):
        cells = {"source": cells["source"], "family": "windows", **({"role": cells["role"]} if "role" in cells else {})}
    return ImageFacts(row["names"].split()[0], cells)


def _version(text: str) -> tuple[int, ...] | None:
    numeric = len(text) < 20 and all(part.isascii() and part.isdigit() for part in text.split("."))
    return tuple(int(part) for part in text.split(".")) if numeric else None


def role_only(segment: str) -> ImageFacts | None:
    """What the last path segment of an unknown image tells: its role, or nothing."""
    from .known import ImageFacts
    from .tokens import role

    found = role(segment)
    return ImageFacts(segment, {"role": found}) if found else None
