"""The nearest known name, or none when it could be several."""

from __future__ import annotations

import pytest

from composelint.core.nearest import distance, nearest


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "", 0), ("a", "a", 0), ("a", "b", 1), ("ab", "ba", 1), ("abc", "ab", 1), ("abc", "cba", 2), ("", "ab", 2),
        ("kitten", "sitting", 3), ("abcdef", "x", 4),
    ],
)  # fmt: skip
def test_swaps_count_once_and_more_than_the_limit_is_one_more(a: str, b: str, expected: int) -> None:
    assert distance(a, b, 3) == expected
    assert distance(b, a, 3) == expected


KEYS = ("environment", "env_file", "ports", "port", "image", "init", "ipc", "restart", "read_only")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("enviroment", "environment"), ("envfile", "env_file"), ("env-file", "env_file"), ("Env_File", "env_file"),
        ("prots", "ports"), ("restrat", "restart"), ("readonly", "read_only"), ("imag", "image"), ("image", "image"),
        ("nothing", None), ("", None), ("x", None), ("in", None), ("ipx", "ipc"), ("init", "init"),
        ("environment" * 9, None),
    ],
)  # fmt: skip
def test_the_nearest_key(name: str, found: str | None) -> None:
    assert nearest(name, KEYS) == found


def test_of_two_equally_near_names_none_is_told() -> None:
    assert nearest("porta", ("ports", "portz")) is None
    assert nearest("anything", ()) is None
