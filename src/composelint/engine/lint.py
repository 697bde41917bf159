"""A whole run over one workspace: every stack loaded, judged, suppressed, masked; one report."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.defect import Finding, Problem
from ..core.rule import Rule
from ..load.discover import Found, StackFiles
from ..load.files import SharedFacts
from ..load.stack import Options, load
from ..model.compose import Stack
from ..workspace import Workspace
from .report import Report, StackSummary
from .run import run
from .suppress import suppress


def lint(workspace: Workspace, found: Found, options: Options, rules: dict[str, Rule]) -> Report:
    """The report on what a search found. Dockerfiles that a stack builds are judged there, the rest alone."""
    report = Report()
    shared = SharedFacts(workspace)
    seen: set[tuple[str, str, int, int]] = set()
    for files in found.stacks:
        judge(*load(workspace, files, options, shared), rules, report, seen)
    for path in found.dockerfiles:
        if path not in report.paths:
            judge(*load(workspace, StackFiles(path, dockerfile=path), options, shared), rules, report, seen)
    report.findings.sort(key=Finding.sort_key)
    return report


def judge(
    stack: Stack, problems: list[Problem], rules: dict[str, Rule], report: Report, seen: set[tuple[str, str, int, int]]
) -> None:
    """Adds one stack's findings to the report, each place once however many stacks reach it."""
    findings = run(stack, problems, rules)
    kept, taken = suppress(findings, stack, rules, rules.get("unused-ignore"))
    fresh = []
    for finding in kept:
        place = (finding.rule, finding.span.source.path, finding.span.start, finding.span.end)
        if place not in seen or finding.rule == "internal-error":
            fresh.append((place, finding))
    seen.update(place for place, _ in fresh)
    report.findings += [finding for _, finding in fresh]
    report.suppressed += taken
    report.paths |= {file.path for file in stack.files}
    report.stacks.append(
        StackSummary(
            stack.root,
            [file.path for file in stack.compose_files],
            list(stack.services),
            [dockerfile.path for dockerfile in stack.dockerfiles if not dockerfile.inline],
        )
    )
    mask([finding for _, finding in fresh], stack)


def mask(findings: Iterable[Finding], stack: Stack) -> None:
    """Hides the secrets of every file that a report quotes, and in what is said about them."""
    from ..model.secrets import hide

    shown = list(findings)
    sources = {span.source for finding in shown for span in (finding.span, *(place for place, _ in finding.also))}
    values: dict[str, str] = {}
    for file in stack.files:
        if file.source in sources:
            hide(file)
            values |= {file.source.text[start:end]: cover for start, end, cover in file.source.hidden}
    for value, cover in values.items():
        if len(value) >= 4:
            for finding in shown:
                finding.message = finding.message.replace(value, cover)
                finding.help = finding.help.replace(value, cover) if finding.help else None
