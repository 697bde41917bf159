"""Rows of the Compose specification: what may stand at one place, and the kinds that the table is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from . import forms, grammar, plain, uniqueness
from .forms import Form
from .grammar import Grammar
from .plain import Plain

if TYPE_CHECKING:
    from ..model.values import Node

Cast = Literal["int", "float", "bool"]
Merge = Literal["", "replace", "same-driver", "by-subnet"]
Extra = Literal["x", "no", "open"]
Unit = Literal["", "bytes", "memory", "duration"]


class Spec:
    """What may stand at one place.

    `types`: the scalars accepted, as letters (s text, n number, i integer, b boolean, 0 null). `keys`: a mapping with
    these keys; `of`: a mapping from names to this; `item`: a list of this. `short` turns a scalar, `listed` a list
    into the canonical form. `unique` gives the key on which later list items replace earlier ones; `distinct` lists
    refuse equal items. `plain` prints a value as `docker compose config` does; a `path` is printed from the base.
    """

    __slots__ = (
        "cast", "distinct", "enum", "extra", "grammar", "item", "keys", "listed", "merge", "of", "path", "plain",
        "required", "short", "types", "unique", "unit",
    )  # fmt: skip

    def __init__(
        self,
        types: str = "",
        *,
        keys: Mapping[str, Spec] | None = None,
        of: Spec | None = None,
        item: Spec | None = None,
        short: Form | None = None,
        listed: Form | None = None,
        unique: Callable[[Node], str | None] | None = None,
        merge: Merge = "",
        cast: Cast | None = None,
        required: tuple[str, ...] = (),
        extra: Extra = "x",
        enum: tuple[str, ...] = (),
        grammar: Grammar | None = None,
        distinct: bool = False,
        unit: Unit = "",
        plain: Plain | None = None,
        path: bool = False,
    ) -> None:
        self.types = types
        self.keys = keys
        self.of = of
        self.item = item
        self.short = short
        self.listed = listed
        self.unique = unique
        self.merge: Merge = merge
        self.cast = cast
        self.required = required
        self.extra: Extra = extra
        self.enum = enum
        self.grammar = grammar
        self.distinct = distinct
        self.unit: Unit = unit
        self.plain = plain
        self.path = path

    def expected(self) -> str:
        """What is accepted, in words."""
        words = [word for letter, word in _TYPE_WORDS if letter in self.types]
        if self.short is not None and "s" not in self.types:
            words.append("text")
        if self.item is not None or self.listed is not None:
            words.append("a list")
        if self.keys is not None or self.of is not None:
            words.append("a mapping")
        return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


_TYPE_WORDS = (("s", "text"), ("n", "a number"), ("i", "an integer"), ("b", "true or false"))

ANY = Spec("sinb0", extra="open")
ANY.of = ANY
ANY.item = ANY

S = Spec("s")
I = Spec("i")  # noqa: E741  # the schema tables' own letter
N = Spec("n")
B = Spec("b")
SI = Spec("si")
SN = Spec("sn")
PATH = Spec("s", path=True)
SIZE = Spec("si", plain=plain.size)
WORD = Spec("snb0", plain=plain.word)
LABEL = Spec("snb0", plain=plain.label)
MODE = Spec("sn", plain=plain.mode)
INT = Spec("si", cast="int")
FLOAT = Spec("sn", cast="float")
BOOL = Spec("sb", cast="bool")
BYTES = Spec("si", unit="bytes", grammar=grammar.SIZE, plain=plain.size)
FLOAT_BYTES = Spec("sn", unit="bytes", grammar=grammar.SIZE, plain=plain.size)
TEXT_BYTES = Spec("s", unit="bytes", grammar=grammar.SIZE, plain=plain.size)
MEMORY = Spec("s", unit="memory", grammar=grammar.SIZE, plain=plain.size)
FLOAT_MEMORY = Spec("sn", unit="memory", grammar=grammar.SIZE, plain=plain.size)
DURATION = Spec("s", unit="duration", grammar=grammar.DURATION, plain=plain.duration)


def items(item: Spec, unique: Callable[[Node], str | None] | None = None) -> Spec:
    return Spec(item=item, unique=unique)


def distinct(item: Spec) -> Spec:
    """A list in which two equal items are an error, also when merging brings them together."""
    return Spec(item=item, distinct=True)


def named(of: Spec) -> Spec:
    return Spec(of=of, extra="no")


def pairs(listed: Form = forms.pairs, value: Spec = WORD) -> Spec:
    """list_or_dict: `K: v` or `- K=v`; canonical a mapping, a bare key with a null."""
    return Spec(of=value, listed=listed, extra="open")


def texts(item: Spec = S) -> Spec:
    """string_or_list; canonical a list."""
    return Spec(item=item, short=forms.one_item, unique=uniqueness.text_key)


def command() -> Spec:
    """`command`, `entrypoint`: null, a string that is split into words, or a list of strings."""
    return Spec("s0", item=S, merge="replace", plain=plain.words)
