"""Running the selected rules over one stack: defects in, stamped findings out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from ..core.defect import Defect, Finding, Problem, Severity
from ..core.rule import Rule
from ..core.source import Source, Span
from ..model.compose import Stack
from ..model.images import ImageReference
from ..model.service import Service
from .fingerprint import identify
from .plan import planned

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
    findings += _kept(stack, rules, arguments or {}) if stack.files else ()
    findings = _once(_spoken(findings, rules))
    findings.sort(key=Finding.sort_key)
    identify(findings, stack)
    return findings


def _kept(stack: Stack, rules: dict[str, Rule], arguments: Arguments) -> Iterator[Finding]:
    """What the checks say. A crash becomes a finding of its own and the run goes on."""
    # Without anything to look at, the modules of the checks are not even loaded.
    for call, subjects in planned(tuple(rules.values())).calls(stack):
        rule, subject = call.rule, subjects[0]
        try:
            check, given = call.check(), arguments.get(rule.slug)
            for subject in subjects:
                for defect in check(subject, **given) if given else check(subject):
                    yield _finding(rule, defect, stack, subject)
        except Exception as error:
            defect = crash(f"the check {rule.slug}", error, stack.files[0].span)
            yield _finding(rules["internal-error"], defect, stack, subject)


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
