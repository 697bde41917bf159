"""What must not be shown is shown nowhere, however much there is of it."""

from __future__ import annotations

import pytest

from composelint.core.source import Source
from composelint.engine.masking import Covers


@pytest.mark.parametrize(
    ("covers", "text", "shown"),
    [
        ({}, "as it is", "as it is"),
        ({"secret": "***"}, "a secret, and secrets", "a ***, and ***s"),
        ({"secret": "***", "secretive": "+++"}, "secretive secret", "+++ ***"),
        ({"abcd": "1", "bcde": "2"}, "abcde bcde", "1e 2"),
        ({"abc": "1"}, "abcabc", "abcabc"),
        ({"aaaa": "1"}, "aaaaaaaaa", "11a"),
        ({"abcd": "abcd"}, "abcdabcd", "abcdabcd"),
        ({"abcd": ""}, "xabcd", "x"),
        ({"abcdef": "1"}, "abcde", "abcde"),
    ],
)
def test_the_longest_value_is_covered(covers: dict[str, str], text: str, shown: str) -> None:
    assert Covers(covers).over(text) == shown


def test_many_values_in_many_texts_take_linear_time(no_hang: None) -> None:
    covers = Covers(
        {f"value-{n:06}": f"<{n}>" for n in range(10_000)} | {f"{n:06}-value": "***" for n in range(10_000)}
    )
    for n in range(20_000):
        assert (
            covers.over(f"the password of s{n} is value-{n % 10_000:06}") == f"the password of s{n} is <{n % 10_000}>"
        )


def test_many_hidden_places_on_one_line_take_linear_time(no_hang: None) -> None:
    source = Source("a", "A=secret " * 100_000 + "\n" + "B=secret\n" * 100_000)
    starts = (*range(0, 900_000, 9), *range(900_001, 1_800_001, 9))
    source.hidden = [(at + 2, at + 8, "***") for at in starts]
    assert source.shown_line(1) == ("A=****** " * 100_000).rstrip("\r\n")
    assert {source.shown_line(line) for line in range(2, 100_002)} == {"B=******"}
