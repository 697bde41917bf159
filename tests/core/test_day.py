"""A day answers as its text compares, and knows how long its answers hold."""

from __future__ import annotations

import pytest

from composelint.core.day import Day


@pytest.mark.parametrize(
    ("today", "past", "not_past", "holds", "fails"),
    [
        ("2026-11-22", [], [], ["0001-01-01", "2026-11-22", "9999-12-31"], []),
        ("2026-11-22", ["2026-11-21"], [], ["2026-11-22", "2030-01-01"], ["2026-11-21", "2026-11-20"]),
        ("2026-11-22", [], ["2026-11-22"], ["2026-11-22", "2020-01-01"], ["2026-11-23"]),
        (
            "2026-11-22",
            ["2025-10-31", "2024-05-14"],
            ["2027-02-28", "2028-10-31"],
            ["2025-11-01", "2027-02-28"],
            ["2025-10-31", "2027-03-01"],
        ),
        ("2026-11-22", [], ["9999-99-99"], ["2030-01-01", "9999-12-31"], []),
        ("", [], ["2020-01-01"], ["", "2019-12-31"], ["2020-01-02"]),
    ],
)
def test_between_which_days_answers_hold(
    today: str, past: list[str], not_past: list[str], holds: list[str], fails: list[str]
) -> None:
    day = Day(today)
    assert [it for it in (*past, *not_past) if day.is_past(it)] == past
    assert [it for it in (*holds, *fails) if day.since <= it < day.until] == holds


@pytest.mark.parametrize(
    ("today", "day", "years", "holds", "fails"),
    [
        ("2026-11-22", "2024-11-22", 2, ["2026-11-22", "2027-11-21"], ["2026-11-21", "2027-11-22"]),
        ("2026-11-22", "2024-11-23", 1, ["2025-11-23", "2026-11-22"], ["2025-11-22", "2026-11-23"]),
        ("2026-11-22", "2026-03-01", 0, ["2026-03-01", "2027-02-28"], ["2027-03-01"]),
        ("2027-02-28", "2024-02-29", 2, ["2026-03-01", "2027-02-28"], ["2026-02-28", "2027-03-01"]),
    ],
)
def test_years_gone_by(today: str, day: str, years: int, holds: list[str], fails: list[str]) -> None:
    run = Day(today)
    assert run.years_since(day) == years
    assert [it for it in (*holds, *fails) if run.since <= it < run.until] == holds
    assert {Day(it).years_since(day) for it in holds} == {years}
    assert years not in {Day(it).years_since(day) for it in fails}
