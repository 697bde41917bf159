"""Whether a service waits for others by itself: in its command, or in a script that it starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from . import commands
from .kept import remembered
from .started import script_texts

if TYPE_CHECKING:
    from ..core.source import Span
    from ..syntax.shell import Command
    from .service import Service

_WAITS = pattern(
    r"\bwait[-_]?for\w*|\bdockerize\s[^\n]*-wait|\bwait4x\b|\bwait-(?:port|on)\b|(?:^|[\s;&|(])/wait\b"
    r"|\b(?:until|while\s+!)\s[^\0]{0,400}?\bsleep\b|^(?:\S+\s+-\w*c\s+)?sleep\s+\d+\s*(?:&&|;)"
)
"""A waiting program, a loop around a probe, or a sleep before everything else."""
_SCRIPT = pattern(r"[\w./-]*(?:\.sh|entrypoint[\w.-]*|start|run|boot)")
_MOST_WORDS = 8
_MOST_TEXT = 8000
"""Words of a command that may be scripts, and characters of a script, that are looked at."""


@remembered
def waits_by_itself(service: Service) -> bool:
    """A wait script, or a loop around a probe, stands in the command, or in a script of the build that it starts."""
    return any(map(_waits, (commands.text(service), *started_scripts(service))))


def _waits(text: str) -> bool:
    return any(word in text for word in ("wait", "sleep")) and _WAITS.search(text) is not None


def started_scripts(service: Service) -> Iterator[str]:
    """The texts of scripts that the command starts, as far as they lie in the build context."""
    for word in commands.text(service).split()[:_MOST_WORDS]:
        if _SCRIPT.fullmatch(word):
            for text in script_texts(service, word):
                yield text[:_MOST_TEXT]


# What exactly it waits for

_WAITERS = pattern(
    r"wait[-_]?for(?:[-_]?(?:it|port|tcp|db|postgres|mysql|redis|kafka))?(?:\.sh)?|wait4x|wait-(?:port|on)|dockerize"
)
_PROBES = frozenset(
    "nc ncat netcat pg_isready curl wget mysqladmin mysql mariadb-admin redis-cli mongosh mongo timeout bash telnet"
    " echo :".split()
)
_PREPARES = frozenset("echo printf set cd export : true".split())
_HOST = pattern(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^\s@/]*@)?([A-Za-z][\w.-]*)(?::[0-9]{1,5})?(?:/\S*)?")
_IN_DEVICE = pattern(r"/dev/tcp/([\w.-]+)/")
_NAMES_A_USER = frozenset("-U -u -d -p --user --username --dbname --database --password -timeout -t".split())
_MORE_THAN_ALIVE = pattern(r"\bselect\b|--list\b|--describe\b|\btopics?\b|\bshow\b|\s-x\b|\s-d\b|--data|--request")
_SECONDS = pattern(r"[0-9]{1,5}(?:\.[0-9]+)?[sm]?")


class Wait:
    """One way in which a command waits before it does its work: where, in which words, and for which services.

    `targets` None: it only lets time pass.
    """

    __slots__ = ("span", "targets", "words")

    def __init__(self, span: Span, words: str, targets: list[Service] | None) -> None:
        self.span = span
        self.words = words
        self.targets = targets

    def __repr__(self) -> str:
        return f"Wait({self.words!r}, {[target.label for target in self.targets or ()]})"


def waits(service: Service) -> Iterator[Wait]:
    """How the command of a service waits for others of the stack before it begins."""
    found = commands.run_commands(service)
    pauses = any(command.program == "sleep" for command in found)
    for number, command in enumerate(found):
        last = number + 1 == len(found)
        if _WAITERS.fullmatch(command.program):
            yield Wait((command.program_word or command.words[0]).span, command.program, _hosts(service, command))
        elif command.tested and pauses and command.program in _PROBES:
            alone = command.pipeline is None or len(command.pipeline.members) == 1
            if alone and not _MORE_THAN_ALIVE.search(" ".join(word.raw for word in command.words).lower()):
                yield Wait(command.span, "a loop", _hosts(service, command))
        elif command.program == "sleep" and number == 0 and not last and not command.conditional:
            if len(command.arguments) == 1 and _SECONDS.fullmatch(command.arguments[0].value or ""):
                yield Wait(command.span, f"sleep {command.arguments[0].value}", None)
        elif command.program not in _PREPARES and not command.tested and not command.conditional and not command.depth:
            return


def _hosts(service: Service, command: Command) -> list[Service]:
    """The services that the arguments of a waiting command name as hosts."""
    from .reach import meant

    found: list[Service] = []
    before = ""
    texts = [_IN_DEVICE.search(redirection.target.head) for redirection in command.redirections]
    names = [match[1] for match in texts if match]
    for word in command.arguments:
        value = word.value or ""
        if value == "--":
            break
        match = _HOST.fullmatch(value.removeprefix("-h") if value.startswith("-h") else value.rpartition("=")[2])
        inside = _IN_DEVICE.search(value)
        if before not in _NAMES_A_USER:
            names += [one[1] for one in (match, inside) if one]
        before = value
    for name in names:
        found += [target for target in meant(service, name) if target is not service and target not in found]
    return found
