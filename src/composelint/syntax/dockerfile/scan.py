"""Physical lines -> logical instructions, comments, directives and heredoc bodies.

Lines end at LF; carriage returns before it are dropped. All offsets here count characters of the excerpt's text.
"""

from __future__ import annotations

from bisect import bisect_right

from ...core.patterns import pattern
from ...core.source import Excerpt, Span
from .excerpts import Run, stitched
from .heredocs import Heredoc, markers
from .words import BLANKS, SPACES

DIRECTIVES = frozenset(("syntax", "escape", "check"))
LONGEST_LINE = 65_535
"""Bytes of a physical line that the builder still reads."""

_HEAD = pattern(rf"[{SPACES}]*([^{BLANKS}]*)[{SPACES}]*")
_DIRECTIVE = pattern(r"#[\t\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\f\r ]*=(.*)")

Head = tuple[str, int, int, int]
"""A keyword as it is written, where it begins, where the arguments behind it begin, and where they end."""


class Comment:
    """One comment line from its `#` to its end. `inside`: it stands between the lines of an instruction."""

    __slots__ = ("end", "inside", "line", "outer", "start")

    def __init__(self, outer: Excerpt, line: int, start: int, end: int, inside: bool) -> None:
        self.outer = outer
        self.line = line
        self.start = start
        self.end = end
        self.inside = inside

    @property
    def text(self) -> str:
        """What stands behind the `#`, without blanks around it."""
        return self.outer.text[self.start + 1 : self.end].strip()

    @property
    def span(self) -> Span:
        return self.outer.span(self.start, self.end)

    def __repr__(self) -> str:
        return f"Comment({self.text!r})"


class Directive:
    """`# name=value` at the very top."""

    __slots__ = ("end", "line", "name", "outer", "start", "value")

    def __init__(self, outer: Excerpt, line: int, start: int, end: int, name: str, value: str) -> None:
        self.outer = outer
        self.line = line
        self.start = start
        self.end = end
        self.name = name
        self.value = value

    @property
    def span(self) -> Span:
        return self.outer.span(self.start, self.end)

    def __repr__(self) -> str:
        return f"Directive({self.name!r}, {self.value!r})"


class Logical:
    """One instruction before anything is known of it: its physical lines, joined. Lines count from 1.

    `blanks` are the numbers of the blank lines inside; `above` the comments directly above; `stop` is where its last
    physical line ends.
    """

    __slots__ = (
        "_excerpt",
        "above",
        "blanks",
        "escape",
        "first",
        "heredocs",
        "last",
        "outer",
        "pieces",
        "stop",
        "text",
    )

    def __init__(self, outer: Excerpt, escape: str, first: int, above: list[Comment], stop: int, text: str) -> None:
        self.outer = outer
        self.escape = escape
        self.first = self.last = first
        self.above = above
        self.blanks: list[int] = []
        self.pieces = [(stop - len(text), stop)]
        self.heredocs: list[Heredoc] = []
        self.text = text
        self.stop = stop
        self._excerpt: Excerpt | None = None

    @property
    def excerpt(self) -> Excerpt:
        """The joined text with the place of each character."""
        if self._excerpt is None:
            begin, end = self.pieces[0] if self.pieces else (self.stop, self.stop)
            if end == self.stop:
                self._excerpt = self.outer.slice(begin, end)
            else:
                runs: list[Run] = []
                length = 0
                for start, end in self.pieces:
                    runs.append((length, start, end - start))
                    length += end - start
                self._excerpt = stitched(self.outer, self.text, runs, self.outer.span(begin, self.stop))
        return self._excerpt

    def offset(self, at: int) -> int:
        """Where the character `at` of the joined text stands in the outer text."""
        length = 0
        for start, end in self.pieces:
            if at < length + end - start:
                return start + at - length
            length += end - start
        return self.stop

    def split(self, start: int = 0) -> Head:
        """The keyword that begins at or after `start`, and its arguments without the blanks around them."""
        text = self.text
        stop = len(text.rstrip(SPACES))
        match = _HEAD.match(text, start, stop)
        assert match is not None
        return match[1], match.start(1), match.end(), stop

    def __repr__(self) -> str:
        return f"Logical({self.first}, {self.text!r})"


class Scan:
    """What the lines of one Dockerfile are. `faults` are pairs of place (start, end) and words."""

    __slots__ = ("comments", "directives", "escape", "excerpt", "faults", "lines", "logicals")

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.lines: list[tuple[int, int]] = []
        self.escape = "\\"
        self.directives: list[Directive] = []
        self.comments: list[Comment] = []
        self.logicals: list[Logical] = []
        self.faults: list[tuple[int, int, str]] = []


def scan(excerpt: Excerpt) -> Scan:
    return _Scanner(excerpt).run()


