"""From a request, as a command line makes one, to a report: what is looked at, judged, left out, fixed."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from ..core.record import field, record
from ..core.source import Source
from ..engine.config import Config, configured
from ..engine.lint import Keeping, Linter, Watch
from ..engine.membership import Members
from ..engine.report import Report, UsageError
from ..engine.select import SHELLCHECK
from ..engine.targets import STDIN, Targets, chosen, find, one_stack
from ..load.discover import Found, is_dockerfile
from ..load.ignoring import Exclusion, Sieve
from ..load.stack import Options
from ..workspace import Workspace

if TYPE_CHECKING:
    from ..engine.baseline import Known


@record
class Request:
    """What a caller wants checked; paths are those of the operating system, relative to the current directory."""

    paths: Sequence[str] = ()
    """Directories and files, `-` for `stdin`; none means the current directory."""
    files: Sequence[str] = ()
    """Exactly these compose files as one stack, in order, `-` for `stdin`; `paths` then do not count."""
    select: Iterable[str] = ()
    ignore: Iterable[str] = ()
    preset: str | None = None
    exclude: Sequence[str] = ()
    """What is not searched, as patterns that a `.gitignore` in the current directory would hold."""
    baseline: str | None = None
    """A file of known findings, which are not reported."""
    since: str | None = None
    """A git revision: what was found there is not reported."""
    profiles: Sequence[str] = ()
    env_files: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    today: str | None = None
    stdin: Callable[[], bytes] | None = None
    stdin_filename: str = "compose.yaml"
    allow_outside: bool = False
    """Also read what lies outside of the root: absolute paths, `..`, symbolic links."""
    fix: bool = False
    """Mend what can be mended safely; `unsafe_fixes`: and what changes how things behave."""
    unsafe_fixes: bool = False
    diff: bool = False
    """Mend nothing, but say what would change."""
    cache: str | None = None
    """A directory in which what is found is kept from run to run."""

    @property
    def compose_files(self) -> Sequence[str]:
        """The files of the one stack that is wanted: `files`, else what COMPOSE_FILE says unless paths are given."""
        return chosen(self.files or (() if self.paths else None), self.env) or ()

    @property
    def keeps(self) -> bool:
        """Whether the files are looked at as they lie on disk, so that another run may meet the same."""
        return self.stdin is None and not (self.fix or self.unsafe_fixes or self.diff)

    def workspace(self, root: str, texts: Mapping[str, str] | None = None) -> Workspace:
        """The tree below a root, some texts replaced, with what comes by standard input beside the compose files."""
        given = {path: text.encode("utf-8", "surrogatepass") for path, text in (texts or {}).items()}
        if STDIN in self.compose_files and self.stdin is not None:
            here = os.path.relpath(os.getcwd(), root).replace(os.sep, "/")
            given[posixpath.join(here, STDIN)] = self.stdin()
        return Workspace.on_disk(root, allow_outside=self.allow_outside, given=given)

    def options(self, env_files: tuple[str, ...]) -> Options:
        return options_of(self.env, env_files, self.profiles, self.today)

    def exclusions(self, targets: Targets, config: Config) -> list[Exclusion]:
        """What the configuration excludes, and what the caller does."""
        here = targets.relative(".")
        return [*config.exclude, (here if not here.startswith("..") else ".", self.exclude)]

    def env_paths(self, targets: Targets, workspace: Workspace) -> tuple[str, ...]:
        """The env files, relative to the root. Raises UsageError for one that is not there."""
        paths = tuple(targets.relative(path) for path in self.env_files)
        for given, path in zip(self.env_files, paths, strict=True):
            if workspace.exists(path) is not True or workspace.is_dir(path):
                raise UsageError(f"{given}: no such env file")
        return paths


def options_of(
    env: Mapping[str, str] | None, env_files: tuple[str, ...], profiles: Sequence[str], today: str | None
) -> Options:
    import time

    return Options(env, env_files, tuple(profiles), today or time.strftime("%Y-%m-%d"))


@record
class Checked:
    """A report, what else is worth a word, and how a path of the report looks from the current directory.

    `fail_on` is what the configuration says of it, or the default.
    """

    report: Report
    notes: list[str]
    place: Callable[[str], str]
    fail_on: str = "warning"
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each phase took."""
    root: str = ""
    cached: int | None = None
    """How many stacks were not judged anew, if there was a choice."""
    unheard: str = ""
    """What could not be looked at, and was not asked for by name."""
    changes: Sequence[tuple[Source, str]] = ()
    """The files that fixes would change, and their new texts, where these are only to be shown."""

    def statistics(self) -> str:
        """What was read, what was found, and how long it took, in a line."""
        report, numbers = self.report, self.report.counts()
        counts = {
            "stacks": len(report.stacks),
            **({} if self.cached is None else {"cached": self.cached}),
            "files": report.file_count,
            **numbers,
            "suppressed": len(report.suppressed),
        }
        read = ", ".join(f"{name} {number}" for name, number in counts.items())
        took = ", ".join(f"{phase} {seconds:.3f} s" for phase, seconds in self.seconds.items())
        return "; ".join(filter(None, (read, took, self.unheard)))


