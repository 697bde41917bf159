"""composelint from Python: the same line as the command, on texts in memory or on a directory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from .engine.lint import lint as lint_found
from .engine.report import Report, UsageError
from .engine.select import select as select_rules
from .load.discover import Found, StackFiles, belonging, is_compose, is_dockerfile, search
from .load.paths import directory_of
from .load.stack import Options
from .workspace import Workspace

__all__ = ["Report", "UsageError", "lint", "lint_path", "root_of"]


def lint(
    files: Mapping[str, str | bytes],
    *,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    complete: bool = False,
    today: str | None = None,
) -> Report:
    """The report on some files in memory, path -> text; nothing is read from disk.

    `compose_files` names the files of one stack in order (default: what Compose would find); `complete` says that
    `files` is all there is, so that an absent file proves something. Raises UsageError for an unknown rule.
    """
    workspace = Workspace.in_memory(files, complete=complete)
    found = search(workspace, ".") if compose_files is None else one_stack(compose_files)
    return lint_found(workspace, found, options(env, profiles, today), select_rules(select, ignore))


def lint_path(
    path: str | os.PathLike[str],
    *,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: str | None = None,
) -> Report:
    """The report on a directory or a file on disk. Raises UsageError when the path cannot be linted at all."""
    where = os.path.abspath(path)
    workspace = Workspace.on_disk(root_of(where))
    relative = os.path.relpath(where, root_of(where)).replace(os.sep, "/")
    found = find(workspace, relative) if compose_files is None else one_stack(compose_files)
    return lint_found(workspace, found, options(env, profiles, today), select_rules(select, ignore))


def options(env: Mapping[str, str] | None, profiles: Sequence[str], today: str | None) -> Options:
    import time

    return Options(env, (), tuple(profiles), today or time.strftime("%Y-%m-%d"))


def one_stack(compose_files: Sequence[str]) -> Found:
    """Exactly these files, in this order, as one stack."""
    if not compose_files:
        raise UsageError("no compose file was named")
    return Found([StackFiles(directory_of(compose_files[0]), list(compose_files))])


def root_of(path: str) -> str:
    """The nearest ancestor that holds `.git`, else the directory (or the file's directory) itself."""
    start = path if os.path.isdir(path) else os.path.dirname(path)
    here = start
    while True:
        if os.path.exists(os.path.join(here, ".git")):
            return here
        parent = os.path.dirname(here)
        if parent == here:
            return start
        here = parent


def find(workspace: Workspace, path: str) -> Found:
    """What to lint at a path relative to the root. Raises UsageError when there is nothing."""
    if workspace.is_dir(path):
        found = search(workspace, path)
        if not found.stacks and not found.dockerfiles:
            raise UsageError(f"{path}: no compose file and no Dockerfile here or below")
        return found
    return find_file(workspace, path)


def find_file(workspace: Workspace, path: str) -> Found:
    """The stack that a named file belongs to; a compose file or Dockerfile that belongs to none is one itself."""
    from .load.stack import load

    name = path.rsplit("/", 1)[-1]
    if workspace.exists(path) is not True:
        raise UsageError(f"{path}: no such file or directory")
    for files in belonging(workspace, path):
        if path in files.compose:
            return Found([files])
        stack, _ = load(workspace, files, Options())
        if any(file.path == path for file in stack.files):
            return Found([files])
    if is_dockerfile(name):
        return Found([], [path])
    if is_compose(name) or name.endswith((".yml", ".yaml")):
        return Found([StackFiles(directory_of(path), [path])])
    return Found()
