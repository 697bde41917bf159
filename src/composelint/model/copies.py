"""What a stage takes from the build context, and how much of the sources comes with it."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from itertools import islice
from typing import Literal

from ..core.source import Span
from ..knowledge.ecosystems import CODE, is_manifest
from ..syntax.glob import docker as docker_glob
from .dockerfile import Copy, Dockerfile, Mount, Run
from .installs import directory_of, resolved
from .kept import Keeper, fact, remembered
from .values import Text

Breadth = Literal["all", "some", "manifests", "other", "unknown"]
"""The whole context; a directory of it; manifests and their like; single files; a path that nobody knows."""

TARBALLS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
_BARE_FILES = frozenset(
    "caddyfile docker-entrypoint dockerfile entrypoint gunicorn healthcheck jenkinsfile license makefile procfile"
    " rakefile readme run setup start vagrantfile version wait-for wait-for-it".split()
)
MOST_OTHERS = 5


class ContextCopy(Keeper):
    """A COPY, ADD or bind mount from the build context; `roots` are the context paths of its sources, None: unknown."""

    __slots__ = ("instruction", "mount", "roots", "sources")

    def __init__(self, taken: Copy | Mount, sources: list[Text]) -> None:
        self.instruction: Copy | Run = taken if isinstance(taken, Copy) else taken.run
        self.mount = taken if isinstance(taken, Mount) else None
        self.sources = sources
        self.roots = [_clean(source) for source in sources]

    @property
    def span(self) -> Span:
        taken = self.mount or self.instruction
        if self.mount is not None or not self.sources:
            return taken.span
        first, last = self.sources[0].span, self.sources[-1].span
        return Span(first.source, first.start, max(first.end, last.end))

    @fact
    def target(self) -> str | None:
        """The directory (or file) it lands in, None when unknown."""
        made = self.instruction
        place = made.destination if isinstance(made, Copy) else self.mount.target if self.mount is not None else None
        return None if place is None or place.value is None else resolved(directory_of(made), place.value)

    @fact
    def breadth(self) -> Breadth:
        """How much it brings: the most that one of its sources does."""
        kinds = {_breadth_of(source, root, self) for source, root in zip(self.sources, self.roots, strict=True)}
        if "all" in kinds:
            return "manifests" if _only_manifests(self.instruction.dockerfile) else "all"
        order: tuple[Breadth, ...] = ("unknown", "some", "other", "manifests")
        return next((kind for kind in order if kind in kinds), "other")

    @property
    def broad(self) -> bool:
        return self.breadth in ("all", "some")

    @property
    def archive(self) -> bool:
        """An ADD that unpacks what it brings."""
        instruction = self.instruction
        added = isinstance(instruction, Copy) and instruction.is_add
        return added and any(root is not None and root.lower().endswith(TARBALLS) for root in self.roots)

    @property
    def brings_manifests(self) -> bool:
        return any(root is not None and is_manifest(root) for root in self.roots)

    def covers(self, directory: str | None) -> bool | None:
        """Whether it lands in a directory, above or below it; None when nobody can know."""
        if self.target is None:
            return None
        if directory is None:
            return True if self.target in ("/", directory_of(self.instruction)) else None
        if below(directory, self.target) is not None or below(self.target, directory) is not None:
            return True
        return None if may_be_below(directory, self.target) else False

    def source_of(self, path: str) -> str | None:
        """The context path that a path of the image came from, by its place alone."""
        if self.target is None or len(self.roots) != 1 or self.roots[0] is None or self.archive:
            return None
        rest = below(path, self.target)
        if rest is None:
            return None
        root = "" if self.breadth in ("all", "manifests") and self.roots[0] in ("", "*", "**") else self.roots[0]
        return posixpath.normpath(posixpath.join(root, rest)) if "*" not in root else None


def below(path: str, directory: str) -> str | None:
    """A path relative to a directory that holds it; None when it does not."""
    if path == directory:
        return "."
    prefix = directory.rstrip("/") + "/"
    return path[len(prefix) :] if path.startswith(prefix) else None


def may_be_below(path: str, directory: str) -> bool:
    """Whether a path is below a directory, or may be, since one of them begins at a place that is unknown."""
    return below(path, directory) is not None or _unknown_root(path) != _unknown_root(directory)


def _unknown_root(path: str) -> str:
    """The name of the unknown directory that a path begins with; empty when it is absolute."""
    return path.split("/")[1] if path.startswith("/?") else ""


@remembered
def of_copy(copy: Copy) -> ContextCopy | None:
    """A COPY or ADD from the context; None for one that takes from a stage or an image, a URL or a heredoc."""
    if copy.from_ is not None:
        return None
    sources = copy.local_sources if copy.is_add else copy.sources
    return ContextCopy(copy, sources) if sources else None


def of_mount(mount: Mount) -> ContextCopy | None:
    """A bind mount from the context; without a source it mounts all of it."""
    if mount.type != "bind" or mount.from_ is not None:
        return None
    source = mount.source if mount.source is not None else Text(".", mount.span)
    return ContextCopy(mount, [source])


def _clean(source: Text) -> str | None:
    """A source as a path below the context's root; the root itself is empty."""
    return None if source.value is None else posixpath.normpath("/" + source.value).lstrip("/")


