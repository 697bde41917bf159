"""Whether a stack is written for `docker stack deploy`, which obeys other settings than `docker compose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .kept import remembered

if TYPE_CHECKING:
    from .compose import Stack

SWARM_SETTINGS = ("mode", "update_config", "placement")
"""Keys of `deploy` that nobody writes for Compose alone."""
_NAMED = pattern(r"(?:^|[^a-z])(?:stack|swarm)(?:[^a-z]|$)")
_DEPLOYED = pattern(r"docker\s+stack\s+(?:deploy|up)\b")


@remembered
def for_swarm(stack: Stack) -> bool:
    """A file of it is named for that or says so, or nothing is built and some service has settings of swarm's."""
    for file in stack.compose_files:
        if _named_for_it(file.path.rpartition("/")[2].lower()) or _says_so(file.source.text):
            return True
    services = stack.services.values()
    if any(service.build is not None for service in services):
        return False
    return any(service.setting("deploy", key) is not None for service in services for key in SWARM_SETTINGS)


def _named_for_it(name: str) -> bool:
    return ("stack" in name or "swarm" in name) and _NAMED.search(name) is not None


def _says_so(text: str) -> bool:
    return "stack" in text and _DEPLOYED.search(text) is not None
