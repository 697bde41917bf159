"""What lies beside a stack's files and says something about them: other compose files, env files meant as examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..core.patterns import pattern
from ..core.source import Source
from ..model.compose import Stack
from ..workspace import Workspace
from .discover import StackFiles, is_compose
from .files import TEMPLATES, Files
from .paths import directory_of, join

_ENV_NAME = pattern(r"\.?env(?:rc)?(?:[._-].+)?|.+[._-]env")
_SETS = pattern(r"^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*[=:]", re.MULTILINE)
_SCRIPT_NAME = pattern(
    r"(?:gnu)?makefile|justfile|jenkinsfile|.+\.(?:sh|ps1|mk)"
    r"|(?:taskfile|\.gitlab-ci|azure-pipelines|bitbucket-pipelines|cloudbuild|\.drone)\.ya?ml"
)
"""Files that may start a stack; those that do name Compose."""
_STARTS = pattern(r"docker[ -]compose|docker[ -]stack")
_ASSIGNS = pattern(r"\b([A-Za-z_][A-Za-z0-9_]*)[ \t]*(?:[:?+]?=|:[ \t])")
_MOST_SCRIPTS = 30
_LONGEST_SCRIPT = 64 * 1024


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
        env_file = join(files.directory, ".env")
        stack.env_ignored = workspace.exists(env_file) is False and collected.shared.ignored(env_file)
        directories = [files.started, *(directory_of(path) for path in paths), "."]
        stack.documented = frozenset(documented(workspace, dict.fromkeys(directories), collected))


def documented(workspace: Workspace, directories: Iterable[str], collected: Files) -> Iterator[str]:
    """The variables of env files that are not read, and of scripts that start the stack.

    Such env files are examples, or those of other environments. What services read by `env_file` only reaches them.
    """
    inside = {path for path, file in collected.by_path.items() if file.kind == "env" and not file.fills}
    inside = {path + end for path in inside if path.rpartition("/")[2] != ".env" for end in TEMPLATES}
    inside |= collected.by_path.keys()
    scripts = 0
    for directory, name in _files(workspace, (*directories, ".github/workflows")):
        path, low = join(directory, name), name.lower()
        if path not in inside and _ENV_NAME.fullmatch(low):
            source = workspace.read(path)
            yield from _SETS.findall(source.text) if isinstance(source, Source) else ()
        elif scripts < _MOST_SCRIPTS and (directory == ".github/workflows" or _SCRIPT_NAME.fullmatch(low)):
            scripts += 1
            source = workspace.read(path)
            if isinstance(source, Source) and len(source.text) <= _LONGEST_SCRIPT and _STARTS.search(source.text):
                yield from _ASSIGNS.findall(source.text)


def _files(workspace: Workspace, directories: Iterable[str]) -> Iterator[tuple[str, str]]:
    for directory in directories:
        for entry in workspace.listing(directory) or []:
            if not entry.is_dir:
                yield directory, entry.name
