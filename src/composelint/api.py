"""composelint from Python: the same line as the command, on texts in memory or on a directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .core.source import Span
from .engine.config import Config, configured
from .engine.lint import Linter, Watch
from .engine.lint import lint as lint_found
from .engine.membership import Members
from .engine.report import Report, UsageError
from .engine.targets import Targets, find, one_default, one_stack, spelled_out
from .load.discover import Found, is_dockerfile, search
from .load.ignoring import Exclusion, Sieve
from .load.stack import Options
from .workspace import Workspace

__all__ = ["Report", "UsageError", "check", "config", "lint", "lint_path", "merge"]


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
    Raises UsageError for an unknown rule and for a configuration that cannot be used.
    """
    workspace = Workspace.in_memory(files, complete=complete)
    config = configured(workspace, (".",), preset)
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

    workspace = Workspace.in_memory(files)
    found = search(workspace, ".").stacks[:1] if compose_files is None else one_stack(compose_files).stacks
    if not found:
        raise ComposeError([])
    return merged(workspace, found[0], Options(env, (), tuple(profiles)), ".")[0]


@dataclass(slots=True, eq=False, repr=False)
class Request:
    """What a caller wants checked; paths are those of the operating system, relative to the current directory."""

    paths: Sequence[str] = ()
    """Directories and files, `-` for `stdin`; none means the current directory."""
    files: Sequence[str] = ()
    """Exactly these compose files as one stack, in order; `paths` then only add to them when given."""
    select: Iterable[str] = ()
    ignore: Iterable[str] = ()
    preset: str | None = None
    exclude: Sequence[str] = ()
    """What is not searched, as patterns that a `.gitignore` in the current directory would hold."""
    profiles: Sequence[str] = ()
    env_files: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    today: str | None = None
    stdin: Callable[[], bytes] | None = None
    stdin_filename: str = "compose.yaml"

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


@dataclass(slots=True, eq=False, repr=False)
class Checked:
    """A report, what else is worth a word, and how a path of the report looks from the current directory.

    `fail_on` is what the configuration says of it, or the default.
    """

    report: Report
    notes: list[str]
    place: Callable[[str], str]
    fail_on: str = "warning"


def check(request: Request, watch: Watch = iter) -> Checked:
    """Everything between argv and the renderers. Raises UsageError for what cannot be done at all."""
    targets = Targets((".",) if request.stdin is not None else request.files or request.paths or (".",))
    workspace = Workspace.on_disk(targets.root)
    config = configured(workspace, targets.inside, request.preset, targets.place)
    rules = config.rules(request.select, request.ignore)
    if request.stdin is not None:
        name = request.stdin_filename.replace("\\", "/").lstrip("/")
        workspace = Workspace.in_memory({name: request.stdin()})
        found = Found([], [name]) if is_dockerfile(name.rsplit("/", 1)[-1]) else one_stack([name])
        return Checked(lint_found(workspace, found, request.options(()), rules, config), [], str, config.fail_on)
    notes: list[str] = []
    exclude = request.exclusions(targets, config)
    sieve, named = Sieve(workspace, exclude), set(targets.inside)
    options = request.options(request.env_paths(targets, workspace))
    linter = Linter(workspace, options, rules, config, lambda path: sieve.excludes(path) and path not in named)
    if request.files:
        found = one_stack(targets.inside)
    else:
        members = Members(workspace, linter.stack, exclude, config.spelled)
        found = find(targets, members, notes, exclude, config.spelled)
    return Checked(linter.lint(found, watch), notes, targets.place, config.fail_on)


@dataclass(slots=True, eq=False, repr=False)
class Merged:
    """One stack as Compose would run it. Places are `file:line` as seen from the current directory."""

    config: dict[str, object]
    places: dict[tuple[str | int, ...], str]
    variables: list[tuple[str, str | None, str]]
    """(name, value, place) of every `${NAME}` in the compose files."""


def merge(request: Request) -> Merged:
    """The canonical form of the one stack that a request names. Raises UsageError and ComposeError."""
    from .engine.merged import merged, variables

    targets = Targets(request.files or request.paths or (".",))
    workspace = Workspace.on_disk(targets.root)
    files = one_stack(targets.inside).stacks[0] if request.files else one_default(workspace, targets.inside[0])
    options = request.options(request.env_paths(targets, workspace))
    plain, places, project = merged(workspace, files, options, targets.root)

    def place(span: Span) -> str:
        return f"{targets.place(span.source.path)}:{span.line}"

    found = [(name, value, place(span)) for name, value, span in variables(project)]
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
