"""composelint reads a whole Docker Compose stack and says what is broken, what will bite, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["ComposeError", "Report", "UsageError", "config", "fix", "lint", "lint_path"]

if TYPE_CHECKING:
    from .api import Report, UsageError, config, fix, lint, lint_path
    from .engine.merged import ComposeError


def __getattr__(name: str) -> object:
    """The API is loaded when it is first used: printing a version must not cost a linter's start."""
    if name == "ComposeError":
        from .engine.merged import ComposeError

        return ComposeError
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
