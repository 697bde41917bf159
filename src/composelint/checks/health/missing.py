"""Servers that cannot say whether they are well."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...model.advice import advise, healthcheck_lines
from ...model.health_test import lacks_healthcheck
from ...model.remedies import healthcheck_fix
from ...model.service import Service


def missing_healthcheck(service: Service) -> Iterator[Defect]:
    """A server that matters to others has no healthcheck, in Compose or in its image."""
    if not lacks_healthcheck(service):
        return
    where = ", in Compose or in its Dockerfile" if service.build else ""
    stage = service.build.stage if service.build else None
    none = stage.healthcheck() if stage else None
    also: list[tuple[Place, str]] = [(none, "it is switched off here")] if none else []
    also += [(dependency.at, f"{user.label} depends on it") for user, dependency in service.dependents[:3]]
    yield Defect(
        service.name,
        f"{service.label} has no healthcheck{where}",
        also=also,
        help=_how(service),
        severity="info" if service.development else None,
        fix=healthcheck_fix(service),
    )


def _how(service: Service) -> str:
    lines = healthcheck_lines(service)
    if lines is not None:
        return advise("Let Docker ask it whether it is ready:", (service, lines))
    if service.facts and service.facts.shell is False:
        return (
            "Its image has neither a shell nor a known program to ask with: give it a command that asks the server "
            "whether it is ready, and name that in `healthcheck: test: [CMD, ...]` or in HEALTHCHECK."
        )
    return (
        "Add a `healthcheck:` that asks the program itself whether it is ready, with a tool that its image has; "
        "until then others can only wait for its container, not for the service."
    )
