"""The report for people: what is wrong, the line it stands in, how to mend it. Equal findings are told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..core.defect import SEVERITIES, Finding
from ..core.source import Span
from ..documents.markdown import Block, pieces
from .escapes import defused
from .folding import Fold, fold
from .frames import Mark, excerpt, frame, has_frame
from .terminal import Paint, cells, counted, visible, wrap

if TYPE_CHECKING:
    from .report import Report

MOST_FRAMES = 6
"""A fold over more places than this lists them instead of drawing each."""
NARROWEST = 40
"""Narrower terminals get lines of this width all the same."""


def render(report: Report, *, colour: bool = False, width: int = 100, place: Callable[[str], str] = str) -> str:
    """The whole report. `width` is the terminal's; `place` turns a path of the report into the one to show."""
    page = _Page(colour, width, place)
    stacks: dict[str, list[Finding]] = {}
    for finding in report.findings:
        stacks.setdefault(finding.stack, []).append(finding)
    lines: list[str] = []
    for root, findings in stacks.items():
        if len(report.stacks) > 1:
            lines += [page.heading(root), ""]
        for entry in fold(findings):
            lines += [*page.block(entry), ""]
    return defused("\n".join([*lines, *page.closing(report)]) + "\n")


def render_concise(report: Report, *, colour: bool = False, width: int = 100, place: Callable[[str], str] = str) -> str:
    """One line per finding, and the counts."""
    page = _Page(colour, width, place)
    lines = [f"{page.position(finding.span)}: {page.headline(finding, finding.message)}" for finding in report.findings]
    return defused("\n".join([*lines, *page.closing(report)]) + "\n")


def summary(report: Report) -> str:
    """`3 errors, 7 warnings, 2 infos in 2 stacks (5 files)`; what is zero is left out."""
    counts = report.counts()
    found = ", ".join(counted(counts[name], name) for name in SEVERITIES if counts.get(name))
    where = f"in {counted(len(report.stacks), 'stack')} ({counted(report.file_count, 'file')})"
    hidden = f", {len(report.suppressed)} suppressed" if report.suppressed else ""
    failed = f", {counted(len(report.errors), 'failure')}" if report.errors else ""
    clean = "Nothing found" if failed else "All good: nothing to report"
    return f"{found or clean} {where}{hidden}{failed}"


