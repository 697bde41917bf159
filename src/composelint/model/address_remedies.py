"""Intents about what services connect to: other names, other ports, and who is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.edit import AddItem, AddKey, Intent, ItemsToKeys, Replace, ReplaceText
from ..core.source import Span
from ..knowledge.endpoints import default_port
from .advice import wait_lines
from .remedies import healthcheck_fix

if TYPE_CHECKING:
    from .connections import Connection
    from .service import Service
    from .values import Text


def _instead(at: Span, was: str, text: str) -> Intent:
    """Another text at a place; a place in quotes is a value of its own."""
    title = f"Write {text}"
    if at.text in (f"'{was}'", f'"{was}"'):
        return Replace(at, text, title, "unsafe")
    return ReplaceText(at, text, title, "unsafe", was=was)


def renamed_fix(connection: Connection, name: str) -> list[Intent]:
    """Another host in an address."""
    return [_instead(connection.host_span, connection.host, name)]


def other_port_fix(connection: Connection, port: int) -> list[Intent]:
    """Another port in an address, or one behind a host that has none."""
    at = connection.port_span
    if at is not None:
        return [_instead(at, str(connection.port), str(port))]
    return renamed_fix(connection, f"{connection.host}:{port}") if connection.scheme else []


def redirected_fix(connection: Connection, name: str, port: int) -> list[Intent]:
    """Another host and its port in an address; both at once where they stand side by side."""
    host, at = connection.host_span, connection.port_span
    if at is None:
        alone = not connection.scheme or default_port(connection.scheme) == port
        return renamed_fix(connection, name if alone else f"{name}:{port}")
    if at.source is host.source and host.source.text[host.end : at.start] == ":" and host.end < at.start:
        whole = Span(host.source, host.start, at.end)
        return [_instead(whole, f"{connection.host}:{connection.port}", f"{name}:{port}")]
    return renamed_fix(connection, name) + (other_port_fix(connection, port) if connection.port != port else [])


def inherited(service: Service, key: Text) -> bool:
    """Whether a key of a service stands outside of its own block, where others may have it from, too."""
    own = service.name.span
    return key.span.source is not own.source or key.span.start < own.start


def dependency_fix(service: Service, target: Service) -> list[Intent]:
    """A dependency on another service, awaited as healthy where it takes time to become ready.

    One that lacks a healthcheck is given it; nothing where none is known that is sure to work.
    """
    ready: list[Intent] = []
    if target.takes_time() and target.healthcheck() is None:
        ready = healthcheck_fix(target)
        if not ready:
            return []
    condition = "service_healthy" if target.takes_time() else "service_started"
    title, key = f"Start {target.label} first", service.key("depends_on")
    if key is not None and key.via:
        return []
    if key is None or inherited(service, key) or not any(dependency.short for dependency in service.depends_on):
        return [AddKey(service.name, wait_lines(target, condition), title, "unsafe"), *ready]
    if condition == "service_started":
        return [AddItem(key, target.label, title, "unsafe")]
    lines = {other.name: [f"condition: {other.awaits or 'service_started'}"] for other in service.depends_on}
    lines[target.label] = [f"condition: {condition}"]
    return [ItemsToKeys(key, lines, title, "unsafe", more=[target.label]), *ready]
