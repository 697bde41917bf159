"""Paths that the commands of a RUN name: where they lead, and which files they write."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.source import Span
from ..syntax.shell import Command
from .dockerfile import Run
from .installs import directory_of, resolved


def path_of(run: Run, command: Command, path: str | None) -> str | None:
    """A path that a command names, made absolute; None when unknown, or a pattern."""
    if not path or "*" in path or command.cwd is None:
        return None
    path = path.replace("~", "/root", 1) if path.startswith("~/") and _root(run) else path
    directory = directory_of(run)
    for step in command.cwd:
        directory = resolved(directory, step)
    return resolved(directory, path)


def _root(run: Run) -> bool:
    return (run.user.value or "").partition(":")[0] in ("root", "0")


def written_files(run: Run) -> Iterator[tuple[str, Span]]:
    """The files that a RUN writes by `>`, `>>` or `tee`, outside of its mounts."""
    mounts = [mount.path for mount in run.mounts]
    for command in run.commands:
        targets = [found.target for found in command.redirections if found.operator in (">", ">>", ">|")]
        targets += command.arguments if command.program == "tee" else []
        for word in targets:
            path = path_of(run, command, word.value)
            if path is not None and not any(mount and path.startswith(mount) for mount in mounts):
                yield path, word.span
