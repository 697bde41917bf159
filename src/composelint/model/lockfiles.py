"""Installs that may go past a lock file which lies beside them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..knowledge.ecosystems import PROGRAMS, program_name
from ..knowledge.packages import STRICT, Strict
from ..syntax.shell import Command, Word, split_options
from .copies import ContextCopy, is_file, known_files, of_copy, of_mount
from .dockerfile import Copy, Run
from .installs import directory_of, installs
from .packages import above, says


class LooseInstall:
    """A command that may change a lock file. `word` is where it says so, `strict` the command that follows the lock."""

    __slots__ = ("lock", "strict", "word", "written")

    def __init__(self, word: Word, written: str, lock: str, strict: str) -> None:
        self.word = word
        self.written = written
        self.lock = lock
        self.strict = strict


def loose_install(run: Run, command: Command) -> LooseInstall | None:
    """What a command installs past a known lock file; None when it follows it, or nobody knows of one."""
    name = program_name(command.program)
    rows = STRICT.get(name, ())
    if not rows or command.conditional or command.program_word is None:
        return None
    arguments = split_options(command.arguments, PROGRAMS[name].taking, single_dash=PROGRAMS[name].single_dash)
    values = tuple(word.value for word in arguments.operands)
    row = next((row for row in rows if values in row.subcommands), None)
    if row is None or arguments.unclear or arguments.has(*row.options) or _set_elsewhere(run, name, row, command):
        return None
    lock = next((path for lock in row.locks for path in _known(run, command, lock)), None)
    if lock is None:
        return None
    written = " ".join((name, *(value for value in values if value)))
    word = arguments.operands[0] if arguments.operands else command.program_word
    return LooseInstall(word, written, lock, row.strict)


def _set_elsewhere(run: Run, name: str, row: Strict, command: Command) -> bool:
    """By a variable of the image or the command, or by a setting that a command above stores."""
    if any(variable in run.env for variable in row.variables):
        return True
    if any(assigned.name in row.variables for assigned in command.assignments):
        return True
    if not row.settings:
        return False
    return says(run, name, "config") and any(says(run, setting) for setting in row.settings)


def _known(run: Run, command: Command, lock: str) -> Iterator[str]:
    """The context path of the lock file that is at hand where a command runs."""
    install = next((found for found in installs(run) if found.command is command), None)
    directory = install.directory if install is not None else directory_of(run)
    files = known_files(run.dockerfile)
    for copy in _copies(run):
        if directory is None or not copy.covers(directory):
            continue
        for root in copy.roots:
            if root is not None and posixpath.basename(root) == lock:
                yield root
            elif root is not None and files is not None:
                yield from _among(files, copy, root, directory, lock)


def _among(files: list[str], copy: ContextCopy, root: str, directory: str, lock: str) -> Iterator[str]:
    place = copy.source_of(posixpath.join(directory, lock))
    if copy.broad and place is not None and is_file(place, files):
        yield place
    beside = posixpath.join(posixpath.dirname(root), lock)
    if "*" in root and fnmatchcase(lock, posixpath.basename(root)) and is_file(beside, files):
        yield beside


def _copies(run: Run) -> Iterator[ContextCopy]:
    for instruction in above(run):
        found = of_copy(instruction) if isinstance(instruction, Copy) else None
        if found is not None:
            yield found
    for mount in run.mounts:
        bound = of_mount(mount)
        if bound is not None:
            yield bound
