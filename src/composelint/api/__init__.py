"""composelint from Python: the same line as the command, on texts in memory or on a directory."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping, Sequence

from ..core.record import record
from ..core.source import Span
from ..engine.config import configured
from ..engine.lint import lint as lint_found
from ..engine.report import Report, UsageError
from ..engine.targets import Targets, chosen, one_default, one_stack, spelled_out
from ..load.discover import search
from ..load.stack import Options
from ..workspace import Workspace
from .checking import Checked, Request, baseline, check, options_of

__all__ = [
    "Checked",
    "Report",
    "Request",
    "UsageError",
    "baseline",
    "check",
    "config",
    "fix",
    "init",
    "lint",
    "lint_path",
    "merge",
]


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
    compose_files = chosen(compose_files, env)
    if compose_files is not None:
        found = one_stack(compose_files)
    else:
        found = spelled_out(search(workspace, ".", config.exclude), ".", config.spelled)
    return lint_found(workspace, found, options_of(env, (), profiles, today), config.rules(select, ignore), config)


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


def fix(
    files: Mapping[str, str | bytes],
    *,
    unsafe: bool = False,
    compose_files: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    profiles: Sequence[str] = (),
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    preset: str | None = None,
    complete: bool = False,
    today: str | None = None,
) -> dict[str, str]:
    """The new text of each file that fixes change, path -> text; `unsafe` fixes too change how things behave.

    The other arguments, and what is raised, are those of `lint`.
    """
    from ..engine.fix import mend

    select, ignore = list(select), list(ignore)

    def look(texts: Mapping[str, str]) -> Report:
        return lint(
            {**{posixpath.normpath(path): text for path, text in files.items()}, **texts} if texts else files,
            compose_files=compose_files,
            env=env,
            profiles=profiles,
            select=select,
            ignore=ignore,
            preset=preset,
            complete=complete,
            today=today,
        )

    done = mend(look, unsafe=unsafe)
    return {source.path: ("\ufeff" if source.bom else "") + text for source, text in done.changes}


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
    from ..engine.merged import ComposeError, merged

    workspace = in_memory(files, False)
    compose_files = chosen(compose_files, env)
    found = search(workspace, ".").stacks[:1] if compose_files is None else one_stack(compose_files).stacks
    if not found:
        raise ComposeError([])
    return merged(workspace, found[0], Options(env, (), tuple(profiles)), ".")[0]


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
    from ..engine.masking import mask_config
    from ..engine.merged import merged, variables

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
    from ..engine.init import init as write

    targets = Targets((path,))
    workspace = Workspace.on_disk(targets.root)
    if not workspace.is_dir(targets.inside[0]):
        raise UsageError(f"{path}: no directory")
    try:
        written, stacks = write(workspace, targets.inside[0], force=force, update=update)
    except OSError as error:
        raise UsageError(f"{path}: the configuration cannot be written: {error.strerror or error}") from None
    return targets.place(written), stacks
