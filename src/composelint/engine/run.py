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
    listed: dict[tuple[str, ...], list[object]] = {}
    for group in _plan(tuple(rules.values())) if stack.files else ():
        subjects = group.subjects(stack, listed)
        # Without anything to look at, the modules of the checks are not even loaded.
        for rule in group.rules if subjects else ():
            findings += _keep(rule, stack, subjects, rules, (arguments or {}).get(rule.slug, {}))
    findings = _once(_spoken(findings, rules))
    findings.sort(key=Finding.sort_key)
    identify(findings, stack)
    return findings


def _keep(
    rule: Rule, stack: Stack, subjects: list[object], rules: dict[str, Rule], arguments: Mapping[str, object]
) -> Iterator[Finding]:
    """The findings of one rule. A crash becomes a finding of its own and the run goes on."""
    subject: object = stack
    try:
        check = _check(rule.module or "", rule.function)
        for subject in subjects:
            for defect in check(subject, **arguments):
                yield _finding(rule, defect, stack, subject)
    except Exception as error:
        defect = crash(f"the check {rule.slug}", error, stack.files[0].span)
        yield _finding(rules["internal-error"], defect, stack, subject)


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
    """Rules that look at the same objects: those of a scope that have one of the keys or keywords that are needed."""

    __slots__ = ("builds", "rules", "scopes", "when")

    def __init__(self, scopes: tuple[str, ...], when: tuple[str, ...], builds: bool) -> None:
        self.scopes = scopes
        self.when = when
        self.builds = builds
        self.rules: list[Rule] = []

    def subjects(self, stack: Stack, listed: dict[tuple[str, ...], list[object]]) -> list[object]:
        """The objects of a stack; `listed` keeps those of the same scopes."""
        if self.builds and not stack.dockerfiles:
            return []
        found = listed.get(self.scopes)
        if found is None:
            found = listed[self.scopes] = [one for scope in self.scopes for one in SCOPES[scope](stack)]
        return [one for one in found if _meets(one, self.when)] if self.when else found


@lru_cache(maxsize=8)
def _plan(rules: tuple[Rule, ...]) -> list[_Group]:
    """The checks to call, those that look at the same objects together."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], bool], _Group] = {}
    for rule in rules:
        if rule.module is not None:
            key = rule.scopes, rule.when, rule.theme in BUILD_THEMES
            groups.setdefault(key, _Group(*key)).rules.append(rule)
    return list(groups.values())


def _meets(subject: object, when: tuple[str, ...]) -> bool:
    """Whether a service has one of some keys, an instruction one of some keywords."""
    if isinstance(subject, Service):
        return not subject.body.fields.keys().isdisjoint(when)
    return getattr(subject, "keyword", when[0]) in when


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
