"""Heredocs: which words of a joined line announce one, and what their bodies hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...core.patterns import pattern
from ...core.source import Excerpt, Span
from .excerpts import Run, stitched
from .splitting import is_json_array, read_flags
from .words import SPACES, Literal, lex

if TYPE_CHECKING:
    from .scan import Logical

_KEYWORDS = frozenset(("RUN", "COPY", "ADD"))
_MARKER = pattern(r"([0-9]*)<<(-?)[\t\f\r ]*([^<]+)")
_TOKEN = pattern(r"<<[\t\r ]*|[^\s<]+|<|\s+")
_PLAIN_NAME = pattern(r"[\w.-]+")
_SIMPLE_WORD = pattern(r"""(?:<<[\t\r ]*|[^\s<'"\\]++|<|\\(?:.|\Z)|'[^']*'|"(?:[^"\\]|\\.)*+")+|(['"])""", re.DOTALL)


class Heredoc:
    """`<<name` and its body. `start` and `end` are those of the word in the joined line.

    `content` is the body as the command gets it: without carriage returns, with `chomp` without leading tabs.
    """

    __slots__ = (
        "_content",
        "body_end",
        "body_start",
        "chomp",
        "descriptor",
        "end",
        "expands",
        "line",
        "lines",
        "name",
        "start",
        "stop",
    )

    def __init__(
        self, line: Logical, start: int, end: int, name: str, chomp: bool, expands: bool, descriptor: int
    ) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.name = name
        self.chomp = chomp
        self.expands = expands
        self.descriptor = descriptor
        self.lines: list[tuple[int, int]] = []
        self.body_start = self.body_end = self.stop = -1
        self._content: Excerpt | None = None

    @property
    def terminated(self) -> bool:
        return self.stop >= 0

    @property
    def span(self) -> Span:
        return self.line.excerpt.span(self.start, self.end)

    @property
    def body_span(self) -> Span:
        return self.line.outer.span(self.body_start, self.body_end)

    @property
    def terminator_span(self) -> Span:
        return self.line.outer.span(self.body_end, self.stop)

    @property
    def content(self) -> Excerpt:
        if self._content is None:
            self._content = self._read()
        return self._content

    def _read(self) -> Excerpt:
        outer = self.line.outer
        pieces: list[str] = []
        runs: list[Run] = []
        length = 0
        for start, end in self.lines:
            if self.chomp:
                start = end - len(outer.text[start:end].lstrip("\t"))
            newline = outer.text.find("\n", end)
            for low, high in ((start, end), (newline, newline + 1)):
                pieces.append(outer.text[low:high])
                runs.append((length, low, high - low))
                length += high - low
        return stitched(outer, "".join(pieces), runs, self.body_span)

    def __repr__(self) -> str:
        return f"Heredoc({self.name!r})"


def markers(logical: Logical) -> list[Heredoc]:
    """The heredocs that a line announces; none at all when a quote is open or a substitution bad."""
    keyword, _, at, _ = logical.split()
    if keyword.upper() == "ONBUILD":
        keyword, _, at, _ = logical.split(at)
    if keyword.upper() not in _KEYWORDS or is_json_array(logical.text, read_flags(logical, at)[1]):
        return []
    found = []
    for start, end in _raw_words(logical.text):
        match = _MARKER.fullmatch(logical.text, start, end)
        if match is None:
            continue
        if _PLAIN_NAME.fullmatch(match[3]):
            found.append(Heredoc(logical, start, end, match[3], bool(match[2]), True, int(match[1][:9] or 0)))
            continue
        parts, error = lex(match[3], "\\", lenient=True)
        name = "".join(part.text if isinstance(part, Literal) else match[3][part.start : part.end] for part in parts)
        bare = "".join(part.text for part in parts if isinstance(part, Literal) and not part.quoted)
        if error is None and name and not any(char in SPACES for char in bare):
            expands = not any(char in match[3] for char in "'\"\\")
            found.append(Heredoc(logical, start, end, name, bool(match[2]), expands, int(match[1][:9] or 0)))
    return found


def _raw_words(text: str) -> list[tuple[int, int]]:
    """Where the words of a line stand, quotes and escapes kept; blanks between `<<` and a name join them."""
    if "${" not in text:
        found = list(_SIMPLE_WORD.finditer(text))
        return [] if any(word[1] for word in found) else [word.span() for word in found if "<<" in word[0]]
    words = []
    begin = -1
    for part in lex(text, "\\", lenient=True)[0]:
        if isinstance(part, Literal) and part.quoted:
            begin = part.start if begin < 0 else begin
            continue
        for token in _TOKEN.finditer(text, part.start, part.end):
            if not token[0].isspace():
                begin = token.start() if begin < 0 else begin
            elif begin >= 0:
                words.append((begin, token.start()))
                begin = -1
    if begin >= 0:
        words.append((begin, len(text)))
    return words
