"""composelint from Python: the same line as the command, on texts in memory or on a directory."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from .core.record import field, record
from .core.source import Span
from .engine.config import Config, configured
from .engine.lint import Linter, Watch
from .engine.lint import lint as lint_found
from .engine.membership import Members
from .engine.report import Report, UsageError
from .engine.targets import STDIN, Targets, chosen, find, one_default, one_stack, spelled_out
from .load.discover import Found, is_dockerfile, search
from .load.ignoring import Exclusion, Sieve
from .load.stack import Options
from .workspace import Workspace

if TYPE_CHECKING:
    from .engine.baseline import Known

__all__ = ["Report", "UsageError", "baseline", "check", "config", "lint", "lint_path", "merge"]


def in_memory(files: Mapping[str, str | bytes], complete: bool) -> Workspace:
    """A workspace of some texts. Raises UsageError for what is no text, or no path inside the root."""
    for path, text in files.items():
        inside = posixpath.normpath(path)
        if path.startswith("/") or "\\" in path or inside == ".." or inside.startswith("../"):
            raise UsageError(f"{path!r} is no path inside the root: write it relative, with /")
        if not isinstance(text, str | bytes):
            raise UsageError(f"{path!r} holds neither text nor bytes")
    return Workspace.in_memory(files, complete=complete)


def lint(
    files: Mapping[str, str | bytes],
    *,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    preset: str | None = None,
    complete: bool = False,
    today: str | None = None,
) -> Report:
    """The report on some files in memory, path -> text; nothing is read from disk.

    `compose_files` names the files of one stack in order (default: what Compose would find); `complete` says that
    `files` is all there is, so that an absent file proves something. A `.composelint.yaml` among them is heeded.
    Raises UsageError for an unknown rule, for a path that leaves the root, and for a configuration that cannot be used.
    """
    workspace = in_memory(files, complete)
    config = configured(workspace, (".",), preset)
    compose_files = compose_files if compose_files is not None else chosen(env or {}) or None
    if compose_files is not None:
        found = one_stack(compose_files)
    else:
        found = spelled_out(search(workspace, ".", config.exclude), ".", config.spelled)
    return lint_found(workspace, found, _options(env, (), profiles, today), config.rules(select, ignore), config)


def lint_path(
    path: str | os.PathLike[str],
    *,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    preset: str | None = None,
    today: str | None = None,
) -> Report:
    """The report on a directory or a file on disk; `compose_files` are relative to it.

    The configuration there, or the nearest one above, is heeded. Raises UsageError when there is nothing to lint, for
    an unknown rule, and for a configuration that cannot be used.
    """
    path = os.fspath(path)
    files = [os.path.join(path, name) for name in compose_files or ()]
    request = Request(
        (path,),
        tuple(files),
        select=select,
        ignore=ignore,
        preset=preset,
        profiles=profiles,
        env=env or {},
        today=today,
    )
    return check(request).report


def config(
    files: Mapping[str, str | bytes],
    *,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
) -> dict[str, object]:
    """The merged stack in canonical form, as `docker compose config --format json` gives it.

    Unset variables become empty, as they do there. Raises ComposeError with all findings that are errors.
    """
    from .engine.merged import ComposeError, merged

    workspace = in_memory(files, False)
    compose_files = compose_files if compose_files is not None else chosen(env or {}) or None
    found = search(workspace, ".").stacks[:1] if compose_files is None else one_stack(compose_files).stacks
    if not found:
        raise ComposeError([])
    return merged(workspace, found[0], Options(env, (), tuple(profiles)), ".")[0]


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

    @property
    def compose_files(self) -> Sequence[str]:
        """The files of the one stack that is wanted: `files`, else what COMPOSE_FILE says unless paths are given."""
        return self.files or (() if self.paths else chosen(self.env))

    def workspace(self, root: str) -> Workspace:
        """The tree below a root, with what comes by standard input beside the compose files."""
        given = {}
        if STDIN in self.compose_files and self.stdin is not None:
            here = os.path.relpath(os.getcwd(), root).replace(os.sep, "/")
            given[posixpath.join(here, STDIN)] = self.stdin()
        return Workspace.on_disk(root, allow_outside=self.allow_outside, given=given)

    def options(self, env_files: tuple[str, ...]) -> Options:
        return _options(self.env, env_files, self.profiles, self.today)

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


def _options(
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

    def statistics(self) -> str:
        """What was read, what was found, and how long it took, in a line."""
        report, numbers = self.report, self.report.counts()
        counts = {
            "stacks": len(report.stacks),
            "files": report.file_count,
            **numbers,
            "suppressed": len(report.suppressed),
        }
        read = ", ".join(f"{name} {number}" for name, number in counts.items())
        return f"{read}; " + ", ".join(f"{phase} {seconds:.3f} s" for phase, seconds in self.seconds.items())


def check(request: Request, watch: Watch = iter) -> Checked:
    """Everything between argv and the renderers. Raises UsageError for what cannot be done at all."""
    job = _Job(request)
    known = _read(request.baseline)
    report = job.lint(watch)
    if known is not None:
        from .engine.baseline import gone, subtract

        met = subtract(report, known)
        lost = len(gone(known, met, job.linter.rules, job.directories))
        job.notes += [f"{_count(met)} of {request.baseline} left out"] if met else []
        remedy = f"`composelint baseline --update {request.baseline}` takes them out of it"
        job.notes += [f"{lost} of the findings in {request.baseline} are gone: {remedy}"] if lost else []
    if request.since is not None:
        job.keep_new(request.since)
    return Checked(report, job.notes, job.place, job.config.fail_on, job.seconds)


def baseline(request: Request, update: str | None = None, watch: Watch = iter) -> tuple[str, Checked]:
    """The text of a baseline that holds everything found now; with `update`, what that file holds and is still found.

    Raises UsageError for what cannot be done at all.
    """
    from .engine.baseline import gone, known_of, render, subtract

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
    from .engine.baseline import read

    return read(path)


def _count(entries: Sequence[object]) -> str:
    return f"{len(entries)} known finding{'s' * (len(entries) != 1)}"


class _Job:
    """A request, looked up: what is linted, by what, and what was noticed on the way."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.notes: list[str] = []
        start = perf_counter()
        compose_files = request.compose_files
        self.alone = request.stdin is not None and not compose_files
        """Whether one file is all there is to see."""
        self.targets = Targets((".",) if self.alone else compose_files or request.paths or (".",))
        workspace = request.workspace(self.targets.root)
        self.config = configured(workspace, self.targets.inside, request.preset, self.targets.place)
        rules = self.config.rules(request.select, request.ignore)
        self.exclude = request.exclusions(self.targets, self.config)
        if self.alone and request.stdin is not None:
            name = request.stdin_filename.replace("\\", "/").lstrip("/")
            workspace = Workspace.in_memory({name: request.stdin()})
        self.options = request.options(() if self.alone else request.env_paths(self.targets, workspace))
        self.linter = Linter(workspace, self.options, rules, self.config, None if self.alone else self.mutes)
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

    def keep_new(self, revision: str) -> None:
        """Takes what was there at a revision out of the report."""
        from .engine.since import keep_new

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


