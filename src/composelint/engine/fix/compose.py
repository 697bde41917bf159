"""Intents about YAML files -> edits that look like their neighbours, each with the claim that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...core.edit import (
    AddItem,
    AddKey,
    DropAnchor,
    Edit,
    Intent,
    ItemsToKeys,
    MergeAll,
    Recast,
    Remove,
    RemoveComment,
    Replace,
    ReplaceText,
    Requote,
    Reset,
    SetList,
    Sort,
)
from ...core.source import Span
from ...syntax import yaml
from . import forms, marks, writing
from .claims import Change, Claim, RefusedError, appending, dropping, listing, merging, setting, spreading
from .layout import Layout, Spot

INLINE = "dockerfile_inline"


def change(layout: Layout, intent: Intent) -> Change:
    """What an intent does to a YAML file. Raises RefusedError."""
    make = MAKERS.get(type(intent))
    if make is None:
        raise RefusedError("this is no intent about a YAML file")
    return make(layout, intent)


def _insertion(layout: Layout, at: int, text: str) -> Edit:
    return Edit(Span(layout.source, at, at), text)


def _lines(layout: Layout, at: int, lines: Iterable[str]) -> Edit:
    """Lines before the one that begins at an offset, or at the end of the text."""
    eol = layout.eol(max(at - 1, 0))
    whole = at == 0 or layout.text[at - 1] == "\n"
    text = eol.join(lines)
    return _insertion(layout, at, text + eol if whole else eol + text)


def _value_of(layout: Layout, intent: Intent) -> Spot:
    """What the key at the intent's place has for a value."""
    if intent.span.start == intent.span.end == 0 and layout.stream.documents:
        return layout.root()
    spot = layout.spot(intent.span)
    if isinstance(spot.node, yaml.Mapping) and spot.key is None:
        return spot
    if spot.value is None:
        raise RefusedError("there is no key at this place")
    layout.unshared(spot.value)
    return spot.value


def _empty(spot: Spot) -> bool:
    node = spot.node
    return isinstance(node, yaml.Scalar) and node.start == node.end and not (node.style or node.tag or node.anchor)


# Keys


def add_key(layout: Layout, intent: AddKey) -> Change:
    spot = _value_of(layout, intent)
    edits = _merge(layout, spot, writing.parsed(intent.lines))
    if not edits:
        raise RefusedError("all of it is there already")
    return Change(edits, [Claim(spot.path, merging(intent.lines))])


def _merge(layout: Layout, spot: Spot, addition: yaml.Mapping) -> list[Edit]:
    node = spot.node
    if _empty(spot):
        return [_first_block(layout, spot, lambda column, step: writing.block(addition, column, step, step))]
    if not isinstance(node, yaml.Mapping):
        raise RefusedError("what is there is no mapping")
    known = {key.text: at for at, (key, _) in enumerate(node.entries) if isinstance(key, yaml.Scalar)}
    new = yaml.Mapping(addition.source, addition.start, None, None, addition.flow)
    edits = []
    for key, value in addition.entries:
        at = known.get(key.text) if isinstance(key, yaml.Scalar) else None
        if at is None:
            new.entries.append((key, value))
        elif isinstance(value, yaml.Mapping):
            below = Spot(node.entries[at][1], (*spot.path, 2 * at + 1), spot, key=node.entries[at][0])
            layout.unshared(below)
            edits += _merge(layout, below, value)
        else:
            raise RefusedError("a key that is to be added is there already")
    if new.entries:
        edits.append(_into_flow(layout, node, new) if node.flow else _below(layout, node, new))
    return edits


def _below(layout: Layout, node: yaml.Mapping, new: yaml.Mapping) -> Edit:
    """New entries as the last ones of a block."""
    column = layout.column(node.entries[0][0].start)
    lines = list(writing.block(new, column, layout.step(node), layout.list_step()))
    if layout.spaced(node) or (column == 0 and len(node.entries) == 1):
        lines.insert(0, "")
    return _lines(layout, layout.behind(node, column), lines)


