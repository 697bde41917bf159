"""Ignore comments: `# composelint: ignore[rule, ...] reason`, on the finding's line or on the lines above it.

`until=2027-01-31` inside the brackets ends an ignore on that day. Rules are named by slug, theme or alias. What spans
several lines (a block scalar, an instruction) is reached as a whole by the comment at its first line. hadolint's
`# hadolint ignore=DL3008` and `# hadolint global ignore=DL3008` work in Dockerfiles as they do there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..core.defect import Defect, Finding
from ..core.patterns import pattern
from ..core.rule import Rule
from ..core.source import Source, Span
from ..model.compose import Stack, TextFile
from ..syntax import yaml
from .fingerprint import Keys, home_of
from .report import Suppressed
from .select import Known, slugs_of, unknown_rule

_IGNORE = pattern(r"#\s*composelint:\s*ignore\[([^\]]*)\]\s*(.*)")
_HADOLINT = pattern(r"#\s*hadolint\s+(global\s+)?ignore\s*=\s*([\w,\s]+)")
_UNTIL = pattern(r"until=(\d{4}-\d{2}-\d{2})\Z")


class Ignore:
    """One ignore comment: the rules it names, its reason, the lines it speaks for.

    `stack` and `key` tell where it stands, as fingerprints do; `foreign`: another tool's, never said to be unused.
    """

    __slots__ = ("foreign", "key", "lines", "reason", "slugs", "span", "stack", "unknown", "until", "used")

    def __init__(
        self, span: Span, names: str, reason: str, lines: range, foreign: bool = False, known: Known | None = None
    ) -> None:
        self.span = span
        self.reason = reason.strip()
        self.lines = lines
        self.foreign = foreign
        self.stack = ""
        self.key = ""
        self.until = ""
        self.slugs: set[str] = set()
        self.unknown: list[str] = []
        self.used = False
        for name in (part.strip() for part in names.split(",")):
            until = _UNTIL.match(name)
            if until:
                self.until = until[1]
            elif found := slugs_of(f"hadolint:{name}" if foreign else name, known):
                self.slugs |= found
            else:
                self.unknown.append(name)

    def over(self, today: str) -> bool:
        return bool(self.until and today and self.until < today)


class Ignores:
    """The ignore comments of a run. Those of a file that several stacks read are used when any stack uses them."""

    __slots__ = ("by_source", "known", "today")

    def __init__(self, today: str, known: Known | None = None) -> None:
        self.today = today
        self.known = known
        self.by_source: dict[Source, list[Ignore]] = {}

    def suppress(self, findings: list[Finding], stack: Stack) -> tuple[list[Finding], list[Suppressed]]:
        """(findings that stay, findings taken back)."""
        self.read(stack)
        kept: list[Finding] = []
        taken: list[Suppressed] = []
        for finding in findings:
            ignore = self.matching(finding)
            if ignore is None:
                kept.append(finding)
            else:
                ignore.used = True
                taken.append(Suppressed(finding, ignore.reason))
        return kept, taken

    def read(self, stack: Stack) -> None:
        keys: Keys | None = None
        for file in stack.files:
            if file.source not in self.by_source:
                found = self.by_source[file.source] = ignores_of(file, self.known)
                keys = keys or (Keys(stack) if found else None)
                for ignore in found:
                    ignore.stack = home_of(stack)
                    ignore.key = keys.at(file.source, ignore.span.start) if keys is not None else ""

    def matching(self, finding: Finding) -> Ignore | None:
        if finding.rule == "internal-error":
            return None
        ignores = self.by_source.get(finding.span.source, ())
        line = finding.span.line if ignores else 0
        fitting = (one for one in ignores if finding.rule in one.slugs and line in one.lines)
        return next((one for one in fitting if not one.over(self.today)), None)

    def unused(self, rule: Rule, rules: dict[str, Rule]) -> list[Finding]:
        """The findings of `unused-ignore`, once all stacks have been judged."""
        found = []
        for ignore in (ignore for ignores in self.by_source.values() for ignore in ignores):
            for defect in idle(ignore, rules, self.today, self.known):
                finding = Finding(rule.slug, rule.severity, defect, stack=ignore.stack)
                finding.identity = (rule.slug, ignore.stack, "", ignore.key)
                found.append(finding)
        return found


def idle(ignore: Ignore, rules: Iterable[str], today: str, known: Known | None = None) -> list[Defect]:
    """What is wrong with an ignore comment: it names no rule, its day has passed, or it takes nothing back."""
    if ignore.foreign:
        return []
    found = [Defect(ignore.span, unknown_rule(name, known)[:100]) for name in ignore.unknown]
    if ignore.over(today):
        found.append(Defect(ignore.span, f"this ignore ended on {ignore.until}"))
    elif not ignore.used and ignore.slugs and ignore.slugs <= set(rules):
        found.append(Defect(ignore.span, f"nothing to ignore here: {', '.join(sorted(ignore.slugs))[:60]}"))
    return found


def ignores_of(file: TextFile, known: Known | None = None) -> list[Ignore]:
    """The ignore comments of a file."""
    text = file.source.text
    hadolint = file.dockerfile is not None and "hadolint" in text
    if "composelint:" not in text and not hadolint:
        return []
    found: list[Ignore] = []
    ends: dict[int, int] | None = None
    for span, own_line in _comments(file):
        match = _IGNORE.match(span.text)
        foreign = _HADOLINT.match(span.text) if match is None and hadolint else None
        if match is None and foreign is None:
            continue
        ends = _ends(file) if ends is None else ends
        line = _next_line(file.source, span.line) if own_line else span.line
        lines = range(line, ends.get(line, line) + 1)
        if match is not None:
            found.append(Ignore(span, match[1], match[2], lines, known=known))
        elif foreign is not None:
            everywhere = range(1, len(file.source.line_starts) + 1)
            found.append(Ignore(span, foreign[2], "", everywhere if foreign[1] else lines, True, known))
    return found


def _comments(file: TextFile) -> list[tuple[Span, bool]]:
    if file.stream is not None:
        return [(comment.span, comment.own_line) for comment in file.stream.comments()]
    if file.entries is not None:
        return [(comment.span, comment.own_line) for comment in file.entries.comments]
    if file.dockerfile is not None:
        return [(comment.span, True) for comment in file.dockerfile.comments]
    return []


def _ends(file: TextFile) -> dict[int, int]:
    """The last line of everything that spans several, by its first."""
    ends: dict[int, int] = {}
    for span in _wholes(file):
        first, last = span.line, span.source.line_of(max(span.end - 1, span.start))
        if last > first:
            ends[first] = max(last, ends.get(first, 0))
    return ends


def _wholes(file: TextFile) -> Iterator[Span]:
    """What a comment cannot stand inside, or would not be looked for in: scalars, variables, instructions."""
    for root in file.stream.documents if file.stream is not None else ():
        yield from (scalar.span for scalar in yaml.scalars(root))
    for entry in file.entries.entries if file.entries is not None else ():
        yield entry.span
    if file.dockerfile is not None:
        for stage in file.dockerfile.stages:
            yield from (instruction.span for instruction in (stage.instruction, *stage.instructions))


def _next_line(source: Source, line: int) -> int:
    """The line that a comment on a line of its own speaks for: the next one that is neither comment nor empty."""
    line += 1
    while line <= len(source.line_starts):
        text = source.line_text(line).strip()
        if text and text[0] != "#":
            break
        line += 1
    return line
