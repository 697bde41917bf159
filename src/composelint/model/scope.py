"""What `$name` stands for at each place of a Dockerfile: build arguments, ARG and ENV along a stage's lineage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from ..core.source import Excerpt, Span
from ..syntax.dockerfile.excerpts import stitched
from ..syntax.dockerfile.words import Found, Literal, Resolved, Variable, expand, joined
from ..syntax.interpolation import Reference
from .values import Piece, Text, Via

if TYPE_CHECKING:
    from ..syntax.dockerfile import Word

AUTOMATIC = frozenset(
    f"{side}{part}" for side in ("BUILD", "TARGET") for part in ("PLATFORM", "OS", "ARCH", "VARIANT")
) | {"TARGETSTAGE"}
"""Set by the builder outside the stages; inside one only after `ARG name`."""
PREDEFINED = frozenset(
    name for stem in ("HTTP", "HTTPS", "FTP", "NO", "ALL") for name in (f"{stem}_PROXY", f"{stem}_PROXY".lower())
)
"""Build arguments that need no ARG."""
MOST_STEPS = 8
"""Steps of a value's way that are kept; `ENV A=$A:x` in a long chain would keep them all in each."""


class Binding:
    """One ARG or ENV name from instruction `index` of its stage on. `text` None: an ARG that nobody gives a value.

    `given`: the value comes from outside, as a build argument; `default`: it is what the ARG itself says.
    """

    __slots__ = ("default", "given", "index", "kind", "name", "text")

    def __init__(
        self, name: str, kind: str, index: int, text: Text | None, *, given: bool = False, default: bool = False
    ) -> None:
        self.name = name
        self.kind = kind
        self.index = index
        self.text = text
        self.given = given
        self.default = default

    def __repr__(self) -> str:
        return f"Binding({self.kind} {self.name}={self.text!r})"


class Names:
    """The bindings of one stage, or of what stands before the first."""

    __slots__ = ("by_name",)

    def __init__(self) -> None:
        self.by_name: dict[str, list[Binding]] = {}

    def add(self, binding: Binding) -> None:
        known = self.by_name.setdefault(binding.name, [])
        if binding.text is not None or not known:
            known.append(binding)

    def before(self, name: str, index: int) -> Binding | None:
        """The binding in force before an instruction: the last that has a value, else the first declaration."""
        known = self.by_name.get(name)
        if known is None:
            return None
        if len(known) == 1:
            return known[0] if known[0].index < index else None
        at = bisect_left(known, index, key=lambda binding: binding.index)
        return known[at - 1] if at else None


class Layer(Protocol):
    """A stage, as far as its names are concerned."""

    @property
    def names(self) -> Names: ...
    @property
    def parent(self) -> Layer | None: ...


class Scope(Mapping[str, "str | None"]):
    """What names stand for before one instruction; as a mapping, the known values (None: unknown).

    `partial`: names that are not bound here may still be set, by a base image or by whoever uses a trigger.
    `complete`: every builder of the file is known, so that an ARG which nobody gives a value has none.
    """

    __slots__ = ("complete", "index", "layer", "partial")

    def __init__(self, layer: Layer | None, index: int, *, partial: bool, complete: bool) -> None:
        self.layer = layer
        self.index = index
        self.partial = partial
        self.complete = complete

    def binding(self, name: str) -> Binding | None:
        """What binds a name, along the lineage; None when this file does not."""
        layer, index = self.layer, self.index
        declared = None
        while layer is not None:
            found = layer.names.before(name, index)
            if found is not None and found.text is not None:
                return found
            declared = declared or found
            layer, index = layer.parent, 1 << 62
        return declared

    def found(self, name: str) -> Found | None:
        """For expansion: the value of a name; None when it is unset for certain."""
        binding = self.binding(name)
        if binding is not None and binding.text is not None:
            return Found(binding.text.value, binding)
        if binding is not None:
            return None if self.complete and not self.partial else Found(None, binding, maybe=True)
        return Found(None) if self.partial or name in PREDEFINED or name == "PATH" else None

    def text(self, word: Word) -> Text:
        """A word after expansion, as far as it can be known."""
        if word.plain:
            return Verbatim(word)
        parts = word.parts
        if word.error is not None:
            return Text(None, word.span, excerpt=word.excerpt)
        if not any(isinstance(part, Variable) for part in parts):
            literals = [part for part in parts if isinstance(part, Literal)]
            bare = word if len(literals) == 1 and not literals[0].quoted else _bare(word, literals)
            return Text("".join([part.text for part in literals]), word.span, excerpt=bare)
        resolved = expand(parts, self.found)
        excerpt = word.excerpt
        pieces = tuple(_piece(part, word, excerpt) for part in resolved if part.value != "" or _is_variable(part))
        return Text(joined(resolved), word.span, _via(resolved), excerpt=excerpt, pieces=pieces)

    def __getitem__(self, name: str) -> str | None:
        binding = self.binding(name)
        if binding is None or binding.text is None:
            raise KeyError(name)
        return binding.text.value

    def __iter__(self) -> Iterator[str]:
        seen: set[str] = set()
        layer, index = self.layer, self.index
        while layer is not None:
            for name in layer.names.by_name:
                binding = layer.names.before(name, index)
                if binding is not None and binding.text is not None and name not in seen:
                    seen.add(name)
                    yield name
            layer, index = layer.parent, 1 << 62

    def __len__(self) -> int:
        return sum(1 for _ in self)


NOWHERE = Scope(None, 0, partial=True, complete=False)
"""Where nothing is known: inside a trigger, which acts in other files."""


class Verbatim(Text):
    """A word in which there is nothing to expand: the same wherever it stands. Its place is found when asked for."""

    __slots__ = ("word",)

    def __init__(self, word: Word) -> None:
        self.word = word
        self.value = word.text
        self.via = ()
        self.pieces = ()
        self.base = ""
        self._excerpt = word

    def __getattr__(self, name: str) -> Span:
        """Python asks here for what is not there yet, and only `span` ever is not."""
        if name != "span":
            raise AttributeError(name)
        self.span = self.word.span
        return self.span


def _is_variable(part: Resolved) -> bool:
    return isinstance(part.part, Variable)


def _piece(resolved: Resolved, word: Word, excerpt: Excerpt) -> Piece:
    part = resolved.part
    if isinstance(part, Literal):
        return Piece(part.text, word.span_of(part.at, part.at + len(part.text)))
    name_end = part.start + word.text[part.start : part.end].find(part.name) + len(part.name)
    reference = Reference(excerpt, part.name, name_end, part.start, part.end)
    return Piece(resolved.value, word.span_of(part.start, part.end), reference)


def _bare(word: Word, literals: list[Literal]) -> Excerpt:
    """A word without its quotes and escapes, each character in its place."""
    runs, length = [], 0
    for part in literals:
        if part.text:
            runs.append((length, part.at, len(part.text)))
            length += len(part.text)
    text = "".join(part.text for part in literals)
    if len(runs) == 1:
        return word.excerpt.slice(runs[0][1], runs[0][1] + runs[0][2])
    return stitched(word.excerpt, text, runs, word.span)


def _via(resolved: list[Resolved]) -> tuple[Via, ...]:
    """How the values of the variables arrived, nearest step first."""
    steps: dict[object, Via] = {}
    for part in resolved:
        for found in part.sources:
            binding = found.source
            if isinstance(binding, Binding) and binding.text is not None:
                step = Via("default" if binding.default else "env", binding.text.span, binding.name)
                for via in (step, *binding.text.via):
                    steps.setdefault(via.span, via)
    return tuple(list(steps.values())[:MOST_STEPS])
