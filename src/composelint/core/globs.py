"""Many globs asked at once: a table by how they begin and end, where one pattern after the other would be tried."""

from __future__ import annotations

from collections.abc import Iterable


class Globs:
    """Globs with `*` alone, which stands for any text, for names as they are written."""

    __slots__ = ("_ends", "_exact", "_inside", "_last", "_rest", "_starts")

    def __init__(self, globs: Iterable[str]) -> None:
        exact: list[str] = []
        starts: list[str] = []
        ends: list[str] = []
        self._inside: list[str] = []
        self._rest: list[list[str]] = []
        for glob in globs:
            match glob.split("*"):
                case [name]:
                    exact.append(name)
                case [start, ""]:
                    starts.append(start)
                case ["", end]:
                    ends.append(end)
                case ["", part, ""]:
                    self._inside.append(part)
                case parts:
                    self._rest.append(parts)
        self._exact = frozenset(exact)
        self._starts = tuple(starts)
        self._ends = tuple(ends)
        self._last = tuple(parts[-1] for parts in self._rest)

    def __contains__(self, name: str) -> bool:
        """Whether any of them fits the whole name."""
        if name in self._exact or name.startswith(self._starts) or name.endswith(self._ends):
            return True
        for part in self._inside:
            if part in name:
                return True
        return name.endswith(self._last) and any(_fits(name, parts) for parts in self._rest)


def _fits(name: str, parts: list[str]) -> bool:
    """Whether the parts of a glob stand in a name one behind the other, the first and the last at its ends."""
    first, *middle, last = parts
    at, end = len(first), len(name) - len(last)
    if not name.startswith(first) or not name.endswith(last):
        return False
    for part in middle:
        at = name.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return at <= end
