"""Which programs an image holds: what its base brings, what RUN installs and takes away, what COPY puts there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..knowledge.provided import DIRECTORIES, OPAQUE, OWN_WORK, POSIX, WITH_OTHERS, programs_of
from ..syntax.shell import SHELLS
from ..syntax.shell.programs import script_argument
from .instructions import Copy
from .kept import remembered
from .mounts import layout
from .packages import PackageCommand, package_commands
from .programs import Run

if TYPE_CHECKING:
    from ..syntax.shell import Command
    from .dockerfile import Dockerfile
    from .service import Service
    from .stages import Stage
    from .values import Text

_LONGEST = 2000
"""Characters of a search path that are looked at."""


class Toolbox:
    """Programs by name, or by path where only that is certain: there or not; one that is missing here is unknown."""

    __slots__ = ("base", "found", "virtual")

    def __init__(self, found: dict[str, bool], base: dict[str, bool]) -> None:
        self.found = dict(found)
        self.base = base
        """What was there before anything was installed."""
        self.virtual: dict[str, list[str]] = {}
        """apk's names for packages that are removed together."""

    def has(self, program: str) -> bool | None:
        """Whether a program, given by name or path, is in the image; None when nobody knows."""
        directory, slash, name = program.rpartition("/")
        if program in self.found:
            return self.found[program]
        if slash and directory not in DIRECTORIES:
            return None
        if name not in self.found and name in POSIX and self.found.get("sh") is False:
            return False
        return self.found.get(name)

    @property
    def missing(self) -> list[str]:
        return [program for program, there in self.found.items() if not there]

    def doubt(self, program: str) -> None:
        """The program may have come from somewhere."""
        if self.found.get(program) is False:
            del self.found[program]

    def doubt_all(self) -> None:
        for program in self.missing:
            del self.found[program]


def present(service: Service, program: str) -> bool | None:
    """Whether a program is in the container of a service; None when nobody knows."""
    there = toolbox(service).has(program)
    if there is False and (_mounted(service, program) or _brought_at_start(service, program)):
        return None
    return there


@remembered
def toolbox(service: Service) -> Toolbox:
    """The programs in the image of a service, without what it mounts or installs when it starts."""
    if service.build is not None:
        stage = service.build.stage
        return image_tools(stage) if stage is not None else Toolbox({}, {})
    tools = service.own_facts.tools if service.own_facts is not None else {}
    return Toolbox(tools, tools)


def _mounted(service: Service, program: str) -> bool:
    """Whether a mount, a config or a secret may put the program there."""
    name, found = program.rpartition("/")[2], layout(service)
    targets = [mount.target or "/" for mount in found.mounts]
    return not found.complete or any(
        posixpath.basename(target) == name or _holds_programs(target.rstrip("/"), DIRECTORIES) for target in targets
    )


def _brought_at_start(service: Service, program: str) -> bool:
    """Whether the command, a script that it starts, or a hook names the program, so that it may install it."""
    from . import commands
    from .compose import text_of
    from .early import HOOKS
    from .values import Items, Map, Text
    from .waiting import started_scripts

    name = program.rpartition("/")[2]
    texts = [commands.text(service), *started_scripts(service)]
    for key in HOOKS:
        hooks = service.setting(key)
        for hook in hooks if isinstance(hooks, Items) else ():
            command = hook.get("command") if isinstance(hook, Map) else None
            words = command.items if isinstance(command, Items) else [command]
            texts += [word.known_text if isinstance(word, Text) else text_of(word) or "" for word in words]
    return any(name in text for text in texts)


def image_tools(stage: Stage) -> Toolbox:
    """The programs in the image that a stage makes."""
    return _boxes(stage.dockerfile)[stage]


@remembered
def _boxes(dockerfile: Dockerfile) -> dict[Stage, Toolbox]:
    """The programs of every stage, worked out from top to bottom."""
    boxes: dict[Stage, Toolbox] = {}
    for stage in dockerfile.stages:
        box = _first(stage, boxes)
        places = (*DIRECTORIES, *_own_directories(stage))
        for instruction in stage.instructions:
            if isinstance(instruction, Run):
                _run(box, instruction)
            elif isinstance(instruction, Copy):
                _copy(box, instruction, places, boxes)
        boxes[stage] = box
    return boxes


def _first(stage: Stage, boxes: dict[Stage, Toolbox]) -> Toolbox:
    """What the base brings along."""
    _ = stage.base
    if stage.parent is not None:
        below = boxes.get(stage.parent)
        return Toolbox(below.found, below.base) if below is not None else Toolbox({}, {})
    from ..knowledge.images import facts

    known = facts("scratch", None, (), True) if stage.from_scratch() else None
    image = stage.external_base()
    if image is not None and not stage.windows:
        known = image.facts
    tools = known.tools if known is not None else {}
    return Toolbox(tools, tools)


# What RUN does


