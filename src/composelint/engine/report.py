"""The result of a run, and the errors that end one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.defect import SEVERITIES, Finding
from ..core.record import field, record
from ..core.source import Hidden, Source

if TYPE_CHECKING:
    from ..core.edit import Edit
    from ..core.rule import Rule
    from .suppress import Commented


class UsageError(Exception):
    """The caller asked for something that does not exist; the message is for people. Ends with exit code 2."""


@record
class StackSummary:
    """One stack as reports list it; paths are relative to the root."""

    root: str
    files: list[str]
    services: list[str]
    dockerfiles: list[str]


@record
class Suppressed:
    """A finding that a comment took back, with the comment's reason."""

    finding: Finding
    reason: str


@record
class Verdict:
    """What one stack contributes to a report, whatever else is linted.

    `hidden`: the secrets of each file that is quoted; `unasked`: it has scripts, and ShellCheck is not there to be
    asked about them.
    """

    summary: StackSummary
    files: list[Commented]
    findings: list[Finding]
    suppressed: list[Suppressed]
    hidden: dict[Source, list[Hidden]]
    unasked: bool = False


@record
class Report:
    """What a run found. `errors` are (path, message) of what could not be done at all."""

    findings: list[Finding] = field(default_factory=list)
    suppressed: list[Suppressed] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    stacks: list[StackSummary] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    """Every file that was read as part of a stack."""
    rules: dict[str, Rule] = field(default_factory=dict)
    """The rules of the run, those of plugins and the configuration's policies too."""
    kinds: dict[Source, str] = field(default_factory=dict)
    """What each file is in which something can be fixed: compose, dockerfile, env."""
    offered: dict[Finding, list[Edit]] | None = None

    @property
    def file_count(self) -> int:
        return len(self.paths)

    def counts(self) -> dict[str, int]:
        """Number of findings per severity."""
        counts: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
        for finding in self.findings:
            counts[finding.severity] += 1
        return counts

    def exit_code(self, fail_on: str = "warning") -> int:
        """0 clean, 1 findings at or above `fail_on` (error, warning, info, never), 2 when something went wrong."""
        if self.errors or any(finding.rule == "internal-error" for finding in self.findings):
            return 2
        if fail_on == "never":
            return 0
        gate = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return 1 if any(finding.severity in gate for finding in self.findings) else 0

    def edits(self, finding: Finding) -> list[Edit]:
        """What would mend a finding; empty where nothing can, or where it would show a secret.

        Worked out for all of them when a report first asks: most never do.
        """
        if self.offered is None:
            from .fix import offers

            self.offered = offers(self)
        return self.offered.get(finding, [])

    def to_dict(self) -> dict[str, object]:
        """The JSON report as plain data."""
        from ..output.json import to_dict

        return to_dict(self)
