"""Equal findings of one rule within a stack, told once: the fold that people read (machines get each by itself)."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.defect import Finding
from ..documents.markdown import Block, pieces
from .terminal import listed

SLOT = "\0"
"""Stands for the service's name in a message or help, so that two of them can be compared."""
MOST_NAMES = 4
"""More services than this are counted, not named."""
MOST_LINES = 40
"""A block for many services that would be longer shows one service of each kind."""


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
        names = listed(services) if len(services) <= MOST_NAMES else f"{len(services)} services"
        return pattern.replace(SLOT, f"each of {names}")

    def helps(self) -> list[tuple[str, str]]:
        """(heading, help): each differing help once, and for whom it is; one for all where they fit together."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.help:
                found.setdefault(slotted(finding.help, finding.service), []).append(finding)
        if len(found) > 1:
            everyone = [finding for findings in found.values() for finding in findings]
            for members in (everyone, [findings[0] for findings in found.values()]):
                together = _together(members)
                if together is not None:
                    some = listed(dict.fromkeys(finding.service or "" for finding in members))
                    return [("help" if members is everyone else f"help, here for {some}", together)]
        result = []
        for pattern, findings in found.items():
            names = list(dict.fromkeys(finding.service for finding in findings if finding.service))
            heading = "help"
            if len(found) > 1 and names:
                heading = f"help for {listed(names)}"
            elif len(names) > 1 and SLOT in pattern:
                heading = f"help, here for {names[0]}"
            result.append((heading, findings[0].help or ""))
        return result


def _together(findings: list[Finding]) -> str | None:
    """One help out of several that say the same about services of their own: their blocks as one."""
    words, services, lines = set(), list[str](), list[str]()
    for help in dict.fromkeys(finding.help or "" for finding in findings):
        parts = list(pieces(help))
        blocks = [part for part in parts if isinstance(part, Block)]
        words.add("\n".join(part for part in parts if isinstance(part, str)).strip())
        if len(blocks) != 1 or blocks[0].lines[:1] != ["services:"]:
            return None
        body = blocks[0].lines[1:]
        if any(not line.startswith("  ") for line in body):
            return None
        services += [line for line in body if line[2:3] not in (" ", "#")]
        lines += body
    if len(words) > 1 or len(set(services)) < len(services) or len(lines) > MOST_LINES:
        return None
    return "\n".join([words.pop(), "```yaml", "services:", *lines, "```"])


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
        if not _inside_name(text[at - 1 : at], "._-") and not _inside_name(text[end : end + 1], "_-"):
            parts += [text[start:at], SLOT]
            start = end
        at = text.find(service, end)
    return "".join((*parts, text[start:]))


def _inside_name(char: str, joints: str) -> bool:
    return char.isalnum() or (char != "" and char in joints)