def _run(box: Toolbox, run: Run) -> None:
    script = run.script
    if script is None:
        box.doubt_all()
        return
    managed = {id(found.command): found for found in package_commands(run)}
    for command in script.commands:
        found = managed.get(id(command))
        if found is not None:
            _packages(box, found)
        elif _opaque(command):
            box.doubt_all()
        else:
            for word in command.arguments:
                box.doubt(posixpath.basename(word.tail.rstrip("/")))


def _opaque(command: Command) -> bool:
    """Whether it may install anything: a script, a shell that reads one, a tool that is made for it."""
    program = command.program
    if not program:
        return bool(command.words)
    if program in SHELLS:
        return script_argument(command.arguments)[1] is None
    if program in OPAQUE:
        return True
    path = command.program_word.head if command.program_word is not None else ""
    directory = posixpath.dirname(path)
    given = ("/" in path and directory not in DIRECTORIES) or program.endswith((".sh", ".bash"))
    return given and program not in OWN_WORK


def _packages(box: Toolbox, found: PackageCommand) -> None:
    if found.action == "remove":
        for word in found.packages:
            name = word.value or ""
            for program in box.virtual.get(name) or programs_of(_plain(name)):
                _restore(box, program)
    elif found.action in ("install", "upgrade", "other"):
        _install(box, found)


def _install(box: Toolbox, found: PackageCommand) -> None:
    brought: list[str] = []
    for word in found.packages:
        name = _plain(word.value or "")
        if not name or found.from_archives or name.startswith("@") or name in WITH_OTHERS or "*" in name:
            box.doubt_all()
            continue
        brought += programs_of(name)
        for token in name.split("-"):
            box.doubt(token)
    for program in brought:
        if found.command.conditional:
            box.doubt(program)
        else:
            box.found[program] = True
    for virtual in found.arguments.values("-t", "--virtual"):
        box.virtual.setdefault(virtual or "", []).extend(brought)


def _plain(package: str) -> str:
    """A package's name without version, release or repository."""
    for sign in "=@~<>/:":
        package = package.partition(sign)[0] or package
    return package


def _restore(box: Toolbox, program: str) -> None:
    """A package is gone; what the base brought itself may be gone with it."""
    box.found.pop(program, None)
    if box.base.get(program) is False:
        box.found[program] = False


# What COPY does


def _copy(box: Toolbox, copy: Copy, places: tuple[str, ...], boxes: dict[Stage, Toolbox]) -> None:
    target = copy.target
    if target is None:
        box.doubt_all()
        return
    path = target.rstrip("/")
    if posixpath.dirname(path) in places and path not in places and not target.endswith("/"):
        box.found[posixpath.basename(path)] = True
    elif _holds_programs(path, places):
        for source in copy.sources:
            _take(box, copy, source, boxes)


def _own_directories(stage: Stage) -> Iterator[str]:
    """The directories that ENV puts on the search path."""
    path = stage.env().get("PATH")
    for part in path.known_text[:_LONGEST].split(":") if path is not None else ():
        if part.startswith("/"):
            yield part.rstrip("/")


def _holds_programs(path: str, places: tuple[str, ...]) -> bool:
    return any(place == path or place.startswith(f"{path}/") for place in places)


def _take(box: Toolbox, copy: Copy, source: Text, boxes: dict[Stage, Toolbox]) -> None:
    """A file or directory that lands where programs are looked for."""
    value, origin = source.value, copy.from_
    if value is None or "*" in value or (copy.is_add and value.endswith((".gz", ".tgz", ".tar", ".xz", ".bz2"))):
        box.doubt_all()
        return
    name = posixpath.basename(value.rstrip("/"))
    if origin is None:
        files = copy.dockerfile.context.files() if copy.dockerfile.context is not None else None
        for program in box.missing:
            if files is None or any(posixpath.basename(file) == program for file in files):
                box.doubt(program)
    elif origin.stage is not None:
        inner = boxes.get(origin.stage)
        whole = _holds_programs(posixpath.normpath("/" + value.lstrip("/")).rstrip("/"), DIRECTORIES)
        for program in box.missing:
            if inner is None or (whole and inner.has(program) is not False) or program in _handled(origin.stage):
                box.doubt(program)
    else:
        tools = origin.image.facts.tools if origin.image is not None and origin.image.facts is not None else {}
        for program in box.missing:
            if tools.get(program) is not False and not _single_file(value):
                box.doubt(program)
    if name not in ("bin", "sbin", ""):
        box.found[name] = True


def _single_file(path: str) -> bool:
    """Whether a path of an image is evidently a program and no directory."""
    return not path.endswith("/") and posixpath.basename(path) not in ("", "bin", "sbin", "usr", "local")


@remembered
def _handled(stage: Stage) -> frozenset[str]:
    """The names that stand behind a slash in what a stage runs and copies."""
    texts = [
        found.node.text.text
        for own in stage.lineage()
        for found in own.instructions
        if isinstance(found, Run | Copy) and found.node.text is not None
    ]
    return frozenset(pattern(r"/([\w.+-]+)").findall("\n".join(texts)))
