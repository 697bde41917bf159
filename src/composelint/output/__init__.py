"""Renderers: a report in, text out. Each is a module of its own, imported when its format is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .report import Report

FORMATS = {
    "text": "text",
    "json": "json",
    "sarif": "sarif",
    "github": "github",
    "github-summary": "github_summary",
    "gitlab": "gitlab",
    "junit": "junit",
    "checkstyle": "checkstyle",
    "markdown": "markdown",
}
"""The name of each report format, and the module here that renders it."""


def renderer(format: str) -> Callable[[Report], str]:
    """The function that renders a report in a format of the table, as it is written to a file."""
    from importlib import import_module

    render: Callable[[Report], str] = import_module(f".{FORMATS[format]}", __name__).render
    return render
