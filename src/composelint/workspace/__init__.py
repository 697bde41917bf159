"""The only door to files: read, list, exists, tracked by git, write atomically; on disk or in memory.

Nothing here knows what a file means. Whatever was asked is remembered, and the same question gets the same answer.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from errno import ESTALE
from typing import TYPE_CHECKING, Literal

from ..core.source import Source
from .answers import MAX_BYTES, Entry, Kind, Place, Seen, Unreadable, decode
from .storage import Disk, Memory, Storage, leaves_root, write_atomically

if TYPE_CHECKING:
    from .git import Repositories

__all__ = ["MAX_BYTES", "Entry", "Kind", "Place", "Seen", "Unreadable", "View", "Workspace", "write_atomically"]

Ask = Literal["text", "exists", "is_dir", "listing", "tracked", "tracks_below", "ignored", "ignored_dir"]
"""What can be asked of a path; whether git is told to ignore it is answered elsewhere, from these answers."""
Question = tuple[Ask, str]

MAX_DEPTH = 64
MAX_WALKED = 500_000
"""Entries of one walk."""


class Workspace:
    """A tree of files below a root. Paths are POSIX and relative to it; absolute ones and `../x` are outside."""

    __slots__ = ("_git", "_storage", "cut_short", "record")

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.record: dict[str, Seen] = {}
        """Every path that was asked about, found or not, with the answers: the run depends on these and on no other."""
        self.cut_short = False
        """A walk met its limit of depth or of entries."""
        self._git: Repositories | None = None

    @classmethod
    def on_disk(
        cls, root: str | os.PathLike[str], *, allow_outside: bool = False, given: Mapping[str, bytes] | None = None
    ) -> Workspace:
        """`allow_outside`: also follow absolute paths, `..` and symbolic links out of the root.

        `given`: files that are handed over and take the place of any on disk; they are never listed nor written.
        """
        return cls(Disk(root, allow_outside=allow_outside, given=given))

    @classmethod
    def in_memory(cls, files: Mapping[str, str | bytes], *, complete: bool = False) -> Workspace:
        """`complete`: there are no files but these, so that an absent one proves something."""
        return cls(Memory(files, complete=complete))

    def view(self) -> View:
        """The same files and answers, for somebody whose questions are to be remembered."""
        return View(self)

    def note(self, kind: Ask, path: str) -> None:
        """What follows depends on this answer, which somebody else may have asked for already."""

    @property
    def complete(self) -> bool:
        return self._storage.complete

    def read(self, path: str) -> Source | Unreadable:
        """A file's text; the same `Source` every time."""
        path = posixpath.normpath(path)
        seen = self._seen(path)
        if seen.text is None:
            data = _load(self._storage, path, seen.place, MAX_BYTES)
            seen.text = data if isinstance(data, Unreadable) else decode(path, data)
        return seen.text

    def exists(self, path: str) -> bool | None:
        """None when nobody can know: it is not among files which are not all, lies outside, or may not be looked at."""
        place = self._seen(posixpath.normpath(path)).place
        if isinstance(place, Place) or place.kind == "symlink-loop":
            return True
        return False if place.kind == "missing" and self.complete else None

    def is_dir(self, path: str) -> bool | None:
        place = self._seen(posixpath.normpath(path)).place
        if isinstance(place, Place):
            return place.is_dir
        return False if place.kind in ("missing", "symlink-loop") and self.complete else None

    def listing(self, path: str) -> list[Entry] | None:
        """The known entries of a directory by name; None when it is none, or cannot be listed.

        Without `complete` there may be more.
        """
        path = posixpath.normpath(path)
        seen = self._seen(path)
        if not seen.listed and isinstance(seen.place, Place) and seen.place.is_dir:
            seen.entries = self._storage.entries(path, seen.place)
        seen.listed = True
        return seen.entries

    def walk(
        self, directory: str = ".", skip: Callable[[str], bool] | None = None
    ) -> Iterator[tuple[str, list[Entry]]]:
        """(directory, its entries) from the top down, in order; a directory that `skip` says is not entered.

        Links are not followed. Where it goes too deep or on too long it stops, and says so by `cut_short`.
        """
        pending = [(posixpath.normpath(directory), 0)]
        walked = 0
        while pending:
            path, depth = pending.pop()
            entries = self.listing(path)
            if entries is None:
                continue
            walked += len(entries)
            if walked > MAX_WALKED:
                self.cut_short = True
                return
            yield path, entries
            below = [posixpath.normpath(f"{path}/{entry.name}") for entry in entries if entry.is_dir]
            below = [name for name in below if skip is None or not skip(name)]
            if depth >= MAX_DEPTH:
                self.cut_short = self.cut_short or bool(below)
                continue
            pending += [(name, depth + 1) for name in reversed(below)]

    def write(self, path: str, text: str) -> None:
        """Replace a file's text, or make the file; its mode and its byte order mark stay.

        Raises OSError when that cannot be done; the file then is as it was.
        """
        path = posixpath.normpath(path)
        before = self.read(path)
        if isinstance(before, Unreadable) and before.kind != "missing":
            raise OSError(f"{path} {before.reason}")
        mark = "\ufeff" if isinstance(before, Source) and before.bom and not text.startswith("\ufeff") else ""
        self._storage.store(path, mark + text)
        for changed in (path, posixpath.dirname(path) or "."):
            self.record.pop(changed, None)

    def rewrite(self, before: Source, text: str) -> None:
        """Replace what was read earlier by a new text.

        Raises OSError when that cannot be done, or when the file holds something else by now.
        """
        self.record.pop(posixpath.normpath(before.path), None)
        now = self.read(before.path)
        if isinstance(now, Source) and now.text == text:
            return
        if not isinstance(now, Source) or now.text != before.text or now.bom != before.bom:
            raise OSError(ESTALE, "has changed since it was read", before.path)
        self.write(before.path, text)

    def holds(self, real: str) -> bool:
        """Whether an absolute path of the operating system leads into the tree."""
        return self._storage.holds(real)

    @property
    def in_repository(self) -> bool:
        """Whether the root is a git work tree."""
        return self._is_work_tree(".")

    def tracked(self, path: str) -> bool | None:
        """Whether git tracks a file; None without git facts: no repository, or an index that cannot be read."""
        path = posixpath.normpath(path)
        seen = self._seen(path)
        if seen.tracked is None and not leaves_root(path):
            seen.tracked = self._repositories().tracks(path, self._is_work_tree)
        return seen.tracked

    def tracks_below(self, directory: str) -> bool | None:
        """Whether git tracks a file anywhere below a directory; None as for `tracked`."""
        path = posixpath.normpath(directory)
        return None if leaves_root(path) else self._repositories().tracks_below(path, self._is_work_tree)

    def _repositories(self) -> Repositories:
        if self._git is None:
            from .git import Repositories

            reach = self._storage.unbounded()
            self._git = Repositories(
                self._content,
                lambda name, limit: _load(reach, name, reach.locate(name), limit),
                complete=self.complete,
            )
        return self._git

    def _is_work_tree(self, directory: str) -> bool:
        return self.exists(posixpath.join(directory, ".git")) is True

    def _content(self, path: str, limit: int) -> bytes | str | Unreadable:
        path = posixpath.normpath(path)
        return _load(self._storage, path, self._seen(path).place, limit)

    def _seen(self, path: str) -> Seen:
        seen = self.record.get(path)
        if seen is None:
            seen = self.record[path] = Seen(self._storage.locate(path))
        return seen


