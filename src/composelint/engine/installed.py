"""Where ShellCheck lies, found without starting it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator


def shellcheck(path: str = "") -> str:
    """The program at a path, or where it is found: beside this Python, or on the PATH. Empty when it is not there."""
    return path or next(filter(_runs, _candidates()), "")


def unasked(path: str = "") -> str:
    """What to say where it should have been asked, and is not there."""
    missing = f"{path} is no ShellCheck, or older than 0.8" if path else "install composelint[shell]"
    return f"RUN scripts were not checked: {missing}"


def own_directories() -> tuple[str, ...]:
    """Where packages of this Python put their programs; the module `sysconfig` knows more, and takes its time."""
    return os.path.dirname(sys.executable), os.path.join(sys.prefix, "Scripts" if sys.platform == "win32" else "bin")


def _candidates() -> Iterator[str]:
    name = "shellcheck.exe" if sys.platform == "win32" else "shellcheck"
    for directory in (*own_directories(), *os.get_exec_path()):
        # A relative entry of PATH may lead into the project, whose programs are anybody's.
        if os.path.isabs(directory):
            yield os.path.join(directory, name)


def _runs(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)
