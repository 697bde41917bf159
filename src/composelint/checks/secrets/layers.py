"""Credentials that stay in the layers of an image: taken along, removed too late, written out of a mount."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...core.source import Span
from ...knowledge.credentials.files import may_be_public, secret_file
from ...model.commandlines import Command, Word
from ...model.copies import ContextCopy, files_below, known_files, of_copy
from ...model.dockerfile import Copy, Dockerfile, Instruction, Mount, Onbuild, Run
from ...model.kept import remembered
from ...model.packages import above
from ...model.places import path_of, written_files
from ...model.secret_files import arrival, holds_credential

_MOST_NAMED = 3
_REMOVERS = ("rm", "shred", "unlink")


def secret_file_in_context(instruction: Instruction) -> Iterator[Defect]:
    """A copy of a directory takes a file with credentials along."""
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    if not isinstance(inner, Copy) or inner.onbuild or inner.stage is None or inner.exclude:
        return
    copy = of_copy(inner) if inner.from_context and _secret_files(inner.dockerfile) else None
    if copy is None:
        return
    certain, possible = _taken(copy, inner)
    found = certain or possible
    if found:
        named = ", ".join(found[:_MOST_NAMED]) + (" and more" if len(found) > _MOST_NAMED else "")
        severity: Severity | None = None if certain and inner.stage.shipped else "info"
        lines = "\n".join(found[:20])
        yield Defect(
            copy.span,
            f"the copy takes {named} into the image, where it stays",
            help=f"Leave it out, in the ignore file of the context:\n\n```dockerignore\n{lines}\n```",
            severity=severity,
        )


@remembered
def _secret_files(dockerfile: Dockerfile) -> list[str]:
    """The context's files, sorted, whose names say that they hold a credential."""
    return [file for file in known_files(dockerfile) or () if secret_file(file)]


def _taken(copy: ContextCopy, taken: Copy) -> tuple[list[str], list[str]]:
    """Files that hold a credential, and files that are made to hold one, among those that a copy takes."""
    files = _secret_files(taken.dockerfile)
    certain: list[str] = []
    possible: list[str] = []
    for root in copy.roots:
        for file in files_below((root or "").strip("*/"), files) if root is not None else ():
            held = holds_credential(taken, file)
            if held:
                certain.append(file)
            elif not may_be_public(file) and held is None:
                possible.append(file)
    return certain, possible


def secret_removed_later(instruction: Instruction) -> Iterator[Defect]:
    """A file with credentials is removed by a later instruction, and stays in the earlier layer."""
    run = instruction.run
    if run is None or run.onbuild or run.stage is None or not run.stage.shipped:
        return
    for command in run.running(_REMOVERS):
        for word in command.arguments[:_MOST_NAMED]:
            path = path_of(run, command, word.value)
            if word.head.startswith("-") or path is None:
                continue
            maker = _brought(run, path)
            if maker is not None:
                yield Defect(
                    word,
                    f"{posixpath.basename(path)[:40]} is still in the layer that brought it",
                    also=[(maker, "written here")],
                    help="Mount it for the RUN that needs it: `--mount=type=secret,id=…,target=…` leaves no trace.",
                )


def _brought(run: Run, path: str) -> Span | None:
    """Where an earlier instruction wrote a secret file, or the directory `.ssh` or `.aws` that is removed whole."""
    if any(mount.path == path for mount in run.mounts):
        return None
    for other in above(run):
        if isinstance(other, Copy):
            for source in other.local_sources if other.from_ is None else ():
                place = arrival(other, source.value) if source.value else None
                if place == path and (secret_file(source.value or "") or secret_file(posixpath.basename(path))):
                    return source.span
        elif isinstance(other, Run) and secret_file(path):
            for written, at in written_files(other):
                if written == path:
                    return at
    return None


