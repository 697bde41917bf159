"""Whether a service can stop in order: the time that it gets, and the signal that tells it."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import AddKey, Intent, Replace, ReplaceText
from ...core.patterns import pattern
from ...core.source import Span
from ...model.advice import advise, fenced, flow_list
from ...model.compose import text_of
from ...model.data import data_places, ground, keeps_state
from ...model.durations import seconds, written
from ...model.service import Service
from ...model.signals import Deaf, deaf

DEFAULT = 10
"""Seconds that Docker waits between the stop signal and the kill."""


def short_grace_period(service: Service) -> Iterator[Defect]:
    """A server that keeps data is killed before it had the time to write it down."""
    facts, period = service.facts, service.setting("stop_grace_period")
    if facts is None or not facts.grace or not keeps_state(service):
        return
    if not any(ground(service, place) == "mount" for place in data_places(service) or ()):
        return
    given = DEFAULT if period is None else seconds(period)
    if given is None or given >= (facts.grace if facts.slow_stop else DEFAULT):
        return
    enough = written(facts.grace)
    lines, title = [f"stop_grace_period: {enough}"], f"Give {service.label} {enough} to stop"
    yield Defect(
        service.name if period is None else period,
        f"{service.label} gets {given:g} seconds to stop, then it is killed, perhaps while it writes",
        help=advise(
            f"Give {facts.product} the time to close its files; it stops at once when it is ready:",
            (service, lines),
        ),
        severity="info" if service.development or (period is not None and given >= DEFAULT) else None,
        fix=[
            AddKey(service.name, lines, title, "unsafe") if period is None else Replace(period, enough, title, "unsafe")
        ],
    )


def signals_not_forwarded(service: Service) -> Iterator[Defect]:
    """The stop signal ends at a shell or a package manager, so that the server is killed ten seconds later."""
    if not service.is_server or service.development or service.setting("develop", "watch") is not None:
        return
    if (text_of(service.setting("stop_signal")) or "").upper() in ("SIGKILL", "KILL", "9"):
        return
    found = deaf(service)
    if found is not None:
        yield Defect(
            found.at,
            MESSAGES[found.kind].format(service=service.label, name=found.name),
            help=_exec(service, found),
            fix=_replacing_shell(service, found),
        )


MESSAGES = {
    "shell": "{name} is process 1 of {service} and does not pass the stop signal on",
    "pipeline": "a pipeline keeps {name} as process 1 of {service}, which does not pass the stop signal on",
    "script": "{name} is process 1 of {service} and does not pass the stop signal on to what it starts last",
    "runner": "{name} is process 1 of {service} and may keep the stop signal from the program it starts",
}


def _exec(service: Service, found: Deaf) -> str:
    """How the program becomes process 1."""
    program = found.program or "the server"
    if found.kind == "runner":
        return _without_runner(service, found)
    if found.kind == "pipeline":
        return f"Run {program} alone, with `exec`: Docker keeps its output, and only a single program can be process 1."
    sentence = f"With `exec` {program} takes the place of the shell; `init: true` would not help, it signals the shell:"
    block = _compose_block(service, found, sentence) or _dockerfile_block(service, found, sentence)
    return (
        block or f"Begin the line that starts {program} with `exec`; `init: true` does not help, it signals the shell."
    )


def _without_runner(service: Service, found: Deaf) -> str:
    """The program of package.json's script, started directly."""
    stage = service.build.stage if service.build is not None else None
    own, command = service.command, stage.command() if stage is not None else None
    sentence = "Start what the script of package.json runs:"
    if found.argv and own is not None and own.words and own.words[0].span == found.at:
        words = [word.replace("$", "$$") for word in found.argv]
        return advise(sentence, (service, [f"command: {flow_list(words)}"]))
    if found.argv and own is None and command is not None and command.node.words[0].span == found.at:
        return fenced(sentence, "dockerfile", [f"CMD {flow_list(found.argv)}"])
    return f"Start what the script of package.json runs without {found.name}, such as `node server.js`."


def _compose_block(service: Service, found: Deaf, sentence: str) -> str | None:
    """The command with `exec` in it; None where it is not written in Compose, or not to its end."""
    for key, command in (("entrypoint", service.entrypoint), ("command", service.command)):
        words = command.words if command is not None else []
        texts = [word.value for word in words]
        if found.text in texts and None not in texts and all(word.literal for word in words):
            changed = [_with_exec(found) if text == found.text else text for text in texts if text is not None]
            doubled = [text.replace("$", "$$") for text in changed]
            return advise(sentence, (service, [f"{key}: {flow_list(doubled)}"]))
    return None


def _dockerfile_block(service: Service, found: Deaf, sentence: str) -> str | None:
    stage = service.build.stage if service.build is not None else None
    for program in (stage.entrypoint(), stage.command()) if stage is not None else ():
        argv = program.argv if program is not None else []
        if program is not None and found.text in argv:
            words = [_with_exec(found) if word == found.text else word or "" for word in argv]
            return fenced(sentence, "dockerfile", [f"{program.keyword} {flow_list(words)}"])
    return None


_PROGRAM = pattern(r"[\w./-]+(?=\s|\Z)")


def _replacing_shell(service: Service, found: Deaf) -> list[Intent]:
    """`exec` before the program, where the text is written to its end, and nothing in it is a group of its own."""
    first = _PROGRAM.match(found.text, found.start) if found.kind == "shell" else None
    if first is None or not found.at.text.startswith(first[0]) or found.text.rstrip().endswith((")", "}", ";", "&")):
        return []
    composed = [command for command in (service.entrypoint, service.command) if command is not None]
    words = [word for command in composed for word in command.words if word.value == found.text]
    if any(word.via or not word.literal for word in words):
        return []
    at = Span(found.at.source, found.at.start, found.at.start + len(first[0]))
    title = f"Let {found.program} take the place of {found.name}"
    return [ReplaceText(at, f"exec {first[0]}", title, "unsafe", was=first[0])]


def _with_exec(found: Deaf) -> str:
    return f"{found.text[: found.start]}exec {found.text[found.start :]}"