@record
class Merged:
    """One stack as Compose would run it. Places are `file:line` as seen from the current directory."""

    config: dict[str, object]
    places: dict[tuple[str | int, ...], str]
    variables: list[tuple[str, str | None, str]]
    """(name, value, place) of every `${NAME}` in the compose files."""


def merge(request: Request, *, masked: bool = True) -> Merged:
    """The canonical form of the one stack that a request names. Raises UsageError and ComposeError.

    `masked`: credentials are covered, as in every report.
    """
    from .engine.masking import mask_config
    from .engine.merged import merged, variables

    targets = Targets(request.compose_files or request.paths or (".",))
    workspace = request.workspace(targets.root)
    files = one_stack(targets.inside).stacks[0] if request.compose_files else one_default(workspace, targets.inside[0])
    options = request.options(request.env_paths(targets, workspace))
    plain, places, project, stack = merged(workspace, files, options, targets.root)
    covers = mask_config(plain, stack) if masked else None

    def place(span: Span) -> str:
        return f"{targets.place(span.source.path)}:{span.line}"

    found = [
        (name, covers.over(value) if covers and value else value, place(span))
        for name, value, span in variables(project)
    ]
    return Merged(plain, {path: place(span) for path, span in places.items()}, found)


def init(path: str, *, force: bool = False, update: bool = False) -> tuple[str, int]:
    """Writes the configuration of a directory: its path as seen from here, and how many stacks it names or gained.

    Raises UsageError when that cannot be done.
    """
    from .engine.init import init as write

    targets = Targets((path,))
    workspace = Workspace.on_disk(targets.root)
    if not workspace.is_dir(targets.inside[0]):
        raise UsageError(f"{path}: no directory")
    try:
        written, stacks = write(workspace, targets.inside[0], force=force, update=update)
    except OSError as error:
        raise UsageError(f"{path}: the configuration cannot be written: {error.strerror or error}") from None
    return targets.place(written), stacks