class _Page:
    """The settings of one rendering, and how each part of the page looks under them."""

    __slots__ = ("_paths", "paint", "place", "width")

    def __init__(self, colour: bool, width: int, place: Callable[[str], str]) -> None:
        self.paint = Paint(colour)
        self.width = max(width, NARROWEST)
        self.place = place
        self._paths: dict[str, str] = {}

    def path(self, path: str) -> str:
        known = self._paths.get(path)
        if known is None:
            known = self._paths[path] = visible(self.place(path))
        return known

    def position(self, span: Span) -> str:
        line, column = span.source.position(span.start)
        return f"{self.path(span.source.path)}:{line}:{column}"

    def heading(self, root: str) -> str:
        name = self.path(root)
        return self.paint(name, "bold") + " " + self.paint("─" * max(self.width - cells(name) - 1, 3), "dim")

    def headline(self, finding: Finding, message: str) -> str:
        severity = self.paint(finding.severity, finding.severity)
        return f"{severity}: {self.paint(visible(message), 'bold')} {self.paint(f'[{finding.rule}]', 'dim')}"

    def remedy(self, entry: Fold) -> str:
        """How all of it can be mended, if it can."""
        safeties = {finding.fix.safety if finding.fix is not None else "" for finding in entry.findings}
        if "" in safeties:
            return ""
        option = "--unsafe-fixes" if "unsafe" in safeties else "--fix"
        return " " + self.paint(f"fix available ({option})", "dim")

    def block(self, entry: Fold) -> Iterator[str]:
        """Everything about one finding, or about several that say the same."""
        places = [span for finding in entry.findings for span in (finding.span, *(at for at, _ in finding.also))]
        gutter = len(str(max(span.line for span in places)))
        yield self.headline(entry.first, entry.title) + self.remedy(entry)
        if len(entry.findings) > 1 and (len(entry.findings) > MOST_FRAMES or _all_keys(entry.findings)):
            yield from self.places(entry.findings, gutter)
        else:
            yield from self.frames(entry.findings, gutter)
        helps = entry.helps()
        for heading, help in helps:
            yield from self.help(heading, help, gutter, (heading, help) == helps[-1])

    def frames(self, findings: Sequence[Finding], gutter: int) -> Iterator[str]:
        """One frame per file: the findings' own marks, and those of the related places."""
        files: dict[str, dict[tuple[Span, str, str], None]] = {}
        for finding in findings:
            label = finding.service or "" if len(findings) > 1 else ""
            related = ((at, words, "also") for at, words in finding.also)
            for place in ((finding.span, label, finding.severity), *related):
                files.setdefault(place[0].source.path, {})[place] = None
        corner = "╭─"
        for places in files.values():
            yield self.paint(f"{'':{gutter}} {corner} ", "frame") + self.position(next(iter(places))[0])
            marks = [Mark(*place) for place in places if has_frame(place[0])]
            yield from frame(marks, gutter, self.width, self.paint) if marks else ()
            corner = "├─"

    def places(self, findings: Sequence[Finding], gutter: int) -> Iterator[str]:
        """A line for each place of a fold: where, which service, and the text where it says more than that."""
        positions = [self.position(finding.span) for finding in findings]
        names = [visible(finding.service or "") for finding in findings]
        wide, long = max(map(cells, positions)), max(map(cells, names))
        corner = "╭─"
        for finding, position, name in zip(findings, positions, names, strict=True):
            row = f"{position}{'':{wide - cells(position)}}  {name}"
            if not _is_key(finding):
                text = excerpt(finding.span, max(self.width - gutter - wide - long - 8, NARROWEST // 2))
                row += f"{'':{long - cells(name)}}  " + self.paint(text, "dim")
            yield self.paint(f"{'':{gutter}} {corner} ", "frame") + row.rstrip()
            for at, words in finding.also:
                yield self.paint(f"{'':{gutter}} │    ", "frame") + f"{self.position(at)}  {visible(words)}"
            corner = "├─"

    def help(self, heading: str, help: str, gutter: int, last: bool) -> Iterator[str]:
        """The advice: its prose wrapped, its block as it is."""
        heading = visible(heading)
        margin = " " * (gutter + 1)
        first = margin + self.paint("╰─ " if last else "├─ ", "frame") + self.paint(f"{heading}: ", "help")
        later = margin + (" " if last else self.paint("│", "frame")) + "  "
        room = max(self.width - gutter - 4, NARROWEST // 2)
        words = " ".join(piece for piece in pieces(help) if isinstance(piece, str))
        # The heading takes part in the wrapping as one long word.
        start, *others = wrap(f"{'x' * (cells(heading) + 1)} {visible(words)}", room)
        yield first + start[cells(heading) + 2 :]
        yield from (later + line for line in others)
        for block in pieces(help):
            if isinstance(block, Block):
                yield later.rstrip()
                yield from (f"{later}  {self.paint(visible(line), 'code')}".rstrip() for line in block.lines)
                if not last:
                    yield later.rstrip()

    def closing(self, report: Report) -> Iterator[str]:
        """What could not be done, and the counts."""
        for path, message in report.errors:
            yield f"{self.paint('failed', 'error')}: {self.path(path)}: {visible(message)}"
        if report.errors:
            yield ""
        yield summary(report)


def _is_key(finding: Finding) -> bool:
    """Whether the line shows nothing but the service's name."""
    return finding.span.source.line_text(finding.span.line).strip() == f"{finding.service}:"


def _all_keys(findings: Sequence[Finding]) -> bool:
    return all(map(_is_key, findings))
