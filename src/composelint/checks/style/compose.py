"""The order, the quotes and the names of compose files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...core.defect import Defect
from ...core.edit import Recast, Requote
from ...core.patterns import pattern
from ...core.source import Span
from ...model.anchors import anchors
from ...model.compose import Port, Resource, Stack, TextFile
from ...model.service import Service
from ...model.written import Entry, documents, services, sorting

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
        yield from _misplaced(document, top_level, None)
    for entry in services(file):
        yield from _misplaced(entry.entries, service, entry)


def _misplaced(entries: list[Entry], order: Sequence[str], owner: Entry | None) -> Iterator[Defect]:
    """The first key that stands behind one that it belongs before; keys outside of the order may stand anywhere."""
    ranks = {name: rank for rank, name in enumerate(order)}
    known = [entry for entry in entries if entry.name in ranks]
    before: dict[str, Entry] = {}
    for entry in known:
        later = next((other for other in before.values() if ranks[other.name] > ranks[entry.name]), None)
        if later is None:
            before.setdefault(entry.name, entry)
            continue
        whose = f" of {owner.name}" if owner is not None else ""
        message = f"{entry.name}{whose} belongs before {later.name}"
        ranked = sorted(known, key=lambda key: ranks[key.name])
        if owner is not None:
            fix = owner.sorting(ranked, f"Put the keys of {owner.name} in order")
        else:
            starts = [key.span.start for key in entries]
            fix = sorting(Span(entry.span.source, 0, 0), starts, ranked, "Put the keys of the file in order")
        yield Defect(entry, message, also=[(later, "before this")], fix=fix)
        return


SECTIONS = ("services", "networks", "volumes", "secrets", "configs")
LISTS = ("services", "networks", "volumes", "depends_on", "ports")


def unsorted_names(file: TextFile, *, lists: Sequence[str] = LISTS) -> Iterator[Defect]:
    """Names do not ascend where their order means nothing."""
    for document in documents(file):
        for section in document:
            asked = section.name in SECTIONS and section.name in lists
            if asked and not _tied(section.entries, file):
                yield from _descending(section, section.name)
    for service in services(file):
        for name in ("depends_on", "environment", "networks", "ports"):
            owner = service.key(name)
            if name in lists and owner is not None:
                yield from _descending(owner, f"{name} of {service.name}", ports=name == "ports")


def _tied(entries: list[Entry], file: TextFile) -> bool:
    """Whether an entry names what another one uses, which must then stand behind it."""
    reaches = [(entry.span.start, entry.value.end) for entry in entries]
    return any(
        start <= anchor.span.start < end and any(not start <= use.start < end for use in anchor.uses)
        for anchor in anchors(file)
        for start, end in reaches
    )


def _descending(owner: Entry, what: str, *, ports: bool = False) -> Iterator[Defect]:
    """The first name that is smaller than the one before it; silent where one of them is not known."""
    entries = owner.entries
    names = [entry.name.partition("=")[0] for entry in entries]
    keys = [_published(name) if ports else (0, name.casefold()) for name in names]
    if any(not name or "$" in name or key is None for name, key in zip(names, keys, strict=True)):
        return
    for entry, before, key, last in zip(entries[1:], entries, keys[1:], keys, strict=False):
        if key is not None and last is not None and key < last:
            shown, first = (entry.name.partition("=")[0][:40], before.name.partition("=")[0][:40])
            places = sorted((key, number) for number, key in enumerate(keys) if key is not None)
            yield Defect(
                entry,
                f"{shown} stands behind {first} in the {what}",
                also=[(before, "belongs behind it")],
                fix=owner.sorting([entries[number] for _, number in places], f"Sort the {what}"),
            )
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
                        item,
                        f"the port {item.name[:40]} of {service.name} is written {written}, not in {wanted}",
                        fix=[Requote(item, wanted, f"Write it in {wanted}")],
                    )
        for item in service.below("volumes"):
            if item.quote in ("'", '"') and "/" in item.name and _PLAIN_PATH.fullmatch(item.name):
                message = f"the mount {item.name[:60]} of {service.name} needs no quotes"
                yield Defect(item, message, fix=[Requote(item, "", "Write it without quotes")])


_LONG = pattern(r"\btarget[\"']?\s*:")
_LONG_ONLY = pattern(r"\b(?:name|app_protocol|mode)[\"']?\s*:\s*+(?!ingress)")


def short_port_form(service: Service, *, form: str = "long") -> Iterator[Defect]:
    """A port is not written in the form that is agreed upon."""
    for port in service.ports:
        text = port.span.text
        long = _LONG.search(text) is not None
        if form == "short" and long and not _LONG_ONLY.search(text):
            message = f"the port {port.target} of {service.label} is written in the long form"
            short = _short(port)
            yield Defect(port, message, fix=[Recast(port, short, f"Write {short}")] if short else ())
        elif form != "short" and not long and "-" not in text and text:
            message = f"the port {port.target} of {service.label} is written in the short form"
            lines = _long(text.strip("\"'"))
            yield Defect(port, message, fix=[Recast(port, lines, "Write it in the long form")] if lines else ())


_SHORT = pattern(r"(?:(?:\[([0-9A-Fa-f:.]+)\]|([0-9]+\.[0-9.]+)):)?(?:([0-9]+):)?([0-9]+)(?:/([a-z]+))?")
_KEYS = pattern(r"(?:\A|[\n{,])[ \t]*[\"']?(\w[\w-]*)[\"']?[ \t]*:")
_SAID = frozenset(("target", "published", "host_ip", "protocol", "mode"))
"""The keys of the long form that the short one has room for."""


def _long(text: str) -> list[str]:
    """The long form of a port; nothing for one that may mean something else."""
    found = _SHORT.fullmatch(text)
    if found is None or ((found[1] or found[2]) and not found[3]):
        return []
    said = (("target", found[4]), ("published", f'"{found[3] or ""}"'), ("protocol", found[5]))
    lines = [f"{key}: {value}" for key, value in said if value not in (None, '""')]
    address = found[1] or found[2]
    return [*lines, f'host_ip: "{address}"'] if address else lines


def _short(port: Port) -> str:
    """The short form of a port; nothing where it cannot say the same."""
    said = {match[1] for match in _KEYS.finditer(port.span.text)}
    if not port.known or port.target is None or "$" in port.span.text or not said <= _SAID:
        return ""
    if port.host_ip and not port.published:
        return ""
    address = f"[{port.host_ip}]" if ":" in (port.host_ip or "") else port.host_ip
    head = "".join(f"{part}:" for part in (address, port.published) if part)
    return f"{head}{port.target}{'' if port.protocol == 'tcp' else f'/{port.protocol}'}"


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
