"""A whole run over one workspace: every stack loaded, judged, suppressed, masked; one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from time import perf_counter

from ..core.defect import Finding, Problem
from ..core.record import field, record
from ..core.source import Hidden, Source, Span
from ..load.discover import Found, StackFiles
from ..load.files import SharedFacts
from ..load.stack import Options, load, load_project
from ..model.compose import Stack, TextFile
from ..workspace import Workspace
from .config import Config, ConfigError
from .fingerprint import number
from .masking import mask
from .report import Report, StackSummary, Verdict
from .run import Told, crash, run
from .select import SHELLCHECK, Chosen
from .suppress import Ignores

Place = tuple[str, str, int, int]
"""A rule, a path, and where in that file."""
Watch = Callable[[Sequence[StackFiles]], Iterable[StackFiles]]
"""Hands stacks on one by one, and may say how far it is."""


@record
class Loaded:
    """A stack that waits for its verdict. `told` is what others than checks say of it: policies, ShellCheck.

    `unasked`: it has scripts, and ShellCheck is not there to be asked; `certain`: it was there, and gave its answer.
    """

    stack: Stack
    problems: list[Problem]
    told: list[Told] = field(default_factory=list)
    unasked: bool = False
    certain: bool = True

    @property
    def files(self) -> list[TextFile]:
        return self.stack.files


def lint(workspace: Workspace, found: Found, options: Options, rules: Chosen, config: Config | None = None) -> Report:
    """The report on what a search found."""
    return Linter(workspace, options, rules, config).lint(found)


class Linter:
    """One run: what it judges by, what it has loaded, and the report that it fills.

    `mute` says of which paths nobody wants to hear; `unheard` what could not be looked at, in a sentence.
    """

    def __init__(
        self,
        workspace: Workspace,
        options: Options,
        rules: Chosen,
        config: Config | None = None,
        mute: Callable[[str], bool] | None = None,
    ) -> None:
        self.workspace = workspace
        self.options = options
        self.rules = rules
        self.config = config or Config()
        self.mute = mute
        self.report = Report(rules=rules)
        self.unheard = ""
        self.seconds = {"reading": 0.0, "judging": 0.0}
        self._shared = SharedFacts(workspace)
        self._ignores = Ignores(options.today, self.config.known)
        self._seen: set[Place] = set()
        self._hidden: dict[Source, list[Hidden]] = {}
        self._loaded: dict[StackFiles, Loaded] = {}

    def lint(self, found: Found, watch: Watch = iter) -> Report:
        """The report. Files that a stack builds, includes or extends are judged there, not alone."""
        report = self.report
        stacks = watch([*found.stacks, *(StackFiles(path, dockerfile=path) for path in found.dockerfiles)])
        for known in self._heard_of(self._stacks(stacks)):
            self._add(known if isinstance(known, Verdict) else self._judge(known))
        if "unused-ignore" in self.rules:
            unused = self._ignores.unused(self.rules["unused-ignore"], self.rules)
            report.findings += self._heard(self.config.judged(unused))
            report.kinds |= {source: file.kind for source, file in self._ignores.by_source.items()}
        report.findings.sort(key=Finding.sort_key)
        report.suppressed.sort(key=lambda entry: entry.finding.sort_key())
        number((*report.findings, *(entry.finding for entry in report.suppressed)))
        return report

    def _stacks(self, wanted: Iterable[StackFiles]) -> Iterator[Loaded | Verdict]:
        """The stacks one by one, without those of which an earlier one has read every file."""
        for files in wanted:
            own = files.compose if files.dockerfile is None else [files.dockerfile]
            if not self.report.paths.issuperset(own):
                loaded = self._loaded.pop(files) if files in self._loaded else self._load(files)
                self.report.paths |= {file.source.path for file in loaded.files}
                yield loaded

    def _heard_of(self, stacks: Iterator[Loaded | Verdict]) -> Iterator[Loaded | Verdict]:
        """The stacks with what ShellCheck says of them, where it is installed and anybody wants to know."""
        setting = self.config.shellcheck
        if setting == "off" or self.rules.keys().isdisjoint(SHELLCHECK.values()):
            yield from stacks
            return
        for found in stacks:
            if not (found.unasked if isinstance(found, Verdict) else found.stack.dockerfiles):
                yield found
                continue
            from .shellcheck import Listener

            listener = Listener(self.rules, setting)
            yield from listener.heard(chain([found], stacks))
            self.seconds |= {"asking ShellCheck": listener.seconds} if listener.seconds else {}
            self.unheard = listener.unheard
            if listener.absent:
                self.rules = self.rules.without(SHELLCHECK.values())

    def stack(self, files: StackFiles) -> Stack:
        """The stack of some files, loaded once and kept until it is judged."""
        known = self._loaded.get(files)
        if known is None:
            known = self._loaded[files] = self._load(files)
        return known.stack

    def _load(self, files: StackFiles) -> Loaded:
        """A crash while loading becomes a problem of an empty stack, and the run goes on."""
        start = perf_counter()
        options = self.config.options_for(files, self.options)
        try:
            if self.config.policies and files.dockerfile is None:
                from .policies import violations

                project, stack = load_project(self.workspace, files, options, self._shared)
                return Loaded(stack, project.files.problems, violations(self.config.policies, project, stack))
            return Loaded(*load(self.workspace, files, options, self._shared))
        except ConfigError:
            raise
        except Exception as error:
            at = Span(Source(files.dockerfile or next(iter(files.compose), files.directory), ""), 0, 0)
            return Loaded(
                Stack(files.directory, complete=False), [Problem("internal-error", crash("loading", error, at))]
            )
        finally:
            self.seconds["reading"] += perf_counter() - start

    def _judge(self, loaded: Loaded) -> Verdict:
        """What there is to say of one stack, whatever is said of others."""
        start = perf_counter()
        stack = loaded.stack
        found = run(stack, loaded.problems, self.rules, self.config.options, loaded.told)
        kept, taken, files = self._ignores.suppress(found, stack)
        kept = self.config.judged(kept)
        hidden = mask((*kept, *(entry.finding for entry in taken)), stack)
        summary = StackSummary(
            stack.root,
            [file.path for file in stack.compose_files],
            list(stack.services),
            [dockerfile.path for dockerfile in stack.dockerfiles if not dockerfile.inline],
        )
        for dockerfile in stack.dockerfiles:
            dockerfile.let_go()
        self.seconds["judging"] += perf_counter() - start
        return Verdict(summary, files, kept, taken, hidden, loaded.unasked)

    def _add(self, verdict: Verdict) -> None:
        """Adds what is said of one stack to the report, each place once however many stacks reach it."""
        report = self.report
        fresh = [finding for finding in self._heard(verdict.findings) if place_of(finding) not in self._seen]
        taken = [entry.finding for entry in verdict.suppressed]
        report.suppressed += [entry for entry in verdict.suppressed if place_of(entry.finding) not in self._seen]
        self._seen.update(place_of(finding) for finding in (*fresh, *taken))
        report.findings += fresh
        report.stacks.append(verdict.summary)
        fixable = {finding.fix.intents[0].span.source for finding in fresh if finding.fix is not None}
        report.kinds |= {file.source: file.kind for file in verdict.files if file.source in fixable}
        self._ignores.add(verdict.files)
        for source, places in verdict.hidden.items():
            known = self._hidden.get(source, [])
            if known or places:
                # What one stack knows for a secret is one, whatever others make of the same file.
                source.hidden = self._hidden[source] = list({it[:2]: it for it in (*places, *known)}.values())

    def _heard(self, findings: list[Finding]) -> list[Finding]:
        """The findings outside of excluded files; a crash is always heard."""
        mute = self.mute
        if mute is None:
            return findings
        return [it for it in findings if it.rule == "internal-error" or not mute(it.span.source.path)]


def place_of(finding: Finding) -> Place:
    return finding.rule, finding.span.source.path, finding.span.start, finding.span.end
