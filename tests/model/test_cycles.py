"""Circles in graphs: the shortest of each knot, and none where there is none."""

from __future__ import annotations

import pytest

from composelint.model.cycles import cycles


def circles(*edges: str) -> list[str]:
    """The circles in a graph of one-letter nodes, each as the nodes it passes."""
    nodes = sorted({node for edge in edges for node in edge})
    graph = {node: [(edge, edge[1]) for edge in edges if edge[0] == node] for node in nodes}
    found = []
    for circle in cycles(graph):
        assert [edge for _, edge, _ in circle] == [f"{one}{other}" for one, _, other in circle]
        found.append("".join(node for node, _, _ in circle))
    return sorted(found)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("", []),
        ("ab bc", []),
        ("ab ac bd cd", []),
        ("aa", ["a"]),
        ("ab ba", ["ab"]),
        ("ab bc ca", ["abc"]),
        ("ab bc ca cd de ec", ["abc"]),
        ("ab bc ca ba", ["ab"]),
        ("ab ba cd dc", ["ab", "cd"]),
        ("za ab ba bz", ["ab"]),
        ("xa ab ba", ["ab"]),
    ],
)
def test_one_shortest_circle_for_each_knot(edges: str, expected: list[str]) -> None:
    assert circles(*edges.split()) == expected


def test_long_ways_take_little_time() -> None:
    length = 20_000
    ring = {node: [("edge", (node + 1) % length)] for node in range(length)}
    (circle,) = cycles(ring)
    assert len(circle) == length
    ring[length - 1] = []
    assert list(cycles(ring)) == []
