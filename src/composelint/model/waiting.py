"""Whether a service waits for others by itself: in its command, or in a script that it starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from . import commands
from .kept import remembered
from .started import script_texts

if TYPE_CHECKING:
    from .service import Service

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
    for word in commands.text(service).split()[:_MOST_WORDS]:
        if _SCRIPT.fullmatch(word):
            for text in script_texts(service, word):
                yield text[:_MOST_TEXT]
