"""composelint from Python: the same line as the command, on texts in memory or on a directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ._catalog import RULES
from .core.defect import Finding
from .engine.lint import lint as lint_found
from .engine.report import Report, UsageError
from .engine.run import run
from .engine.select import select as select_rules
from .load.discover import Found, StackFiles, belonging, is_compose, is_dockerfile, search
from .load.paths import directory_of
from .load.stack import Options, load
from .workspace import Workspace

__all__ = ["ComposeError", "Report", "UsageError", "check", "config", "lint", "lint_path"]


def lint(
    files: Mapping[str, str | bytes],
    *,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    complete: bool = False,
    today: str | None = None,
) -> Report:
    """The report on some files in memory, path -> text; nothing is read from disk.

    `compose_files` names the files of one stack in order (default: what Compose would find); `complete` says that
    `files` is all there is, so that an absent file proves something. Raises UsageError for an unknown rule.
    """
    workspace = Workspace.in_memory(files, complete=complete)
    found = search(workspace, ".") if compose_files is None else one_stack(compose_files)
    return lint_found(workspace, found, _options(env, (), profiles, today), select_rules(select, ignore))


def lint_path(
    path: str | os.PathLike[str],
    *,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: str | None = None,
) -> Report:
    """The report on a directory or a file on disk; `compose_files` are relative to it.

    Raises UsageError when there is nothing to lint, or for an unknown rule.
    """
    path = os.fspath(path)
    files = [os.path.join(path, name) for name in compose_files or ()]
    request = Request(
        (path,), tuple(files), select=select, ignore=ignore, profiles=profiles, env=env or {}, today=today
    )
    return check(request).report


class ComposeError(Exception):
    """Compose would refuse these files; `findings` holds every finding that is an error."""

    def __init__(self, findings: list[Finding]) -> None:
        places = [f"{finding.span!r}: {finding.message}" for finding in findings[:3]]
        super().__init__("; ".join(places) or "no compose file")
        self.findings = findings


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
    workspace = Workspace.in_memory(files)
    return merged(workspace, compose_files, Options(env, (), tuple(profiles)), ".")


def merged(workspace: Workspace, compose_files: Sequence[str] | None, options: Options, base: str) -> dict[str, object]:
    """The canonical form of the first stack of a workspace, or of the named files. Raises ComposeError."""
    from .load.canonical import canonical
    from .load.stack import load_project

    found = search(workspace, ".").stacks[:1] if compose_files is None else one_stack(compose_files).stacks
    if not found:
        raise ComposeError([])
    project, stack = load_project(workspace, found[0], options, blank=True)
    problems = [problem for problem in project.files.problems if RULES[problem.kind].severity == "error"]
    errors = run(stack, problems, {rule: RULES[rule] for rule in RULES if RULES[rule].raised_by == "load"})
    errors = [finding for finding in errors if finding.severity == "error"]
    if errors:
        raise ComposeError(errors)
    return canonical(project, stack, base=base, profiles=options.profiles)


@dataclass(slots=True, eq=False, repr=False)
class Request:
    """What a caller wants checked; paths are those of the operating system, relative to the current directory."""

    paths: Sequence[str] = ()
    """Directories and files, `-` for `stdin`; none means the current directory."""
    files: Sequence[str] = ()
    """Exactly these compose files as one stack, in order; `paths` then only add to them when given."""
    select: Iterable[str] = ()
    ignore: Iterable[str] = ()
    profiles: Sequence[str] = ()
    env_files: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    today: str | None = None
    stdin: Callable[[], bytes] | None = None
    stdin_filename: str = "compose.yaml"


@dataclass(slots=True, eq=False, repr=False)
class Checked:
    """A report, what else is worth a word, and how a path of the report looks from the current directory."""

    report: Report
    notes: list[str]
    place: Callable[[str], str]


def check(request: Request) -> Checked:
    """Everything between argv and the renderers. Raises UsageError for what cannot be done at all."""
    rules = select_rules(request.select, request.ignore)
    if request.stdin is not None:
        name = request.stdin_filename.replace(os.sep, "/").lstrip("/")
        workspace = Workspace.in_memory({name: request.stdin()})
        found = Found([], [name]) if is_dockerfile(name.rsplit("/", 1)[-1]) else one_stack([name])
        report = lint_found(workspace, found, _options(request.env, (), request.profiles, request.today), rules)
        return Checked(report, [], str)
    paths = [os.path.abspath(path) for path in request.paths or (() if request.files else (".",))]
    files = [os.path.abspath(path) for path in request.files]
    for path in [*paths, *files]:
        if not os.path.lexists(path):
            raise UsageError(f"{_near(path)}: no such file or directory")
    root = _common_root(files or paths)
    workspace = Workspace.on_disk(root)

    def inside(path: str) -> str:
        return os.path.relpath(path, root).replace(os.sep, "/")

    notes: list[str] = []
    found = one_stack([inside(path) for path in files]) if files else Found()
    for path in () if files else paths:
        found = joined(found, find(workspace, inside(path), notes))
    env_files = tuple(inside(os.path.abspath(path)) for path in request.env_files)
    for name in env_files:
        if workspace.exists(name) is not True:
            raise UsageError(f"{_near(os.path.join(root, name))}: no such env file")
    report = lint_found(workspace, found, _options(request.env, env_files, request.profiles, request.today), rules)
    return Checked(report, notes, lambda path: _near(os.path.join(root, path)))


def _near(path: str) -> str:
    """A path as seen from the current directory."""
    return os.path.relpath(path)


def _options(
    env: Mapping[str, str] | None, env_files: tuple[str, ...], profiles: Sequence[str], today: str | None
) -> Options:
    import time

    return Options(env, env_files, tuple(profiles), today or time.strftime("%Y-%m-%d"))


def one_stack(compose_files: Sequence[str]) -> Found:
    """Exactly these files, in this order, as one stack."""
    if not compose_files:
        raise UsageError("no compose file was named")
    return Found([StackFiles(directory_of(compose_files[0]), list(compose_files))])


def _common_root(paths: Sequence[str]) -> str:
    """The root of every path, or the directory that they share when their roots differ."""
    roots = {root_of(path) for path in paths}
    return roots.pop() if len(roots) == 1 else os.path.commonpath(list(roots))


def root_of(path: str) -> str:
    """The nearest ancestor that holds `.git`, else the directory (or the file's directory) itself."""
    start = path if os.path.isdir(path) else os.path.dirname(path)
    here = start
    while not os.path.exists(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return start
        here = parent
    return here


def joined(one: Found, other: Found) -> Found:
    """Both searches together, each stack and Dockerfile once."""
    known = [files.compose for files in one.stacks]
    stacks = [*one.stacks, *(files for files in other.stacks if files.compose not in known)]
    return Found(stacks, list(dict.fromkeys([*one.dockerfiles, *other.dockerfiles])))


def find(workspace: Workspace, path: str, notes: list[str]) -> Found:
    """What to lint at a path relative to the root; a file that belongs to no stack is a note.

    Raises UsageError when a directory holds nothing.
    """
    if not workspace.is_dir(path):
        return _of_file(workspace, path, notes)
    found = search(workspace, path)
    if not found.stacks and not found.dockerfiles:
        raise UsageError(f"{path}: nothing to check: no compose file and no Dockerfile here or below")
    return found


def _of_file(workspace: Workspace, path: str, notes: list[str]) -> Found:
    """The stacks that a named file belongs to; a compose file or Dockerfile that belongs to none is one itself."""
    name = path.rsplit("/", 1)[-1]
    for files in belonging(workspace, path):
        if path in files.compose:
            return Found([files])
        stack, _ = load(workspace, files, Options())
        if any(file.path == path for file in stack.files):
            return Found([files])
    if is_dockerfile(name):
        return Found([], [path])
    if is_compose(name) or name.endswith((".yml", ".yaml")):
        return Found([StackFiles(directory_of(path), [path])])
    notes.append(f"{path} belongs to no stack: not checked")
    return Found()