def _into_flow(layout: Layout, node: yaml.Mapping, new: yaml.Mapping) -> Edit:
    """New entries as the last ones inside braces."""
    if not node.entries:
        return _insertion(layout, node.start + 1, ", ".join(writing.pairs(new, quoted=False)))
    key, value = node.entries[-1]
    quoted = isinstance(key, yaml.Scalar) and key.style == '"'
    end = max(key.end, value.end)
    own_line = not layout.text[layout.line_start(key.start) : key.start].strip(" \t")
    alone = own_line and "#" not in layout.text[end : node.end]
    indent = layout.text[layout.line_start(key.start) : key.start] if alone else ""
    between = f",{layout.eol(key.start)}{indent}" if alone else ", "
    return _insertion(layout, end, "".join(between + pair for pair in writing.pairs(new, quoted)))


def _first_block(layout: Layout, spot: Spot, lines: Callable[[int, int], Iterable[str]]) -> Edit:
    """Lines below a key that has no value yet, made for the column and the step that its neighbours have."""
    parent = spot.parent
    if not isinstance(parent, yaml.Mapping) or parent.flow or spot.key is None:
        raise RefusedError("there is no block to put it into")
    step = layout.step(parent)
    return _lines(layout, layout.next_line(spot.key.end), lines(layout.column(spot.key.start) + step, step))


# Scalars


def replace(layout: Layout, intent: Replace) -> Change:
    spot = layout.spot(intent.span)
    node = spot.node
    if not isinstance(node, yaml.Scalar) or node.style in ("|", ">") or node.tag:
        raise RefusedError("what is there is no plain or quoted text")
    text = writing.scalar(intent.value, node.style, layout.quote())
    return Change([Edit(node.span, text)], [Claim(spot.path, setting(intent.value))])


def replace_text(layout: Layout, intent: ReplaceText) -> Change:
    """A stretch of a scalar, where it stands as it is read."""
    span = intent.span
    spot = layout.scalar_around(span)
    node = spot.node
    if isinstance(spot.key, yaml.Scalar) and spot.key.text == INLINE:
        raise RefusedError("nothing here proves what a change does to a Dockerfile")
    if not isinstance(node, yaml.Scalar) or node.tag or (intent.was is not None and span.text != intent.was):
        raise RefusedError("this is not what stands there")
    if any(char in intent.text for char in "\"'\\\n"):
        raise RefusedError("what is new would be read otherwise in quotes")
    excerpt = node.excerpt()
    starts = [at + span.start - begin for at, begin, length in excerpt.runs if begin <= span.start <= begin + length]
    start, end = (starts[0], starts[0] + len(span.text)) if starts else (0, 0)
    if not starts or not excerpt.exact(start, end) or node.text[start:end] != span.text:
        raise RefusedError("it is written in another way than it is read")
    text = node.text[:start] + intent.text + node.text[end:]
    value = int(text) if type(node.value) is int and text.isdecimal() and not text.startswith("0") else text
    return Change([Edit(span, intent.text)], [Claim(spot.path, setting(value))])


# Lists


def add_item(layout: Layout, intent: AddItem) -> Change:
    spot = _value_of(layout, intent)
    return Change([_item(layout, spot, intent.value)], [Claim(spot.path, appending(intent.value))])


def _item(layout: Layout, spot: Spot, value: str) -> Edit:
    node = spot.node
    if _empty(spot):
        text = writing.scalar(value, "", layout.quote())
        return _first_block(layout, spot, lambda column, _: [f"{' ' * column}- {text}"])
    if not isinstance(node, yaml.Sequence):
        raise RefusedError("what is there is no list")
    styles = {item.style for item in node.items if isinstance(item, yaml.Scalar)}
    text = writing.scalar(value, styles.pop() if len(styles) == 1 else "", layout.quote())
    if not node.flow:
        column = layout.column(layout.dash(node.items[0]))
        return _lines(layout, layout.behind(node, column), [f"{' ' * column}- {text}"])
    return (
        _insertion(layout, node.items[-1].end, f", {text}") if node.items else _insertion(layout, node.start + 1, text)
    )


