"""The report as workflow commands, which GitHub turns into annotations of the files.

The syntax is that of `ActionCommand.cs` in github.com/actions/runner (read in November 2026).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.defect import SEVERITIES, Severity
from ..core.source import Span
from . import markdown
from .escapes import shown, shown_lines
from .folding import Fold, fold
from .terminal import counted
from .text import summary as counts_of

if TYPE_CHECKING:
    from .report import Report

COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
MOST: dict[Severity, int] = {"error": 10, "warning": 10, "info": 9}
"""GitHub shows ten annotations of each kind per step; the tenth notice is for saying what is missing."""
MOST_PLACES = 10

_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_PROPERTY = _DATA | {ord(":"): "%3A", ord(","): "%2C"}


def render(report: Report) -> str:
    """One command per annotation, the worst first; a plain line with the counts at the end."""
    left = 0
    given = dict.fromkeys(SEVERITIES, 0)
    lines: list[str] = []
    for path, message in report.errors:
        given["error"] += 1
        if given["error"] <= MOST["error"]:
            lines.append(_command("error", {"title": "composelint"}, f"{path}: {message}"))
        else:
            left += 1
    folds = fold(report.findings)
    for severity in SEVERITIES:
        for entry in folds:
            if entry.first.severity == severity:
                given[severity] += 1
                if given[severity] <= MOST[severity]:
                    lines.append(_command(COMMANDS[severity], _properties(entry), _message(entry)))
                else:
                    left += len(entry.findings)
    if left:
        words = f"{counted(left, 'more finding')} without an annotation: GitHub shows ten of each kind per step"
        lines.append(_command("notice", {"title": "composelint"}, words))
    return "\n".join([*lines, counts_of(report), ""])


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={shown(value).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {given}::{shown_lines(message).translate(_DATA)}"


def _properties(entry: Fold) -> dict[str, str]:
    span = entry.first.span
    line, column = span.source.position(span.start)
    last, end = span.source.position(span.end)
    found = {"file": span.source.path, "line": str(line), "endLine": str(last)}
    if line == last:
        # A range of lines has no columns: the runner would drop them.
        found |= {"col": str(column), "endColumn": str(end)}
    return found | {"title": entry.first.rule}


def _message(entry: Fold) -> str:
    rows = [entry.title]
    for finding in entry.findings[1 : MOST_PLACES + 1]:
        rows.append(f"also at {_position(finding.span)}" + (f" ({finding.service})" if finding.service else ""))
    if len(entry.findings) > MOST_PLACES + 1:
        rows.append(f"and at {counted(len(entry.findings) - MOST_PLACES - 1, 'more place')}")
    rows += [f"{_position(span)}: {words}" for span, words in entry.first.also[:MOST_PLACES]]
    for heading, help in entry.helps():
        words, blocks = markdown.advice(help)
        rows += ["", f"{heading}: {words}", *(line for block in blocks for line in ("", *block.lines))]
    return "\n".join(rows)


def _position(span: Span) -> str:
    return f"{span.source.path}:{span.line}"
