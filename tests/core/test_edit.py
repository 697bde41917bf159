"""Edits on a text, and what intents know of themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composelint.core.edit import AddKey, Edit, Fix, Remove, Replace, ReplaceText, apply, overlap
from composelint.core.source import Source, Span
from composelint.model.values import Text, Via

TEXT = "0123456789"
SOURCE = Source("x", TEXT)


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span(SOURCE, start, end), text)


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([], TEXT),
        ([edit(0, 1, "a")], "a123456789"),
        ([edit(9, 10, ""), edit(0, 0, ">")], ">012345678"),
        ([edit(2, 4, "b"), edit(4, 6, "c")], "01bc6789"),
        ([edit(5, 5, "a"), edit(5, 5, "b")], "01234ab56789"),
        ([edit(5, 6, "X"), edit(5, 5, "a")], "01234aX6789"),
        ([edit(4, 5, "X"), edit(5, 5, "a")], "0123Xa56789"),
        ([edit(10, 10, "\n")], "0123456789\n"),
    ],
)
def test_edits_are_made_in_order_of_place(edits: list[Edit], after: str) -> None:
    assert apply(TEXT, edits) == after


@pytest.mark.parametrize(
    "edits", [[edit(2, 4, ""), edit(3, 5, "")], [edit(0, 9, "a"), edit(4, 4, "b")], [edit(1, 2, ""), edit(1, 2, "")]]
)
def test_edits_that_overlap_are_refused(edits: list[Edit]) -> None:
    assert overlap(edits)
    with pytest.raises(ValueError, match="overlap"):
        apply(TEXT, edits)


pieces = st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4), st.booleans()), max_size=8)


@given(pieces)
def test_what_no_edit_touches_stays(parts: list[tuple[str, str, bool]]) -> None:
    before, after, edits = "", "", []
    source = Source("x", "x" + "".join(kept + gone for kept, gone, _ in parts))
    before = after = "x"
    for kept, other, gone in parts:
        before, after = before + kept, after + kept
        if gone:
            edits.append(Edit(Span(source, len(before), len(before) + len(other)), "new"))
            after += "new"
        else:
            after += other
        before += other
    assert apply(source.text, edits) == after


def test_what_arrived_from_elsewhere_is_not_written_here() -> None:
    here = Span(SOURCE, 0, 1)
    assert Fix((Remove(here, "Remove it"),)).possible
    assert Fix((Remove(Text("0", here), "Remove it"),)).possible
    assert not Fix((Remove(Text("0", here, (Via("alias", here),)), "Remove it"),)).possible


def test_a_fix_is_about_one_file() -> None:
    here, there = Span(SOURCE, 0, 1), Span(Source("y", TEXT), 0, 1)
    assert not Fix((Remove(here, "a"), Remove(there, "b"))).possible


def test_a_fix_is_as_safe_as_the_least_safe_of_its_intents() -> None:
    here = Span(SOURCE, 0, 1)
    assert Fix((Remove(here, "first"), Replace(here, "x", "second", "unsafe"))).safety == "unsafe"
    assert Fix((Remove(here, "first"), Replace(here, "x", "second"))).safety == "safe"
    assert Fix((Remove(here, "first"), Replace(here, "x", "second"))).title == "first"


def test_every_text_that_would_be_written_is_told() -> None:
    here = Span(SOURCE, 0, 1)
    fix = Fix((AddKey(here, ["a: 1"], "Add it"), ReplaceText(here, "new", "Replace it")))
    assert list(fix.words()) == ["Add it", "a: 1", "Replace it", "new"]
