"""Intents about ports: where they open, where they lead, and who may reach what listens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..core.edit import AddItem, AddKey, Intent, Replace, ReplaceText
from ..core.patterns import pattern
from ..core.source import Span
from .ports import Mapping, entries, leading_to, on_loopback

if TYPE_CHECKING:
    from .binding import Loopback
    from .service import Service
    from .values import Value

_LOOPBACK = pattern(r"(?<![\w.-])(?:127\.0\.0\.1|localhost|\[::1\])(?![\w.-])")
_FILLED = ("env", "default")


def here(value: Value) -> bool:
    """Whether a text is written where it is used; variables in it stay as they are."""
    return all(step.kind in _FILLED for step in value.via)


def loopback_fix(exposed: Iterable[Mapping]) -> list[Intent]:
    """Entries of `ports` bound to loopback; nothing when one of them cannot be."""
    found = [_on_loopback(mapping) for mapping in entries(exposed)]
    return [intent for intent in found if intent is not None] if None not in found else []


def _on_loopback(mapping: Mapping) -> Intent | None:
    title = "Publish it on 127.0.0.1 only"
    text = on_loopback(mapping.short) if mapping.short is not None else None
    if not here(mapping.node):
        return None
    if text is not None:
        return Replace(mapping.span, text, title, "unsafe")
    if not mapping.long:
        return None
    written = mapping.node.get("host_ip")
    if written is not None:
        return Replace(written, "127.0.0.1", title, "unsafe")
    return AddKey(mapping.span, ["host_ip: 127.0.0.1"], title, "unsafe")


def moved_fix(mapping: Mapping, port: int) -> list[Intent]:
    """An entry of `ports` that leads to another port of the container."""
    title = f"Let it lead to {port}"
    text = leading_to(mapping.short, port) if mapping.short is not None else None
    target = mapping.node.get("target")
    if text is not None and here(mapping.node):
        return [Replace(mapping.span, text, title, "unsafe")]
    return [Replace(target, port, title, "unsafe")] if mapping.long and target is not None else []


def everywhere_fix(service: Service, found: Loopback) -> list[Intent]:
    """A server that listens on every interface: what it is told is put right, or what it lacks comes last."""
    title = f"Let {found.program} listen on 0.0.0.0"
    if not found.certain:
        return []
    if found.told:
        hosts = list(_LOOPBACK.finditer(found.at.text))
        if len(hosts) != 1:
            return []
        start = found.at.start + hosts[0].start()
        place = Span(found.at.source, start, start + len(hosts[0][0]))
        return [ReplaceText(place, "0.0.0.0", title, "unsafe", was=hosts[0][0])]
    return _told_last(service, found, title) if "'" not in found.add else []


def behind_all(words: Sequence[str | None], options: str) -> list[str]:
    """Options for the end of a command; npm hands on what stands behind `--` only."""
    return ["--", *options.split()] if words[:1] == ["npm"] and "--" not in words else options.split()


def _told_last(service: Service, found: Loopback, title: str) -> list[Intent]:
    """Options behind the last word of the only command, in the form in which it is written."""
    from .advice import flow_list
    from .commands import run_commands

    command, commands = service.command, run_commands(service)
    build = service.build.stage if service.build is not None else None
    program = build.command() if build is not None and command is None else None
    written = command.argv if command is not None else program.argv if program is not None else []
    if not found.add or len(commands) != 1 or [word.value for word in commands[0].words] != list(written):
        return []
    options = behind_all(written, found.add)
    if program is not None:
        last = program.node.words[-1].span
        return [ReplaceText(last, f"{last.text}, {flow_list(options)[1:-1]}", title, "unsafe")]
    if command is not None and command.text is None:
        return [AddItem(command.key, option, title, "unsafe") for option in options]
    word = commands[0].words[-1]
    if command is None or command.text is None or command.text.via or word.span.text != word.raw:
        return []
    return [ReplaceText(word.span, " ".join((word.raw, *options)), title, "unsafe", was=word.raw)]
