"""What a COPY or ADD takes from its build context, and whether that is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.source import Source, Span
from ..syntax.glob import docker as docker_glob
from ..syntax.ignorefile import parse_gitignore
from .context import Context
from .instructions import Copy
from .values import Text

if TYPE_CHECKING:
    from ..syntax.ignorefile import Pattern

_BUILT = frozenset(
    """dist build target out bin obj publish node_modules vendor .next .output .nuxt coverage wheels wheelhouse
    release generated _build site artifacts artifact tmp""".split()
)
_BUILT_FILES = (
    ".jar",
    ".war",
    ".ear",
    ".whl",
    ".tgz",
    ".tar.gz",
    ".tar",
    ".zip",
    ".deb",
    ".rpm",
    ".so",
    ".exe",
    ".dll",
)


def written_sources(copy: Copy) -> Iterator[tuple[Text, str]]:
    """The sources that are paths in the context, each with its path as written, `..` resolved as far as it goes."""
    if copy.from_ is not None or copy.onbuild or (copy.stage is not None and copy.stage.windows):
        return
    for source in copy.local_sources:
        if source.value and not source.value.startswith("~"):
            yield source, posixpath.normpath(source.value.lstrip("/") or ".")


def climbs(path: str) -> bool:
    """Whether a cleaned path leaves its context."""
    return path == ".." or path.startswith("../")


def is_glob(path: str) -> bool:
    return not set("*?[").isdisjoint(path)


def missing_sources(copy: Copy) -> Iterator[tuple[Text, str, str | None]]:
    """Sources that the context certainly does not hold, with the path and one that differs in case only."""
    context = copy.dockerfile.context
    if context is None or not context.complete:
        return
    for source, path in written_sources(copy):
        if climbs(path) or path == "." or is_built(path, context):
            continue
        if is_glob(path):
            if copy.dockerfile.ignore is None and not _matches(path, context):
                yield source, path, None
        elif context.exists(path) is False:
            yield source, path, _similar(path, context)


def is_built(path: str, context: Context) -> bool:
    """Whether a build elsewhere makes this path, by its name or because git is told to ignore it."""
    parts = path.lower().split("/")
    if parts[0] in _BUILT or parts[-1] in _BUILT or parts[-1].endswith(_BUILT_FILES) or "public/build" in path:
        return True
    text = context.read(".gitignore")
    if not text:
        return False
    ignored = parse_gitignore(Source(".gitignore", text))
    parents = ["/".join(path.split("/")[:depth]) for depth in range(1, path.count("/") + 1)]
    return ignored.ignored(path, False) or any(ignored.ignored(parent, True) for parent in parents)


def _matches(path: str, context: Context) -> bool:
    """Whether a pattern hits anything; True also when nobody can know."""
    files, glob = context.files(), docker_glob(path)
    if files is None or glob is None:
        return True
    depth = path.count("/") + 1
    heads = set(files) if "**" in path else {"/".join(file.split("/")[:depth]) for file in files}
    return any(glob.matches(head) for head in heads)


def _similar(path: str, context: Context) -> str | None:
    """A path of the context that is the same but for its case."""
    folded = path.lower()
    for file in context.files() or ():
        if file.lower() == folded or file.lower().startswith(f"{folded}/"):
            return file[: len(path)]
    return None


def ignored_sources(copy: Copy) -> Iterator[tuple[Text, str, Span]]:
    """Sources that the ignore file keeps from the builder, with the pattern that decides."""
    ignore = copy.dockerfile.ignore
    if ignore is None or ignore.malformed:
        return
    for source, path in written_sources(copy):
        if path == ".":
            last = ignore.patterns[-1] if ignore.patterns else None
            if last is not None and not last.negated and last.text in ("*", "**", "**/*"):
                yield source, "all of the context", last.span
            continue
        if climbs(path) or re.search(r"[*?\[]", path):
            continue
        pattern: Pattern | None = ignore.excludes(path)
        if pattern is not None and not ignore.keeps_below(path):
            yield source, path, pattern.span
