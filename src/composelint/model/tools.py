"""Which programs are in a container, as far as anybody can know."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ..knowledge.provided import DIRECTORIES, POSIX
from .kept import remembered
from .mounts import layout

if TYPE_CHECKING:
    from .service import Service


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
        from .built_tools import image_tools

        stage = service.build.stage
        return image_tools(stage) if stage is not None else Toolbox({}, {})
    tools = service.own_facts.tools if service.own_facts is not None else {}
    return Toolbox(tools, tools)


def _mounted(service: Service, program: str) -> bool:
    """Whether a mount, a config or a secret may put the program there."""
    name, found = program.rpartition("/")[2], layout(service)
    targets = [mount.target or "/" for mount in found.mounts]
    return not found.complete or any(
        posixpath.basename(target) == name or holds_programs(target.rstrip("/"), DIRECTORIES) for target in targets
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


def holds_programs(path: str, places: tuple[str, ...]) -> bool:
    """Whether a path is one of some directories, or holds one."""
    return any(place == path or place.startswith(f"{path}/") for place in places)