class View(Workspace):
    """A workspace as one stack sees it: `asked` holds every question that was put through it, in order."""

    __slots__ = ("_whole", "asked")

    def __init__(self, whole: Workspace) -> None:
        super().__init__(whole._storage)
        self.record = whole.record
        self._whole = whole
        self.asked: dict[Question, None] = {}

    def note(self, kind: Ask, path: str) -> None:
        self.asked[kind, path] = None

    def read(self, path: str) -> Source | Unreadable:
        self.asked["text", path] = None
        return self._whole.read(path)

    def exists(self, path: str) -> bool | None:
        self.asked["exists", path] = None
        return self._whole.exists(path)

    def is_dir(self, path: str) -> bool | None:
        self.asked["is_dir", path] = None
        return self._whole.is_dir(path)

    def listing(self, path: str) -> list[Entry] | None:
        self.asked["listing", path] = None
        return self._whole.listing(path)

    def tracked(self, path: str) -> bool | None:
        self.asked["tracked", path] = None
        return self._whole.tracked(path)

    def tracks_below(self, directory: str) -> bool | None:
        self.asked["tracks_below", directory] = None
        return self._whole.tracks_below(directory)


def _load(storage: Storage, path: str, place: Place | Unreadable, limit: int) -> bytes | str | Unreadable:
    if isinstance(place, Unreadable):
        return place
    if place.is_dir:
        return Unreadable(path, "is a directory", "directory")
    return storage.load(path, place, limit) if not place.special else Unreadable(path, place.special, "special")
