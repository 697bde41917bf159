"""The report as Markdown for a comment on a pull request: equal findings told once, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .._catalog import RULES
from ..core.defect import SEVERITIES, Finding
from ..core.source import Span
from ..documents import address
from ..documents.markdown import Block, pieces
from .escapes import code, fenced, prose
from .folding import Fold, fold
from .terminal import counted
from .text import summary

if TYPE_CHECKING:
    from .report import Report

LIMIT = 65_536
"""What GitHub takes as a comment, in characters; bytes are counted, which is never less."""
MOST_PLACES = 5
CLOSING = 100
"""Bytes kept for the last line; less room than this holds nothing else either."""


def render(report: Report, *, limit: int = LIMIT) -> str:
    """The report in at most `limit` bytes of UTF-8: first of all what is wrong, then help, as far as there is room.

    What does not fit is counted in the last line.
    """
    beginning = f"## composelint\n\n{summary(report)}\n"
    room = limit - CLOSING - _size(beginning)
    left, heading = 0, ""
    shown: list[tuple[str, str, Fold | None]] = []
    for title, item in _items(report):
        head = item if isinstance(item, str) else _head(item) if room > CLOSING else ""
        cost = _size(head) + (_size(title) if title != heading else 0)
        if head and cost <= room:
            shown.append((title if title != heading else "", head, None if isinstance(item, str) else item))
            room, heading = room - cost, title
        else:
            left += 1 if isinstance(item, str) else len(item.findings)
    parts = [beginning]
    for title, head, entry in shown:
        details = _details(entry) if entry is not None and room > CLOSING else ""
        if _size(details) > room:
            details = ""
        room -= _size(details)
        parts.append(f"{title}{head}{details}")
    if left:
        parts.append(f"\n{counted(left, 'more finding')} did not fit here.\n")
    return "".join(parts)


def _items(report: Report) -> Iterator[tuple[str, str | Fold]]:
    """Everything to tell with the heading that it stands under, the worst first."""
    for path, message in report.errors:
        yield "\n### What could not be done\n\n", f"- {code(path)}: {prose(message)}\n"
    counts = report.counts()
    folds = fold(report.findings)
    for severity in SEVERITIES:
        for entry in folds:
            if entry.first.severity == severity:
                yield f"\n### {counted(counts.get(severity, 0), severity)}\n\n", entry


def advice(help: str) -> tuple[str, list[Block]]:
    """A help's prose as one line, and its blocks."""
    parts = list(pieces(help))
    words = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
    return words, [part for part in parts if isinstance(part, Block)]


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _head(entry: Fold) -> str:
    """What is wrong, the rule, and where."""
    rule = RULES.get(entry.first.rule)
    name = f"[{entry.first.rule}]({address(rule)})" if rule else prose(entry.first.rule)
    places = [_place(finding, len(entry.findings) > 1) for finding in entry.findings[:MOST_PLACES]]
    if len(entry.findings) > MOST_PLACES:
        places.append(counted(len(entry.findings) - MOST_PLACES, "more place"))
    return f"- **{prose(entry.title)}** ({name})<br>{', '.join(places)}\n"


def _place(finding: Finding, several: bool) -> str:
    service = f" ({prose(finding.service)})" if several and finding.service else ""
    return _position(finding.span) + service


def _details(entry: Fold) -> str:
    """Help and related places, to be opened by whoever wants them: blocks with blank lines between."""
    related = [f"- {_position(span)} {prose(words)}" for span, words in dict.fromkeys(_related(entry))]
    blocks = [related] if related else []
    helps = entry.helps()
    for heading, help in helps:
        words, examples = advice(help)
        blocks.append([prose(f"{heading}: {words}" if len(helps) > 1 else words)])
        blocks += [fenced(example.lines, example.language) for example in examples]
    if not blocks:
        return ""
    rows = ["<details><summary>help</summary>"]
    for block in (*blocks, ["</details>"]):
        rows += ["", *block]
    return "\n" + "".join(f"  {row}".rstrip() + "\n" for row in rows)


def _position(span: Span) -> str:
    return code(f"{span.source.path}:{span.line}")


def _related(entry: Fold) -> Iterator[tuple[Span, str]]:
    """The related places, of a fold over many findings only those of the first few."""
    return (place for finding in entry.findings[:MOST_PLACES] for place in finding.also[:MOST_PLACES])
