"""The three learning stacks: `before` shows all six promises between them, `after` is what they lead to."""

from __future__ import annotations

from pathlib import Path

import pytest

import composelint

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
STACKS = ("sms-alerts", "sports-analytics", "ingestion")
PROMISES = {
    "healthchecks": {"missing-healthcheck"},
    "dependency conditions": {
        "depends-on-without-condition",
        "healthy-without-healthcheck",
        "wrong-dependency-condition",
    },
    "baked-in secrets": {"literal-credential", "credential-in-url", "secret-default", "secret-in-dockerfile"},
    "COPY ordering": {"sources-before-dependencies"},
    "resource limits": {"missing-resource-limits"},
    "restart policies": {"missing-restart-policy"},
}


def rules(path: Path) -> dict[str, set[str]]:
    """Severity -> rules of the findings at a path, that directory taken as a whole project."""
    files = {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    report = composelint.lint(files, complete=True, today="2026-11-22")
    assert not report.errors
    assert report.stacks
    found: dict[str, set[str]] = {"error": set(), "warning": set(), "info": set()}
    for finding in report.findings:
        found[finding.severity].add(finding.rule)
    return found


@pytest.mark.parametrize("promise", PROMISES)
def test_before_shows_every_promise(promise: str) -> None:
    shown: set[str] = set()
    for stack in STACKS:
        found = rules(EXAMPLES / stack / "before")
        shown |= found["error"] | found["warning"]
    assert PROMISES[promise] <= shown


@pytest.mark.parametrize("stack", STACKS)
def test_before_has_something_to_mend(stack: str) -> None:
    found = rules(EXAMPLES / stack / "before")
    assert found["error"] | found["warning"]


@pytest.mark.parametrize("stack", STACKS)
def test_after_has_neither_error_nor_warning(stack: str) -> None:
    found = rules(EXAMPLES / stack / "after")
    assert not found["error"]
    assert not found["warning"]
