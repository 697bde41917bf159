"""What went wrong: every failure becomes a few lines and exit code 2, never a traceback."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from .streams import echo, say, width

if TYPE_CHECKING:
    from typing import TypeGuard

    import click

COULD_NOT = 2


def told(error: Exception) -> int:
    """Says what went wrong, as far as anybody still listens; the exit code."""
    if isinstance(error, BrokenPipeError):
        # The reader has gone (`| head`); nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    if _of_click(error):
        _usage(error)
    elif not _refused(error):
        if _expected(error):
            _refuse(error)
        else:
            say(f"internal error: {type(error).__name__} ({_origin(error)})")
            echo("This is a defect of composelint: please report it with this line.\n", sys.stderr)
    return COULD_NOT


def _usage(error: click.ClickException) -> None:
    """Click's own words; they quote what was typed, which may come from anywhere."""
    from io import StringIO

    from ..output.escapes import shown_lines

    error.show(words := StringIO())
    echo(shown_lines(words.getvalue()), sys.stderr)


def _of_click(error: Exception) -> TypeGuard[click.ClickException]:
    """Whether the library for options complains, which need not have been loaded at all."""
    return type(error).__module__.startswith("click.") and hasattr(error, "show")


def _refused(error: Exception) -> bool:
    """Says why Compose would refuse a stack, if that is what happened."""
    from ..engine.merged import ComposeError

    if not isinstance(error, ComposeError):
        return False
    from ..engine.report import Report
    from ..output import text

    report = Report(findings=error.findings)
    echo(text.render_concise(report, colour=False, width=width()), sys.stderr)
    return True


def _refuse(error: Exception) -> None:
    """Says why nothing was done; of a configuration each place on a line of its own, as compilers do."""
    from ..engine.config import ConfigError
    from ..output.escapes import shown

    if isinstance(error, ConfigError):
        for line in str(error).splitlines():
            echo(f"{shown(line)}\n", sys.stderr)
    else:
        say(str(error))


def _expected(error: Exception) -> bool:
    from ..engine.report import UsageError

    return isinstance(error, UsageError)


def _origin(error: Exception) -> str:
    """Where an unexpected error arose; its words are left out, they may quote a file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "unknown place"
