"""Package managers of programming languages: what they install without being told which version."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ...core.defect import Defect, Severity
from ...core.edit import Intent
from ...core.patterns import pattern
from ...knowledge.packages import PYTHON_TOOLS
from ...model import insertions
from ...model.commandlines import Arguments, Command, Word, arguments_of, behind
from ...model.dockerfile import Copy, Instruction, Run
from ...model.layers import for_development
from ...model.lockfiles import LooseInstall, loose_install
from ...model.packages import above, is_archive

_PIP_NAME = pattern(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?")
_NPM_NAME = pattern(r"(?:@[a-z0-9._~-]+/)?[A-Za-z0-9._~-]+(?:@(?P<version>.*))?")
_MOVING = frozenset(("latest", "next", "canary", "beta", "nightly"))
_DLX = ("bunx", "pnpm dlx", "yarn dlx")
_NODE_ADDS = {
    "npm": (("install",), ("i",), ("add",), ("exec",)),
    "pnpm": (("add",), ("install",), ("i",), ("dlx",)),
    "yarn": (("add",), ("global", "add"), ("dlx",)),
    "bun": (("add",), ("install",), ("i",)),
}
_TOOLS = ("go", "cargo", "dotnet")
_GO_MOVING = ("latest", "upgrade", "none", "master", "main")


def _weight(run: Run, *, harmless: bool = False) -> Severity | None:
    """Less in a stage for development."""
    return "info" if harmless or (run.stage is not None and for_development(run.stage)) else None


def _defect(run: Run, program: str, loose: list[Word], example: str, *, harmless: bool = False) -> Defect:
    names = ", ".join((word.value or "").rpartition("@latest")[0] or (word.value or "") for word in loose)
    return Defect(
        loose[0],
        f"{program} takes whatever version of {names} is newest that day",
        help=f"Name a version, as in `{example}`, or install from a lock file.",
        severity=_weight(run, harmless=harmless),
    )


def unpinned_pip_package(instruction: Instruction) -> Iterator[Defect]:
    """pip installs a package by its bare name: another version with every build."""
    run = instruction.run
    for command in instruction.running([name for name in instruction.programs if _installs_python(name)]):
        name, packages = _python_packages(command)
        loose = [word for word in packages if _PIP_NAME.fullmatch(word.value or "") and not is_archive(word)]
        if loose and run is not None and "PIP_CONSTRAINT" not in run.env:
            tools = all((word.value or "").partition("[")[0].lower() in PYTHON_TOOLS for word in loose)
            yield _defect(run, name, loose, f"{loose[0].value}==VERSION", harmless=tools)


def _installs_python(program: str) -> bool:
    return (program.startswith("pip") and program != "pipenv") or program == "uv"


def _python_packages(command: Command) -> tuple[str, list[Word]]:
    """The program and the operands of an install without constraints."""
    program = command.program
    words: tuple[tuple[str, ...], ...] = (("install",),)
    if program == "uv":
        arguments, words = arguments_of(command, "uv"), (("pip", "install"), ("tool", "install"))
        free = not arguments.has("-c", "--constraint", "--constraints", "--no-index", "--offline", "-e", "--editable")
    elif program == "pipx":
        arguments = arguments_of(command, "pipx")
        free = not arguments.has("--spec", "--pip-args")
    else:
        arguments = arguments_of(command, "pip")
        free = not arguments.has("-c", "--constraint", "--no-index", "-e", "--editable")
    return program, behind(arguments, *words) if free else []


def unpinned_npm_package(instruction: Instruction) -> Iterator[Defect]:
    """A package of the npm registry is installed by its bare name: another version with every build."""
    run = instruction.run
    for command in instruction.commands:
        if not command.through and command.program not in _NODE_ADDS:
            continue
        program, packages = _node_packages(command)
        loose = [word for word in packages if _loose_npm(word)]
        if loose and run is not None:
            yield _defect(run, program, loose, f"{(loose[0].value or '').removesuffix('@latest')}@VERSION")


def _node_packages(command: Command) -> tuple[str, list[Word]]:
    through = command.through[-1] if command.through else ""
    confirmed = through == "npx" and any(word.value in ("-y", "--yes") for word in command.words)
    if (through in _DLX or confirmed) and command.program_word is not None:
        given = any(word.head.startswith(("-p", "--package")) for word in command.words)
        return through, [] if given else [command.program_word]
    if command.program not in _NODE_ADDS:
        return "", []
    return command.program, behind(arguments_of(command, command.program), *_NODE_ADDS[command.program])


def _loose_npm(word: Word) -> bool:
    text = word.value or ""
    match = _NPM_NAME.fullmatch(text)
    if match is None or text.startswith(".") or text.endswith((".tgz", ".tar.gz")):
        return False
    version = match["version"]
    return version is None or version in _MOVING


def unpinned_gem(instruction: Instruction) -> Iterator[Defect]:
    """gem installs a package by its bare name: another version with every build."""
    run = instruction.run
    for command in instruction.programs.get("gem", ()):
        arguments = arguments_of(command, "gem")
        if arguments.has("-v", "--version", "-g", "--file", "--local", "-l"):
            continue
        names = [word for word in behind(arguments, ("install",), ("i",)) if word.value]
        loose = [word for word in names if ":" not in (word.value or "") and not (word.value or "").endswith(".gem")]
        if loose and run is not None and not any("/" in (word.value or "") for word in loose):
            bundler = all(word.value == "bundler" for word in loose)
            yield _defect(run, "gem", loose, f"gem install {loose[0].value}:VERSION", harmless=bundler)


def unpinned_go_tool(instruction: Instruction) -> Iterator[Defect]:
    """A tool is built from whatever version is newest: `go install …@latest`, `cargo install NAME`."""
    run = instruction.run
    for command in instruction.running(_TOOLS):
        loose, example = _loose_tools(command)
        if loose and run is not None and not (_by_module(command, loose) and _has_module(run)):
            yield _defect(run, command.program, loose[:8], example)


def _by_module(command: Command, loose: list[Word]) -> bool:
    """A go.mod says which version is meant, if there is one."""
    subcommand = next((word.value for word in command.arguments if (word.value or "-")[0] != "-"), None)
    return command.program == "go" and subcommand != "get" and not any("@" in (word.value or "") for word in loose)


def _has_module(run: Run) -> bool:
    """A copy above may have brought a go.mod."""
    copies = (found for found in above(run) if isinstance(found, Copy))
    paths = (source.value for copy in copies for source in copy.sources)
    return any(
        path is None or path.strip("./") == "" or fnmatchcase("go.mod", posixpath.basename(path)) for path in paths
    )


def _loose_tools(command: Command) -> tuple[list[Word], str]:
    if command.program == "go":
        packages = behind(arguments_of(command, "go"), ("install",), ("get",), ("run",))
        loose = [word for word in packages if _moving_module(word.value or "")]
        return loose, f"{(loose[0].value or '').partition('@')[0]}@v1.2.3" if loose else ""
    if command.program == "cargo":
        arguments = arguments_of(command, "cargo")
        words = arguments.operands[1:] if (arguments.operands[:1] and _toolchain(arguments)) else arguments.operands
        if not words or words[0].value != "install" or arguments.has("--version", "--vers", "--path", "--rev", "--tag"):
            return [], ""
        crates = [word for word in words[1:] if word.value and "@" not in word.value and "/" not in word.value]
        return ([] if arguments.has("--git") else crates), f"cargo install {crates[0].value}@VERSION" if crates else ""
    if command.program == "dotnet":
        arguments = arguments_of(command, "dotnet")
        if arguments.has("--version"):
            return [], ""
        tools = [word for word in behind(arguments, ("tool", "install")) if word.value and "@" not in word.value]
        return tools[:1], f"--version VERSION {tools[0].value}" if tools else ""
    return [], ""


def _toolchain(arguments: Arguments) -> bool:
    return (arguments.operands[0].value or "").startswith("+")


def _moving_module(text: str) -> bool:
    path, at, version = text.partition("@")
    if "." not in path.partition("/")[0] or path.startswith((".", "/")) or "/" not in path or path.endswith(".go"):
        return False
    return version in _GO_MOVING if at else True


def _strictly(run: Run, found: LooseInstall) -> list[Intent]:
    """Another subcommand, or one more option, whichever the strict command has."""
    title = f"Write {found.strict}"
    if found.strict.startswith(f"{found.written} "):
        return insertions.behind(run, found.word, found.strict[len(found.written) + 1 :], title, "unsafe")
    _, _, subcommand = found.strict.partition(" ")
    return insertions.instead(found.word, subcommand, title, "unsafe") if " " in found.written else []


def lockfile_not_enforced(instruction: Instruction) -> Iterator[Defect]:
    """A lock file is at hand, but the install may go past it."""
    run = instruction.run
    if run is None or run.stage is None or run.onbuild or for_development(run.stage):
        return
    for command in run.commands:
        found = loose_install(run, command)
        if found is not None:
            yield Defect(
                found.word,
                f"{found.written} may go past {posixpath.basename(found.lock)}, which is there to be followed",
                help=f"`{found.strict}` installs exactly what the lock file says, or fails.",
                fix=_strictly(run, found),
            )
