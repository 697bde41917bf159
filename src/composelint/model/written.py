"""A compose file as it is written, before anything is merged: its keys and items in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..syntax import yaml

if TYPE_CHECKING:
    from ..core.edit import Intent
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

    def key(self, name: str) -> Entry | None:
        """A key below it; of several, the last counts."""
        found = [entry for entry in self.entries if entry.name == name and isinstance(self.value, yaml.Mapping)]
        return found[-1] if found else None

    def below(self, name: str) -> list[Entry]:
        """The entries of a key below it."""
        found = self.key(name)
        return found.entries if found is not None else []

    def sorting(self, ranked: list[Entry], title: str) -> list[Intent]:
        """Some of its entries in another order, on the places that they have among all."""
        if isinstance(self.value, yaml.Mapping):
            starts = [key.start for key, _ in self.value.entries]
        else:
            starts = [item.start for item in getattr(self.value, "items", ())]
        return sorting(self.span, starts, ranked, title)


def sorting(at: Span, starts: Sequence[int], ranked: Sequence[Entry], title: str) -> list[Intent]:
    """An order of what begins at `starts`, in which the ranked entries take the places that they have among them."""
    from ..core.edit import Sort

    numbers = {start: number for number, start in enumerate(starts)}
    wanted = [numbers.get(entry.span.start) for entry in ranked]
    known = [number for number in wanted if number is not None]
    if len(known) < len(wanted):
        return []
    order = list(range(len(starts)))
    for place, number in zip(sorted(known), known, strict=True):
        order[place] = number
    return [Sort(at, order, title)]


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
