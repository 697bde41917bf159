"""Which files belong together: paths into stacks, as Compose finds them, and Dockerfiles besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..core.record import field, record
from ..core.source import Source
from ..syntax import yaml
from ..workspace import Workspace
from .environment import Environment
from .ignoring import Exclusion, Sieve
from .paths import directory_of, join

MAIN = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_COMPOSE = re.compile(r"(?:docker-)?compose.*\.ya?ml\Z|.*[-.]compose\.ya?ml\Z")
_DOCKERFILE = ("Dockerfile", "Containerfile")
_NOT_DOCKERFILE = tuple("~ .dockerignore .md .txt .orig .rej .bak .swp .yml .yaml .json .py .sh .j2 .tmpl .tpl".split())


@record
class StackFiles:
    """The compose files of one stack in merge order, or one Dockerfile. Paths are relative to the root."""

    directory: str
    compose: list[str] = field(default_factory=list)
    dockerfile: str | None = None
    origin: str | None = None
    """Where Compose is started, when that is not the project's directory: the `.env` there counts first."""
    passed_over: list[str] = field(default_factory=list)
    """Files of default names that Compose ignores, because one with precedence lies beside them."""

    @property
    def started(self) -> str:
        return self.directory if self.origin is None else self.origin


@record
class Found:
    """What a search found: compose stacks, and Dockerfiles that may yet prove to belong to one of them."""

    stacks: list[StackFiles] = field(default_factory=list)
    dockerfiles: list[str] = field(default_factory=list)


def is_compose(name: str) -> bool:
    return _COMPOSE.match(name) is not None


def is_dockerfile(name: str) -> bool:
    """`Dockerfile*`, `*.[Dd]ockerfile`, `Containerfile*`, as far as it is none of another kind by its ending."""
    named = name.startswith(_DOCKERFILE) or name.endswith((".Dockerfile", ".dockerfile"))
    return named and not name.endswith(_NOT_DOCKERFILE)


def search(workspace: Workspace, directory: str, exclude: Iterable[Exclusion] = ()) -> Found:
    """Everything lintable at and below a directory that is neither excluded nor ignored by git."""
    found = Found()
    for path, names in _directories(workspace, directory, Sieve(workspace, exclude, directory)):
        found.stacks += stacks_of(workspace, path, names)
        found.dockerfiles += [join(path, name) for name in names if is_dockerfile(name)]
    return found


def _directories(workspace: Workspace, directory: str, sieve: Sieve) -> Iterator[tuple[str, list[str]]]:
    """Directories from the top down, in order, each with the names of its files that may belong to a stack."""
    for path, entries in workspace.walk(directory, skip=sieve.skips):
        names = [entry.name for entry in entries if not entry.is_dir]
        ours = [name for name in names if is_compose(name) or is_dockerfile(name)]
        # Compose reads the `.env` file, which git usually ignores.
        yield path, [name for name in names if name == ".env" or (name in ours and sieve.takes(join(path, name)))]


def stacks_of(workspace: Workspace, directory: str, names: Iterable[str]) -> list[StackFiles]:
    """The stacks of one directory: the default one with its override, then every variant.

    The default one is what COMPOSE_FILE in the `.env` file says, else what Compose finds. A variant that is complete is
    a stack of its own; one that only makes sense on top of a default file, beside it or above it, is judged together
    with that.
    """
    names = set(names)
    chosen = chosen_files(workspace, directory) if ".env" in names else []
    present = {name for name in names if is_compose(name)}
    stacks = [StackFiles(directory_of(chosen[0]), chosen, origin=directory)] if chosen else []
    main = next((name for name in MAIN if name in present), None)
    override = next((name for name in OVERRIDE if name in present), None)
    base = [join(directory, name) for name in (main, override) if name is not None]
    if base and base[0] not in chosen:
        passed_over = [join(directory, name) for name in (*MAIN, *OVERRIDE) if name in present]
        stacks.append(StackFiles(directory, base, passed_over=[path for path in passed_over if path not in base]))
    for name in sorted(present - set(MAIN) - set(OVERRIDE)):
        path = join(directory, name)
        if path not in chosen:
            stacks.append(base_of(workspace, path, directory) or StackFiles(directory, [path]))
    return stacks


def chosen_files(workspace: Workspace, directory: str) -> list[str]:
    """The files that COMPOSE_FILE in a directory's `.env` names, in order."""
    source = workspace.read(join(directory, ".env"))
    if not isinstance(source, Source) or "COMPOSE_FILE" not in source.text:
        return []
    environment = Environment()
    environment.add_files([source])
    separator = environment.text("COMPOSE_PATH_SEPARATOR") or ":"
    return [join(directory, name) for name in (environment.text("COMPOSE_FILE") or "").split(separator) if name]


