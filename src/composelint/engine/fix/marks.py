"""Intents about what YAML adds to values: anchors, aliases, tags -> edits, each with the claim that it makes."""

from __future__ import annotations

from ...core.edit import DropAnchor, Edit, MergeAll, Reset
from ...core.source import Span
from ...syntax import yaml
from .claims import Act, Change, Claim, RefusedError
from .layout import Layout, Spot
from .shapes import Reader, Shape


def drop_anchor(layout: Layout, intent: DropAnchor) -> Change:
    """Without the blanks that kept it apart from the value behind it, or from the key before it."""
    span, text, spot = intent.span, layout.text, layout.anchors.get(intent.span.start)
    if spot is None or span.text != f"&{spot.node.anchor}":
        raise RefusedError("no node has this anchor")
    start, end = span.start, span.end
    behind = text[end : layout.line_end(end)].lstrip(" \t")
    if behind and not behind.startswith("#"):
        end += len(text[end : layout.line_end(end)]) - len(behind)
    else:
        while text[start - 1 : start] in (" ", "\t"):
            start -= 1
    return Change([Edit(Span(layout.source, start, end), "")], [Claim(spot.path, _unnamed)])


def _unnamed(node: Shape, _parent: Shape, _read: Reader) -> None:
    node.anchor = ""


def merge_all(layout: Layout, intent: MergeAll) -> Change:
    spot = _below(layout, intent.span)
    if not isinstance(spot.node, yaml.Alias):
        raise RefusedError("what is merged is no alias")
    text = ", ".join(f"*{name}" for name in intent.names)
    return Change([Edit(spot.node.span, f"[{text}]")], [Claim(spot.path, _aliases(intent.names))])


def _aliases(names: tuple[str, ...]) -> Act:
    def act(node: Shape, _parent: Shape, _read: Reader) -> None:
        made = Shape("seq")
        made.parts = [Shape("alias", text=name) for name in names]
        node.become(made)
        node.anchor = ""

    return act


def reset(layout: Layout, intent: Reset) -> Change:
    spot = _below(layout, intent.span)
    node, key = spot.node, spot.key
    if not isinstance(node, yaml.Scalar) or node.value is not None or node.tag or node.anchor or key is None:
        raise RefusedError("there is a value already")
    said = f"!reset {intent.nothing}"
    if node.end > node.start:
        edit = Edit(node.span, said)
    else:
        at = key.end + 1
        if layout.text[key.end : at] != ":":
            raise RefusedError("the colon stands elsewhere")
        edit = Edit(Span(layout.source, at, at), f" {said}")
    made = Shape("seq", "!reset") if intent.nothing == "[]" else Shape("scalar", "!reset", intent.nothing)

    def act(shape: Shape, _parent: Shape, _read: Reader) -> None:
        shape.become(made)

    return Change([edit], [Claim(spot.path, act)])


def _below(layout: Layout, span: Span) -> Spot:
    """The value of the key at a place."""
    spot = layout.spot(span)
    if spot.value is None:
        raise RefusedError("there is no key at this place")
    return spot.value
