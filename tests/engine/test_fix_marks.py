"""Intents about anchors, aliases and tags: what they write, and what is refused."""

from __future__ import annotations

from typing import Literal

import pytest

from composelint.core.edit import DropAnchor, Fix, Intent, MergeAll, Remove, Reset
from composelint.core.source import Source, Span
from composelint.engine.fix.draft import Draft


def fixed(source: Source, *intents: Intent) -> str | None:
    """The text after some intents, proven by both readers; None when they are refused."""
    draft = Draft(source, "compose", thorough=True)
    change = draft.change(Fix(intents))
    return draft.after([change]) if change is not None and draft.sound([change]) else None


def nth(source: Source, words: str, number: int = 1) -> Span:
    at = -1
    for _ in range(number):
        at = source.text.index(words, at + 1)
    return Span(source, at, at + len(words))


DROPPED = [
    ("a: &x\n  b: 1\n", "a:\n  b: 1\n"),
    ("a: &x  # c\n  b: 1\n", "a:  # c\n  b: 1\n"),
    ("a: &x b\n", "a: b\n"),
    ("a: &x  [b]\n", "a: [b]\n"),
    ("a: [&x b, c]\n", "a: [b, c]\n"),
    ("a:\n- &x b\n- c\n", "a:\n- b\n- c\n"),
    ("a: !t &x b\n", "a: !t b\n"),
    ("&x a: b\n", None),
    ("a: &x\nb: 1\n", "a:\nb: 1\n"),
    ("a: &x 1\nb: &x 2\nc: *x\n", "a: 1\nb: &x 2\nc: *x\n"),
    ("a: &x b\nc: *x\n", None),
    ("a: &xy b\n", None),
    ("a: b &x c\n", None),
]


@pytest.mark.parametrize(("text", "expected"), DROPPED)
def test_an_anchor_goes_alone(text: str, expected: str | None) -> None:
    source = Source("compose.yaml", text)
    assert fixed(source, DropAnchor(nth(source, "&x"), "Remove it")) == expected


RESETS: list[tuple[str, Literal["null", "[]"], str | None]] = [
    ("a:\nb: 1\n", "[]", "a: !reset []\nb: 1\n"),
    ("a:  # c\n", "null", "a: !reset null  # c\n"),
    ("a: ~\n", "null", "a: !reset null\n"),
    ("{a: null, b: 1}\n", "[]", "{a: !reset [], b: 1}\n"),
    ("a: 1\n", "null", None),
    ("a: &x\nb: *x\n", "null", None),
    ("a :\n", "null", None),
]


@pytest.mark.parametrize(("text", "nothing", "expected"), RESETS)
def test_a_key_takes_back_what_was_said(text: str, nothing: Literal["null", "[]"], expected: str | None) -> None:
    source = Source("compose.yaml", text)
    assert fixed(source, Reset(nth(source, "a"), nothing, "Reset it")) == expected


MERGED = [
    ("x: &x {a: 1}\ny: &y {b: 1}\nz:\n  <<: *x\n  # c\n  <<: *y\n  d: 1\n",
     "x: &x {a: 1}\ny: &y {b: 1}\nz:\n  <<: [*x, *y]\n  # c\n  d: 1\n"),
    ("x: &x {a: 1}\ny: &y {b: 1}\nz: {<<: *x, <<: *y}\n", "x: &x {a: 1}\ny: &y {b: 1}\nz: {<<: [*x, *y]}\n"),
    ("x: &x {a: 1}\ny: &y {b: 1}\nz: {<<: {a: 1}, <<: *y}\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MERGED)
def test_two_merge_keys_become_one(text: str, expected: str | None) -> None:
    source = Source("compose.yaml", text)
    first, second = nth(source, "<<"), nth(source, "<<", 2)
    assert fixed(source, MergeAll(first, ("x", "y"), "Merge both"), Remove(second, "Merge both")) == expected
