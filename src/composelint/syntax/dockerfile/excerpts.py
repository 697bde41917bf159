"""Gluing excerpts together: text copied in stretches from another excerpt keeps the place of each character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ...core.source import MAX, Excerpt, Span

Run = tuple[int, int, int]
"""(offset in the new text, offset in the text it was copied from, length)."""


def stitched(base: Excerpt, text: str, copied: Iterable[Run], whole: Span) -> Excerpt:
    """The excerpt of a text of which the stretches `copied` stand in `base`; linear in their number."""
    runs = base.runs
    if len(runs) == 1 and runs[0][0] == 0 and runs[0][2] == len(base.text):
        shift = runs[0][1]
        moved = [(text_at, base_at + shift, length) for text_at, base_at, length in copied if length]
        return Excerpt(base.source, text, moved, whole)
    result: list[Run] = []
    for text_at, base_at, length in copied:
        at = max(bisect_right(runs, (base_at, MAX, MAX)) - 1, 0)
        while at < len(runs) and runs[at][0] < base_at + length:
            run_at, source_at, run_length = runs[at]
            low, high = max(run_at, base_at), min(run_at + run_length, base_at + length)
            if low < high:
                result.append((text_at + low - base_at, source_at + low - run_at, high - low))
            at += 1
    return Excerpt(base.source, text, result, whole)
