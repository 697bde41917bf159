"""The report as a job summary: what belongs at the end of the file that GITHUB_STEP_SUMMARY names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import markdown

if TYPE_CHECKING:
    from .report import Report

LIMIT = 1_000_000
"""GitHub takes a summary of up to 1 MiB per step."""


def render(report: Report) -> str:
    """The Markdown of a comment, with more room."""
    return markdown.render(report, limit=LIMIT)
