"""Running the selected rules over one stack: defects in, stamped findings out."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from itertools import accumulate
from typing import Any

from ..core.defect import Defect, Finding, Problem, Severity
from ..core.rule import Rule
from ..core.source import Source, Span
from ..model.compose import Stack
from ..model.images import ImageReference
from ..model.service import Service
from .fingerprint import identify

Check = Callable[..., Iterable[Defect]]


Arguments = Mapping[str, Mapping[str, object]]
"""The options that a configuration gives to checks, by rule."""
Told = tuple[str, object, Defect]
"""What was found elsewhere: a rule, the object that it is about, the defect."""


def run(
    stack: Stack,
    problems: Iterable[Problem],
    rules: dict[str, Rule],
    arguments: Arguments | None = None,
    told: Iterable[Told] = (),
) -> list[Finding]:
    """Every finding of one stack, sorted, before suppression."""
    findings = [
        _finding(rules[problem.kind], problem.defect, stack, None)
        for problem in _each_once(problems)
        if problem.kind in rules
    ]
    findings += [_finding(rules[slug], defect, stack, subject) for slug, subject, defect in told if slug in rules]
    groups = _plan(tuple(rules.values())) if stack.files else []
    subjects, words = _Subjects(stack), _words(stack, _vocabulary(tuple(groups)))
    for group in groups:
        if (group.words and group.words.isdisjoint(words)) or (group.builds and not stack.dockerfiles):
            continue
        # Without anything to look at, the modules of the checks are not even loaded.
        if found := subjects.of(group):
            for rule in group.rules:
                findings += _keep(rule, stack, found, rules, (arguments or {}).get(rule.slug, {}))
    findings = _once(_spoken(findings, rules))
    findings.sort(key=Finding.sort_key)
    identify(findings, stack)
    return findings


def _keep(
    rule: Rule, stack: Stack, subjects: list[object], rules: dict[str, Rule], arguments: Mapping[str, object]
) -> list[Finding]:
    """The findings of one rule. A crash becomes a finding of its own and the run goes on."""
    findings: list[Finding] = []
    subject: object = stack
    try:
        check = _check(rule.module or "", rule.function)
        for subject in subjects:
            for defect in check(subject, **arguments):
                findings.append(_finding(rule, defect, stack, subject))
    except Exception as error:
        defect = crash(f"the check {rule.slug}", error, stack.files[0].span)
        findings.append(_finding(rules["internal-error"], defect, stack, subject))
    return findings


def _check(module: str, function: str) -> Check:
    """The function that keeps a rule."""
    check: Check = getattr(sys.modules.get(module) or import_module(module), function)
    return check


def crash(what: str, error: Exception, at: Span) -> Defect:
    """What is known of a crash; never a line of the source, which may hold a secret."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace else "an unknown place"
    help = "This is a defect of composelint, not of your stack: please report this message."
    return Defect(at, f"{what} crashed: {type(error).__name__} in {place}"[:100], help=help)


def _each_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """One problem a kind and place: what an anchor hands on to many services is written once."""
    seen: set[tuple[str, tuple[str, int, int]]] = set()
    for problem in problems:
        key = (problem.kind, problem.defect.span.sort_key())
        if key not in seen:
            seen.add(key)
            yield problem


BUILD_THEMES = frozenset(("dockerfile", "layers", "packages", "shell"))
"""Without a Dockerfile these have nothing to say, whatever they look at."""


class _Group:
    """Rules that need the same: objects of some scopes with one of some parts, one of some words in the files."""

    __slots__ = ("builds", "rules", "scopes", "when", "words")

    def __init__(self, scopes: tuple[str, ...], when: tuple[str, ...], words: tuple[str, ...], builds: bool) -> None:
        self.scopes = scopes
        self.when = frozenset(when)
        self.words = frozenset(words)
        self.builds = builds
        self.rules: list[Rule] = []


@lru_cache(maxsize=8)
def _plan(rules: tuple[Rule, ...]) -> tuple[_Group, ...]:
    """The checks to call, those that need the same together."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool], _Group] = {}
    for rule in rules:
        if rule.module is not None:
            key = rule.scopes, rule.when, rule.words, rule.theme in BUILD_THEMES
            groups.setdefault(key, _Group(*key)).rules.append(rule)
    return tuple(groups.values())


@lru_cache(maxsize=8)
def _vocabulary(groups: tuple[_Group, ...]) -> frozenset[str]:
    """Every word that any rule needs."""
    return frozenset(word for group in groups for word in group.words)


def _words(stack: Stack, vocabulary: Iterable[str]) -> set[str]:
    """The words that stand anywhere in a stack's files, in upper or lower case."""
    text = "\0".join([file.source.text for file in stack.files]).lower()
    return {word for word in vocabulary if word in text}


