"""Lists of a service without some of their entries, as lines of an override."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .advice import advise
from .host_access import items

if TYPE_CHECKING:
    from .service import Service
    from .values import Node

_MOST_ENTRIES = 20
_NOT_PLAIN = ("*", "&", "!", "|", ">", "?", "- ")


def without(sentence: str, service: Service, dropped: Iterable[Node], *path: str) -> str:
    """A sentence and the list that is left; the sentence alone where an entry cannot be written again as it stands.

    Compose appends lists, so that an override has to replace all of one.
    """
    lines = _left(service, {id(node) for node in dropped}, path)
    return f"{sentence}." if lines is None else advise(f"{sentence}:", (service, lines))


def _left(service: Service, dropped: set[int], path: tuple[str, ...]) -> list[str] | None:
    entries = items(service, *path)
    if len(entries) > _MOST_ENTRIES:
        return None
    left = [node.span.text for node in entries if id(node) not in dropped]
    if any("\n" in text or not text or text.startswith(_NOT_PLAIN) for text in left):
        return None
    lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(path)]
    lines[-1] += " !override" if left else " !reset null"
    return [*lines, *(f"{'  ' * len(path)}- {text}" for text in left)]