def _breadth_of(source: Text, path: str | None, copy: ContextCopy) -> Breadth:
    if path is None:
        return "unknown"
    if not path.strip("*/"):
        return "all"
    if isinstance(copy.instruction, Copy) and copy.instruction.is_add and path.lower().endswith(TARBALLS):
        return "all" if copy.target == directory_of(copy.instruction) != "/" else "other"
    if is_manifest(path):
        return "manifests"
    name = posixpath.basename(path)
    matched = _files_at(path, copy.instruction.dockerfile)
    if matched:
        if any(_is_code(file) and not is_manifest(file) for file in matched):
            return "other" if matched == [path] else "some"
        return "manifests" if all(is_manifest(file) for file in matched) else "other"
    if "*" in name or "?" in name:
        ending = name.rpartition(".")[2]
        return "some" if "." not in name or ending in CODE or "*" in ending else "other"
    if (source.value or "").endswith("/"):
        return "some"
    if "." in name or name.lower() in _BARE_FILES:
        return "other"
    return "other" if copy.target is not None and "." in posixpath.basename(copy.target) else "some"


def _files_at(path: str, dockerfile: Dockerfile) -> list[str] | None:
    """The context's files that a source takes in; None when the context is not known."""
    files = known_files(dockerfile)
    if files is None:
        return None
    if {"*", "?", "["}.isdisjoint(path):
        return [path] if is_file(path, files) else files_below(path, files)
    glob = docker_glob(path)
    depth = path.count("/") + 1
    heads = {"/".join(file.split("/")[:depth]) for file in files} if "**" not in path else set(files)
    hit = {head for head in heads if glob is not None and glob.matches(head)}
    return [file for file in files if file in hit or "/".join(file.split("/")[:depth]) in hit]


@remembered
def known_files(dockerfile: Dockerfile) -> list[str] | None:
    """The context's files without the ignored ones, sorted, when all of them are known."""
    context = dockerfile.context
    files = context.files() if context is not None and context.complete else None
    return None if files is None else sorted(files)


def is_file(path: str, files: list[str]) -> bool:
    """Whether a path is one of the sorted files."""
    at = bisect_left(files, path)
    return at < len(files) and files[at] == path


def files_below(directory: str, files: list[str]) -> list[str]:
    """Those of the sorted files that lie below a directory; the empty one is the root."""
    prefix = f"{directory}/" if directory else ""
    return files[bisect_left(files, prefix) : bisect_left(files, f"{prefix}\U0010ffff")]


def _is_code(file: str) -> bool:
    return file.rpartition(".")[2].lower() in CODE


@remembered
def _only_manifests(dockerfile: Dockerfile) -> bool:
    """The whole context is no more than manifests: by an ignore file that lets nothing else through, or by itself."""
    ignore = dockerfile.ignore
    if ignore is not None and ignore.allow_list and not ignore.malformed:
        kept = [pattern.text for pattern in ignore.patterns if pattern.negated]
        if all(is_manifest(pattern) for pattern in kept):
            return True
    files = known_files(dockerfile)
    if files is None or any(_is_code(file) and not is_manifest(file) for file in files):
        return False
    others = (file for file in files if not is_manifest(file) and not _about_the_build(file))
    return len(list(islice(others, MOST_OTHERS + 1))) <= MOST_OTHERS


def _about_the_build(file: str) -> bool:
    name = posixpath.basename(file).lower()
    return "dockerfile" in name or "compose" in name or name in (".dockerignore", ".gitignore")
