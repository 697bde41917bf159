"""What `check` does once it knows what is wanted."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from .streams import put, say, watched, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..api import Request


def cache_directory() -> str | None:
    """Where this user's caches lie, or the directory that COMPOSELINT_CACHE_DIR names; None where there is no home."""
    variables = os.environ
    if variables.get("COMPOSELINT_CACHE_DIR"):
        return os.path.abspath(variables["COMPOSELINT_CACHE_DIR"])
    if sys.platform == "win32":
        base = variables.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = variables.get("XDG_CACHE_HOME", "")
        base = base if os.path.isabs(base) else os.path.expanduser("~/.cache")
    return os.path.join(base, "composelint") if os.path.isabs(base) else None


def report_on(
    wanted: Request,
    outputs: Iterable[tuple[str, str | None]],
    *,
    quiet: bool = False,
    colour: str = "auto",
    stats: bool = False,
    fail_on: str | None = None,
) -> int:
    """Checks, and writes each of (format, file or None for the terminal); the exit code."""
    from ..api import check

    checked = check(wanted, watched)
    for note in checked.notes:
        say(note)
    for format, target in outputs:
        write(checked.report, format, target, checked.place, quiet, colour)
    if wanted.diff:
        from ..output import diff as patch

        put(patch.render(checked.changes), None)
        if patch.masked(checked.changes):
            say("secrets are masked in this patch, which cannot be applied as it is; --fix writes the files itself")
    if stats:
        say(checked.statistics())
    return checked.report.exit_code(fail_on or checked.fail_on)
