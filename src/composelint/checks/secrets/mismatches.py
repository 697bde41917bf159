"""Logins that a server of the stack does not know."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place, Severity
from ...knowledge.endpoints import PROTOCOL_PORTS, protocol
from ...model.connections import Connection
from ...model.logins import Difference, difference, may_be_created, protocol_of
from ...model.service import Service

_WORDS = {
    "user": "{client} logs in to {server} as a user that {server} does not create",
    "password": "{client} logs in to {server} with another password than {server} is given",
    "database": "{client} asks {server} for a database that {server} does not create",
    "authSource": "{client} logs in to {server} without authSource=admin, where its user is",
}
_ADVICE = {
    "user": "Name the same user on both sides; a variable that both use keeps them equal.",
    "password": "Give both the same password; a variable that both use keeps them equal.",
    "database": "Name the same database on both sides, or see that something else creates it.",
    "authSource": "Add `?authSource=admin` to the address: without it the user is looked for in the named database.",
}


def mismatched_database_credentials(service: Service) -> Iterator[Defect]:
    """A service logs in with what the server of the stack was not set up with."""
    for connection in service.connections():
        target = connection.to
        if target is None or target is service or not service.meets(target) or connection.outside:
            continue
        server, spoken = protocol_of(target), protocol(connection.scheme)
        if server is None or (spoken is not None and spoken not in PROTOCOL_PORTS):
            continue
        if spoken is not None and spoken != server:
            yield _wrong_driver(service, target, connection)
        elif spoken is not None or connection.wanted_port in (None, PROTOCOL_PORTS[server]):
            found = difference(connection, target)
            if found is not None:
                yield _refused(service, target, connection, found)


def _wrong_driver(service: Service, target: Service, connection: Connection) -> Defect:
    image, facts = target.base_image, target.facts
    return Defect(
        connection.port_span or connection.host_span,
        f"{service.label} speaks {connection.scheme} to {target.label}, which is {facts.name if facts else 'another'}",
        also=[(image if image is not None else target.name, f"what {target.label} runs")],
    )


def _refused(service: Service, target: Service, connection: Connection, found: Difference) -> Defect:
    words = "nothing is set here" if found.created is None else f"what {target.label} is set up with"
    also: list[tuple[Place, str]] = [(found.created or target.name, words)]
    severity: Severity | None = None
    if found.what != "password" and (not found.meant or may_be_created(target)):
        severity = "info"
    elif found.what == "database" or not connection.certain:
        severity = "warning"
    return Defect(
        found.at,
        _WORDS[found.what].format(client=service.label, server=target.label),
        also=also,
        help=_ADVICE[found.what],
        severity=severity,
    )