class _Subjects:
    """The objects of one stack that rules look at, each list made once."""

    __slots__ = ("_all", "_some", "_stack")

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._all: dict[str, list[object]] = {}
        self._some: dict[tuple[tuple[str, ...], frozenset[str]], list[object]] = {}

    def of(self, group: _Group) -> list[object]:
        key = group.scopes, group.when
        found = self._some.get(key)
        if found is None:
            found = self._some[key] = [one for scope in group.scopes for one in self._in(scope, group.when)]
        return found

    def _in(self, scope: str, when: frozenset[str]) -> list[object]:
        found = self._all.get(scope)
        if found is None:
            found = self._all[scope] = list(SCOPES[scope](self._stack))
        parts = PARTS.get(scope)
        return [one for one in found if not when.isdisjoint(parts(one))] if when and parts else found


def _stages(stack: Stack) -> Iterator[Any]:
    return (stage for dockerfile in stack.dockerfiles for stage in dockerfile.stages if stage.reachable)


def _instructions(stack: Stack) -> Iterator[Any]:
    return (instruction for stage in _stages(stack) for instruction in stage.instructions)


def _images(stack: Stack) -> Iterator[ImageReference]:
    """Every image that the stack takes from elsewhere; beside a build, `image:` names what is built."""
    services = [service for service in stack.services.values() if service.image is not None]
    built = {service.image.identity for service in services if service.image and service.build is not None}
    named = [service.image for service in services if service.image and service.build is None]
    for image in (*named, *(image for stage in _stages(stack) for image in stage.images)):
        if image.identity not in built:
            yield image


SCOPES: dict[str, Callable[[Stack], Iterable[object]]] = {
    "Stack": lambda stack: [stack],
    "Service": lambda stack: stack.services.values(),
    "TextFile": lambda stack: stack.files,
    "Dockerfile": lambda stack: stack.dockerfiles,
    "Stage": _stages,
    "Instruction": _instructions,
    "ImageReference": _images,
    "Resource": lambda stack: [
        resource
        for section in (stack.volumes, stack.networks, stack.secrets, stack.configs)
        for resource in section.values()
    ],
}
"""The objects of a stack that a rule of each scope looks at."""

SECTIONS = ("services", "volumes", "networks", "secrets", "configs", "models")


def _parts_of_stack(stack: Stack) -> list[str]:
    return [*(file.kind for file in stack.files), *(name for name in SECTIONS if getattr(stack, name))]


PARTS: dict[str, Callable[[Any], Iterable[str]]] = {
    "Stack": _parts_of_stack,
    "Service": lambda service: service.body.fields,
    "TextFile": lambda file: (file.kind,),
    "Dockerfile": lambda dockerfile: [instruction.keyword for instruction in dockerfile.instructions],
    "Stage": lambda stage: [instruction.keyword for own in stage.lineage() for instruction in own.instructions],
    "Instruction": lambda instruction: (instruction.keyword,),
}
"""What an object of each scope has, of which `when:` in a rule's document wants one.

Kinds of files and sections of a stack, keys of a service, keywords of what is built (of a stage with those below it).
"""


def _finding(rule: Rule, defect: Defect, stack: Stack, subject: object) -> Finding:
    severity: Severity = defect.severity or rule.severity
    if defect.fix and getattr(getattr(subject, "dockerfile", subject), "inline", False):
        # What stands inside a YAML scalar is not edited as a Dockerfile.
        defect.fix = ()
    return Finding(rule.slug, severity, defect, stack=stack.root, service=_service(subject, stack))


def _service(subject: object, stack: Stack) -> str | None:
    """The service that a finding is about."""
    if isinstance(subject, ImageReference):
        subject = next((service for service in stack.services.values() if service.image is subject), None)
    return subject.label if isinstance(subject, Service) else None


def _spoken(findings: list[Finding], rules: dict[str, Rule]) -> list[Finding]:
    """Without the findings that another rule silences where it speaks itself."""
    speaking: dict[tuple[str, Source], list[Span]] = {}
    for finding in findings:
        for silenced in rules[finding.rule].silences:
            speaking.setdefault((silenced, finding.span.source), []).append(finding.span)
    covers = {place: _Cover(spans) for place, spans in speaking.items()}
    return [
        finding
        for finding in findings
        if (cover := covers.get((finding.rule, finding.span.source))) is None or not cover.meets(finding.span)
    ]


class _Cover:
    """Spans of one source, asked whether another one overlaps any of them; an empty span covers one character."""

    __slots__ = ("ends", "starts")

    def __init__(self, spans: list[Span]) -> None:
        spans.sort(key=lambda span: span.start)
        self.starts = [span.start for span in spans]
        self.ends = list(accumulate((max(span.end, span.start + 1) for span in spans), max))

    def meets(self, span: Span) -> bool:
        before = bisect_left(self.starts, max(span.end, span.start + 1))
        return before > 0 and self.ends[before - 1] > span.start


def _once(findings: list[Finding]) -> list[Finding]:
    """One finding a rule, place and message: an anchor's value reaches many services and is written once."""
    seen: set[tuple[str, Span, str | None]] = set()
    kept = []
    for finding in findings:
        key = (finding.rule, finding.span, finding.message)
        if key not in seen:
            seen.add(key)
            kept.append(finding)
    return kept
