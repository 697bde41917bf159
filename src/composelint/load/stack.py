"""Stack files into a linked stack: the arrow `load` of the line."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.defect import Problem
from ..model.compose import Stack
from ..workspace import Workspace
from .discover import StackFiles
from .environment import Environment
from .files import Files, SharedFacts
from .link import link
from .paths import join
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
        from .builds import evident_context, standalone

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
