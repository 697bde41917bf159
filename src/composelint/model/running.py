"""Who runs the image of a stage, and what of it they replace."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .copies import of_copy
from .instructions import Copy
from .programs import Program
from .values import Flag

if TYPE_CHECKING:
    from .instructions import Instruction
    from .service import Service
    from .stages import Stage

_DROPPERS = ("gosu", "su-exec", "setpriv", "setuidgid", "s6-setuidgid", "chpst", "runuser", "fixuid")
_DROPS = rf"\b(?:{'|'.join(_DROPPERS)})\b"
_OTHER_USER = r"\bexec\s+(?:su|sudo)\s|\bsu\s+-"
_MOST_WORDS = 4
_NEEDS_SHELL = r"[$&|;<>*?~`(){}\n]|^\s*[A-Za-z_]\w*="
_TAKES_ARGUMENTS = r"\$(?:[@*0-9]|\{[@*0-9])"


def services_of(stage: Stage) -> list[Service]:
    """The services that run the image of a stage."""
    builds = stage.dockerfile.builds
    return [
        build.service
        for build in builds
        if build.service is not None and stage.dockerfile.stage_for(build.target) is stage
    ]


def all_set(services: list[Service], key: str) -> bool:
    """Whether there are services, and each sets a key of its own."""
    return bool(services) and all(service.setting(key) is not None for service in services)


def all_init(services: list[Service]) -> bool:
    """Whether there are services, and each runs an init process."""
    settings = [service.setting("init") for service in services]
    return bool(settings) and all(isinstance(found, Flag) and found.value is True for found in settings)


def plain(program: Program) -> bool:
    """Whether a shell form is plain words, which need no shell."""
    text = program.node.text.text if program.node.text is not None else ""
    return re.search(_NEEDS_SHELL, text) is None


def takes_arguments(program: Program) -> bool:
    """Whether the text of a shell form uses what follows it as arguments."""
    text = program.node.text.text if program.node.text is not None else ""
    return re.search(_TAKES_ARGUMENTS, text) is not None


def drops_privileges(stage: Stage) -> bool:
    """Whether something in the lineage lets the process change its user when it starts."""
    made = [instruction for own in stage.lineage() for instruction in own.instructions]
    lines = "\n".join([instruction.node.line.text for instruction in made])
    named = any(program in lines for program in _DROPPERS)
    if named and any(re.search(_DROPS, _text(instruction)) for instruction in made):
        return True
    return any(re.search(f"{_DROPS}|{_OTHER_USER}", text) for text in started_scripts(stage))


def started_scripts(stage: Stage) -> Iterator[str]:
    """The texts of scripts that the image starts with, as far as the build context holds them."""
    context = stage.dockerfile.context
    started = stage.entrypoint() or stage.command()
    if context is None or started is None:
        return
    copies = [found for own in stage.lineage() for found in own.instructions if isinstance(found, Copy)]
    for word in [word for word in started.argv if word is not None][:_MOST_WORDS]:
        for place in dict.fromkeys(place for copy in copies for place in _places(word, copy, stage)):
            text = context.read(place)
            if text is not None:
                yield text


def _places(word: str, copy: Copy, stage: Stage) -> Iterator[str]:
    """The context paths that a program may have been copied from: files of its name, its place below a directory."""
    name = posixpath.basename(word)
    for source in copy.local_sources if copy.from_context else ():
        if name and posixpath.basename(source.value or "") == name:
            yield posixpath.normpath((source.value or "").lstrip("/"))
    taken = of_copy(copy)
    path = posixpath.normpath(posixpath.join(stage.workdir().value or "/", word))
    below = taken.source_of(path) if taken is not None else None
    if below is not None:
        yield below


def _text(instruction: Instruction) -> str:
    return instruction.node.text.text if instruction.node.text is not None else ""
