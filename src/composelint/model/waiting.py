"""Whether a service waits for others by itself: in its command, or in a script that it starts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from . import commands
from .kept import remembered

if TYPE_CHECKING:
    from .instructions import Copy
    from .service import Service
    from .stages import Stage

_WAITS = pattern(
    r"\bwait[-_]?for\w*|\bdockerize\s[^\n]*-wait|\bwait4x\b|\bwait-(?:port|on)\b|(?:^|[\s;&|(])/wait\b"
    r"|\b(?:until|while\s+!)\s[^\0]{0,400}?\bsleep\b|^(?:\S+\s+-\w*c\s+)?sleep\s+\d+\s*(?:&&|;)"
)
"""A waiting program, a loop around a probe, or a sleep before everything else."""
_SCRIPT = pattern(r"[\w./-]*(?:\.sh|entrypoint[\w.-]*|start|run|boot)")
_MOST_WORDS = 8
_MOST_TEXT = 8000
"""Words of a command that may be scripts, and characters of a script, that are looked at."""


@remembered
def waits_by_itself(service: Service) -> bool:
    """A wait script, or a loop around a probe, stands in the command, or in a script of the build that it starts."""
    return any(_WAITS.search(text) for text in (commands.text(service), *started_scripts(service)))


def started_scripts(service: Service) -> Iterator[str]:
    """The texts of scripts that the command starts, as far as they lie in the build context."""
    build = service.build
    if build is None or build.stage is None or build.context_files is None:
        return
    for word in commands.text(service).split()[:_MOST_WORDS]:
        if _SCRIPT.fullmatch(word):
            for place in dict.fromkeys(_places(word, build.stage)):
                text = build.context_files.read(place)
                if text is not None:
                    yield text[:_MOST_TEXT]


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
