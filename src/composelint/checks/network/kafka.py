"""Kafka brokers that send their clients to an address which is not theirs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...model.advice import advise
from ...model.connections import Connection
from ...model.kafka import DEFAULT_PORT, Listener, advertises_localhost_by_default, clients, listeners, reaches
from ...model.ports import mappings
from ...model.reach import attached, is_loopback, leads_elsewhere, meant, namespace_owner
from ...model.service import Service


def kafka_localhost_listener(service: Service) -> Iterator[Defect]:
    """A broker sends other services to localhost, or to a name that they do not know."""
    if service.stack.fragment:
        return
    if advertises_localhost_by_default(service):
        yield from _default(service)
    advertised = listeners(service)
    if advertised and all(_local(listener) for listener in advertised):
        yield from _all_local(service, advertised)
    else:
        yield from _unknown_names(service, advertised)
    yield from _wrong_listener(service)


def _local(listener: Listener) -> bool:
    return listener.host is not None and is_loopback(listener.host)


def _default(broker: Service) -> Iterator[Defect]:
    used = [found for found in clients(broker) if found.wanted_port in (None, DEFAULT_PORT)]
    if used:
        yield Defect(
            broker.image.name if broker.image is not None else broker.name,
            f"{broker.label} sends its clients to localhost:{DEFAULT_PORT}, as its image does when nothing is set",
            also=_uses(used),
            help=f"Set KAFKA_ADVERTISED_LISTENERS with {broker.label} as the host, and what the image then asks for:"
            " its own configuration is used no more.",
        )


def _all_local(broker: Service, advertised: list[Listener]) -> Iterator[Defect]:
    ports = {listener.port for listener in advertised}
    used = [found for found in clients(broker) if None in ports or found.port in (*ports, None)]
    if used:
        yield Defect(
            advertised[0].span,
            f"{broker.label} sends its clients to {advertised[0].host}, which is their own container",
            also=_uses(used),
            help=_named(broker, advertised),
        )


def _named(broker: Service, advertised: list[Listener]) -> str:
    """The lines that advertise the service's name; a second listener is needed where the host connects as well."""
    only = advertised[0] if len(advertised) == 1 else None
    published = {mapping.target for mapping in mappings(broker)}
    for name in ("KAFKA_ADVERTISED_LISTENERS", "KAFKA_CFG_ADVERTISED_LISTENERS"):
        variable = broker.environment.get(name)
        value = variable.known if variable is not None else None
        if value and only is not None and only.host and only.port not in published and only.port is not None:
            lines = ["environment:", f"  {name}: {value.replace(only.host, broker.label)}"]
            return advise("Advertise the name of the service:", (broker, lines))
    return (
        f"Advertise {broker.label} on a listener for the stack, and localhost only on a second one, with another port,"
        " for clients on the host."
    )


def _unknown_names(broker: Service, advertised: list[Listener]) -> Iterator[Defect]:
    """A listener whose host nothing in the stack is called."""
    used = clients(broker)
    for listener in advertised:
        found = [each for each in used if each.port is not None and each.port == listener.port]
        lost = [each for each in found if listener.host and _knows_not(each.service, listener.host)]
        if lost:
            yield Defect(
                listener.span,
                f"{broker.label} sends its clients to {listener.host}, which is no service of this stack",
                also=_uses(lost),
                help=f"Advertise {broker.label}, by which the others reach it.",
            )


def _knows_not(client: Service, host: str) -> bool:
    """Whether a name of one word certainly leads nowhere in a container."""
    owner = namespace_owner(client)
    if owner is None or owner.networks is None or not client.stack.complete or not host or "." in host or ":" in host:
        return False
    if any(resource is not None and resource.external for resource in owner.networks.values()):
        return False
    return not is_loopback(host) and not leads_elsewhere(owner, host) and not meant(client, host)


def _wrong_listener(client: Service) -> Iterator[Defect]:
    """The listener that is made for the host is used, though there is one for containers."""
    if "mode host" in (attached(client) or ()):
        return
    for connection in client.connections():
        broker = connection.to
        if broker is None or connection.port is None or not reaches(connection, broker):
            continue
        advertised = listeners(broker)
        used = next((each for each in advertised if each.port == connection.port), None)
        inner = next((each for each in advertised if each.host and meant(client, each.host) == (broker,)), None)
        if used is not None and _local(used) and inner is not None:
            right = f"{inner.host}:{inner.port}" if inner.port is not None else "the other listener"
            yield Defect(
                connection.port_span or connection.host_span,
                f"{client.label} uses a listener of {broker.label} that sends clients to {used.host}",
                also=[(used.span, f"{connection.port} advertises {used.host}"), (inner.span, "the one for containers")],
                help=f"Use {right}: Kafka's first answer names the address for everything that follows.",
            )


def _uses(connections: list[Connection]) -> list[tuple[Place, str]]:
    return [(found.host_span, f"{found.service.label} connects here") for found in connections[:3]]
