"""What a build leaves in directories that a mount may hide."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from ..knowledge.installed import ELSEWHERE, LEFT
from . import commands
from .copies import below
from .installs import Install, installs
from .instructions import Copy
from .kept import remembered
from .programs import Run
from .running import started_scripts

if TYPE_CHECKING:
    from ..core.source import Span
    from .service import Service
    from .stages import Stage

_INSTALLING = pattern(
    r"\b(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install|add)\b|\byarn\s*(?:&&|;|\||$)|\bcomposer\s+(?:install|update)\b"
    r"|\buv\s+(?:sync|run|pip)\b|\bpoetry\s+(?:install|sync)\b"
)
_SPACE = pattern(r"[\s'\"]+")


class Filled:
    """A path of an image that its build made, and where that is written; `dependencies`: by a package manager."""

    __slots__ = ("dependencies", "path", "span")

    def __init__(self, path: str, span: Span, *, dependencies: bool) -> None:
        self.path = path
        self.span = span
        self.dependencies = dependencies

    def __repr__(self) -> str:
        return f"Filled({self.path!r})"


@remembered
def filled(stage: Stage) -> list[Filled]:
    """What installs left beside their manifests, and what was copied from other stages."""
    found = {one.path: one for one in installed(stage)}
    for own in stage.lineage():
        for instruction in own.instructions:
            if isinstance(instruction, Copy):
                found.update({one.path: one for one in _copied(instruction)})
    return list(found.values())


@remembered
def installed(stage: Stage) -> list[Filled]:
    """What installs left beside their manifests, as far as nothing took it away again."""
    found: dict[str, Filled] = {}
    for own in stage.lineage():
        for instruction in own.instructions:
            if isinstance(instruction, Run):
                made = [_left(install, stage) for install in installs(instruction)]
                found.update({one.path: one for one in made if one is not None})
                for path in [path for path in found if _taken_away(instruction, posixpath.basename(path))]:
                    del found[path]
    return list(found.values())


def _taken_away(run: Run, name: str) -> bool:
    """Whether a RUN moves something of that name, or gives it another place."""
    return any(
        command.program in ("mv", "rm", "cp", "ln")
        and any(posixpath.basename((word.value or "").rstrip("/")) == name for word in command.arguments)
        for command in (run.script.commands if run.script is not None else ())
    )


def _left(install: Install, stage: Stage) -> Filled | None:
    name, directory = install.ecosystem.name, install.directory
    if name not in LEFT or install.kind == "tool" or directory is None or directory.startswith("/?"):
        return None
    if any(variable in stage.env() for variable in ELSEWHERE.get(name, ())):
        return None
    context = stage.dockerfile.context
    if name == "yarn" and (context is None or context.exists(".yarnrc.yml") is not False):
        return None
    if name == "poetry":
        inside = stage.env().get("POETRY_VIRTUALENVS_IN_PROJECT")
        if inside is None or inside.value not in ("1", "true"):
            return None
    return Filled(posixpath.join(directory, LEFT[name]), install.span, dependencies=True)


def _copied(copy: Copy) -> Iterator[Filled]:
    """What a COPY takes from an earlier stage: its target, and what installs had left below the source."""
    origin, target = copy.from_, copy.target
    if origin is None or origin.stage is None or target is None:
        return
    place = target.rstrip("/") or "/"
    yield Filled(place, copy.span, dependencies=posixpath.basename(place) in LEFT.values())
    sources = [source.value for source in copy.sources]
    if len(sources) == 1 and sources[0] is not None and sources[0].startswith("/"):
        for made in installed(origin.stage):
            rest = below(made.path, posixpath.normpath(sources[0]))
            if rest is not None and rest != ".":
                yield Filled(posixpath.join(place, rest), made.span, dependencies=made.dependencies)


def installs_at_start(service: Service) -> bool:
    """Whether it may install what it needs when it starts: by its command, or by a script that may do so."""
    stage = service.build.stage if service.build else None
    text = commands.text(service)
    scripts = list(started_scripts(stage)) if stage is not None else []
    named = [word for word in _SPACE.split(text) if _is_script(word)]
    context = service.build.context_files if service.build else None
    if named and not scripts:
        read = [context.read(posixpath.normpath(word.lstrip("/"))) if context is not None else None for word in named]
        if any(found is None for found in read):
            return True
        scripts = [found for found in read if found is not None]
    return any(_INSTALLING.search(found) for found in (text, *scripts))


def _is_script(word: str) -> bool:
    name = posixpath.basename(word)
    return word.endswith((".sh", "/start", "/run")) or ("entrypoint" in name and "=" not in name)
