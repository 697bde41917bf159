"""The files that an install reads, as far as the build context tells which exist and what they say."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase

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

    def _read(self) -> list[str]:
        context = self.install.run.dockerfile.context
        if context is None or not self.files:
            return []
        row = self.install.ecosystem
        texts = [
            context.read(path)
            for path in self.files
            if path in self.named or any(fnmatchcase(posixpath.basename(path), name) for name in row.manifests)
        ]
        return [text for text in texts if text]

    @property
    def worth_it(self) -> bool:
        """Whether a layer of its own would hold something: dependencies that are named, and not among the sources."""
        if self.files is None:
            return True
        row = self.install.ecosystem
        if not self.files or self._vendored():
            return False
        return not row.declares or not self.texts or any(word in text for text in self.texts for word in row.declares)

    def _vendored(self) -> bool:
        files = known_files(self.install.run.dockerfile) or []
        return any(_matching(files, self._below(path)) for path in self.install.ecosystem.vendored)

    @property
    def tied(self) -> bool:
        """Whether the install reads the sources too: workspaces, dependencies by path, install scripts."""
        row = self.install.ecosystem
        if any(word in text for text in self.texts for word in row.tied):
            return True
        scripts = (script for text in self.texts for script in _LIFECYCLE.findall(text))
        return row.family == "node" and any(
            "/" in word.strip("./") or word.endswith((".js", ".cjs", ".mjs", ".ts", ".sh"))
            for script in scripts
            for word in script.split()
            if not any(part in word for part in ("patches/", "prisma/", "scripts/", "node_modules/"))
        )

    @property
    def installs_sources(self) -> bool:
        """Whether a requirements file names the project itself."""
        return bool(self.named) and any(_OWN_CODE.search(text) for text in self.texts)

    def members(self) -> list[str]:
        """Manifests of the same kind further down: of workspaces and projects."""
        base = "" if self.directory in (None, ".") else self.directory or ""
        names = [name for name in self.install.ecosystem.manifests if "lock" not in name and "workspace" not in name]
        start = len(base) + 1 if base else 0
        return [
            path
            for path in files_below(base, known_files(self.install.run.dockerfile) or [])
            if "/" in path[start:]
            and any(fnmatchcase(posixpath.basename(path), name) for name in names)
            and _NOT_OURS.isdisjoint(path.split("/"))
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
            for path, text in zip(self.files or (), self.texts, strict=False):
                here = posixpath.dirname(path)
                included = [posixpath.normpath(posixpath.join(here, name)) for name in _INCLUDED.findall(text)]
                found += [name for name in included if is_file(name, known)]
        return list(dict.fromkeys(found))


def brought_apart(install: Install, copy: ContextCopy, manifests: list[ContextCopy]) -> bool:
    """Whether what the install reads does not come with this copy: it lies elsewhere, or other copies bring it."""
    places = [file for file in install.files if file is not None]
    if not places and install.directory is not None:
        places = [install.directory]
    if copy.target is not None and places and not any(may_be_below(place, copy.target) for place in places):
        return True
    return any(_lands(other, place, install) for other in manifests for place in places)


def _lands(copy: ContextCopy, place: str, install: Install) -> bool:
    """Whether a copy of manifests lands in a directory, or as a file, where the install looks for them."""
    names = [posixpath.basename(root) for root in copy.roots if root]
    patterns = (*install.ecosystem.manifests, *(posixpath.basename(file) for file in install.files if file))
    fitting = [name for name in names if "*" in name or any(fnmatchcase(name, pattern) for pattern in patterns)]
    if copy.target is None or not fitting:
        return False
    if place in install.files:
        return copy.target == place or any(posixpath.join(copy.target, name) == place for name in fitting)
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
