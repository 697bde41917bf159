"""A build context: the local directory that a Dockerfile's COPY takes its files from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False, repr=False)
class Context:
    """What is known of a local context. The questions are answered by functions that `load` puts in.

    `directory` is relative to the root. `complete` False means that an absent file proves nothing.
    """

    directory: str
    complete: bool
    find: Callable[[str], bool | None] = field(kw_only=True)
    list_files: Callable[[], list[str] | None] = field(kw_only=True)
    read_text: Callable[[str], str | None] = field(kw_only=True)
    listed: bool = field(default=False, init=False)
    _files: list[str] | None = field(default=None, init=False)

    def exists(self, path: str) -> bool | None:
        """Whether a context-relative path exists, ignore file or not; None when nobody can know."""
        return self.find(path)

    def files(self) -> list[str] | None:
        """Context-relative paths of all files that reach the builder; None when unknown or too many."""
        if not self.listed:
            self.listed = True
            self._files = self.list_files()
        return self._files

    def read(self, path: str) -> str | None:
        """The text of a context file up to 64 KiB; None when it cannot be read."""
        return self.read_text(path)
