"""Package managers: their files, the commands that need only these files, and the commands that need the sources.

One literal row per ecosystem, as its manual described it in November 2025.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from .programs import PROGRAMS, Program, program_name
from .rows import Ecosystem, Kind
from .usages import Options, fits

__all__ = [
    "PLANS",
    "PROGRAMS",
    "REMOVALS",
    "Ecosystem",
    "Kind",
    "Program",
    "classify",
    "does",
    "is_dependency_list",
    "is_manifest",
    "program_name",
    "rows",
]

REMOVALS = (
    "apk del",
    "apt-get remove|purge|autoremove =some-names",
    "dnf remove|erase =some-names",
    "zypper remove|rm",
)
"""A command that takes tools away again: what it removes was only wanted in this RUN."""
CODE = frozenset(
    "c cc cjs clj cpp cs css dart elm ex exs fs go h hpp hs html java jl js jsx kt lua mjs ml php pl ps1 py r rb rs sc"
    " scala scss sh sol sql svelte swift tf ts tsx vb vue zig".split()
)
"""File name endings of what people edit all day."""
MOST_CHARACTERS = 255  # of a file name

PLANS = ("turbo prune", "cargo chef prepare")
"""Commands of a stage that only writes manifests or a plan for another one."""

_rows: list[Ecosystem] = []


def rows() -> Sequence[Ecosystem]:
    """Every ecosystem; of rows that fit the same command the first wins."""
    if not _rows:
        from . import compiled, scripting

        _rows.extend((*scripting.ROWS, *compiled.ROWS))
    return _rows


def classify(program: str, operands: Sequence[str | None], options: Options) -> tuple[Ecosystem, Kind] | None:
    """What a command line does, by the table; None when it does nothing of the kind, or nobody can know."""
    name = program_name(program)
    if operands and (operands[0] or "")[:1] in ("+", "_"):
        operands = operands[1:]  # a toolchain or version: `cargo +nightly build`, `bundle _2.5.1_ install`
    for ecosystem, kind, usage in _usages().get(name, ()):
        if fits(usage, operands, options):
            return ecosystem, kind
    return None


def does(usages: Sequence[str], program: str, operands: Sequence[str | None], options: Options) -> bool:
    """Whether a command line is one of these usages."""
    name = program_name(program)
    return any(
        first == name and fits(rest, operands, options) for first, _, rest in (usage.partition(" ") for usage in usages)
    )


_index: dict[str, list[tuple[Ecosystem, Kind, str]]] = {}


def _usages() -> dict[str, list[tuple[Ecosystem, Kind, str]]]:
    """Usages by program; installs of all rows first, since what fits an install also fits many a build."""
    if not _index:
        for kind in ("install", "build", "tool"):
            for ecosystem in rows():
                for usage in dict(ecosystem.usages)[kind]:
                    program, _, rest = usage.partition(" ")
                    _index.setdefault(program, []).append((ecosystem, kind, rest))
    return _index


def is_manifest(path: str) -> bool:
    """Whether a file, directory or glob is manifest, lock or aux of some ecosystem, so that no source comes with it."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or len(parts[-1]) > MOST_CHARACTERS:
        return False
    names, directories, globs = _manifest_patterns()
    if parts[-1] in names or not directories.isdisjoint(parts):
        return True
    return any(fnmatchcase(parts[-1], glob) for glob in globs) or _is_manifest_glob(parts[-1], names)


def is_dependency_list(path: str) -> bool:
    """Whether a file names dependencies: a manifest or lock by its name, no matter where it lies."""
    name = path.rstrip("/").rpartition("/")[2]
    known = (pattern for row in rows() for pattern in row.manifests if not pattern.endswith("/"))
    return len(name) <= MOST_CHARACTERS and any(fnmatchcase(name, pattern) for pattern in known)


def _is_manifest_glob(name: str, names: frozenset[str]) -> bool:
    """`package*.json`, `*.csproj`, `go.*`: takes in a manifest and no code."""
    if {"*", "?", "["}.isdisjoint(name) or not name.strip("*?.") or name.rpartition(".")[2] in CODE:
        return False
    return any(fnmatchcase(known, name) for known in names)


_patterns: list[tuple[frozenset[str], frozenset[str], tuple[str, ...]]] = []


def _manifest_patterns() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Names, directories and globs of the table."""
    if not _patterns:
        found = {
            pattern
            for row in rows()
            for pattern in (*row.manifests, *row.copied, *row.also, *row.aux)
            if "/" not in pattern[:-1]
        }
        directories = {pattern for pattern in found if pattern.endswith("/")}
        globs = {pattern for pattern in found if "*" in pattern}
        names = found - directories - globs
        _patterns.append((frozenset(names), frozenset(name[:-1] for name in directories), tuple(sorted(globs))))
    return _patterns[0]
