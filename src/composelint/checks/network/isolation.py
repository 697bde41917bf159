"""Networks that separate nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...model.compose import Stack, text_of
from ...model.host_access import image_words
from ...model.ports import published
from ...model.service import Service
from ...model.values import Flag

FEWEST = 5
"""Servers from which on it is worth telling them apart."""


def host_network(service: Service) -> Iterator[Defect]:
    """A container has no network of its own: it uses the host's."""
    at = _host(service)
    if at is None:
        return
    from ...knowledge.host.namespaces import HOST_NETWORK

    needed = not image_words(service).isdisjoint(HOST_NETWORK)
    yield Defect(
        at,
        f"{service.label} shares the network of its host",
        help="What it opens is open on the host, and it reaches what listens on the host's loopback. "
        "Publish the ports that it needs instead.",
        severity="info" if needed else None,
    )


def flat_network(stack: Stack) -> Iterator[Defect]:
    """Entrance and data stores of a large stack share their only network."""
    servers = [service for service in stack.services.values() if service.is_server]
    if len(servers) < FEWEST or not stack.complete or any(service.setting("networks") for service in servers):
        return
    if any(service.setting("network_mode") for service in servers) or _closed(stack):
        return
    entrance = next((service for service in servers if _is_entrance(service)), None)
    store = next((service for service in servers if service.role in ("database", "broker")), None)
    if entrance is not None and store is not None:
        yield Defect(
            entrance.name,
            f"{entrance.label}, {store.label} and {len(servers) - 2} more share one network",
            also=[(store.name, "reachable from everywhere in the stack")],
            help="Put the entrance and what it calls into one network, the data stores and their clients into "
            "another: whoever takes over the first does not reach the second.",
        )


def _host(service: Service) -> Place | None:
    """The place that gives it the host's network."""
    mode = service.setting("network_mode")
    if mode is not None:
        return mode if text_of(mode) == "host" else None
    for usage in service.usages:
        body = usage.resource.body if usage.kind == "network" and usage.resource is not None else None
        if body is not None and "host" in (text_of(body.get("driver")), text_of(body.get("name"))):
            return usage.name
    return None


def _is_entrance(service: Service) -> bool:
    facts = service.facts
    return bool(published(service)) and facts is not None and facts.role in ("web", "proxy")


def _closed(stack: Stack) -> bool:
    """Whether the only network lets nobody out."""
    default = stack.networks.get("default")
    internal = default.body.get("internal") if default is not None and default.body is not None else None
    return isinstance(internal, Flag) and internal.value is not False
