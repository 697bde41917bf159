"""The report as JSON: `schemas/report.schema.json` says what it holds. Equal input gives equal bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import __version__
from .._catalog import RULES
from ..core.defect import SEVERITIES, Finding
from ..core.source import Span
from ..documents import address
from . import escapes

if TYPE_CHECKING:
    from .report import Report

SCHEMA_VERSION = "1"


def render(report: Report) -> str:
    """The report as text, a line for each finding. Everything beyond ASCII is escaped, so that no file's character acts
    on a terminal, nor does a file's line act on a pipeline that shows the report in its log.
    """
    return escapes.json(to_dict(report), depth=2)


def to_dict(report: Report) -> dict[str, object]:
    """The report as plain values, keys in the order of the schema."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "composelint", "version": __version__},
        "stacks": [
            {
                "root": stack.root,
                "files": list(stack.files),
                "services": list(stack.services),
                "dockerfiles": list(stack.dockerfiles),
            }
            for stack in report.stacks
        ],
        "findings": [_finding(finding, report) for finding in sorted(report.findings, key=Finding.sort_key)],
        "suppressed": [
            {"rule": entry.finding.rule, "reason": entry.reason, "location": _location(entry.finding.span)}
            for entry in sorted(report.suppressed, key=lambda entry: entry.finding.sort_key())
        ],
        "errors": [{"path": path, "message": message} for path, message in report.errors],
        "summary": _summary(report),
    }


def _summary(report: Report) -> dict[str, int]:
    counts = report.counts()
    numbers = {"stacks": len(report.stacks), "files": report.file_count}
    numbers |= {severity: counts.get(severity, 0) for severity in SEVERITIES}
    return numbers | {"suppressed": len(report.suppressed)}


def _finding(finding: Finding, report: Report) -> dict[str, object]:
    rule = RULES.get(finding.rule)
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        "service": finding.service,
        "location": _location(finding.span),
        "related": [{"message": words, "location": _location(span)} for span, words in finding.also],
        "fix": _fix(finding, report),
        "fingerprint": finding.fingerprint,
        "docs": finding.docs or (None if rule is None else address(rule)),
    }


def _fix(finding: Finding, report: Report) -> dict[str, object] | None:
    edits = report.edits(finding) if finding.fix is not None else ()
    if finding.fix is None or not edits:
        return None
    return {
        "safety": finding.fix.safety,
        "title": finding.fix.title,
        "edits": [_location(edit.span) | {"text": edit.text} for edit in edits],
    }


def _location(span: Span) -> dict[str, object]:
    return {"path": span.source.path, "start": _point(span, span.start), "end": _point(span, span.end)}


def _point(span: Span, offset: int) -> dict[str, int]:
    line, column = span.source.position(offset)
    return {"line": line, "column": column}