def set_list(layout: Layout, intent: SetList) -> Change:
    """In brackets where there were brackets or one text, else line by line."""
    spot = _value_of(layout, intent)
    node = spot.node
    parts = node.items if isinstance(node, yaml.Sequence) else [node]
    texts = [part for part in parts if isinstance(part, yaml.Scalar) and part.style not in ("|", ">") and not part.tag]
    if node.anchor or node.tag or not parts or len(texts) < len(parts) or any(part.anchor for part in texts):
        raise RefusedError("what is there is no list of texts")
    styles = {part.style for part in texts} if isinstance(node, yaml.Sequence) else set()
    style = styles.pop() if len(styles) == 1 else '"'
    words = [writing.scalar(value, style, layout.quote()) for value in intent.values]
    start = node.start
    if isinstance(node, yaml.Sequence) and not node.flow:
        start = layout.dash(node.items[0])
        pad = layout.eol(start) + " " * layout.column(start)
        text = pad.join(f"- {word}" for word in words)
    else:
        text = f"[{', '.join(words)}]"
    if layout.comments_in(start, texts[-1].end):
        raise RefusedError("there are comments inside")
    end = texts[-1].end if start < node.start else node.end
    return Change([Edit(Span(layout.source, start, end), text)], [Claim(spot.path, listing(intent.values))])


Rows = list[tuple[str, yaml.Mapping]]
"""Names as they are written, and what is to stand below each."""


def items_to_keys(layout: Layout, intent: ItemsToKeys) -> Change:
    spot = _value_of(layout, intent)
    node, parent = spot.node, spot.parent
    if not isinstance(node, yaml.Sequence) or node.anchor or node.tag or not node.items:
        raise RefusedError("what is there is no list")
    if not isinstance(parent, yaml.Mapping) or spot.key is None:
        raise RefusedError("it stands under no key")
    names = [item for item in node.items if isinstance(item, yaml.Scalar) and item.text in intent.lines]
    if len(names) < len(node.items) or len({name.text for name in names}) < len(names):
        raise RefusedError("the list holds something other than the names")
    if any(name.text in intent.more for name in names):
        raise RefusedError("a name that is to be added is there already")
    rows = [(name.span.text, writing.parsed(intent.lines[name.text])) for name in names]
    rows += [(writing.scalar(name, "", layout.quote()), writing.parsed(intent.lines[name])) for name in intent.more]
    if parent.flow:
        text = ", ".join(f"{name}: {writing.flow(below, quoted=False)}" for name, below in rows)
        edits = [Edit(node.span, "{" + text + "}")]
    else:
        column, step = layout.column(spot.key.start), layout.step(parent)
        edits = (_from_flow if node.flow else _from_block)(layout, node, rows, column, step)
    lost = layout.comments_in(node.start, node.end) if node.flow else []
    if lost:
        raise RefusedError("there are comments inside")
    return Change(edits, [Claim(spot.path, spreading(intent.lines, intent.more))])


def _from_block(layout: Layout, node: yaml.Sequence, rows: Rows, outer: int, step: int) -> list[Edit]:
    """Each dash becomes the indentation of a key; comments stay where they are."""
    edits = []
    column = layout.column(layout.dash(node.items[0]))
    column = column if column > outer else outer + step
    for item, (name, below) in zip(node.items, rows, strict=False):
        whole = Span(layout.source, layout.line_start(layout.dash(item)), item.end)
        edits.append(Edit(whole, f"{' ' * column}{name}:"))
        edits.append(_lines(layout, layout.next_line(item.end), writing.block(below, column + step, step, step)))
    for name, below in rows[len(node.items) :]:
        lines = (f"{' ' * column}{name}:", *writing.block(below, column + step, step, step))
        edits.append(_lines(layout, layout.next_line(node.items[-1].end), lines))
    return edits


