"""Stack files into a linked stack: the arrow `load` of the line."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.defect import Problem
from ..model.compose import Stack, TextFile
from ..model.dockerfile import Copy, Dockerfile
from ..workspace import Workspace
from .discover import StackFiles
from .environment import Environment
from .files import Files, SharedFacts
from .link import link, standalone
from .paths import directory_of, join
from .project import Loader, Project
from .services import build_services


class Options:
    """What the caller adds to the files: variables, extra env files, the run's date."""

    __slots__ = ("env", "env_files", "profiles", "today")

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        env_files: tuple[str, ...] = (),
        profiles: tuple[str, ...] = (),
        today: str = "",
    ) -> None:
        self.env = dict(env or {})
        self.env_files = env_files
        self.profiles = profiles
        self.today = today


def load(
    workspace: Workspace, files: StackFiles, options: Options, shared: SharedFacts | None = None
) -> tuple[Stack, list[Problem]]:
    """The linked stack of some files, and what was found wrong while loading."""
    if files.dockerfile is None:
        project, stack = load_project(workspace, files, options, shared)
        return stack, project.files.problems
    collected = Files(workspace, shared)
    stack = Stack(files.directory, in_repository=workspace.in_repository, today=options.today)
    file = collected.dockerfile(files.dockerfile, None)
    if file is not None:
        standalone(file, stack, collected, evident_context(workspace, file))
    stack.files = collected.all()
    return stack, collected.problems


def load_project(
    workspace: Workspace,
    files: StackFiles,
    options: Options,
    shared: SharedFacts | None = None,
    *,
    blank: bool = False,
) -> tuple[Project, Stack]:
    """The merged model of some compose files, and the stack that is built and linked from it."""
    collected = Files(workspace, shared)
    stack = Stack(files.directory, in_repository=workspace.in_repository, today=options.today)
    environment = Environment(options.env)
    for name in options.env_files or (join(files.directory, ".env"),):
        collected.environment(name, environment)
    project = Loader(workspace, collected, blank=blank).load(files.compose, files.directory, environment)
    stack.complete = project.complete
    stack.files = collected.all()
    if stack.compose_files:
        build_services(project, stack)
        link(project, stack)
    stack.files = sorted(collected.all(), key=lambda file: ("compose", "env", "dockerfile").index(file.kind))
    return project, stack


def evident_context(workspace: Workspace, file: TextFile) -> str | None:
    """The context of a Dockerfile that nobody builds: its directory or the root, whichever alone holds its sources.

    None when both or neither do; a Dockerfile at the root has only one candidate.
    """
    here = directory_of(file.path)
    candidates = list(dict.fromkeys((here, ".")))
    if len(candidates) == 1:
        return here
    sources = local_sources(file.dockerfile) if file.dockerfile is not None else []
    fitting = [
        directory
        for directory in candidates
        if all(workspace.exists(join(directory, source)) is True for source in sources)
    ]
    return fitting[0] if len(fitting) == 1 else None


def local_sources(dockerfile: Dockerfile) -> list[str]:
    """Plain files and directories that COPY and ADD take from the context."""
    found = []
    for stage in dockerfile.stages:
        for instruction in stage.instructions:
            if isinstance(instruction, Copy) and instruction.from_ is None:
                values = [word.value for word in instruction.sources]
                found += [
                    value.lstrip("/")
                    for value in values
                    if value and not set("*?[") & set(value) and "://" not in value
                ]
    return [path for path in found if path not in ("", ".", "./")]
