"""What a workspace answers: an entry of a directory, a place that exists, a reason why there is no text."""

from __future__ import annotations

from typing import Literal

from ..core.source import Source

Kind = Literal[
    "missing",
    "outside",
    "directory",
    "special",
    "permission",
    "encoding",
    "too-large",
    "binary",
    "symlink-loop",
    "error",
]

MAX_BYTES = 4 << 20
"""Larger files are not read."""


class Unreadable:
    """Why a path gives no text. `reason` follows the path in a sentence: "is a directory"."""

    __slots__ = ("kind", "path", "reason")

    def __init__(self, path: str, reason: str, kind: Kind) -> None:
        self.path = path
        self.reason = reason
        self.kind: Kind = kind

    def __repr__(self) -> str:
        return f"Unreadable({self.path!r}, {self.kind}: {self.reason})"


class Entry:
    """A name in a directory. A link is never `is_dir`, wherever it leads."""

    __slots__ = ("is_dir", "is_link", "name")

    def __init__(self, name: str, is_dir: bool, is_link: bool = False) -> None:
        self.name = name
        self.is_dir = is_dir
        self.is_link = is_link

    def __repr__(self) -> str:
        return f"Entry({self.name!r}{', directory' if self.is_dir else ''})"


class Place:
    """Where a path leads. `stamp` (size, time of change in ns, inode) changes with the content; None in memory."""

    __slots__ = ("is_dir", "real", "special", "stamp")

    def __init__(self, real: str, is_dir: bool, special: str = "", stamp: tuple[int, int, int] | None = None) -> None:
        self.real = real
        self.is_dir = is_dir
        self.special = special
        """What it is when neither file nor directory."""
        self.stamp = stamp


class Seen:
    """All that was asked about one path. A field that is still None was not asked for."""

    __slots__ = ("entries", "listed", "place", "text", "tracked")

    def __init__(self, place: Place | Unreadable) -> None:
        self.place = place
        self.text: Source | Unreadable | None = None
        self.listed = False
        self.entries: list[Entry] | None = None
        """None also when it was `listed` in vain."""
        self.tracked: bool | None = None


def decode(path: str, data: bytes | str) -> Source | Unreadable:
    """The text of a file; what is no UTF-8 text says where and what it may be instead."""
    if len(data) > MAX_BYTES:
        return Unreadable(path, f"is larger than {MAX_BYTES >> 20} MiB", "too-large")
    if isinstance(data, str):
        nul = "\0" in data
        return Unreadable(path, "holds NUL characters: it is no text", "binary") if nul else Source(path, data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Unreadable(path, "is UTF-16, not UTF-8: save it as UTF-8", "encoding")
    if b"\0" in data:
        return _with_nuls(path, data)
    try:
        return Source(path, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _not_utf8(path, data, error)


def _with_nuls(path: str, data: bytes) -> Unreadable:
    start = data[:64]
    if len(start) > 3 and (not any(start[1::2]) or not any(start[::2])):
        return Unreadable(path, "looks like UTF-16 without a mark, not UTF-8: save it as UTF-8", "encoding")
    return Unreadable(path, f"holds NUL bytes (first on line {_line(data, data.index(0))}): it is no text", "binary")


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Unreadable:
    byte, at = data[error.start], error.start
    line = _line(data, at)
    if error.reason == "unexpected end of data":
        return Unreadable(path, f"ends in the middle of a UTF-8 character (line {line})", "encoding")
    around = data[max(at - 1, 0) : at] + data[at + 1 : at + 2]
    latin = (byte >= 0xC0 and around.isascii()) or byte in b"\xa3\xa7\xa9\xb0\xb4\xb5"
    guess = "; it looks like Latin-1: save it as UTF-8" if latin else ""
    return Unreadable(path, f"is not UTF-8: byte 0x{byte:02X} on line {line}{guess}", "encoding")


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
