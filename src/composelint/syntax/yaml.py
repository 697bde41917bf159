"""YAML as Compose reads it: libyaml's events made into our own tree, every node with its exact place.

Scalars follow YAML 1.2's core schema with the leftovers of the reference loader's library (`on` and `yes` are
strings, `22:22` is a string, `0777` is octal). The reader never raises: what it cannot read is a `Problem`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..core.defect import Defect, Problem
from ..core.patterns import pattern
from ..core.source import Excerpt, Source, Span
from . import libyaml
from .scalars import Value, resolve

if TYPE_CHECKING:
    from ..core.edit import Intent

MAX_DEPTH = 200
"""Deeper nesting is refused: no Compose file needs it, and libyaml is quadratic in the depth of flow collections."""
MAX_NODES = 100_000
"""The reference loader's limit on node visits of one document, aliases counted at every use."""
MAX_TEXT = 16_000_000
"""Characters of a document's texts, those behind aliases counted at every use: four times the largest file."""
_PROPERTIES = pattern(r"(?:(?:&[\w-]*+|![^\s]*+)(?:\s++(?:#[^\n]*+)?+)*+)++")
"""Anchor and tag of a node with the blanks, line ends and comments up to its content."""


class Node:
    """`start` and `end` are offsets. With aliases expanded, `size` counts the nodes below and itself, `height` the
    levels, `length` the characters of their texts."""

    __slots__ = ("anchor", "end", "height", "length", "size", "source", "start", "tag")

    def __init__(self, source: Source, start: int, end: int, tag: str | None, anchor: str | None) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.tag = tag
        self.anchor = anchor
        self.size = 1
        self.height = 0
        self.length = 0

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


class Scalar(Node):
    """`text` is decoded, `value` resolved; `style` is one of "" ' " | >; a plain one has style ""."""

    __slots__ = ("style", "text", "value")

    def __init__(
        self, source: Source, start: int, end: int, tag: str | None, anchor: str | None, text: str, style: str
    ) -> None:
        super().__init__(source, start, end, tag, anchor)
        self.text = text
        self.length = len(text)
        self.style = style
        self.value: Value = text

    def excerpt(self) -> Excerpt:
        """The decoded text with the place of each character."""
        from .scalars import runs

        found = runs(self.source.text, self.start, self.end, self.text, self.style)
        return Excerpt(self.source, self.text, found, self.span)


class Mapping(Node):
    """`entries` in file order, duplicates included."""

    __slots__ = ("entries", "flow")

    def __init__(self, source: Source, start: int, tag: str | None, anchor: str | None, flow: bool) -> None:
        super().__init__(source, start, start, tag, anchor)
        self.flow = flow
        self.entries: list[tuple[Tree, Tree]] = []


class Sequence(Node):
    __slots__ = ("flow", "items")

    def __init__(self, source: Source, start: int, tag: str | None, anchor: str | None, flow: bool) -> None:
        super().__init__(source, start, start, tag, anchor)
        self.flow = flow
        self.items: list[Tree] = []


class Alias(Node):
    """A use of an anchor; `target` is the anchored node."""

    __slots__ = ("name", "target")

    def __init__(self, source: Source, start: int, end: int, name: str, target: Tree) -> None:
        super().__init__(source, start, end, None, None)
        self.name = name
        self.target = target
        self.size = target.size
        self.height = target.height
        self.length = target.length


Tree = Scalar | Mapping | Sequence | Alias


class Comment:
    """A comment from its `#` to the end of its line; `own_line` when nothing stands before it."""

    __slots__ = ("own_line", "span", "text")

    def __init__(self, span: Span, own_line: bool) -> None:
        self.span = span
        self.text = span.text
        self.own_line = own_line


