"""Defects (what a check or the loader yields) and findings (what the engine makes of them)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from .source import Span

if TYPE_CHECKING:
    from .edit import Fix, Intent

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Located(Protocol):
    """Anything that stands somewhere: model values, syntax nodes, instructions."""

    @property
    def span(self) -> Span: ...


Place = Located | Span
Related = Iterable[tuple[Place, str]]
"""Places, and what is to be said of each."""
Intents = Sequence["Intent"]


def span_of(place: Place) -> Span:
    return place if isinstance(place, Span) else place.span


class Defect:
    """What is wrong, where. `message` says what *is*, at most 100 characters, no full stop.

    `also` are related places with their words; `help` a sentence plus at most one fenced block that is complete by
    itself; `severity` only where this case weighs differently from the rule's document; `fix` the intents that mend it.
    What another program found carries its `code` (`shellcheck:SC2086`) and that code's page in `docs`.
    """

    __slots__ = ("also", "code", "docs", "fix", "help", "message", "severity", "span")

    def __init__(
        self,
        at: Place,
        message: str,
        *,
        also: Iterable[tuple[Place, str]] = (),
        help: str | None = None,
        severity: Severity | None = None,
        fix: Intents = (),
        code: str = "",
        docs: str | None = None,
    ) -> None:
        self.span = span_of(at)
        self.message = message
        self.also = tuple([(span_of(place), words) for place, words in also]) if also else ()
        self.help = help
        self.severity = severity
        self.fix = tuple(fix) if fix else ()
        self.code = code
        self.docs = docs

    def __repr__(self) -> str:
        return f"Defect({self.span!r}, {self.message!r})"


class Finding:
    """A defect stamped by the engine. `docs` is a page of its own, where it has one beside its rule's."""

    __slots__ = (
        "_fingerprint", "also", "code", "docs", "fix", "help", "identity", "message", "rule", "service", "severity",
        "span", "stack",
    )  # fmt: skip

    def __init__(
        self,
        rule: str,
        severity: Severity,
        defect: Defect,
        *,
        stack: str,
        service: str | None = None,
        fingerprint: str = "",
    ) -> None:
        self.rule = rule
        self.severity: Severity = severity
        self.span = defect.span
        self.message = defect.message
        self.help = defect.help
        self.also = defect.also
        self.code = defect.code
        self.docs = defect.docs
        self.fix: Fix | None = None
        if defect.fix:
            # Loaded already by whoever made the intents.
            from .edit import Fix

            fix = Fix(defect.fix)
            self.fix = fix if fix.possible else None
        self.stack = stack
        self.service = service
        self.identity: tuple[str, ...] = ()
        """What tells it from every other finding of a run, from run to run."""
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits of the identity; computed when a report asks, since most runs do not."""
        if not self._fingerprint and self.identity:
            from hashlib import sha256

            text = "\0".join(self.identity)
            self._fingerprint = sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
        return self._fingerprint

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Report order: path, line, column, rule; the message only to make the order total."""
        line, column = self.span.source.position(self.span.start)
        return self.span.source.path, line, column, self.rule, self.message

    def __repr__(self) -> str:
        return f"Finding({self.rule}, {self.span!r}, {self.message!r})"


class Problem:
    """What a reader or the loader found wrong: the slug of a rule that is raised while loading, and the defect."""

    __slots__ = ("defect", "kind")

    def __init__(self, kind: str, defect: Defect) -> None:
        self.kind = kind
        self.defect = defect

    def __repr__(self) -> str:
        return f"Problem({self.kind}, {self.defect!r})"
