"""Intents about how YAML is written: quotes, the form of an item, the order of entries."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...core.edit import Edit, Recast, Requote, Sort
from ...core.source import Span
from ...syntax import yaml
from . import writing
from .claims import Act, Change, Claim, RefusedError, reforming, setting
from .layout import Layout, Spot
from .shapes import Reader, Shape

Reach = tuple[int, int]


def requote(layout: Layout, intent: Requote) -> Change:
    """Whether the text may stand without quotes is for the proof to say."""
    spot = layout.spot(intent.span)
    node = spot.node
    if not isinstance(node, yaml.Scalar) or node.style in ("|", ">") or node.tag or node.value is None:
        raise RefusedError("what is there is no plain or quoted text")
    text = writing.scalar(node.text, intent.style, intent.style) if intent.style else node.text
    return Change([Edit(node.span, text)], [Claim(spot.path, setting(node.text))])


def recast(layout: Layout, intent: Recast) -> Change:
    """One item of a list anew, where it stands; what is written behind it stays behind it."""
    spot = layout.spot(intent.span)
    node, parent = spot.node, spot.parent
    if not isinstance(parent, yaml.Sequence) or node.anchor or node.tag or isinstance(node, yaml.Alias):
        raise RefusedError("it is no item of a list")
    end = node.entries[-1][1].end if isinstance(node, yaml.Mapping) and not node.flow else node.end
    if layout.comments_in(node.start, end):
        raise RefusedError("there are comments inside")
    edit = Edit(Span(layout.source, node.start, end), _item(layout, intent, parent, node))
    return Change([edit], [Claim(spot.path, reforming(intent.becomes))])


def _item(layout: Layout, intent: Recast, parent: yaml.Sequence, node: yaml.Tree) -> str:
    if isinstance(intent.becomes, str):
        return writing.scalar(intent.becomes, '"', '"')
    mapping = writing.parsed(intent.becomes)
    if parent.flow:
        return writing.flow(mapping, quoted=False)
    layout.dash(node)
    column = layout.column(node.start)
    return layout.eol(node.start).join(writing.block(mapping, column, 2, 2)).lstrip(" ")


# Order


def sort(layout: Layout, intent: Sort) -> Change:
    """Each entry with its comments, anchors and the blank lines in it; those between entries stay where they are."""
    spot = _below(layout, intent.span)
    node, order = spot.node, intent.order
    if isinstance(node, yaml.Mapping):
        members = [(key.start, max(key.end, value.end)) for key, value in node.entries]
    elif isinstance(node, yaml.Sequence):
        members = [(item.start, item.end) for item in node.items]
    else:
        raise RefusedError("what is there has no order")
    if sorted(order) != list(range(len(members))) or layout.renames:
        raise RefusedError("this is another list")
    if isinstance(node, yaml.Mapping | yaml.Sequence) and node.flow:
        if layout.comments_in(node.start, node.end):
            raise RefusedError("there are comments inside")
        reaches = members
    else:
        reaches = _blocks(layout, node, members, order)
    parts = [layout.text[start:end] for start, end in reaches]
    between = [layout.text[end:start] for (_, end), (start, _) in pairwise(reaches)]
    text = "".join(parts[at] + gap for at, gap in zip(order, [*between, ""], strict=True))
    whole = Span(layout.source, reaches[0][0], reaches[-1][1])
    return Change([Edit(whole, text)], [Claim(spot.path, _ordering(order))])


def _below(layout: Layout, span: Span) -> Spot:
    """The value of the key at a place, the whole document at the file's begin."""
    if span.start == span.end == 0:
        return layout.root()
    spot = layout.spot(span)
    if spot.value is None:
        raise RefusedError("there is no key at this place")
    layout.unshared(spot.value)
    return spot.value


def _blocks(layout: Layout, node: yaml.Tree, members: Sequence[Reach], order: Sequence[int]) -> list[Reach]:
    """The lines of each entry, without the last line end. Raises RefusedError where a comment may belong elsewhere."""
    items = node.items if isinstance(node, yaml.Sequence) else []
    starts = [layout.dash(item) for item in items] or [start for start, _ in members]
    column = layout.column(starts[0])
    lines = [layout.line_start(start) for start in starts]
    if any(layout.text[line:start].strip(" ") for line, start in zip(lines, starts, strict=True)):
        raise RefusedError("something else stands before it")
    ends = [layout.next_line(max(end, start + 1) - 1) for start, (_, end) in zip(starts, members, strict=True)]
    heads, tails = lines[:1], []
    for end, line in zip(ends, lines[1:], strict=False):
        tail, head = _parted(layout, end, line, column)
        tails.append(tail)
        heads.append(head)
    stop = layout.behind(node, column + 1)
    tails.append(max(stop, ends[-1]))
    _check_edges(layout, heads[0], tails[-1], column, order)
    return [(head, _stripped(layout.text, head, tail)) for head, tail in zip(heads, tails, strict=True)]


def _parted(layout: Layout, end: int, line: int, column: int) -> Reach:
    """Where one entry ends and the next begins: comments right above one, in its column, are its own; deeper ones
    belong to the entry before them."""
    head = line
    while head > end:
        above = layout.line_start(head - 1)
        if _comment_column(layout, above) != column:
            break
        head = above
    tail = at = end
    while at < head:
        found, at = _comment_column(layout, at), layout.next_line(at)
        if found is not None and found <= column:
            raise RefusedError("a comment between two entries may belong to either")
        tail = at if found is not None else tail
    return tail, head


def _comment_column(layout: Layout, at: int) -> int | None:
    """How far to the right a line's comment begins; None for a line that holds none."""
    words = layout.text[at : layout.line_end(at)]
    return len(words) - len(words.lstrip(" ")) if words.lstrip(" \t").startswith("#") else None


def _check_edges(layout: Layout, start: int, end: int, column: int, order: Sequence[int]) -> None:
    """Comments before the first entry and behind the last may be about all of them."""
    above = layout.line_start(start - 1) if start else 0
    if order[0] != 0 and start and _comment_column(layout, above) is not None:
        raise RefusedError("a comment stands before the first entry")
    below = _comment_column(layout, end) if end < len(layout.text) else None
    if order[-1] != len(order) - 1 and below is not None and below >= column:
        raise RefusedError("a comment stands behind the last entry")


def _stripped(text: str, start: int, end: int) -> int:
    """The end of lines without their last line end."""
    return start + len(text[start:end].rstrip("\r\n"))


def _ordering(order: Sequence[int]) -> Act:
    def act(node: Shape, _parent: Shape, _read: Reader) -> None:
        wide = 2 if node.kind == "map" else 1
        node.parts = [part for at in order for part in node.parts[at * wide : (at + 1) * wide]]

    return act
