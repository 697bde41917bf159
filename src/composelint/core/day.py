"""The day of a run, which is only ever compared, and remembers between which days it would answer the same."""

from __future__ import annotations

END = "~"
"""Behind a day it sorts after that day, and before the next."""


class Day:
    """A day as ISO 8601 writes it; empty: nobody says which, and no day is past.

    From `since` up to, not including, `until` every question that was asked so far has the same answer.
    """

    __slots__ = ("since", "text", "until")

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.since = ""
        self.until = END

    def is_past(self, day: str) -> bool:
        """Whether a day lies before this one."""
        end = day + END
        if self.text > end:
            self.since = max(self.since, end)
            return True
        self.until = min(self.until, end)
        return False

    def years_since(self, day: str) -> int:
        """The whole years that have gone by since a day before this one."""
        year, rest = int(day[:4]), day[4:]
        years = int(self.text[:4]) - year - (self.text[4:] < rest)
        self.since = max(self.since, f"{year + years:04}{rest}")
        self.until = min(self.until, f"{year + years + 1:04}{rest}")
        return years

    def __repr__(self) -> str:
        return f"Day({self.text!r})"
