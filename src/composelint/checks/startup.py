"""What starts before what, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.defect import Defect
from ..model.advice import advise, healthcheck_lines
from ..model.compose import Dependency
from ..model.service import Service

PATIENT_ROLES = ("admin-ui", "proxy", "monitoring")
"""These reconnect by themselves."""


def depends_on_without_condition(service: Service) -> Iterator[Defect]:
    """A dependency that takes time to become ready is only waited for until its container has started."""
    facts = service.facts
    if service.role in PATIENT_ROLES or (facts and facts.self_retrying) or service.waits_by_itself():
        return
    for dependency in service.depends_on:
        target = dependency.service
        if (
            target is None
            or dependency.awaits != "service_started"
            or not target.is_server
            or not service.meets(target)
        ):
            continue
        health = target.healthcheck()
        asked = health is not None and health.known
        if (health is not None and not asked) or not (
            target.stateful or (asked and health and health.origin != "image")
        ):
            continue
        if service.role == "broker" and target.role == "coordination":
            continue
        yield Defect(
            dependency.place,
            f"{service.label} does not wait until {target.label} is ready, only until it has started",
            also=[(target.name, "this takes time to become ready")],
            help=_wait_for(service, target, has_check=asked),
        )


def _wait_for(service: Service, target: Service, *, has_check: bool) -> str:
    """The lines that make a service wait, with the healthcheck that this needs."""
    wait = ["depends_on:", f"  {target.label}:", "    condition: service_healthy"]
    if has_check:
        return advise(f"Wait for the healthcheck of {target.label}:", (service, wait))
    lines = healthcheck_lines(target)
    if lines is None:
        return f"Give {target.label} a healthcheck, then wait for it with `condition: service_healthy`."
    return advise(f"Give {target.label} a healthcheck and wait for it:", (target, lines), (service, wait))


def healthy_without_healthcheck(service: Service) -> Iterator[Defect]:
    """A dependency is awaited as healthy but nothing ever reports its health."""
    for dependency in service.depends_on:
        target = dependency.service
        if target is None or dependency.awaits != "service_healthy" or target.healthcheck() is not None:
            continue
        if target.kind in ("provider", "template") or target.scaled_to_zero:
            continue
        block = target.healthcheck_block
        disabled = block is not None and (block.disabled or block.test_words[:1] == ["NONE"])
        lines = None if disabled else healthcheck_lines(target)
        why = "its healthcheck is disabled here" if disabled else "no healthcheck here, and none in its image"
        if lines is None:
            help = f"`docker compose up` fails: give {target.label} a healthcheck, or wait with service_started only."
        else:
            help = advise(f"`docker compose up` fails until {target.label} has a healthcheck:", (target, lines))
        yield Defect(
            dependency.place,
            f"{service.label} waits for {target.label} to be healthy, but it has no healthcheck",
            also=[(block if disabled and block else target.name, why)],
            help=help,
            severity=None if dependency.required else "warning",
        )


def wrong_dependency_condition(service: Service) -> Iterator[Defect]:
    """A server is awaited as if it ended, or a job as if it kept running."""
    for dependency in service.depends_on:
        target = dependency.service
        if target is not None and service.meets(target):
            yield from _completed_server(service, dependency, target)
            yield from _healthy_job(service, dependency, target)
            yield from _racing_job(service, dependency, target)


def _completed_server(service: Service, dependency: Dependency, target: Service) -> Iterator[Defect]:
    always = target.restarts_always()
    if dependency.awaits != "service_completed_successfully" or not (always or target.is_server):
        return
    also = [(always, f"{target.label} is started again whenever it ends")] if always else [(target.name, "a server")]
    condition = "service_healthy" if target.healthcheck() is not None else "service_started"
    wait = ["depends_on:", f"  {target.label}:", f"    condition: {condition}"]
    if always and target.meant_to_end():
        help = advise(f"If {target.label} is a job, let it end:", (target, ["restart: on-failure"]))
    else:
        help = advise("Wait for it to be ready instead:", (service, wait))
    yield Defect(
        dependency.place,
        f"{service.label} waits for {target.label} to complete, which never ends",
        also=also,
        help=help,
    )


def _healthy_job(service: Service, dependency: Dependency, target: Service) -> Iterator[Defect]:
    if dependency.awaits != "service_healthy" or not target.is_job or target.healthcheck() is not None:
        return
    wait = ["depends_on:", f"  {target.label}:", "    condition: service_completed_successfully"]
    yield Defect(
        dependency.place,
        f"{service.label} waits for the job {target.label} to be healthy, but it ends without a healthcheck",
        also=[(target.name, "this is a job: it ends by itself")],
        help=advise("Wait for it to complete:", (service, wait)),
    )


def _racing_job(service: Service, dependency: Dependency, target: Service) -> Iterator[Defect]:
    if dependency.awaits != "service_started" or not target.is_job or not target.prepares():
        return
    if (
        any(edge.service is service for edge in target.depends_on)
        or service.profiles != target.profiles
        and target.profiles
    ):
        return
    wait = ["depends_on:", f"  {target.label}:", "    condition: service_completed_successfully"]
    yield Defect(
        dependency.place,
        f"{service.label} starts while the job {target.label} is still running",
        also=[(target.name, "this job prepares what others need")],
        help=advise("Wait until it has done its work:", (service, wait)),
        severity="warning",
    )
