"""What `npm run dev` and its kin run, as far as the package.json of the build can be read."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ..core.source import Excerpt

if TYPE_CHECKING:
    from ..syntax.shell import Command
    from .service import Service

RUNNERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_MOST_STEPS = 4
"""Scripts that run one another."""


def script_command(service: Service, command: Command) -> Command | None:
    """The last command of the script that `npm run dev -- --host` runs; all of it stands where the command does.

    None when it cannot be read, or does more than one thing.
    """
    from ..syntax.shell import parse_script

    scripts = _scripts(service)
    for _ in range(_MOST_STEPS):
        program, words = command.program, [word.value or "" for word in command.arguments]
        words = words[1:] if words[:1] in (["run"], ["run-script"]) else words
        if program not in RUNNERS or not words or words[0] not in scripts:
            return None
        more = _behind_dashes(words) if program == "npm" else [word for word in words[1:] if word != "--"]
        parsed = parse_script(Excerpt.opaque(" ".join((scripts[words[0]], *more)), command.span))
        if parsed is None or len(parsed.commands) != 1 or parsed.commands[0].assignments:
            return None
        command = parsed.commands[0]
        if command.program not in RUNNERS:
            return command
    return None


def _behind_dashes(words: list[str]) -> list[str]:
    return words[words.index("--") + 1 :] if "--" in words else []


def _scripts(service: Service) -> dict[str, str]:
    """The scripts of the package.json in the directory that the container starts in."""
    from json import loads

    build = service.build
    text = None
    for path in _places(service):
        text = text or (build.context_files.read(path) if build is not None and build.context_files else None)
    try:
        found = loads(text).get("scripts") if text else None
    except (ValueError, AttributeError, RecursionError):
        return {}
    return (
        {name: script for name, script in found.items() if isinstance(script, str)} if isinstance(found, dict) else {}
    )


def _places(service: Service) -> list[str]:
    """The context paths from which the build may have taken it, the last copy first."""
    from .copies import of_copy
    from .instructions import Copy

    stage = service.build.stage if service.build is not None else None
    if stage is None or service.setting("working_dir") is not None:
        return []
    path = posixpath.join(stage.workdir().value or "/", "package.json")
    found: list[str] = []
    for one in stage.lineage():
        for made in one.instructions:
            taken = of_copy(made) if isinstance(made, Copy) else None
            if taken is None:
                continue
            below = taken.source_of(path)
            named = [root for root in taken.roots if root and posixpath.basename(root) == "package.json"]
            found += [below] if below is not None else []
            found += named if taken.target in (path, posixpath.dirname(path)) else []
    return found[::-1]
