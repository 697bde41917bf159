"""Intents that several checks share: what mends a service, stated once."""

from __future__ import annotations

from ..core.edit import AddKey, Intent, ItemsToKeys, Replace
from .advice import healthcheck_lines
from .compose import Dependency
from .service import Service


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
