"""Whole small projects, and everything that is said of them: how the rules speak together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import composelint
from composelint.output import text

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = "expected.txt"


@pytest.mark.parametrize("project", sorted(path.name for path in FIXTURES.iterdir()))
def test_what_is_said_of_a_project(project: str) -> None:
    """With BLESS=1 in the environment what is said now becomes what is expected, for you to read."""
    root = FIXTURES / project
    files = {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    expected = files.pop(EXPECTED, b"").decode()
    report = composelint.lint(files, complete=True, today="2026-11-22")
    said = text.render_concise(report, colour=False, width=200)
    if os.environ.get("BLESS"):
        (root / EXPECTED).write_text(said, encoding="utf-8")
        expected = said
    assert said == expected
