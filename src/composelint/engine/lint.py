"""A whole run over one workspace: every stack loaded, judged, suppressed, masked; one report."""

from __future__ import annotations

from ..core.defect import Finding, Problem
from ..core.rule import Rule
from ..core.source import Source, Span
from ..load.discover import Found, StackFiles
from ..load.files import SharedFacts
from ..load.stack import Options, load, load_project
from ..model.compose import Stack
from ..workspace import Workspace
from .config import Config, ConfigError
from .fingerprint import number
from .masking import mask
from .report import Report, StackSummary
from .run import Told, crash, run
from .suppress import Ignores

Place = tuple[str, str, int, int]
"""A rule, a path, and where in that file."""


Loaded = tuple[Stack, list[Problem], list[Told]]
"""A stack, what was found wrong while loading it, and where it violates policies."""


def lint(
    workspace: Workspace, found: Found, options: Options, rules: dict[str, Rule], config: Config | None = None
) -> Report:
    """The report on what a search found. Files that a stack builds, includes or extends are judged there, not alone."""
    config = config or Config()
    report = Report()
    shared = SharedFacts(workspace)
    ignores = Ignores(options.today, config.known)
    seen: set[Place] = set()
    for files in found.stacks:
        if not report.paths.issuperset(files.compose):
            judge(loaded(workspace, files, options, shared, config), rules, report, ignores, seen, config)
    for path in found.dockerfiles:
        if path not in report.paths:
            files = StackFiles(path, dockerfile=path)
            judge(loaded(workspace, files, options, shared, config), rules, report, ignores, seen, config)
    if "unused-ignore" in rules:
        report.findings += config.judged(ignores.unused(rules["unused-ignore"], rules))
    report.findings.sort(key=Finding.sort_key)
    report.suppressed.sort(key=lambda entry: entry.finding.sort_key())
    number((*report.findings, *(entry.finding for entry in report.suppressed)))
    return report


def loaded(workspace: Workspace, files: StackFiles, given: Options, shared: SharedFacts, config: Config) -> Loaded:
    """The stack of some files; a crash while loading becomes a problem of an empty one, and the run goes on."""
    options = config.options_for(files, given)
    try:
        if config.policies and files.dockerfile is None:
            from .policies import violations

            project, stack = load_project(workspace, files, options, shared)
            return stack, project.files.problems, violations(config.policies, project, stack)
        return *load(workspace, files, options, shared), []
    except ConfigError:
        raise
    except Exception as error:
        at = Span(Source(files.dockerfile or next(iter(files.compose), files.directory), ""), 0, 0)
        stack = Stack(files.directory, today=options.today, complete=False)
        return stack, [Problem("internal-error", crash("loading", error, at))], []


def judge(
    loaded: Loaded, rules: dict[str, Rule], report: Report, ignores: Ignores, seen: set[Place], config: Config
) -> None:
    """Adds one stack's findings to the report, each place once however many stacks reach it."""
    stack, problems, told = loaded
    kept, taken = ignores.suppress(run(stack, problems, rules, config.options, told), stack)
    fresh = [finding for finding in config.judged(kept) if place_of(finding) not in seen]
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
