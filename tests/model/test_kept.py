"""Facts that are computed once and kept on their object."""

from __future__ import annotations

from composelint.model.kept import Keeper, fact, remembered


class Thing(Keeper):
    __slots__ = ("asked",)

    def __init__(self) -> None:
        self.asked = 0

    @fact
    def told(self) -> int:
        """A fact."""
        self.asked += 1
        return self.asked

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


def test_a_fact_is_an_attribute_until_it_is_forgotten() -> None:
    thing = Thing()
    assert (thing.told, thing.told, thing.answer(), thing.told) == (1, 1, 2, 1)
    thing.forget()
    assert (thing.told, thing.answer(), thing.told) == (3, 4, 3)
    assert Thing.told.__doc__ == "A fact."
