"""How a YAML file is written: where each node stands in the tree and on its lines, how its neighbours look."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from ...core.source import Source, Span
from ...syntax import yaml
from .claims import RefusedError
from .shapes import Path

STEP = 2


class Spot:
    """A node in the tree, the way to it, and what it stands in. A value knows its `key`, a key its `value`."""

    __slots__ = ("above", "key", "node", "path", "value")

    def __init__(
        self, node: yaml.Tree, path: Path, above: Spot | None, key: yaml.Tree | None = None, value: Spot | None = None
    ) -> None:
        self.node = node
        self.path = path
        self.above = above
        self.key = key
        self.value = value

    @property
    def parent(self) -> yaml.Tree | None:
        return None if self.above is None else self.above.node


class Layout:
    """One YAML text, read and looked up."""

    __slots__ = ("_kept", "_scalars", "_spots", "aliases", "anchors", "comments", "source", "stream")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stream = yaml.parse(source)
        self.comments = [] if self.stream.broken else self.stream.comments()
        self._spots: dict[tuple[int, int], Spot] = {}
        self._scalars: list[tuple[int, int]] | None = None
        self._kept: dict[str, int | str] = {}
        """What was found out about the whole file."""
        self.aliases: set[str] = set()
        """The anchors that are used somewhere."""
        self.anchors: dict[int, Spot] = {}
        """What each anchor names, by where its `&` stands."""
        if not self.stream.broken:
            for number, document in enumerate(self.stream.documents):
                self._add(Spot(document, (number,), None))

    def _add(self, root: Spot) -> None:
        pending = [root]
        while pending:
            spot = pending.pop()
            node = spot.node
            if node.end > node.start:
                self._spots.setdefault((node.start, node.end), spot)
            if node.anchor:
                self.anchors[self.text.rfind(f"&{node.anchor}", 0, node.start)] = spot
            if isinstance(node, yaml.Alias):
                self.aliases.add(node.name)
            elif isinstance(node, yaml.Sequence):
                pending += [Spot(item, (*spot.path, at), spot) for at, item in enumerate(node.items)]
            elif isinstance(node, yaml.Mapping):
                for at, (key, value) in enumerate(node.entries):
                    below = Spot(value, (*spot.path, 2 * at + 1), spot, key=key)
                    # A key is looked up more often than what happens to cover the same characters.
                    self._spots[(key.start, key.end)] = Spot(key, (*spot.path, 2 * at), spot, value=below)
                    pending.append(below)

    def spot(self, span: Span) -> Spot:
        """The node at a place. Raises RefusedError, also where others share it through an alias."""
        found = self._spots.get((span.start, span.end))
        if found is None:
            raise RefusedError("no node begins and ends there")
        self.unshared(found)
        return found

    def scalar_around(self, span: Span) -> Spot:
        """The scalar that a place lies in. Raises RefusedError as `spot` does."""
        if self._scalars is None:
            self._scalars = sorted(at for at, spot in self._spots.items() if isinstance(spot.node, yaml.Scalar))
        before = bisect_right(self._scalars, (span.start, len(self.text) + 1)) - 1
        if before < 0 or self._scalars[before][1] < span.end:
            raise RefusedError("no text reaches over this place")
        spot = self._spots[self._scalars[before]]
        self.unshared(spot)
        return spot

    def root(self) -> Spot:
        """The file's one document. Raises RefusedError when there are several."""
        if len(self.stream.documents) != 1:
            raise RefusedError("the file holds several documents")
        return Spot(self.stream.documents[0], (0,), None)

    def unshared(self, spot: Spot | None) -> None:
        """Raises RefusedError where an alias elsewhere stands for the node, or for what it stands in."""
        while spot is not None:
            if spot.node.anchor in self.aliases:
                raise RefusedError("it is used elsewhere by an alias")
            spot = spot.above

    @property
    def renames(self) -> bool:
        """Whether an anchor is set anew somewhere: then order decides what its aliases mean."""
        if "renames" not in self._kept:
            names = [spot.node.anchor for spot in self.anchors.values()]
            self._kept["renames"] = len(set(names)) < len(names)
        return bool(self._kept["renames"])

    # Lines

    @property
    def text(self) -> str:
        return self.source.text

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its line end."""
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" and end > offset else end

    def next_line(self, offset: int) -> int:
        """Where the next line begins; the end of the text after the last one."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end + 1

    def column(self, offset: int) -> int:
        """How far to the right a character stands. Raises RefusedError behind a tab, whose width nobody knows."""
        start = self.line_start(offset)
        if "\t" in self.text[start:offset]:
            raise RefusedError("there is a tab before it")
        return offset - start

    def eol(self, offset: int) -> str:
        """The line end that is used there."""
        return line_end_at(self.text, offset)

    def behind(self, node: yaml.Tree, column: int) -> int:
        """The offset at which a line behind a block node begins: comments that are indented as it is belong to it."""
        at = self.next_line(max(node.end - 1, 0)) if node.end else 0
        end = at
        while at < len(self.text):
            line = self.text[at : self.next_line(at)]
            words = line.lstrip(" ")
            if words.startswith("#") and len(line) - len(words) >= column and column:
                end = self.next_line(at)
            elif words.strip():
                break
            at = self.next_line(at)
        return end

    def comments_in(self, start: int, end: int) -> list[str]:
        return [comment.text.rstrip() for comment in self.comments if start <= comment.span.start < end]

    # Neighbours

    def step(self, node: yaml.Mapping) -> int:
        """By how many columns the blocks in a mapping are indented; else as anywhere in the file."""
        own = self._step_in(node)
        if own is None and "step" not in self._kept:
            found = (step for mapping in self._mappings() if (step := self._step_in(mapping)) is not None)
            self._kept["step"] = next(found, STEP)
        return own if own is not None else int(self._kept["step"])

    def _step_in(self, mapping: yaml.Mapping) -> int | None:
        for key, value in () if mapping.flow else mapping.entries:
            if isinstance(value, yaml.Mapping) and not value.flow and value.entries:
                wide = self.column(value.entries[0][0].start) - self.column(key.start)
                if wide > 0:
                    return wide
        return None

    def spaced(self, node: yaml.Mapping) -> bool:
        """Whether blank lines keep the entries of a block apart."""
        if len(node.entries) < 2:
            return False
        at = self.line_start(node.entries[-1][0].start)
        while at:
            above = self.line_start(at - 1)
            words = self.text[above:at].strip()
            if not words.startswith("#"):
                return not words
            at = above
        return False

    def list_step(self) -> int:
        """How far the dashes of a list stand to the right of its key, as anywhere in the file."""
        if "list step" not in self._kept:
            lists = (
                (key, value.items[0])
                for mapping in self._mappings()
                for key, value in (() if mapping.flow else mapping.entries)
                if isinstance(value, yaml.Sequence) and not value.flow and value.items
            )
            first = next(lists, None)
            wide = self.column(self.dash(first[1])) - self.column(first[0].start) if first is not None else STEP
            self._kept["list step"] = max(wide, 0)
        return int(self._kept["list step"])

    def dash(self, item: yaml.Tree) -> int:
        """Where the dash of a block item stands. Raises RefusedError when it is not right before it."""
        at = item.start - 1
        while at >= 0 and self.text[at] == " ":
            at -= 1
        start = self.line_start(item.start)
        if at < start or self.text[at] != "-" or self.text[start:at].strip(" "):
            raise RefusedError("the item does not stand behind a dash of its own")
        return at

    def quote(self) -> str:
        """The quotes that the file prefers."""
        if "quote" not in self._kept:
            nodes = (node for document in self.stream.documents for node in yaml.scalars(document))
            styles = Counter(node.style for node in nodes if node.style in ("'", '"'))
            self._kept["quote"] = "'" if styles["'"] > styles['"'] else '"'
        return str(self._kept["quote"])

    def _mappings(self) -> Iterator[yaml.Mapping]:
        return (spot.node for spot in self._spots.values() if isinstance(spot.node, yaml.Mapping))


def line_end_at(text: str, offset: int) -> str:
    """CR LF where the line at an offset, or the one before it, ends so."""
    end = text.find("\n", offset)
    if end < 0:
        end = text.rfind("\n", 0, offset)
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
