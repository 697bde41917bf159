"""The command line: argv in, exit code out."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130


def main() -> int:
    """Does what the arguments say. Every failure becomes one line and exit code 2, never a traceback."""
    try:
        return _plain(sys.argv[2:]) if _is_plain(sys.argv) else _command()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        from .failures import told

        return told(error)


def _is_plain(argv: list[str]) -> bool:
    """Whether it is `check` with paths alone, as most runs are: to see that takes no library for options."""
    options = any(word.startswith("-") or not word for word in argv[2:])
    return argv[1:2] == ["check"] and not options and "_COMPOSELINT_COMPLETE" not in os.environ


def _plain(paths: list[str]) -> int:
    from ..api import Request
    from .checking import cache_directory, report_on

    return report_on(Request(paths=tuple(paths), cache=cache_directory()), [("text", None)])


def _command() -> int:
    from click.exceptions import Abort

    from .commands import cli

    try:
        code = cli.main(standalone_mode=False)
    except Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0
