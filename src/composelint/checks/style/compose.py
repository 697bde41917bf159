"""The order, the quotes and the names of compose files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...core.defect import Defect
from ...core.patterns import pattern
from ...model.anchors import anchors
from ...model.compose import Resource, Stack, TextFile
from ...model.service import Service
from ...model.written import Entry, documents, services

TOP_LEVEL = ("version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs")
SERVICE = (
    "extends", "image", "pull_policy", "build", "platform", "container_name", "hostname", "profiles", "entrypoint",
    "command", "restart", "user", "working_dir", "env_file", "environment", "secrets", "configs", "ports", "expose",
    "networks", "volumes", "tmpfs", "depends_on", "healthcheck", "stop_signal", "stop_grace_period", "deploy",
    "mem_limit", "cpus", "logging", "labels",
)  # fmt: skip


def key_order(
    file: TextFile, *, top_level: Sequence[str] = TOP_LEVEL, service: Sequence[str] = SERVICE
) -> Iterator[Defect]:
    """A key does not stand in the order that is agreed upon."""
    for document in documents(file):
        yield from _misplaced(document, top_level, "")
    for entry in services(file):
        yield from _misplaced(entry.entries, service, f" of {entry.name}")


def _misplaced(entries: list[Entry], order: Sequence[str], whose: str) -> Iterator[Defect]:
    """The first key that stands behind one that it belongs before; keys outside of the order may stand anywhere."""
    ranks = {name: rank for rank, name in enumerate(order)}
    before: list[Entry] = []
    for entry in entries:
        rank = ranks.get(entry.name)
        if rank is None:
            continue
        later = next((other for other in before if ranks[other.name] > rank), None)
        if later is not None:
            yield Defect(entry, f"{entry.name}{whose} belongs before {later.name}", also=[(later, "before this")])
            return
        before.append(entry)


SECTIONS = ("services", "networks", "volumes", "secrets", "configs")
LISTS = ("services", "networks", "volumes", "depends_on", "ports")


def unsorted_names(file: TextFile, *, lists: Sequence[str] = LISTS) -> Iterator[Defect]:
    """Names do not ascend where their order means nothing."""
    for document in documents(file):
        for section in document:
            asked = section.name in SECTIONS and section.name in lists
            if asked and not _tied(section.entries, file):
                yield from _descending(section.entries, section.name)
    for service in services(file):
        for name in ("depends_on", "environment", "networks", "ports"):
            if name in lists:
                yield from _descending(service.below(name), f"{name} of {service.name}", ports=name == "ports")


def _tied(entries: list[Entry], file: TextFile) -> bool:
    """Whether an entry names what another one uses, which must then stand behind it."""
    reaches = [(entry.span.start, entry.value.end) for entry in entries]
    return any(
        start <= anchor.span.start < end and any(not start <= use.start < end for use in anchor.uses)
        for anchor in anchors(file)
        for start, end in reaches
    )


def _descending(entries: list[Entry], what: str, *, ports: bool = False) -> Iterator[Defect]:
    """The first name that is smaller than the one before it; silent where one of them is not known."""
    names = [entry.name.partition("=")[0] for entry in entries]
    keys = [_published(name) if ports else (0, name.casefold()) for name in names]
    if any(not name or "$" in name or key is None for name, key in zip(names, keys, strict=True)):
        return
    for entry, before, key, last in zip(entries[1:], entries, keys[1:], keys, strict=False):
        if key is not None and last is not None and key < last:
            shown, first = (entry.name.partition("=")[0][:40], before.name.partition("=")[0][:40])
            yield Defect(entry, f"{shown} stands behind {first} in the {what}", also=[(before, "belongs behind it")])
            return


_PORT = pattern(
    r"(?:.*:)?([0-9]{1,5})(?:-[0-9]{1,5})?:([0-9]{1,5})(?:-[0-9]{1,5})?(?:/[a-z]+)?|([0-9]{1,5})(?:/[a-z]+)?"
)


def _published(port: str) -> tuple[int, str] | None:
    """What a port is sorted by: the number on the host, else the container's; None for a form without a number."""
    found = _PORT.fullmatch(port) if len(port) < 100 else None
    return None if found is None else (int(found[1] or found[3]), port)


_QUOTES = {"double": '"', "single": "'"}
_PLAIN_PATH = pattern(r"[\w./~][\w./~@+=-]*(?::[\w./~@+=,-]+)*")
"""What a mount in short form may look like without quotes, whatever surrounds it."""


def quoting_style(file: TextFile, *, quotes: str = "double") -> Iterator[Defect]:
    """A port without quotes, or in the other ones; a mount in quotes that it does not need."""
    wanted = _QUOTES.get(quotes, '"')
    for service in services(file):
        for name in ("ports", "expose"):
            for item in service.below(name):
                if item.name and item.quote != wanted:
                    written = f"in {item.quote}" if item.quote else "without quotes"
                    yield Defect(
                        item, f"the port {item.name[:40]} of {service.name} is written {written}, not in {wanted}"
                    )
        for item in service.below("volumes"):
            if item.quote in ("'", '"') and "/" in item.name and _PLAIN_PATH.fullmatch(item.name):
                yield Defect(item, f"the mount {item.name[:60]} of {service.name} needs no quotes")


_LONG = pattern(r"\btarget[\"']?\s*:")
_LONG_ONLY = pattern(r"\b(?:name|app_protocol|mode)[\"']?\s*:\s*+(?!ingress)")


def short_port_form(service: Service, *, form: str = "long") -> Iterator[Defect]:
    """A port is not written in the form that is agreed upon."""
    for port in service.ports:
        text = port.span.text
        long = _LONG.search(text) is not None
        if form == "short" and long and not _LONG_ONLY.search(text):
            yield Defect(port, f"the port {port.target} of {service.label} is written in the long form")
        elif form != "short" and not long and "-" not in text and text:
            yield Defect(port, f"the port {port.target} of {service.label} is written in the short form")


def missing_project_name(stack: Stack) -> Iterator[Defect]:
    """The project has no name but that of its directory."""
    files = stack.compose_files
    if not files or files[0].overlay or not stack.complete:
        return
    named = any(key.value == "name" for file in files for key in file.keys)
    given = [file for file in stack.files if file.fills and file.entries is not None]
    if named or any("COMPOSE_PROJECT_NAME" in file.entries.variables for file in given if file.entries is not None):
        return
    key = next((key for key in files[0].keys if key.value == "services"), None)
    if key is not None:
        yield Defect(
            key,
            "the project has no name of its own, only that of its directory",
            help="Write `name: …` at the top of the file, so that volumes and networks keep their names elsewhere.",
        )


def name_style(scope: Service | Resource, *, pattern: str = "^[a-z][a-z0-9-]*$") -> Iterator[Defect]:
    """The name of a service, a volume or a network does not look as agreed upon."""
    kind = "service" if isinstance(scope, Service) else scope.kind
    name = scope.name.value
    if name is None or kind not in ("service", "volume", "network"):
        return
    try:
        fits = re.search(pattern, name) is not None
    except re.error:
        return
    if not fits:
        yield Defect(scope.name, f"the {kind} {name[:60]} is not named as {pattern} asks")
