"""Secrets in what is said of a stack: one pass over each text, however many values there are to hide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..core.defect import Finding
from ..model.compose import Stack

LONGEST = 100
"""Characters of a message; names of services and images may be longer than that."""
SHORTEST = 4
"""Shorter values are part of too many words; they are masked only where they stand."""


def mask(findings: Iterable[Finding], stack: Stack) -> None:
    """Hides the secrets of every file that a report quotes, and in what is said about them.

    Env files always count: their values reach messages by way of `${NAME}`.
    """
    from ..model.secrets import hide

    shown = list(findings)
    sources = {span.source for finding in shown for span in (finding.span, *(place for place, _ in finding.also))}
    values: dict[str, str] = {}
    for file in stack.files:
        if file.source in sources or (file.kind == "env" and shown):
            hide(file)
            values |= {file.source.text[start:end]: cover for start, end, cover in file.source.hidden}
    covers = Covers(values)
    for finding in shown if covers else ():
        finding.message = covers.over(finding.message)
        finding.help = covers.over(finding.help) if finding.help else None
        finding.also = tuple((place, covers.over(words)) for place, words in finding.also)
    for finding in shown:
        if len(finding.message) > LONGEST:
            # Only now: cut earlier, the beginning of a secret would no longer be known as one.
            finding.message = finding.message[: LONGEST - 1] + "…"


class Covers:
    """What to show instead of some values, looked up by how they begin."""

    __slots__ = ("_covers", "_lengths")

    def __init__(self, covers: Mapping[str, str]) -> None:
        self._covers = {value: cover for value, cover in covers.items() if len(value) >= SHORTEST}
        lengths: dict[str, set[int]] = {}
        for value in self._covers:
            lengths.setdefault(value[:SHORTEST], set()).add(len(value))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def __bool__(self) -> bool:
        return bool(self._covers)

    def over(self, text: str) -> str:
        """The text with every value covered, of several at one place the longest."""
        if self._lengths.keys().isdisjoint([text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1)]):
            return text
        parts: list[str] = []
        done = at = 0
        while at + SHORTEST <= len(text):
            for length in self._lengths.get(text[at : at + SHORTEST], ()):
                cover = self._covers.get(text[at : at + length])
                if cover is not None:
                    parts += (text[done:at], cover)
                    at = done = at + length
                    break
            else:
                at += 1
        return "".join((*parts, text[done:])) if parts else text