def _from_flow(layout: Layout, node: yaml.Sequence, rows: Rows, outer: int, step: int) -> list[Edit]:
    """A list in brackets becomes a block below its key."""
    block: list[str] = []
    for name, below in rows:
        block.append(f"{' ' * (outer + step)}{name}:")
        block += writing.block(below, outer + 2 * step, step, step)
    start = node.start
    while layout.text[start - 1] in " \t":
        start -= 1
    gone = Edit(Span(layout.source, start, node.end), "")
    return [gone, _lines(layout, layout.next_line(node.end), block)]


# Less


def remove(layout: Layout, intent: Remove) -> Change:
    spot = layout.spot(intent.span)
    while spot.above is not None and _alone(spot.above.node):
        spot = spot.above
    if spot.above is None:
        raise RefusedError("nothing would be left")
    value = spot.value or spot
    key = spot.node if spot.value is not None else spot.key
    start, end = _extent(layout, spot.above.node, key or spot.node, value.node)
    path = (*spot.above.path, spot.path[-1] - spot.path[-1] % 2) if key is not None else spot.path
    return Change([Edit(Span(layout.source, start, end), "")], [Claim(path, dropping)], layout.comments_in(start, end))


def _alone(node: yaml.Tree) -> bool:
    return (len(node.entries) if isinstance(node, yaml.Mapping) else len(getattr(node, "items", ()))) == 1


def _extent(layout: Layout, parent: yaml.Tree, first: yaml.Tree, last: yaml.Tree) -> tuple[int, int]:
    """From where to where an entry or an item reaches, with what separates it from the others."""
    if isinstance(parent, yaml.Mapping):
        members = [(key.start, max(key.end, value.end)) for key, value in parent.entries]
    elif isinstance(parent, yaml.Sequence):
        members = [(item.start, item.end) for item in parent.items]
    else:
        raise RefusedError("it stands in no list or mapping")
    at = next(number for number, (start, _) in enumerate(members) if start == first.start)
    if isinstance(parent, yaml.Mapping | yaml.Sequence) and parent.flow:
        return (members[at - 1][1], members[at][1]) if at else (members[0][0], members[1][0])
    start = first.start if isinstance(parent, yaml.Mapping) else layout.dash(first)
    if layout.text[layout.line_start(start) : start].strip(" "):
        # The first key behind a dash: the next one takes its place.
        if at + 1 >= len(members) or layout.comments_in(members[at][1], members[at + 1][0]):
            raise RefusedError("something else stands before it")
        return start, members[at + 1][0]
    return whole_lines(layout.text, layout.line_start(start), layout.next_line(max(first.end, last.end) - 1))


def whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Lines that go, with the blank line behind them where one stands before them too, or nothing does."""
    before = text[:start].rpartition("\n")[0].rpartition("\n")[2] if start else ""
    stop = text.find("\n", end) + 1
    if stop and not text[end:stop].strip() and not before.strip():
        end = stop
    return start, end


def remove_comment(layout: Layout, intent: RemoveComment) -> Change:
    comment = next((it for it in layout.comments if it.span.start == intent.span.start), None)
    if comment is None:
        raise RefusedError("there is no comment at this place")
    return Change([Edit(comment_extent(intent.span), "")], lost=[comment.text.rstrip()])


def comment_extent(span: Span) -> Span:
    """A comment with the blanks before it, or its whole line when it holds nothing else."""
    text, start, end = span.source.text, span.start, span.end
    while start and text[start - 1] in " \t":
        start -= 1
    if start and text[start - 1] != "\n":
        return Span(span.source, start, end)
    stop = text.find("\n", end)
    return Span(span.source, start, len(text) if stop < 0 else stop + 1)


MAKERS: dict[type[Intent], Callable[[Layout, Any], Change]] = {
    AddKey: add_key,
    Replace: replace,
    ReplaceText: replace_text,
    Remove: remove,
    AddItem: add_item,
    SetList: set_list,
    ItemsToKeys: items_to_keys,
    Requote: forms.requote,
    Recast: forms.recast,
    Sort: forms.sort,
    RemoveComment: remove_comment,
    Reset: marks.reset,
    MergeAll: marks.merge_all,
    DropAnchor: marks.drop_anchor,
}
"""What makes each kind of intent come true; every maker takes its own kind."""
