"""Whether, and when, a service is started again."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import AddKey, Intent, Replace
from ...model.advice import advise, restart_lines
from ...model.compose import text_of
from ...model.service import Service
from ...model.swarm import for_swarm
from ...model.values import Map, Number, Text


def missing_restart_policy(service: Service) -> Iterator[Defect]:
    """A server stays down after a crash or a reboot, because nothing says that it is to be started again."""
    if not service.is_server or service.restart() is not None or service.scaled_to_zero:
        return
    if service.setting("develop", "watch") is not None:
        return
    lines = restart_lines(service, "unless-stopped")
    yield Defect(
        service.name,
        f"{service.label} has no restart policy",
        help=advise("Start it again after a crash and after a reboot of the host:", (service, lines)),
        severity="info" if service.development else None,
        fix=[AddKey(service.name, lines, f"Restart {service.label} unless it is stopped", "unsafe")],
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
        fix=_only_on_failure(service),
    )


def _only_on_failure(service: Service) -> list[Intent]:
    """The policy's word replaced, where one is written."""
    policy = service.restart()
    word = policy.get("condition") if isinstance(policy, Map) else policy
    if not isinstance(word, Text):
        return []
    return [Replace(word, "on-failure", f"Restart {service.label} only when it fails", "unsafe")]


def restart_conflict(service: Service) -> Iterator[Defect]:
    """`deploy.restart_policy`, which replaces `restart`, is incomplete, refused, or says something else."""
    policy, key = service.setting("deploy", "restart_policy"), service.key("deploy", "restart_policy")
    if not isinstance(policy, Map) or key is None or for_swarm(service.stack):
        return
    if "condition" not in policy.fields:
        yield _no_condition(service, key, policy)
        return
    counted = policy.get("max_attempts")
    tries = counted.value if isinstance(counted, Number) else 0 if counted is None else None
    name = _engine_word(text_of(policy.get("condition")))
    if name is None or tries is None:
        return
    if tries > 0 and name != "on-failure" and counted is not None:
        yield Defect(
            counted,
            f"{service.label} counts its restarts, which Docker refuses unless the condition is on-failure",
            also=[(policy.fields["condition"].value, "the condition")],
            help=advise("Only restarts after a failure can be counted:", (service, _policy_lines("on-failure"))),
            severity="error",
        )
        return
    restart = service.setting("restart")
    word, _, limit = (text_of(restart) or "").partition(":")
    written = _engine_word(word)
    if restart is None or not word or written is None or (written, limit or "0") == (name, f"{tries:g}"):
        return
    yield Defect(
        restart,
        f"the restart of {service.label} is replaced by its deploy.restart_policy, which says {name}",
        also=[(policy.fields["condition"].value, "this counts alone")],
        help=advise(
            "Remove `restart`, or let it say what counts; if something else is meant, change the restart_policy:",
            (service, [f"restart: {_written(name, tries)}"]),
        ),
        severity="info" if {written, name} == {"always", "unless-stopped"} else None,
    )


def _written(name: str, tries: float) -> str:
    """The same in the words of `restart`."""
    return f"{name}:{tries:g}" if tries else '"no"' if name == "no" else name


def _no_condition(service: Service, key: Text, policy: Map) -> Defect:
    counted = policy.get("max_attempts")
    wanted = "any" if counted is None else "on-failure"
    restart = service.setting("restart")
    return Defect(
        key,
        f"the restart_policy of {service.label} has no condition, so that nothing is restarted",
        also=[(restart, "this does not count beside it")] if restart is not None else (),
        help=advise("Say when it is to be started again:", (service, _policy_lines(wanted))),
    )


def _policy_lines(condition: str) -> list[str]:
    return ["deploy:", "  restart_policy:", f"    condition: {condition}"]


ENGINE_WORDS = {"none": "no", "": "no", "any": "always"}
"""What Compose makes of a condition before it asks the engine (docker/compose, pkg/compose/create.go, 2026)."""


def _engine_word(condition: str | None) -> str | None:
    """The engine's word for a policy; None for one that is unknown, to us or to the engine."""
    word = ENGINE_WORDS.get(condition or "", condition)
    return word if condition is not None and word in ("no", "always", "unless-stopped", "on-failure") else None
