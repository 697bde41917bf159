"""Commands that wait for what Compose could wait for."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import healthcheck_lines, wait_until_ready
from ...model.service import Service
from ...model.waiting import waits


def wait_loop(service: Service) -> Iterator[Defect]:
    """A command begins by waiting for another service, which Compose could wait for."""
    if service.kind in ("job", "template", "provider") or service.scaled_to_zero:
        return
    for found in waits(service):
        for target in found.targets if found.targets is not None else _slow(service):
            if _could_be_awaited(service, target):
                yield Defect(
                    found.span,
                    f"{service.label} waits for {target.label} with {found.words}, and not with depends_on",
                    also=[(target.name, "this can say when it is ready")],
                    help=wait_until_ready(service, target),
                )


def _slow(service: Service) -> list[Service]:
    """What a service may give time to by just letting it pass."""
    targets = [edge.service for edge in service.depends_on]
    return [target for target in targets if target is not None and target.takes_time()]


def _could_be_awaited(service: Service, target: Service) -> bool:
    """Whether the target has a healthcheck, or one is known for it, and nothing waits for that yet."""
    if not target.is_server or target.scaled_to_zero or not service.meets(target):
        return False
    if any(edge.service is target and edge.awaits != "service_started" for edge in service.depends_on):
        return False
    health = target.healthcheck()
    if health is None:
        return healthcheck_lines(target) is not None
    return health.known
