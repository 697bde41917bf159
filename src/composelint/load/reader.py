"""One YAML document, walked along the specification's table: interpolated, cast, canonicalised and validated.

Problems are collected, never raised: what cannot be read becomes `Unknown` and the rest of the document still loads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ..core.defect import Defect, Intents, Place, Problem, Related, span_of
from ..core.edit import Intent, Replace, ReplaceText
from ..core.nearest import distance, nearest
from ..core.patterns import pattern
from ..core.source import Span
from ..model.values import Field, Flag, Items, Map, Node, Null, Number, Piece, Text, Unknown, Value, Via
from ..model.variables import Use, uses
from ..syntax import yaml
from ..syntax.scalars import Timestamp
from ..syntax.sizes import bytes_of
from .grammar import SMALLEST_MEMORY
from .merge_keys import entries
from .spec import ANY, Spec
from .traps import beware
from .uniqueness import unique

if TYPE_CHECKING:
    from ..syntax.interpolation import Found, Template

Lookup = Callable[[str], "Found | None"]


Lacking = tuple[Map, tuple[str, ...], list[str]]
"""A mapping, its path, and the required keys that it lacks where it stands."""


class Complain(Protocol):
    """Takes the kind of problem, the place, what is wrong, what to do, and what would mend it."""

    def __call__(
        self, kind: str, at: Place, message: str, help: str | None = None, also: Related = (), fix: Intents = ()
    ) -> None: ...


class Refused(Null):
    """Nothing, where Compose wants something: an error unless another file says what stands here."""

    __slots__ = ("problem",)

    def __init__(self, span: Span, via: tuple[Via, ...], problem: Problem) -> None:
        super().__init__(span, via)
        self.problem = problem


NAME = pattern(r"[a-zA-Z0-9._-]+\Z")
_YES, _NO = ("true", "yes", "y", "on"), ("false", "no", "n", "off")
_INT = pattern(r"[-+]?[0-9]+\Z")
_FLOAT = pattern(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_USUAL = {"duration": "s", "bytes": "m", "memory": "m"}
MOST_EXPANDED = 10_000
"""Entries that the short forms of one document may unfold to (port ranges); those behind are unknown."""


class Reader:
    """Reads one document, whose relative paths start from `directory`.

    `blank` makes unset variables empty, as Compose does; otherwise they stay unknown.
    """

    def __init__(self, lookup: Lookup, *, directory: str = "", blank: bool = False) -> None:
        self.lookup = lookup
        self.directory = directory
        self.blank = blank
        self.problems: list[Problem] = []
        self.uses: list[Use] = []
        """Every variable that a text of the document names."""
        self.resets: list[tuple[str, ...]] = []
        """Paths tagged `!reset` or `!override`: what earlier files say there is dropped."""
        self.room = MOST_EXPANDED
        self.strangers = 0
        self.key: yaml.Scalar | None = None
        """The key read last: what is missing behind it is reported at its name."""
        self.refused: list[Refused] = []
        """Nothing, where something must stand; `problems` tells of it too, the merged project may excuse it."""
        self.missing: list[Lacking] = []
        """Required keys that a mapping lacks; only the merged project can tell whether they are missing in the end."""

    def complain(
        self, kind: str, at: Place, message: str, help: str | None = None, also: Related = (), fix: Intents = ()
    ) -> None:
        span = span_of(at)
        if span.start == span.end and self.key is not None and self.key.span.line == span.line:
            span = self.key.span
        self.problems.append(Problem(kind, Defect(span, message, help=help, also=also, fix=fix)))

    def read(self, tree: yaml.Tree, spec: Spec, path: tuple[str, ...] = (), via: tuple[Via, ...] = ()) -> Node:
        """The located, canonical node of a tree."""
        if isinstance(tree, yaml.Alias):
            return self.read(tree.target, spec, path, (*via, Via("alias", tree.span, tree.name)))
        if tree.tag in ("!reset", "!override"):
            self.resets.append(path)
        if isinstance(tree, yaml.Mapping):
            return self.mapping(tree, spec, path, via)
        if isinstance(tree, yaml.Sequence):
            return self.sequence(tree, spec, path, via)
        return self.scalar(tree, spec, path, via)

    # --- mappings

    def mapping(self, tree: yaml.Mapping, spec: Spec, path: tuple[str, ...], via: tuple[Via, ...]) -> Node:
        if spec.keys is None and spec.of is None:
            return self.wrong(tree, spec, path, "a mapping", via)
        result = Map(tree.span, via)
        for key, value, how in entries(tree, via, self.complain):
            if not isinstance(key.value, str):
                from .unknown_keys import not_text

                self.complain("invalid-structure", key, *not_text(key, spec, here=not how))
                continue
            if _is_reset(value):
                self.resets.append((*path, key.text))
                continue
            below = self.key_spec(key, spec, path)
            if below is None:
                continue
            self.key = key
            node = self.read(value, below, (*path, key.text), how)
            result.fields[key.text] = Field(Text(key.text, key.span, how, excerpt=key, base=self.directory), node)
        missing = [name for name in spec.required if name not in result.fields]
        if missing:
            self.missing.append((result, path, missing))
        return result

    def key_spec(self, key: yaml.Scalar, spec: Spec, path: tuple[str, ...]) -> Spec | None:
        """The row for a key; None (and a problem) when it is not allowed here."""
        name = key.text
        if spec.keys is not None and name in spec.keys:
            return spec.keys[name]
        if spec.of is not None:
            if spec.extra == "no" and not NAME.match(name):
                self.complain("invalid-value", key, f'"{shorten(name)}" is no name: letters, digits, ., _ and - only')
            elif spec.names is not None and not spec.names.fits(name):
                self.complain("invalid-value", key, f'"{shorten(name)}" is no {spec.names.noun}', spec.names.help)
            return spec.of
        if spec.extra == "open" or (spec.extra == "x" and name.startswith("x-")):
            return ANY
        from .unknown_keys import FEW, explain, renamed

        self.strangers += 1
        few = self.strangers <= FEW
        message, help = explain(name, spec, path, search=few)
        self.complain("unknown-key", key, message, help, fix=renamed(key, spec) if few else ())
        return None

    # --- sequences

    def sequence(self, tree: yaml.Sequence, spec: Spec, path: tuple[str, ...], via: tuple[Via, ...]) -> Node:
        if spec.listed is not None:
            items = [self.read(item, ANY, (*path, "[]"), via) for item in tree.items]
            listed = spec.listed(Items(tree.span, via, items), self.complain)
            return Unknown(tree.span, via) if listed is None or isinstance(listed, list) else listed
        if spec.item is None:
            return self.wrong(tree, spec, path, "a list", via)
        result = Items(tree.span, via)
        for item in tree.items:
            if _is_reset(item):
                continue
            node = self.read_item(item, spec.item, (*path, "[]"), via)
            result.items += node if isinstance(node, list) else [node]
        result.items = unique(result.items, spec.unique)
        refuse_equal(result.items, spec, self.complain)
        return result

    def read_item(self, tree: yaml.Tree, spec: Spec, path: tuple[str, ...], via: tuple[Via, ...]) -> Node | list[Node]:
        """An item, which a short form may turn into several."""
        target: yaml.Tree = tree
        while isinstance(target, yaml.Alias):
            via = (*via, Via("alias", target.span, target.name))
            target = target.target
        if isinstance(target, yaml.Scalar) and spec.short is not None:
            if self.room <= 0:
                return Unknown(target.span, via)
            beware(target, spec, path, self.complain)
            node = self.short(self.value(target, via, path), target, spec, path)
            self.room -= len(node) if isinstance(node, list) else 0
            return node
        return self.read(target, spec, path, via)

    # --- scalars

    def scalar(self, tree: yaml.Scalar, spec: Spec, path: tuple[str, ...], via: tuple[Via, ...]) -> Node:
        value = self.value(tree, via, path)
        if spec.plain is not None or spec.cast is not None or spec.bounds is not None:
            beware(tree, spec, path, self.complain)
        if spec.short is not None and not accepts(value, spec):
            if spec.item is not None:
                self.judge(value, spec.item, path)
            node = self.short(value, tree, spec, path)
            return Unknown(tree.span, via) if isinstance(node, list) else node
        return self.cast(value, tree, spec, path)

    def short(self, value: Node, tree: yaml.Scalar, spec: Spec, path: tuple[str, ...]) -> Node | list[Node]:
        if spec.short is None or isinstance(value, Null | Flag | Unknown):
            return self.wrong(tree, spec, path, _described(value, tree), value.via)
        before = len(self.problems)
        node = spec.short(value, self.complain)
        if node is None:
            if len(self.problems) == before:
                return self.wrong(tree, spec, path, _described(value, tree), value.via)
            return Unknown(tree.span, value.via)
        return node

    def value(self, tree: yaml.Scalar, via: tuple[Via, ...], path: tuple[str, ...]) -> Node:
        """A scalar as the model's value, interpolated."""
        value = tree.value
        if isinstance(value, str):
            if "$" in value:
                return self.interpolated(tree, via, path)
            return Text(value, tree.span, via, excerpt=tree, base=self.directory)
        if isinstance(value, bool):
            return Flag(value, tree.span, via)
        if isinstance(value, int | float):
            return Number(value, tree.span, via, text=tree.text)
        if isinstance(value, Timestamp):
            from .plain import moment

            return Text(moment(value.text), tree.span, via)
        return Null(tree.span, via)

    def interpolated(self, tree: yaml.Scalar, via: tuple[Via, ...], path: tuple[str, ...]) -> Text:
        from ..syntax import interpolation

        excerpt = tree.excerpt()
        template = interpolation.parse(excerpt)
        if template is None:
            return Text(excerpt.text, tree.span, via, excerpt=tree, base=self.directory)
        for fault in template.faults():
            help = "Docker refuses to load the file. A literal $ is written $$."
            sign = Span(fault.span.source, fault.span.start, fault.span.start + 1)
            fix = [ReplaceText(sign, "$$", "Leave the $ to the shell", was="$")] if fault.escapable else ()
            self.complain("invalid-interpolation", fault.span, fault.message, help, fix=fix)
        text = self.expanded(template, tree, via) if self.blank else self.resolved(template, tree, via)
        self.uses += uses(template, text, path, self.lookup)
        return text

    def resolved(self, template: Template, tree: yaml.Scalar, via: tuple[Via, ...]) -> Text:
        """The text as far as it can be known: what nobody sets stays unknown."""
        from ..syntax import interpolation

        pieces: list[Piece] = []
        origins: dict[int, Via] = {}
        for part in interpolation.resolve(template, self.lookup):
            pieces.append(Piece(part.value, part.span, part.reference, part.written))
            if isinstance(part.source, interpolation.Template):
                name = part.reference.name if part.reference else ""
                origins[id(part.source)] = Via("default", part.source.span, name)
            elif part.source is not None and isinstance(part.source.via, Via):
                origins[id(part.source.via)] = part.source.via
        how = (*via, *origins.values())
        values = [piece.value for piece in pieces if piece.value is not None]
        if sum(map(len, values)) > interpolation.MAX_LENGTH:
            return Text(None, tree.span, how, base=self.directory)
        whole = "".join(values) if len(values) == len(pieces) else None
        return Text(whole, tree.span, how, excerpt=template.excerpt, pieces=tuple(pieces), base=self.directory)

    def expanded(self, template: Template, tree: yaml.Scalar, via: tuple[Via, ...]) -> Text:
        """The text as Compose makes it: what is unset is empty. Of what is required and missing a check tells."""
        from ..syntax.interpolation import expand
        from .environment import Known

        text, _, error = expand(template, Known(self.lookup))
        if error is not None and not error.startswith("required variable") and not any(template.faults()):
            self.complain("invalid-interpolation", tree, error, "Docker refuses to load the file.")
        return Text(text if error is None else None, tree.span, via, base=self.directory)

    def cast(self, value: Node, tree: yaml.Scalar, spec: Spec, path: tuple[str, ...]) -> Node:
        """The value in the type that the place wants."""
        if isinstance(value, Text) and spec.cast is not None:
            node = self.converted(value, spec, path)
            if isinstance(node, Number) and not accepts(node, spec):
                return self.wrong(tree, spec, path, shorten(value.value or ""), value.via)
            self.judge(node, spec, path)
            return node
        if not accepts(value, spec) or (isinstance(tree.value, Timestamp) and spec.types in ("s", "s0")):
            return self.wrong(tree, spec, path, _described(value, tree), value.via)
        self.judge(value, spec, path)
        return value

    def judge(self, value: Node, spec: Spec, path: tuple[str, ...]) -> None:
        """What the type alone does not say: closed vocabularies, grammars, the smallest limit."""
        text = value.value if isinstance(value, Text) else None
        if text is not None and spec.enum and text not in spec.enum:
            near = nearest(text, spec.enum)
            help = f"Did you mean {near}?" if near else None
            sure = near is not None and distance(text, near, 1) == 1
            message = f"{dotted(path)} is none of {', '.join(spec.enum)}"
            self.complain(
                "invalid-value", value, message, help, fix=[Replace(value, near, f"Write {near}")] if sure else ()
            )
        elif text is not None and spec.grammar is not None and not spec.grammar.fits(text):
            bare = spec.unit == "duration" and text.isdecimal()
            help = f"Write {text}s, with a unit." if bare else None
            fix = [Replace(value, f"{text}s", f"Write {text}s")] if bare else ()
            message = f'"{shorten(text)}" is no {spec.grammar.noun} (in {dotted(path)})'
            self.complain("invalid-value", value, message, help or spec.grammar.help, fix=fix)
        elif spec.bounds is not None and isinstance(value, Number) and value.value is not None:
            least, most = spec.bounds
            if not least <= value.value <= most:
                limit = f"at least {least:g}" if value.value < least else f"at most {most:g}"
                self.complain("invalid-value", value, f"{dotted(path)} is {shorten(value.text)}; it must be {limit}")
        elif spec.unit == "memory":
            amount = value.value if isinstance(value, Number) else bytes_of(text or "")
            if isinstance(amount, int) and 0 < amount < SMALLEST_MEMORY:
                message = f"{dotted(path)} is {amount} bytes; Docker refuses less than 6 MB"
                self.complain("invalid-value", value, message, "A number without a unit means bytes: write 512m.")

    def converted(self, value: Text, spec: Spec, path: tuple[str, ...]) -> Node:
        text = value.value
        if text is None:
            return Flag(None, value.span, value.via) if spec.cast == "bool" else Number(None, value.span, value.via)
        if spec.cast == "bool" and text.lower() in _YES + _NO:
            return Flag(text.lower() in _YES, value.span, value.via)
        if spec.cast == "int" and _INT.match(text) and len(text) < 20:
            return Number(int(text), value.span, value.via, text=text)
        if spec.cast == "float" and _FLOAT.match(text) and len(text) < 40:
            return Number(float(text), value.span, value.via, text=text)
        wanted = {"bool": "true or false", "int": "an integer", "float": "a number"}[spec.cast or "int"]
        self.complain("wrong-type", value, f'{dotted(path)} must be {wanted}, not "{shorten(text)}"')
        return Unknown(value.span, value.via)

    def wrong(self, tree: yaml.Tree, spec: Spec, path: tuple[str, ...], found: str, via: tuple[Via, ...]) -> Node:
        what = dotted(path) or "the file"
        written = tree.text if isinstance(tree, yaml.Scalar) else ""
        fix: list[Intent] = []
        if found == "nothing":
            help = "Docker refuses an empty value here: remove the key, or give it one."
        elif written and "s" in spec.types and found != "text":
            help = (
                f"Write {written}{_USUAL[spec.unit]}, with a unit." if spec.unit else f'Put it in quotes: "{written}".'
            )
            if spec.unit in ("", "duration") and not via:
                fix.append(Replace(tree, written + _USUAL.get(spec.unit, ""), "Write it as text"))
        else:
            help = f"Docker accepts {spec.expected()} here."
        self.complain("wrong-type", tree, f"{what} must be {spec.expected()}, not {shorten(found)}", help, fix=fix)
        if found == "nothing":
            self.refused.append(Refused(tree.span, via, self.problems[-1]))
            return self.refused[-1]
        return Unknown(tree.span, via)


