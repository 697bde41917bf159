"""File names, and globs of one `*` each, asked whether a name is one of them."""

from __future__ import annotations

from collections.abc import Iterable


class NameSet:
    """Names and globs; what they have in common decides before any single one is looked at."""

    __slots__ = ("_around", "_beginnings", "_endings", "_names")

    def __init__(self, patterns: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._around: list[tuple[str, str]] = []
        beginnings: list[str] = []
        endings: list[str] = []
        for pattern in patterns:
            front, star, back = pattern.partition("*")
            if not star:
                self._names.add(pattern)
            elif front and back:
                self._around.append((front, back))
            else:
                (beginnings if front else endings).append(front or back)
        self._beginnings = tuple(beginnings)
        self._endings = tuple(endings)

    def __contains__(self, name: str) -> bool:
        if name in self._names or name.endswith(self._endings) or name.startswith(self._beginnings):
            return True
        return any(
            name.startswith(front) and name.endswith(back) and len(name) >= len(front) + len(back)
            for front, back in self._around
        )
