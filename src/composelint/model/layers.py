"""Layer order: what a build installs below the copy that brings the sources, so that it runs again at each change.

The cache facts behind it: a COPY misses when one of its files changed, and everything below a miss runs again; a cache
mount makes the re-run cheap but does not skip it (https://docs.docker.com/build/cache/invalidation/, November 2025).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.defect import Severity
from ..knowledge.ecosystems import Kind, is_dependency_list
from .compose import find
from .copies import ContextCopy, below, of_copy, of_mount
from .dockerfile import Copy, Dockerfile, Instruction, Onbuild, Run, Stage
from .installs import Install, installs, plans_only, removes_tools
from .kept import remembered
from .manifests import Manifests, brought_apart, lies_elsewhere

if TYPE_CHECKING:
    from .service import Service

_DEVELOPMENT = frozenset(
    "ci debug dev devcontainer devel develop development docs lint linter test testing tests".split()
)
_OS_CACHES = ("/var/cache", "/var/lib")
MOST_COPIES = 100
"""Copies of a lineage that are looked at; further ones only repeat what these say."""
MOST_INSTALLS = 20
"""Installs that are listed for one copy."""


class Misplaced:
    """One install below a copy. `why_less`: what makes it weigh less; `apart`: it needs nothing of what is copied."""

    __slots__ = ("apart", "copy", "install", "why_less")

    def __init__(self, copy: ContextCopy, install: Install, why_less: set[str], *, apart: bool = False) -> None:
        self.copy = copy
        self.install = install
        self.why_less = why_less
        self.apart = apart


class Late:
    """Everything of one kind that stands below one copy."""

    __slots__ = ("copy", "kind", "misplaced")

    def __init__(self, first: Misplaced) -> None:
        self.copy = first.copy
        self.kind: Kind = first.install.kind
        self.misplaced = [first]

    @property
    def installs(self) -> list[Install]:
        return [found.install for found in self.misplaced]

    @property
    def severity(self) -> Severity | None:
        """Less than the rule's own when every install has a reason for it."""
        return "info" if all(found.why_less for found in self.misplaced) else None

    @property
    def apart(self) -> bool:
        return all(found.apart for found in self.misplaced)

    def all_are(self, why: str) -> bool:
        return all(why in found.why_less for found in self.misplaced)


class History:
    """What stands above an instruction, in its stage and in those that it is built from."""

    __slots__ = ("broad", "length", "manifests", "steps", "taken", "unknown", "unread")

    broad: list[tuple[int, Stage, ContextCopy]]
    """Copies that bring sources, with their positions."""
    manifests: list[ContextCopy]
    """Copies of manifests from the context."""
    taken: list[Copy]
    """Copies from stages and images."""
    steps: dict[str, dict[str | None, int]]
    """Family -> directory -> position of the first command that got its dependencies there."""
    unread: int | None
    """Position of the first script that nobody can read: it may have installed anything."""
    unknown: bool
    """A copy of something that nobody knows: it may have brought anything."""

    length: int
    """How much was seen."""

    def __init__(self, parent: History | None = None) -> None:
        self.length = parent.length if parent else 0
        self.broad = list(parent.broad) if parent else []
        self.manifests = list(parent.manifests) if parent else []
        self.taken = list(parent.taken) if parent else []
        self.steps = {family: dict(found) for family, found in parent.steps.items()} if parent else {}
        self.unread = parent.unread if parent else None
        self.unknown = parent.unknown if parent else False

    def add(self, stage: Stage, instruction: Instruction) -> None:
        self.length += 1
        if isinstance(instruction, Run):
            if instruction.script is None and self.unread is None:
                self.unread = self.length
        elif isinstance(instruction, Copy):
            copy = of_copy(instruction)
            if copy is None:
                self._take(instruction)
            elif copy.breadth == "unknown":
                self.unknown = True
            elif copy.broad and len(self.broad) < MOST_COPIES:
                self.broad.append((self.length, stage, copy))
            elif copy.brings_manifests and len(self.manifests) < MOST_COPIES:
                self.manifests.append(copy)

    def _take(self, copy: Copy) -> None:
        """A stage that got dependencies hands them on."""
        origin = copy.from_
        if origin is None:
            return
        if origin.stage is not None:
            for family in families(origin.stage):
                self.steps.setdefault(family, {}).setdefault(None, self.length)
        elif origin.image is None:
            self.unknown = True
        if len(self.taken) < MOST_COPIES:
            self.taken.append(copy)

    def did(self, install: Install) -> None:
        self.length += 1
        self.steps.setdefault(install.ecosystem.family, {}).setdefault(install.directory, self.length)

    def had_step(self, install: Install, before: int) -> bool:
        """Whether its dependencies were got above a position already, or may have been."""
        found = self.steps.get(install.ecosystem.family, {})
        here = found.values() if install.directory is None else (found.get(install.directory), found.get(None))
        return any(at is not None and at < before for at in (*here, self.unread))


