"""Paths of the host that a container is given."""

from __future__ import annotations

from collections.abc import Callable


class HostSide:
    """Where a mount leads. `path` is relative to the root, absolute, or begins with `~`.

    `of_project`: it is written relative to the project. `exists` and `is_dir` are None when nobody can know. The
    questions are answered by functions that `load` puts in.
    """

    __slots__ = ("find", "ignored_by_git", "list_names", "look_up", "look_up_directory", "of_project", "path")

    def __init__(
        self,
        path: str,
        *,
        of_project: bool,
        exists: Callable[[], bool | None],
        is_dir: Callable[[], bool | None],
        find: Callable[[str], bool | None],
        list_names: Callable[[str], list[tuple[str, bool]] | None],
        ignored_by_git: Callable[[str], bool],
    ) -> None:
        self.path = path
        self.of_project = of_project
        self.look_up = exists
        self.look_up_directory = is_dir
        self.find = find
        self.list_names = list_names
        self.ignored_by_git = ignored_by_git

    @property
    def exists(self) -> bool | None:
        return self.look_up()

    @property
    def is_dir(self) -> bool | None:
        return self.look_up_directory()

    @property
    def leaves_root(self) -> bool:
        """Above the directory that bounds what is read."""
        return self.path == ".." or self.path.startswith("../")

    def holds(self, below: str) -> bool | None:
        """Whether everybody who has the project has this path below it: what git is told to ignore, nobody has."""
        found = self.find(below)
        return False if found and self.ignored(below) else found

    def names(self) -> list[tuple[str, bool]] | None:
        """(name, is a directory) of everything directly below it; None when nobody can know."""
        return self.list_names(".")

    def neighbours(self) -> list[str]:
        """The names of what lies beside it, as far as they are known."""
        return [name for name, _ in self.list_names("..") or ()]

    def ignored(self, below: str = ".") -> bool:
        """Whether git is told to ignore it, or a path below it."""
        return self.ignored_by_git(below)

    def __repr__(self) -> str:
        return f"HostSide({self.path!r})"
