"""A compose file with one service, and what one rule says of it."""

from __future__ import annotations

import composelint

TODAY = "2026-11-22"


def service(*lines: str, image: str = "acme/x") -> dict[str, str]:
    """A compose file with one service, its keys as written in `lines`."""
    return {"compose.yaml": "".join(f"{line}\n" for line in ("services:", "  api:", f"    image: {image}", *lines))}


def said(rule: str, files: dict[str, str]) -> list[str]:
    """What a rule says: "service severity", in the order of the places."""
    report = composelint.lint(files, select=[rule, "invalid-yaml", "wrong-type", "invalid-value"], today=TODAY)
    assert report.errors == []
    assert {finding.rule for finding in report.findings} <= {rule}, "the example itself is broken"
    return [f"{finding.service} {finding.severity}" for finding in report.findings if finding.rule == rule]
