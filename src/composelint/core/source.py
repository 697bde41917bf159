"""Where text stands: sources, spans, and excerpts that remember where each of their characters came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, count
from operator import add

MAX = 1 << 62
Hidden = tuple[int, int, str]
"""Where a secret starts and ends, and what to show instead."""


class Source:
    """One file's text. `path` is relative to the root, with `/`; `text` has no byte order mark.

    Offsets everywhere are code points into `text`. Lines and columns (1-based) exist only for rendering.
    """

    __slots__ = ("_hidden", "_reach", "_starts", "bom", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.bom = text.startswith("\ufeff")
        self.text = text[1:] if self.bom else text
        self._hidden: list[Hidden] = []
        self._reach: list[int] = []
        """How far into the text each hidden place, or any before it, reaches."""
        self._starts: list[int] | None = None

    @property
    def hidden(self) -> list[Hidden]:
        """The secrets, sorted; the renderers' only way to a line is `shown_line`."""
        return self._hidden

    @hidden.setter
    def hidden(self, places: list[Hidden]) -> None:
        self._hidden = sorted(places)
        self._reach = list(accumulate((end for _, end, _ in self._hidden), max))

    @property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line; only LF ends a line, as editors and Docker count."""
        if self._starts is None:
            lengths = map(len, self.text.split("\n"))
            # A line begins behind those above it and their line ends.
            self._starts = [*map(add, accumulate(lengths, initial=0), count())][:-1]
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column), both 1-based, of an offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_of(self, offset: int) -> int:
        return bisect_right(self.line_starts, offset)

    def line_text(self, line: int) -> str:
        """The text of a 1-based line without its line end; empty past the last line."""
        starts = self.line_starts
        if not 1 <= line <= len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")

    def shown_line(self, line: int) -> str:
        """A line with its secrets masked, each by as many characters as it had, so that columns keep their place."""
        text = self.line_text(line)
        if not self._hidden or not text:
            return text
        begin = self.line_starts[line - 1]
        first = bisect_right(self._reach, begin)
        last = bisect_left(self._hidden, begin + len(text), key=lambda place: place[0])
        shown: list[str] = []
        at = 0
        for start, end, mask in self._hidden[first:last]:
            low, high = max(start - begin, at), min(end - begin, len(text))
            if low < high:
                shown += (text[at:low], mask[: high - low].ljust(high - low, "*"))
                at = high
        return "".join((*shown, text[at:]))

    def __repr__(self) -> str:
        return f"Source({self.path!r})"


class Span:
    """The characters `start` up to, not including, `end` of a source."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        return self.source.line_of(self.start)

    def sort_key(self) -> tuple[str, int, int]:
        return self.source.path, self.start, self.end

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Span)
            and self.source is other.source
            and self.start == other.start
            and self.end == other.end
        )

    def __hash__(self) -> int:
        return hash((id(self.source), self.start, self.end))

    def __repr__(self) -> str:
        line, column = self.source.position(self.start)
        return f"Span({self.source.path}:{line}:{column}, {self.text!r})"


class Excerpt:
    """Text taken out of a source (a scalar, a joined instruction, a shell string) that knows its origin.

    `runs` lists (offset in `text`, offset in the source, length), ascending in the first, covering what was copied
    verbatim; characters outside every run (an escape's result, an interpolated value) have no place of their own
    and snap to the gap between their neighbours. `whole` is the span of all of it.
    """

    __slots__ = ("runs", "source", "text", "whole")

    def __init__(self, source: Source, text: str, runs: list[tuple[int, int, int]], whole: Span) -> None:
        self.source = source
        self.text = text
        self.runs = runs
        self.whole = whole

    @classmethod
    def verbatim(cls, source: Source, start: int = 0, end: int | None = None) -> Excerpt:
        """A stretch of the source as it stands."""
        stop = len(source.text) if end is None else end
        return cls(source, source.text[start:stop], [(0, start, stop - start)], Span(source, start, stop))

    @classmethod
    def opaque(cls, text: str, whole: Span) -> Excerpt:
        """Text whose characters all stand for `whole`: nothing is known of their single places."""
        return cls(whole.source, text, [], whole)

    def start_of(self, index: int) -> int:
        """Source offset where text[index] begins; in a gap, the end of what stands before it."""
        at = bisect_right(self.runs, (index, MAX, MAX)) - 1
        if at < 0:
            return self.whole.start
        text_at, source_at, length = self.runs[at]
        return source_at + min(index - text_at, length)

    def end_of(self, index: int) -> int:
        """Source offset where text[index - 1] ends; in a gap, the start of what stands behind it."""
        at = bisect_right(self.runs, (index - 1, MAX, MAX)) - 1
        if at >= 0:
            text_at, source_at, length = self.runs[at]
            if index <= text_at + length:
                return source_at + (index - text_at)
        return self.runs[at + 1][1] if at + 1 < len(self.runs) else self.whole.end

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The source span of text[start:end]."""
        stop = len(self.text) if end is None else end
        if self.runs:
            text_at, source_at, length = self.runs[0]
            if text_at <= start < stop <= text_at + length:
                shift = source_at - text_at
                return Span(self.source, start + shift, stop + shift)
        first = self.start_of(start)
        return Span(self.source, first, max(first, self.end_of(stop)) if stop > start else first)

    def exact(self, start: int, end: int) -> bool:
        """Whether text[start:end] stands verbatim, in one piece, in the source (only then may a fix edit it)."""
        span = self.span(start, end)
        return span.text == self.text[start:end]

    def slice(self, start: int, end: int) -> Excerpt:
        """The excerpt of text[start:end]."""
        text = self.text[start:end]
        if self.runs:
            text_at, source_at, length = self.runs[0]
            if text_at <= start < end <= text_at + length:
                first = source_at + start - text_at
                whole = Span(self.source, first, first + end - start)
                return Excerpt(self.source, text, [(0, first, end - start)], whole)
        runs = []
        first = max(bisect_right(self.runs, (start, MAX, MAX)) - 1, 0)
        for at in range(first, len(self.runs)):
            text_at, source_at, length = self.runs[at]
            if text_at >= end:
                break
            low, high = max(text_at, start), min(text_at + length, end)
            if low < high:
                runs.append((low - start, source_at + (low - text_at), high - low))
        return Excerpt(self.source, text, runs, self.span(start, end))

    def pick(self, pieces: list[tuple[int, int]], whole: tuple[int, int] | None = None) -> Excerpt:
        """The excerpt made of several stretches [(start, end), ...] of this one, in order, glued together."""
        text, runs = "", []
        for start, end in pieces:
            part = self.slice(start, end)
            runs += [(len(text) + a, b, length) for a, b, length in part.runs]
            text += part.text
        if whole is None:
            whole = (pieces[0][0], pieces[-1][1]) if pieces else (0, 0)
        return Excerpt(self.source, text, runs, self.span(*whole))
