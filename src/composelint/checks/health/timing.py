"""How often a healthcheck asks, how long it waits, and when it gives up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect, Place
from ...core.edit import AddKey, Intent, Replace
from ...model.advice import advise
from ...model.durations import seconds, written
from ...model.health_test import lacks_healthcheck, test_in_force
from ...model.service import Service
from ...model.values import Node, Number

if TYPE_CHECKING:
    from ...model.programs import Healthcheck
    from ...model.stages import Stage

KEYS = ("interval", "timeout", "retries", "start_period")
DEFAULTS = {"interval": 30.0, "timeout": 30.0, "retries": 3.0, "start_period": 0.0}
"""Seconds, and a number (Dockerfile reference, HEALTHCHECK, 2025)."""
SHORTEST = 1.0
LONGEST = {"interval": 300.0, "timeout": 60.0, "start_period": 600.0}


class _Timing:
    """One setting in force: seconds (None: unknown), and where it is written (None: the default)."""

    __slots__ = ("at", "value")

    def __init__(self, value: float | None, at: Place | None) -> None:
        self.value = value
        self.at = at


def healthcheck_timing(subject: Service | Stage) -> Iterator[Defect]:
    """The timings of a healthcheck miss their purpose: never asked, asked too often, given up too early."""
    if not isinstance(subject, Service):
        check = subject.healthcheck()
        if test_in_force(subject) is not None and check is not None:
            yield from _each("the HEALTHCHECK", _of_instruction(check))
    elif subject.kind not in ("template", "provider", "job") and not subject.scaled_to_zero:
        for defect in _of_service(subject):
            if subject.development:
                defect.severity = "info"
            yield defect


def _of_service(service: Service) -> Iterator[Defect]:
    block, health = service.healthcheck_block, service.healthcheck()
    own = {key: timing for key in KEYS if (timing := _written(service.setting("healthcheck", key))) is not None}
    if health is not None:
        yield from _each(f"the healthcheck of {service.label}", own)
        yield from _gives_up_early(service, _in_force(service, own))
    elif own and block is not None and not block.switched_off and not lacks_healthcheck(service):
        yield _nothing_to_time(service, own)


def _written(node: Node | None) -> _Timing | None:
    if node is None:
        return None
    return _Timing(node.value if isinstance(node, Number) else seconds(node), node)


def _of_instruction(check: Healthcheck) -> dict[str, _Timing]:
    numbers = {
        "interval": check.interval,
        "timeout": check.timeout,
        "retries": check.retries,
        "start_period": check.start_period,
    }
    return {key: _Timing(number.value, number) for key, number in numbers.items() if number is not None}


def _in_force(service: Service, own: dict[str, _Timing]) -> dict[str, _Timing]:
    """Key by key: what Compose says, else the Dockerfile, else the default; a zero counts as not said."""
    health = service.healthcheck()
    stage = service.build.stage if service.build is not None else None
    check = stage.healthcheck() if stage is not None else None
    below = _of_instruction(check) if check is not None and not check.none else {}
    unseen = health is not None and (not health.known or health.origin == "image")
    found = {key: _Timing(None if unseen else value, None) for key, value in DEFAULTS.items()}
    for layer in (below, own):
        found |= {key: timing for key, timing in layer.items() if timing.value != 0}
    return found


def _each(label: str, given: dict[str, _Timing]) -> Iterator[Defect]:
    """What is wrong with single values, as they are written."""
    for key, timing in given.items():
        value = timing.value
        if value is None or timing.at is None:
            continue
        name = key.replace("_", "-") if label == "the HEALTHCHECK" else key
        most = LONGEST.get(key)
        if value == 0 and key != "start_period":
            default = f"{DEFAULTS[key]:g}" if key == "retries" else written(DEFAULTS[key])
            yield Defect(
                timing.at,
                f"{label} sets {name} to 0, which means the default, {default}",
                help="Docker reads zero as not set: name the value that you want, or leave it away.",
            )
        elif key == "interval" and value < SHORTEST:
            help = "Each check starts a process in the container: one every few seconds is enough."
            yield Defect(timing.at, f"{label} runs more than once a second", help=help)
        elif most is not None and value > most:
            yield Defect(timing.at, f"{label} {_TOO_LONG[key].format(written(value))}", help=_LONG_HELP[key])
    yield from _slow_answer(label, given.get("interval"), given.get("timeout"))


def _slow_answer(label: str, interval: _Timing | None, timeout: _Timing | None) -> Iterator[Defect]:
    """A check may take longer than the time after which the next one is meant to run."""
    if interval is None or timeout is None or timeout.at is None or not interval.value or not timeout.value:
        return
    if interval.value < timeout.value <= LONGEST["timeout"]:
        yield Defect(
            timeout.at,
            f"{label} waits up to {written(timeout.value)} for an answer, longer than its interval",
            help="Docker does not ask again before a check has ended: a server that hangs is noticed later than meant.",
            severity="info",
        )


_TOO_LONG = {
    "interval": "runs only every {}",
    "timeout": "waits up to {} for an answer",
    "start_period": "forgives failures for the first {}",
}
_LONG_HELP = {
    "interval": "Until the first check the container is only starting, and whoever waits for it waits as long.",
    "timeout": "A server that takes that long to answer is not well: a few seconds are enough.",
    "start_period": "A server that cannot start is noticed only after that time.",
}


def _nothing_to_time(service: Service, own: dict[str, _Timing]) -> Defect:
    key, timing = next(iter(own.items()))
    return Defect(
        timing.at or service.name,
        f"{service.label} sets {key} for a healthcheck, but has no test",
        help="Neither Compose nor the image has a test to run: add `test:`, or leave the block away.",
    )


def _gives_up_early(service: Service, timings: dict[str, _Timing]) -> Iterator[Defect]:
    """Whoever waits for it is told that it is unhealthy while it is still starting."""
    facts, health = service.facts, service.healthcheck()
    waiting = [(user, edge) for user, edge in service.dependents if edge.awaits == "service_healthy" and edge.condition]
    values = [timings[key].value for key in ("start_period", "interval", "retries")]
    if facts is None or health is None or not waiting or not facts.slow_start or None in values:
        return
    if service.build is not None and service.role is None:
        return
    start, interval, retries = (value or 0.0 for value in values)
    patience = start + interval * retries
    if patience < facts.slow_start:
        period = written(facts.slow_start)
        yield Defect(
            health.at,
            f"{service.label} is given up after {written(patience)}, but takes about {period} to start",
            also=[(edge.place, f"{user.label} waits for it to be healthy") for user, edge in waiting[:3]],
            help=advise(
                "Failures during the start period do not count:",
                (service, ["healthcheck:", f"  start_period: {period}"]),
            ),
            fix=_patience(service, period),
        )


def _patience(service: Service, period: str) -> list[Intent]:
    """The start period, beside the other timings or in the place of a shorter one."""
    title, block = f"Forgive failures for the first {period}", service.healthcheck_block
    own = service.setting("healthcheck", "start_period")
    if own is not None:
        return [Replace(own, period, title, "unsafe")]
    if block is not None and block.key.via:
        return []
    return [AddKey(service.name, ["healthcheck:", f"  start_period: {period}"], title, "unsafe")]
