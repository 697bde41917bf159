"""What a caller points at: paths of the operating system into a workspace and the stacks in it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence

from ..load.discover import Found, StackFiles, belonging, default_above, is_compose, is_dockerfile, search
from ..load.ignoring import Exclusion
from ..load.paths import directory_of
from ..workspace import Unreadable, Workspace
from .membership import Members, unspelled
from .report import UsageError

STDIN = "-"
"""Among the files of a stack: what comes by standard input, as if it lay in the current directory."""


class Targets:
    """Existing paths, or STDIN, with the root that they share; inside it they are relative, with `/`."""

    __slots__ = ("_above", "inside", "root")

    def __init__(self, paths: Sequence[str]) -> None:
        absolute = [os.path.abspath(path) for path in paths]
        for given, path in zip(paths, absolute, strict=True):
            if given != STDIN and not os.path.lexists(path):
                raise UsageError(f"{near(path)}: no such file or directory")
        self.root = common_root(absolute)
        self.inside = [self.relative(path) for path in absolute]
        self._above: str | None = None
        """The root as seen from the current directory, with a slash, where any path inside is seen through it."""

    def relative(self, path: str) -> str:
        return os.path.relpath(os.path.abspath(path), self.root).replace(os.sep, "/")

    def place(self, path: str) -> str:
        """A path inside the root as seen from the current directory."""
        if self._above is None:
            root = near(self.root)
            # From inside the root some paths are seen without leaving it.
            direct = os.sep == "/" and set(root.split("/")) != {".."}
            self._above = f"{root}/".removeprefix("./") if direct else ".."
        if self._above == ".." or path.startswith((".", "/")) or "/." in path or "//" in path:
            return near(os.path.join(self.root, path))
        return self._above + path


def near(path: str) -> str:
    """A path as seen from the current directory."""
    return os.path.relpath(path)


def one_stack(compose_files: Sequence[str]) -> Found:
    """Exactly these files, in this order, as one stack; its directory is that of the first which lies in one."""
    if not compose_files:
        raise UsageError("no compose file was named")
    first = next((path for path in compose_files if posixpath.basename(path) != STDIN), compose_files[0])
    return Found([StackFiles(directory_of(first), list(compose_files))])


def chosen(files: Sequence[str] | None, env: Mapping[str, str] | None) -> Sequence[str] | None:
    """The files of the one stack that is wanted: those given, else those that COMPOSE_FILE of an environment names.

    None: nobody says.
    """
    if files is not None or not env:
        return files
    separator = env.get("COMPOSE_PATH_SEPARATOR") or os.pathsep
    return [path for path in env.get("COMPOSE_FILE", "").split(separator) if path] or None


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


Spelled = Sequence[StackFiles]
"""The stacks that a configuration spells out: their files make up no others."""


def find(
    targets: Targets, members: Members, notes: list[str], exclude: Sequence[Exclusion], spelled: Spelled = ()
) -> Found:
    """What to lint at some paths, each stack and Dockerfile once; a file that belongs to no stack is a note.

    Raises UsageError when a directory holds nothing, and for a file that cannot be read at all.
    """
    stacks: dict[tuple[str | None, ...], StackFiles] = {}
    dockerfiles: dict[str, None] = {}
    for path in targets.inside:
        is_directory = members.workspace.is_dir(path)
        if is_directory:
            found = spelled_out(search(members.workspace, path, exclude), path, spelled)
        else:
            unread = members.workspace.read(path)
            if isinstance(unread, Unreadable) and unread.kind not in ("encoding", "binary"):
                raise UsageError(f"{targets.place(path)}: {unread.reason}")
            found = find_file(members, path)
        if not found.stacks and not found.dockerfiles:
            if is_directory:
                nothing = "nothing to check: no compose file and no Dockerfile here or below"
                raise UsageError(f"{targets.place(path)}: {nothing}")
            notes.append(f"{targets.place(path)} belongs to no stack: not checked")
        for files in found.stacks:
            stacks.setdefault((files.origin, *files.compose), files)
        dockerfiles |= dict.fromkeys(found.dockerfiles)
    return Found(list(stacks.values()), list(dockerfiles))


def spelled_out(found: Found, directory: str, spelled: Spelled) -> Found:
    """What was found at a directory, with the spelled-out stacks of which a file lies there."""
    own = [
        files
        for files in spelled
        if directory == "." or any(path.startswith(f"{directory}/") for path in files.compose)
    ]
    return Found([*own, *unspelled(found.stacks, spelled)], found.dockerfiles)


def find_file(members: Members, path: str) -> Found:
    """The stacks that a named file belongs to; a compose file or Dockerfile that belongs to none is one itself."""
    name = path.rsplit("/", 1)[-1]
    stacks = members.of(path)
    if stacks:
        return Found(stacks)
    if is_dockerfile(name):
        return Found([], [path])
    if is_compose(name) or name.endswith((".yml", ".yaml")):
        return Found([StackFiles(directory_of(path), [path])])
    return Found()


def one_default(workspace: Workspace, path: str) -> StackFiles:
    """The stack at a directory, or above it as Compose searches; or the one that a file belongs to."""
    if not workspace.is_dir(path):
        return (belonging(workspace, path) or [StackFiles(directory_of(path), [path])])[0]
    stack = default_above(workspace, path)
    if stack is None:
        raise UsageError(f"{path}: no compose file here or above")
    return stack
