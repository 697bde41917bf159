"""Text measured, cut and wrapped as a terminal needs it."""

from __future__ import annotations

import pytest

from composelint.output.terminal import Laid, cells, counted, listed, visible, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain – ok", "plain – ok"),
        ("a\tb\n", "a\\tb\\n"),
        ("\x1b[2J\x07\x9b", "\\x1b[2J\\x07\\x9b"),
        ("\u202eabc\u2069", "\\u202eabc\\u2069"),
        ("no\xa0break\u200b\ufeff", "no\\xa0break\\u200b\\ufeff"),
        ("\U000e0041\udc80", "\\U000e0041\\udc80"),
        ("漢字 é 🐳", "漢字 é 🐳"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, expected: str) -> None:
    assert visible(text) == expected
    assert visible(text).isprintable()


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("漢字", 4), ("ﾊﾟ", 2), ("🐳", 2), ("☁\ufe0f", 1)],
)
def test_columns_are_those_of_a_terminal(text: str, columns: int) -> None:
    assert cells(text) == columns


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, []),
        ("one two", 10, ["one two"]),
        ("one two three", 7, ["one two", "three"]),
        ("incomprehensible words", 5, ["incomprehensible", "words"]),
        ("run `a b c` now", 8, ["run", "`a b c`", "now"]),
        ("(`a b`, `c`) d", 8, ["(`a b`,", "`c`) d"]),
        ("a stray ` tick is a word", 9, ["a stray `", "tick is a", "word"]),
        ("漢字 漢字", 8, ["漢字", "漢字"]),
    ],
)
def test_wrapping_keeps_words_and_code_whole(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@pytest.mark.parametrize(
    ("line", "first", "last", "shown"),
    [
        ("abcdef", 0, 6, "abcdef"),
        ("abcdef", 0, 4, "abc…"),
        ("abcdef", 2, 6, "…def"),
        ("abcdef", 1, 5, "…cd…"),
        ("漢字漢字", 1, 8, "  …漢字"),
        ("", 0, 10, ""),
    ],
)
def test_a_window_shows_where_it_cuts(line: str, first: int, last: int, shown: str) -> None:
    assert Laid(line, 0, len(line)).window(first, last) == shown


def test_words_for_people() -> None:
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]
    assert [counted(0, "file"), counted(1, "file"), counted(2, "file")] == ["0 files", "1 file", "2 files"]
