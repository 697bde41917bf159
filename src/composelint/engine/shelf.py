"""Small entries that are kept from run to run: a file for each, below one directory of the user's.

Nothing here ever fails: what cannot be read is not there, and what cannot be written is not kept.
"""

from __future__ import annotations

import marshal
import os
import stat
import time
from _blake2 import blake2b
from contextlib import suppress
from typing import Any

MAGIC = b"composelint entry 1\n"
MAX_BYTES = 4 << 20
"""Larger entries are not kept."""
ENDING = ".composelint"
"""Of the names of entries: nothing else that lies in the directory is ours to remove."""
DAY = 24 * 3600
LIFE = 30 * DAY
"""Seconds; an entry that no run wanted for so long goes."""
SWEPT = "swept"
"""An empty file, as old as the last search for such entries."""
TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# What composelint found in earlier runs; it may be deleted at any time.\n"
)
"""The first line is what every CACHEDIR.TAG begins with (bford.info/cachedir, 2026)."""
_READ = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_DIGEST = 16


def digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()


class Shelf:
    """The entries in a directory, by their names."""

    __slots__ = ("_directory", "_now", "_readable", "_writable", "_written")

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._now = time.time()
        there, ours = _state(directory)
        self._readable = there and ours
        self._writable = ours
        self._written = False

    def get(self, name: str) -> Any:
        """The plain data under a name; None when there is none, or it is damaged."""
        if not self._readable:
            return None
        try:
            path = self._path(name)
            handle = os.open(path, _READ)
        except OSError:
            return None
        try:
            status = os.fstat(handle)
            size = status.st_size
            data = os.read(handle, size + 1) if stat.S_ISREG(status.st_mode) and size <= MAX_BYTES else b""
            head = len(MAGIC) + _DIGEST
            if len(data) != size or data[:head] != MAGIC + digest(data[head:]):
                return None
            if self._now - status.st_mtime > DAY:
                with suppress(OSError):
                    os.utime(path)
            return marshal.loads(data[head:])
        except (OSError, ValueError, EOFError, TypeError):
            return None
        finally:
            os.close(handle)

    def put(self, name: str, data: Any) -> None:
        """Keeps plain data under a name: texts, numbers, and tuples of them."""
        if not self._writable:
            return
        payload = marshal.dumps(data, 4)
        if len(payload) > MAX_BYTES - 64:
            return
        path = self._path(name)
        beside = f"{path}.{os.getpid()}.{os.urandom(4).hex()}"
        try:
            if not self._written:
                self._make()
            _fill(os.open(beside, _WRITE, 0o600), MAGIC + digest(payload) + payload)
            # Neither a link in its place is followed, nor does another run ever see half of it.
            os.replace(beside, path)
        except OSError:
            self._writable = False
            with suppress(OSError):
                os.unlink(beside)
        self._written = True

    def close(self) -> None:
        """Once a day, after a run that kept something, what nobody wants any more goes."""
        if not self._written:
            return
        marker = os.path.join(self._directory, SWEPT)
        with suppress(OSError):
            if os.path.lexists(marker):
                if abs(self._now - os.lstat(marker).st_mtime) < DAY:
                    return
                os.unlink(marker)
            _write(marker, "")
            _sweep(self._directory, self._now - LIFE)

    def _path(self, name: str) -> str:
        return os.path.join(self._directory, name + ENDING)

    def _make(self) -> None:
        os.makedirs(self._directory, mode=0o700, exist_ok=True)
        _write(os.path.join(self._directory, "CACHEDIR.TAG"), TAG)
        _write(os.path.join(self._directory, ".gitignore"), "*\n")


def _fill(handle: int, data: bytes) -> None:
    try:
        os.write(handle, data)
    finally:
        os.close(handle)


def _state(directory: str) -> tuple[bool, bool]:
    """Whether a directory is there, and whether it is, or would be, one in which nobody else writes."""
    try:
        status = os.stat(directory)
    except FileNotFoundError:
        return False, True
    except (OSError, ValueError):
        return False, False
    if not hasattr(os, "geteuid"):
        return True, stat.S_ISDIR(status.st_mode)
    ours = os.geteuid() in (0, status.st_uid) and not status.st_mode & stat.S_IWOTH
    return True, ours and stat.S_ISDIR(status.st_mode)


def _write(path: str, text: str) -> None:
    """A small file, unless something has that name already."""
    with suppress(FileExistsError):
        _fill(os.open(path, _WRITE, 0o600), text.encode())


def _sweep(directory: str, before: float) -> None:
    for entry in os.scandir(directory):
        with suppress(OSError):
            if ENDING in entry.name and entry.stat(follow_symlinks=False).st_mtime < before:
                os.unlink(entry.path)
