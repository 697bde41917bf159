"""Compose's `${}` templates: text -> parts with spans, and what the parts become.

The grammar is compose-go's `template` package (v2.13), its miscounting of braces included. References never span lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..core.patterns import pattern

if TYPE_CHECKING:
    from ..core.source import Excerpt, Span

_START = pattern(r"\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*+)|\{)")
_HEAD = pattern(r"([A-Za-z_][A-Za-z0-9_]*+)(?:(:?[-+?])|\})")

MAX_DEPTH = 40
"""Nesting of `${A:-${B:-…}}` that is followed; far beyond what anybody writes."""
MAX_LENGTH = 1 << 20
"""Characters of an interpolated text; `A=$A$A`, repeated, doubles without end."""


class Fault:
    """What Compose refuses or misreads in a template; `span` starts at the `$`.

    `escapable`: the text is evidently meant for a shell, so doubling that `$` mends it.
    """

    __slots__ = ("escapable", "message", "span")

    def __init__(self, message: str, span: Span, escapable: bool = False) -> None:
        self.message = message
        self.span = span
        self.escapable = escapable

    def __repr__(self) -> str:
        return f"Fault({self.message!r}, {self.span!r})"


class Literal:
    """Text that stands for itself: `text[start:end]` of the excerpt, or `$` for a written `$$`."""

    __slots__ = ("end", "excerpt", "start", "text")

    def __init__(self, excerpt: Excerpt, text: str, start: int, end: int) -> None:
        self.excerpt = excerpt
        self.text = text
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        return self.excerpt.span(self.start, self.end)

    @property
    def written(self) -> Excerpt | None:
        """The places of its characters, where something else stands between them: indentation, escapes."""
        length, span = len(self.text), self.span
        if self.end - self.start != length or span.end - span.start == length:
            return None
        return self.excerpt.slice(self.start, self.end)

    def __repr__(self) -> str:
        return f"Literal({self.text!r})"


class Reference:
    """`$NAME` or `${NAME}` or `${NAME<operator>word}`; `word` is None exactly when `operator` is empty."""

    __slots__ = ("end", "excerpt", "miscount", "name", "name_end", "operator", "start", "word")

    def __init__(
        self,
        excerpt: Excerpt,
        name: str,
        name_end: int,
        start: int,
        end: int,
        operator: str = "",
        word: Template | None = None,
    ) -> None:
        self.excerpt = excerpt
        self.name = name
        self.operator = operator
        self.word = word
        self.start = start
        self.end = end
        self.name_end = name_end
        self.miscount: Fault | None = None
        """Set when Compose takes another brace for the closing one than a reader does."""

    @property
    def span(self) -> Span:
        return self.excerpt.span(self.start, self.end)

    @property
    def name_span(self) -> Span:
        return self.excerpt.span(self.name_end - len(self.name), self.name_end)

    @property
    def word_span(self) -> Span:
        """Where the word stands; without an operator empty, at the end of the name."""
        return self.excerpt.span(self.name_end, self.name_end) if self.word is None else self.word.span

    @property
    def required(self) -> bool:
        return self.operator in (":?", "?")

    def __repr__(self) -> str:
        return f"Reference({self.name!r}, {self.operator!r}, {self.word!r})"


class Template:
    """`text[start:end]` of an excerpt as parts. After an `error` the rest of the text belongs to no part."""

    __slots__ = ("end", "error", "excerpt", "parts", "start")

    def __init__(self, excerpt: Excerpt, start: int, end: int) -> None:
        self.excerpt = excerpt
        self.start = start
        self.end = end
        self.parts: list[Literal | Reference] = []
        self.error: Fault | None = None

    @property
    def span(self) -> Span:
        return self.excerpt.span(self.start, self.end)

    @property
    def text(self) -> str:
        """As written."""
        return self.excerpt.text[self.start : self.end]

    def references(self) -> Iterator[Reference]:
        """All references in order, each before those in its word."""
        for part in self.parts:
            if isinstance(part, Reference):
                yield part
                if part.word is not None:
                    yield from part.word.references()

    def faults(self) -> Iterator[Fault]:
        """Everything wrong in it and in its words; a miscounted word is one fault, whatever follows from it."""
        for part in self.parts:
            if isinstance(part, Reference):
                if part.miscount is not None:
                    yield part.miscount
                elif part.word is not None:
                    yield from part.word.faults()
        if self.error is not None:
            yield self.error

    def __repr__(self) -> str:
        return f"Template({self.parts!r}{', error' if self.error else ''})"


def parse(excerpt: Excerpt) -> Template | None:
    """The template of a text; None when Compose leaves the text as it stands."""
    if "$" not in excerpt.text:
        return None
    template = _Reader(excerpt).template(0, len(excerpt.text), 0)
    unchanged = [part.text for part in template.parts if isinstance(part, Literal)] == [excerpt.text]
    return None if unchanged and template.error is None else template


class _Reader:
    """One pass over an excerpt; no character is looked at more often than a constant number of times."""

    __slots__ = ("_true", "counted", "excerpt", "text")

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.text = excerpt.text
        self.counted: dict[int, int] | None = None
        self._true: dict[int, int] | None = None

    def template(self, start: int, end: int, depth: int) -> Template:
        result = Template(self.excerpt, start, end)
        at = done = start
        line_end = -1
        while (sight := _START.search(self.text, at, end)) is not None:
            if line_end < sight.start():
                line_end = self.text.find("\n", sight.start(), end)
                line_end = end if line_end < 0 else line_end
            part: Literal | Reference | Fault
            if sight[1]:
                part = Literal(self.excerpt, "$", sight.start(), sight.end())
            elif sight[2]:
                part = Reference(self.excerpt, sight[2], sight.end(), sight.start(), sight.end())
            else:
                part = self.braced(sight.start(), line_end, depth)
            self.literal(result, done, sight.start())
            if isinstance(part, Fault):
                result.error = part
                return result
            result.parts.append(part)
            at = done = part.end
        self.literal(result, done, end)
        return result

    def literal(self, template: Template, start: int, end: int) -> None:
        if start < end:
            template.parts.append(Literal(self.excerpt, self.text[start:end], start, end))

    def braced(self, start: int, line_end: int, depth: int) -> Reference | Fault:
        head = _HEAD.match(self.text, start + 2, line_end)
        if head is None:
            return self.refusal(start, line_end)
        if not head[2]:
            return Reference(self.excerpt, head[1], head.end(1), start, head.end())
        if self.counted is None:
            self.counted = _partners(self.text, as_compose=True)
        close = self.counted.get(start + 1, line_end)
        if close >= line_end:
            # Without a partner the greedy regular expression decides: up to the last brace of the line.
            close = self.text.rfind("}", head.end(), line_end)
        if close < 0:
            return self.refusal(start, line_end)
        if depth >= MAX_DEPTH:
            return Fault(f"references are nested more than {MAX_DEPTH} deep", self.excerpt.span(start, close + 1))
        word = self.template(head.end(), close, depth + 1)
        result = Reference(self.excerpt, head[1], head.end(1), start, close + 1, head[2], word)
        result.miscount = self.miscount(result, line_end)
        return result

    def miscount(self, reference: Reference, line_end: int) -> Fault | None:
        if self._true is None:
            self._true = _partners(self.text, as_compose=False) if "{}" in self.text or "{{" in self.text else {}
        close = self._true.get(reference.start + 1, line_end)
        if close >= line_end or close == reference.end - 1:
            return None
        if close < reference.end:
            message = "Compose miscounts `{}` in this default and reads on to the last `}` of the line"
        else:
            message = "Compose miscounts `{{` in this default and leaves a `}` over when the variable is set"
        return Fault(message, self.excerpt.span(reference.start, close + 1))

    def refusal(self, start: int, line_end: int) -> Fault:
        close = self.text.find("}", start, line_end)
        if close < 0:
            end = start + len(self.text[start:line_end].rstrip())
            return Fault("`${` is not closed on its line; write `$$` for a literal `$`", self.excerpt.span(start, end))
        from .refusals import refused

        return refused(self.text[start : close + 1], self.excerpt.span(start, close + 1))


def _partners(text: str, *, as_compose: bool) -> dict[int, int]:
    """Closing brace of each opening one, line by line. Compose does not look at the character behind a `{`."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    unseen = -1
    for brace in re.finditer(r"[{}\n]", text):
        at = brace.start()
        if text[at] == "\n":
            opened.clear()
        elif at == unseen:
            continue
        elif text[at] == "{":
            opened.append(at)
            unseen = at + 1 if as_compose else -1
        elif opened:
            partners[opened.pop()] = at
    return partners


