"""Short Dockerfiles, and how bad a rule finds them."""

from __future__ import annotations

import composelint

BASE = "FROM debian:12\n"


def severities(rule: str, text: str) -> list[str]:
    """The severities of what a rule finds; a text without FROM stands below one of Debian."""
    whole = text if text.upper().startswith(("FROM", "ARG", "#")) else BASE + text
    report = composelint.lint({"Dockerfile": f"{whole}\n"}, select=[rule], today="2026-11-22")
    assert report.errors == []
    return [finding.severity if finding.rule == rule else finding.rule for finding in report.findings]
