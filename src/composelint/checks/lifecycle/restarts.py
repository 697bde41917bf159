"""Whether, and when, a service is started again."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import advise, restart_lines
from ...model.service import Service


def missing_restart_policy(service: Service) -> Iterator[Defect]:
    """A server stays down after a crash or a reboot, because nothing says that it is to be started again."""
    if not service.is_server or service.restart() is not None or service.scaled_to_zero:
        return
    if service.setting("develop", "watch") is not None:
        return
    yield Defect(
        service.name,
        f"{service.label} has no restart policy",
        help=advise(
            "Start it again after a crash and after a reboot of the host:",
            (service, restart_lines(service, "unless-stopped")),
        ),
        severity="info" if service.development else None,
    )


def restart_on_job(service: Service) -> Iterator[Defect]:
    """A job that ends by itself is started again and again."""
    always = service.restarts_always()
    if always is None or not service.meant_to_end():
        return
    waiting = [
        (dependency.place, f"{user.label} waits for its end")
        for user, dependency in service.dependents
        if dependency.awaits == "service_completed_successfully"
    ]
    yield Defect(
        always,
        f"{service.label} is a job, yet it is started again whenever it ends",
        also=waiting,
        help=advise(
            "Let it end, and start it again only when it fails:", (service, restart_lines(service, "on-failure"))
        ),
        severity="error" if waiting else None,
    )
