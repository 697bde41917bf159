"""A verdict as plain data (texts, numbers, tuples of them), and back: so it is kept, and so it travels.

Places are (number of a source, start, end); whoever takes a verdict up has the same texts at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..core import edit
from ..core.defect import SEVERITIES, Finding
from ..core.edit import Fix, Intent
from ..core.record import record
from ..core.rule import Rule
from ..core.source import Source, Span
from .masking import SHORTEST
from .report import StackSummary, Suppressed, Verdict
from .suppress import Commented, Ignore

Plain = tuple[Any, ...]
"""What `marshal` writes and reads."""
INTENTS: dict[str, type[Intent]] = {
    name: kind for name, kind in vars(edit).items() if isinstance(kind, type) and issubclass(kind, Intent)
}
_TEXTS, _PERHAPS = {str}, {str, type(None)}
_IN_INTENTS = (str, int, tuple, dict, type(None))


class SecretError(ValueError):
    """A verdict that would show a secret, which then stays where it is."""


class Sources:
    """The texts that a verdict speaks of, each with its number."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[Source, int] = {}

    def place(self, span: Span) -> tuple[int, int, int]:
        return self.known.setdefault(span.source, len(self.known)), span.start, span.end


def laid_down(verdict: Verdict, sources: Sources) -> Plain:
    """The plain data of a verdict that is in no report yet; `sources` learns the texts that it speaks of.

    Raises SecretError when a fix of it would show a secret.
    """
    summary = verdict.summary
    number = sources.known.setdefault
    files = tuple(
        (number(file.source, len(sources.known)), file.kind, tuple(map(_comment, file.comments)))
        for file in verdict.files
    )
    findings = tuple(_finding(finding, sources) for finding in verdict.findings)
    suppressed = tuple((_finding(entry.finding, sources), entry.reason) for entry in verdict.suppressed)
    hidden = tuple(
        (number(source, len(sources.known)), tuple(places)) for source, places in verdict.hidden.items() if places
    )
    named = (summary.root, tuple(summary.files), tuple(summary.services), tuple(summary.dockerfiles))
    _keep_secrets(verdict)
    return named, files, findings, suppressed, hidden, verdict.unasked


def _comment(ignore: Ignore) -> Plain:
    return (
        ignore.span.start, ignore.span.end, ignore.lines.start, ignore.lines.stop, ignore.reason, ignore.until,
        ignore.foreign, ignore.stack, ignore.key, tuple(sorted(ignore.slugs)), tuple(ignore.unknown), ignore.used,
    )  # fmt: skip


def _finding(finding: Finding, sources: Sources) -> Plain:
    also = tuple((*sources.place(span), words) for span, words in finding.also)
    fix = () if finding.fix is None else tuple(_intent(intent, sources) for intent in finding.fix.intents)
    return (
        finding.rule, finding.severity, *sources.place(finding.span), finding.message, finding.help, finding.code,
        finding.docs, finding.service, finding.identity, also, fix,
    )  # fmt: skip


def _intent(intent: Intent, sources: Sources) -> Plain:
    own = tuple(getattr(intent, name) for name in type(intent).__slots__)
    return type(intent).__name__, *sources.place(intent.span), intent.title, intent.safety, own


def _keep_secrets(verdict: Verdict) -> None:
    """Raises SecretError when a fix holds what is hidden where its file is shown."""
    fixes = [finding.fix for finding in verdict.findings if finding.fix is not None]
    fixes += [entry.finding.fix for entry in verdict.suppressed if entry.finding.fix is not None]
    if not all(fix.quotable for fix in fixes):
        raise SecretError
    secrets = {
        source.text[start:end]
        for source, places in verdict.hidden.items()
        for start, end, _ in places
        if end - start >= SHORTEST
    }
    plain = tuple(_intent(intent, Sources()) for fix in fixes for intent in fix.intents) if secrets else ()
    if any(secret in words for words in strings(plain) for secret in secrets):
        raise SecretError


@record
class Reading:
    """What plain data is read with: its sources by number, and the rules that there are."""

    sources: list[Source]
    rules: dict[str, Rule]

    def span(self, place: Iterable[int]) -> Span:
        number, start, end = place
        source = self.sources[number]
        if not 0 <= start <= end <= len(source.text):
            raise ValueError(place)
        return Span(source, start, end)

    def verdict(self, data: Plain) -> Verdict:
        """What `laid_down` wrote. Raises ValueError, LookupError, TypeError or AttributeError for anything else."""
        (root, files, services, dockerfiles), commented, findings, suppressed, hidden, unasked = data
        summary = StackSummary(text(root), texts(files), texts(services), texts(dockerfiles))
        return Verdict(
            summary,
            [self._commented(*row) for row in commented],
            [self._finding(summary.root, *row) for row in findings],
            [Suppressed(self._finding(summary.root, *row), text(reason)) for row, reason in suppressed],
            {self.sources[number]: [self._hidden(number, *row) for row in places] for number, places in hidden},
            bool(unasked),
        )

    def _hidden(self, number: int, start: int, end: int, mask: str) -> tuple[int, int, str]:
        self.span((number, start, end))
        return start, end, text(mask)

    def _commented(self, number: int, kind: str, rows: Iterable[Plain]) -> Commented:
        return Commented(self.sources[number], text(kind), [self._ignore(number, *row) for row in rows])

    def _ignore(self, number: int, start: int, end: int, *row: Any) -> Ignore:
        first, behind, reason, until, foreign, stack, key, slugs, unknown, used = row
        span = self.span((number, start, end))
        ignore = Ignore(span, range(first, behind), text(reason), until=text(until), foreign=bool(foreign))
        ignore.stack, ignore.key = text(stack), text(key)
        ignore.slugs, ignore.unknown, ignore.used = set(texts(slugs)), texts(unknown), bool(used)
        return ignore

    def _finding(self, stack: str, rule: str, severity: str, number: int, start: int, end: int, *row: Any) -> Finding:
        message, help, code, docs, service, identity, also, fix = row
        if {*map(type, (message, code, *identity))} != _TEXTS or not _PERHAPS.issuperset(
            map(type, (help, docs, service))
        ):
            raise TypeError(row)
        made = Finding.__new__(Finding)
        made.rule = self.rules[rule].slug
        made.severity = SEVERITIES[SEVERITIES.index(severity)]
        made.span = self.span((number, start, end))
        made.message, made.code, made.identity = message, code, tuple(identity)
        made.help, made.docs, made.service = help, docs, service
        made.also = tuple([(self.span(place), text(words)) for *place, words in also]) if also else ()
        made.fix = Fix(tuple([self._intent(*row) for row in fix])) if fix else None
        made.stack = stack
        made._fingerprint = ""
        return made

    def _intent(self, name: str, number: int, start: int, end: int, title: str, safety: str, own: Plain) -> Intent:
        kind = INTENTS[name]
        made = kind.__new__(kind)
        made.span = self.span((number, start, end))
        made.title, made.safety, made.written = text(title), "unsafe" if safety == "unsafe" else "safe", True
        for slot, value in zip(kind.__slots__, own, strict=True):
            if not isinstance(value, _IN_INTENTS):
                raise TypeError(value)
            setattr(made, slot, value)
        return made


def text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def texts(values: Iterable[object]) -> list[str]:
    return [text(value) for value in values]


def strings(data: object) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from strings(tuple(data.items()))
    elif isinstance(data, tuple):
        for part in data:
            yield from strings(part)
