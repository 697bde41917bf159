"""Records are what data classes with slots are."""

from __future__ import annotations

import pytest

from composelint.core.record import field, record


@record
class Crate:
    """Holds things."""

    label: str
    weight: int = 3
    things: list[str] = field(default_factory=list)
    """What is in it."""
    limit = 7

    @property
    def heavy(self) -> bool:
        return self.weight > self.limit


def test_fields_take_their_places_and_defaults() -> None:
    first, second = Crate("a", 9), Crate("b", things=["x"])
    assert (first.label, first.weight, first.things, first.heavy) == ("a", 9, [], True)
    assert (second.weight, second.things, second.heavy) == (3, ["x"], False)


def test_made_defaults_are_not_shared() -> None:
    first, second = Crate("a"), Crate("b")
    first.things.append("x")
    assert second.things == []


def test_slots_refuse_other_attributes() -> None:
    with pytest.raises(AttributeError):
        Crate("a").colour = "red"  # type: ignore[attr-defined]  # the point of the test


@pytest.mark.parametrize(("arguments", "named"), [((), {}), (("a", 1, [], 4), {}), (("a",), {"size": 1})])
def test_wrong_arguments_are_refused(arguments: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Crate(*arguments, **named)  # type: ignore[arg-type]  # the point of the test


def test_the_class_keeps_its_name_and_words() -> None:
    assert (Crate.__name__, Crate.__qualname__, Crate.__doc__) == ("Crate", "Crate", "Holds things.")