def check(request: Request, watch: Watch = iter) -> Checked:
    """Everything between argv and the renderers. Raises UsageError for what cannot be done at all."""
    if request.fix or request.unsafe_fixes or request.diff:
        return _fixed(request, watch)
    return _looked(request, watch)


def _fixed(request: Request, watch: Watch) -> Checked:
    """The report on what is left after fixing; with `diff` on what is there, and what would change."""
    from ..engine.fix import mend, save

    if request.stdin is not None and not request.diff:
        raise UsageError("fixes are written to files, and standard input is none; --diff shows what would change")
    if request.stdin is not None:
        given = request.stdin()
        request.stdin = lambda: given
    looks: list[Checked] = []

    def look(texts: Mapping[str, str]) -> Report:
        looks.append(_looked(request, watch, texts))
        return looks[-1].report

    done = mend(look, unsafe=request.unsafe_fixes)
    checked = looks[0] if request.diff else looks[-1]
    if request.diff:
        checked.changes = done.changes
    elif failed := save(Workspace.on_disk(checked.root), done):
        checked = _looked(request, watch)
        checked.report.errors += failed
    number = sum(done.numbers.values())
    verb = "would be fixed" if request.diff else "fixed"
    files = "1 file" if len(done.numbers) == 1 else f"{len(done.numbers)} files"
    checked.notes.append(f"{number} {verb} in {files}" if number else "nothing to fix")
    return checked


def _looked(request: Request, watch: Watch, texts: Mapping[str, str] | None = None) -> Checked:
    """The report on what is there, some texts replaced by others."""
    job = _Job(request, texts or {})
    known = _read(request.baseline)
    report = job.lint(watch)
    if known is not None:
        from ..engine.baseline import gone, subtract

        met = subtract(report, known)
        lost = len(gone(known, met, job.linter.rules, job.directories))
        job.notes += [f"{_count(met)} of {request.baseline} left out"] if met else []
        remedy = f"`composelint baseline --update {request.baseline}` takes them out of it"
        job.notes += [f"{lost} of the findings in {request.baseline} are gone: {remedy}"] if lost else []
    if request.since is not None:
        job.keep_new(request.since)
    checked = Checked(report, job.notes, job.place, job.config.fail_on, job.seconds, job.targets.root)
    checked.unheard = job.unheard()
    checked.cached = None if job.linter.cache is None else job.linter.cache.hits
    return checked


def baseline(request: Request, update: str | None = None, watch: Watch = iter) -> tuple[str, Checked]:
    """The text of a baseline that holds everything found now; with `update`, what that file holds and is still found.

    Raises UsageError for what cannot be done at all.
    """
    from ..engine.baseline import gone, known_of, render, subtract

    job = _Job(request)
    entries = _read(update)
    report = job.lint(watch)
    if entries is None:
        entries = known_of(report.findings)
    else:
        lost = set(gone(entries, subtract(report, entries), job.linter.rules, job.directories))
        entries = [entry for entry in entries if entry not in lost]
    job.notes.append(f"the baseline holds {_count(entries)}")
    return render(entries), Checked(report, job.notes, job.place, job.config.fail_on, job.seconds)


