"""What is sent to the builder or stored in a layer for nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ...core.defect import Defect
from ...core.source import Span
from ...model.commandlines import Command, Word
from ...model.copies import TARBALLS, below, of_copy
from ...model.dockerfile import Copy, Instruction, Onbuild, Run
from ...model.downloads import fetches
from ...model.packages import REMOVERS, above, following, mounted, package_commands, removes, shipped
from ...model.places import path_of
from ...model.secret_files import arrival
from ...model.values import Text

_MOST_OPERANDS = 20
_NEEDLESS = (".git", "node_modules", ".venv", "venv", "__pycache__")


def unfiltered_context(instruction: Instruction) -> Iterator[Defect]:
    """The whole context is copied, with directories in it that belong to no image."""
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    copy = of_copy(inner) if isinstance(inner, Copy) and not inner.onbuild else None
    if copy is None or "" not in [(root or "").strip("*/") for root in copy.roots]:
        return
    dockerfile = copy.instruction.dockerfile
    context, ignore = dockerfile.context, dockerfile.ignore
    if context is None or copy.instruction.stage is None or _narrowed(inner):
        return
    found = [
        name
        for name in _NEEDLESS
        if context.exists(name) is True and (ignore is None or (not ignore.malformed and not ignore.excludes(name)))
    ]
    if found:
        lines = "\n".join(found)
        yield Defect(
            copy.span,
            f"the copy takes in {', '.join(found)}, which no ignore file leaves out",
            help=f"Write into `.dockerignore` beside the context's root:\n\n```dockerignore\n{lines}\n```",
            severity=None if copy.instruction.stage.shipped else "info",
        )


def _narrowed(instruction: Instruction | None) -> bool:
    return isinstance(instruction, Copy) and bool(instruction.exclude)


def mode_changed_after_copy(instruction: Instruction) -> Iterator[Defect]:
    """A RUN changes nothing but the mode or owner of copied files, which stores them a second time."""
    programs = instruction.programs.keys()
    if not programs or not programs <= {"chmod", "chown"}:
        return
    if not isinstance(instruction, Run) or not shipped(instruction):
        return
    for command in instruction.commands:
        words = [word for word in command.arguments if not word.head.startswith("-")]
        copies = [_brought_by(instruction, word, command) for word in words[1:]]
        flags = {"chmod", "chown"} if command.program == "chown" else {"chmod"}
        if copies and all(copy is not None and not (flags & {f.name for f in copy.flags}) for copy in copies):
            value = words[0].value or "…"
            flag = f"--{command.program}={'755' if value in ('+x', 'a+x', 'u+x', 'ugo+x') else value}"
            yield Defect(
                command.program_word or command,
                f"{command.program} stores the copied files a second time",
                also=[(copy, "copied here") for copy in dict.fromkeys(copies) if copy is not None],
                help=f"Say it while copying: `COPY {flag} …`.",
            )


def _brought_by(run: Run, word: Word, command: Command) -> Copy | None:
    """The copy of the same stage that brought a file or directory, and nothing else did."""
    path = path_of(run, command, word.value)
    recursive = any(option.value in ("-R", "--recursive") for option in command.arguments)
    if path is None or run.stage is None:
        return None
    for other in above(run):
        if other.stage is not run.stage:
            return None
        if isinstance(other, Copy) and other.target is not None:
            if any(arrival(other, source.value) == path for source in other.sources if source.value):
                return other
            inside = below(path, other.target.rstrip("/") or "/")
            if inside is not None and (recursive or other.from_context) and not _may_be_other(run, other):
                return other if inside != "." or recursive else None
        elif isinstance(other, Run) and recursive:
            return None
    return None


def _may_be_other(run: Run, copy: Copy) -> bool:
    """Whether something between a copy and a RUN may have written to the same place."""
    between = run.stage.instructions[copy.index + 1 : run.index] if run.stage is not None else []
    return any(isinstance(other, Run) for other in between)


def archive_copied_then_extracted(instruction: Instruction) -> Iterator[Defect]:
    """An archive is copied, then unpacked by a RUN: it stays in its layer, and ADD would have unpacked it."""
    if not isinstance(instruction, Copy) or instruction.is_add or not instruction.from_context:
        return
    for source in instruction.sources if instruction.stage is not None else ():
        name = posixpath.basename(source.value or "")
        if not name.lower().endswith(TARBALLS):
            continue
        user = _unpacked(instruction, arrival(instruction, source.value or ""), name)
        if user is not None:
            yield Defect(
                source,
                f"{name[:50]} is copied and then unpacked, so that the image holds it twice",
                also=[(user, "unpacked here")],
                help="`ADD` unpacks an archive of the context into a directory, and keeps nothing of it.",
            )


def _unpacked(copy: Copy, place: str | None, name: str) -> Command | None:
    for run in following(copy):
        for command in run.running(("tar", "bsdtar")) if isinstance(run, Run) else ():
            words = [word.value or "" for word in command.arguments]
            mine = any(word == place or posixpath.basename(word) == name for word in words)
            if mine and _extracts(words):
                return command
    return None


def _extracts(words: list[str]) -> bool:
    return any(
        word in ("--extract", "--get") or ("x" in word and not word.startswith("--") and (at == 0 or word[0] == "-"))
        for at, word in enumerate(words)
    )


def deleted_in_later_layer(instruction: Instruction) -> Iterator[Defect]:
    """A RUN removes what an earlier instruction wrote: it is gone from sight, and still in the earlier layer."""
    run = instruction.run
    if "rm" not in instruction.programs or run is None or run.onbuild or not shipped(run):
        return
    commands, own = run.commands, package_commands(run)
    removals = [(at, command) for at, command in enumerate(commands) if command.program == "rm"]
    for at, command in removals[:_MOST_OPERANDS]:
        if command.conditional:
            continue
        for word in command.arguments[:_MOST_OPERANDS]:
            path = path_of(run, command, (word.value or "").rstrip("/") or None)
            maker = _made(run, path) if path is not None and not word.head.startswith("-") else None
            if maker is not None and not _again(run, commands[:at], path or ""):
                yield Defect(
                    word,
                    "this is gone from sight only: the layer that brought it still holds it",
                    also=[(maker, "written here")],
                    help="Remove it in the RUN that makes it, or mount it: `RUN --mount=type=bind,source=…,target=…`.",
                )
        filler = _filled(run, command) if not any(other.action in ("refresh", "install") for other in own) else None
        if filler is not None and command.program_word is not None:
            yield Defect(
                command.program_word,
                "the lists and packages removed here are still in the layer that fetched them",
                also=[(filler, "fetched here")],
                help="Clean up at the end of the RUN that installs.",
            )


def _made(run: Run, path: str) -> Span | None:
    """Where an earlier instruction of the lineage wrote exactly this path."""
    for other in above(run):
        if isinstance(other, Copy):
            for source in other.sources:
                if source.value and "*" not in source.value and _lands(other, source, path):
                    return source.span
        elif isinstance(other, Run) and not mounted(other, path):
            for found in fetches(other.commands):
                if found.output and path_of(other, found.command, found.output) == path:
                    return found.command.span
            for command in other.running(("git", *REMOVERS)):
                if command.program == "git" and _clone(other, command) == path:
                    return command.span
                if removes(command, path):
                    return None
    return None


def _lands(copy: Copy, source: Text, path: str) -> bool:
    """Whether a source becomes this path: a file by its name, or a directory that is copied whole."""
    if copy.target == path and len(copy.sources) == 1 and path not in ("/", "/tmp"):
        return True
    return "." in posixpath.basename(source.value or "") and arrival(copy, source.value or "") == path


def _clone(run: Run, command: Command) -> str | None:
    words = [word.value or "" for word in command.arguments if not word.head.startswith("-")]
    if len(words) < 2 or words[0] != "clone":
        return None
    target = words[-1]
    if "://" in target or target.startswith("git@"):
        target = posixpath.basename(target.rstrip("/")).removesuffix(".git")
    return path_of(run, command, target)


def _again(run: Run, commands: list[Command], path: str) -> bool:
    """Whether the same RUN makes the path anew before it removes it."""
    return mounted(run, path) or any(
        (found.output and path_of(run, found.command, found.output) == path) for found in fetches(commands)
    )


def _filled(run: Run, command: Command) -> Span | None:
    """The earlier RUN that filled a cache which this command empties; None when that one cleaned up itself."""
    for other in above(run):
        for found in package_commands(other) if isinstance(other, Run) else ():
            if not isinstance(other, Run) or found.action not in ("refresh", "install"):
                continue
            caches = found.manager.caches
            if any(removes(command, cache) for cache in caches):
                mine = [c for c in other.commands for cache in caches if removes(c, cache) or mounted(other, cache)]
                return None if mine or found.arguments.has("--no-cache") else found.span
    return None
