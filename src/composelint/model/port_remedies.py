"""Intents about published ports: where they open, and where they lead."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.edit import AddKey, Intent, Replace
from .ports import Mapping, entries, leading_to, on_loopback
from .values import Value

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
