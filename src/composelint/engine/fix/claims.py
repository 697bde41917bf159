"""What an edit of a YAML file is meant to change, said of shapes: the claim that both readers must bear out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...core.edit import Edit, Scalar
from .shapes import Path, Reader, Shape, UnreadableError, scalar

Act = Callable[[Shape, Shape, Reader], None]
"""Changes a node, or takes it out of the other one, its parent."""


class RefusedError(Exception):
    """An intent that cannot be made true here, or not for certain."""


class Claim:
    """One change of one node."""

    __slots__ = ("act", "path")

    def __init__(self, path: Path, act: Act) -> None:
        self.path = path
        self.act = act


class Change:
    """What some intents do to a file: the edits, what they claim, and the comments that go."""

    __slots__ = ("claims", "edits", "lost")

    def __init__(self, edits: Sequence[Edit], claims: Sequence[Claim] = (), lost: Sequence[str] = ()) -> None:
        self.edits = list(edits)
        self.claims = list(claims)
        self.lost = list(lost)

    def __add__(self, other: Change) -> Change:
        return Change(self.edits + other.edits, self.claims + other.claims, self.lost + other.lost)


def claimed(stream: Shape, claims: Sequence[Claim], read: Reader) -> Shape:
    """The stream with every claim come true; it is changed in place."""
    nodes = [(stream.at(claim.path), stream.at(claim.path[:-1]), claim.act) for claim in claims]
    for node, parent, act in nodes:
        act(node, parent, read)
    return stream


def merging(lines: Sequence[str]) -> Act:
    """The node, a mapping or nothing yet, takes up what it lacks of what the lines say."""

    def act(node: Shape, _parent: Shape, read: Reader) -> None:
        _merge(node, _said(lines, read))

    return act


def _merge(node: Shape, addition: Shape) -> None:
    if node.empty:
        node.become(addition)
        return
    if node.kind != "map" or addition.kind != "map":
        # Two changes want the same key: one of them has to wait.
        raise UnreadableError
    known = {key.text: value for key, value in node.pairs}
    for key, value in addition.pairs:
        if key.text in known:
            _merge(known[key.text], value)
        else:
            node.parts += (key, value)


def _said(lines: Sequence[str], read: Reader) -> Shape:
    documents = read("\n".join(lines) + "\n").stream.parts
    if len(documents) != 1:
        raise UnreadableError
    return documents[0]


def setting(value: Scalar) -> Act:
    def act(node: Shape, _parent: Shape, _read: Reader) -> None:
        node.become(scalar(value))

    return act


def reforming(becomes: str | Sequence[str]) -> Act:
    """The node says a text, or what lines say."""

    def act(node: Shape, _parent: Shape, read: Reader) -> None:
        node.become(scalar(becomes) if isinstance(becomes, str) else _said(becomes, read))

    return act


def appending(value: Scalar) -> Act:
    def act(node: Shape, _parent: Shape, _read: Reader) -> None:
        if node.empty:
            node.become(Shape("seq"))
        node.parts.append(scalar(value))

    return act


def listing(values: Sequence[Scalar]) -> Act:
    """The node becomes a list of plain values."""

    def act(node: Shape, _parent: Shape, _read: Reader) -> None:
        made = Shape("seq")
        made.parts = [scalar(value) for value in values]
        node.become(made)

    return act


def dropping(node: Shape, parent: Shape, _read: Reader) -> None:
    """A key goes with its value, an item alone."""
    at = next(number for number, part in enumerate(parent.parts) if part is node)
    del parent.parts[at : at + (2 if parent.kind == "map" else 1)]


def spreading(lines: Mapping[str, Sequence[str]], more: Sequence[str] = ()) -> Act:
    """A list of names becomes a mapping of them, and of some more."""

    def act(node: Shape, _parent: Shape, read: Reader) -> None:
        made = Shape("map", node.tag)
        for item in (*node.parts, *map(scalar, more)):
            made.parts += (item, _said(lines[item.text], read))
        node.become(made)

    return act
