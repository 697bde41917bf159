"""Which files belong together: paths into stacks, as Compose finds them, and Dockerfiles besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ..core.source import Source
from ..syntax import yaml
from ..workspace import Workspace
from .paths import directory_of, join

MAIN = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_COMPOSE = re.compile(r"(?:docker-)?compose.*\.ya?ml\Z|.*[-.]compose\.ya?ml\Z")
_DOCKERFILE = ("Dockerfile*", "*.[Dd]ockerfile", "Containerfile*")
_NOT_DOCKERFILE = re.compile(r"\.(?:dockerignore|md|txt|orig|rej|bak|swp|ya?ml|json|py|sh|j2|tmpl|tpl)\Z|~\Z")
SKIPPED = frozenset((".git", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".mypy_cache", "site-packages"))


@dataclass(slots=True, eq=False, repr=False)
class StackFiles:
    """The compose files of one stack in merge order, or one Dockerfile. Paths are relative to the root."""

    directory: str
    compose: list[str] = field(default_factory=list)
    dockerfile: str | None = None


@dataclass(slots=True, eq=False, repr=False)
class Found:
    """What a search found: compose stacks, and Dockerfiles that may yet prove to belong to one of them."""

    stacks: list[StackFiles] = field(default_factory=list)
    dockerfiles: list[str] = field(default_factory=list)


def is_compose(name: str) -> bool:
    return _COMPOSE.match(name) is not None


def is_dockerfile(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in _DOCKERFILE) and not _NOT_DOCKERFILE.search(name)


def search(workspace: Workspace, directory: str) -> Found:
    """Everything lintable at and below a directory."""
    found = Found()
    for path, names in _directories(workspace, directory):
        found.stacks += stacks_of(workspace, path, [name for name in names if is_compose(name)])
        found.dockerfiles += [join(path, name) for name in names if is_dockerfile(name)]
    return found


def _directories(workspace: Workspace, directory: str) -> Iterator[tuple[str, list[str]]]:
    """Directories from the top down, in order, each with the names of its files."""
    for path, entries in workspace.walk(directory, skip=SKIPPED):
        yield path, [entry.name for entry in entries if not entry.is_dir]


def stacks_of(workspace: Workspace, directory: str, names: Iterable[str]) -> list[StackFiles]:
    """The stacks of one directory: the default one with its override, then every variant.

    A variant whose services are complete is a stack of its own; one that only adds to services belongs on top of the
    default files.
    """
    present = set(names)
    main = next((name for name in MAIN if name in present), None)
    override = next((name for name in OVERRIDE if name in present), None)
    base = [join(directory, name) for name in (main, override) if name is not None]
    stacks = [StackFiles(directory, base)] if base else []
    shadowed = set(MAIN) | set(OVERRIDE)
    for name in sorted(present - shadowed):
        path = join(directory, name)
        overlay = main is not None and not complete_alone(workspace, path)
        stacks.append(StackFiles(directory, [join(directory, main), path] if overlay and main else [path]))
    return stacks


def complete_alone(workspace: Workspace, path: str) -> bool:
    """Whether every service of a compose file says what to run; a file that cannot be read stands alone too."""
    source = workspace.read(path)
    if not isinstance(source, Source):
        return True
    bodies = [body for document in yaml.parse(source).documents for body in _services(document)]
    keys = ("image", "build", "extends", "provider", "<<")
    return all(any(key in body for key in keys) for body in bodies)


def _services(document: yaml.Tree) -> Iterator[set[str]]:
    """The keys of each service of a document."""
    for services in _values(document, "services"):
        for _, body in services.entries if isinstance(services, yaml.Mapping) else ():
            target = body.target if isinstance(body, yaml.Alias) else body
            if isinstance(target, yaml.Mapping):
                yield {key.text for key, _ in target.entries if isinstance(key, yaml.Scalar)}


def _values(document: yaml.Tree, name: str) -> Iterator[yaml.Tree]:
    if isinstance(document, yaml.Mapping):
        for key, value in document.entries:
            if isinstance(key, yaml.Scalar) and key.text == name:
                yield value


def belonging(workspace: Workspace, path: str) -> list[StackFiles]:
    """Candidates for the stacks that a named file belongs to, nearest directory first."""
    name = path.rsplit("/", 1)[-1]
    directory = directory_of(path)
    if is_compose(name):
        names = _file_names(workspace, directory) or [name]
        stacks = stacks_of(workspace, directory, [other for other in names if is_compose(other)])
        return [stack for stack in stacks if path in stack.compose] or [StackFiles(directory, [path])]
    candidates: list[StackFiles] = []
    while True:
        names = _file_names(workspace, directory)
        candidates += stacks_of(workspace, directory, [other for other in names if is_compose(other)])
        if directory in (".", "") or directory.startswith(".."):
            return candidates
        directory = directory_of(directory)


def _file_names(workspace: Workspace, directory: str) -> list[str]:
    return [entry.name for entry in workspace.listing(directory) or [] if not entry.is_dir]