@remembered
def families(stage: Stage) -> frozenset[str]:
    """The families of ecosystems whose dependencies a stage gets."""
    runs = [run for below in stage.lineage() for run in below.instructions if isinstance(run, Run)]
    return frozenset(found.ecosystem.family for run in runs for found in installs(run) if found.kind != "tool")


@remembered
def late_installs(dockerfile: Dockerfile) -> list[Late]:
    """Everything that runs again for no reason, one entry per copy and kind, in the order of the file."""
    late: dict[tuple[ContextCopy, Kind], Late] = {}
    histories: dict[Stage, History] = {}
    for stage, end in _installing(dockerfile):
        history = histories[stage] = History(histories.get(stage.parent) if stage.parent is not None else None)
        triggers = [made.trigger for made in stage.instructions if isinstance(made, Onbuild) and made.trigger]
        found = [*_walk(stage, stage.instructions[:end], history), *_walk(stage, triggers, History())]
        for misplaced in found if found and not _hands_on_manifests(stage) else ():
            misplaced.why_less |= _weighs_less(stage, misplaced.install)
            key = misplaced.copy, misplaced.install.kind
            if key not in late:
                late[key] = Late(misplaced)
            elif len(late[key].misplaced) < MOST_INSTALLS:
                late[key].misplaced.append(misplaced)
    return list(late.values())


def _installing(dockerfile: Dockerfile) -> list[tuple[Stage, int]]:
    """Stages that install below sources, up to their last install, and those that they are built from, in order."""
    dockerfile.evaluate()
    ends: dict[Stage, int] = {}
    for stage in reversed([stage for stage in dockerfile.stages if stage.reachable]):
        end = ends.get(stage) or _behind_last_install(stage)
        if end:
            ends[stage] = end
            if stage.parent is not None:
                ends[stage.parent] = len(stage.parent.instructions)
    return [(stage, ends[stage]) for stage in dockerfile.stages if stage in ends]


def _behind_last_install(stage: Stage) -> int:
    """Where nothing more is installed that may find sources above it; 0 when nothing is."""
    sources = _first_sources(stage)
    for instruction in reversed(stage.instructions):
        run = instruction.trigger if isinstance(instruction, Onbuild) else instruction
        if isinstance(run, Run) and (instruction.index > sources or run.mounts or run.onbuild) and installs(run):
            return instruction.index + 1
    return 0


@remembered
def _first_sources(stage: Stage) -> int:
    """Where the first copy stands that brings sources: before the stage when another one below it does."""
    parent = stage.parent
    if parent is not None and _first_sources(parent) < len(parent.instructions):
        return -1
    copies = (of_copy(made) for made in stage.instructions if isinstance(made, Copy))
    found = next((copy for copy in copies if copy is not None and copy.broad), None)
    return found.instruction.index if found is not None else len(stage.instructions)


def _walk(stage: Stage, instructions: list[Instruction], history: History) -> Iterator[Misplaced]:
    """Each install below a copy that brings the sources."""
    for instruction in instructions:
        if isinstance(instruction, Run):
            late = False
            for install in installs(instruction):
                if install.kind == "tool":
                    continue
                found = _below_sources(install, history) if install.kind == "install" else _unlayered(install, history)
                if found is not None:
                    late = late or install.kind == "install"
                    yield found
                history.did(install)
            if not late and history.broad:
                yield from _tools_below(stage, instruction, history)
        history.add(stage, instruction)


# Dependencies


def _below_sources(install: Install, history: History) -> Misplaced | None:
    """An install of mere dependencies below the sources, when nothing got them before."""
    blamed = _blamed(install, history)
    if blamed is None or history.unknown or not _reads_context(install, history):
        return None
    position, copy = blamed
    if history.had_step(install, position):
        return None
    found = Misplaced(copy, install, set() if copy.breadth == "all" else {"some"})
    if not copy.covers(install.directory):
        found.why_less.add("elsewhere")
    if lies_elsewhere(install, copy) or brought_apart(install, copy, history.manifests):
        found.apart = True
        return found
    manifests = Manifests(install, copy)
    if not manifests.worth_it or manifests.installs_sources:
        return None
    if manifests.tied:
        found.why_less.add("tied")
    return found


def _blamed(install: Install, history: History) -> tuple[int, ContextCopy] | None:
    """The copy to report: of the whole context before one of a part, one that the install needs before others."""
    ranked = []
    for position, _, copy in history.broad:
        covers = copy.covers(install.directory)
        if copy.breadth == "all" or covers:
            ranked.append(((copy.breadth != "all", not covers, covers is False, position), copy))
    if ranked:
        rank, copy = min(ranked, key=lambda row: row[0])
        return rank[3], copy
    for mount in install.run.mounts:
        bound = of_mount(mount)
        if bound is not None and bound.breadth == "all" and _under(bound, install):
            return history.length + 1, bound
    return None


def _under(mount: ContextCopy, install: Install) -> bool:
    """Whether what an install reads lies in a mount."""
    places = install.files or [install.directory]
    return mount.target is not None and all(place and below(place, mount.target) is not None for place in places)


