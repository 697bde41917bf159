"""Addresses of other services that lead into the container itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...knowledge.endpoints import protocol
from ...model import commands
from ...model.address_remedies import redirected_fix
from ...model.answering import Answer, answering, meant_by_name
from ...model.connections import Connection
from ...model.listening import listening
from ...model.ports import mappings
from ...model.reach import attached, namespace_owner, namespaces
from ...model.service import Service
from ...model.values import Text

_TUNNELS = frozenset("ssh autossh cloud_sql_proxy cloud-sql-proxy kubectl socat stunnel chisel cloudflared".split())
_PLACES = ("environment", "image environment", "command", "entrypoint", "config")


def localhost_between_services(service: Service) -> Iterator[Defect]:
    """Another service is looked for on localhost, which is the container itself."""
    connections = [found for found in service.connections() if found.loopback and found.place in _PLACES]
    if not connections or not _alone(service):
        return
    for connection in connections:
        candidates = [found for found in _candidates(service, connection) if _plausible(service, found, connection)]
        if candidates:
            yield _lost(service, connection, candidates)


def _lost(service: Service, connection: Connection, candidates: list[Answer]) -> Defect:
    target, port = candidates[0]
    where = connection.host if connection.port_span is None else f"{connection.host}:{connection.port}"
    one = len(candidates) == 1
    return Defect(
        connection.host_span,
        f"{service.label} looks for {target.label if one else 'others'} on {where}, its own container"
        f" ({connection.where})",
        also=[(each.name, f"this answers at {port}" if one else "this may be meant") for each, port in candidates[:4]],
        help=f"In a container, {connection.host} is the container itself: write {target.label}:{port}."
        if one
        else None,
        severity=_weight(service, connection, candidates),
        fix=redirected_fix(connection, target.label, port) if one and _writable(connection, target) else (),
    )


def _writable(connection: Connection, target: Service) -> bool:
    """Whether the name of a service may stand there: not in a file that also serves outside of the stack, such as an
    env file or a Dockerfile, nor where HTTP refuses it.
    """
    refused = "_" in target.label and protocol(connection.scheme) == "http"
    files = connection.service.stack.compose_files
    return not refused and any(file.source is connection.host_span.source for file in files)


def _alone(service: Service) -> bool:
    """Whether nothing but its own processes can answer on its localhost, as far as that can be seen."""
    owner = namespace_owner(service)
    if owner is None or len(namespaces(service.stack).get(owner, ())) > 1 or owner is not service:
        return False
    if "mode host" in (attached(service) or ()) or service.kind in ("provider", "template"):
        return False
    return not any(
        command.program in _TUNNELS or (command.after is not None and command.after.text == "&")
        for command in commands.run_commands(service)
    )


def _candidates(service: Service, connection: Connection) -> list[Answer]:
    """The services that may be meant: those at the port, else those that the variable's name tells."""
    port = connection.wanted_port
    if port is not None:
        own = {*listening(service).ports, *service.container_ports()}
        return [] if port in own else answering(service, port)
    if connection.port_span is not None or connection.key is None:
        return []
    return meant_by_name(service, connection.key.value or "")


def _plausible(service: Service, answer: Answer, connection: Connection) -> bool:
    """Whether the service is not known to have such a server itself, nor may have one that nobody can see."""
    target = answer[0]
    if target.stateful or target.role == "coordination":
        return not _brings(service, target)
    evidence = listening(service)
    seen = evidence.complete or bool(evidence.ports) or bool(service.container_ports())
    return seen and connection.place == "environment" and target.is_server and not service.is_job


def _brings(service: Service, target: Service) -> bool:
    """Whether its image is built with the same server in it, or keeps one of the kind."""
    product = target.facts.name.rpartition("/")[2] if target.facts is not None else ""
    own = service.facts
    if own is not None and own.name.rpartition("/")[2] == product:
        return True
    stage = service.build.stage if service.build is not None else None
    word = rf"(?<![\w/.-]){re.escape(product)}(?:ql|db|-server|-?[0-9]+)*(?![\w.-])"
    return stage is not None and any(
        re.search(word, found.node.text.text)
        for own_stage in stage.lineage()
        for found in own_stage.instructions
        if found.keyword == "RUN" and found.node.text is not None
    )


def _weight(service: Service, connection: Connection, candidates: list[Answer]) -> Severity | None:
    """Lower where somebody else may be meant, or something else answers: a browser, a server nobody can see."""
    target, port = candidates[0]
    if protocol(connection.scheme) == "http" and port != connection.wanted_port:
        return "info"
    unseen = service.build is None and (service.facts is None or not (target.stateful or listening(service).complete))
    browser = not target.stateful and bool(mappings(target))
    guessed = connection.place == "image environment" or (not connection.certain and connection.port_span is None)
    written = service.environment.get(connection.key.value or "") if connection.key is not None else None
    filled = written is not None and written.value is not None and _of_reference(connection, written.value)
    return "warning" if len(candidates) > 1 or unseen or browser or guessed or filled else None


def _of_reference(connection: Connection, value: Text) -> bool:
    """Whether the host comes out of a `${…}`, so that something else may be set there."""
    host = connection.host_span
    return any(
        piece.reference is not None and piece.span.start < host.end and host.start < piece.span.end
        for piece in value.pieces
    )
