"""What a YAML text says, apart from how it is written: the common ground on which two readers prove an edit.

`composelint.syntax.yaml` is one of them, ruamel.yaml the other. Each is compared with itself only, before and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from ...core.source import Source
from ...syntax import yaml
from ...syntax.scalars import Timestamp

Path = tuple[int, ...]
"""Steps from the stream to a node: a document's or item's number; of a key twice its number, of a value one more."""

_KINDS = {str: "str", bool: "bool", int: "int", float: "float", type(None): "null", Timestamp: "timestamp"}


class UnreadableError(Exception):
    """A text that a reader does not take for YAML."""


class Shape:
    """One node. `kind` is stream, map, seq, scalar or alias; a map's `parts` are keys and values in turn."""

    __slots__ = ("anchor", "kind", "parts", "tag", "text")

    def __init__(self, kind: str, tag: str = "", text: str = "", anchor: str = "") -> None:
        self.kind = kind
        self.tag = tag
        self.text = text
        self.anchor = anchor
        self.parts: list[Shape] = []

    def at(self, path: Path) -> Shape:
        node = self
        for step in path:
            node = node.parts[step]
        return node

    def copy(self) -> Shape:
        made = Shape(self.kind, self.tag, self.text, self.anchor)
        made.parts = [part.copy() for part in self.parts]
        return made

    def become(self, other: Shape) -> None:
        """Takes over what another node says; the anchor stays."""
        self.kind, self.tag, self.text, self.parts = other.kind, other.tag, other.text, other.parts

    @property
    def pairs(self) -> list[tuple[Shape, Shape]]:
        return list(zip(self.parts[::2], self.parts[1::2], strict=True))

    @property
    def empty(self) -> bool:
        """A key without a value."""
        return self.kind == "scalar" and self.tag == "null" and not self.text

    def frozen(self) -> tuple[object, ...]:
        """The whole, to be compared."""
        return self.kind, self.tag, self.text, self.anchor, *(part.frozen() for part in self.parts)


class Reading:
    """What one reader says of a text: its stream and its comments, from `#` on, blanks at their ends left out."""

    __slots__ = ("comments", "problems", "stream")

    def __init__(self, stream: Shape, comments: Sequence[str], problems: Sequence[str] = ()) -> None:
        self.stream = stream
        self.comments = Counter(comments)
        self.problems = Counter(problems)


Reader = Callable[[str], Reading]


def scalar(value: str | int | bool | None) -> Shape:
    """The node of a plain value, as either reader sees it."""
    return Shape("scalar", _KINDS[type(value)], written(value))


def written(value: str | int | bool | None) -> str:
    """A plain value as YAML writes it, quotes apart."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


# Our own reader


def ours(text: str) -> Reading:
    return of_stream(yaml.parse(Source("", text)))


def of_stream(stream: yaml.Stream) -> Reading:
    """The reading of a text that is parsed already. Raises UnreadableError."""
    if stream.broken:
        raise UnreadableError
    root = Shape("stream")
    root.parts = [_of_tree(document) for document in stream.documents]
    return Reading(
        root, [comment.text.rstrip() for comment in stream.comments()], [problem.kind for problem in stream.problems]
    )


def _of_tree(tree: yaml.Tree) -> Shape:
    if isinstance(tree, yaml.Alias):
        return Shape("alias", text=tree.name)
    anchor = tree.anchor or ""
    if isinstance(tree, yaml.Scalar):
        return Shape("scalar", tree.tag or _KINDS[type(tree.value)], tree.text, anchor)
    if isinstance(tree, yaml.Mapping):
        shape = Shape("map", tree.tag or "", anchor=anchor)
        shape.parts = [_of_tree(part) for entry in tree.entries for part in entry]
    else:
        shape = Shape("seq", tree.tag or "", anchor=anchor)
        shape.parts = [_of_tree(item) for item in tree.items]
    return shape


# The second reader

_CORE = "tag:yaml.org,2002:"


@lru_cache(maxsize=4)
def theirs(text: str) -> Reading:
    """What ruamel.yaml reads; what one round has proven is the next one's beginning. Raises UnreadableError."""
    from ruamel.yaml import YAML

    try:
        text = _with_blanks(text)
        root = Shape("stream")
        seen: set[int] = set()
        reader = YAML()
        # An anchor may be set anew; the next alias means the last one before it.
        reader.composer.warn_double_anchors = False
        nodes = list(reader.compose_all(text))
        root.parts = [_of_node(node, seen) for node in nodes]
        return Reading(root, list(_comments(YAML().scan(text))))
    except Exception:
        # A library that stumbles over a text, in whatever way, proves nothing about it.
        raise UnreadableError from None


def _with_blanks(text: str) -> str:
    """A text with a blank for each tab between its tokens, where YAML allows both and ruamel.yaml only one."""
    if "\t" not in text:
        return text
    stream = yaml.parse(Source("", text))
    kept = [(node.start, node.end) for document in stream.documents for node in yaml.scalars(document)]
    kept += [(comment.span.start, comment.span.end) for comment in stream.comments()]
    parts: list[str] = []
    at = 0
    for start, end in sorted(kept):
        if start >= at:
            parts += (text[at:start].replace("\t", " "), text[start:end])
            at = end
    return "".join((*parts, text[at:].replace("\t", " ")))


def _of_node(node: Any, seen: set[int]) -> Shape:
    """ruamel.yaml's nodes have no types that a checker could know; a node met twice is an alias."""
    anchor = str(node.anchor or "")
    if id(node) in seen:
        return Shape("alias", text=anchor)
    if anchor:
        seen.add(id(node))
    tag = str(node.tag or "").removeprefix(_CORE)
    kind = type(node).__name__
    if kind == "ScalarNode":
        return Shape("scalar", tag, node.value, anchor)
    parts = [part for entry in node.value for part in entry] if kind == "MappingNode" else node.value
    shape = Shape("map" if kind == "MappingNode" else "seq", "" if tag in ("map", "seq") else tag, anchor=anchor)
    shape.parts = [_of_node(part, seen) for part in parts]
    return shape


def _comments(tokens: Any) -> Iterator[str]:
    """Every comment among the tokens; one object may hang on two of them."""
    kept: dict[int, Any] = {}
    for token in tokens:
        for comment in _flat(getattr(token, "_comment", None)):
            kept[id(comment)] = comment
    for comment in kept.values():
        for line in str(getattr(comment, "value", comment)).split("\n"):
            if line.strip().startswith("#"):
                yield line.strip()


def _flat(comment: Any) -> Iterator[Any]:
    if isinstance(comment, list):
        for part in comment:
            yield from _flat(part)
    elif comment is not None:
        yield comment
