"""Running the selected rules over one stack: defects in, stamped findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from ..core.defect import Defect, Finding, Problem, Severity
from ..core.rule import Rule
from ..core.source import Source, Span
from ..model.compose import Stack
from ..model.images import ImageReference
from ..model.service import Service
from .fingerprint import stamp

Check = Callable[..., Iterable[Defect]]


def run(stack: Stack, problems: Iterable[Problem], rules: dict[str, Rule]) -> list[Finding]:
    """Every finding of one stack, sorted, before suppression."""
    findings = [
        _finding(rules[problem.kind], problem.defect, stack, None) for problem in problems if problem.kind in rules
    ]
    for rule in rules.values():
        if rule.module is not None:
            findings += _keep(rule, stack, rules)
    findings = _once(_spoken(findings, rules))
    findings.sort(key=Finding.sort_key)
    stamp(findings, stack)
    return findings


def _keep(rule: Rule, stack: Stack, rules: dict[str, Rule]) -> Iterator[Finding]:
    """The findings of one rule. A crash becomes a finding of its own and the run goes on."""
    subject: object = stack
    try:
        check: Check = getattr(import_module(rule.module or ""), rule.function)
        for subject in _subjects(rule, stack):
            for defect in check(subject):
                yield _finding(rule, defect, stack, subject)
    except Exception as error:
        yield _crash(rule, error, stack, subject, rules)


def _crash(rule: Rule, error: Exception, stack: Stack, subject: object, rules: dict[str, Rule]) -> Finding:
    """What is known of a crash; never a line of the source, which may hold a secret."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace else "an unknown place"
    files = stack.files
    at = files[0].span if files else Span(Source(stack.root, ""), 0, 0)
    defect = Defect(
        at,
        f"the check {rule.slug} crashed: {type(error).__name__} in {place}"[:100],
        help="This is a defect of composelint, not of your stack: please report the rule and this place.",
    )
    return _finding(rules["internal-error"], defect, stack, subject)


def _subjects(rule: Rule, stack: Stack) -> Iterator[object]:
    for scope in rule.scope.split("|"):
        yield from SCOPES[scope.strip()](stack)


def _stages(stack: Stack) -> Iterator[Any]:
    return (stage for dockerfile in stack.dockerfiles for stage in dockerfile.stages if stage.reachable)


def _instructions(stack: Stack) -> Iterator[Any]:
    return (instruction for stage in _stages(stack) for instruction in stage.instructions)


def _images(stack: Stack) -> Iterator[ImageReference]:
    return (service.image for service in stack.services.values() if service.image is not None and service.build is None)


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
    service = subject.label if isinstance(subject, Service) else None
    return Finding(rule.slug, severity, defect, stack=stack.root, service=service)


def _spoken(findings: list[Finding], rules: dict[str, Rule]) -> list[Finding]:
    """Without the findings that another rule silences where it speaks itself."""
    speaking: dict[str, list[Span]] = {}
    for finding in findings:
        for silenced in rules[finding.rule].silences:
            speaking.setdefault(silenced, []).append(finding.span)
    return [
        finding
        for finding in findings
        if not any(_overlap(finding.span, span) for span in speaking.get(finding.rule, ()))
    ]


def _overlap(a: Span, b: Span) -> bool:
    return a.source is b.source and a.start < max(b.end, b.start + 1) and b.start < max(a.end, a.start + 1)


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
