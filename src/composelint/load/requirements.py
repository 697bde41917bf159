"""What a project must say somewhere: keys that no file supplied, judged on the merged model."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.defect import Place, Problem, span_of
from ..core.source import Span
from ..model.values import Field, Flag, Items, Map, Node, Text, Unknown
from .reader import Complain, Lacking, Refused, dotted

_SOURCES = {"secrets": ("file", "environment"), "configs": ("file", "environment", "content")}


def report_missing(model: Map, lacking: list[Lacking], complain: Complain) -> None:
    """Complains of every required key that a mapping of the model lacks."""
    for mapping, path, names in lacking:
        field = None if "[]" in path else _at(model, path)
        merged: Node | None = mapping
        if "[]" not in path:
            merged = None if field is None else field.value
        missing = [f'"{name}"' for name in names if isinstance(merged, Map) and name not in merged.fields]
        if missing:
            keys = f"key{'s' if len(missing) > 1 else ''} {' and '.join(missing)}"
            place = head(mapping) if field is None else field.key
            complain("missing-required-key", place, f"{dotted(path) or 'the file'} lacks the {keys}")


def refusals(model: Map) -> Iterator[Problem]:
    """What is wrong with values that are missing where one must stand; these are unknown from then on."""
    told: set[int] = set()
    pending: list[Map | Items] = [model]
    while pending:
        node = pending.pop()
        if isinstance(node, Items):
            kept = node.items
            node.items = [Unknown(item.span, item.via) if isinstance(item, Refused) else item for item in kept]
            found = kept
        else:
            found = [entry.value for entry in node]
            for entry in node:
                if isinstance(entry.value, Refused):
                    entry.value = Unknown(entry.value.span, entry.value.via)
        for value in found:
            if isinstance(value, Map | Items):
                pending.append(value)
            elif isinstance(value, Refused) and id(value.problem) not in told:
                told.add(id(value.problem))
                yield value.problem


def report_sources(model: Map, complain: Complain) -> None:
    """Complains of secrets, configs and bind mounts that have no source."""
    for section, sources in _SOURCES.items():
        for entry in _members(model, section):
            if isinstance(entry.value, Map) and not _sourced(entry.value, section, sources):
                what = " or ".join((", ".join(sources[:-1]), sources[-1]))
                message = f"{section[:-1]} {entry.key.value} has no {what}"
                complain("missing-required-key", entry.key, message, "Docker has nothing to put into the container.")
    for service in _members(model, "services"):
        volumes = service.value.get("volumes") if isinstance(service.value, Map) else None
        for mount in volumes if isinstance(volumes, Items) else ():
            kind = mount.get("type") if isinstance(mount, Map) else None
            if isinstance(mount, Map) and isinstance(kind, Text) and kind.value == "bind" and not mount.get("source"):
                message = f'a bind mount of {service.key.value} lacks the key "source"'
                complain("missing-required-key", head(mount), message)


def _members(model: Map, section: str) -> Iterator[Field]:
    found = model.get(section)
    yield from found if isinstance(found, Map) else ()


def _sourced(body: Map, section: str, sources: tuple[str, ...]) -> bool:
    """The content comes from somewhere; `external: false` excuses a config, as in the reference loader."""
    external = body.get("external")
    if isinstance(external, Flag) and external.value is False and section == "secrets":
        external = None
    return external is not None or any(name in body.fields for name in sources)


def _at(model: Node, path: tuple[str, ...]) -> Field | None:
    """The field at a path of keys."""
    field: Field | None = None
    for step in path:
        field = model.fields.get(step) if isinstance(model, Map) else None
        if field is None:
            return None
        model = field.value
    return field


def head(place: Place) -> Span:
    """The first line of a place: enough to point at."""
    span = span_of(place)
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)
