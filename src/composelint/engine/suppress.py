"""Ignore comments: `# composelint: ignore[rule, ...] reason`, on the finding's line or on the lines above it.

`until=2027-01-31` inside the brackets ends an ignore on that day. Rules are named by slug, theme or alias. What spans
several lines (a block scalar, an instruction) is reached as a whole by the comment at its first line. What other tools
are told to ignore is ignored here too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ..core.defect import Defect, Finding
from ..core.edit import RemoveComment
from ..core.patterns import pattern
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

    def over(self, today: str) -> bool:
        return bool(self.until and today and self.until < today)


class Effect:
    """The ignore comments of one file by the lines they reach; of several for one rule the first counts."""

    __slots__ = ("_everywhere", "_reaches", "_starts", "comments", "kind")

    def __init__(self, comments: list[Ignore], today: str, kind: str) -> None:
        self.comments = comments
        self.kind = kind
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
        self.today = today
        self.known = known
        self.by_source: dict[Source, Effect] = {}
        self._named: dict[str, set[str]] = {}

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
                found = list(self._ignores_of(file))
                self.by_source[file.source] = Effect(found, self.today, file.kind)
                keys = keys or (Keys(stack) if found else None)
                for ignore in found:
                    ignore.stack = home_of(stack)
                    ignore.key = ".".join(keys.at(file.source, ignore.span.start)) if keys is not None else ""

    def matching(self, finding: Finding) -> Ignore | None:
        effect = self.by_source.get(finding.span.source)
        if effect is None or not effect.comments or finding.rule == "internal-error":
            return None
        line = finding.span.line
        return effect.matching(finding.rule, line) or (effect.matching(finding.code, line) if finding.code else None)

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
        for ignore in (ignore for effect in self.by_source.values() for ignore in effect.comments):
            for defect in idle(ignore, rules, self.today, self.known, guess=len(found) < FEW):
                finding = Finding(rule.slug, rule.severity, defect, stack=ignore.stack)
                finding.identity = (rule.slug, ignore.stack, "", ignore.key)
                found.append(finding)
        return found


def idle(
    ignore: Ignore, rules: Iterable[str], today: str, known: Known | None = None, *, guess: bool = True
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
