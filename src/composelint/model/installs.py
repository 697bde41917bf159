"""What RUN instructions install: dependencies from manifests, dependencies together with the sources, tools."""

from __future__ import annotations

import posixpath

from ..core.source import Span
from ..knowledge.ecosystems import (
    PLANS,
    PROGRAMS,
    REMOVALS,
    Ecosystem,
    Kind,
    Program,
    classify,
    does,
    first_words,
    program_name,
    programs_of,
)
from ..syntax.shell import Command, split_options
from .dockerfile import Instruction, Run
from .kept import remembered

_NO_PROGRAM = Program()


class Install:
    """One command that installs something. `directory` is where it looks for its manifests, None when unknown.

    `files` are the manifests that it names itself, as absolute paths, None standing for one that is unknown; empty:
    the ecosystem's own names in `directory`.
    """

    __slots__ = ("command", "directory", "ecosystem", "files", "kind", "run")

    def __init__(
        self,
        run: Run,
        command: Command,
        ecosystem: Ecosystem,
        kind: Kind,
        directory: str | None,
        files: list[str | None],
    ) -> None:
        self.run = run
        self.command = command
        self.ecosystem = ecosystem
        self.kind: Kind = kind
        self.directory = directory
        self.files = files

    @property
    def span(self) -> Span:
        return self.command.span

    @property
    def text(self) -> str:
        """The command as written, on one line."""
        return " ".join(word.raw for word in self.command.words)

    @property
    def conditional(self) -> bool:
        """It may not run, or may fail without harm: its manifest need not be there."""
        command = self.command
        return command.conditional or (command.unchecked and command.after is not None and command.after.text == "||")

    def __repr__(self) -> str:
        return f"Install({self.ecosystem.name}, {self.kind}, {self.text!r})"


def directory_of(instruction: Instruction) -> str:
    """The instruction's working directory; one that is unknown gets a name of its own, equal for equal directories."""
    if instruction.onbuild:
        return "/?later"
    workdir = instruction.workdir
    return workdir.value if workdir.value is not None else f"/?{workdir.span.start}"


def resolved(base: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(base, path))


@remembered
def installs(run: Run) -> list[Install]:
    """The installing commands of a RUN, in order."""
    script = run.script
    found = []
    for command in script.commands if script is not None else ():
        install = _install(run, command) if command.program else None
        if install is not None:
            found.append(install)
    return found


def _read(command: Command, name: str) -> tuple[Program, list[str | None], dict[str, list[str | None]]]:
    program = PROGRAMS.get(name, _NO_PROGRAM)
    arguments = split_options(command.arguments, program.taking, single_dash=program.single_dash)
    options: dict[str, list[str | None]] = {}
    for option in arguments:
        options.setdefault(option.name, []).append(option.value)
    return program, [word.value for word in arguments.operands], options


def split(command: Command) -> tuple[list[str | None], dict[str, list[str | None]]]:
    """Operands and options, an unknown word as None."""
    return _read(command, program_name(command.program))[1:]


def _install(run: Run, command: Command) -> Install | None:
    name = program_name(command.program)
    if name not in PROGRAMS:
        return None
    words = first_words(name)
    if words is not None and not any(word.value in words for word in command.arguments):
        return None
    program, operands, options = _read(command, name)
    found = classify(name, operands, options)
    if found is None:
        return None
    ecosystem, kind = found
    directory = _directory(run, command, [value for name in program.directory for value in options.get(name, ())])
    named = [value for name in program.files for value in options.get(name, ())]
    if ecosystem.manifests:
        named += [word for word in operands if word is not None and _is_manifest_of(ecosystem, word)]
    files = [None if file is None else _file(directory, file) for file in named]
    if files and ecosystem.family != "python":
        directory = posixpath.dirname(files[-1]) if files[-1] is not None else None
    return Install(run, command, ecosystem, kind, directory, files)


def _is_manifest_of(ecosystem: Ecosystem, path: str) -> bool:
    return "*" not in path and posixpath.basename(path) in ecosystem.files


def _directory(run: Run, command: Command, options: list[str | None]) -> str | None:
    """The WORKDIR, after every `cd` and the program's own option."""
    if command.cwd is None or None in options:
        return None
    directory = directory_of(run)
    for step in (*command.cwd, *options[-1:]):
        if step is not None:
            directory = resolved(directory, step)
    return directory


def _file(directory: str | None, file: str) -> str | None:
    if "://" in file:
        return file
    if file.startswith("/"):
        return posixpath.normpath(file)
    return None if directory is None else resolved(directory, file)


@remembered
def plans_only(run: Run) -> bool:
    """It writes manifests or a plan for another stage (`turbo prune`, `cargo chef prepare`)."""
    return _any_command(run, PLANS)


@remembered
def removes_tools(run: Run) -> bool:
    return _any_command(run, REMOVALS)


def _any_command(run: Run, usages: tuple[str, ...]) -> bool:
    script = run.script
    if script is None:
        return False
    programs = programs_of(usages)
    return any(
        does(usages, found.program, *split(found))
        for found in script.commands
        if program_name(found.program) in programs
    )
