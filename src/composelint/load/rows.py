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
Merge = Literal["", "replace", "same-driver", "by-subnet", "hosts", "canonical", "as-written"]
"""`replace` takes the later value, also where it is null; `hosts` joins lists and mappings into one list. Elsewhere
mappings merge by key and lists are joined; `canonical` and `as-written` then mind the form: the earlier one is in
canonical form already, or as it was written, and a later one of the other form cannot override it."""
Extra = Literal["x", "no", "open"]
Unit = Literal["", "bytes", "memory", "duration"]


class Spec:
    """What may stand at one place.

    `types`: the scalars accepted, as letters (s text, n number, i integer, b boolean, 0 null). `keys`: a mapping with
    these keys; `of`: a mapping from names to this; `item`: a list of this. `short` turns a scalar, `listed` a list
    into the canonical form. `unique` gives the key on which later list items replace earlier ones; `distinct` lists
    refuse equal items. `bounds` are the least and the most that a number may be, `names` what keys must look like.
    `plain` prints a value as `docker compose config` does; a `path` is printed from the base, what is `kept` even where
    it says as much as its absence (false, 0, empty).
    """

    __slots__ = (
        "bounds", "cast", "distinct", "enum", "extra", "grammar", "item", "kept", "keys", "listed", "merge", "names",
        "of", "path", "plain", "required", "short", "types", "unique", "unit",
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
        names: Grammar | None = None,
        bounds: tuple[float, float] | None = None,
        distinct: bool = False,
        unit: Unit = "",
        plain: Plain | None = None,
        path: bool = False,
        kept: bool = False,
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
        self.names = names
        self.bounds = bounds
        self.distinct = distinct
        self.unit: Unit = unit
        self.plain = plain
        self.path = path
        self.kept = kept

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
WORD = Spec("snb0", plain=plain.word, merge="replace")


def items(item: Spec, unique: Callable[[Node], str | None] | None = None) -> Spec:
    return Spec(item=item, unique=unique)


def distinct(item: Spec) -> Spec:
    """A list in which two equal items are an error, also when merging brings them together."""
    return Spec(item=item, distinct=True)


def named(of: Spec) -> Spec:
    return Spec(of=of, extra="no")


def pairs(listed: Form = forms.pairs, value: Spec = WORD, merge: Merge = "") -> Spec:
    """list_or_dict: `K: v` or `- K=v`; canonical a mapping, a bare key with a null."""
    return Spec(of=value, listed=listed, extra="open", names=grammar.NAME, merge=merge)


def texts(item: Spec = S, *, merge: Merge = "") -> Spec:
    """string_or_list; canonical a list in which equal items are an error."""
    return Spec(item=item, short=forms.one_item, distinct=True, merge=merge)


def servers(item: Spec = S, plain: Plain | None = None) -> Spec:
    """string_or_list; canonical a list in which a later item replaces an equal one."""
    return Spec(item=item, short=forms.one_item, unique=uniqueness.text_key, plain=plain)


def command() -> Spec:
    """`command`, `entrypoint`: null, a string that is split into words, or a list of strings."""
    return Spec("s0", item=S, merge="replace", plain=plain.words, kept=True, grammar=grammar.COMMAND)
