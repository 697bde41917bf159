"""Host ports that several containers ask for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .kept import remembered
from .ports import Mapping, published
from .swarm import for_swarm
from .values import Number

if TYPE_CHECKING:
    from .compose import Stack
    from .service import Service

FEW = 50
"""Claims of one port that a further one is compared with."""
WIDEST = 1000
"""A range of host ports that is wider always has one left."""


class Collision:
    """`later` cannot have its host ports, from `low` to `high`, because `earlier` has them.

    Both are one where a service runs several times: `needed` counts the containers that ask for the same ports.
    """

    __slots__ = ("earlier", "high", "later", "low", "needed")

    def __init__(self, later: Mapping, earlier: Mapping, low: int, high: int, needed: int = 1) -> None:
        self.later = later
        self.earlier = earlier
        self.low = low
        self.high = high
        self.needed = needed

    def __repr__(self) -> str:
        return f"Collision({self.later!r}, {self.earlier!r})"


@remembered
def collisions(stack: Stack) -> list[Collision]:
    """One collision for each written entry that has any, in the order of the services."""
    found: dict[object, Collision] = {}
    for collision in _all(stack):
        known = found.setdefault(collision.later.span, collision)
        if known is not collision and known.earlier.span == collision.earlier.span:
            known.low, known.high = min(known.low, collision.low), max(known.high, collision.high)
    return list(found.values())


def _all(stack: Stack) -> Iterator[Collision]:
    claims = [
        mapping
        for service in stack.services.values()
        for mapping in published(service)
        if mapping.low is not None and mapping.ip is not None and mapping.protocol is not None
    ]
    fixed = [mapping for mapping in claims if mapping.fixed is not None]
    yield from _same(fixed)
    if not for_swarm(stack):
        yield from _repeated(claims)
    yield from _blocks([mapping for mapping in claims if mapping.block], fixed)
    yield from _full([mapping for mapping in claims if mapping.fixed is None and not mapping.block], fixed)


def _same(fixed: list[Mapping]) -> Iterator[Collision]:
    """Two entries that want one port."""
    taken: dict[tuple[str | None, int | None], list[Mapping]] = {}
    for mapping in fixed:
        others = taken.setdefault((mapping.protocol, mapping.fixed), [])
        twin = next((other for other in others[:FEW] if _meet(mapping, other)), None)
        if twin is not None and mapping.fixed is not None:
            yield Collision(mapping, twin, mapping.fixed, mapping.fixed)
        others.append(mapping)


def _repeated(claims: list[Mapping]) -> Iterator[Collision]:
    """A service that runs more often than it has host ports."""
    for mapping in claims:
        needed = replicas(mapping.service)
        if mapping.low is None or mapping.high is None:
            continue
        if needed > (1 if mapping.block else mapping.high - mapping.low + 1):
            yield Collision(mapping, mapping, mapping.low, mapping.high, needed)


def _blocks(blocks: list[Mapping], fixed: list[Mapping]) -> Iterator[Collision]:
    """Long ranges that need all of their ports, and what lies inside them."""
    before: list[Mapping] = []
    for mapping in sorted((*blocks, *fixed), key=lambda mapping: (mapping.low or 0, not mapping.block)):
        low, high = mapping.low or 0, mapping.high or 0
        before = [other for other in before if (other.high or 0) >= low][-FEW:]
        twin = next((other for other in before if other.protocol == mapping.protocol and _meet(mapping, other)), None)
        if twin is not None:
            yield Collision(mapping, twin, low, min(high, twin.high or 0))
        if mapping.block:
            before.append(mapping)


def _full(flexible: list[Mapping], fixed: list[Mapping]) -> Iterator[Collision]:
    """A range for one port of which others leave nothing."""
    by_port = sorted(fixed, key=lambda mapping: mapping.fixed or 0)
    numbers = [mapping.fixed or 0 for mapping in by_port]
    same: dict[tuple[str | None, int | None, int | None], list[Mapping]] = {}
    for mapping in flexible:
        low, high = mapping.low or 0, mapping.high or 0
        size = high - low + 1
        if size > WIDEST:
            continue
        inside = by_port[bisect_left(numbers, low) : bisect_right(numbers, high)][: FEW * size]
        taken = {other.fixed: other for other in inside if other.protocol == mapping.protocol and _meet(mapping, other)}
        equal = same.setdefault((mapping.protocol, low, high), [])
        rivals = [other for other in equal[:FEW] if _meet(mapping, other)]
        needed = sum(replicas(other.service) for other in (*rivals, mapping))
        equal.append(mapping)
        if (taken or rivals) and needed > size - len(taken):
            yield Collision(mapping, rivals[-1] if rivals else next(iter(taken.values())), low, high)


def _meet(mapping: Mapping, other: Mapping) -> bool:
    return _overlap(mapping, other) and mapping.service.meets(other.service)


def _overlap(mapping: Mapping, other: Mapping) -> bool:
    """Whether two addresses are one, or one of them includes the other."""
    if mapping.everywhere and other.everywhere:
        return bool(mapping.families & other.families)
    if mapping.everywhere or other.everywhere:
        wide, narrow = (mapping, other) if mapping.everywhere else (other, mapping)
        return (6 if ":" in (narrow.ip or "") else 4) in wide.families
    return mapping.ip == other.ip


def replicas(service: Service) -> int:
    """How often Compose runs a service; 1 when nobody can know."""
    node = service.setting("deploy", "replicas") or service.setting("scale")
    return int(node.value) if isinstance(node, Number) and isinstance(node.value, int) and node.value > 0 else 1
