"""One file being edited: what fixes do to it, and the proof that they do nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ...core.edit import Fix, apply, overlap
from ...core.source import Source
from . import compose, dockerfile
from .claims import Change, RefusedError, claimed
from .dockerfile import Sheet
from .layout import Layout
from .shapes import Reader, Reading, UnreadableError, of_stream, ours, theirs

MOST_PROOFS = 24
"""So often a file's changes are tried in smaller groups before what is left of them is given up."""
MOST_CHANGES = 200
"""Changes of one file at a time; the others wait for the next round."""
LONGEST = 400_000
"""Characters of a file that is still edited: the second reader is a slow one."""


class Draft:
    """A file of some kind (compose, dockerfile, env). `thorough`: the second reader has its say too."""

    __slots__ = ("_layout", "_proofs", "_readings", "_sheet", "kind", "source", "thorough")

    def __init__(self, source: Source, kind: str, *, thorough: bool) -> None:
        self.source = source
        self.kind = kind
        self.thorough = thorough
        self._layout: Layout | None = None
        self._sheet: Sheet | None = None
        self._readings: dict[Reader, Reading] = {}
        self._proofs = MOST_PROOFS

    @property
    def layout(self) -> Layout:
        if self._layout is None:
            self._layout = Layout(self.source)
        return self._layout

    @property
    def sheet(self) -> Sheet:
        if self._sheet is None:
            self._sheet = Sheet(self.source)
        return self._sheet

    def change(self, fix: Fix) -> Change | None:
        """What a fix does to this file; None where it cannot be made."""
        if any(intent.span.source is not self.source for intent in fix.intents) or len(self.source.text) > LONGEST:
            return None
        whole = Change([])
        try:
            for intent in fix.intents:
                if self.kind == "compose":
                    whole += compose.change(self.layout, intent)
                elif self.kind == "dockerfile":
                    whole += dockerfile.change(self.sheet, intent)
                else:
                    whole += dockerfile.env_change(self.source, intent)
        except RefusedError:
            return None
        return None if overlap(whole.edits) else whole

    def sound(self, changes: list[Change]) -> list[Change]:
        """Those of the changes that, made together, are proven to do what they claim and nothing else."""
        if not changes or self._proofs <= 0:
            return []
        self._proofs -= 1
        if self._proven(sum(changes, Change([]))):
            return changes
        half = len(changes) // 2
        if not half:
            return []
        first = self.sound(changes[:half])
        second = self.sound(changes[half:])
        if not (first and second):
            return first or second
        return both if (both := self.sound_together(first, second)) else first

    def sound_together(self, first: list[Change], second: list[Change]) -> list[Change]:
        """Both groups, when they do not get into each other's way."""
        self._proofs -= 1
        return first + second if self._proven(sum(first + second, Change([]))) else []

    def after(self, changes: Iterable[Change]) -> str:
        return apply(self.source.text, [edit for change in changes for edit in change.edits])

    def _proven(self, change: Change) -> bool:
        text = self.after([change])
        if text == self.source.text:
            return False
        if self.kind == "compose":
            return all(self._borne_out(change, text, read) for read in ((ours, theirs) if self.thorough else (ours,)))
        if self.kind == "dockerfile":
            return dockerfile.proves(self.sheet, text, change)
        return dockerfile.proves_env(self.source, text, change)

    def _borne_out(self, change: Change, text: str, read: Reader) -> bool:
        """Whether a reader finds in the edited text what it found before, but for what the change claims."""
        try:
            before = self._reading(read)
            expected = claimed(before.stream.copy(), change.claims, read)
            after = read(text)
        except (UnreadableError, LookupError, StopIteration):
            return False
        return (
            expected.frozen() == after.stream.frozen()
            and before.comments - Counter(change.lost) == after.comments
            and not after.problems - before.problems
        )

    def _reading(self, read: Reader) -> Reading:
        if read not in self._readings:
            self._readings[read] = of_stream(self.layout.stream) if read is ours else read(self.source.text)
        return self._readings[read]


def layers(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes in groups that do not touch the same characters, each in the first group where it fits.

    What two findings want to insert alike at one place is inserted once, and then perhaps not missed any more.
    """
    groups: list[list[Change]] = []
    for change in changes:
        for group in groups:
            edits = [edit for other in (*group, change) for edit in other.edits]
            twice = len({(edit.span.start, edit.span.end, edit.text) for edit in edits}) < len(edits)
            if not twice and not overlap(edits):
                group.append(change)
                break
        else:
            groups.append([change])
    return groups
