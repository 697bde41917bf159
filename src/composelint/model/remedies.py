"""Intents that several checks share: what mends a service, stated once."""

from __future__ import annotations

from ..core.edit import AddKey, Intent, ItemsToKeys, Remove, Replace, Safety
from ..core.source import Span
from .advice import healthcheck_lines
from .compose import Dependency
from .service import Service
from .values import Field, Node, Value


def healthcheck_fix(service: Service) -> list[Intent]:
    """A healthcheck with a test that is sure to work in the service's image; nothing when none is.

    Beside a merge key it would take the place of the whole block that comes by it.
    """
    block = service.healthcheck_block
    if block is not None and any(step.kind in ("alias", "merge") for step in block.key.via):
        return []
    lines = healthcheck_lines(service)
    return [AddKey(service.name, lines, f"Give {service.label} a healthcheck", "unsafe")] if lines else []


def condition_fix(service: Service, dependency: Dependency, condition: str) -> list[Intent]:
    """Another condition for one dependency; the short form becomes the long one, the others in it stay as they are."""
    title = f"Wait for {dependency.name} with {condition}"
    if dependency.condition is not None:
        return [Replace(dependency.condition, condition, title, "unsafe")]
    key = service.key("depends_on")
    if not dependency.short:
        return [AddKey(dependency.at, [f"condition: {condition}"], title, "unsafe")]
    if key is None or dependency.at.via or key.span.source is not dependency.at.span.source:
        return []
    conditions = {other.name: other.awaits or "service_started" for other in service.depends_on}
    conditions[dependency.name] = condition
    lines = {name: [f"condition: {word}"] for name, word in conditions.items()}
    return [ItemsToKeys(key, lines, title, "unsafe")]


def in_place(value: Value) -> bool:
    """Whether a text stands where it is read, whatever variables it holds."""
    return all(step.kind in ("env", "default") for step in value.via)


def taken_out(found: Field | Node | None, title: str, safety: Safety = "unsafe") -> list[Intent]:
    """A setting, or an item of a list, goes; nothing where its value is not written there as it stands."""
    if found is None or (isinstance(found, Field) and found.value.via):
        return []
    return [Remove(_entry(found) if isinstance(found, Field) else found, title, safety)]


def _entry(field: Field) -> Value:
    """What stands for an entry of a mapping: its key, or the whole item of a list of `NAME=value`."""
    key, start, end = field.key, field.key.span.start, field.value.span.end
    text = key.span.source.text
    if text[key.span.end : key.span.end + 1] != "=" or end <= start:
        return key
    quoted = start > 0 and text[start - 1] in "\"'" and text[end : end + 1] == text[start - 1]
    return Value(Span(key.span.source, start - quoted, end + quoted), key.via)
