"""A whole run over one workspace: every stack loaded, judged, suppressed, masked; one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from time import perf_counter
from typing import TYPE_CHECKING

from ..core.defect import Finding, Problem
from ..core.record import field, record
from ..core.source import Hidden, Source, Span
from ..load.discover import Found, StackFiles
from ..load.files import SharedFacts
from ..load.stack import Options, load, load_project
from ..model.compose import Stack, TextFile
from ..workspace import View, Workspace
from .config import Config, ConfigError
from .fingerprint import number
from .masking import mask
from .report import Report, StackSummary, Verdict
from .run import Told, crash, run
from .select import SHELLCHECK, Chosen
from .suppress import Ignores

if TYPE_CHECKING:
    from .cache import Cache

Place = tuple[str, str, int, int]
"""A rule, a path, and where in that file."""
Watch = Callable[[Sequence[StackFiles]], Iterable[StackFiles]]
"""Hands stacks on one by one, and may say how far it is."""


FEW = 8
"""Fewer stacks are judged as fast as verdicts on them are looked up, unless ShellCheck has to be asked."""


@record
class Keeping:
    """Where verdicts are kept, and what they depend on beside their stacks.

    `choices` are the caller's, plain data, beside options and rules; `configured` is what the configuration was read
    through.
    """

    directory: str
    choices: tuple[object, ...]
    configured: View


@record
class Loaded:
    """A stack that waits for its verdict. `told` is what others than checks say of it: policies, ShellCheck.

    `unasked`: it has scripts, and ShellCheck is not there to be asked; `certain`: it was there, and gave its answer.
    """

    wanted: StackFiles
    view: View | None
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
        self._unasked = False
        self._loaded: dict[StackFiles, Loaded] = {}
        self.keeping: Keeping | None = None
        """Where the verdicts of earlier runs are, if they count."""
        self.cache: Cache | None = None

    def lint(self, found: Found, watch: Watch = iter) -> Report:
        """The report. Files that a stack builds, includes or extends are judged there, not alone."""
        report = self.report
        wanted = [*found.stacks, *(StackFiles(path, dockerfile=path) for path in found.dockerfiles)]
        self.cache = self._opened(wanted)
        for known in self._heard_of(self._stacks(watch(wanted))):
            self._add(known if isinstance(known, Verdict) else self._judge(known))
        if self.cache is not None:
            self.cache.close()
        if self._unasked:
            from .installed import unasked

            # Nor can it be said of a comment for ShellCheck that there is nothing to ignore.
            self.unheard = unasked(self.config.shellcheck)
            self.rules = self.rules.without(SHELLCHECK.values())
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
                loaded = self._loaded.pop(files, None)
                known = self._verdict(files) or loaded or self._load(files)
                self.report.paths |= {file.source.path for file in known.files}
                yield known

    def _heard_of(self, stacks: Iterator[Loaded | Verdict]) -> Iterator[Loaded | Verdict]:
        """The stacks with what ShellCheck says of them, where it is installed and anybody wants to know."""
        if not self._listens:
            yield from stacks
            return
        for found in stacks:
            if isinstance(found, Verdict) or not found.stack.dockerfiles:
                yield found
                continue
            from .shellcheck import Listener

            listener = Listener(self.rules, self.config.shellcheck)
            yield from listener.heard(chain([found], stacks))
            self.seconds |= {"asking ShellCheck": listener.seconds} if listener.seconds else {}
            self.unheard = listener.unheard

    @property
    def _listens(self) -> bool:
        """Whether anybody wants to know what ShellCheck says."""
        return self.config.shellcheck != "off" and not self.rules.keys().isdisjoint(SHELLCHECK.values())

    def _opened(self, wanted: Sequence[StackFiles]) -> Cache | None:
        """The verdicts of earlier runs, where looking for them is worth it: for many stacks, and before ShellCheck."""
        ours = all((rule.module or "composelint.").startswith("composelint.") for rule in self.rules.values())
        if self.keeping is not None and ours:
            from .installed import shellcheck

            path = shellcheck(self.config.shellcheck) if self._listens else ""
            if len(wanted) >= FEW or (path and any(map(self._builds, wanted))):
                from .cache import Cache

                return Cache(self.keeping, self.workspace, self._shared, self.rules, self.options.today, path)
        self.keeping = None
        return None

    def _builds(self, files: StackFiles) -> bool:
        """Whether there may be a Dockerfile in a stack, as far as its own files tell."""
        sources = map(self.workspace.read, files.compose)
        return files.dockerfile is not None or any(isinstance(it, Source) and "build" in it.text for it in sources)

    def _verdict(self, files: StackFiles) -> Verdict | None:
        """What an earlier run came to, if that still holds."""
        if self.cache is None:
            return None
        start = perf_counter()
        verdict = self.cache.get(files, self.config.options_for(files, self.options))
        self.seconds["reading"] += perf_counter() - start
        return verdict

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
        view = self.workspace.view() if self.keeping is not None else None
        workspace, shared = view or self.workspace, self._shared.seen_by(view) if view else self._shared
        try:
            if self.config.policies and files.dockerfile is None:
                from .policies import violations

                project, stack = load_project(workspace, files, options, shared)
                told = violations(self.config.policies, project, stack)
                return Loaded(files, view, stack, project.files.problems, told)
            return Loaded(files, view, *load(workspace, files, options, shared))
        except ConfigError:
            raise
        except Exception as error:
            at = Span(Source(files.dockerfile or next(iter(files.compose), files.directory), ""), 0, 0)
            problem = Problem("internal-error", crash("loading", error, at))
            return Loaded(files, view, Stack(files.directory, complete=False), [problem])
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
        verdict = Verdict(summary, files, kept, taken, hidden, loaded.unasked)
        if self.cache is not None and loaded.view is not None and loaded.certain:
            options = self.config.options_for(loaded.wanted, self.options)
            self.cache.put(loaded.wanted, options, verdict, loaded.view, stack.today)
        for dockerfile in stack.dockerfiles:
            dockerfile.let_go()
        self.seconds["judging"] += perf_counter() - start
        return verdict

    def _add(self, verdict: Verdict) -> None:
        """Adds what is said of one stack to the report, each place once however many stacks reach it."""
        report = self.report
        self._unasked = self._unasked or verdict.unasked
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
