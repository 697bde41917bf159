"""What a renderer needs of a report. The engine's report fits this shape; the renderers know no more of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..core.defect import Finding
from ..core.edit import Edit
from ..core.rule import Rule


class Suppressed(Protocol):
    """A finding that someone chose not to hear of, and the reason given."""

    @property
    def finding(self) -> Finding: ...
    @property
    def reason(self) -> str: ...


class StackSummary(Protocol):
    """What was linted together: paths and names only. `root` is the stack's directory."""

    @property
    def root(self) -> str: ...
    @property
    def files(self) -> Sequence[str]: ...
    @property
    def services(self) -> Sequence[str]: ...
    @property
    def dockerfiles(self) -> Sequence[str]: ...


class Report(Protocol):
    """The result of a run. `findings` are in report order; `counts` maps each severity to a number."""

    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def suppressed(self) -> Sequence[Suppressed]: ...
    @property
    def errors(self) -> Sequence[tuple[str, str]]: ...
    @property
    def stacks(self) -> Sequence[StackSummary]: ...
    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of the run, those of plugins and policies too."""

    @property
    def file_count(self) -> int: ...
    def counts(self) -> Mapping[str, int]: ...
    def edits(self, finding: Finding) -> Sequence[Edit]:
        """What would mend a finding; empty where nothing can be shown."""
