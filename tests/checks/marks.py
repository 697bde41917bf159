"""What one rule marks in some files: the text at each finding, and its severity."""

from __future__ import annotations

import composelint

TODAY = "2026-11-22"

Marks = set[tuple[str, str]]
"""(text at the place, severity) of each finding."""
NONE: Marks = set()


def marks(rule: str, text: str, files: dict[str, str] | None = None, *, complete: bool = True) -> Marks:
    """What a rule finds in `compose.yaml` and the files beside it; by default these are all there are."""
    everything: dict[str, str | bytes] = {"compose.yaml": text, **(files or {})}
    report = composelint.lint(everything, select=[rule], complete=complete, today=TODAY)
    assert not report.errors
    assert {finding.rule for finding in report.findings} <= {rule}
    return {(finding.span.text.split("\n")[0], finding.severity) for finding in report.findings}


def web(body: str, rest: str = "") -> str:
    """One service with an image; the rest of the file behind it."""
    return f"services: {{web: {{image: x, {body}}}}}\n{rest}"


def error(*texts: str) -> Marks:
    return {(text, "error") for text in texts}


def warning(*texts: str) -> Marks:
    return {(text, "warning") for text in texts}


def info(*texts: str) -> Marks:
    return {(text, "info") for text in texts}
