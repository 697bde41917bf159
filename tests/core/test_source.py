"""Offsets become lines and columns, and text taken out of a file still knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composelint.core.source import Excerpt, Source, Span

TEXT = "one\ntwo\r\n\nlast ü😀!"


@pytest.mark.parametrize(
    ("offset", "position"),
    [(0, (1, 1)), (3, (1, 4)), (4, (2, 1)), (8, (2, 5)), (9, (3, 1)), (10, (4, 1)), (15, (4, 6)), (18, (4, 9))],
)
def test_positions_count_code_points_and_lines_end_with_lf(offset: int, position: tuple[int, int]) -> None:
    assert Source("a", TEXT).position(offset) == position


@pytest.mark.parametrize(
    ("line", "text"), [(0, ""), (1, "one"), (2, "two"), (3, ""), (4, "last ü😀!"), (5, ""), (-1, "")]
)
def test_a_line_is_shown_without_its_end(line: int, text: str) -> None:
    source = Source("a", TEXT)
    assert source.line_text(line) == text
    assert source.shown_line(line) == text


def test_a_byte_order_mark_is_remembered_and_does_not_count() -> None:
    source = Source("a", "\ufeffname: x")
    assert (source.bom, source.text, source.position(0)) == (True, "name: x", (1, 1))
    assert not Source("a", "x\ufeff").bom


@pytest.mark.parametrize(
    ("hidden", "line", "shown"),
    [
        ((2, 8, "x…"), 1, "A=x…****"),
        ((2, 8, "longer than it"), 1, "A=longer"),
        ((0, 200, "*"), 2, "********"),
        ((8, 9, "*"), 1, "A=secret"),
        ((9, 9, "*"), 2, "B=secret"),
    ],
)
def test_a_secret_is_masked_by_as_many_characters(hidden: tuple[int, int, str], line: int, shown: str) -> None:
    source = Source("a", "A=secret\nB=secret\n")
    source.hidden.append(hidden)
    assert source.shown_line(line) == shown


def test_spans_are_equal_in_the_same_source_only() -> None:
    one, other = Source("a", TEXT), Source("a", TEXT)
    assert Span(one, 0, 3) == Span(one, 0, 3)
    assert len({Span(one, 0, 3), Span(one, 0, 3), Span(other, 0, 3), Span(one, 0, 2)}) == 3
    assert Span(one, 0, 3) != "one"
    assert (Span(one, 4, 7).text, Span(one, 4, 7).line) == ("two", 2)
    assert Span(one, 1, 2).sort_key() == ("a", 1, 2)


# --- excerpts

#          0         1
#          0123456789012345
ESCAPED = 'x: "a\\tbc\\x41d" #'


def excerpt() -> Excerpt:
    """The decoded text of the quoted value, `a<tab>bcAd`."""
    source = Source("a", ESCAPED)
    return Excerpt(source, "a\tbcAd", [(0, 4, 1), (2, 7, 2), (5, 13, 1)], Span(source, 3, 15))


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 1, "a"),
        (2, 4, "bc"),
        (2, 3, "b"),
        (5, 6, "d"),
        (0, 6, "a\\tbc\\x41d"),
        (1, 2, "\\t"),
        (4, 5, "\\x41"),
        (3, 5, "c\\x41"),
        (4, 6, "\\x41d"),
        (2, 2, ""),
    ],
)
def test_a_stretch_of_decoded_text_has_a_place(start: int, end: int, text: str) -> None:
    assert excerpt().span(start, end).text == text


@pytest.mark.parametrize(
    ("start", "end", "exact"), [(0, 1, True), (2, 4, True), (1, 2, False), (0, 6, False), (4, 5, False)]
)
def test_only_verbatim_text_is_exact(start: int, end: int, exact: bool) -> None:
    assert excerpt().exact(start, end) is exact


def test_an_opaque_text_stands_for_its_whole() -> None:
    source = Source("a", "say ${X} twice")
    opaque = Excerpt.opaque("hello", Span(source, 4, 8))
    assert opaque.span(1, 3).text == "${X}"
    assert opaque.slice(1, 3).span().text == "${X}"
    assert not opaque.exact(0, 5)


def test_pieces_are_glued_and_keep_their_places() -> None:
    glued = Excerpt.verbatim(Source("a", "RUN one \\\n  two")).pick([(4, 8), (12, 15)])
    assert glued.text == "one two"
    assert glued.whole.text == "one \\\n  two"
    assert (glued.span(0, 3).text, glued.span(4, 7).text) == ("one", "two")
    assert Excerpt.verbatim(Source("a", "x")).pick([]).text == ""


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_slices_of_slices_stand_where_they_stood(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab\n", max_size=20))
    whole = Excerpt.verbatim(Source("a", text))
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    outer = whole.slice(ends[0], ends[3])
    inner = outer.slice(ends[1] - ends[0], ends[2] - ends[0])
    assert inner.text == text[ends[1] : ends[2]]
    assert (inner.span().start, inner.span().end) == (ends[1], ends[2])
    assert inner.exact(0, len(inner.text))
    lengths = [length for _, _, length in inner.runs]
    assert sum(lengths) == len(inner.text)


def test_many_slices_of_many_runs_are_cut_in_one_go() -> None:
    source = Source("a", "ab" * 50_000)
    runs = [(n, 2 * n, 1) for n in range(50_000)]
    many = Excerpt(source, "a" * 50_000, runs, Span(source, 0, 100_000))
    assert [many.slice(n, n + 1).span().start for n in range(0, 50_000, 5)] == list(range(0, 100_000, 10))
