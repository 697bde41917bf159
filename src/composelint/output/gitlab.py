"""The report as GitLab's Code Quality JSON (docs.gitlab.com/ci/testing/code_quality, read in November 2026)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ..core.defect import Finding
from . import escapes
from .terminal import visible

if TYPE_CHECKING:
    from .report import Report

SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}
FAILURE = "blocker"
"""The severity of what could not be linted at all."""


def render(report: Report) -> str:
    """A list of issues, in ASCII. GitLab shows but one of several with the same fingerprint, so each has its own."""
    issues: list[dict[str, object]] = []
    seen: dict[str, int] = {}

    def add(check: str, severity: str, description: str, fingerprint: str, path: str, line: int) -> None:
        times = seen[fingerprint] = seen.get(fingerprint, 0) + 1
        issue: dict[str, object] = {
            "description": visible(description),
            "check_name": check,
            "fingerprint": fingerprint if times == 1 else _digest(fingerprint, str(times)),
            "severity": severity,
            "location": {"path": _unicode(path), "lines": {"begin": line}},
        }
        issues.append(issue)

    for path, message in report.errors:
        add("composelint", FAILURE, message, _digest(path, message), path, 1)
    for finding in sorted(report.findings, key=Finding.sort_key):
        span = finding.span
        identity = finding.fingerprint or _digest(finding.rule, finding.stack, finding.message)
        add(finding.rule, SEVERITIES[finding.severity], finding.message, identity, span.source.path, span.line)
    return escapes.json(issues)


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _unicode(path: str) -> str:
    """A path whose bytes are no UTF-8 as text that every reader of JSON takes."""
    return path.encode("utf-8", "backslashreplace").decode()
