"""Servers that ask nobody who they are."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...knowledge.credentials.doors import Door
from ...model.open_doors import OpenDoor, open_door
from ...model.secret_advice import compose_block, required, setting_lines, written_in_list
from ...model.service import Service


def authentication_disabled(service: Service) -> Iterator[Defect]:
    """A server lets in whoever reaches it, because its authentication is switched off or was never switched on."""
    if service.kind in ("provider", "template", "job"):
        return
    found = open_door(service)
    if found is None:
        return
    published = ", and it is published on every interface" if found.reach == "network" else ""
    yield Defect(
        found.at,
        f"{service.label} {found.door.says}{published}",
        also=[(found.port.span, "published here")] if found.port is not None and found.at != found.port.span else (),
        help=_help(service, found.door),
        severity=_severity(service, found),
    )


def _severity(service: Service, found: OpenDoor) -> Severity | None:
    if found.reach == "network":
        return None if found.door.unheard else "error"
    return "info" if service.development or found.reach == "internal" or found.door.unheard else None


def _help(service: Service, door: Door) -> str:
    """How to close the door: with lines where variables, or a command that is not written yet, can close it."""
    sentence = door.way.removesuffix(":").removesuffix(".") + "."
    written = [service.environment[name] for name in door.settings if name in service.environment]
    if door.run and service.command is None:
        lines = setting_lines(("command",), door.run)
        return compose_block(door.way, service, lines or ())
    if not door.settings or any(variable.origin is not None or written_in_list(variable) for variable in written):
        return sentence
    body = ["environment:"]
    for name, value in door.settings.items():
        body += [f"  {line}" for line in _setting(service, name, value)]
    return compose_block(door.way, service, body)


def _setting(service: Service, name: str, value: str | None) -> list[str]:
    if value is None:
        return [f"{name}: !reset null"] if name in service.environment else []
    return setting_lines((name,), value or required(name)) or []
