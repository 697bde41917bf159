"""The environment that `${NAME}` is filled from: what the caller gives, then the project's `.env`.

The process environment is not read: a lint result must not depend on who runs it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..core.source import Source
from ..model.values import Via
from ..syntax import dotenv
from ..syntax.interpolation import Found


class Environment:
    """Names with their values and where these stand. Earlier sources win over later ones."""

    __slots__ = ("found",)

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self.found: dict[str, Found] = {name: Found(value) for name, value in (given or {}).items()}

    def lookup(self, name: str) -> Found | None:
        return self.found.get(name)

    def text(self, name: str) -> str | None:
        found = self.found.get(name)
        return found.value if found else None

    def add_file(self, source: Source) -> dotenv.EnvFile:
        """Adds the names of an env file that are not set yet, and returns its tree."""
        tree = dotenv.parse(source, self.lookup)
        latest: dict[str, Found] = {}
        for entry in tree.entries:
            if not entry.inherited:
                latest[entry.name] = Found(entry.value, Via("env", entry.value_span, entry.name))
        for name, found in latest.items():
            self.found.setdefault(name, found)
        return tree

    def inside(self) -> Environment:
        """A copy for an included project, which may add names of its own."""
        copy = Environment()
        copy.found = dict(self.found)
        return copy
