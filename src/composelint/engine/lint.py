"""A whole run over one workspace: every stack loaded, judged, suppressed, masked; one report."""

from __future__ import annotations

from ..core.defect import Finding, Problem
from ..core.rule import Rule
from ..core.source import Source, Span
from ..load.discover import Found, StackFiles
from ..load.files import SharedFacts
from ..load.stack import Options, load
from ..model.compose import Stack
from ..workspace import Workspace
from .fingerprint import number
from .masking import mask
from .report import Report, StackSummary
from .run import crash, run
from .suppress import Ignores

Place = tuple[str, str, int, int]
"""A rule, a path, and where in that file."""


def lint(workspace: Workspace, found: Found, options: Options, rules: dict[str, Rule]) -> Report:
    """The report on what a search found. Files that a stack builds, includes or extends are judged there, not alone."""
    report = Report()
    shared = SharedFacts(workspace)
    ignores = Ignores(options.today)
    seen: set[Place] = set()
    for files in found.stacks:
        if not report.paths.issuperset(files.compose):
            judge(*loaded(workspace, files, options, shared), rules, report, ignores, seen)
    for path in found.dockerfiles:
        if path not in report.paths:
            files = StackFiles(path, dockerfile=path)
            judge(*loaded(workspace, files, options, shared), rules, report, ignores, seen)
    if "unused-ignore" in rules:
        report.findings += ignores.unused(rules["unused-ignore"], rules)
    report.findings.sort(key=Finding.sort_key)
    report.suppressed.sort(key=lambda entry: entry.finding.sort_key())
    number((*report.findings, *(entry.finding for entry in report.suppressed)))
    return report


def loaded(
    workspace: Workspace, files: StackFiles, options: Options, shared: SharedFacts
) -> tuple[Stack, list[Problem]]:
    """The stack of some files; a crash while loading becomes a problem of an empty one, and the run goes on."""
    try:
        return load(workspace, files, options, shared)
    except Exception as error:
        at = Span(Source(files.dockerfile or next(iter(files.compose), files.directory), ""), 0, 0)
        stack = Stack(files.directory, today=options.today, complete=False)
        return stack, [Problem("internal-error", crash("loading", error, at))]


def judge(
    stack: Stack, problems: list[Problem], rules: dict[str, Rule], report: Report, ignores: Ignores, seen: set[Place]
) -> None:
    """Adds one stack's findings to the report, each place once however many stacks reach it."""
    kept, taken = ignores.suppress(run(stack, problems, rules), stack)
    fresh = [finding for finding in kept if place_of(finding) not in seen]
    known = [entry for entry in taken if place_of(entry.finding) not in seen]
    seen.update(place_of(finding) for finding in (*fresh, *(entry.finding for entry in taken)))
    report.findings += fresh
    report.suppressed += known
    report.paths |= {file.path for file in stack.files}
    report.stacks.append(
        StackSummary(
            stack.root,
            [file.path for file in stack.compose_files],
            list(stack.services),
            [dockerfile.path for dockerfile in stack.dockerfiles if not dockerfile.inline],
        )
    )
    mask((*fresh, *(entry.finding for entry in known)), stack)


def place_of(finding: Finding) -> Place:
    return finding.rule, finding.span.source.path, finding.span.start, finding.span.end