class Found:
    """A variable's value (None: defined, but unknown) and, opaque here, where it comes from."""

    __slots__ = ("value", "via")

    def __init__(self, value: str | None, via: object = None) -> None:
        self.value = value
        self.via = via


class Resolved:
    """What one part became; `value` None when unknown.

    `source` is the `Found` that was used, or the word (a `Template`) of the operator that filled in, else None.
    `written` tells where each character of a literal stands, when its span holds more than these.
    """

    __slots__ = ("reference", "source", "span", "value", "written")

    def __init__(
        self,
        value: str | None,
        span: Span,
        reference: Reference | None = None,
        source: Found | Template | None = None,
        written: Excerpt | None = None,
    ) -> None:
        self.written = written
        self.value = value
        self.span = span
        self.reference = reference
        self.source = source

    def __repr__(self) -> str:
        return f"Resolved({self.value!r})"


Lookup = Callable[[str], Found | None]


def resolve(template: Template, lookup: Lookup) -> list[Resolved]:
    """What can be known of a text without guessing: a variable that nobody defines is unknown, not empty."""
    result = [
        Resolved(part.text, part.span, written=part.written) if isinstance(part, Literal) else _resolved(part, lookup)
        for part in template.parts
    ]
    if template.error is not None:
        result.append(Resolved(None, template.error.span))
    return result


