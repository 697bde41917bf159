"""The report as Checkstyle's XML (checkstyle.org, checkstyle-report-1.0.0.xsd), which many pipelines read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._catalog import RULES
from ..core.defect import Finding
from .escapes import xml

if TYPE_CHECKING:
    from .report import Report


def render(report: Report) -> str:
    """One element per file and one per finding, in ASCII. The source of a finding is `composelint.<theme>.<rule>`."""
    files: dict[str, list[str]] = {}
    for path, message in report.errors:
        files.setdefault(path, []).append(_error(1, 1, "error", message, "composelint"))
    for finding in sorted(report.findings, key=Finding.sort_key):
        line, column = finding.span.source.position(finding.span.start)
        entry = _error(line, column, finding.severity, finding.message, _source(finding.rule))
        files.setdefault(finding.span.source.path, []).append(entry)
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="10.0">']
    for path, entries in files.items():
        rows += [f'  <file name="{xml(path)}">', *entries, "  </file>"]
    return "\n".join([*rows, "</checkstyle>", ""])


def _error(line: int, column: int, severity: str, message: str, source: str) -> str:
    place = f'line="{line}" column="{column}" severity="{severity}"'
    return f'    <error {place} message="{xml(message)}" source="{xml(source)}"/>'


def _source(slug: str) -> str:
    rule = RULES.get(slug)
    return f"composelint.{rule.theme}.{slug}" if rule else f"composelint.{slug}"
