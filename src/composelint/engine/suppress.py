"""Ignore comments: `# composelint: ignore[rule, ...] reason`, on the finding's line or on the lines above it.

`until=2027-01-31` inside the brackets ends an ignore on that day. Rules are named by slug, theme or alias. What spans
several lines (a block scalar, an instruction) is reached as a whole by the comment at its first line. What other tools
are told to ignore is ignored here too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ..core.day import Day
from ..core.defect import Defect, Finding
from ..core.edit import RemoveComment
from ..core.patterns import pattern
from ..core.record import record
from ..core.rule import Rule
from ..core.source import Source, Span
from ..model.compose import Stack, TextFile
from ..syntax import yaml
from . import foreign
from .fingerprint import Keys, home_of
from .report import Suppressed
from .select import SHELLCHECK, Known, code_of, of_tool, slugs_of, unknown_rule

_IGNORE = pattern(r"#\s*composelint:\s*ignore\[([^\]]*)\]\s*(.*)")
_UNTIL = pattern(r"until=(\d{4}-\d{2}-\d{2})\Z")


FEW = 200
"""For so many wrong names the nearest rule is looked for; a file with more was not written by hand."""


class Ignore:
    """One ignore comment: the rules it names, its reason, the lines it speaks for.

    `stack` and `key` tell where it stands, as fingerprints do; `foreign`: another tool's, never said to be unused.
    """

    __slots__ = ("foreign", "key", "lines", "reason", "slugs", "span", "stack", "unknown", "until", "used")

    def __init__(self, span: Span, lines: range, reason: str, *, until: str = "", foreign: bool = False) -> None:
        self.span = span
        self.lines = lines
        self.reason = reason.strip()
        self.until = until
        self.foreign = foreign
        self.stack = ""
        self.key = ""
        self.slugs: set[str] = set()
        self.unknown: list[str] = []
        self.used = False

    def over(self, today: Day) -> bool:
        return bool(self.until) and today.is_past(self.until)


@record
class Commented:
    """The ignore comments of one file, as one stack reads it; `kind` is what the file is there."""

    source: Source
    kind: str
    comments: list[Ignore]


class Effect:
    """The ignore comments of one file by the lines they reach; of several for one rule the first counts."""

    __slots__ = ("_everywhere", "_reaches", "_starts")

    def __init__(self, comments: list[Ignore], today: Day) -> None:
        self._everywhere: dict[str, Ignore] = {}
        by_start: dict[int, tuple[range, dict[str, Ignore]]] = {}
        for ignore in comments:
            if not ignore.over(today):
                reach = by_start.setdefault(ignore.lines.start, (ignore.lines, {}))[1] if ignore.lines else None
                for slug in ignore.slugs:
                    (self._everywhere if reach is None else reach).setdefault(slug, ignore)
        self._reaches = [by_start[start] for start in sorted(by_start)]
        self._starts = [lines.start for lines, _ in self._reaches]

    def matching(self, slug: str, line: int) -> Ignore | None:
        at = bisect_right(self._starts, line)
        # What spans several lines may begin where the one before it ends.
        for lines, reach in self._reaches[max(at - 2, 0) : at]:
            if line in lines and slug in reach:
                return reach[slug]
        return self._everywhere.get(slug)


class Ignores:
    """The ignore comments of a run. Those of a file that several stacks read are used when any stack uses them."""

    __slots__ = ("_named", "by_source", "known", "today")

    def __init__(self, today: str, known: Known | None = None) -> None:
        self.today = Day(today)
        self.known = known
        self.by_source: dict[Source, Commented] = {}
        self._named: dict[str, set[str]] = {}

    def suppress(
        self, findings: list[Finding], stack: Stack
    ) -> tuple[list[Finding], list[Suppressed], list[Commented]]:
        """(findings that stay, findings taken back, the comments of each file) of one stack, whatever others say."""
        files = [Commented(file.source, file.kind, list(self._ignores_of(file))) for file in stack.files]
        said = [file for file in files if file.comments]
        if not said:
            return findings, [], files
        keys, home = Keys(stack), home_of(stack)
        for comment in (comment for file in said for comment in file.comments):
            comment.stack = home
            comment.key = ".".join(keys.at(comment.span.source, comment.span.start))
        effects = {file.source: Effect(file.comments, stack.today) for file in said}
        kept: list[Finding] = []
        taken: list[Suppressed] = []
        for finding in findings:
            ignore = _matching(effects.get(finding.span.source), finding)
            if ignore is None:
                kept.append(finding)
            else:
                ignore.used = True
                taken.append(Suppressed(finding, ignore.reason))
        return kept, taken, files

    def add(self, files: Iterable[Commented]) -> None:
        """Takes the files of one stack into account."""
        for file in files:
            known = self.by_source.setdefault(file.source, file)
            if known is not file and file.comments:
                used = {ignore.span.start for ignore in file.comments if ignore.used}
                for ignore in known.comments:
                    ignore.used = ignore.used or ignore.span.start in used

    def _ignores_of(self, file: TextFile) -> Iterator[Ignore]:
        """The ignore comments of a file."""
        text = file.source.text
        strange = any(word in text for word in foreign.WORDS)
        if "composelint:" not in text and not strange:
            return
        reaches: Reaches | None = None
        for span, own_line in _comments(file):
            match = _IGNORE.match(span.text)
            theirs = foreign.read(span.text, file.dockerfile is not None) if match is None and strange else None
            if match is not None:
                reaches = reaches or Reaches(file)
                yield self._ours(Ignore(span, reaches.of(span.line, own_line), match[2]), match[1])
            elif theirs is not None:
                reaches = reaches or Reaches(file)
                lines = range(0) if theirs.reach == "file" else reaches.of(span.line, own_line)
                ignore = Ignore(span, lines, theirs.reason, until=theirs.until, foreign=True)
                for name in theirs.aliases or [f"{theirs.tool}:"]:
                    ignore.slugs |= self._slugs(name)
                yield ignore

    def _ours(self, ignore: Ignore, names: str) -> Ignore:
        for name in (part.strip() for part in names.split(",")):
            until = _UNTIL.match(name)
            if until:
                ignore.until = until[1]
            elif found := self._slugs(name):
                ignore.slugs |= found
            else:
                ignore.unknown.append(name)
        return ignore

    def _slugs(self, name: str) -> set[str]:
        """The rules of a name, looked up once; `tool:` names all that have an alias of that tool."""
        found = self._named.get(name)
        if found is None:
            found = of_tool(name, self.known) if name.endswith(":") else slugs_of(name, self.known)
            self._named[name] = found
        return found

    def unused(self, rule: Rule, rules: dict[str, Rule]) -> list[Finding]:
        """The findings of `unused-ignore`, once all stacks have been judged."""
        found: list[Finding] = []
        for ignore in (ignore for file in self.by_source.values() for ignore in file.comments):
            for defect in idle(ignore, rules, self.today, self.known, guess=len(found) < FEW):
                finding = Finding(rule.slug, rule.severity, defect, stack=ignore.stack)
                finding.identity = (rule.slug, ignore.stack, "", ignore.key)
                found.append(finding)
        return found


def _matching(effect: Effect | None, finding: Finding) -> Ignore | None:
    if effect is None or finding.rule == "internal-error":
        return None
    line = finding.span.line
    return effect.matching(finding.rule, line) or (effect.matching(finding.code, line) if finding.code else None)


def idle(
    ignore: Ignore, rules: Iterable[str], today: Day, known: Known | None = None, *, guess: bool = True
) -> list[Defect]:
    """What is wrong with an ignore comment: it names no rule, its day has passed, or it takes nothing back.

    `guess`: also which rule may have been meant.
    """
    if ignore.foreign:
        return []
    found = [Defect(ignore.span, unknown_rule(name, known, guess=guess)) for name in ignore.unknown]
    fix = [] if ignore.unknown else [RemoveComment(ignore.span, "Remove the comment")]
    if ignore.over(today):
        found.append(Defect(ignore.span, f"this ignore ended on {ignore.until}", fix=fix))
    elif not ignore.used and ignore.slugs and _asked(ignore.slugs) <= set(rules):
        found.append(Defect(ignore.span, f"nothing to ignore here: {', '.join(sorted(ignore.slugs))[:60]}", fix=fix))
    return found


def _asked(names: Iterable[str]) -> set[str]:
    """The rules that must have run before a comment can be called idle: for a code of ShellCheck, all of its rules."""
    return {slug for name in names for slug in (SHELLCHECK.values() if code_of(name) else (name,))}


def _comments(file: TextFile) -> list[tuple[Span, bool]]:
    if file.stream is not None:
        return [(comment.span, comment.own_line) for comment in file.stream.comments()]
    if file.entries is not None:
        return [(comment.span, comment.own_line) for comment in file.entries.comments]
    if file.dockerfile is not None:
        spans = [directive.span for directive in file.dockerfile.directives]
        return [(span, True) for span in (*spans, *(comment.span for comment in file.dockerfile.comments))]
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


class Reaches:
    """Which lines the comments of a file speak for."""

    __slots__ = ("_ends", "_source", "_targets")

    def __init__(self, file: TextFile) -> None:
        self._source = file.source
        self._ends = _ends(file)
        self._targets: dict[int, int] = {}

    def of(self, line: int, own_line: bool) -> range:
        first = self._next(line) if own_line else line
        return range(first, self._ends.get(first, first) + 1)

    def _next(self, line: int) -> int:
        """The line that a comment on a line of its own speaks for: the next one that is neither comment nor empty."""
        passed = []
        while line not in self._targets:
            passed.append(line)
            text = self._source.line_text(line + 1).strip()
            if line >= len(self._source.line_starts) or (text and text[0] != "#"):
                self._targets[line] = line + 1
            else:
                line += 1
        target = self._targets[line]
        self._targets.update(dict.fromkeys(passed, target))
        return target
