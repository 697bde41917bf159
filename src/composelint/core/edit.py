"""What mends a defect: intents, as checks state them, and edits, as a text takes them.

An intent says what is to be different; how that looks in a file (indentation, quotes, line ends) is decided where
edits are made. The intents of one defect stand or fall together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from .defect import Place, span_of
from .source import Span

Safety = Literal["safe", "unsafe"]
"""safe: what is said stays the same; unsafe: behaviour changes, which somebody should look at."""
Scalar = str | int | bool | None


class Edit:
    """The characters of `span` give way to `text`; an empty span is an insertion."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text

    def __repr__(self) -> str:
        return f"Edit({self.span!r}, {self.text!r})"


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two edits of one source touch the same characters. Insertions at one place do not: they add up."""
    end = 0
    for edit in sorted(edits, key=_place):
        if edit.span.start < end:
            return True
        end = edit.span.end
    return False


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text of one source after the edits; insertions at one place in the order given.

    Raises ValueError where two edits touch the same characters.
    """
    ordered = sorted(edits, key=_place)
    if overlap(ordered):
        raise ValueError("two edits overlap")
    parts: list[str] = []
    at = 0
    for edit in ordered:
        parts += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*parts, text[at:]))


def _place(edit: Edit) -> tuple[int, int]:
    return edit.span.start, edit.span.end


class Intent:
    """Something to be different at a place. `title` is a short sentence in the imperative.

    `written`: the place holds what stands there, as it stands; what arrived by an alias, a merge, another file or a
    variable is never edited.
    """

    __slots__ = ("safety", "span", "title", "written")

    def __init__(self, at: Place, title: str, safety: Safety = "safe") -> None:
        self.span = span_of(at)
        self.title = title
        self.safety: Safety = safety
        self.written = not getattr(at, "via", ())

    def words(self) -> Iterator[str]:
        """Every text that it would write."""
        return iter(())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.span!r})"


# Compose files


