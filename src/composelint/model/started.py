"""The scripts of a build context that a service starts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .instructions import Copy
    from .service import Service
    from .stages import Stage


def script_texts(service: Service, word: str) -> Iterator[str]:
    """The text of the script that a word of the command names, as far as it lies in the build context."""
    build = service.build
    if build is None or build.stage is None or build.context_files is None:
        return
    for place in dict.fromkeys(_places(word, build.stage)):
        text = build.context_files.read(place)
        if text is not None:
            yield text


def _places(word: str, stage: Stage) -> Iterator[str]:
    """Where in the context the file may lie that the image has at a path: where COPY says, else at the same path."""
    from .instructions import Copy

    workdir = stage.workdir().value or "/"
    path = posixpath.normpath(posixpath.join(workdir, word))
    for one in stage.lineage():
        for copy in one.instructions:
            if isinstance(copy, Copy) and copy.from_context and copy.target is not None:
                yield from _sources(copy, copy.target.rstrip("/"), path)
    for root in (workdir, "/"):
        if path.startswith(f"{root.rstrip('/')}/"):
            yield path[len(root.rstrip("/")) + 1 :]


def _sources(copy: Copy, target: str, path: str) -> Iterator[str]:
    """The context paths from which a COPY may have put a file at a path."""
    for source in copy.local_sources:
        origin = posixpath.normpath(f"/{source.value or ''}").strip("/")
        if path == target:
            yield origin
        elif path.startswith(f"{target}/"):
            rest = path[len(target) + 1 :]
            yield origin if posixpath.basename(origin) == rest else f"{origin}/{rest}".lstrip("/")
