"""Quotes, escapes and variables in the words of a Dockerfile, and what they become.

The grammar is that of BuildKit's word lexer (`frontend/dockerfile/shell`); it resembles a shell's and is not one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

BLANKS = " \t\v\f\r"
"""What separates a keyword from its arguments, and the words of most instructions."""
SPACES = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go calls a space; `str.isspace` knows four more."""

LONGEST = 65_536
"""Values beyond this many characters are unknown: a few lines of `ENV A=$A$A` would fill any memory."""
DEEPEST = 50

MODIFIERS = frozenset(("", "-", ":-", "+", ":+", "?", ":?", "#", "%", "/", "//"))
_NAME = re.compile(r"\d+|[@*#?$!-]|[^\W\d]\w*")


@cache
def _plain(special: str) -> re.Pattern[str]:
    """A run of characters that mean nothing."""
    return re.compile(f"[^{re.escape(special)}]+")


class Literal:
    """Text that stands for itself. It covers [start, end) of the word, quotes included, and stands verbatim at `at`."""

    __slots__ = ("at", "end", "quoted", "start", "text")

    def __init__(self, text: str, start: int, end: int, at: int, quoted: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.at = at
        self.quoted = quoted

    def __repr__(self) -> str:
        return f"Literal({self.text!r})"


class Variable:
    """`$name`, `${name}` or `${name<modifier>word}`; `replacement` belongs to the modifiers `/` and `//`."""

    __slots__ = ("end", "modifier", "name", "quoted", "replacement", "start", "word")

    def __init__(self, name: str, start: int, end: int, quoted: bool, modifier: str = "") -> None:
        self.name = name
        self.start = start
        self.end = end
        self.quoted = quoted
        self.modifier = modifier
        self.word: list[Part] = []
        self.replacement: list[Part] = []

    @property
    def nested(self) -> Iterator[Variable]:
        """The variables inside its word, at any depth."""
        for part in (*self.word, *self.replacement):
            if isinstance(part, Variable):
                yield part
                yield from part.nested

    def __repr__(self) -> str:
        return f"Variable({self.name!r}, {self.modifier!r})"


Part = Literal | Variable


class WordError(Exception):
    """Why the builder refuses a word; [start, end) are the characters that it trips over."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


def lex(text: str, escape: str, *, lenient: bool = False) -> tuple[list[Part], WordError | None]:
    """The parts of a text; with an error there are none. `lenient` lets modifiers pass that only expansion refuses."""
    try:
        return _Lexer(text, escape, lenient).parts("", False), None
    except WordError as error:
        return [], error


class _Lexer:
    """One pass over a text, at any depth of nesting; never looks back."""

    __slots__ = ("at", "depth", "escape", "lenient", "text")

    def __init__(self, text: str, escape: str, lenient: bool) -> None:
        self.text = text
        self.escape = escape
        self.lenient = lenient
        self.at = 0
        self.depth = 0

    def parts(self, stop: str, raw: bool, opening: int = 0) -> list[Part]:
        """Everything up to the character `stop`, which is consumed; `raw` keeps escape characters."""
        found: list[Part] = []
        text, plain = self.text, _plain("$'\"" + self.escape + stop)
        while self.at < len(text):
            run = plain.match(text, self.at)
            if run:
                found.append(Literal(run[0], run.start(), run.end(), run.start(), False))
                self.at = run.end()
                continue
            char = text[self.at]
            if char == stop:
                self.at += 1
                return found
            if char == "$":
                found.append(self.dollar(False))
            elif char == "'":
                found.append(self.single_quoted())
            elif char == '"':
                found += self.double_quoted(raw)
            else:
                found.append(self.escaped(raw))
        if stop:
            raise WordError(f"has a `${{` without `{stop}`", opening, len(text))
        return found

    def escaped(self, raw: bool) -> Literal:
        start = self.at
        self.at = min(start + 2, len(self.text))
        at = start if raw else start + 1
        return Literal(self.text[at : self.at], start, self.at, at, True)

    def single_quoted(self) -> Literal:
        start = self.at
        close = self.text.find("'", start + 1)
        if close < 0:
            raise WordError("has a single quote that is never closed", start, start + 1)
        self.at = close + 1
        return Literal(self.text[start + 1 : close], start, close + 1, start + 1, True)

    def double_quoted(self, raw: bool) -> list[Part]:
        opening = self.at
        self.at += 1
        found: list[Part] = []
        begin, text, plain = opening, self.text, _plain('$"' + self.escape)
        while self.at < len(text):
            char = text[self.at]
            at = self.at
            run = plain.match(text, at)
            if run:
                self.at = run.end()
            elif char == '"':
                self.at += 1
                found.append(Literal("", begin, self.at, at, True))
                return found
            elif char == "$":
                if begin < at:
                    found.append(Literal("", begin, at, at, True))
                found.append(self.dollar(True))
                begin = self.at
                continue
            else:
                escapes = text[at + 1 : at + 2] in ('"', "$", self.escape) and at + 1 < len(text)
                self.at += 2 if escapes else 1
                at += 1 if escapes and not raw else 0
            found.append(Literal(text[at : self.at], begin, self.at, at, True))
            begin = self.at
        raise WordError("has a double quote that is never closed", opening, opening + 1)

    def dollar(self, quoted: bool) -> Part:
        start = self.at
        if self.text[start + 1 : start + 2] == "{":
            return self.braced(start, quoted)
        name = _NAME.match(self.text, start + 1)
        self.at = name.end() if name else start + 1
        if name is None:
            return Literal("$", start, start + 1, start, quoted)
        return Variable(name[0], start, self.at, quoted)

    def braced(self, start: int, quoted: bool) -> Variable:
        text, at = self.text, start + 2
        if text[at : at + 1] in ("{", "}", ":"):
            raise WordError(f"has a bad substitution `{_shown(text[start:])}`", start, at + 1)
        name = _NAME.match(text, at)
        at = name.end() if name else at
        modifier = text[at : at + 1]
        if modifier == ":":
            modifier = text[at : at + 2]
        self.at = at + len(modifier)
        if modifier in ("", ":"):
            raise WordError("has a `${` without `}`", start, len(text))
        variable = Variable(name[0] if name else "", start, self.at, quoted)
        if modifier == "}":
            return variable
        if modifier not in MODIFIERS and (not self.lenient or modifier[0] != ":" or modifier[1] in "#%"):
            raise WordError(f"has an unknown modifier in `{_shown(text[start:])}`", start, self.at)
        variable.modifier = modifier
        self.operands(variable)
        variable.end = self.at
        return variable

    def operands(self, variable: Variable) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise WordError(f"nests more than {DEEPEST} substitutions", variable.start, self.at)
        if variable.modifier == "/":
            if self.text[self.at : self.at + 1] == "/":
                variable.modifier = "//"
                self.at += 1
            variable.word = self.parts("/", True, variable.start)
            variable.replacement = self.parts("}", True, variable.start)
        else:
            variable.word = self.parts("}", variable.modifier in ("#", "%"), variable.start)
        self.depth -= 1


def _shown(text: str) -> str:
    end = text.find("}")
    text = text[: end + 1] if end >= 0 else text
    return text if len(text) <= 24 else text[:23] + "…"


class Found:
    """A variable's value, None when unknown; `source` says, opaque here, where it comes from.

    `maybe`: declared without a value by somebody who may or may not give one, so that written defaults are taken.
    """

    __slots__ = ("maybe", "source", "value")

    def __init__(self, value: str | None, source: object = None, *, maybe: bool = False) -> None:
        self.value = value
        self.source = source
        self.maybe = maybe


Lookup = Callable[[str], Found | None]
"""What a name stands for; None when it is unset for certain."""


class Resolved:
    """What one part became; `value` None when unknown. `sources` are those of the values that took part."""

    __slots__ = ("part", "sources", "value")

    def __init__(self, part: Part, value: str | None, sources: tuple[Found, ...] = ()) -> None:
        self.part = part
        self.value = value
        self.sources = sources


def expand(parts: Sequence[Part], lookup: Lookup) -> list[Resolved]:
    """What can be known of each part."""
    return [Resolved(part, part.text) if isinstance(part, Literal) else _resolved(part, lookup) for part in parts]


def joined(resolved: Sequence[Resolved]) -> str | None:
    """The whole word; None when a part of it is unknown, or it grows beyond all measure."""
    values = [part.value for part in resolved if part.value is not None]
    if len(values) != len(resolved) or sum(map(len, values)) > LONGEST:
        return None
    return "".join(values)


def _resolved(variable: Variable, lookup: Lookup) -> Resolved:
    name = variable.name
    found = lookup(name) if name[:1].isalpha() or name[:1] == "_" else None
    kind = variable.modifier[-1:]
    if kind == "" or kind == "?":
        absent = kind == "?" and _absent(found, variable) is not False
        value = None if absent else "" if found is None else found.value
        return Resolved(variable, value, _sources(found))
    if kind in "-+":
        return _alternative(variable, found, lookup)
    words = joined(expand(variable.word, lookup))
    replacement = joined(expand(variable.replacement, lookup))
    value = "" if found is None else found.value
    if value is None or words is None or replacement is None:
        return Resolved(variable, None, _sources(found))
    change = _replaced if kind == "/" else _trimmed
    return Resolved(variable, change(variable, value, words, replacement), _sources(found))


def _sources(found: Found | None) -> tuple[Found, ...]:
    return () if found is None else (found,)


def _absent(found: Found | None, variable: Variable) -> bool | None:
    """Whether the modifier takes the variable for missing; None when that is unknown."""
    if found is None:
        return True
    if found.value is None:
        return None
    return variable.modifier[0] == ":" and not found.value


def _alternative(variable: Variable, found: Found | None, lookup: Lookup) -> Resolved:
    absent = _absent(found, variable)
    wants_absent = variable.modifier[-1] == "-"
    if absent is None and wants_absent and found is not None and found.maybe:
        absent = True
    if absent is None:
        return Resolved(variable, None, _sources(found))
    if absent is wants_absent:
        inner = expand(variable.word, lookup)
        return Resolved(variable, joined(inner), tuple(source for part in inner for source in part.sources))
    return Resolved(variable, found.value if wants_absent and found else "", _sources(found))


def _trimmed(variable: Variable, value: str, pattern: str, _: str) -> str | None:
    from . import patterns

    if len(value) > patterns.LONGEST_VALUE or len(pattern) > patterns.LONGEST_PATTERN:
        return None
    longest = pattern[:1] == variable.modifier
    parts = patterns.segments(pattern[1:] if longest else pattern)
    if parts is None:
        return None
    if variable.modifier == "#":
        return patterns.trimmed(value, parts, longest=longest)
    return patterns.trimmed(value[::-1], patterns.reverse(parts), longest=longest)[::-1]


def _replaced(variable: Variable, value: str, pattern: str, replacement: str) -> str | None:
    from . import patterns

    if len(value) > patterns.LONGEST_VALUE or len(pattern) > patterns.LONGEST_PATTERN:
        return None
    parts = patterns.segments(pattern)
    everywhere = variable.modifier == "//"
    if parts is None or parts == [()] or (everywhere and "$" in replacement):
        return None
    pieces: list[str] = []
    at = length = 0
    while (match := patterns.find(value, parts, at)) is not None and (at < len(value) or not pieces):
        pieces += (value[at : match[0]], replacement)
        length += len(replacement)
        at = match[1]
        if not everywhere:
            break
        if length > LONGEST:
            return None
    return "".join(pieces) + value[at:]