def secret_mount_copied(instruction: Instruction) -> Iterator[Defect]:
    """What a secret mount holds is written into the image."""
    run = instruction.run
    if run is None or run.stage is None or not run.stage.shipped:
        return
    mounts = [mount for mount in run.mounts if mount.type == "secret"]
    commands = run.commands
    for at, command in enumerate(commands):
        for mount in mounts:
            if _kept_in_settings(run, command, mount, commands[at + 1 :]):
                yield _copied(command, mount)
                break
            target = _written_from(run, command, mount)
            if target is None or any(other.path and target.startswith(other.path) for other in run.mounts):
                continue
            if target.startswith(("/dev/", "/proc/")) or _removed(run, commands[at + 1 :], target):
                continue
            yield _copied(command, mount)
            break


def _copied(command: Command, mount: Mount) -> Defect:
    return Defect(
        command,
        f"this writes the secret {_name(mount)} into the image",
        also=[(mount, "mounted here")],
        help="Read it where it is mounted, or remove the file in the same RUN.",
    )


_SETTINGS = {
    "npm config set": ".npmrc", "npm set": ".npmrc", "pnpm config set": ".npmrc", "yarn config set": ".yarnrc",
    "pip config set": "pip.conf", "git config": ".gitconfig", "poetry config": "auth.toml",
    "composer config": "auth.json",
}  # fmt: skip
"""Commands that store a setting, and the file in which it then stands."""
_UNDOES = frozenset("delete rm unset --unset --unset-all --unset-auth logout".split())


def _kept_in_settings(run: Run, command: Command, mount: Mount, later: list[Command]) -> bool:
    """A program is told the secret as a setting, and nothing takes it out again."""
    said = " ".join([command.program, *(word.value or "" for word in command.arguments[:2])]) + " "
    file = next((file for usage, file in _SETTINGS.items() if said.startswith(f"{usage} ")), None)
    if file is None or command.depth or not any(_reads(word, mount) for word in command.words):
        return False
    mounted = [other.path for other in run.mounts if other.path and other is not mount]
    return not any(file in path or path == "/root" for path in mounted) and not any(
        (other.program in ("rm", "shred", "unlink") and any(file in word.raw for word in other.arguments))
        or (other.program == command.program and any(word.value in _UNDOES for word in other.arguments))
        for other in later
    )


def _name(mount: Mount) -> str:
    return (mount.id.value if mount.id is not None else None) or "mounted here"


def _written_from(run: Run, command: Command, mount: Mount) -> str | None:
    """The file of the image that a command fills from a secret mount; None when it does no such thing."""
    if command.depth:
        return None
    source = mount.path
    operands = [word for word in command.arguments if not word.head.startswith("-")]
    redirected = next((found.target for found in command.redirections if found.operator in (">", ">>", ">|")), None)
    reads = any(_reads(word, mount) for word in command.words) or (
        source is not None
        and any(found.operator == "<" and found.target.value == source for found in command.redirections)
    )
    if not reads:
        return None
    if command.program in ("cp", "mv", "install", "rsync") and len(operands) > 1:
        return path_of(run, command, operands[-1].value)
    if command.program == "tee" and operands:
        return path_of(run, command, operands[-1].value)
    if command.program in ("cat", "echo", "printf", "base64") and redirected is not None:
        return path_of(run, command, redirected.value)
    if command.program in ("cat", "echo", "printf") and command.pipeline is not None:
        for member in command.pipeline.members[1:]:
            for other in member:
                if other.program == "tee" and other.arguments:
                    return path_of(run, other, other.arguments[-1].value)
    return None


def _reads(word: Word, mount: Mount) -> bool:
    path = mount.path
    if path is not None and (word.value == path or path in word.raw):
        return True
    env = mount.env.value if mount.env is not None else None
    return env is not None and any(part.kind == "variable" and part.name == env for part in word.parts)


def _removed(run: Run, commands: list[Command], path: str) -> bool:
    return any(
        command.program in ("rm", "shred", "unlink")
        and any(path_of(run, command, word.value) in (path, posixpath.dirname(path)) for word in command.arguments)
        for command in commands
    )
