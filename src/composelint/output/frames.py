"""Code frames: lines of a source with their numbers, and carets under what is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..core.source import Source, Span
from .terminal import Laid, Paint, visible

ELLIPSIS = "┆"
BAR = "│"


class Mark:
    """What to point at in one line: offsets in the line from 0, the words behind the carets, and a style.

    Of a span over several lines the first is marked; one of no width is marked by one caret.
    """

    __slots__ = ("label", "line", "source", "start", "stop", "style")

    def __init__(self, span: Span, label: str, style: str) -> None:
        self.source = span.source
        self.label = label
        self.style = style
        self.line, column = span.source.position(span.start)
        last, end = span.source.position(span.end)
        if last > self.line:
            end = len(span.source.line_text(self.line).rstrip()) + 1
        self.start = column - 1
        self.stop = max(end - 1, self.start + 1)


def excerpt(span: Span, room: int) -> str:
    """What a span's line says, in at most `room` columns, from its first word or, in a long line, from the span on."""
    line, column = span.source.position(span.start)
    shown = span.source.shown_line(line)
    text = shown.lstrip()
    at = max(column - 1 - (len(shown) - len(text)), 0)
    low = at - 1 if at + min(span.end - span.start, room // 2) > room else 0
    return Laid(text, low, low + room + 1).window(0, room).rstrip()


def has_frame(span: Span) -> bool:
    """A finding about a whole file, or in an empty line, has nothing to show."""
    return (span.end > 0 or span.start > 0) and bool(span.source.line_text(span.line).strip())


def frame(marks: Sequence[Mark], gutter: int, width: int, paint: Paint) -> Iterator[str]:
    """The frame of marks in one source, which share one frame; `gutter` is the width of the line numbers."""
    lines: dict[int, list[Mark]] = {}
    for mark in marks:
        lines.setdefault(mark.line, []).append(mark)
    previous = 0
    for line in sorted(lines):
        if previous and line == previous + 2:
            yield _plain(marks[0].source, line - 1, gutter, width, paint)
        elif previous and line > previous + 2:
            yield paint(f"{'':{gutter}} {ELLIPSIS}", "frame")
        yield from _marked(line, lines[line], gutter, width, paint)
        previous = line


def _marked(line: int, marks: list[Mark], gutter: int, width: int, paint: Paint) -> Iterator[str]:
    """One line and a line of carets for each of its marks, windowed around the first mark when it is too long."""
    text = marks[0].source.shown_line(line)
    room = max(width - gutter - 3, 20)
    laid = Laid(text, max(marks[0].start - room, 0), marks[0].start + 2 * room)
    total = laid.starts[-1]
    first = 0
    if total > room:
        # A third of the room stays for what stands before, unless the line's end is near.
        first = max(min(laid.column(marks[0].start) - room // 3, total - room), 0)
    yield _row(str(line), laid.window(first, first + room), gutter, paint)
    for mark in marks:
        start = max(laid.column(mark.start) - first, 0)
        stop = min(laid.column(mark.stop) - first, room)
        sign = "-" if mark.style == "also" else "^"
        carets = " " * start + paint(sign * max(stop - start, 1), mark.style)
        label = paint(" " + visible(mark.label), mark.style) if mark.label else ""
        if start < room:
            yield _row("", carets + label, gutter, paint)


def _plain(source: Source, line: int, gutter: int, width: int, paint: Paint) -> str:
    room = max(width - gutter - 3, 20)
    return _row(str(line), Laid(source.shown_line(line), 0, 2 * room).window(0, room), gutter, paint)


def _row(number: str, text: str, gutter: int, paint: Paint) -> str:
    return (paint(f"{number:>{gutter}} {BAR}", "frame") + f" {text}").rstrip()
