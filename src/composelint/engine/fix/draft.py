"""One file being edited: what fixes do to it, and the proof that they do nothing else."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable

from ...core.edit import Edit, Fix, apply, overlap
from ...core.source import Source
from . import compose, dockerfile, envfile
from .claims import Change, RefusedError, claimed
from .dockerfile import Sheet
from .layout import Layout
from .shapes import Reader, Reading, UnreadableError, of_stream, ours, theirs

MOST_PROOFS = 24
"""So often a file's changes are tried in smaller groups before what is left of them is given up."""
MOST_CHANGES = 2000
"""Changes of one file at a time; the others wait for the next round."""
MOST_LAYERS = 8
"""Changes that touch the same characters are told apart so often."""
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
                    whole += envfile.change(intent)
        except RefusedError:
            return None
        return None if overlap(whole.edits) else whole

    def sound(self, changes: list[Change]) -> list[Change]:
        """Those of the changes that, made together, are proven to do what they claim and nothing else."""
        self._proofs = MOST_PROOFS
        found = self._sound(changes, quick=True)
        if not self.thorough or self.kind != "compose":
            return found
        self._proofs = MOST_PROOFS
        return self._sound(found, quick=False)

    def _sound(self, changes: list[Change], *, quick: bool) -> list[Change]:
        """All of them, or what is left when they are tried in halves; `quick`: as our own reader sees it."""
        if not changes or self._proofs <= 0:
            return []
        self._proofs -= 1
        if self._proven(changes, quick=quick):
            return changes
        half = len(changes) // 2
        if not half:
            return []
        first, second = (self._sound(part, quick=quick) for part in (changes[:half], changes[half:]))
        if first and second:
            self._proofs -= 1
            return first + second if self._proven(first + second, quick=quick) else first
        return first or second

    def after(self, changes: Iterable[Change]) -> str:
        return apply(self.source.text, [edit for change in changes for edit in change.edits])

    def _proven(self, changes: list[Change], *, quick: bool) -> bool:
        text = self.after(changes)
        whole = Change(
            [edit for change in changes for edit in change.edits],
            [claim for change in changes for claim in change.claims],
            [words for change in changes for words in change.lost],
        )
        if text == self.source.text:
            return False
        if self.kind == "compose":
            return self._borne_out(whole, text, ours if quick else theirs)
        if self.kind == "dockerfile":
            return dockerfile.proves(self.sheet, text, whole)
        return envfile.proves(self.source, text, whole)

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


class _Layer:
    """Changes that can be made side by side, and what they touch, in order."""

    __slots__ = ("changes", "inserted", "places")

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.places: list[tuple[int, int]] = []
        self.inserted: set[tuple[int, str]] = set()

    def takes(self, change: Change) -> bool:
        """Whether there is room for a change, which then is in."""
        if not all(map(self._free, change.edits)):
            return False
        for edit in change.edits:
            insort(self.places, (edit.span.start, edit.span.end))
            self.inserted.add((edit.span.start, edit.text))
        self.changes.append(change)
        return True

    def _free(self, edit: Edit) -> bool:
        start, end = place = edit.span.start, edit.span.end
        at = bisect_left(self.places, place)
        before = at > 0 and self.places[at - 1][1] > start
        behind = at < len(self.places) and self.places[at][0] < end
        return not (before or behind or (start, edit.text) in self.inserted)


def layers(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes in groups that do not touch the same characters, each in the first group where it fits.

    What two findings want to insert alike at one place is inserted once, and then perhaps not missed any more.
    """
    found: list[_Layer] = []
    for change in changes:
        if not any(layer.takes(change) for layer in found[:MOST_LAYERS]):
            found.append(_Layer())
            found[-1].takes(change)
    return [layer.changes for layer in found[:MOST_LAYERS]]
