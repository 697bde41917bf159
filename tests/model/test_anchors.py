"""Anchors of compose files, where they stand and who uses them."""

from __future__ import annotations

import pytest

from composelint.core.source import Source
from composelint.model.anchors import anchors
from composelint.model.compose import TextFile
from composelint.syntax import yaml


def found(text: str) -> list[tuple[str, str, str, int]]:
    """(name, text at the anchor, keys that lead there, uses)."""
    source = Source("compose.yaml", text)
    file = TextFile(source, "compose", stream=yaml.parse(source))
    return [(one.name, one.span.text, ".".join(one.path), len(one.uses)) for one in anchors(file)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", []),
        ("a: 'b &c'\n", []),
        ("a: &x 1\nb: *x\nc: *x\n", [("x", "&x", "a", 2)]),
        ("a: &x {b: &y [c]}\nd: *y\n", [("x", "&x", "a", 0), ("y", "&y", "a.b", 1)]),
        ("a: &x 1\nb: &x 2\nc: *x\n", [("x", "&x", "a", 0), ("x", "&x", "b", 1)]),
        ("a: &x\n  b: 1\n", [("x", "&x", "a", 0)]),
        ("a: !t &x 1\n", [("x", "&x", "a", 0)]),
        ("a: [&x 1, *x]\n", [("x", "&x", "a", 1)]),
        ("&k a: 1\nb: *k\n", [("k", "&k", "", 1)]),
        ("a: &x 1\n---\na: &x 2\nb: *x\n", [("x", "&x", "a", 0), ("x", "&x", "a", 1)]),
    ],
)
def test_anchors(text: str, expected: list[tuple[str, str, str, int]]) -> None:
    assert found(text) == expected
