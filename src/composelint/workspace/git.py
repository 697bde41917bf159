"""Which files git tracks, from the bytes of `.git/index` (versions 2 to 4); git itself is never run.

Formats: git's gitformat-index, gitrepository-layout.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from .answers import Unreadable

Reader = Callable[[str, int], "bytes | str | Unreadable"]
"""A file's content by its path, at most so many bytes of it."""

MAX_INDEX = 32 << 20
"""Bytes of an index that are read; of a larger one nothing is known."""
_MAX_NAMES = 128 << 20
"""Bytes of all names together; version 4 writes only how each differs from the one before."""

_STAT = 40
_EXTENDED = 0x4000
_DIRECTORY, _GITLINK = 0o040000, 0o160000


_GITDIR = r"gitdir: *(.*/\.git/(?:worktrees|modules)/.+)"
_SHA256 = r"(?im)^[ \t]*objectformat[ \t]*=[ \t]*\"?sha256"
_SMALL = 1 << 16


class Repositories:
    """The work trees of a tree of files, each with its index, read when it is first asked for."""

    __slots__ = ("_complete", "_known", "_reach", "_read")

    def __init__(self, read: Reader, reach: Reader, *, complete: bool) -> None:
        self._complete = complete
        self._read = read
        self._reach = reach
        """Also reads outside of the root: a linked work tree keeps its index in the repository it belongs to."""
        self._known: dict[str, Index | None] = {}

    def tracks(self, path: str, is_work_tree: Callable[[str], bool]) -> bool | None:
        """Whether a file is tracked by the repository that it lies in; None when there is none or nothing is known."""
        index, inside = self._at(posixpath.dirname(path) or ".", path, is_work_tree)
        return None if index is None else index.tracks(inside)

    def tracks_below(self, directory: str, is_work_tree: Callable[[str], bool]) -> bool | None:
        """Whether a file below a directory is tracked; None as for `tracks`, and where nothing is known of a part."""
        index, inside = self._at(directory, directory, is_work_tree)
        return None if index is None else index.tracks_below(inside)

    def _at(self, directory: str, path: str, is_work_tree: Callable[[str], bool]) -> tuple[Index | None, str]:
        """The index of the repository that a directory lies in, and a path as it is written there."""
        base = directory
        while not is_work_tree(base):
            if base in (".", "/", ".."):
                return None, path
            base = posixpath.dirname(base) or "."
        if base not in self._known:
            self._known[base] = self._index(posixpath.normpath(f"{base}/.git"))
        return self._known[base], (path if base == "." else path[len(base) + 1 :])

    def _index(self, git: str) -> Index | None:
        """The index of a `.git`, directory or file; an empty one when nothing was ever added."""
        head, read, common = self._text(self._read, git), self._read, git
        if head is not None:
            # A file, not a directory: git writes there where the real one is.
            target = re.match(_GITDIR, head)
            if target is None:
                return None
            git, read = posixpath.normpath(posixpath.join(posixpath.dirname(git), target[1].rstrip())), self._reach
            common = posixpath.normpath(posixpath.join(git, (self._text(read, f"{git}/commondir") or ".").strip()))
        config = self._text(read, f"{common}/config") or ""
        data = read(f"{git}/index", MAX_INDEX)
        if isinstance(data, Unreadable):
            return Index() if data.kind == "missing" and self._complete else None
        if isinstance(data, str) or len(data) > MAX_INDEX:
            return None
        return parse_index(data, hash_size=32 if re.search(_SHA256, config) else 20)

    def _text(self, read: Reader, path: str) -> str | None:
        data = read(path, _SMALL)
        if isinstance(data, Unreadable):
            return None
        return data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")


class Index:
    """`files` are tracked; below `opaque` directories (submodules, parts of a sparse index) nothing is known."""

    __slots__ = ("_directories", "files", "opaque")

    def __init__(self) -> None:
        self._directories: set[bytes] | None = None
        self.files: set[bytes] = set()
        self.opaque: set[bytes] = set()

    def tracks(self, path: str) -> bool | None:
        name = path.encode("utf-8", "surrogateescape")
        if name in self.files:
            return True
        if self.opaque:
            at = name.find(b"/")
            while at >= 0:
                if name[:at] in self.opaque:
                    return None
                at = name.find(b"/", at + 1)
        return False

    def tracks_below(self, directory: str) -> bool | None:
        if self._directories is None:
            self._directories = set()
            for name in (*self.files, *self.opaque):
                at = name.rfind(b"/")
                while at >= 0 and name[:at] not in self._directories:
                    self._directories.add(name[:at])
                    at = name.rfind(b"/", 0, at)
        if directory in (".", ""):
            return bool(self.files or self.opaque)
        name = directory.encode("utf-8", "surrogateescape")
        return True if name in self._directories else None if name in self.opaque else self.tracks(directory)


def parse_index(data: bytes, *, hash_size: int = 20) -> Index | None:
    """The index; None when the bytes are none, or keep their entries elsewhere (a split index)."""
    version = int.from_bytes(data[4:8], "big")
    if not data.startswith(b"DIRC") or version not in (2, 3, 4):
        return None
    index = Index()
    at, total, name = 12, 0, b""
    for _ in range(int.from_bytes(data[8:12], "big")):
        start, kept = at, b""
        at += _STAT + hash_size
        flags = int.from_bytes(data[at : at + 2], "big")
        at += 4 if version > 2 and flags & _EXTENDED else 2
        if version == 4:
            cut, at = _varint(data, at)
            kept = name[: max(len(name) - cut, 0)]
        end = data.find(b"\0", at)
        name = kept + data[at:end]
        total += len(name)
        if end < 0 or total > _MAX_NAMES:
            return None
        mode = int.from_bytes(data[start + 24 : start + 28], "big") & 0o170000
        (index.opaque if mode in (_DIRECTORY, _GITLINK) else index.files).add(name.rstrip(b"/"))
        # Up to version 3 an entry ends with NULs up to a multiple of eight bytes.
        at = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8
    return None if data.startswith(b"link", at) else index


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """git's variable-length number, in which every continuation also adds one; and where it ends."""
    value = 0
    while at < len(data):
        byte = data[at]
        value = value << 7 | byte & 0x7F
        at += 1
        if byte < 0x80 or value > _MAX_NAMES:
            break
        value += 1
    return value, at
