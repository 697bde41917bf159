"""Which programs a stage's image holds: what its base brings, what RUN installs or removes, what COPY puts there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..knowledge.provided import DIRECTORIES, OPAQUE, OWN_WORK, WITH_OTHERS, programs_of
from ..syntax.shell import SHELLS
from ..syntax.shell.programs import script_argument
from .instructions import Copy
from .kept import remembered
from .packages import PackageCommand, package_commands
from .programs import Run
from .tools import Toolbox, holds_programs

if TYPE_CHECKING:
    from ..syntax.shell import Command
    from .dockerfile import Dockerfile
    from .stages import Stage
    from .values import Text

_LONGEST = 2000
"""Characters of a search path that are looked at."""


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
    elif holds_programs(path, places):
        for source in copy.sources:
            _take(box, copy, source, boxes)


def _own_directories(stage: Stage) -> Iterator[str]:
    """The directories that ENV puts on the search path."""
    path = stage.env().get("PATH")
    for part in path.known_text[:_LONGEST].split(":") if path is not None else ():
        if part.startswith("/"):
            yield part.rstrip("/")


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
        whole = holds_programs(posixpath.normpath("/" + value.lstrip("/")).rstrip("/"), DIRECTORIES)
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
