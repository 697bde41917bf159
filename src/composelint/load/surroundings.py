"""What lies beside a stack's files and says something about them: other compose files, env files meant as examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..core.source import Source
from ..model.compose import Stack
from ..workspace import Workspace
from .discover import StackFiles, is_compose
from .files import TEMPLATES, Files
from .paths import directory_of, join

_ENV_NAME = re.compile(r"\.?env(?:rc)?(?:[._-].+)?|.+[._-]env")
_SETS = re.compile(r"^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*[=:]", re.MULTILINE)


def look_around(stack: Stack, files: StackFiles, collected: Files) -> None:
    """Notes what the stack's surroundings tell."""
    workspace = collected.workspace
    paths = [file.path for file in stack.compose_files]
    names = [entry.name for entry in workspace.listing(directory_of(paths[0])) or [] if not entry.is_dir]
    beside = {join(directory_of(paths[0]), name) for name in names if is_compose(name)}
    stack.variants = bool(beside - {*paths, *files.passed_over})
    texts = {file.source.text for file in stack.compose_files}
    ignored = [workspace.read(path) for path in files.passed_over]
    stack.passed_over = [source for source in ignored if isinstance(source, Source) and source.text not in texts]
    env_texts = (file.source.text for file in collected.all() if file.kind == "env")
    if any(use.lacking for file in stack.compose_files for use in file.uses) or any("$" in text for text in env_texts):
        directories = [files.started, *(directory_of(path) for path in paths), "."]
        stack.documented = frozenset(documented(workspace, dict.fromkeys(directories), collected))


def documented(workspace: Workspace, directories: Iterable[str], collected: Files) -> Iterator[str]:
    """The variables of env files that are not read: examples, and those of other environments.

    What a service reads by `env_file`, and its templates, reach only containers.
    """
    inside = {path for path, file in collected.by_path.items() if file.kind == "env" and not file.fills}
    inside = {path + end for path in inside if path.rpartition("/")[2] != ".env" for end in TEMPLATES}
    inside |= collected.by_path.keys()
    for directory in directories:
        for entry in workspace.listing(directory) or []:
            path = join(directory, entry.name)
            if not entry.is_dir and path not in inside and _ENV_NAME.fullmatch(entry.name.lower()):
                source = workspace.read(path)
                yield from _SETS.findall(source.text) if isinstance(source, Source) else ()
