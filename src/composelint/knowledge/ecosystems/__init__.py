"""Package managers: their files, the commands that need only these files, and the commands that need the sources.

One literal row per ecosystem, as its manual described it in November 2025.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from ...core.globs import Globs
from .programs import PROGRAMS, Program, program_name
from .rows import Ecosystem, Kind
from .usages import Options, usage

__all__ = [
    "PLANS",
    "PROGRAMS",
    "REMOVALS",
    "Ecosystem",
    "Kind",
    "Program",
    "classify",
    "does",
    "first_words",
    "is_dependency_list",
    "is_manifest",
    "program_name",
    "programs_of",
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
_GLOB = frozenset("*?[")

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
    for ecosystem, kind, rest in _usages().get(name, ()):
        if usage(rest).fits(operands, options):
            return ecosystem, kind
    return None


@cache
def first_words(name: str) -> frozenset[str] | None:
    """The words of which a command of this program must hold one to do anything; None: it may do so without."""
    first = [usage(rest).operands[:1] for _, _, rest in _usages().get(name, ())]
    return frozenset(word for operands in first for word in operands[0]) if all(first) else None


def does(usages: Sequence[str], program: str, operands: Sequence[str | None], options: Options) -> bool:
    """Whether a command line is one of these usages."""
    name = program_name(program)
    return any(
        first == name and usage(rest).fits(operands, options)
        for first, _, rest in (line.partition(" ") for line in usages)
    )


def programs_of(usages: Sequence[str]) -> frozenset[str]:
    """The programs that these usages are of."""
    return frozenset(line.partition(" ")[0] for line in usages)


_index: dict[str, list[tuple[Ecosystem, Kind, str]]] = {}


def _usages() -> dict[str, list[tuple[Ecosystem, Kind, str]]]:
    """Usages by program; installs of all rows first, since what fits an install also fits many a build."""
    if not _index:
        for kind in ("install", "build", "tool"):
            for ecosystem in rows():
                for line in dict(ecosystem.usages)[kind]:
                    program, _, rest = line.partition(" ")
                    _index.setdefault(program, []).append((ecosystem, kind, rest))
    return _index


def is_manifest(path: str) -> bool:
    """Whether a file, directory or glob is manifest, lock or aux of some ecosystem, so that no source comes with it."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or len(parts[-1]) > MOST_CHARACTERS:
        return False
    files, directories = _manifests()
    if parts[-1] in files or not directories.isdisjoint(parts):
        return True
    return not _GLOB.isdisjoint(parts[-1]) and _takes_in_manifest(parts[-1])


def is_dependency_list(path: str) -> bool:
    """Whether a file names dependencies: a manifest or lock by its name, no matter where it lies."""
    name = path.rstrip("/").rpartition("/")[2]
    return len(name) <= MOST_CHARACTERS and name in _dependency_lists()


@lru_cache(maxsize=256)
def _takes_in_manifest(glob: str) -> bool:
    """`package*.json`, `*.csproj`, `go.*`: takes in a manifest and no code."""
    if not glob.strip("*?.") or glob.rpartition(".")[2] in CODE:
        return False
    return any(fnmatchcase(known, glob) for known in _patterns() if "*" not in known and not known.endswith("/"))


def _patterns() -> set[str]:
    """Every pattern of the table that is a name: of files, and of directories (`name/`)."""
    return {
        pattern
        for row in rows()
        for pattern in (*row.manifests, *row.copied, *row.also, *row.aux)
        if "/" not in pattern[:-1]
    }


@cache
def _manifests() -> tuple[Globs, frozenset[str]]:
    """The files of the table, and its directories."""
    found = _patterns()
    directories = {pattern for pattern in found if pattern.endswith("/")}
    return Globs(found - directories), frozenset(name[:-1] for name in directories)


@cache
def _dependency_lists() -> Globs:
    return Globs(pattern for row in rows() for pattern in row.manifests if not pattern.endswith("/"))
