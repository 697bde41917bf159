"""Secrets in what is said of a stack: one pass over each text, however many values there are to hide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..core.defect import Finding
from ..core.source import Hidden, Source
from ..model.compose import Stack, TextFile

LONGEST = 100
"""Characters of a message; names of services and images may be longer than that."""
SHORTEST = 4
"""Shorter values are part of too many words; they are masked only where they stand."""


def mask(findings: Iterable[Finding], stack: Stack) -> dict[Source, list[Hidden]]:
    """Hides the secrets of every file that a report quotes, and in what is said about them; the secrets of these files.

    Env files always count: their values reach messages by way of `${NAME}`.
    """
    shown = list(findings)
    sources = {span.source for finding in shown for span in (finding.span, *(place for place, _ in finding.also))}
    sources |= {intent.span.source for finding in shown if finding.fix for intent in finding.fix.intents}
    files = [file for file in stack.files if file.source in sources or (file.kind == "env" and shown)]
    covers = Covers(_values(files))
    for finding in shown if covers else ():
        finding.message = covers.over(finding.message)
        finding.help = covers.over(finding.help) if finding.help else None
        finding.also = tuple((place, covers.over(words)) for place, words in finding.also)
        if finding.fix is not None:
            finding.fix.quotable = all(covers.over(words) == words for words in finding.fix.words())
    for finding in shown:
        if len(finding.message) > LONGEST:
            # Only now: cut earlier, the beginning of a secret would no longer be known as one.
            finding.message = finding.message[: LONGEST - 1] + "…"
    return {file.source: file.source.hidden for file in files}


def mask_config(config: dict[str, object], stack: Stack) -> Covers:
    """Hides the secrets of a stack's files in its canonical form, in place; what covers them."""
    values = _values(stack.files)
    covers = Covers(values, values)
    _cover(config, covers)
    return covers


def _values(files: Iterable[TextFile]) -> dict[str, str]:
    """The secrets of some files, and what to show instead of each."""
    from ..model.secrets import hide

    values: dict[str, str] = {}
    for file in files:
        hide(file)
        values |= {file.source.text[start:end]: cover for start, end, cover in file.source.hidden}
    return values


def _cover(node: object, covers: Covers) -> None:
    entries = node.items() if isinstance(node, dict) else enumerate(node if isinstance(node, list) else ())
    for key, value in list(entries):
        if isinstance(value, str):
            node[key] = covers.over(value)  # type: ignore[index]  # only mappings and lists have entries
        else:
            _cover(value, covers)


class Covers:
    """What to show instead of some values, looked up by how they begin; `whole` counts for a text that is no more."""

    __slots__ = ("_covers", "_lengths", "_whole")

    def __init__(self, covers: Mapping[str, str], whole: Mapping[str, str] | None = None) -> None:
        self._whole = whole or {}
        self._covers = {value: cover for value, cover in covers.items() if len(value) >= SHORTEST}
        lengths: dict[str, set[int]] = {}
        for value in self._covers:
            lengths.setdefault(value[:SHORTEST], set()).add(len(value))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def __bool__(self) -> bool:
        return bool(self._covers)

    def over(self, text: str) -> str:
        """The text with every value covered, of several at one place the longest."""
        if text in self._whole:
            return self._whole[text]
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