class _Scanner:
    __slots__ = ("_ends", "at", "excerpt", "lines", "result", "text")

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.text = excerpt.text
        self.result = Scan(excerpt)
        self.lines = self.result.lines
        self.at = 0
        self._ends: dict[bool, dict[str, list[int]]] = {}
        """Lines by their text, without leading tabs where the key is True."""

    def run(self) -> Scan:
        self.measure()
        self.directives()
        text, lines = self.text, self.lines
        above: list[Comment] = []
        while self.at < len(lines):
            start, end = lines[self.at]
            line = text[start:end].lstrip(SPACES)
            self.at += 1
            if not line:
                above = []
            elif line[0] == "#":
                above.append(self.comment(end - len(line), end, False))
            else:
                self.instruction(line, end, above)
                above = []
        return self.result

    def measure(self) -> None:
        text, lines, start = self.text, self.lines, 0
        carriage = "\r" in text
        for line in text.split("\n"):
            end = start + (len(line.rstrip("\r")) if carriage else len(line))
            lines.append((start, end))
            if len(line) > LONGEST_LINE // 4 and len(line.encode(errors="replace")) > LONGEST_LINE:
                self.result.faults.append((start, end, f"a line is longer than {LONGEST_LINE:,} bytes"))
            start += len(line) + 1
        if lines[-1][0] == lines[-1][1]:
            del lines[-1]

    def comment(self, start: int, end: int, inside: bool) -> Comment:
        comment = Comment(self.excerpt, self.at, start, end, inside)
        self.result.comments.append(comment)
        return comment

    def directives(self) -> None:
        """Those at the very top; anything else ends the search."""
        result = self.result
        while self.at < len(self.lines):
            start, end = self.lines[self.at]
            start = end - len(self.text[start:end].lstrip(SPACES))
            match = _DIRECTIVE.match(self.text, start, end)
            name = match[1].lower() if match else ""
            value = match[2].strip(SPACES) if match else ""
            if name not in DIRECTIVES or not value:
                return
            self.at += 1
            if any(known.name == name for known in result.directives):
                result.faults.append((start, end, f"the directive `{name}` is given twice"))
                self.comment(start, end, False)
                continue
            result.directives.append(Directive(self.excerpt, self.at, start, end, name, value))
            if name == "escape" and value not in ("\\", "`"):
                result.faults.append((start, end, "`escape` is neither a backslash nor a backtick"))
            elif name == "escape":
                result.escape = value

    def instruction(self, line: str, end: int, above: list[Comment]) -> None:
        logical = Logical(self.excerpt, self.result.escape, self.at, above, end, line)
        start, length = end - len(line), self.continued(line)
        if length >= 0:
            logical.pieces = [(start, start + length)] if length else []
            start, end = self.join(logical, start, end)
            if not logical.text.strip(SPACES):
                self.result.faults.append((start, end, "a continuation leads to no instruction"))
                return
        if "<<" in logical.text:
            self.heredocs(logical)
        self.result.logicals.append(logical)

    def continued(self, line: str) -> int:
        """How much of a physical line is joined with the next one; -1 when it does not continue there."""
        line, escape = line.rstrip(" \t"), self.result.escape
        return len(line) - 1 if line[-1:] == escape and line[-2:-1] != escape else -1

    def join(self, logical: Logical, start: int, end: int) -> tuple[int, int]:
        """Add the lines on which an instruction goes on; where the last of them stands."""
        text, more = self.text, True
        while more and self.at < len(self.lines):
            start, end = self.lines[self.at]
            line = text[start:end]
            bare = line.lstrip(SPACES)
            self.at += 1
            if not bare:
                logical.blanks.append(self.at)
            elif bare[0] == "#":
                self.comment(end - len(bare), end, True)
            else:
                length = self.continued(line)
                more = length >= 0
                if length:
                    logical.pieces.append((start, start + length if more else end))
        logical.last = self.at
        logical.stop = self.lines[self.at - 1][1]
        logical.text = "".join([text[start:end] for start, end in logical.pieces])
        return start, end

    def heredocs(self, logical: Logical) -> None:
        """Find the heredocs of an instruction and take their bodies off the lines that follow."""
        for heredoc in markers(logical):
            logical.heredocs.append(heredoc)
            line = self.terminator(heredoc)
            if line < 0:
                return
            heredoc.lines = self.lines[self.at : line]
            heredoc.body_start = self.lines[self.at][0]
            heredoc.body_end, heredoc.stop = self.lines[line]
            self.at = line + 1
            logical.last, logical.stop = self.at, heredoc.stop

    def terminator(self, heredoc: Heredoc) -> int:
        """The index of the line that ends a heredoc, -1 when there is none.

        Its body is walked line by line. Once one had no end, the lines are found by their text: a file of nothing but
        heredocs that never end takes no longer than any other.
        """
        text, name, chomp = self.text, heredoc.name, heredoc.chomp
        if not self._ends:
            for index in range(self.at, len(self.lines)):
                start, end = self.lines[index]
                if name == (text[start:end].lstrip("\t") if chomp else text[start:end]):
                    return index
        if chomp not in self._ends:
            ends: dict[str, list[int]] = {}
            for index, (start, end) in enumerate(self.lines):
                ends.setdefault(text[start:end].lstrip("\t") if chomp else text[start:end], []).append(index)
            self._ends[chomp] = ends
        places = self._ends[chomp].get(name, [])
        at = bisect_right(places, self.at - 1)
        return places[at] if at < len(places) else -1
