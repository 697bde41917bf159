"""A compose file as it is written, before anything is merged: its keys and items in their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..syntax import yaml

if TYPE_CHECKING:
    from ..core.source import Span
    from .compose import TextFile


class Entry:
    """A key with its value, or an item of a list, which has no key but its text; `quote` is "" for a plain scalar.

    `entries` are those of a mapping or a list below it; None where it is neither, or stands elsewhere.
    """

    __slots__ = ("name", "quote", "span", "value")

    def __init__(self, name: str, span: Span, quote: str, value: yaml.Tree) -> None:
        self.name = name
        self.span = span
        self.quote = quote
        self.value = value

    @property
    def entries(self) -> list[Entry]:
        return entries(self.value)

    def below(self, name: str) -> list[Entry]:
        """The entries of a key below it; of several, the last counts."""
        found = [entry for entry in self.entries if entry.name == name and isinstance(self.value, yaml.Mapping)]
        return found[-1].entries if found else []


def entries(tree: yaml.Tree) -> list[Entry]:
    """The entries of a mapping without its merge keys, or the items of a list, nameless where they are no scalars."""
    if isinstance(tree, yaml.Mapping):
        keys = [(key, value) for key, value in tree.entries if isinstance(key, yaml.Scalar)]
        return [Entry(key.text, key.span, key.style, value) for key, value in keys if key.text != "<<" or key.style]
    if isinstance(tree, yaml.Sequence):
        return [_item(item) for item in tree.items]
    return []


def _item(tree: yaml.Tree) -> Entry:
    if isinstance(tree, yaml.Scalar):
        return Entry(tree.text, tree.span, tree.style, tree)
    return Entry("", tree.span, "", tree)


def documents(file: TextFile) -> Iterator[list[Entry]]:
    """The top-level entries of each document of a compose file."""
    if file.kind == "compose" and file.stream is not None and not file.stream.broken:
        yield from (entries(tree) for tree in file.stream.documents)


def services(file: TextFile) -> Iterator[Entry]:
    """The services as a compose file writes them."""
    for document in documents(file):
        for section in document:
            if section.name == "services":
                yield from section.entries