class AddKey(Intent):
    """What YAML lines say is merged into the mapping under a key; `at` is that key, or an item that is a mapping.

    Keys that are there stay as they are, mappings on both sides are merged, anything else is refused.
    """

    __slots__ = ("lines",)

    def __init__(self, at: Place, lines: Sequence[str], title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.lines = tuple(lines)

    def words(self) -> Iterator[str]:
        return iter(self.lines)


class Replace(Intent):
    """A scalar, value or key, becomes another one, in the quotes that it has as far as they fit."""

    __slots__ = ("value",)

    def __init__(self, at: Place, value: Scalar, title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.value = value

    def words(self) -> Iterator[str]:
        yield str(self.value)


class Remove(Intent):
    """An entry of a mapping (`at` is its key) or an item of a list goes, with the comments inside and behind it.

    What would be left empty by it goes too.
    """

    __slots__ = ()


class AddItem(Intent):
    """A text is added to the list under a key; `at` is that key."""

    __slots__ = ("value",)

    def __init__(self, at: Place, value: str, title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.value = value

    def words(self) -> Iterator[str]:
        yield self.value


class SetList(Intent):
    """The list of texts under a key, or the one text, becomes another list; `at` is that key."""

    __slots__ = ("values",)

    def __init__(self, at: Place, values: Sequence[str], title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.values = tuple(values)

    def words(self) -> Iterator[str]:
        return iter(self.values)


class Reset(Intent):
    """The key at the place, which has no value, takes back what earlier files say: `!reset null` or `!reset []`."""

    __slots__ = ("nothing",)

    def __init__(self, at: Place, nothing: Literal["null", "[]"], title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.nothing = nothing


class MergeAll(Intent):
    """A `<<` with one alias becomes one with a list of them; `at` is that key."""

    __slots__ = ("names",)

    def __init__(self, at: Place, names: Sequence[str], title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.names = tuple(names)


class DropAnchor(Intent):
    """The anchor at the place goes, what it names stays."""

    __slots__ = ()


class Requote(Intent):
    """The same text in other quotes, `"` or `'`, or in none."""

    __slots__ = ("style",)

    def __init__(self, at: Place, style: str, title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.style = style


class Recast(Intent):
    """An item of a list becomes another one: a text, or the mapping that lines say."""

    __slots__ = ("becomes",)

    def __init__(self, at: Place, becomes: str | Sequence[str], title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.becomes = becomes if isinstance(becomes, str) else tuple(becomes)

    def words(self) -> Iterator[str]:
        return iter((self.becomes,) if isinstance(self.becomes, str) else self.becomes)


class Sort(Intent):
    """What stands under the key at the place, or at the top of the file, takes another order.

    `order`: the present number of each entry in it, the first is 0.
    """

    __slots__ = ("order",)

    def __init__(self, at: Place, order: Sequence[int], title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.order = tuple(order)


class ItemsToKeys(Intent):
    """The list of names under a key becomes a mapping: each name a key, `lines` by name what stands below it.

    `more`: the names in `lines` which the list lacks, and that come behind the others.
    """

    __slots__ = ("lines", "more")

    def __init__(
        self,
        at: Place,
        lines: Mapping[str, Sequence[str]],
        title: str,
        safety: Safety = "safe",
        *,
        more: Sequence[str] = (),
    ) -> None:
        super().__init__(at, title, safety)
        self.lines = {name: tuple(rows) for name, rows in lines.items()}
        self.more = tuple(more)

    def words(self) -> Iterator[str]:
        return (row for rows in self.lines.values() for row in rows)


class ReplaceText(Intent):
    """A stretch of one scalar, or of one instruction of a Dockerfile, becomes another text.

    `was`: what must stand there, untouched by escapes and continuations.
    """

    __slots__ = ("text", "was")

    def __init__(self, at: Place, text: str, title: str, safety: Safety = "safe", *, was: str | None = None) -> None:
        super().__init__(at, title, safety)
        self.text = text
        self.was = was

    def words(self) -> Iterator[str]:
        yield self.text


# Dockerfiles


class InsertInstruction(Intent):
    """A new instruction below the one at the place, or above it."""

    __slots__ = ("above", "text")

    def __init__(self, at: Place, text: str, title: str, safety: Safety = "safe", *, above: bool = False) -> None:
        super().__init__(at, title, safety)
        self.text = text
        self.above = above

    def words(self) -> Iterator[str]:
        yield self.text


class RemoveInstruction(Intent):
    """The instruction at the place goes; comments above it stay."""

    __slots__ = ()


class AppendCommand(Intent):
    """A command at the end of the RUN at the place, which runs when all before it succeeded."""

    __slots__ = ("command",)

    def __init__(self, at: Place, command: str, title: str, safety: Safety = "safe") -> None:
        super().__init__(at, title, safety)
        self.command = command

    def words(self) -> Iterator[str]:
        yield self.command


# Any file


class RemoveComment(Intent):
    """The comment at the place goes, and its line when it holds nothing else."""

    __slots__ = ()


class Fix:
    """What mends one defect: intents that stand or fall together. It is as safe as the least safe of them."""

    __slots__ = ("intents", "quotable")

    def __init__(self, intents: tuple[Intent, ...]) -> None:
        self.intents = intents
        self.quotable = True
        """False when it would show a secret: then it may be made, but not shown."""

    @property
    def title(self) -> str:
        return self.intents[0].title

    @property
    def safety(self) -> Safety:
        return "unsafe" if any(intent.safety == "unsafe" for intent in self.intents) else "safe"

    def words(self) -> Iterator[str]:
        """Every text that it would write, and its title."""
        for intent in self.intents:
            yield intent.title
            yield from intent.words()

    @property
    def possible(self) -> bool:
        """Whether all of it is about one file, and about what is written there."""
        sources = {id(intent.span.source) for intent in self.intents}
        return len(sources) == 1 and all(intent.written for intent in self.intents)
