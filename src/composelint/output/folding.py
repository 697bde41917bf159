"""Equal findings of one rule within a stack, told once: the fold that people read (machines get each by itself)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from ..core.defect import Finding
from ..core.patterns import pattern
from ..documents.markdown import Block, pieces
from .terminal import listed

# A name is no word of its own within `my-db`, `bitnami/db:16`, `db.example.com`, `db:5432`.
_JOINED = pattern(r"[\w./:@$-]$")
_GOES_ON = pattern(r"[\w/-]|[.:@]\w")

SLOT = "\0"
"""Stands for the service's name in a message or help, so that two of them can be compared."""
MOST_NAMES = 4
"""More services than this are counted, not named."""
MOST_LINES = 40
"""A block for many services that would be longer shows one service of each kind."""
MOST_ALIKE = 16
"""The same, where there is but one kind."""
OTHERS = ", alike for the others"


class Fold:
    """One or more findings that say the same, but for the service's name, in report order."""

    __slots__ = ("findings",)

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def services(self) -> list[str]:
        """The services concerned, each once."""
        return list(dict.fromkeys(finding.service for finding in self.findings if finding.service))

    @property
    def title(self) -> str:
        """The message, naming all services where it names one: `each of api and db has no healthcheck`."""
        services = self.services
        pattern = slotted(self.first.message, self.first.service)
        if len(services) < 2 or pattern.count(SLOT) != 1:
            return self.first.message
        return _of_each(pattern, services)

    def helps(self) -> list[tuple[str, str]]:
        """(heading, help): each differing help once, and for whom it is; one for all where they fit together."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.help:
                groups.setdefault(slotted(finding.help, finding.service), []).append(finding)
        everyone = [finding for group in groups.values() for finding in group]
        firsts = [group[0] for group in groups.values()]
        if help := _together(everyone, MOST_ALIKE if len(groups) == 1 else MOST_LINES):
            return [("help", help)]
        if len(groups) == 1:
            alike = SLOT in next(iter(groups)) and len(self.services) > 1
            return [(_heading(firsts) + OTHERS if alike else "help", firsts[0].help or "")]
        if help := _together(firsts, MOST_LINES):
            return [(_heading(firsts) + OTHERS, help)]
        return [(_heading(group), group[0].help or "") for group in groups.values()]


def _heading(findings: list[Finding]) -> str:
    """`help`, or whose it is: `help for db and api`."""
    names = list(dict.fromkeys(finding.service for finding in findings if finding.service))
    return f"help for {listed(names)}" if names else "help"


def _together(findings: list[Finding], most: int) -> str | None:
    """One help out of several that say the same: their blocks as one, with at most so many lines."""
    words, sections = set[str](), dict[str, dict[str, list[str]]]()
    given = {finding.help or "": finding.service for finding in reversed(findings)}
    for help, service in reversed(given.items()):
        parts = list(pieces(help))
        blocks = [part for part in parts if isinstance(part, Block)]
        prose = "\n".join(part for part in parts if isinstance(part, str)).strip()
        words.add(slotted(prose, service) if len(given) > 1 else prose)
        if len(words) > 1 or len(blocks) != 1 or blocks[0].lines[:1] != ["services:"]:
            return None
        if not _merged(sections, blocks[0].lines):
            return None
    lines = [row for top, entries in sections.items() for row in (top, *chain.from_iterable(entries.values()))]
    if not words or len(lines) > most:
        return None
    services = list(dict.fromkeys(finding.service for finding in findings if finding.service))
    return "\n".join([_of_each(words.pop(), services), "```yaml", *lines, "```"])


def _of_each(pattern: str, services: list[str]) -> str:
    """A text with its slots filled: `Give each of api and db a limit`."""
    if SLOT not in pattern:
        return pattern
    names = listed(services) if len(services) <= MOST_NAMES else f"{len(services)} services"
    return pattern.replace(SLOT, names if len(services) == 1 else f"each of {names}")


def _merged(sections: dict[str, dict[str, list[str]]], lines: list[str]) -> bool:
    """Adds the entries of a block (by section, by name) to those of others, unless two of a name differ."""
    own, top, name = dict[tuple[str, str], list[str]](), "", ""
    for line in lines:
        if not line.startswith(" "):
            top, name = line, ""
        elif line[2:3] not in (" ", "#"):
            name = line.partition(":")[0]
        whole = line.endswith(":") if line == top else name != ""
        if not whole:
            return False
        if name:
            own.setdefault((top, name), []).append(line)
    return all(sections.setdefault(top, {}).setdefault(name, rows) == rows for (top, name), rows in own.items())


def fold(findings: Iterable[Finding]) -> list[Fold]:
    """The findings in report order, equal ones of a stack together at the place of the first."""
    folds: dict[tuple[str, str, str, str], Fold] = {}
    for finding in findings:
        key = finding.stack, finding.rule, finding.severity, slotted(finding.message, finding.service)
        folds.setdefault(key, Fold([])).findings.append(finding)
    return list(folds.values())


def slotted(text: str, service: str | None) -> str:
    """The text with the service's name, where it stands as a word, replaced by a slot."""
    if not service or service not in text:
        return text
    parts: list[str] = []
    start, at = 0, text.find(service)
    while at >= 0:
        end = at + len(service)
        if not (_JOINED.search(text, max(at - 1, 0), at) or _GOES_ON.match(text, end)):
            parts += [text[start:at], SLOT]
            start = end
        at = text.find(service, end)
    return "".join((*parts, text[start:]))
