"""What a search leaves out: what tools install and generate, what git ignores, what the caller excludes."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.source import Source
from ..syntax.ignorefile import GitIgnores, parse_gitignore
from ..workspace import Workspace
from .paths import directory_of

SKIPPED = frozenset((
    ".git", ".hg", ".svn", "node_modules", "bower_components", ".yarn", ".pnpm-store", ".venv", "venv", "site-packages",
    "__pycache__", ".tox", ".nox", ".eggs", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".terraform",
    ".terragrunt-cache", ".gradle", ".m2", ".next", ".nuxt", ".direnv",
))  # fmt: skip
"""Directories that package managers and tools fill; what lies there is never the project's own."""
VENDORED = frozenset(("vendor",))
"""Directories that some projects install into and others write themselves: git tells, it tracks the latter."""
MARKERS = frozenset(("pyvenv.cfg", "CACHEDIR.TAG"))
"""Files that say of their directory that it is generated (docs.python.org venv; bford.info/cachedir, 2026)."""

Exclusion = tuple[str, Iterable[str]]
"""A directory, and patterns as a `.gitignore` in it would hold them."""


class IgnoredByGit:
    """The `.gitignore` files of a tree, each read when it is first needed."""

    __slots__ = ("_read", "_tree", "_workspace")

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tree = GitIgnores(())
        self._read: set[str] = set()

    def ignored(self, path: str, is_dir: bool = False) -> bool:
        """Whether a path, tracked or not, is one of those that git is told to ignore."""
        if path in (".", "") or path.startswith(("/", "..")):
            return False
        directory = path
        while directory not in (".", ""):
            directory = directory_of(directory)
            if directory in self._read:
                break
            self._read.add(directory)
            entries = self._workspace.listing(directory) or ()
            if any(entry.name == ".gitignore" and not entry.is_dir for entry in entries):
                base = "" if directory == "." else directory
                source = self._workspace.read(f"{base}/.gitignore".lstrip("/"))
                if isinstance(source, Source):
                    self._tree.add(parse_gitignore(source, base))
        return self._tree.ignored(path, is_dir)


class Sieve:
    """Which directories a search below one enters, and which files it takes."""

    __slots__ = ("_excluded", "_git", "_workspace")

    def __init__(self, workspace: Workspace, exclude: Iterable[Exclusion] = (), below: str = ".") -> None:
        self._workspace = workspace
        self._excluded = [excluded(base, patterns) for base, patterns in exclude]
        git = IgnoredByGit(workspace)
        # Who names a directory that git ignores wants to see what lies there.
        self._git = None if git.ignored(below, is_dir=True) else git

    def skips(self, directory: str) -> bool:
        """Whether nothing below a directory is searched."""
        name = directory.rpartition("/")[2]
        if name in SKIPPED or self.excludes(directory, is_dir=True):
            return True
        if name in VENDORED and not self._workspace.tracks_below(directory):
            return True
        if any(entry.name in MARKERS for entry in self._workspace.listing(directory) or ()):
            return True
        return self._ignored(directory, is_dir=True)

    def takes(self, path: str) -> bool:
        return not self.excludes(path) and not self._ignored(path)

    def excludes(self, path: str, is_dir: bool = False) -> bool:
        """Whether the caller does not want to hear of a path."""
        return any(patterns.ignored(path, is_dir) for patterns in self._excluded)

    def _ignored(self, path: str, is_dir: bool = False) -> bool:
        if self._git is None or not self._git.ignored(path, is_dir):
            return False
        tracked = self._workspace.tracks_below(path) if is_dir else self._workspace.tracked(path)
        return self._workspace.in_repository if tracked is None else not tracked


def excluded(base: str, patterns: Iterable[str]) -> GitIgnores:
    """Patterns as if they stood in a `.gitignore` of their own."""
    text = "\n".join(patterns)
    return GitIgnores([parse_gitignore(Source("", text), "" if base == "." else base)])
