"""Services that wait for themselves by way of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...core.defect import Defect, Place
from ...model.compose import BuildContext, Dependency, Stack
from ...model.cycles import cycles
from ...model.service import Service


def dependency_cycle(stack: Stack) -> Iterator[Defect]:
    """Services depend on, or are built from, each other in a circle."""
    services = stack.services.values()
    help = "Docker refuses the stack. Remove the edge that is least needed: services can find each other once all run."
    for waiting in cycles({service: _waits_for(service) for service in services}):
        yield _defect(waiting, "waits for itself", "depends on", help)
    help = "No build can begin. Move what they share into a stage or a service of its own."
    for building in cycles({service: _builds_from(service) for service in services}):
        yield _defect(building, "is built from itself", "is built from", help)


def _defect(circle: Sequence[tuple[Service, Place, Service]], itself: str, verb: str, help: str) -> Defect:
    way = [service.label for service, _, _ in circle]
    also = [(edge, f"{service.label} {verb} {target.label}") for service, edge, target in circle[1:]]
    return Defect(circle[0][1], f"{way[0]} {itself}: {_way(way)}", also=also, help=help)


def _waits_for(service: Service) -> list[tuple[Dependency, Service]]:
    edges = [*service.depends_on, *service.implied]
    return [
        (edge, edge.service)
        for edge in edges
        if edge.service is not None and (edge.required or service.meets(edge.service))
    ]


def _builds_from(service: Service) -> list[tuple[BuildContext, Service]]:
    contexts = service.build.contexts if service.build is not None else []
    return [(context, context.service) for context in contexts if context.service is not None]


def _way(names: list[str]) -> str:
    shown = names if len(names) < 8 else [*names[:3], "…", *names[-3:]]
    return " -> ".join([*shown, names[0]])
