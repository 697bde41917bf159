"""Amounts of memory as Compose reads them."""

from __future__ import annotations

import pytest

from composelint.syntax.sizes import bytes_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("1024", 1024),
        ("-1", -1),
        ("1k", 1024),
        ("1KB", 1024),
        ("1kib", 1024),
        ("1.5g", 3 << 29),
        (".5m", 1 << 19),
        ("64 MB", 64 << 20),
        ("10b", 10),
        ("1e3", 1000),
        ("2t", 2 << 40),
        ("1p", 1 << 50),
        ("-1k", None),
        ("1 kb b", None),
        ("1x", None),
        ("1ib", None),
        ("1e999k", None),
        ("k", None),
        ("", None),
        ("1  k", None),
        ("1" * 50, None),
    ],
)
def test_a_size_in_bytes(text: str, expected: int | None) -> None:
    assert bytes_of(text) == expected
