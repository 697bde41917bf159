"""Taking the arguments of an instruction apart: flags, JSON arrays, words with and without quotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from ...core.patterns import pattern
from ...core.source import MAX, Excerpt, Span
from .excerpts import Run, stitched
from .words import BLANKS, SPACES, Literal, Part, WordError, lex

if TYPE_CHECKING:
    from .scan import Logical

_BLANK_SEPARATED = pattern(rf"[^{BLANKS}]+")
_FIELD = r'"([^"]*+)"[^,]*+|([^,]*+)'
_JSON_STRING = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_JSON_ESCAPE = r"\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(.))"
_JSON_ITEM = pattern(rf"[ \t\n\r]*(?:({_JSON_STRING})[ \t\n\r]*)?([,\]])")
"""A string of an array and what stands behind it; without a string an empty array, or none."""
_JSON_CHARACTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@cache
def _pattern(escape: str, flag: bool) -> re.Pattern[str]:
    """A word that quotes and the escape character hold together; in a flag it works inside single quotes too."""
    e = re.escape(escape)
    escaped = f"{e}(?:.|$)"
    single = f"(?:[^'{e}]++|{escaped})*+" if flag else "[^']*+"
    double = f'(?:[^"{e}]++|{escaped})*+'
    outside = escaped if flag else f"{e}."
    return pattern(f"""(?:[^{SPACES}'"{e}]++|{outside}|'{single}(?:'|$)|"{double}(?:"|$))++""", re.DOTALL)


class Word:
    """One argument. `text` is what the builder's word lexer gets: quotes kept, a JSON string decoded, a flag unquoted.

    `start` and `end` say where it stands in the joined line, brackets of JSON left out, quotes included; `runs` maps
    `text` to that line (None: it stands there verbatim).
    """

    __slots__ = ("_parts", "end", "error", "line", "runs", "start", "text")

    def __init__(
        self, line: Logical, start: int, end: int, text: str | None = None, runs: list[Run] | None = None
    ) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.text = line.text[start:end] if text is None else text
        self.runs = runs
        self.error: WordError | None = None
        """Why the builder refuses it; known once `parts` was asked for."""
        self._parts: list[Part] | None = None

    @property
    def raw(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return self.line.excerpt.span(self.start, self.end)

    def span_of(self, start: int, end: int) -> Span:
        """The span of text[start:end]."""
        return self.line.excerpt.span(self.place(start), self.place(end, closing=True))

    def place(self, at: int, *, closing: bool = False) -> int:
        """Where a character of `text` stands in the joined line; `closing`: where the one before it ends."""
        if self.runs is None:
            return self.start + at
        index = bisect_right(self.runs, (at - closing, MAX, MAX)) - 1
        if index < 0:
            return self.start
        text_at, line_at, length = self.runs[index]
        return line_at + min(at - text_at, length)

    @property
    def exact(self) -> bool:
        """Whether it stands in one piece in the source, so that a fix may edit it."""
        return self.line.excerpt.exact(self.start, self.end)

    @property
    def excerpt(self) -> Excerpt:
        """`text` with the place of each character."""
        if self.runs is None:
            return self.line.excerpt.slice(self.start, self.end)
        return stitched(self.line.excerpt, self.text, self.runs, self.span)

    @property
    def plain(self) -> bool:
        """Nothing in it means anything but itself: no variable, no quote, no escape."""
        text = self.text
        return not ("$" in text or '"' in text or self.line.escape in text or "'" in text)

    @property
    def parts(self) -> list[Part]:
        """Literals and variables, by the rules of the builder's word lexer; empty with an `error`."""
        if self._parts is None:
            text = self.text
            if self.plain:
                self._parts = [Literal(text, 0, len(text), 0, False)] if text else []
            else:
                self._parts, self.error = lex(text, self.line.escape)
        return self._parts

    @property
    def value(self) -> str | None:
        """Its text after quotes and escapes, when no variable takes part."""
        texts = [part.text for part in self.parts if isinstance(part, Literal)]
        return None if self.error or len(texts) != len(self.parts) else "".join(texts)

    def sub(self, start: int, end: int) -> Word:
        """text[start:end] as a word of its own."""
        if self.runs is None:
            return Word(self.line, self.start + start, self.start + end)
        runs = [
            (
                max(text_at, start) - start,
                line_at + max(start - text_at, 0),
                min(text_at + length, end) - max(text_at, start),
            )
            for text_at, line_at, length in self.runs
            if text_at < end and text_at + length > start
        ]
        return Word(self.line, self.place(start), self.place(end, closing=True), self.text[start:end], runs)

    def __repr__(self) -> str:
        return f"Word({self.text!r})"


class Flag:
    """`--name` or `--name=value`; `known`: this instruction has it. Values keep their variables."""

    __slots__ = ("known", "name", "value", "word")

    def __init__(self, word: Word, known: bool = True) -> None:
        name, equals, _ = word.text[2:].partition("=")
        self.word = word
        self.name = name
        self.value = word.sub(3 + len(name), len(word.text)) if equals else None
        self.known = known

    @property
    def span(self) -> Span:
        return self.word.span

    @property
    def name_span(self) -> Span:
        """The name with its dashes."""
        return self.word.span_of(0, 2 + len(self.name))

    def __repr__(self) -> str:
        return f"Flag({self.word.text!r})"


def skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] in SPACES:
        at += 1
    return at


def read_flags(line: Logical, at: int) -> tuple[list[Flag], int]:
    """The leading words that begin with two dashes, and where the arguments begin behind them."""
    flags: list[Flag] = []
    text = line.text
    at = skip_spaces(text, at)
    while text.startswith("--", at):
        match = _pattern(line.escape, True).match(text, at)
        if match is None:
            break
        word = _unquoted(line, at, match.end())
        at = skip_spaces(text, match.end())
        if word.text == "--":
            break
        flags.append(Flag(word))
    return flags, at


def _unquoted(line: Logical, start: int, end: int) -> Word:
    """A flag without its quotes and escapes; the escape character works inside either quote."""
    raw, escape = line.text[start:end], line.escape
    if '"' not in raw and "'" not in raw and escape not in raw:
        return Word(line, start, end)
    pieces: list[str] = []
    runs: list[Run] = []
    quote, at, length = "", 0, 0
    while at < len(raw):
        char = raw[at]
        if char == quote or (not quote and char in "'\""):
            quote = "" if quote else char
        else:
            at += char == escape
            if at < len(raw):
                pieces.append(raw[at])
                runs.append((length, start + at, 1))
                length += 1
        at += 1
    return Word(line, start, end, "".join(pieces), runs)


def blank_words(line: Logical, start: int, end: int) -> list[Word]:
    """Words between blanks; quotes mean nothing."""
    return [Word(line, *match.span()) for match in _BLANK_SEPARATED.finditer(line.text, start, end)]


def quoted_places(line: Logical, start: int, end: int) -> list[tuple[int, int]]:
    """Where the words between blanks stand, of which quotes and the escape character may hold some."""
    return [match.span() for match in _pattern(line.escape, False).finditer(line.text, start, end)]


def comma_words(word: Word) -> list[Word]:
    """The fields of a `--mount` value; a field in double quotes may hold commas."""
    return [
        word.sub(match.start(1), match.end(1)) if match[1] is not None else word.sub(match.start(2), match.end(2))
        for match in re.finditer(_FIELD, word.text)
        if match[0]
    ]


def json_strings(line: Logical, start: int, end: int) -> list[Word] | None:
    """The strings of a JSON array that fills text[start:end]; None when it is something else."""
    text = line.text
    if not text.startswith("[", start):
        return None
    words: list[Word] = []
    at = start + 1
    while (match := _JSON_ITEM.match(text, at, end)) is not None:
        if match[1] is not None:
            words.append(_json_word(line, *match.span(1)))
        elif words or match[2] != "]":
            return None
        at = match.end()
        if match[2] == "]":
            return words if at == end else None
    return None


def is_json_array(text: str, start: int) -> bool:
    """Whether the rest of a line is a JSON array, whatever it holds."""
    if not text.startswith("[", start):
        return False
    text = text[start:].rstrip(SPACES)
    if not text.endswith("]"):
        return False
    from json import loads

    try:
        loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _json_word(line: Logical, start: int, end: int) -> Word:
    raw = line.text[start + 1 : end - 1]
    if "\\" not in raw:
        return Word(line, start, end, raw, [(0, start + 1, len(raw))])
    pieces: list[str] = []
    runs: list[Run] = []
    at = length = 0
    for match in re.finditer(_JSON_ESCAPE, raw):
        runs.append((length, start + 1 + at, match.start() - at))
        pieces += (raw[at : match.start()], _decoded(match))
        length += match.start() - at + len(pieces[-1])
        at = match.end()
    runs.append((length, start + 1 + at, len(raw) - at))
    pieces.append(raw[at:])
    return Word(line, start, end, "".join(pieces), [run for run in runs if run[2]])


def _decoded(match: re.Match[str]) -> str:
    if match[3]:
        return _JSON_CHARACTERS.get(match[3], match[3])
    code = int(match[1], 16)
    if not 0xD800 <= code < 0xE000:
        low = re.match(_JSON_ESCAPE, f"\\u{match[2]}") if match[2] else None
        return chr(code) + (_decoded(low) if low else "")
    if match[2] and code < 0xDC00:
        return chr(0x10000 + ((code - 0xD800) << 10) + int(match[2], 16) - 0xDC00)
    return "\ufffd" * (2 if match[2] else 1)
