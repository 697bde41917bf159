"""Located values: what the model's fields hold. Every one knows its span and how it arrived there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.source import Excerpt, Span

if TYPE_CHECKING:
    from ..syntax.dockerfile import Word
    from ..syntax.interpolation import Reference
    from ..syntax.yaml import Scalar as YamlScalar


_VIA_WORDS = {
    "alias": "used here through an alias",
    "merge": "merged in here",
    "extends": "extended here",
    "include": "included here",
    "override": "overrides this",
    "repeat": "takes the place of this",
    "env": "its value comes from here",
    "default": "its default stands here",
}


class Via:
    """One step by which a value arrived: `kind` is alias, merge, extends, include, override, repeat, env or default."""

    __slots__ = ("kind", "name", "span")

    def __init__(self, kind: str, span: Span, name: str = "") -> None:
        self.kind = kind
        self.span = span
        self.name = name

    @property
    def words(self) -> str:
        return _VIA_WORDS[self.kind]


class Value:
    """Base of all located values."""

    __slots__ = ("span", "via")

    def __init__(self, span: Span, via: tuple[Via, ...] = ()) -> None:
        self.span = span
        self.via = via


class Piece:
    """A stretch of an interpolated text: literal, or the result of one reference; `value` None when unknown.

    `written` tells where each character of a literal stands, when its span holds more than these.
    """

    __slots__ = ("reference", "span", "value", "written")

    def __init__(
        self, value: str | None, span: Span, reference: Reference | None = None, written: Excerpt | None = None
    ) -> None:
        self.written = written
        self.value = value
        self.span = span
        self.reference = reference


class Text(Value):
    """A string. `value` is None when unknown; `pieces` then still tell the known parts.

    `excerpt` is the text before interpolation with the place of each character; `pieces` is empty when nothing was
    interpolated (then `value` equals `excerpt.text`). `base` is the directory, relative to the root, that a relative
    path written here starts from.
    """

    __slots__ = ("_excerpt", "base", "pieces", "value")

    def __init__(
        self,
        value: str | None,
        span: Span,
        via: tuple[Via, ...] = (),
        *,
        excerpt: Excerpt | YamlScalar | Word | None = None,
        pieces: tuple[Piece, ...] = (),
        base: str = "",
    ) -> None:
        self.span = span
        self.via = via
        self.value = value
        self._excerpt = excerpt
        self.pieces = pieces
        self.base = base

    @property
    def excerpt(self) -> Excerpt:
        """The text before interpolation; the character map of a scalar or word is made only when somebody asks."""
        if isinstance(self._excerpt, Excerpt):
            return self._excerpt
        if self._excerpt is None:
            made = Excerpt.opaque(self.value or "", self.span)
        else:
            found = self._excerpt.excerpt
            made = found if isinstance(found, Excerpt) else found()
        self._excerpt = made
        return made

    def resolved(self) -> Excerpt:
        """The value with its places: literal pieces keep theirs, each interpolated one snaps to its reference.

        Unknown pieces appear as U+FFFC.
        """
        if not self.pieces:
            return self.excerpt if self.excerpt.text == self.value else Excerpt.opaque(self.known_text, self.span)
        text, runs = "", []
        for piece in self.pieces:
            part = UNKNOWN if piece.value is None else piece.value
            if piece.reference is None and len(part) == piece.span.end - piece.span.start:
                runs.append((len(text), piece.span.start, len(part)))
            elif piece.written is not None:
                runs += [(len(text) + at, start, length) for at, start, length in piece.written.runs]
            text += part
        return Excerpt(self.span.source, text, runs, self.span)

    @property
    def literal(self) -> bool:
        """Written as it stands: no reference took part in it."""
        return not any(piece.reference for piece in self.pieces)

    @property
    def known_text(self) -> str:
        """The known pieces, each unknown one replaced by U+FFFC; the whole value when it is known."""
        if self.value is not None:
            return self.value
        return "".join(UNKNOWN if piece.value is None else piece.value for piece in self.pieces) or UNKNOWN

    def __repr__(self) -> str:
        return f"Text({self.value!r})"


UNKNOWN = "\ufffc"


class Number(Value):
    """An integer or float; `value` None when unknown; `text` as written."""

    __slots__ = ("text", "value")

    def __init__(self, value: float | int | None, span: Span, via: tuple[Via, ...] = (), *, text: str = "") -> None:
        super().__init__(span, via)
        self.value = value
        self.text = text

    def __repr__(self) -> str:
        return f"Number({self.value!r})"


class Flag(Value):
    """A boolean; `value` None when unknown."""

    __slots__ = ("value",)

    def __init__(self, value: bool | None, span: Span, via: tuple[Via, ...] = ()) -> None:
        super().__init__(span, via)
        self.value = value

    def __repr__(self) -> str:
        return f"Flag({self.value!r})"


class Null(Value):
    """A key without a value, or an explicit null."""

    __slots__ = ()
    value = None

    def __repr__(self) -> str:
        return "Null()"


class Unknown(Value):
    """A value nobody can know from the files (a remote include, a part in error)."""

    __slots__ = ()
    value = None


class Field:
    """One entry of a `Map`: the key where it is written, and its value."""

    __slots__ = ("key", "value")

    def __init__(self, key: Text, value: Node) -> None:
        self.key = key
        self.value = value


class Map(Value):
    """A mapping, in the order of first appearance."""

    __slots__ = ("fields",)

    def __init__(self, span: Span, via: tuple[Via, ...] = (), fields: dict[str, Field] | None = None) -> None:
        super().__init__(span, via)
        self.fields: dict[str, Field] = {} if fields is None else fields

    def get(self, name: str) -> Node | None:
        field = self.fields.get(name)
        return None if field is None else field.value

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields.values())

    def __repr__(self) -> str:
        return f"Map({', '.join(self.fields)})"


class Items(Value):
    """A sequence."""

    __slots__ = ("items",)

    def __init__(self, span: Span, via: tuple[Via, ...] = (), items: list[Node] | None = None) -> None:
        super().__init__(span, via)
        self.items: list[Node] = [] if items is None else items

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Items({len(self.items)})"


Scalar = Text | Number | Flag | Null | Unknown
Node = Text | Number | Flag | Null | Unknown | Map | Items
