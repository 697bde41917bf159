"""Build contexts on a workspace: what lies in them, and what their ignore file keeps out."""

from __future__ import annotations

from ..core.source import Source
from ..model.context import Context
from ..model.dockerfile import Dockerfile
from ..syntax.ignorefile import IgnoreFile, parse_dockerignore
from ..workspace import Workspace
from .paths import join

MOST_FILES = 5000
"""Contexts with more files are not listed: unknown."""
MOST_READ = 64 * 1024


def context_of(workspace: Workspace, directory: str, dockerfile: Dockerfile) -> Context:
    """The context of a directory relative to the root, as this Dockerfile's build sees it."""

    def find(path: str) -> bool | None:
        return workspace.exists(join(directory, path))

    def files() -> list[str] | None:
        return listing(workspace, directory, ignore_file(workspace, directory, dockerfile))

    def read(path: str) -> str | None:
        source = workspace.read(join(directory, path))
        return source.text if isinstance(source, Source) and len(source.text) <= MOST_READ else None

    complete = workspace.complete and workspace.is_dir(directory) is True
    return Context(directory, complete, find=find, list_files=files, read_text=read)


def ignore_file(workspace: Workspace, directory: str, dockerfile: Dockerfile) -> IgnoreFile | None:
    """`<Dockerfile>.dockerignore` beside the Dockerfile, else `.dockerignore` at the root of the context."""
    names = [join(directory, ".dockerignore")]
    if not dockerfile.inline:
        names.insert(0, f"{dockerfile.path}.dockerignore")
    for name in names:
        if workspace.exists(name):
            source = workspace.read(name)
            return parse_dockerignore(source) if isinstance(source, Source) else None
    return None


def listing(workspace: Workspace, directory: str, ignore: IgnoreFile | None) -> list[str] | None:
    """Context-relative paths of the files that reach the builder; None when unknown or too many."""
    if not workspace.complete:
        return None
    found: list[str] = []
    pending = [""]
    while pending:
        below = pending.pop()
        entries = workspace.listing(join(directory, below) if below else directory)
        if entries is None:
            return None
        for entry in entries:
            path = f"{below}/{entry.name}" if below else entry.name
            if entry.is_dir:
                if entry.name == ".git" or (
                    ignore is not None and ignore.excludes(path) and not ignore.keeps_below(path)
                ):
                    continue
                pending.append(path)
            elif ignore is None or not ignore.excludes(path):
                found.append(path)
                if len(found) > MOST_FILES:
                    return None
    return sorted(found)
