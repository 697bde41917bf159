"""What is known of images: one literal row per image, split over modules by what the images are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .known import ImageFacts
    from .rows import Row

_index: dict[str, Row] = {}


def rows() -> dict[str, Row]:
    """Image name (normalised) -> its row."""
    if not _index:
        from . import apps, brokers, databases, monitoring, proxies, runtimes, tools

        for table in (databases, brokers, apps, monitoring, proxies, runtimes, tools):
            for row in table.ROWS:
                for name in row["names"].split():
                    _index[name] = row
    return _index


def facts(
    repository: str, version: tuple[int, ...] | None, variant: Sequence[str], tag_known: bool
) -> ImageFacts | None:
    """What is known of an image; of one that no table holds, at most the role its name tells; None for the rest.

    `repository` is normalised, `variant` the tag's words after the version; `tag_known` False when the tag, or a part
    of it, is unknown. An absent tag, `latest` and its like mean the newest version that the table knows.
    """
    from . import names
    from .known import ImageFacts, resolved

    row = rows().get(repository)
    if row is None:
        return role_only(repository.rpartition("/")[2])
    aliases = tuple(row["names"].split())
    if names.windows("", variant):
        return ImageFacts(aliases, {"role": row["role"], "family": "windows", "source": row["source"]})
    moving = not variant or names.moving(repository, variant) is not None
    prefix = row.get("version_word")
    if prefix:
        number = next((word[len(prefix) :] for word in variant if word.startswith(prefix)), "")
        version, moving = (tuple(int(n) for n in number.split(".")), False) if _numeric(number) else (None, False)
    newest = version is None and tag_known and moving
    return ImageFacts(aliases, resolved(row, version, newest, variant, tag_known))


def _numeric(text: str) -> bool:
    return len(text) < 20 and all(part.isascii() and part.isdigit() for part in text.split("."))


def role_only(segment: str) -> ImageFacts | None:
    """What the last path segment of an unknown image tells: its role, or nothing."""
    from .known import ImageFacts
    from .tokens import role

    found = role(segment)
    return ImageFacts((segment,), {"role": found}) if found else None
