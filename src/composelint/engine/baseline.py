"""Known findings: a baseline file holds their fingerprints, and a run reports only what is not among them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping

from .. import __version__
from ..core.defect import Finding
from ..core.record import record
from .report import Report, UsageError

FORMAT = "composelint-baseline"
VERSION = 1
"""Of the file and of the fingerprints in it: neither means anything to another version."""
MAX_BYTES = 256 << 20
FIELDS = ("fingerprint", "rule", "stack", "service", "message")


@record
class Known:
    """One known finding. The fingerprint decides; the rest is there for people who read the file."""

    fingerprint: str
    rule: str
    stack: str
    service: str | None
    message: str

    def order(self) -> tuple[str, ...]:
        return self.stack, self.rule, self.service or "", self.message, self.fingerprint

    def render(self) -> str:
        from json import dumps

        return dumps({name: getattr(self, name) for name in FIELDS})


def known_of(findings: Iterable[Finding]) -> list[Known]:
    """The findings that a baseline may hold: all but crashes, which nobody gets used to."""
    return [
        Known(finding.fingerprint, finding.rule, finding.identity[1], finding.service, finding.message)
        for finding in findings
        if finding.rule != "internal-error"
    ]


def render(entries: Iterable[Known]) -> str:
    """The file: sorted, a line for each finding, so that a review shows which ones come and go."""
    lines = ",\n".join(f"    {entry.render()}" for entry in sorted(entries, key=Known.order))
    head = f'  "format": "{FORMAT}",\n  "version": {VERSION},\n  "written_by": "composelint {__version__}"'
    return f'{{\n{head},\n  "findings": [{f"{chr(10)}{lines}{chr(10)}  " if lines else ""}]\n}}\n'


def read(path: str) -> list[Known]:
    """The entries of a baseline file. Raises UsageError when it is none, or one of another version."""
    import json

    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            text = file.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise UsageError(f"{path}: is larger than {MAX_BYTES >> 20} MiB: no baseline")
        data = json.loads(text)
    except OSError as error:
        raise UsageError(f"{path}: the baseline cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}:{error.colno}: no baseline: {error.msg}") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path}: no baseline: it is not JSON") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UsageError(f"{path}: no baseline of composelint; `composelint baseline -o FILE` writes one")
    if data.get("version") != VERSION:
        theirs = str(data.get("version"))[:20]
        remedy = "write it anew with `composelint baseline -o FILE`"
        raise UsageError(f"{path}: a baseline of version {theirs}, and this composelint reads {VERSION}: {remedy}")
    entries = data.get("findings")
    if not isinstance(entries, list):
        raise UsageError(f"{path}: a broken baseline: it has no list of findings")
    return [_known(path, number, entry) for number, entry in enumerate(entries, 1)]


def _known(path: str, number: int, entry: object) -> Known:
    found = [entry.get(name) for name in FIELDS] if isinstance(entry, dict) else []
    fingerprint, rule, stack, service, message = found or [None] * len(FIELDS)
    if not (isinstance(fingerprint, str) and isinstance(rule, str) and isinstance(stack, str)):
        raise UsageError(f"{path}: a broken baseline: finding {number} lacks its fingerprint, rule or stack")
    words = message if isinstance(message, str) else ""
    return Known(fingerprint, rule, stack, service if isinstance(service, str) else None, words)


def subtract(report: Report, known: Iterable[Known]) -> list[Known]:
    """Takes known findings out of a report; returns the entries that were met.

    Of several findings about the same thing as many go as are known, those first whose words are known too.
    """
    entries = {entry.fingerprint: entry for entry in known}
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in report.findings:
        if finding.rule != "internal-error":
            alike.setdefault(finding.identity[:-1], []).append(finding)
    met: list[Known] = []
    gone: set[Finding] = set()
    for findings in alike.values():
        ours = [entry for finding in findings if (entry := entries.get(finding.fingerprint)) is not None]
        if ours:
            met += ours
            words = Counter(entry.message for entry in ours)
            gone.update(_oldest(findings, words, len(ours)))
    report.findings = [finding for finding in report.findings if finding not in gone]
    return met


def _oldest(findings: list[Finding], words: Mapping[str, int], count: int) -> list[Finding]:
    """So many of some findings, first those that say what was said before."""
    left = Counter(words)
    familiar: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        left[finding.message] -= 1
        (familiar if left[finding.message] >= 0 else others).append(finding)
    return [*familiar, *others][:count]


def gone(known: Iterable[Known], met: Iterable[Known], rules: Iterable[str], directories: Iterable[str]) -> list[Known]:
    """The known findings that are no more, as far as these rules, run on all below these directories, can tell."""
    found, ran, searched = set(met), set(rules), tuple(directories)
    return [
        entry
        for entry in known
        if entry not in found and entry.rule in ran and any(_below(entry.stack, directory) for directory in searched)
    ]


def _below(path: str, directory: str) -> bool:
    return directory == "." or path == directory or path.startswith(f"{directory}/")
