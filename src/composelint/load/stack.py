"""Stack files into a linked stack: the arrow `load` of the line."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.day import Day
from ..core.defect import Problem
from ..model.compose import Stack
from ..syntax.interpolation import Found
from ..workspace import Workspace
from .discover import StackFiles
from .environment import Environment
from .files import Files, SharedFacts
from .link import link
from .paths import join
from .project import Loader, Project
from .services import build_services
from .surroundings import look_around


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
    stack = Stack(files.directory, in_repository=workspace.in_repository, today=Day(options.today))
    file = collected.dockerfile(files.dockerfile, None)
    if file is not None:
        from .builds import evident_context, standalone

        standalone(file, stack, collected, evident_context(workspace, file))
    stack.files = collected.all()
    return stack, collected.problems


def env_files(files: StackFiles, options: Options) -> list[list[str]]:
    """The env files of a project: within a group the later wins, an earlier group wins over a later one."""
    given = list(options.env_files) or [name for name in options.env.get("COMPOSE_ENV_FILES", "").split(",") if name]
    if given:
        return [given]
    if options.env.get("COMPOSE_DISABLE_ENV_FILE", "").lower() in ("1", "t", "true"):
        return []
    return [[join(directory, ".env")] for directory in dict.fromkeys((files.started, files.directory))]


def profiles(environment: Environment) -> tuple[str, ...]:
    """COMPOSE_PROFILES, from the environment or the `.env` file."""
    return tuple(name.strip() for name in (environment.text("COMPOSE_PROFILES") or "").split(","))


def load_project(
    workspace: Workspace,
    files: StackFiles,
    options: Options,
    shared: SharedFacts | None = None,
    *,
    blank: bool = False,
    base: str = ".",
) -> tuple[Project, Stack]:
    """The merged model of some compose files, and the stack that is built and linked from it.

    `blank` takes unset variables for empty, as Compose does; `base` is the root's path where its name may be told.
    """
    collected = Files(workspace, shared)
    stack = Stack(files.directory, in_repository=workspace.in_repository, today=Day(options.today))
    environment = Environment(options.env, blank=blank)
    if blank and base.startswith("/"):
        environment.found.setdefault("PWD", Found(join(base, files.directory)))
    for group in env_files(files, options):
        collected.environment(group, environment)
    project = Loader(workspace, collected).load(files.compose, files.directory, environment, base)
    project.profiles = options.profiles or profiles(environment)
    stack.complete = project.complete
    stack.name = environment.text("COMPOSE_PROJECT_NAME")
    stack.strict = blank
    stack.environment_known = blank or collected.environment_known
    stack.unseen = collected.unseen
    stack.files = collected.all()
    if stack.compose_files:
        build_services(project, stack)
        link(project, stack)
        if not blank:
            look_around(stack, files, collected)
    stack.files = sorted(collected.all(), key=lambda file: ("compose", "env", "dockerfile").index(file.kind))
    return project, stack
