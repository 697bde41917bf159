"""What a caller points at: paths of the operating system into a workspace and the stacks in it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..load.discover import Found, StackFiles, belonging, default_above, is_compose, is_dockerfile, search
from ..load.paths import directory_of
from ..load.stack import Options, load
from ..workspace import Workspace
from .report import UsageError


class Targets:
    """Existing paths with the root that they share; inside it they are relative, with `/`."""

    __slots__ = ("inside", "root")

    def __init__(self, paths: Sequence[str]) -> None:
        absolute = [os.path.abspath(path) for path in paths]
        for path in absolute:
            if not os.path.lexists(path):
                raise UsageError(f"{near(path)}: no such file or directory")
        self.root = common_root(absolute)
        self.inside = [self.relative(path) for path in absolute]

    def relative(self, path: str) -> str:
        return os.path.relpath(os.path.abspath(path), self.root).replace(os.sep, "/")

    def place(self, path: str) -> str:
        """A path inside the root as seen from the current directory."""
        return near(os.path.join(self.root, path))


def near(path: str) -> str:
    """A path as seen from the current directory."""
    return os.path.relpath(path)


def one_stack(compose_files: Sequence[str]) -> Found:
    """Exactly these files, in this order, as one stack."""
    if not compose_files:
        raise UsageError("no compose file was named")
    return Found([StackFiles(directory_of(compose_files[0]), list(compose_files))])


def common_root(paths: Sequence[str]) -> str:
    """The root of every path, or the directory that they share when their roots differ."""
    roots = {root_of(path) for path in paths}
    return roots.pop() if len(roots) == 1 else os.path.commonpath(list(roots))


def root_of(path: str) -> str:
    """The nearest ancestor that holds `.git`, else the directory (or the file's directory) itself."""
    start = path if os.path.isdir(path) else os.path.dirname(path)
    here = start
    while not os.path.exists(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return start
        here = parent
    return here


def joined(one: Found, other: Found) -> Found:
    """Both searches together, each stack and Dockerfile once."""
    known = [files.compose for files in one.stacks]
    stacks = [*one.stacks, *(files for files in other.stacks if files.compose not in known)]
    return Found(stacks, list(dict.fromkeys([*one.dockerfiles, *other.dockerfiles])))


Spelled = Sequence[StackFiles]
"""The stacks that a configuration spells out: their files make up no others."""


def find(workspace: Workspace, path: str, notes: list[str], spelled: Spelled = ()) -> Found:
    """What to lint at a path relative to the root; a file that belongs to no stack is a note.

    Raises UsageError when a directory holds nothing.
    """
    if not workspace.is_dir(path):
        return find_file(workspace, path, notes, spelled)
    found = spelled_out(search(workspace, path), path, spelled)
    if not found.stacks and not found.dockerfiles:
        raise UsageError(f"{path}: nothing to check: no compose file and no Dockerfile here or below")
    return found


def spelled_out(found: Found, directory: str, spelled: Spelled) -> Found:
    """What was found at a directory, with the spelled-out stacks of which a file lies there."""
    own = [
        files
        for files in spelled
        if directory == "." or any(path.startswith(f"{directory}/") for path in files.compose)
    ]
    return Found([*own, *unspelled(found.stacks, spelled)], found.dockerfiles)


def unspelled(stacks: Spelled, spelled: Spelled) -> Spelled:
    """The stacks that share no file with one that is spelled out."""
    taken = {path for files in spelled for path in files.compose}
    return [files for files in stacks if taken.isdisjoint(files.compose)]


def find_file(workspace: Workspace, path: str, notes: list[str], spelled: Spelled = ()) -> Found:
    """The stacks that a named file belongs to; a compose file or Dockerfile that belongs to none is one itself."""
    name = path.rsplit("/", 1)[-1]
    for files in (*spelled, *unspelled(belonging(workspace, path), spelled)):
        if path in files.compose:
            return Found([files])
        stack, _ = load(workspace, files, Options())
        if any(file.path == path for file in stack.files):
            return Found([files])
    if is_dockerfile(name):
        return Found([], [path])
    if is_compose(name) or name.endswith((".yml", ".yaml")):
        return Found([StackFiles(directory_of(path), [path])])
    notes.append(f"{path} belongs to no stack: not checked")
    return Found()


def one_default(workspace: Workspace, path: str) -> StackFiles:
    """The stack at a directory, or above it as Compose searches; or the one that a file belongs to."""
    if not workspace.is_dir(path):
        return (belonging(workspace, path) or [StackFiles(directory_of(path), [path])])[0]
    stack = default_above(workspace, path)
    if stack is None:
        raise UsageError(f"{path}: no compose file here or above")
    return stack
