"""Names and addresses that two services claim."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...model.addresses import Network, networks, overlaps
from ...model.compose import Stack
from ...model.service import Service

FEW = 50
"""Claims of one name that a further one is compared with."""


def duplicate_container_name(stack: Stack) -> Iterator[Defect]:
    """Two containers that can run together get one name, or answer to one name on a network."""
    taken: dict[str, list[tuple[Service, Place]]] = {}
    for service in stack.services.values():
        if stack.name is not None and service.setting("container_name") is None and service.kind != "provider":
            taken.setdefault(f"{stack.name}-{service.label}-1", []).append((service, service.name))
    for service in stack.services.values():
        name = service.container_name()
        if name is None or name.value is None:
            continue
        others = taken.setdefault(name.value, [])
        twin = next(((other, at) for other, at in others[:FEW] if other is not service and service.meets(other)), None)
        others.append((service, name))
        if twin is not None:
            other, at = twin
            yield Defect(
                name,
                f"{service.label} and {other.label} get the same container name, {name.value}",
                also=[(at, f"the container of {other.label}")],
                help="The second container cannot be made. Without `container_name` Compose gives each its own name.",
            )


def invalid_static_address(stack: Stack) -> Iterator[Defect]:
    """An address or a subnet that Docker cannot give: no address, outside its network, or taken."""
    known = networks(stack)
    for network in known:
        for at, message in network.faults:
            yield Defect(at, message)
        yield from _addresses(network)
    for pool, other in overlaps(known):
        message = f"{pool.text} of {pool.label} overlaps {other.text} of {other.label}"
        yield Defect(pool.at, message, also=[(other.at, "this subnet")], help="Docker refuses one of the two.")


def _addresses(network: Network) -> Iterator[Defect]:
    seen: dict[object, list[tuple[Service, Place]]] = {}
    for wanted in network.wanted:
        who = f"the address {wanted.text} of {wanted.service.label}"
        problem = network.problem(wanted)
        if problem is not None:
            yield Defect(wanted.at, f"{who} {problem[0]}", also=problem[1], help=problem[2])
            continue
        others = seen.setdefault(wanted.address, [])
        twin = next(((other, at) for other, at in others[:FEW] if other.meets(wanted.service)), None)
        others.append((wanted.service, wanted.at))
        if twin is not None:
            also = [(twin[1], "given here first")]
            yield Defect(wanted.at, f"{who} is also that of {twin[0].label}", also=also)
