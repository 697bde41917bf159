"""What `entrypoint:` in Compose makes of the image's own command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .started import script_texts
from .values import Flag

if TYPE_CHECKING:
    from .programs import Cmd
    from .service import Service

INITS = frozenset(("tini", "dumb-init", "catatonit"))
_WAITING = pattern(r"wait[-_]?for[\w.-]*|wait4x|wait-port")
_HANDS_OVER = pattern(r'(?:exec\s+)?(?:(?:gosu|su-exec)\s+\S+\s+|(?:tini|dumb-init)\s+(?:--\s+)?)?"?\$\{?@\}?"?')
"""The last line of a script that runs what it is given and nothing of its own."""
_OWN_ANSWER = pattern(r"(?m)^\s*set\s+--|\$\{?#|\$\{?1|-z\s+\"?\$\{?[@*]")
"""A script that looks whether it is given anything."""


def dropped_command(service: Service) -> Cmd | bool:
    """The CMD that no longer runs because Compose sets `entrypoint` alone; True when only the base image has one."""
    if service.entrypoint is None or service.command is not None or service.partial or not service.entrypoint.words:
        return False
    stage = service.build.stage if service.build is not None else None
    if service.build is not None and stage is None:
        return False
    if stage is not None:
        command = stage.command()
        if command is not None:
            return command if command.argv else False
        if stage.command_cleared_by() is not None:
            return False
    return bool(service.facts and service.facts.default_command)


def runs_nothing(service: Service) -> bool:
    """Whether the entrypoint of Compose only leads to a program, and names none."""
    from ..syntax.shell import SHELLS

    words = [word.value for word in service.entrypoint.words] if service.entrypoint is not None else []
    given = [word for word in words if word is not None]
    if len(given) != len(words):
        return False
    while given and _name(given[0]) in INITS:
        given = given[1:]
        while given and given[0].startswith("-"):
            given = given[1:]
    if not given:
        return True
    name, rest = _name(given[0]), given[1:]
    if _WAITING.fullmatch(name):
        return "--" not in rest[:-1]
    if name in SHELLS:
        if not rest:
            return not _interactive(service)
        name, given, rest = _name(rest[0]), rest, rest[1:]
    return not rest and _only_hands_over(service, given[0], name)


def _only_hands_over(service: Service, word: str, name: str) -> bool:
    if service.build is None:
        # The entrypoint of many official images, which ends in `exec "$@"`.
        return name == "docker-entrypoint.sh"
    text = next(script_texts(service, word), None)
    lines = [line.strip() for line in (text or "").splitlines() if line.strip() and not line.strip().startswith("#")]
    return bool(lines) and _HANDS_OVER.fullmatch(lines[-1]) is not None and not _OWN_ANSWER.search(text or "")


def _interactive(service: Service) -> bool:
    """Whether somebody may type into the shell, so that it stays."""
    return any(
        node is not None and not (isinstance(node, Flag) and node.value is False)
        for node in (service.setting("tty"), service.setting("stdin_open"))
    )


def _name(word: str) -> str:
    return word.rpartition("/")[2]
