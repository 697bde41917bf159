"""Circles in a graph whose edges know where they are written."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

N = TypeVar("N", bound=Hashable)
E = TypeVar("E")

Edges = Mapping[N, Sequence[tuple[E, N]]]


def cycles(edges: Edges[N, E]) -> Iterator[list[tuple[N, E, N]]]:
    """For each set of nodes that all lead to one another, one shortest circle, as (from, edge, to) steps.

    It begins at the node that comes first in `edges`. Takes time in proportion to the edges, however long the ways.
    """
    order = {node: at for at, node in enumerate(edges)}
    for knot in knots(edges):
        start = min(knot, key=order.__getitem__)
        circle = _round_trip(edges, knot, start)
        if circle:
            yield circle


def _round_trip(edges: Edges[N, E], knot: set[N], start: N) -> list[tuple[N, E, N]]:
    """The shortest way inside a knot from a node back to it; empty when there is none."""
    steps: dict[N, tuple[N, E, N]] = {}
    pending = deque([start])
    while pending:
        node = pending.popleft()
        for edge, target in edges[node]:
            if target not in knot or target in steps:
                continue
            steps[target] = (node, edge, target)
            if target == start:
                return _back(steps, start)
            pending.append(target)
    return []


def _back(steps: dict[N, tuple[N, E, N]], start: N) -> list[tuple[N, E, N]]:
    way = [steps[start]]
    while way[-1][0] != start:
        way.append(steps[way[-1][0]])
    return way[::-1]


def knots(edges: Edges[N, E]) -> list[set[N]]:
    """The strongly connected components (Tarjan's algorithm, without recursion), in no particular order."""
    found: list[set[N]] = []
    index: dict[N, int] = {}
    low: dict[N, int] = {}
    stack: list[N] = []
    done: set[N] = set()
    for root in edges:
        work = [(root, iter(edges[root]))] if root not in index else []
        while work:
            node, targets = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
            fresh = None
            for _, target in targets:
                if target not in index:
                    fresh = target
                    break
                if target not in done:
                    low[node] = min(low[node], index[target])
            if fresh is not None:
                work.append((fresh, iter(edges[fresh])))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == index[node]:
                found.append(_popped(stack, node))
                done |= found[-1]
    return found


def _popped(stack: list[N], last: N) -> set[N]:
    """What lies on the stack down to a node, taken off."""
    taken = {stack.pop()}
    while last not in taken:
        taken.add(stack.pop())
    return taken
