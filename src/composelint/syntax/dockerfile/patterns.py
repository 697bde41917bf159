"""Glob patterns inside `${name#p}`, `${name%p}` and `${name/p/r}`: only `*` and `?` mean something.

No regular expressions: stars in a hostile pattern would make them run for ever, here every step only moves forward.
"""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_VALUE = 512
LONGEST_PATTERN = 128
"""Beyond these many characters a result counts as unknown; the steps are at most their product."""

Segment = tuple[str | None, ...]
"""Characters between two stars; None stands for `?`."""


def segments(pattern: str) -> list[Segment] | None:
    """The pattern cut at its stars; None when it holds an escape that the builder refuses."""
    result: list[list[str | None]] = [[]]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            result.append([])
            continue
        if char == "\\":
            following = pattern[at : at + 1]
            if following in ("}", "/") and following:
                continue
            if following not in ("*", "?", "\\") or not following:
                return None
            result[-1].append(following)
            at += 1
            continue
        result[-1].append(None if char == "?" else char)
    return [tuple(segment) for segment in result]


def trimmed(value: str, parts: Sequence[Segment], *, longest: bool) -> str:
    """The value without the prefix that matches."""
    end = match_end(value, parts, 0, longest=longest)
    return value if end is None else value[end:]


def reverse(parts: Sequence[Segment]) -> list[Segment]:
    return [part[::-1] for part in reversed(parts)]


def match_end(value: str, parts: Sequence[Segment], start: int, *, longest: bool) -> int | None:
    """Where the match that begins exactly at `start` ends; None when there is none."""
    if not _stands_at(value, parts[0], start):
        return None
    at = start + len(parts[0])
    for index, segment in enumerate(parts[1:], 2):
        if index == len(parts) and longest:
            return len(value) if not segment else _find_last(value, segment, at)
        found = _find(value, segment, at)
        if found is None:
            return None
        at = found + len(segment)
    return at


def find(value: str, parts: Sequence[Segment], start: int) -> tuple[int, int] | None:
    """The leftmost longest match from `start` on. Where the first place to begin at fails, all later ones do."""
    begin = _find(value, parts[0], start)
    if begin is None:
        return None
    end = match_end(value, parts, begin, longest=True)
    return None if end is None else (begin, end)


def _stands_at(value: str, segment: Segment, at: int) -> bool:
    if at + len(segment) > len(value):
        return False
    return all(char is None or value[at + index] == char for index, char in enumerate(segment))


def _find(value: str, segment: Segment, start: int) -> int | None:
    if None not in segment:
        at = value.find("".join(char or "" for char in segment), start)
        return None if at < 0 else at
    return next((at for at in range(start, len(value) - len(segment) + 1) if _stands_at(value, segment, at)), None)


def _find_last(value: str, segment: Segment, start: int) -> int | None:
    """The end of the last occurrence."""
    places = range(len(value) - len(segment), start - 1, -1)
    at = next((at for at in places if _stands_at(value, segment, at)), None)
    return None if at is None else at + len(segment)