def joined(parts: list[Resolved]) -> str | None:
    """The whole text; None when a part is unknown or the text is longer than `MAX_LENGTH`."""
    values = [part.value for part in parts if part.value is not None]
    return "".join(values) if len(values) == len(parts) and sum(map(len, values)) <= MAX_LENGTH else None


def _resolved(reference: Reference, lookup: Lookup) -> Resolved:
    found, word = lookup(reference.name), reference.word
    use_word = word is not None and takes_word(reference.operator, found)
    if use_word is None:
        return Resolved(None, reference.span, reference, found)
    if use_word and word is not None:
        inner = resolve(word, lookup)
        deeper = inner[0].source if len(inner) == 1 and inner[0].reference else None
        return Resolved(joined(inner), reference.span, reference, deeper or word)
    if reference.operator in (":+", "+"):
        return Resolved("", reference.span, reference)
    if found is None or (reference.operator == ":?" and not found.value):
        return Resolved(None, reference.span, reference)
    return Resolved(found.value, reference.span, reference, found)


def takes_word(operator: str, found: Found | None) -> bool | None:
    """Whether the word is the result; None when that depends on a value which is unknown."""
    if operator in (":?", "?"):
        return False
    if found is not None and found.value is None and operator in (":-", ":+"):
        return None
    present = found is not None and (bool(found.value) or operator in ("-", "+"))
    return present is (operator in (":+", "+"))


def expand(template: Template, env: Mapping[str, str]) -> tuple[str, list[str], str | None]:
    """(text, warnings, first error) as Compose itself does it: what is unset becomes empty, with a warning."""
    texts: list[str] = []
    warnings: list[str] = []
    length = 0
    for part in template.parts:
        value, said, error = (part.text, [], None) if isinstance(part, Literal) else _expanded(part, env)
        length += len(value)
        if length > MAX_LENGTH:
            error = error or f"a text grows beyond {MAX_LENGTH} characters by interpolation"
        warnings += said
        if error is not None:
            return "", warnings, error
        texts.append(value)
    return ("".join(texts), warnings, None) if template.error is None else ("", warnings, template.error.message)


def _expanded(reference: Reference, env: Mapping[str, str]) -> tuple[str, list[str], str | None]:
    value, word, operator = env.get(reference.name), reference.word, reference.operator
    if word is None:
        unset = f'The "{reference.name}" variable is not set. Defaulting to a blank string.'
        return value or "", [unset] if value is None else [], None
    if reference.required:
        if value is None or (operator == ":?" and not value):
            reason, warnings, error = expand(word, env)
            missing = f"required variable {reference.name} is missing a value"
            return "", warnings, error or (f"{missing}: {reason}" if reason else missing)
        return value, [], None
    if takes_word(operator, None if value is None else Found(value)):
        return expand(word, env)
    # Compose returns the variable itself where `+` does not apply: unset or empty, so nothing.
    return value or "", [], None
