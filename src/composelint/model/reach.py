"""Who reaches whom: which services a host name means inside a container, and which services share a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .compose import text_of
from .kept import remembered
from .values import Items, Map, Text, Unknown

if TYPE_CHECKING:
    from .compose import Resource, Stack
    from .service import Service

_MOST_STEPS = 16
"""Services that may share one namespace in a chain."""


class Name:
    """A name that leads to a service: where it is written, and the network of an alias (None: every network)."""

    __slots__ = ("at", "network", "service", "text")

    def __init__(self, text: str, at: Text, service: Service, network: str | None = None) -> None:
        self.text = text
        self.at = at
        self.service = service
        self.network = network

    def __repr__(self) -> str:
        return f"Name({self.text!r})"


# Names


@remembered
def names(service: Service) -> list[Name]:
    """The names by which others reach a service: its own, its container's, its host name, its networks' aliases."""
    written = (service.name, service.setting("container_name"), service.setting("hostname"))
    found = [Name(node.value, node, service) for node in written if isinstance(node, Text) and node.value]
    networks = service.setting("networks")
    for entry in networks if isinstance(networks, Map) else ():
        aliases = entry.value.get("aliases") if isinstance(entry.value, Map) else None
        for alias in aliases if isinstance(aliases, Items) else ():
            if isinstance(alias, Text) and alias.value:
                found.append(Name(alias.value, alias, service, entry.key.value))
    return found


@remembered
def hosts(stack: Stack) -> dict[str, list[Name]]:
    """The names that lead to services of a stack, in lower case, as name servers compare them."""
    found: dict[str, list[Name]] = {}
    for service in stack.services.values():
        for name in names(service):
            found.setdefault(name.text.lower(), []).append(name)
    return found


def meant(service: Service, host: str) -> tuple[Service, ...]:
    """The services that a host name means in a container of `service`; several where an alias is shared."""
    if is_loopback(host):
        return ()
    host = host.lower()
    linked = _links(service).get(host)
    if linked is not None:
        return (linked,)
    if host in _elsewhere(service):
        return ()
    found = tuple(dict.fromkeys(name.service for name in hosts(service.stack).get(host, ())))
    if len(found) > 1:
        found = tuple(filter(service.meets, found)) or found
    if len(found) > 1:
        found = tuple(other for other in found if shares_network(service, other) is not False) or found
    return found


def leads_elsewhere(service: Service, host: str) -> bool:
    """Whether the service itself says where a name leads: `extra_hosts`, `external_links`."""
    return host.lower() in _elsewhere(service)


@remembered
def _elsewhere(service: Service) -> frozenset[str]:
    mapped = service.setting("extra_hosts")
    keys = [entry.key.value for entry in mapped] if isinstance(mapped, Map) else []
    lines = [text_of(item) or "" for item in mapped] if isinstance(mapped, Items) else []
    keys += [line.partition("=")[0] if "=" in line else line.partition(":")[0] for line in lines]
    external = service.setting("external_links")
    keys += [(text_of(item) or "").rpartition(":")[2] for item in external] if isinstance(external, Items) else []
    return frozenset(key.strip().lower() for key in keys if key)


@remembered
def _links(service: Service) -> dict[str, Service]:
    """The aliases that its links give to other services."""
    found: dict[str, Service] = {}
    links = service.setting("links")
    for item in links if isinstance(links, Items) else ():
        name, _, alias = (text_of(item) or "").partition(":")
        target = service.stack.services.get(name)
        if target is not None:
            found[(alias or name).lower()] = target
    return found


EVERYWHERE = ("0.0.0.0", "::")
"""What servers listen on; a client that connects there gets to its own container."""


def is_loopback(host: str) -> bool:
    """Whether a host name means the container itself, wherever it is written."""
    return host.lower() in ("localhost", "::1", "ip6-localhost", *EVERYWHERE) or host.startswith("127.")


# Networks


def shares_network(service: Service, other: Service) -> bool | None:
    """Whether two services are on the same network, so that one can reach the other; None when nobody can know."""
    owner, others = namespace_owner(service), namespace_owner(other)
    if owner is None or others is None:
        return None
    if owner is others:
        return True
    mine, theirs = attached(owner), attached(others)
    if mine is not None and theirs is not None:
        if mine & theirs:
            return None if _NAMELESS in mine & theirs else True
        if service.stack.complete:
            return False
    return None


@remembered
def namespace_owner(service: Service) -> Service | None:
    """The service whose network a service lives in, mostly itself; None when nobody can know."""
    owner = service
    for _ in range(_MOST_STEPS):
        node = owner.setting("network_mode")
        mode = text_of(node)
        if node is None or (mode is not None and not mode.startswith(("service:", "container:"))):
            return owner
        found = _of_mode(owner, mode) if mode is not None else None
        if found is None or found is owner:
            return None
        owner = found
    return None


def _of_mode(service: Service, mode: str) -> Service | None:
    kind, _, name = mode.partition(":")
    if kind == "service":
        return service.stack.services.get(name)
    found = hosts(service.stack).get(name.lower(), ())
    return next((each.service for each in found if each.at is each.service.container_name()), None)


@remembered
def namespaces(stack: Stack) -> dict[Service, list[Service]]:
    """The services that share a network namespace, by its owner: to them, localhost is the same."""
    found: dict[Service, list[Service]] = {}
    for service in stack.services.values():
        owner = namespace_owner(service)
        if owner is not None:
            found.setdefault(owner, []).append(service)
    return found


_NAMELESS = "mode bridge"
"""The engine's own bridge, on which containers have no names."""


@remembered
def attached(service: Service) -> frozenset[str] | None:
    """The networks of a service, as words that are equal for the same network; None when nobody can know."""
    mode, written = service.setting("network_mode"), service.setting("networks")
    if service.partial or isinstance(written, Unknown):
        return None
    if mode is not None:
        return _by_mode(text_of(mode))
    found = {_identity(key, resource) for key, resource in (service.networks or {}).items()}
    return None if None in found else frozenset(word for word in found if word)


def _by_mode(mode: str | None) -> frozenset[str] | None:
    """`host`, `none` and `bridge` are Docker's; any other word is a network that the stack does not know."""
    if mode == "none":
        return frozenset()
    return frozenset((f"mode {mode}",)) if mode in ("host", "bridge") else None


def _identity(key: str, resource: Resource | None) -> str | None:
    """One word for a network: its name where one is written, since two keys may name the same one."""
    body = resource.body if resource is not None else None
    written = body.get("name") if body is not None else None
    if written is None and (resource is None or not resource.external):
        return f"key {key}"
    name = key if written is None else text_of(written)
    return f"mode {name}" if name in ("host", "bridge") else None if name is None else f"name {name}"
