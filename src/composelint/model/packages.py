"""What RUN instructions do with the packages of the operating system."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from itertools import islice

from ..core.source import Span
from ..knowledge.packages import HARMLESS, MANAGERS, Action, Manager
from ..syntax.shell import Arguments, Command, Word, split_options
from .dockerfile import Copy, Dockerfile, Instruction, Run, Stage
from .kept import remembered

LISTS = "/var/lib/apt/lists"
MOST_LOOKED_AT = 100
"""Instructions above or below another one that are searched for what belongs to it."""
MOST_STAGES = 20
_ARCHIVES = (".deb", ".rpm", ".apk", ".pkg.tar.zst", ".pkg.tar.xz", ".whl", ".tar.gz", ".zip")


class PackageCommand:
    """One command of a package manager. `word` is its subcommand; `packages` are the operands behind it."""

    __slots__ = ("action", "arguments", "command", "manager", "name", "packages", "run", "word")

    def __init__(self, run: Run, command: Command, name: str, manager: Manager, arguments: Arguments) -> None:
        self.run = run
        self.command = command
        self.name = name
        self.manager = manager
        self.arguments = arguments
        self.packages: list[Word] = arguments.operands
        self.word = command.program_word or command.words[0]
        self.action: Action = "other"
        if name == "pacman":
            self.action = _pacman(arguments)
        else:
            self._subcommand()

    def _subcommand(self) -> None:
        words = self.arguments.operands
        at = 1 if len(words) > 1 and words[0].value in ("group", "module") and self.manager.family == "rpm" else 0
        if len(words) > at:
            self.word, self.packages = words[at], words[at + 1 :]
            self.action = self.manager.actions.get(self.word.value or "", "other")

    @property
    def span(self) -> Span:
        """Program and subcommand; the program alone where a line break stands between them."""
        first = (self.command.program_word or self.command.words[0]).span
        whole = Span(first.source, first.start, self.word.span.end)
        return whole if self.word.span.start >= first.start and "\n" not in whole.text else first

    @property
    def named(self) -> str:
        """The command without its operands, for messages."""
        return f"{self.name} {self.word.value}" if self.word.value and self.name != "pacman" else self.name

    @property
    def from_archives(self) -> bool:
        """Whether every package is a file or a URL."""
        return bool(self.packages) and all(is_archive(word) for word in self.packages)

    @property
    def listed(self) -> list[Word]:
        """The packages that are named, neither files nor unknown."""
        return [word for word in self.packages if word.value and not is_archive(word)]

    def __repr__(self) -> str:
        return f"PackageCommand({self.named!r}, {self.action})"


def is_archive(word: Word) -> bool:
    """A package given as a file or a URL."""
    text = word.value if word.value is not None else word.tail
    return "://" in word.head or word.head[:1] in ("/", ".") or text.endswith(_ARCHIVES)


def _pacman(arguments: Arguments) -> Action:
    letters = {option.name[1:] for option in arguments if len(option.name) == 2}
    if "S" in letters:
        if letters & {"c"}:
            return "clean"
        if arguments.operands:
            return "install"
        return "upgrade" if "u" in letters else "refresh" if "y" in letters else "other"
    return "install" if "U" in letters else "remove" if "R" in letters else "other"


@remembered
def package_commands(run: Run) -> list[PackageCommand]:
    """The commands of package managers in a RUN, in order."""
    found = []
    for command in run.commands:
        manager = MANAGERS.get(command.program)
        if manager is not None and command.words:
            arguments = split_options(command.arguments, manager.taking)
            found.append(PackageCommand(run, command, command.program, manager, arguments))
    return found


def shipped(run: Run) -> bool:
    return run.stage is not None and run.stage.shipped


def mounted(run: Run, directory: str) -> bool:
    """Whether a cache or tmpfs mount holds a directory, so that it does not reach the layer; unknown counts too."""
    for mount in run.mounts:
        if mount.type in ("cache", "tmpfs", None):
            path = mount.path
            if path is None or _covers(path, directory):
                return True
    return False


def _covers(path: str, directory: str) -> bool:
    return directory == path or directory.startswith(path.rstrip("/") + "/")


REMOVERS = ("rm", "find", "rmdir", "shred")


def removes(command: Command, directory: str) -> bool:
    """Whether a command empties a directory: `rm -rf DIRECTORY`, `DIRECTORY/*`, or `find DIRECTORY -delete`."""
    if command.program not in REMOVERS:
        return False
    if command.program == "find" and not any(word.value in ("-delete", "rm") for word in command.arguments):
        return False
    for word in command.arguments:
        for value in word.values or (word.head,):
            value = f"/root{value[1:]}" if value.startswith("~/") else value
            path = posixpath.normpath(value.rstrip("*") or "?") if value.startswith("/") else value.rstrip("/*")
            if _covers(path, directory) or (path.startswith(directory + "/") and "*" in value):
                return True
    return False


def tidies(command: Command) -> bool:
    """A script that cleans up, by its name."""
    return "clean" in command.program and command.program not in MANAGERS


def above(instruction: Instruction) -> Iterator[Instruction]:
    """What stands above an instruction, in the stages below its own too; the nearest first, and no more than matter."""
    return islice(_upwards(instruction), MOST_LOOKED_AT)


def _upwards(instruction: Instruction) -> Iterator[Instruction]:
    if instruction.stage is not None and not instruction.onbuild:
        for index in range(instruction.index - 1, -1, -1):
            yield instruction.stage.instructions[index]
        for stage in reversed(instruction.stage.lineage()[:-1]):
            yield from reversed(stage.instructions)


def following(instruction: Instruction) -> Iterator[Instruction]:
    """What stands below an instruction in its stage; no more than matter."""
    if instruction.stage is None or instruction.onbuild:
        return iter(())
    return islice(instruction.stage.instructions, instruction.index + 1, instruction.index + 1 + MOST_LOOKED_AT)


def below(instruction: Instruction) -> Iterator[Instruction]:
    """What stands below an instruction, in the stages built on its own too; no more than matter."""
    yield from following(instruction)
    pending = [user for user in instruction.stage.used_by if isinstance(user, Stage)] if instruction.stage else []
    for stage in pending[:MOST_STAGES]:
        yield from stage.instructions[:MOST_LOOKED_AT]
        if len(pending) < MOST_STAGES:
            pending += [user for user in stage.used_by if isinstance(user, Stage)]


@remembered
def lowered(dockerfile: Dockerfile) -> str:
    """The whole file in lower case."""
    return dockerfile.tree.excerpt.text.lower()


def says(run: Run, *words: str) -> bool:
    """Whether all of these words stand somewhere in the file of a RUN, in any case."""
    text = lowered(run.dockerfile)
    return all(word in text for word in words)


@remembered
def indexed(stage: Stage) -> list[bool]:
    """Before each instruction, and at the end: whether apt has lists of packages, or may have."""
    for lower in stage.lineage()[:-1]:
        indexed(lower)
    there = indexed(stage.parent)[-1] if stage.parent is not None else False
    states = [there]
    for instruction in stage.instructions:
        if brings_lists(instruction) or (isinstance(instruction, Run) and mounted(instruction, LISTS)):
            there = True
        elif isinstance(instruction, Run):
            there = True if instruction.script is None else list(index_states(instruction, there))[-1]
        states.append(there)
    return states


def index_states(run: Run, there: bool) -> Iterator[bool]:
    """Before each command of a RUN, and at the end: whether apt has lists of packages, or may have."""
    own = {id(found.command): found for found in package_commands(run) if found.manager.family == "apt"}
    for command in run.commands:
        yield there
        found = own.get(id(command))
        if found is not None and found.action == "refresh":
            there = True
        elif removes(command, LISTS) or (found is not None and found.word.value in ("dist-clean", "distclean")):
            there = False
        elif found is None and opaque([command]):
            there = True
    yield there


def opaque(commands: Iterable[Command]) -> bool:
    """Whether something runs of which nobody knows what it does with packages."""
    return any(command.program not in HARMLESS for command in commands)


def of_debian(stage: Stage) -> bool:
    """Built from an official image of Debian or Ubuntu, all of which ship without lists of packages."""
    base = stage.external_base()
    if base is None or base.facts is None or base.repository is None or "/" in base.repository:
        return False
    return base.facts.family in ("debian", "ubuntu")


def brings_lists(instruction: Instruction) -> bool:
    """A copy that may bring lists of packages along: to the root, to /var or below it."""
    if not isinstance(instruction, Copy):
        return False
    target = instruction.target
    return target is None or target.rstrip("/") in ("", "/var", "/var/lib") or target.startswith("/var/lib/apt")


@remembered
def owned_caches(dockerfile: Dockerfile) -> set[str]:
    """The names of cache mounts of which some RUN says whose they are."""
    runs = [run for stage in dockerfile.stages for run in stage.instructions if isinstance(run, Run)]
    mounts = (mount for run in runs for mount in run.mounts if mount.id is not None and mount.type == "cache")
    named = [mount for mount in mounts if mount.option("uid") is not None or mount.option("mode") is not None]
    return {mount.id.value for mount in named if mount.id is not None and mount.id.value}