class Stream:
    """What one file holds: its documents' roots, and what is wrong with it. `broken`: reading stopped at an error."""

    __slots__ = ("broken", "documents", "problems", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.documents: list[Tree] = []
        self.problems: list[Problem] = []
        self.broken = False

    def comments(self) -> list[Comment]:
        """Every comment of the file, found between the scalars (libyaml's events do not carry them)."""
        return list(_comments(self))


def parse(source: Source, *, pure: bool = False) -> Stream:
    """The stream of a YAML text. `pure` takes PyYAML's Python reader, which is used anyway where libyaml is missing."""
    stream = Stream(source)
    builder = _Builder(stream)
    parser = None if pure else libyaml.parser_class()
    from yaml.error import YAMLError

    try:
        for event in _pure_events(source.text) if parser is None else _events(parser(source.text)):
            builder.add(event)
            if stream.broken:
                break
    except YAMLError as error:
        from .yaml_errors import problem

        stream.problems.append(problem(source, error))
        stream.broken = True
    except (UnicodeError, ValueError, OverflowError, RecursionError):
        stream.problems.append(
            Problem("invalid-yaml", Defect(Span(source, 0, 0), "the file holds text that is not YAML"))
        )
        stream.broken = True
    return stream


def _events(parser: Any) -> Iterator[Any]:
    """The events of libyaml; the stubs say neither what the C extension offers nor which event holds what."""
    get = parser.get_event
    while (event := get()) is not None:
        yield event
        if type(event).__name__ == "StreamEndEvent":
            return


def _pure_events(text: str) -> Iterator[Any]:
    import yaml

    yield from yaml.parse(text, Loader=yaml.Loader)


class _Builder:
    """Folds events into the tree; one method per kind of event, found by its class name."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.source = stream.source
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Tree | None] = []
        self.anchors: dict[str, Tree] = {}
        self.visits = self.length = 0
        """Nodes of the document so far and the characters of their texts, aliases expanded."""
        self.begin = (0, 0)
        """Where the document's `---` stands."""
        self.handlers = {
            "ScalarEvent": self.scalar,
            "MappingStartEvent": self.mapping,
            "SequenceStartEvent": self.sequence,
            "MappingEndEvent": self.close,
            "SequenceEndEvent": self.close,
            "AliasEvent": self.alias,
            "DocumentStartEvent": self.document,
        }

    def add(self, event: Any) -> None:
        handler = self.handlers.get(type(event).__name__)
        if handler is not None:
            handler(event)

    def fail(self, start: int, end: int, message: str, help: str | None = None) -> None:
        defect = Defect(Span(self.source, start, end), message, help=help)
        self.stream.problems.append(Problem("invalid-yaml", defect))
        self.stream.broken = True

    def document(self, event: Any) -> None:
        self.anchors = {}
        self.visits = self.length = 0
        self.begin = event.start_mark.index, event.end_mark.index

    def scalar(self, event: Any) -> None:
        start, end, style = event.start_mark.index, event.end_mark.index, event.style or ""
        anchor, tag = event.anchor, event.tag
        if anchor or tag:
            start = self._content(start, end)
        if style in "|>" and style:
            end = start + len(self.source.text[start:end].rstrip())
        node = Scalar(self.source, start, end, tag, anchor, event.value, style)
        try:
            node.value = resolve(event.value, style, tag)
        except ValueError as error:
            self.fail(start, end, str(error))
        self.count(node, 1)
        self.place(node)

    def mapping(self, event: Any) -> None:
        node = Mapping(self.source, event.start_mark.index, event.tag, event.anchor, bool(event.flow_style))
        self.enter(node)

    def sequence(self, event: Any) -> None:
        node = Sequence(self.source, event.start_mark.index, event.tag, event.anchor, bool(event.flow_style))
        self.enter(node)

    def enter(self, node: Mapping | Sequence) -> None:
        if node.anchor or node.tag:
            node.start = self._content(node.start, len(self.source.text))
        if node.anchor:
            self.anchors[node.anchor] = node
        self.open.append(node)
        self.keys.append(None)
        self.count(node, 1)

    def close(self, event: Any) -> None:
        node = self.open.pop()
        self.keys.pop()
        children: list[Tree]
        if isinstance(node, Mapping):
            children = [part for entry in node.entries for part in entry]
            _find_duplicates(self.stream, node)
        else:
            children = node.items
        if node.flow:
            node.end = event.end_mark.index
        else:
            node.end = max((child.end for child in children), default=node.start)
        node.size = 1 + sum(child.size for child in children)
        node.height = 1 + max((child.height for child in children), default=0)
        node.length = sum(child.length for child in children)
        self.place(node, registered=True)

    def count(self, node: Tree, visits: int) -> None:
        """Keeps the document within the limits, whatever its aliases unfold to."""
        self.visits += visits
        self.length += node.length
        help = "Use fewer or smaller aliases, or several files."
        if self.visits > MAX_NODES:
            self.fail(node.start, node.start + 1, f"the document unfolds to more than {MAX_NODES} nodes here", help)
        elif self.length > MAX_TEXT:
            self.fail(node.start, node.start + 1, f"the document unfolds to more than {MAX_TEXT} characters here", help)
        elif len(self.open) + node.height > MAX_DEPTH:
            self.fail(node.start, node.start + 1, f"nested more than {MAX_DEPTH} levels deep")

    def alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        target = self.anchors.get(event.anchor)
        if target is None:
            # The name is not repeated: behind a forgotten quote it is a value, perhaps a secret.
            names = ", ".join(f"&{name}" for name in self.anchors)
            help = "A value that begins with * must stand in quotes." + (f" Anchors so far: {names}." if names else "")
            self.fail(start, end, "no anchor of this name stands before the alias", help)
        elif target in self.open:
            self.fail(start, end, f"the anchor &{event.anchor} contains itself")
        else:
            node = Alias(self.source, start, end, event.anchor, target)
            self.count(node, node.size)
            self.place(node)

    def place(self, node: Tree, *, registered: bool = False) -> None:
        if node.anchor and not registered:
            self.anchors[node.anchor] = node
        if not self.open:
            if isinstance(node, Scalar) and node.start == node.end:
                # A document without content stands at its `---`.
                node.start, node.end = self.begin
            self.stream.documents.append(node)
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node
        else:
            parent.entries.append((key, node))
            self.keys[-1] = None

    def _content(self, start: int, end: int) -> int:
        """Where a node's content begins behind its anchor and tag, which may stand on lines of their own."""
        match = _PROPERTIES.match(self.source.text, start, end)
        return match.end() if match else start


def _find_duplicates(stream: Stream, node: Mapping) -> None:
    """Keys are compared as raw text, so `1` and `"1"` collide; two `<<` are the same mistake."""
    seen: dict[str, Scalar] = {}
    merged = False
    for key, _ in node.entries:
        if not isinstance(key, Scalar):
            continue
        first = seen.setdefault(key.text, key)
        if first is key:
            continue
        line = first.span.line
        help = "Docker refuses a mapping that holds one key twice: merge the two entries or remove one."
        fix: list[Intent] = []
        if key.text == "<<" and not key.style:
            fix, merged = [] if merged else _one_merge(node), True
            help = "Docker refuses two merge keys in one mapping: write one with a list, `<<: [*first, *second]`."
        defect = Defect(
            key.span,
            f'key "{key.text}" is already defined on line {line}',
            also=[(first, "first defined here")],
            help=help,
            fix=fix,
        )
        stream.problems.append(Problem("duplicate-key", defect))


def _one_merge(node: Mapping) -> list[Intent]:
    """One `<<` with a list in the place of two, where no key stands in both, so that nobody can differ on who wins."""
    merges = [(key, value) for key, value in node.entries if isinstance(key, Scalar) and key.text == "<<"]
    aliases = [value for _, value in merges if isinstance(value, Alias)]
    if len(aliases) != 2 or len(merges) != 2:
        return []
    below = [alias.target.entries for alias in aliases if isinstance(alias.target, Mapping)]
    keys = [key.text for entries in below for key, _ in entries if isinstance(key, Scalar)]
    if len(below) < 2 or len(set(keys)) < sum(map(len, below)) or "<<" in keys:
        return []
    from ..core.edit import MergeAll, Remove

    title = "Merge both by one key"
    return [MergeAll(merges[0][0], [alias.name for alias in aliases], title), Remove(merges[1][0], title)]


def scalars(tree: Tree) -> Iterator[Scalar]:
    """Every scalar of a tree in file order, aliases not followed."""
    stack: list[Tree] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Mapping):
            stack += [part for entry in reversed(node.entries) for part in reversed(entry)]
        elif isinstance(node, Sequence):
            stack += reversed(node.items)


def _comments(stream: Stream) -> Iterator[Comment]:
    text, source = stream.source.text, stream.source
    taken: list[tuple[int, int]] = []
    for root in stream.documents:
        for scalar in scalars(root):
            start = scalar.start
            if scalar.style in ("|", ">"):
                # A comment may stand behind the block scalar's indicator.
                line_end = text.find("\n", start)
                start = line_end if 0 <= line_end < scalar.end else scalar.end
            taken.append((start, scalar.end))
    taken.sort()
    current, at = 0, text.find("#")
    while at >= 0:
        while current < len(taken) and taken[current][1] <= at:
            current += 1
        inside = current < len(taken) and taken[current][0] <= at
        if not inside and (at == 0 or text[at - 1] in " \t\n"):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            begin = text.rfind("\n", 0, at) + 1
            yield Comment(Span(source, at, at + len(text[at:end].rstrip())), not text[begin:at].strip())
            at = end
        at = text.find("#", at + 1)
