"""Which services are there together, by their profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .kept import remembered

if TYPE_CHECKING:
    from .compose import Stack
    from .service import Service

EVERY = "*"


@remembered
def enabled_here(stack: Stack) -> frozenset[str] | None:
    """The profiles that the project's `.env` enables (COMPOSE_PROFILES); None when nobody knows."""
    found: set[str] = set()
    for file in stack.files:
        entry = file.entries.get("COMPOSE_PROFILES") if file.fills and file.entries is not None else None
        if entry is not None:
            if entry.value is None:
                return None
            found |= {name.strip() for name in entry.value.split(",")}
    return frozenset(found - {""})


def names(service: Service) -> set[str] | None:
    """The profiles of a service; None when one is unknown."""
    values = {profile.value for profile in service.profiles}
    return None if None in values else {value for value in values if value is not None}


def apart(service: Service, target: Service) -> bool:
    """Whether a service can be there, and whenever it is, the target is not."""
    mine, theirs, enabled = names(service), names(target), enabled_here(service.stack)
    if mine is None or not theirs or enabled is None:
        return False
    return not mine & theirs and not enabled & {*theirs, EVERY}
