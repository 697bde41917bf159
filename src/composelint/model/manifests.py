"""The files that an install reads, as far as the build context tells which exist and what they say."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase

from ..core.globs import Globs
from .copies import ContextCopy, files_below, is_file, known_files, may_be_below
from .installs import Install

_LIFECYCLE = re.compile(r'"(?:preinstall|install|postinstall|prepare)"\s*:\s*"([^"\n]{0,400})"')
_OWN_CODE = re.compile(r"^[ \t]*(?:-e[ \t]+|--editable[= ][ \t]*)?(?:\.|file:)", re.MULTILINE)
_INCLUDED = re.compile(r"^[ \t]*(?:-r|-c|--requirement|--constraint)[ =\t]+(\S+)", re.MULTILINE)
_NOT_OURS = frozenset(("node_modules", "vendor", ".git", "bin", "obj"))
MOST_FILES = 40


class Manifests:
    """What one install reads from what one copy brings. `files` are context paths, None when nobody knows them."""

    __slots__ = ("copy", "directory", "files", "install", "named", "texts")

    texts: dict[str, str]

    def __init__(self, install: Install, copy: ContextCopy) -> None:
        self.install = install
        self.copy = copy
        self.directory = copy.source_of(install.directory) if install.directory is not None else None
        named = [copy.source_of(file) if file is not None else None for file in install.files]
        self.named = [file for file in named if file is not None] if None not in named else []
        """Context paths of the files that the command names."""
        self.files = self._existing()
        self.texts = self._read()

    def _existing(self) -> list[str] | None:
        files = known_files(self.install.run.dockerfile)
        if files is None or None in self.install.files or (self.directory is None and not self.named):
            return None
        if self.named:
            return [file for file in self.named if is_file(file, files)]
        row = self.install.ecosystem
        found = [path for pattern in row.manifests for path in _matching(files, self._below(pattern))]
        if found:
            found += [path for pattern in row.also for path in _matching(files, self._below(pattern))]
        return list(dict.fromkeys(found))[:MOST_FILES]

    def _below(self, name: str) -> str:
        return posixpath.join(self.directory, name) if self.directory not in (None, "", ".") else name

    def _read(self) -> dict[str, str]:
        """What the manifests say that can be read."""
        context = self.install.run.dockerfile.context
        found = {path: context.read(path) for path in self.own()} if context is not None else {}
        return {path: text for path, text in found.items() if text}

    def own(self) -> list[str]:
        """Those of the files that are manifests or locks."""
        names = self.install.ecosystem.files
        return [path for path in self.files or () if path in self.named or posixpath.basename(path) in names]

    @property
    def worth_it(self) -> bool:
        """Whether a layer of its own would hold something: dependencies that are named, and not among the sources."""
        if self.files is None:
            return True
        row = self.install.ecosystem
        if not self.files or self._vendored():
            return False
        texts = self.texts.values()
        return not row.declares or not texts or any(word in text for text in texts for word in row.declares)

    def _vendored(self) -> bool:
        files = known_files(self.install.run.dockerfile) or []
        return any(_matching(files, self._below(path)) for path in self.install.ecosystem.vendored)

    @property
    def tied(self) -> bool:
        """Whether the install reads the sources too: workspaces, dependencies by path, install scripts."""
        row = self.install.ecosystem
        if any(word in text for text in self.texts.values() for word in row.tied):
            return True
        scripts = (script for text in self.texts.values() for script in _LIFECYCLE.findall(text))
        return row.family == "node" and any(
            "/" in word.strip("./") or word.endswith((".js", ".cjs", ".mjs", ".ts", ".sh"))
            for script in scripts
            for word in script.split()
            if not any(part in word for part in ("patches/", "prisma/", "scripts/", "node_modules/"))
        )

    @property
    def installs_sources(self) -> bool:
        """Whether a requirements file names the project itself."""
        return bool(self.named) and any(_OWN_CODE.search(text) for text in self.texts.values())

    def members(self) -> list[str]:
        """Manifests of the same kind further down: of workspaces and projects."""
        base = "" if self.directory in (None, ".") else self.directory or ""
        manifests = self.install.ecosystem.manifests
        names = Globs(name for name in manifests if "lock" not in name and "workspace" not in name)
        start = len(base) + 1 if base else 0
        return [
            path
            for path in files_below(base, known_files(self.install.run.dockerfile) or [])
            if "/" in path[start:] and posixpath.basename(path) in names and _NOT_OURS.isdisjoint(path.split("/"))
        ]

    def to_copy(self) -> list[str]:
        """Context paths to copy before the install: those that exist, else the usual ones; a directory ends in `/`."""
        row = self.install.ecosystem
        if self.files:
            return self._with_includes()
        if self.named:
            return self.named
        return [self._below(name) for name in row.copied]

    def _with_includes(self) -> list[str]:
        """Directories whole; requirements files with those that they include."""
        row = self.install.ecosystem
        directories = [self._below(name) for name in row.also if name.endswith("/")]
        found: list[str] = []
        for path in self.files or ():
            found.append(next((name for name in directories if path.startswith(name)), path))
        if self.named and self.install.ecosystem.family == "python":
            known = known_files(self.install.run.dockerfile) or []
            for path, text in self.texts.items():
                here = posixpath.dirname(path)
                included = [posixpath.normpath(posixpath.join(here, name)) for name in _INCLUDED.findall(text)]
                found += [name for name in included if is_file(name, known)]
        return list(dict.fromkeys(found))


def lies_elsewhere(install: Install, copy: ContextCopy) -> bool:
    """Whether what the install reads is for certain not below the place where a copy lands."""
    places = _places(install)
    return copy.target is not None and bool(places) and not any(may_be_below(place, copy.target) for place in places)


def brought_apart(install: Install, copy: ContextCopy, others: list[ContextCopy]) -> bool:
    """Whether other copies bring all that the install reads, so that it needs nothing of this one."""
    manifests = Manifests(install, copy)
    wanted = {posixpath.basename(path) for path in manifests.own() or manifests.named or install.ecosystem.copied}
    brought = {
        posixpath.basename(root)
        for other in others
        for root in other.roots
        if root and any(_lands(other, posixpath.basename(root), place, install) for place in _places(install))
    }
    return all(any(fnmatchcase(name, pattern) for pattern in brought) for name in wanted)


def _places(install: Install) -> list[str]:
    """The files that an install names, else the directory in which it looks for them."""
    files = [file for file in install.files if file is not None]
    return files or ([install.directory] if install.directory is not None else [])


def _lands(copy: ContextCopy, name: str, place: str, install: Install) -> bool:
    """Whether a copied file of that name lands where an install looks for it."""
    if copy.target is None:
        return False
    if place in install.files:
        return copy.target == place or posixpath.join(copy.target, name) == place
    return copy.target == place or posixpath.dirname(copy.target) == place


def _matching(files: list[str], pattern: str) -> list[str]:
    """The sorted files of a glob in one directory, or all below a directory (`name/`)."""
    if pattern.endswith("/"):
        return files_below(pattern[:-1], files)[:MOST_FILES]
    if "*" not in pattern:
        return [pattern] if is_file(pattern, files) else []
    directory, _, name = pattern.rpartition("/")
    start = len(directory) + 1 if directory else 0
    here = (path for path in files_below(directory, files) if "/" not in path[start:])
    return [path for path in here if fnmatchcase(path[start:], name)]
