"""The host's own directories that reach a container, and what each of them gives."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .compose import Mount, find, text_of
from .host_access import absolute
from .mounts import is_below

if TYPE_CHECKING:
    from ..core.defect import Severity
    from .service import Service
    from .values import Text

_HOME = pattern(r"(?:/home/[^/]+|/Users/[^/]+|/root|~[^/]*|[A-Za-z]:/+Users/+[^/]+)(?=/|$)")


class HostMount:
    """A path of the host in a container: where it is named, in one form, with any home as `~`."""

    __slots__ = ("at", "mount", "path", "read_only")

    def __init__(self, at: Text, path: str, mount: Mount, *, read_only: bool) -> None:
        self.at = at
        self.path = path
        self.mount = mount
        self.read_only = read_only

    @property
    def in_home(self) -> str | None:
        """The path with its home as `~`; None for one outside of homes."""
        match = _HOME.match(self.path)
        return None if match is None else f"~{self.path[match.end() :]}"

    def __repr__(self) -> str:
        return f"HostMount({self.path!r})"


def host_mounts(service: Service) -> Iterator[HostMount]:
    """The paths of the host that are mounted, directly or as the device of a volume; those of the project left out."""
    for mount in service.mounts:
        if mount.named is None:
            continue
        if mount.type in ("bind", None):
            path = _path(mount.named)
            if path is not None:
                yield HostMount(mount.named, path, mount, read_only=mount.read_only)
        elif mount.type == "volume" and mount.volume is not None:
            options = [find(mount.volume.body, "driver_opts", key) for key in ("device", "o")]
            device, words = (text_of(option.value) if option is not None else None for option in options)
            flags = (words or "").split(",")
            if device is not None and device.startswith(("/", "~")) and not {"bind", "rbind"}.isdisjoint(flags):
                yield HostMount(
                    mount.named, _clean(device), mount, read_only=mount.read_only or "ro" in flags
                )  # fmt: skip


def _path(text: Text) -> str | None:
    """An absolute path, one in a home, also when that is written as a variable; None for others and unknown ones."""
    value = text.value
    if value is None and text.pieces and text.pieces[0].reference is not None:
        reference, rest = text.pieces[0].reference, text.pieces[1:]
        if reference.name != "HOME" or any(piece.value is None for piece in rest):
            return None
        value = "~" + "".join(piece.value or "" for piece in rest)
    value = (value or "").replace("\\", "/")
    return _clean(value) if value.startswith(("/", "~")) or value[1:3] == ":/" else None


def _clean(path: str) -> str:
    return absolute(path) if path.startswith("/") else posixpath.normpath(path)


def meaning(mount: HostMount) -> tuple[Severity | None, Severity | None, str] | None:
    """How bad it is that a container writes a path of the host, and that it sees it; what it gives.

    None for paths of which nothing is known.
    """
    from ..knowledge.host.paths import ROWS

    best: tuple[tuple[int, bool], tuple[Severity | None, Severity | None, str]] | None = None
    for path in filter(None, (mount.path, mount.in_home)):
        for row, reach, write, see, words in ROWS:
            itself = path == row
            if (itself and reach != "/*") or (reach and not itself and is_below(path, row)):
                rank = (len(row), itself)
                if best is None or rank > best[0]:
                    best = rank, (write or None, see or None, words)
    return None if best is None else best[1]
