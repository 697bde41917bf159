"""Which stacks a file belongs to: those that read it. A stack is loaded once, however many files are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..load.discover import StackFiles, is_compose, search, stacks_of
from ..load.ignoring import Exclusion
from ..load.paths import directory_of
from ..model.compose import Stack
from ..workspace import Workspace


class Members:
    """The files of the stacks of a workspace, found out directory by directory as far as it is asked for."""

    __slots__ = ("_directories", "_elsewhere", "_exclude", "_load", "_paths", "_spelled", "_spelled_out", "workspace")

    def __init__(
        self,
        workspace: Workspace,
        load: Callable[[StackFiles], Stack],
        exclude: Sequence[Exclusion] = (),
        spelled: Sequence[StackFiles] = (),
    ) -> None:
        self.workspace = workspace
        self._load = load
        self._exclude = exclude
        self._spelled = spelled
        self._paths: dict[tuple[str | None, ...], tuple[StackFiles, list[str]]] = {}
        """Every stack that was loaded, with the files that it reads."""
        self._spelled_out: dict[str, list[StackFiles]] | None = None
        self._directories: dict[str, dict[str, list[StackFiles]]] = {}
        """For each directory the files that its stacks read, each with these stacks."""
        self._elsewhere: dict[str, list[StackFiles]] | None = None

    def of(self, path: str) -> list[StackFiles]:
        """The stacks that read a file, as a search would meet them: those above it first, then whatever else does."""
        if self._spelled_out is None:
            self._spelled_out = self._readers(self._spelled)
        above = [files for directory in _above(path) for files in self._in(directory).get(path, ())]
        found = [*self._spelled_out.get(path, ()), *above]
        if found or is_compose(path.rpartition("/")[2]) or not self.workspace.in_repository:
            return found
        return self._rest().get(path, [])

    def _in(self, directory: str) -> dict[str, list[StackFiles]]:
        known = self._directories.get(directory)
        if known is None:
            names = [entry.name for entry in self.workspace.listing(directory) or () if not entry.is_dir]
            stacks = unspelled(stacks_of(self.workspace, directory, names), self._spelled)
            known = self._directories[directory] = self._readers(stacks)
        return known

    def _rest(self) -> dict[str, list[StackFiles]]:
        """The files of all stacks of the tree; a stack beside a file's directory may build it all the same."""
        if self._elsewhere is None:
            found = unspelled(search(self.workspace, ".", self._exclude).stacks, self._spelled)
            self._elsewhere = self._readers(files for files in found if files.directory not in self._directories)
        return self._elsewhere

    def _readers(self, stacks: Iterable[StackFiles]) -> dict[str, list[StackFiles]]:
        readers: dict[str, list[StackFiles]] = {}
        for files in stacks:
            key = (files.origin, *files.compose)
            if key not in self._paths:
                self._paths[key] = files, list(dict.fromkeys((*files.compose, *files_of(self._load(files)))))
            first, paths = self._paths[key]
            for path in paths:
                readers.setdefault(path, []).append(first)
        return readers


def unspelled(stacks: Iterable[StackFiles], spelled: Iterable[StackFiles]) -> list[StackFiles]:
    """The stacks that share no file with one that the configuration spells out."""
    taken = {path for files in spelled for path in files.compose}
    return [files for files in stacks if taken.isdisjoint(files.compose)]


def files_of(stack: Stack) -> Iterator[str]:
    """Every file that says something about a stack."""
    yield from (file.path for file in stack.files)
    for dockerfile in stack.dockerfiles:
        if dockerfile.ignore is not None:
            yield dockerfile.ignore.source.path


def _above(path: str) -> list[str]:
    """The directories that hold a path, from the root down."""
    directories = [directory_of(path)]
    while directories[-1] not in (".", "/") and not directories[-1].startswith(".."):
        directories.append(directory_of(directories[-1]))
    return directories[::-1]
