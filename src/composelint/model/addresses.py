"""The address pools of a stack's networks, and the addresses that services want there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .values import Items, Map, Text

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    from ..core.defect import Place
    from .compose import Resource, Stack
    from .service import Service

    Address = IPv4Address | IPv6Address
    Subnet = IPv4Network | IPv6Network
    Problem = tuple[str, list[tuple[Place, str]], str | None]


class Pool:
    """One subnet; `gateway` None when nobody can know it."""

    __slots__ = ("at", "gateway", "gateway_at", "label", "subnet", "text")

    def __init__(self, label: str, subnet: Subnet, at: Text) -> None:
        self.label = label
        self.subnet = subnet
        self.at = at
        self.text = at.value or ""
        self.gateway: Address | None = None
        self.gateway_at: Place = at

    @property
    def bounds(self) -> tuple[int, int, int]:
        """Version, first and last address, as numbers."""
        subnet = self.subnet
        return subnet.version, int(subnet.network_address), int(subnet.broadcast_address)

    def reserved(self, address: Address) -> str | None:
        """Why an address of the subnet is no container's."""
        if address == self.gateway:
            return "is the gateway's"
        if address.version == 4 and self.subnet.prefixlen < 31:
            if address == self.subnet.network_address:
                return "is the address of the network itself"
            if address == self.subnet.broadcast_address:
                return "is the broadcast address"
        return None


class Wanted:
    """A fixed address that a service asks for."""

    __slots__ = ("address", "at", "service", "text")

    def __init__(self, service: Service, at: Text, address: Address | None) -> None:
        self.service = service
        self.at = at
        self.text = at.value or ""
        self.address = address


class Network:
    """One network of the stack. `known` False: only Docker could tell its subnets."""

    __slots__ = ("faults", "known", "label", "pools", "wanted")

    def __init__(self, label: str) -> None:
        self.label = label
        self.known = True
        self.pools: list[Pool] = []
        self.wanted: list[Wanted] = []
        self.faults: list[tuple[Place, str]] = []
        """What is wrong with its subnets and gateways."""

    def problem(self, wanted: Wanted) -> Problem | None:
        """Why the network cannot give an address: the words, related places, and what to do."""
        address = wanted.address
        if address is None:
            return "is no IP address", [], None
        if not self.known:
            return None
        fitting = [pool for pool in self.pools if pool.subnet.version == address.version]
        if not fitting:
            help = f"Docker gives fixed addresses only where the subnet is fixed too: set `ipam` of {self.label}."
            return f"needs a network with a subnet, which {self.label} does not set", [], help
        pool = next((pool for pool in fitting if address in pool.subnet), None)
        if pool is None:
            places: list[tuple[Place, str]] = [(pool.at, "the subnet") for pool in fitting]
            return f"lies outside {fitting[0].text}, the subnet of {self.label}", places, None
        reserved = pool.reserved(address)
        return (reserved, [(pool.gateway_at, f"of the network {self.label}")], None) if reserved else None


def overlaps(networks: Iterable[Network]) -> Iterator[tuple[Pool, Pool]]:
    """Pools that share addresses with another one, each with that one; of the two, the one declared later first."""
    order = {pool: at for at, pool in enumerate(pool for network in networks for pool in network.pools)}
    widest: Pool | None = None
    for pool in sorted(order, key=lambda pool: pool.bounds):
        version, first, last = pool.bounds
        if widest is not None and widest.bounds[0] == version and first <= widest.bounds[2]:
            yield (pool, widest) if order[pool] > order[widest] else (widest, pool)
            widest = widest if widest.bounds[2] >= last else pool
        else:
            widest = pool


def networks(stack: Stack) -> list[Network]:
    """The networks that the stack makes, with the addresses that are asked for on them."""
    found = {name: _network(name, resource) for name, resource in stack.networks.items()}
    for service in stack.services.values():
        attached = service.setting("networks")
        for entry in attached if isinstance(attached, Map) else ():
            name, body = entry.key.value or "", entry.value
            if name == "default" and stack.complete:
                found.setdefault(name, Network(name))
            for key in ("ipv4_address", "ipv6_address"):
                text = body.get(key) if isinstance(body, Map) else None
                if name in found and isinstance(text, Text) and text.value:
                    found[name].wanted.append(Wanted(service, text, _address(text.value)))
    return list(found.values())


def _network(name: str, resource: Resource) -> Network:
    result = Network(name)
    body = resource.body
    ipam = body.get("ipam") if body is not None else None
    driver = ipam.get("driver") if isinstance(ipam, Map) else None
    own = isinstance(driver, Text) and driver.value not in ("default", "")
    if resource.external or own or (ipam is not None and not isinstance(ipam, Map)):
        result.known = False
        return result
    config = ipam.get("config") if isinstance(ipam, Map) else None
    plain = body is None or not {"driver", "driver_opts"} & body.fields.keys()
    result.known = config is None or isinstance(config, Items)
    for entry in config if isinstance(config, Items) else ():
        pool = _pool(result, entry) if isinstance(entry, Map) else None
        if pool is None or not isinstance(entry, Map):
            result.known = False
        else:
            result.pools.append(pool)
            _set_gateway(result, pool, entry, plain)
    return result


def _pool(network: Network, body: Map) -> Pool | None:
    from ipaddress import ip_network

    text = body.get("subnet")
    if not isinstance(text, Text) or not text.value:
        return None
    try:
        subnet = ip_network(text.value, strict=False)
    except ValueError:
        network.faults.append((text, f"{text.value} of {network.label} is no subnet"))
        return None
    if _address(text.value.partition("/")[0]) != subnet.network_address:
        network.faults.append((text, f"{text.value} of {network.label} is no subnet: it should be {subnet}"))
    return Pool(network.label, subnet, text)


def _set_gateway(network: Network, pool: Pool, body: Map, plain: bool) -> None:
    """The gateway as written, else the first address, which a plain bridge takes."""
    written = body.get("gateway")
    if isinstance(written, Text) and written.value:
        pool.gateway, pool.gateway_at = _address(written.value), written
        if pool.gateway is None:
            network.faults.append((written, f"the gateway {written.value} of {network.label} is no IP address"))
        elif pool.gateway not in pool.subnet:
            network.faults.append((written, f"the gateway {written.value} lies outside {pool.text}"))
    elif plain and written is None and "ip_range" not in body.fields and pool.subnet.num_addresses > 2:
        pool.gateway = pool.subnet.network_address + 1


def _address(text: str) -> Address | None:
    from ipaddress import ip_address

    try:
        return ip_address(text)
    except ValueError:
        return None
