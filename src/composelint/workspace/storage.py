"""Where files lie: on disk below a root, or in memory. Paths are normalised, POSIX, relative to the root."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

from .answers import Entry, Kind, Place, Unreadable

_CHUNK = 4096
MAX_ENTRIES = 50_000
"""Names of one directory; what has more is unknown."""

_SPECIAL = {
    stat.S_IFIFO: "is a FIFO, which is never read",
    stat.S_IFSOCK: "is a socket",
    stat.S_IFCHR: "is a device",
    stat.S_IFBLK: "is a device",
}
_FAILURES: dict[int, tuple[str, Kind]] = {
    errno.ENOENT: ("does not exist", "missing"),
    errno.ENOTDIR: ("does not exist: a part of its path is a file", "missing"),
    errno.ENAMETOOLONG: ("does not exist: its name is too long", "missing"),
    errno.EACCES: ("may not be read: permission denied", "permission"),
    errno.EPERM: ("may not be read: permission denied", "permission"),
    errno.ELOOP: ("is a symbolic link that leads to itself", "symlink-loop"),
    errno.EISDIR: ("is a directory", "directory"),
}
# Neither wait for a FIFO's writer nor follow a link that took the file's place since it was looked at.
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_FLAGS = ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
_CAREFULLY = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _FLAGS)


class Storage(Protocol):
    """What a workspace needs of the place where its files lie."""

    complete: bool

    def locate(self, path: str) -> Place | Unreadable: ...
    def load(self, path: str, place: Place, limit: int) -> bytes | str | Unreadable: ...
    def entries(self, path: str, place: Place) -> list[Entry] | None: ...
    def store(self, path: str, text: str) -> None: ...
    def unbounded(self) -> Storage: ...
    def holds(self, real: str) -> bool: ...


def leaves_root(path: str) -> bool:
    return path.startswith(("../", "/")) or path == ".."


class Disk:
    """A directory on disk."""

    __slots__ = ("_allow_outside", "_below", "_directories", "_given", "_real", "complete", "root")

    def __init__(
        self, root: str | os.PathLike[str], *, allow_outside: bool = False, given: Mapping[str, bytes] | None = None
    ) -> None:
        self._given = {posixpath.normpath(path): data for path, data in (given or {}).items()}
        self.root = os.path.abspath(os.fspath(root))
        self.complete = True
        self._real = os.path.realpath(self.root)
        self._below = os.path.join(self._real, "")
        self._allow_outside = allow_outside
        self._directories: dict[str, str] = {"": self._real}
        """Where the directories really lie that were met, by what stands before a name in them."""

    def locate(self, path: str) -> Place | Unreadable:
        if path in self._given:
            return Place(path, is_dir=False)
        if leaves_root(path) and not self._allow_outside:
            return Unreadable(path, "lies outside of the root and is not read", "outside")
        name = path.rpartition("/")[2]
        try:
            directory = self._directory(path[: len(path) - len(name)])
            if not self._permits(directory):
                return _beyond(path)
            real = os.path.join(directory, name) if name != "." else directory
            status = os.lstat(real)
        except OSError as error:
            return _failure(path, error)
        except ValueError:
            return Unreadable(path, "does not exist: no file can have this name", "missing")
        if stat.S_ISLNK(status.st_mode):
            return self._target(path, real)
        place = _place(real, status)
        if place.is_dir:
            self._directories[f"{path}/"] = real
        return place

    def _directory(self, path: str) -> str:
        """Where a directory really lies; the one above it was met before, most times."""
        real = self._directories.get(path)
        if real is None:
            name = path[path.rfind("/", 0, -1) + 1 : -1]
            above = self._directories.get(path[: len(path) - len(name) - 1]) if name not in ("", "..") else None
            real = os.path.join(above or self.root, name if above else path)
            if above is None or os.path.islink(real):
                real = os.path.realpath(real)
            self._directories[path] = real
        return real

    def _target(self, path: str, link: str) -> Place | Unreadable:
        """Where a symbolic link leads."""
        try:
            real = os.path.realpath(link)
            return _place(real, os.stat(real)) if self._permits(real) else _beyond(path)
        except OSError as error:
            return _failure(path, error, link)

    def _permits(self, real: str) -> bool:
        return self._allow_outside or real == self._real or real.startswith(self._below)

    def load(self, path: str, place: Place, limit: int) -> bytes | Unreadable:
        """The content, or one byte more than `limit` of it."""
        if path in self._given:
            return self._given[path]
        try:
            handle = os.open(place.real, _CAREFULLY)
            try:
                status = os.fstat(handle)
                if not stat.S_ISREG(status.st_mode):
                    return Unreadable(path, _place(place.real, status).special or "became a directory", "special")
                return _content(handle, status.st_size, limit + 1)
            finally:
                os.close(handle)
        except OSError as error:
            return _failure(path, error)

    def entries(self, path: str, place: Place) -> list[Entry] | None:
        found: list[Entry] = []
        try:
            with os.scandir(place.real) as names:
                for name in names:
                    found.append(Entry(name.name, name.is_dir(follow_symlinks=False), name.is_symlink()))
                    if len(found) > MAX_ENTRIES:
                        return None
        except OSError:
            return None
        found.sort(key=lambda entry: entry.name)
        return found

    def store(self, path: str, text: str) -> None:
        real = os.path.realpath(os.path.join(self.root, path))
        if path in self._given:
            raise PermissionError(errno.EPERM, "was handed over and lies nowhere", path)
        if not self._permits(real):
            raise PermissionError(errno.EPERM, "lies outside of the root", path)
        if os.path.exists(real) and not (os.stat(real).st_mode & _WRITABLE and os.access(real, os.W_OK)):
            # A new file could take its place all the same; whoever protected it did not mean that.
            raise PermissionError(errno.EACCES, "is read-only", path)
        write_atomically(real, text)

    def holds(self, real: str) -> bool:
        path = os.path.abspath(real)
        return any(
            inner.startswith(os.path.join(root, ""))
            for inner, root in ((path, self.root), (path, self._real), (os.path.realpath(path), self._real))
        )

    def unbounded(self) -> Disk:
        """The same files, and whatever lies outside of the root."""
        return Disk(self.root, allow_outside=True)


def _beyond(path: str) -> Unreadable:
    return Unreadable(path, "leads out of the root through a symbolic link and is not read", "outside")


def _place(real: str, status: os.stat_result) -> Place:
    kind = stat.S_IFMT(status.st_mode)
    special = "" if kind in (stat.S_IFREG, stat.S_IFDIR) else _SPECIAL.get(kind, "is no ordinary file")
    stamp = (status.st_size, status.st_mtime_ns, status.st_ino)
    return Place(real, kind == stat.S_IFDIR, special, stamp)


def _failure(path: str, error: OSError, link: str | None = None) -> Unreadable:
    """`link`: the symbolic link that was followed."""
    code = error.errno or 0
    reason, kind = _FAILURES.get(code, (f"cannot be read: {error.strerror}", "error"))
    if code == errno.ENOENT and link is not None:
        reason = f"is a symbolic link to {os.readlink(link)}, which does not exist"
    return Unreadable(path, reason, kind)


def _content(handle: int, size: int, limit: int) -> bytes:
    """What an open file holds, at most `limit` bytes of it; `size` is what it is said to hold."""
    chunks: list[bytes] = []
    while limit > 0:
        chunk = os.read(handle, min(limit, max(size + 1, _CHUNK)))
        if not chunk:
            break
        chunks.append(chunk)
        limit -= len(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


class Memory:
    """Files that are handed over, path -> text or bytes. `complete` says that there are no others."""

    __slots__ = ("_directories", "_files", "complete")

    def __init__(self, files: Mapping[str, str | bytes], *, complete: bool = False) -> None:
        self.complete = complete
        self._files = {posixpath.normpath(path): data for path, data in files.items()}
        self._directories: dict[str, dict[str, bool]] = {".": {}}
        for path in self._files:
            self._add(path)

    def _add(self, path: str) -> None:
        """Enter a file in its directory and that in its own, up to the first that is known."""
        is_dir = False
        while path not in ("", ".", "/", ".."):
            parent = posixpath.dirname(path) or "."
            names = self._directories.get(parent)
            name = posixpath.basename(path)
            if names is None:
                self._directories[parent] = {name: is_dir}
            else:
                names[name] = is_dir or names.get(name, False)
                break
            path, is_dir = parent, True

    def locate(self, path: str) -> Place | Unreadable:
        if path in self._files:
            return Place(path, is_dir=False)
        if path in self._directories:
            return Place(path, is_dir=True)
        if leaves_root(path):
            return Unreadable(path, "lies outside of the root and is not read", "outside")
        return Unreadable(path, "does not exist" if self.complete else "is not among the files given", "missing")

    def load(self, path: str, place: Place, limit: int) -> bytes | str:
        return self._files[path]

    def entries(self, path: str, place: Place) -> list[Entry]:
        return [Entry(name, is_dir) for name, is_dir in sorted(self._directories[path].items())]

    def store(self, path: str, text: str) -> None:
        self._files[path] = text
        self._add(path)

    def unbounded(self) -> Memory:
        return self

    def holds(self, real: str) -> bool:
        return False


def write_atomically(path: str | os.PathLike[str], text: str) -> None:
    """Replace a file whole, keeping its mode and, where that is permitted, its owner.

    What is no ordinary file (a terminal, a FIFO) is written to as it is.

    Raises OSError; the file then is as it was.
    """
    target = os.path.realpath(os.fspath(path))
    data = text.encode("utf-8", "surrogateescape")
    status = None
    try:
        status = os.stat(target)
        if not stat.S_ISREG(status.st_mode):
            with open(target, "wb") as file:
                file.write(data)
            return
    except FileNotFoundError:
        pass
    beside = os.path.join(os.path.dirname(target), f".{os.path.basename(target)[:200]}.{os.getpid()}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if status is not None:
            _take_over(beside, status)
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def _take_over(path: str, status: os.stat_result) -> None:
    """Gives a file the owner of another one, as far as that is permitted, and its mode."""
    chown = getattr(os, "chown", None)
    if chown is not None and (os.geteuid(), os.getegid()) != (status.st_uid, status.st_gid):
        with suppress(OSError):
            chown(path, status.st_uid, status.st_gid)
    os.chmod(path, stat.S_IMODE(status.st_mode))
