"""Which services need which: by what they say they depend on, and by what they connect to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cycles import knots
from .kept import remembered

if TYPE_CHECKING:
    from .compose import Stack
    from .service import Service

_MOST_STEPS = 128
"""Services that are looked at on the way from one to another; beyond, anything may lead there."""


def depends_on(service: Service, target: Service) -> bool:
    """Whether a service is started after another, directly or by way of others; in doubt it is."""
    seen = {service}
    pending = [service]
    while pending and len(seen) < _MOST_STEPS:
        for edge in _edges(pending.pop()):
            if edge is target:
                return True
            if edge not in seen:
                seen.add(edge)
                pending.append(edge)
    return bool(pending)


def _edges(service: Service) -> list[Service]:
    return [edge.service for edge in (*service.depends_on, *service.implied) if edge.service is not None]


def needed_in_return(service: Service, target: Service) -> bool:
    """Whether the target needs the service too, by way of others or of what they connect to: peers, callbacks."""
    known = _knots(service.stack)
    return service in known and known[service] == known.get(target)


@remembered
def _knots(stack: Stack) -> dict[Service, int]:
    """The services that need one another in a circle, by the number of the circle."""
    edges = {}
    for service in stack.services.values():
        used = [connection.to for connection in service.connections() if not connection.aside]
        edges[service] = [(None, other) for other in (*_edges(service), *used) if other is not None]
    return {each: number for number, knot in enumerate(knots(edges)) if len(knot) > 1 for each in knot}


def together(service: Service, target: Service) -> bool:
    """Whether the target is enabled whenever the service is, as far as their profiles tell."""
    theirs = {profile.value for profile in target.profiles}
    return not theirs or theirs == {profile.value for profile in service.profiles}
