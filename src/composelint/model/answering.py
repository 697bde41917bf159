"""Which services of a stack answer at a port, and which one a word such as `postgres` or `db` stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..knowledge.credentials.names import split
from ..knowledge.endpoints import PRODUCTS, ROLES
from .kept import remembered
from .listening import listening
from .ports import mappings

if TYPE_CHECKING:
    from .compose import Stack
    from .service import Service

Answer = tuple["Service", int]
"""A service, and the port of its container that is meant."""

_MOST = 16
"""Services at one port that are told apart."""


@remembered
def _by_port(stack: Stack) -> dict[int, list[Answer]]:
    """Container ports and the host's ports -> the services behind them, with the container's port."""
    found: dict[int, list[Answer]] = {}
    for service in stack.services.values():
        if service.kind in ("provider", "template") or service.scaled_to_zero:
            continue
        ports = {port: port for port in (*listening(service).ports, *service.container_ports())}
        for mapping in mappings(service):
            if mapping.fixed is not None and mapping.target is not None and mapping.protocol == "tcp":
                ports.setdefault(mapping.fixed, mapping.target)
        for port, inner in ports.items():
            found.setdefault(port, []).append((service, inner))
    return found


@remembered
def _by_role(stack: Stack) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for service in stack.services.values():
        ports = service.facts.ports if service.facts is not None else None
        if service.role is not None and ports and not service.scaled_to_zero:
            found.setdefault(service.role, []).append((service, ports[0]))
    return found


def answering(service: Service, port: int) -> list[Answer]:
    """The other services that a service could reach at a port."""
    return _reachable(service, _by_port(service.stack).get(port, []))


def meant_by(service: Service, word: str) -> list[Answer]:
    """The known servers that a service could reach and a word stands for: `postgres`, `db`."""
    word = word.lower()
    if word in ROLES:
        return _reachable(service, _by_role(service.stack).get(ROLES[word], []))
    port = PRODUCTS.get(word)
    found = _by_port(service.stack).get(port, []) if port is not None else []
    return [
        (other, inner)
        for other, inner in _reachable(service, found)
        if other.facts is not None and other.role is not None and port in (other.facts.ports or ())
    ]


def meant_by_name(service: Service, name: str) -> list[Answer]:
    """The same for the words of a variable's name: the first word that stands for a server decides."""
    return next((found for word in split(name) if (found := meant_by(service, word))), [])


def _reachable(service: Service, found: list[Answer]) -> list[Answer]:
    return [
        (other, inner)
        for other, inner in found[:_MOST]
        if other is not service and service.meets(other) and service.shares_network(other) is not False
    ]
