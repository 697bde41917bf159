"""Fixes: intents of findings -> edits that look like their neighbours -> proven texts.

What a report shows is proven by our own reader, what is written by a second one too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...core.defect import Finding
from ...core.edit import Edit
from ...core.record import record
from ...core.source import Source
from ...workspace import Workspace
from ..report import Report
from .claims import Change
from .draft import MOST_CHANGES, Draft, layers

MOST_ROUNDS = 10
"""Fixes that get into each other's way take turns; so many turns there are."""
SHORTEST = 4
"""Shorter texts are part of too many words to be called a secret that is shown."""


@record
class Mended:
    """What some rounds of fixing came to. `first` and `last` are the reports before and after."""

    first: Report
    last: Report
    texts: dict[str, str]
    """The new text of each file that changes, by path."""
    originals: dict[str, Source]
    """What those files held."""
    numbers: dict[str, int]
    """How many findings were mended in each."""

    @property
    def changes(self) -> list[tuple[Source, str]]:
        """The files that change, and their new texts."""
        return [(source, self.texts[path]) for path, source in self.originals.items()]


def mend(look: Callable[[Mapping[str, str]], Report], *, unsafe: bool) -> Mended:
    """Rounds of looking and fixing, until nothing is left to fix. `look` judges the files with some texts replaced."""
    first = look({})
    done = Mended(first, first, {}, {}, {})
    for _ in range(MOST_ROUNDS):
        texts = _round(done, unsafe)
        if not texts:
            break
        done.texts |= texts
        done.last = look(done.texts)
    return done


def save(workspace: Workspace, done: Mended) -> list[tuple[str, str]]:
    """Writes the new texts; (path, reason) of every file that could not be written, and is as it was."""
    failed = []
    for source, text in done.changes:
        try:
            workspace.rewrite(source, text)
        except OSError as error:
            failed.append((source.path, f"not fixed: {error.strerror or error}"))
            done.numbers.pop(source.path, None)
    return failed


def _round(done: Mended, unsafe: bool) -> dict[str, str]:
    """The new texts after all fixes that can be made side by side."""
    texts: dict[str, str] = {}
    for draft, changes in _drafts(done.last, unsafe, thorough=True):
        groups = layers(changes.values())
        sound = draft.sound(groups[0]) if groups else []
        if sound:
            source = draft.source
            texts[source.path] = draft.after(sound)
            done.originals.setdefault(source.path, source)
            done.numbers[source.path] = done.numbers.get(source.path, 0) + len(sound)
    return texts


def offers(report: Report) -> dict[Finding, list[Edit]]:
    """The edits that would mend each finding; those that would show a secret, or cannot be made, are left out."""
    found: dict[Finding, list[Edit]] = {}
    for draft, changes in _drafts(report, unsafe=True, thorough=False):
        sound = {id(change) for group in layers(changes.values()) for change in draft.sound(group)}
        for finding, change in changes.items():
            if id(change) in sound and finding.fix is not None and finding.fix.quotable and _harmless(change):
                found[finding] = change.edits
    return found


def _drafts(report: Report, unsafe: bool, *, thorough: bool) -> list[tuple[Draft, dict[Finding, Change]]]:
    """Every file with something to fix in it, and what each finding would change there."""
    drafts: dict[Source, tuple[Draft, dict[Finding, Change]]] = {}
    for finding in report.findings:
        fix = finding.fix
        if fix is None or (fix.safety == "unsafe" and not unsafe):
            continue
        source = fix.intents[0].span.source
        kind = report.kinds.get(source)
        if kind is None:
            continue
        draft, changes = drafts.setdefault(source, (Draft(source, kind, thorough=thorough), {}))
        change = draft.change(fix) if len(changes) < MOST_CHANGES else None
        if change is not None:
            changes[finding] = change
    return list(drafts.values())


def _harmless(change: Change) -> bool:
    """Whether no edit holds what its file's lines would be shown without."""
    for edit in change.edits:
        source = edit.span.source
        for start, end, _ in source.hidden if edit.text else ():
            if end - start >= SHORTEST and source.text[start:end] in edit.text:
                return False
    return True
