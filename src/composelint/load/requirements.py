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
        for mount in _entries(service, "volumes"):
            if _word(mount, "type") == "bind" and not mount.get("source"):
                message = f'a bind mount of {service.key.value} lacks the key "source"'
                complain("missing-required-key", head(mount), message)
        for watched in _entries(service, "develop", "watch"):
            if (_word(watched, "action") or "").startswith("sync") and "target" not in watched.fields:
                message = f'a watched path of {service.key.value} lacks the key "target"'
                help = "Docker wants to know where in the container the files belong."
                complain("missing-required-key", watched.fields["action"].value, message, help)


def _entries(service: Field, *path: str) -> Iterator[Map]:
    """The mappings in a list of a service."""
    found = _at(service.value, path)
    for item in found.value if found is not None and isinstance(found.value, Items) else ():
        if isinstance(item, Map):
            yield item


def _word(body: Map, name: str) -> str | None:
    value = body.get(name)
    return value.value if isinstance(value, Text) else None


def report_tests(model: Map, complain: Complain) -> None:
    """Complains of healthchecks in list form that Compose refuses to load, whatever else is wrong with them."""
    for service in _members(model, "services"):
        test = _at(service.value, ("healthcheck", "test"))
        words = test.value.items if test is not None and isinstance(test.value, Items) else []
        first = words[0] if words else None
        if isinstance(first, Text) and first.value not in ("CMD", "CMD-SHELL", "NONE"):
            message = f"healthcheck.test of {service.key.value} does not begin with CMD, CMD-SHELL or NONE"
            complain("invalid-value", first, message)


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
