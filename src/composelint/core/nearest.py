"""The nearest known name to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def distance(a: str, b: str, limit: int) -> int:
    """Damerau-Levenshtein distance (adjacent swaps count once); anything over `limit` is `limit + 1`."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, before_above = row, before
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before_above[j - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one known name within distance 2 (1 for names under 5 letters); case, `-` and `_` do not count."""
    if len(name) > 64:
        return None
    folded, limit = _fold(name), 1 if len(name) < 5 else 2
    best: list[str] = []
    best_distance = limit + 1
    for candidate in known:
        found = distance(folded, _fold(candidate), limit)
        if found < best_distance:
            best, best_distance = [candidate], found
        elif found == best_distance <= limit:
            best.append(candidate)
    return best[0] if len(best) == 1 else None


def _fold(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
