"""What the commands of a build fetch, where it goes, and whether anybody looks at it before it is used."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from ..core.patterns import pattern
from ..knowledge.downloads import BIN, CHECKERS, INTERPRETERS, LOCAL, TAKING
from ..syntax.shell import SHELLS, Arguments, Command, Pipeline, ShellScript, Word, split_options
from .compose import Stack
from .dockerfile import Dockerfile
from .instructions import Instruction
from .kept import remembered

_HOST = pattern(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[^/@\s]*@)?(\[[0-9A-Fa-f:]*\]|[^/:\s]*)")
_PINNED = pattern(r"(?:sha256[-:/=])|(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")
_VERSIONED = pattern(r"python[0-9.]*|pypy[0-9.]*")
_MOST_INNER = 20
_NULL = ("/dev/null", "/dev/stdout", "/dev/stderr", "-")


class Fetch:
    """A command that fetches something. `output` is the file's name, None when it goes to standard output."""

    __slots__ = ("arguments", "command", "output", "program", "urls")

    def __init__(self, command: Command) -> None:
        self.command = command
        self.program = command.program
        self.arguments: Arguments = split_options(command.arguments, TAKING[command.program])
        given = [value for value in self.arguments.values("--url") if value]
        self.urls = [word.value if word.value is not None else word.head for word in self.arguments.operands] + given
        self.output = self._output()

    def _output(self) -> str | None:
        names = self.arguments.values("-o", "--output") if self.program == "curl" else []
        if self.program == "wget":
            names = self.arguments.values("-O", "--output-document")
        target = next((found for found in self.command.redirections if found.operator in (">", ">>", ">|")), None)
        if target is not None and target.descriptor in ("", "1"):
            return target.target.value or "?"
        if names:
            return names[-1] if names[-1] not in _NULL[1:] else None
        remote = self.program == "wget" or self.arguments.has("-O", "--remote-name", "--remote-name-all")
        return posixpath.basename(self.urls[-1].partition("?")[0]) or "?" if remote and self.urls else None

    @property
    def inside(self) -> bool:
        """Whether every host is this machine, or a service by its bare name."""
        hosts = [host for url in self.urls if (host := host_of(url))]
        return bool(hosts) and all(host in LOCAL for host in hosts)

    @property
    def pinned(self) -> bool:
        """Whether the address names what comes back: a digest or a commit."""
        return bool(self.urls) and all(_PINNED.search(url) for url in self.urls)


def host_of(url: str) -> str:
    match = _HOST.match(url)
    return match[1].lower() if match else ""


def fetch_of(command: Command) -> Fetch | None:
    return Fetch(command) if command.program in TAKING and command.words else None


def fetches(commands: Iterable[Command]) -> Iterator[Fetch]:
    for command in commands:
        found = fetch_of(command)
        if found is not None:
            yield found


@remembered
def fetched(instruction: Instruction) -> list[Fetch]:
    """What the commands of its RUN fetch, in order."""
    return list(fetches(instruction.running(TAKING)))


def services_of(dockerfile: Dockerfile) -> set[str]:
    """The names under which services of the stacks that build this file reach each other."""
    names: set[str] = set()
    for build in dockerfile.builds:
        stack: Stack | None = build.service.stack if build.service is not None else None
        names |= set(stack.services) if stack is not None else set()
    return names


def checks(command: Command) -> bool:
    """Whether it compares something with a checksum or a signature."""
    needed = CHECKERS.get(command.program)
    if needed is None:
        return False
    return not needed or any(word.value in needed for word in command.arguments)


def reads_stdin(command: Command) -> bool:
    """An interpreter that is given nothing else to run than its standard input."""
    name = "python" if _VERSIONED.fullmatch(command.program) else command.program
    if name not in INTERPRETERS:
        return False
    for word in command.arguments:
        value = word.value
        if value in ("-", "-s", "--", "/dev/stdin"):
            return True
        if value is None or not value.startswith(("-", "+")) or (name not in SHELLS and value not in ("-u", "-B")):
            return False
        if name in SHELLS and "s" in value and not value.startswith("--"):
            return True
    return True


def piped(script: ShellScript) -> Iterator[tuple[Fetch, Command]]:
    """Downloads that an interpreter runs unseen, with the interpreter."""
    for pipeline in script.pipelines:
        yield from _through(pipeline)
    for at, command in enumerate(script.commands):
        word = _executed(command)
        kinds = [part.kind for part in word.parts if part.values != ("",)][:1] if word is not None else []
        if kinds not in (["command"], ["process"]):
            continue
        for inner in script.commands[at + 1 : at + 1 + _MOST_INNER]:
            found = fetch_of(inner)
            if inner.depth <= command.depth:
                break
            if found is not None and found.output is None and inner.pipeline is None:
                yield found, command


def _through(pipeline: Pipeline) -> Iterator[tuple[Fetch, Command]]:
    for at, member in enumerate(pipeline.members):
        found = next((fetch for fetch in fetches(member) if fetch.output is None), None)
        if found is None:
            continue
        for later in pipeline.members[at + 1 :]:
            if any(checks(command) for command in later):
                break
            runner = next((command for command in later if reads_stdin(command)), None)
            if runner is not None:
                yield found, runner
                break


def _executed(command: Command) -> Word | None:
    """The word that a command runs as a script."""
    if command.program in ("eval", "source", "."):
        return command.arguments[0] if command.arguments else None
    if command.program in SHELLS or _VERSIONED.fullmatch(command.program):
        return next((word for word in command.arguments if not word.head.startswith("-")), None)
    return None


def unpacks(command: Command, name: str) -> bool:
    """Whether a command takes an archive apart."""
    words = [word.value or word.tail for word in command.arguments]
    return command.program in ("tar", "bsdtar", "unzip") and any(posixpath.basename(word) == name for word in words)


def installs_build(command: Command) -> bool:
    """Whether a command puts what was built where it will be run from."""
    return command.program in ("make", "gmake", "ninja", "cmake") and any(
        word.value in ("install", "--install") for word in command.arguments
    )


def uses(command: Command, name: str) -> bool:
    """Whether a command runs a file or puts it where programs are run from."""
    words = [word.value or word.tail for word in command.arguments]
    mine = [word for word in words if posixpath.basename(word.rstrip("/")) == name]
    program = command.program_word.value or command.program_word.tail if command.program_word is not None else ""
    if program and posixpath.basename(program) == name and "/" in program:
        return True
    if not mine:
        return False
    if command.program == "chmod":
        return any("x" in word or word.lstrip("0")[:1] in ("7", "5") for word in words[:1])
    if command.program in ("dpkg", "rpm", "apt-get", "apt", "apk", "dnf", "yum", "msiexec", "installer"):
        return True
    if command.program in SHELLS or _VERSIONED.fullmatch(command.program):
        return words[0] == mine[0] or words[0].startswith("-")
    target = words[-1].rstrip("/")
    into_bin = target in BIN or posixpath.dirname(target) in BIN
    return command.program in ("mv", "cp", "install", "ln") and into_bin