def _read(path: str | None) -> list[Known] | None:
    """The entries of a baseline, before anything else is done."""
    if path is None:
        return None
    from ..engine.baseline import read

    return read(path)


def _count(entries: Sequence[object]) -> str:
    return f"{len(entries)} known finding{'s' * (len(entries) != 1)}"


class _Job:
    """A request, looked up: what is linted, by what, and what was noticed on the way."""

    def __init__(self, request: Request, texts: Mapping[str, str] | None = None) -> None:
        self.request = request
        texts = texts or {}
        self.notes: list[str] = []
        start = perf_counter()
        compose_files = request.compose_files
        self.alone = request.stdin is not None and not compose_files
        """Whether one file is all there is to see."""
        self.targets = Targets((".",) if self.alone else compose_files or request.paths or (".",))
        workspace = request.workspace(self.targets.root, texts)
        view = workspace.view()
        self.config = configured(view, self.targets.inside, request.preset, self.targets.place)
        rules = self.config.rules(request.select, request.ignore)
        self.exclude = request.exclusions(self.targets, self.config)
        if self.alone and request.stdin is not None:
            name = request.stdin_filename.replace("\\", "/").lstrip("/")
            workspace = Workspace.in_memory({name: request.stdin(), **texts})
        self.options = request.options(() if self.alone else request.env_paths(self.targets, workspace))
        self.wants_shellcheck = bool(self.config.shellcheck) or rules.asked(SHELLCHECK.values())
        self.linter = Linter(workspace, self.options, rules, self.config, None if self.alone else self.mutes)
        if request.keeps and request.cache is not None:
            self.linter.keeping = Keeping(
                request.cache, (self.targets.root, request.preset, request.allow_outside), view
            )
        self.sieve, self.named = Sieve(workspace, self.exclude), set(self.targets.inside)
        if self.alone:
            self.found = Found([], [name]) if is_dockerfile(name.rsplit("/", 1)[-1]) else one_stack([name])
        elif compose_files:
            self.found = one_stack(self.targets.inside)
        else:
            members = Members(workspace, self.linter.stack, self.exclude, self.config.spelled)
            self.found = find(self.targets, members, self.notes, self.exclude, self.config.spelled)
        self.seconds = self.linter.seconds
        self.seconds["searching"] = perf_counter() - start - self.seconds["reading"]

    @property
    def directories(self) -> list[str]:
        """Below these everything is linted."""
        if self.request.compose_files or self.alone:
            return []
        return [path for path in self.targets.inside if self.linter.workspace.is_dir(path)]

    def place(self, path: str) -> str:
        return path if self.alone else self.targets.place(path)

    def mutes(self, path: str) -> bool:
        """Whether nobody wants to hear of a path: it is excluded, and not named."""
        return path not in self.named and self.sieve.excludes(path)

    def lint(self, watch: Watch) -> Report:
        return self.linter.lint(self.found, watch)

    def unheard(self) -> str:
        """What could not be looked at, unless it becomes a note: somebody wanted it."""
        words = self.linter.unheard
        if words and self.wants_shellcheck:
            self.notes.append(words)
            return ""
        return words

    def keep_new(self, revision: str) -> None:
        """Takes what was there at a revision out of the report."""
        from ..engine.since import keep_new

        if self.request.stdin is not None:
            raise UsageError("--since compares files, and standard input has no history")
        start, linter = perf_counter(), self.linter

        def lint(workspace: Workspace, found: Found) -> Report:
            return Linter(workspace, self.options, linter.rules, self.config, self.mutes).lint(found)

        old = keep_new(
            linter.report,
            revision,
            self.targets.root,
            linter.workspace,
            lint,
            files=self.targets.inside if self.request.compose_files else (),
            exclude=self.exclude,
            spelled=self.config.spelled,
        )
        self.notes += [f"{old} finding{'s' * (old != 1)} of {revision} left out"] if old else []
        self.seconds["comparing"] = perf_counter() - start