def _described(value: Node, tree: yaml.Scalar) -> str:
    """A scalar in a message. Text is not repeated: in the wrong place it may be a secret."""
    if isinstance(value, Null):
        return "nothing"
    if isinstance(tree.value, Timestamp):
        return f"the date {shorten(tree.text)}"
    return "text" if isinstance(value, Text) else shorten(tree.text)


def _is_reset(tree: yaml.Tree) -> bool:
    target = tree.target if isinstance(tree, yaml.Alias) else tree
    return target.tag == "!reset"


def accepts(value: Value, spec: Spec) -> bool:
    types = spec.types
    if isinstance(value, Text):
        return "s" in types
    if isinstance(value, Number):
        number = value.value
        if number is None or not abs(number) < float("inf"):
            return number is None
        return "n" in types or ("i" in types and number == int(number))
    if isinstance(value, Flag):
        return "b" in types
    return "0" in types


def refuse_equal(items: list[Node], spec: Spec, complain: Complain, since: int = 1) -> None:
    """Complains of equal items in a list that refuses them, from the item at `since` on."""
    if not spec.distinct:
        return
    texts = [item.value if isinstance(item, Text | Number) else None for item in items]
    seen = set(texts[:since])
    for item, text in zip(items[since:], texts[since:], strict=True):
        if text is not None and text in seen:
            complain("invalid-value", item, f"{shorten(str(text))} stands in this list twice", "Remove one of the two.")
        seen.add(text)


def dotted(path: tuple[str, ...]) -> str:
    """A path as people write it: services.web.ports."""
    return shorten(".".join(step for step in path if step != "[]"), 60)


def shorten(text: str, most: int = 30) -> str:
    flat = " ".join(text[: most * 4].split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
