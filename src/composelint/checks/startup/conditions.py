"""What a service waits for of those it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...core.defect import Defect
from ...core.edit import Intent
from ...model.advice import advise, healthcheck_lines, restart_lines, wait_lines, wait_until_ready
from ...model.compose import Dependency
from ...model.needs import together
from ...model.remedies import condition_fix, healthcheck_fix
from ...model.service import Service


def depends_on_without_condition(service: Service) -> Iterator[Defect]:
    """A dependency that takes time to become ready is only waited for until its container has started."""
    hasty = [
        (dependency, target)
        for dependency in service.depends_on
        if (target := dependency.service) is not None
        and dependency.awaits == "service_started"
        and target.takes_time()
        and service.meets(target)
        and not _retries(service, target)
    ]
    if not hasty or service.kind == "template" or service.scaled_to_zero or service.reconnects():
        return
    for dependency, target in hasty:
        yield Defect(
            dependency.place,
            f"{service.label} waits until {target.label} has started, not until it is ready",
            also=[(target.name, "this takes time to become ready")],
            help=wait_until_ready(service, target),
            fix=condition_fix(service, dependency, "service_healthy") if target.healthcheck() else (),
        )


def _retries(service: Service, target: Service) -> bool:
    """A broker tries its coordinator for a while, then exits: with a restart policy that is enough."""
    return service.role == "broker" and target.role == "coordination" and service.restart() is not None


def healthy_without_healthcheck(service: Service) -> Iterator[Defect]:
    """A dependency is awaited as healthy but nothing ever reports its health."""
    for dependency in service.depends_on:
        target = dependency.service
        if target is None or dependency.awaits != "service_healthy" or target.healthcheck() is not None:
            continue
        if target.kind in ("provider", "template") or target.scaled_to_zero or not service.meets(target):
            continue
        block = target.healthcheck_block
        off = block if block is not None and block.switched_off else None
        lines = None if off else healthcheck_lines(target)
        if lines is None:
            help = f"`docker compose up` fails: give {target.label} a healthcheck, or wait with service_started only."
        else:
            help = advise(f"`docker compose up` fails until {target.label} has a healthcheck:", (target, lines))
        yield Defect(
            dependency.place,
            f"{service.label} waits for {target.label} to be healthy, but it has no healthcheck",
            also=[(off, "switched off here") if off else (target.name, "no healthcheck here, and none in its image")],
            help=help,
            severity=None if dependency.required else "warning",
            fix=() if off else healthcheck_fix(target),
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
    fix: Sequence[Intent] = ()
    if always and target.meant_to_end():
        lines = restart_lines(target, "on-failure")
        help = advise(f"{target.label} looks like a job: let it end.", (target, lines))
    elif (health := target.healthcheck()) is None or health.known:
        help = wait_until_ready(service, target)
        fix = condition_fix(service, dependency, "service_healthy") if health else ()
    else:
        help = advise("Wait until it has started instead:", (service, wait_lines(target, "service_started")))
        fix = condition_fix(service, dependency, "service_started")
    yield Defect(
        dependency.place,
        f"{service.label} waits for {target.label} to complete, which never ends",
        also=also,
        help=help,
        fix=fix,
    )


def _healthy_job(service: Service, dependency: Dependency, target: Service) -> Iterator[Defect]:
    """Only where the end is certain: what is a job by its profile or policy may well be a server that lacks a check."""
    if dependency.awaits != "service_healthy" or not target.is_job or target.healthcheck() is not None:
        return
    if target.meant_to_end() or target.prepares():
        yield Defect(
            dependency.place,
            f"{service.label} waits for {target.label} to be healthy, but it is a job that ends",
            also=[(target.name, "this ends by itself and has no healthcheck")],
            help=_wait_for_end(service, target),
            fix=_await_end(service, dependency, target),
        )


def _racing_job(service: Service, dependency: Dependency, target: Service) -> Iterator[Defect]:
    if dependency.awaits != "service_started" or not target.is_job or not target.prepares():
        return
    if any(edge.service is service for edge in target.depends_on) or not together(service, target):
        return
    yield Defect(
        dependency.place,
        f"{service.label} starts while the job {target.label} is still running",
        also=[(target.name, "this job prepares what others need")],
        help=_wait_for_end(service, target),
        severity="warning",
        fix=_await_end(service, dependency, target),
    )


def _await_end(service: Service, dependency: Dependency, target: Service) -> Sequence[Intent]:
    """A job that is always started again has no end to wait for: that is to be mended first."""
    if target.restarts_always() is not None:
        return ()
    return condition_fix(service, dependency, "service_completed_successfully")


def _wait_for_end(service: Service, target: Service) -> str:
    """The lines that make a service wait for a job, which must then be left in peace when it has ended."""
    wait = (service, wait_lines(target, "service_completed_successfully"))
    if target.restarts_always() is None:
        return advise("Wait until it has done its work:", wait)
    return advise("Let it end, and wait for that:", (target, restart_lines(target, "on-failure")), wait)
