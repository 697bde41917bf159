"""Whether a service can say that it is well."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.defect import Defect
from ..model.advice import advise, healthcheck_lines
from ..model.service import Service

QUIET_ROLES = ("proxy", "admin-ui", "tool", "monitoring", "control")
"""Nobody waits for these unless somebody depends on them."""


def missing_healthcheck(service: Service) -> Iterator[Defect]:
    """A server that matters to others has no healthcheck, in Compose or in its image."""
    block = service.healthcheck_block
    if (
        not service.is_server
        or service.scaled_to_zero
        or service.healthcheck() is not None
        or (block and block.disabled)
    ):
        return
    if not (service.stateful or service.dependents or service.ports):
        return
    if service.role in QUIET_ROLES and not service.dependents:
        return
    where = ", in Compose or in its Dockerfile" if service.build else ""
    lines = healthcheck_lines(service)
    if lines is None:
        help = (
            "Add a healthcheck: that asks the program itself whether it is ready, with a tool that its image has; "
            "until then Compose can only wait for the container to start, not for the service."
        )
    else:
        help = advise("Let Docker ask it whether it is ready:", (service, lines))
    yield Defect(
        service.name,
        f"{service.label} has no healthcheck{where}",
        also=[(dependency.at, f"{user.label} depends on it") for user, dependency in service.dependents[:3]],
        help=help,
        severity="info" if service.development else None,
    )
