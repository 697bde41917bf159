"""The environment that `${NAME}` is filled from: what the caller gives, then the project's `.env`.

The process environment is not read: a lint result must not depend on who runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..core.source import Source
from ..model.values import Via
from ..syntax import dotenv
from ..syntax.interpolation import Found, Lookup, expand


class Environment:
    """Names with their values and where these stand. Earlier sources win over later ones.

    `blank` takes what is unset for empty, as Compose does; otherwise it stays unknown.
    """

    __slots__ = ("blank", "found")

    def __init__(self, given: Mapping[str, str] | None = None, *, blank: bool = False) -> None:
        self.found: dict[str, Found] = {name: Found(value) for name, value in (given or {}).items()}
        self.blank = blank

    def lookup(self, name: str) -> Found | None:
        return self.found.get(name)

    def text(self, name: str) -> str | None:
        found = self.found.get(name)
        return found.value if found else None

    def add_files(self, sources: Iterable[Source]) -> list[dotenv.EnvFile]:
        """Adds the names of some env files, of which a later one wins, as far as they are not set yet."""
        trees: list[dotenv.EnvFile] = []
        earlier: dict[str, Found] = {}
        latest: dict[str, Found] = {}
        for source in sources:
            tree = read_env(source, self.lookup, earlier, blank=self.blank)
            trees.append(tree)
            earlier = tree.variables
            for entry in tree.entries:
                if not entry.inherited:
                    latest[entry.name] = Found(entry.value, Via("env", entry.value_span, entry.name))
        for name, found in latest.items():
            self.found.setdefault(name, found)
        return trees

    def inside(self) -> Environment:
        """A copy for an included project, which may add names of its own."""
        copy = Environment(blank=self.blank)
        copy.found = dict(self.found)
        return copy


class Known(Mapping[str, str]):
    """The values that a lookup knows."""

    __slots__ = ("lookup",)

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup

    def __getitem__(self, name: str) -> str:
        found = self.lookup(name)
        if found is None or found.value is None:
            raise KeyError(name)
        return found.value

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def read_env(
    source: Source, lookup: Lookup, earlier: Mapping[str, Found], *, blank: bool = False, raw: bool = False
) -> dotenv.EnvFile:
    """An env file; `blank` fills in what is unset as Compose does, `raw` reads its lines verbatim."""
    if raw:
        return dotenv.parse_raw(source, lookup, earlier)
    tree = dotenv.parse(source, lookup, earlier)
    if blank and any(entry.template is not None for entry in tree.entries):
        _fill(tree, lookup, dict(earlier))
    return tree


def _fill(tree: dotenv.EnvFile, lookup: Lookup, seen: dict[str, Found]) -> None:
    """Gives every entry the value that Compose gives it: each sees those before it."""
    known = Known(lambda name: lookup(name) or seen.get(name))
    for entry in tree.entries:
        if entry.inherited:
            found = lookup(entry.name)
            seen.update({entry.name: found} if found is not None else {})
            continue
        if entry.template is not None:
            text, _, error = expand(entry.template, known)
            entry.value = text
            if error is not None and not tree.problems:
                tree.problem(entry.value_span, error)
        seen[entry.name] = Found(entry.value, entry)
    tree.variables = seen
