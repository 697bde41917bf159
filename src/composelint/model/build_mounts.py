"""What a build and its compose file ask of each other: secrets, SSH agents, variables of an inline Dockerfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..syntax.dockerfile import parse
from .compose import Build, find, text_of
from .dockerfile import Mount, Run
from .values import Items, Map, Node, Null

if TYPE_CHECKING:
    from collections.abc import Iterator


def asked(build: Build, kind: str) -> Iterator[tuple[str, Mount]]:
    """The names of the mounts of a kind (secret, ssh) that the RUNs of a build have, each name once."""
    if build.dockerfile is None or build.stage is None or not build.dockerfile.readable:
        return
    seen: set[str] = set()
    reachable = build.dockerfile.select([build.target.value if build.target else None]).reachable
    for stage in sorted(reachable, key=lambda stage: stage.index):
        for run in stage.instructions:
            for mount in run.mounts if isinstance(run, Run) else ():
                name = _name(mount, kind) if mount.type == kind else None
                if name and name not in seen:
                    seen.add(name)
                    yield name, mount


_READERS = frozenset("cat cp mv install base64 . source".split())
_TESTS = frozenset(("[", "[[", "test"))


def must_be_there(mount: Mount) -> bool:
    """Whether the RUN fails without what is mounted: it says so, or a command that has to succeed reads the file."""
    script, path = mount.run.script, mount.path
    if mount.required or script is None or path is None:
        return mount.required
    if any(command.program in _TESTS and path in command.span.text for command in script.commands):
        return False
    return any(
        command.program in _READERS
        and not (command.conditional or command.unchecked or command.tested or command.depth or command.pipeline)
        and any(word.value == path for word in command.arguments)
        for command in script.commands
    )


def _name(mount: Mount, kind: str) -> str | None:
    """What a mount asks for; a secret without a name is called like the file that it becomes."""
    if mount.id is not None:
        return mount.id.value
    if kind == "ssh":
        return "default"
    return mount.target.value.rpartition("/")[2] if mount.target is not None and mount.target.value else None


def given(build: Build, key: str) -> set[str] | None:
    """The names that `build.secrets` or `build.ssh` hand over; None when nobody can know them all."""
    field = find(build.body, key)
    if field is None or isinstance(field.value, Null):
        return set()
    if isinstance(field.value, Map):
        return {entry.key.value or "" for entry in field.value}
    if not isinstance(field.value, Items):
        return None
    names = [_given(item) for item in field.value]
    return None if None in names else {name for name in names if name is not None}


def _given(item: Node) -> str | None:
    if isinstance(item, Map):
        return text_of(item.get("target")) or text_of(item.get("source"))
    text = text_of(item)
    return text.partition("=")[0] if text is not None else None


def inline_names(build: Build) -> set[str]:
    """The names that ARG and ENV of an inline Dockerfile declare, read before Compose fills anything in."""
    if build.inline is None or not build.inline.pieces:
        return set()
    tree = parse(build.inline.excerpt)
    return {pair.name for node in tree.instructions if node.keyword in ("ARG", "ENV") for pair in node.pairs}
