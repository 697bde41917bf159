"""Paths of a project: POSIX, relative to the workspace's root."""

from __future__ import annotations

import posixpath

from ..core.patterns import pattern
from ..model.values import Text

_REMOTE = pattern(r"[a-z][a-z0-9+.-]*://|git@|github\.com/|oci:|docker-image:|service:|target:")


def join(directory: str, path: str) -> str:
    """A path written in a file of `directory`, made relative to the root; absolute paths stay absolute."""
    if path.startswith(("/", "~")):
        return posixpath.normpath(path)
    return posixpath.normpath(posixpath.join(directory or ".", path.replace("\\", "/")))


def written(text: Text) -> str | None:
    """The path that a text names, from where it is written; None when unknown."""
    return None if text.value is None else join(text.base, text.value)


def remote(path: str) -> bool:
    """A URL, a git address, another service: nothing that lies in the tree."""
    return _REMOTE.match(path) is not None


def directory_of(path: str) -> str:
    return posixpath.dirname(path) or "."