def base_of(workspace: Workspace, path: str, directory: str) -> StackFiles | None:
    """The stack that a variant only adds to: the default file beside or above it, and siblings if these are needed."""
    lacking = missing_services(workspace, path)
    siblings = [join(directory, name) for name in _file_names(workspace, directory) if is_compose(name)]
    while lacking:
        names = _file_names(workspace, directory)
        main = next((join(directory, name) for name in MAIN if name in names), None)
        if main is not None:
            files, still = [main], lacking - services_of(workspace, main)
            for sibling in siblings:
                if still and sibling not in (main, path) and still & services_of(workspace, sibling):
                    files.append(sibling)
                    still -= services_of(workspace, sibling)
            if not still:
                return StackFiles(directory, [*files, path])
        if directory in (".", "") or directory.startswith(".."):
            return None
        directory = directory_of(directory)
    return None


RUNS = frozenset(("image", "build", "extends", "provider", "<<"))
"""One of these tells what a service runs."""


def missing_services(workspace: Workspace, path: str) -> set[str]:
    """Services that a compose file only changes, or waits for without defining them."""
    source = workspace.read(path)
    if not isinstance(source, Source):
        return set()
    documents = yaml.parse(source).documents
    bodies = [(name, body) for document in documents for name, body in _services(document)]
    partial = {name for name, body in bodies if not any(_values(body, key) for key in RUNS)}
    awaited = {name for _, body in bodies for value in _values(body, "depends_on") for name in _names(value)}
    return partial | (awaited - {name for name, _ in bodies})


def services_of(workspace: Workspace, path: str) -> set[str]:
    source = workspace.read(path)
    documents = yaml.parse(source).documents if isinstance(source, Source) else []
    return {name for document in documents for name, _ in _services(document)}


def _services(document: yaml.Tree) -> Iterator[tuple[str, yaml.Mapping]]:
    """The services of a document with their bodies."""
    for services in _values(document, "services"):
        for key, body in services.entries if isinstance(services, yaml.Mapping) else ():
            target = body.target if isinstance(body, yaml.Alias) else body
            if isinstance(key, yaml.Scalar) and isinstance(target, yaml.Mapping):
                yield key.text, target


def _values(tree: yaml.Tree, name: str) -> list[yaml.Tree]:
    """The values of a key of a mapping."""
    entries = tree.entries if isinstance(tree, yaml.Mapping) else []
    return [value for key, value in entries if isinstance(key, yaml.Scalar) and key.text == name]


def _names(tree: yaml.Tree) -> set[str]:
    """The names in a list, or the keys of a mapping."""
    parts = tree.items if isinstance(tree, yaml.Sequence) else []
    if isinstance(tree, yaml.Mapping):
        parts = [key for key, _ in tree.entries]
    return {part.text for part in parts if isinstance(part, yaml.Scalar) and "$" not in part.text}


def default_above(workspace: Workspace, directory: str) -> StackFiles | None:
    """The default stack of a directory, or of the nearest one above it inside the root, as Compose started there."""
    start = directory
    while True:
        names = _file_names(workspace, directory)
        stacks = (
            stacks_of(workspace, directory, names) if ".env" in names or any(name in MAIN for name in names) else []
        )
        if stacks and (stacks[0].origin is not None or stacks[0].compose[0].rpartition("/")[2] in MAIN):
            stacks[0].origin = stacks[0].origin or start
            return stacks[0]
        if directory in (".", "") or directory.startswith(".."):
            return None
        directory = directory_of(directory)


def belonging(workspace: Workspace, path: str) -> list[StackFiles]:
    """Candidates for the stacks that a named file belongs to, nearest directory first."""
    name = path.rsplit("/", 1)[-1]
    directory = directory_of(path)
    if is_compose(name):
        stacks = stacks_of(workspace, directory, _file_names(workspace, directory) or [name])
        return [stack for stack in stacks if path in stack.compose] or [StackFiles(directory, [path])]
    candidates: list[StackFiles] = []
    while True:
        candidates += stacks_of(workspace, directory, _file_names(workspace, directory))
        if directory in (".", "") or directory.startswith(".."):
            return candidates
        directory = directory_of(directory)


def _file_names(workspace: Workspace, directory: str) -> list[str]:
    return [entry.name for entry in workspace.listing(directory) or [] if not entry.is_dir]
