"""Ignore comments: `# composelint: ignore[rule, ...] reason`, on the finding's line or on the lines above it.

`until=2027-01-31` inside the brackets ends an ignore on that day. Rules are named by slug, theme or alias.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..core.defect import Defect, Finding
from ..core.rule import Rule
from ..core.source import Source, Span
from ..model.compose import Stack, TextFile
from .report import Suppressed
from .select import slugs_of, unknown_rule

_IGNORE = re.compile(r"#\s*composelint:\s*ignore\[([^\]]*)\]\s*(.*)")
_UNTIL = re.compile(r"until=(\d{4}-\d{2}-\d{2})\Z")


class Ignore:
    """One ignore comment: the rules it names, its reason, the line it speaks for."""

    __slots__ = ("line", "reason", "slugs", "span", "unknown", "until", "used")

    def __init__(self, span: Span, names: str, reason: str, line: int) -> None:
        self.span = span
        self.reason = reason.strip()
        self.line = line
        self.until = ""
        self.slugs: set[str] = set()
        self.unknown: list[str] = []
        self.used = False
        for name in (part.strip() for part in names.split(",")):
            until = _UNTIL.match(name)
            if until:
                self.until = until[1]
            elif slugs_of(name):
                self.slugs |= slugs_of(name)
            else:
                self.unknown.append(name)

    def over(self, today: str) -> bool:
        return bool(self.until and today and self.until < today)


def suppress(
    findings: list[Finding], stack: Stack, rules: dict[str, Rule], stamped: Rule | None
) -> tuple[list[Finding], list[Suppressed]]:
    """(findings that stay, findings taken back). `stamped` is the rule unused-ignore when it runs."""
    ignores = {file.source: ignores_of(file) for file in stack.files if "composelint:" in file.source.text}
    if not any(ignores.values()):
        return findings, []
    kept: list[Finding] = []
    taken: list[Suppressed] = []
    for finding in findings:
        ignore = _matching(finding, ignores.get(finding.span.source, ()), stack.today)
        if ignore is None:
            kept.append(finding)
        else:
            ignore.used = True
            taken.append(Suppressed(finding, ignore.reason))
    if stamped is not None:
        kept += [
            Finding(stamped.slug, stamped.severity, defect, stack=stack.root)
            for ignore in (one for group in ignores.values() for one in group)
            for defect in idle(ignore, rules, stack.today)
        ]
        kept.sort(key=Finding.sort_key)
    return kept, taken


def _matching(finding: Finding, ignores: Iterable[Ignore], today: str) -> Ignore | None:
    if finding.rule == "internal-error":
        return None
    line = finding.span.line
    return next(
        (one for one in ignores if finding.rule in one.slugs and one.line == line and not one.over(today)), None
    )


def idle(ignore: Ignore, rules: dict[str, Rule], today: str) -> list[Defect]:
    """What is wrong with an ignore comment: it names no rule, its day has passed, or it takes nothing back."""
    found = [Defect(ignore.span, unknown_rule(name)[:100]) for name in ignore.unknown]
    if ignore.over(today):
        found.append(Defect(ignore.span, f"this ignore ended on {ignore.until}"))
    elif not ignore.used and ignore.slugs and ignore.slugs <= set(rules):
        found.append(Defect(ignore.span, f"nothing to ignore here: {', '.join(sorted(ignore.slugs))[:60]}"))
    return found


def ignores_of(file: TextFile) -> list[Ignore]:
    """The ignore comments of a file."""
    found = []
    for span, own_line in _comments(file):
        match = _IGNORE.match(span.text)
        if match:
            line = span.line
            found.append(Ignore(span, match[1], match[2], _next_line(file.source, line) if own_line else line))
    return found


def _comments(file: TextFile) -> list[tuple[Span, bool]]:
    if file.stream is not None:
        return [(comment.span, comment.own_line) for comment in file.stream.comments()]
    if file.entries is not None:
        return [(comment.span, comment.own_line) for comment in file.entries.comments]
    if file.dockerfile is not None:
        return [(comment.span, True) for comment in file.dockerfile.comments]
    return []


def _next_line(source: Source, line: int) -> int:
    """The line that a comment on a line of its own speaks for: the next one that is neither comment nor empty."""
    line += 1
    while line <= len(source.line_starts) and (
        not source.line_text(line).strip() or source.line_text(line).lstrip()[0] == "#"
    ):
        line += 1
    return line
