"""Servers that do not listen where they are asked."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...knowledge.servers import VARIANTS
from ...model.advice import advise, flow_list
from ...model.binding import Loopback
from ...model.commands import run_commands
from ...model.compose import Stack
from ...model.kept import remembered
from ...model.listening import Evidence, listening
from ...model.port_remedies import behind_all, everywhere_fix, moved_fix
from ...model.ports import Mapping, grouped, mappings, published, rewritten
from ...model.service import Service


def listens_on_loopback(service: Service) -> Iterator[Defect]:
    """A server that others are to reach listens on 127.0.0.1, which is its own container."""
    found = listening(service).loopback
    if found is None:
        return
    asked = _asked_by(service)
    if asked is None:
        return
    place, words = asked
    yield Defect(
        found.at,
        f"{found.program} of {service.label} listens on 127.0.0.1 only, but {words}",
        also=[(place, "asked for here")],
        help=_everywhere(service, found),
        severity=None if found.certain else "warning",
        fix=everywhere_fix(service, found),
    )


def unlistened_port(service: Service) -> Iterator[Defect]:
    """A published container port on which nothing listens."""
    evidence = listening(service)
    for mapping, *range_ in grouped(published(service)):
        port = mapping.target
        if range_ or port is None or mapping.protocol != "tcp":
            continue
        exposed = evidence.passed_over(port)
        if exposed is not None:
            yield Defect(
                mapping,
                f"{service.label} publishes its port {port}, but {exposed.words}",
                also=[(exposed.at, exposed.words)],
                help="Behind the colon stands the port of the container; one of the two is wrong.",
                severity="info",
            )
        if evidence.listens(port) is not False:
            continue
        first, *others = evidence.ports
        heard = evidence.ports[first]
        more = "".join(f", {number}" for number in others)
        moves = not others and _variant(service, mapping) is None
        yield Defect(
            mapping,
            f"{service.label} publishes its port {port}, but {heard.words}{more}",
            also=[(heard.at, heard.words)],
            help=_moved(service, mapping, evidence, first),
            fix=moved_fix(mapping, first) if moves else (),
        )


def _asked_by(service: Service) -> tuple[Place, str] | None:
    """Who is to reach a service: a published port, else another service that names it."""
    ports = [mapping for mapping in published(service) if mapping.protocol == "tcp"]
    if ports:
        return ports[0], f"{ports[0].words} is published"
    return _asked(service.stack).get(service.label)


@remembered
def _asked(stack: Stack) -> dict[str, tuple[Place, str]]:
    """Service -> the first place where another one connects to it."""
    from ...model.connections import connections

    found: dict[str, tuple[Place, str]] = {}
    for connection in connections(stack):
        target = connection.to
        if target is not None and target is not connection.service and connection.certain:
            found.setdefault(target.label, (connection.span, f"{connection.service.label} connects to it"))
    return found


def _everywhere(service: Service, found: Loopback) -> str:
    """How to let it listen on every interface; with the command to write where Compose holds it."""
    if not found.certain or not found.add:
        return "In a container, 127.0.0.1 is the container itself: let it listen on 0.0.0.0."
    sentence = f"In a container, 127.0.0.1 is the container itself: give {found.program} `{found.add}`"
    commands = run_commands(service)
    words = [word.value for word in service.command.words] if service.command is not None else []
    plain = len(commands) == 1 and [word.value for word in commands[0].words] == words
    if not plain or None in words:
        return f"{sentence}."
    known = [word or "" for word in words]
    wanted = [_opened(word) for word in known] if found.told else [*known, *behind_all(known, found.add)]
    return advise(f"{sentence}:", (service, [f"command: {flow_list(wanted)}"]))


def _opened(word: str) -> str:
    """A word of a command with loopback replaced."""
    for host in ("127.0.0.1", "localhost", "[::1]"):
        before, found, after = word.partition(host)
        if found and (not before or before[-1] in "=:/") and (not after or after[0] in ":/"):
            return f"{before}0.0.0.0{after}"
    return word


def _moved(service: Service, mapping: Mapping, evidence: Evidence, number: int) -> str:
    """The published ports with the container's port put right, where there is only one."""
    facts, variant = service.own_facts, _variant(service, mapping)
    if variant is not None and facts is not None:
        return f"Only the `{variant}` tags of {facts.name} listen there."
    sentence = "Behind the colon stands the port of the container"
    lines = rewritten(mappings(service), moved=(mapping, number))
    if len(evidence.ports) > 1 or lines is None:
        return f"{sentence}: one on which the service listens."
    return advise(f"{sentence}:", (service, lines))


def _variant(service: Service, mapping: Mapping) -> str | None:
    """The tags of the image under which it would listen there."""
    facts = service.own_facts
    return VARIANTS.get((facts.name, mapping.target or 0)) if facts is not None else None
