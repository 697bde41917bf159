"""The anchors of a compose file: where each is set, what it names, and whether anything uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.source import Span
from ..syntax import yaml

if TYPE_CHECKING:
    from .compose import TextFile


class Anchor:
    """`&name`; `target` is the node behind it, `path` the keys that lead to that, `uses` the aliases."""

    __slots__ = ("name", "path", "span", "target", "uses")

    def __init__(self, name: str, span: Span, target: Span, path: tuple[str, ...]) -> None:
        self.name = name
        self.span = span
        self.target = target
        self.path = path
        self.uses: list[Span] = []


def anchors(file: TextFile) -> list[Anchor]:
    """Every anchor of a file in order; an alias counts for the last anchor of its name before it."""
    found: list[Anchor] = []
    if file.stream is None or "&" not in file.source.text:
        return found
    by_node: dict[yaml.Tree, Anchor] = {}
    aliases: list[yaml.Alias] = []
    for root in file.stream.documents:
        pending: list[tuple[yaml.Tree, tuple[str, ...]]] = [(root, ())]
        while pending:
            node, path = pending.pop()
            if isinstance(node, yaml.Alias):
                aliases.append(node)
                continue
            if node.anchor:
                by_node[node] = anchor = Anchor(node.anchor, _mark(node, node.anchor), node.span, path)
                found.append(anchor)
            if isinstance(node, yaml.Sequence):
                pending += [(item, path) for item in reversed(node.items)]
            elif isinstance(node, yaml.Mapping):
                for key, value in reversed(node.entries):
                    name = key.text if isinstance(key, yaml.Scalar) else ""
                    pending += [(value, (*path, name) if len(path) < 4 else path), (key, path)]
    for alias in aliases:
        if alias.target in by_node:
            by_node[alias.target].uses.append(alias.span)
    return found


def _mark(node: yaml.Scalar | yaml.Mapping | yaml.Sequence, name: str) -> Span:
    """Where `&name` is written, before the node's own text."""
    text = node.source.text
    at = text.rfind(f"&{name}", 0, node.start)
    return Span(node.source, at, at + len(name) + 1) if at >= 0 else node.span