def _reads_context(install: Install, history: History) -> bool:
    """Whether its manifests come with copies from the context, not from a stage, a mount of their own or a URL."""
    if any(file is not None and "://" in file for file in install.files):
        return False
    for mount in install.run.mounts:
        bound = of_mount(mount)
        if mount.type == "bind" and (bound is None or bound.breadth == "manifests"):
            return False
    return not any(_brings_manifests_to(copy, install) for copy in history.taken)


def _brings_manifests_to(copy: Copy, install: Install) -> bool:
    if not any(source.value is not None and is_dependency_list(source.value) for source in copy.sources):
        return False
    target, directory = copy.target, install.directory
    if target is None or directory is None or target in install.files:
        return True
    return below(directory, target.rstrip("/") or "/") is not None or posixpath.dirname(target) == directory


def _unlayered(install: Install, history: History) -> Misplaced | None:
    """A build below the sources that downloads its dependencies, when nothing got them before."""
    if history.unknown or history.unread is not None or install.ecosystem.family in history.steps or _cached(install):
        return None
    for _, _, copy in history.broad:
        if copy.breadth == "all" and not copy.archive and copy.covers(install.directory):
            needless = lies_elsewhere(install, copy) or not Manifests(install, copy).worth_it
            return None if needless else Misplaced(copy, install, set())
    return None


# Tools


def _tools_below(stage: Stage, run: Run, history: History) -> Iterator[Misplaced]:
    """The tools of a RUN that a copy could as well stand below."""
    for tool in installs(run):
        copy = _above_tool(stage, tool, history) if tool.kind == "tool" else None
        if copy is not None and not removes_tools(run):
            yield Misplaced(copy, tool, set() if copy.breadth == "all" else {"some"}, apart=True)


@remembered
def _movable_from(stage: Stage) -> set[Stage]:
    """The stages into which a tool of this one may move without landing in another image.

    These are its own and those below it that have no other use; one with a command of its own is an image of its own.
    """
    found = {stage}
    lineage = stage.lineage()
    for child, parent in zip(reversed(lineage), reversed(lineage[:-1]), strict=False):
        if parent.final or parent.used_by != [child] or parent.last("CMD") or parent.last("ENTRYPOINT"):
            break
        found.add(parent)
    return found


def _above_tool(within: Stage, tool: Install, history: History) -> ContextCopy | None:
    """The copy above a tool that could as well stand below it."""
    movable = _movable_from(within)
    through_project = bool(tool.command.through) or tool.command.program == "playwright"
    for position, stage, copy in history.broad:
        configures = copy.target is None or copy.target == "/" or below(copy.target, "/etc") is not None
        if stage not in movable or copy.archive or (copy.breadth != "all" and configures):
            continue
        if through_project and any(at > position for steps in history.steps.values() for at in steps.values()):
            continue
        return copy
    return None


# What weighs less


def _hands_on_manifests(stage: Stage) -> bool:
    """It only writes manifests or a plan for other stages."""
    users = stage.used_by
    copies = [user for user in users if isinstance(user, Copy)]
    if users and len(copies) == len(users) and not stage.final:
        sources = [source.value for copy in copies for source in copy.sources]
        if all(source is not None and is_dependency_list(source) for source in sources):
            return True
    return any(isinstance(instruction, Run) and plans_only(instruction) for instruction in stage.instructions)


def _weighs_less(stage: Stage, install: Install) -> set[str]:
    reasons = {
        "cached": _cached(install),
        "stage": for_development(stage),
        "conditional": install.conditional,
        "onbuild": install.run.onbuild,
    }
    return {reason for reason, holds in reasons.items() if holds}


def _cached(install: Install) -> bool:
    """Whether downloads are kept in a cache mount; the operating system's caches are only its own."""
    for mount in install.run.mounts:
        path = mount.path
        of_system = path is not None and any(below(path, cache) for cache in _OS_CACHES)
        if mount.type == "cache" and of_system is (install.ecosystem.family == "system"):
            return True
    return False


def for_development(stage: Stage) -> bool:
    """By its name, or because every service that builds it takes the sources from elsewhere while it runs."""
    if stage.name is not None and stage.name.replace("_", "-").partition("-")[0] in _DEVELOPMENT:
        return True
    services = [build.service for build in stage.dockerfile.builds if stage.dockerfile.stage_for(build.target) is stage]
    return bool(services) and all(service is not None and _lives_on_mounts(service, stage) for service in services)


def _lives_on_mounts(service: Service, stage: Stage) -> bool:
    if service.development or find(service.body, "develop", "watch") is not None:
        return True
    workdir = stage.workdir().value
    context = service.build.context.value if service.build and service.build.context else None
    return workdir is not None and any(
        mount.type == "bind"
        and mount.target is not None
        and posixpath.normpath(mount.target) == workdir
        and mount.source is not None
        and context is not None
        and posixpath.normpath(mount.source) == posixpath.normpath(context)
        for mount in service.mounts
    )
