"""Addresses of other services under which nobody answers."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...knowledge.endpoints import UDP_PORTS, UDP_SCHEMES, default_port
from ...model.address_remedies import other_port_fix
from ...model.connections import Connection
from ...model.listening import listening
from ...model.ports import Mapping, mappings
from ...model.service import Service


def wrong_port_between_services(service: Service) -> Iterator[Defect]:
    """Another service is addressed at a port on which it does not listen."""
    for connection in service.connections():
        target, port = connection.to, connection.wanted_port
        if target is None or target is service or port is None or not _judged(service, target, connection):
            continue
        if _may_be_udp(connection, target) or listening(target).listens(port) is not False:
            continue
        if connection.port_span is not None or not _port_elsewhere(service, target):
            yield _wrong_port(service, target, port, connection)


def _wrong_port(service: Service, target: Service, port: int, connection: Connection) -> Defect:
    also: list[tuple[Place, str]] = [(heard.at, heard.words) for heard in listening(target).ports.values()]
    mapping = _published_as(target, port)
    right = _right_port(target, connection, mapping)
    where = f"{connection.host}:{port} ({connection.where})"
    if connection.port_span is None:
        where = f"port {port} of {connection.host} ({connection.where})"
    if mapping is None:
        message = f"{service.label} uses {where}, where {target.label} does not listen"
    else:
        message = f"{service.label} uses {where}, a port of the host and not of {target.label}"
        also.insert(0, (mapping.span, f"the host's {port} leads to {mapping.target} of {target.label}"))
    return Defect(
        connection.port_span or connection.host_span,
        message,
        also=also[:3],
        help=None if right is None else f"Between containers the container's port counts: {connection.host}:{right}.",
        severity=None if connection.certain else "warning",
        fix=other_port_fix(connection, right) if right is not None else (),
    )


def _judged(service: Service, target: Service, connection: Connection) -> bool:
    """Whether the container itself uses the address, in a set of services where both run."""
    if connection.outside or target.scaled_to_zero:
        return False
    return service.meets(target) and service.shares_network(target) is True


def _may_be_udp(connection: Connection, target: Service) -> bool:
    """The evidence is about TCP only."""
    port = connection.wanted_port
    own = any(mapping.target == port and mapping.protocol != "tcp" for mapping in mappings(target))
    return own or connection.scheme in UDP_SCHEMES or (connection.scheme in (None, "") and port in UDP_PORTS)


def _port_elsewhere(service: Service, target: Service) -> bool:
    """Whether a variable of its own tells the port that an address leaves out."""
    ports = {str(port) for port in (*listening(target).ports, *target.container_ports())}
    return any(variable.known in ports for variable in service.environment.values())


def _published_as(target: Service, port: int) -> Mapping | None:
    """The entry that opens a port on the host and leads to another one in the container."""
    return next((found for found in mappings(target) if found.fixed == port and found.target not in (port, None)), None)


def _right_port(target: Service, connection: Connection, mapping: Mapping | None) -> int | None:
    """The port that is meant: where the published one leads, the scheme's own, or the only one."""
    heard = listening(target).ports
    wanted = (mapping.target if mapping is not None else None, default_port(connection.scheme))
    return next((port for port in wanted if port in heard), next(iter(heard)) if len(heard) == 1 else None)
