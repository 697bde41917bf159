"""What is process 1 of a container, and whether it keeps the stop signal from the program that it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..core.patterns import pattern
from ..core.source import Excerpt, Source
from .started import script_texts

if TYPE_CHECKING:
    from ..core.source import Span
    from ..syntax.shell import Command, ShellScript
    from .service import Service

Listener = Literal["shell", "pipeline", "script", "runner"]
Words = list[tuple[str, "Span"]]

RUNNERS = frozenset(("npm", "yarn", "pnpm"))
_SERVES = pattern(r"start|serve|server|prod(?:uction)?|start[:-](?!dev|debug|watch)[\w:-]+")
"""Scripts of a package.json that run a server for good."""
_CHANGING_USER = frozenset(("gosu", "su-exec"))
_PASSES_ON = frozenset(("docker-entrypoint.sh", "docker-php-entrypoint"))
"""Entrypoints of runtime images, which end in `exec "$@"` (their build files, 2026)."""
_WITHOUT_END = frozenset((
    ".", "source", "wait", "exit", "return", "true", ":", "echo", "fi", "done", "trap", "kill", "sleep", "tail",
))  # fmt: skip
"""Last commands of a script that are no program which it keeps running, or one that hears no signal anyway."""
_DASH = frozenset(("debian", "ubuntu"))
"""Systems whose `sh` is dash, which never replaces itself by the last command of `-c` (dash 0.5.12, tried 2026);
busybox and bash since 5.1 do, unless that command stands in a pipeline."""
_MOST_STEPS = 6


class Deaf:
    """Process 1 that keeps the signal. `at` is the command that does not hear it, or the word that starts the listener.

    `name` is the listener's: of a shell, a script, a package manager. Of a shell, `text` is what it was given, and
    `start` where the command begins in that; of a package manager, `argv` is what it runs, where that is known to run
    without it.
    """

    __slots__ = ("argv", "at", "kind", "name", "program", "start", "text")

    def __init__(self, at: Span, kind: Listener, name: str, program: str = "", text: str = "", start: int = 0) -> None:
        self.at = at
        self.kind = kind
        self.name = name
        self.program = program
        self.text = text
        self.start = start
        self.argv: list[str] = []


def deaf(service: Service) -> Deaf | None:
    """What keeps the stop signal from the program of a service; None when nothing does, or nobody can know."""
    from ..syntax.shell import SHELLS

    words = _started(service)
    for _ in range(_MOST_STEPS):
        if not words:
            return None
        name, rest = _name(words[0][0]), words[1:]
        if name in ("tini", "dumb-init", "catatonit"):
            words = _behind_init(name, rest)
        elif name in _CHANGING_USER:
            words = rest[1:]
        elif name in SHELLS:
            if rest and rest[0][0].startswith("-"):
                return _shell(service, name, words)
            words = rest
        elif name in RUNNERS:
            return _runner(service, name, words)
        elif name in _PASSES_ON and service.facts is not None and service.facts.role == "runtime":
            words = rest
        else:
            last = _last_of_script(service, words[0][0])
            if last is None or not (replaces_shell(last) and _hands_on(last)):
                silent = last is None or replaces_shell(last)
                return None if silent else Deaf(words[0][1], "script", name, last.program if last else "")
            words = rest
    return None


def replaces_shell(command: Command) -> bool:
    """Whether a command takes the place of its shell."""
    return command.program == "exec" or "exec" in command.wrappers


def _started(service: Service) -> Words:
    """The words of entrypoint and command; none where the image's own entrypoint, or a shell form, has the say."""
    stage = service.build.stage if service.build is not None else None
    entrypoint = command = None
    if service.entrypoint is None:
        entrypoint = stage.entrypoint() if stage is not None else None
        runtime = service.facts is not None and service.facts.role == "runtime"
        if entrypoint is None and not runtime and not (stage is not None and stage.from_scratch()):
            return []
        command = stage.command() if stage is not None and service.command is None else None
    written = [program for program in (entrypoint, command) if program is not None]
    if any(program.form != "exec" for program in written):
        return []
    composed = [found for found in (service.entrypoint, service.command) if found is not None]
    words: Words = [(word.text, word.span) for program in written for word in program.node.words]
    more: Words = [(word.known_text, word.span) for found in composed for word in found.words]
    return words + more


def _name(word: str) -> str:
    return word.rpartition("/")[2]


def _behind_init(name: str, rest: Words) -> Words:
    """What an init process starts; nothing where it signals all processes."""
    at = 0
    while at < len(rest) and rest[at][0].startswith("-"):
        if name == "tini" and rest[at][0] == "-g":
            return []
        at += 1
    return [] if name == "dumb-init" else rest[at:]


def _shell(service: Service, name: str, words: Words) -> Deaf | None:
    """A shell with a text behind `-c`."""
    from ..syntax.shell import command_of

    script = command_of(words)
    last = _last(script)
    if last is None or replaces_shell(last) or not last.words:
        return None
    piped = last.pipeline is not None and len(last.pipeline.members) > 1
    family = service.facts.family if service.facts is not None else None
    if not piped and not (name in ("sh", "dash") and family in _DASH):
        return None
    if piped and last.pipeline is not None:
        server = last.pipeline.members[0][0]
        return Deaf(server.span, "pipeline", name, server.program)
    first = last.words[0]
    return Deaf(last.span, "shell", name, last.program, first.of.text, first.start)


def _runner(service: Service, name: str, words: Words) -> Deaf | None:
    """`npm start` and its kin, for a script that serves."""
    from ..syntax.shell import command_of
    from .package_scripts import script_command

    given = [word for word, _ in words[1:] if not word.startswith("-")]
    if given[:1] in (["run"], ["run-script"]):
        given = given[1:]
    if not given or not _SERVES.fullmatch(given[0]):
        return None
    found = Deaf(words[0][1], "runner", name)
    commands = command_of(words).commands
    command = script_command(service, commands[0]) if commands else None
    if command is not None and command.program == "node":
        values = [word.value for word in command.words]
        found.argv = [value for value in values if value is not None] if None not in values else []
    return found


def _last_of_script(service: Service, word: str) -> Command | None:
    """The command that a script of the build context ends with."""
    from ..syntax.shell import parse_script

    text = next(script_texts(service, word), None)
    script = parse_script(Excerpt.verbatim(Source(word, text))) if text is not None else None
    return _last(script) if script is not None else None


def _last(script: ShellScript) -> Command | None:
    """The command that a script ends with; None where it handles signals itself, or does not end with a program."""
    found = [command for command in script.commands if not command.captured]
    if not found or any(command.program == "trap" for command in found):
        return None
    last = found[-1]
    in_branch = last.conditional or last.tested or (last.after is not None and last.after.text == "&")
    return None if in_branch or last.program in _WITHOUT_END or _defined(script.text, last.program) else last


def _defined(text: str, name: str) -> bool:
    """Whether a name is a function of the script."""
    compact = text.replace(" ", "")
    return bool(name) and (f"\n{name}()" in compact or compact.startswith(f"{name}()") or f"function{name}" in compact)


def _hands_on(last: Command) -> bool:
    """Whether it is `exec "$@"`, at most as another user."""
    return last.words[-1].raw.strip('"') in ("$@", "${@}") and last.program in ("", "exec")
