"""Facts that are computed once and kept on their object."""

from __future__ import annotations

from typing import Any

from composelint.model.kept import remembered


class Thing:
    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.asked = 0

    @remembered
    def answer(self) -> int:
        self.asked += 1
        return self.asked


@remembered
def answer(thing: Thing) -> str:
    return "another fact of that name"


def test_a_fact_is_computed_once_and_has_its_own_place() -> None:
    thing = Thing()
    assert (thing.answer(), thing.answer(), answer(thing), thing.answer()) == (1, 1, "another fact of that name", 1)
    assert Thing().answer() == 1
