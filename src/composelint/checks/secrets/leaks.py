"""Live credentials, known by their format, in any text of the stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.source import Span
from ...model.compose import TextFile
from ...model.secrets import leaks_of

if TYPE_CHECKING:
    from ...knowledge.credentials.formats import Leak

_WAYS = {
    "compose": "Revoke it, then write a reference such as `${TOKEN:?set TOKEN}` and set it where git does not look.",
    "env": "Revoke it, then take the file out of git: `git rm --cached`, and name it in `.gitignore`.",
    "dockerfile": "Revoke it, then hand its successor to the one RUN that needs it: `RUN --mount=type=secret`.",
}


def leaked_credential(file: TextFile) -> Iterator[Defect]:
    """A text that others can read holds a credential of a known format."""
    if file.kind == "env" and file.shared is not True:
        return
    for leak in leaks_of(file):
        yield Defect(
            Span(file.source, leak.start, leak.end),
            f"{leak.what} stands here in plain text: {leak.mask} ({_length(leak)})",
            help=_WAYS[file.kind],
            severity="warning" if leak.weight == "warning" else None,
        )


def _length(leak: Leak) -> str:
    return f"{leak.end - leak.start} characters"
