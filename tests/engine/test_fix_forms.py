"""Intents about quotes, the form of items and the order of entries: what moves with what, and what is refused."""

from __future__ import annotations

import pytest

from composelint.core.edit import Fix, Intent, Recast, Requote, Sort
from composelint.core.source import Source, Span
from composelint.engine.fix.draft import Draft


def fixed(intent: Intent) -> str | None:
    """The text after an intent, proven by both readers; None when it is refused."""
    draft = Draft(intent.span.source, "compose", thorough=True)
    change = draft.change(Fix((intent,)))
    if change is None or not draft.sound([change]):
        return None
    return draft.after([change])


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(Source("compose.yaml", text), start, start + len(words))


@pytest.mark.parametrize(
    ("text", "words", "style", "after"),
    [
        ("a: [80]\n", "80", '"', 'a: ["80"]\n'),
        ("a:\n  - '80:80'  # web\n", "'80:80'", '"', 'a:\n  - "80:80"  # web\n'),
        ('a: "x"\n', '"x"', "'", "a: 'x'\n"),
        ('a:\n  - "./a:/b:ro,z"\n', '"./a:/b:ro,z"', "", "a:\n  - ./a:/b:ro,z\n"),
        ('a: ["./a:/b:ro,z"]\n', '"./a:/b:ro,z"', "", None),
        ('a: "80"\n', '"80"', "", None),
        ('a: "x # y"\n', '"x # y"', "", None),
        ("a: |\n  x\n", "|\n  x\n", '"', None),
        ("a: !t x\n", "x", '"', None),
    ],
)
def test_quotes(text: str, words: str, style: str, after: str | None) -> None:
    assert fixed(Requote(at(text, words), style, "Quote it")) == after


LONG = ("target: 80", 'published: "8080"')


@pytest.mark.parametrize(
    ("text", "words", "becomes", "after"),
    [
        ("p:\n  - 8080:80  # web\n  - x\n", "8080:80", LONG,
         'p:\n  - target: 80\n    published: "8080"  # web\n  - x\n'),
        ("p:\r\n- 8080:80\r\n", "8080:80", LONG, 'p:\r\n- target: 80\r\n  published: "8080"\r\n'),
        ("p: [8080:80]\n", "8080:80", LONG, 'p: [{target: 80, published: "8080"}]\n'),
        ("p:\n  - target: 80\n    published: 8080  # web\n  - x\n", "target: 80\n    published: 8080", "8080:80",
         'p:\n  - "8080:80"  # web\n  - x\n'),
        ("p: [{target: 80}, x]\n", "{target: 80}", "80", 'p: ["80", x]\n'),
        ("p:\n  - target: 80  # web\n    published: 8080\n", "target: 80  # web\n    published: 8080", "8080:80", None),
        ("p:\n  - &a 8080:80\n", "8080:80", LONG, None),
        ("p: 8080:80\n", "8080:80", LONG, None),
    ],
)  # fmt: skip
def test_items(text: str, words: str, becomes: str | tuple[str, ...], after: str | None) -> None:
    assert fixed(Recast(at(text, words), becomes, "Write it so")) == after


def order(text: str, *numbers: int, key: str = "s") -> str | None:
    return fixed(Sort(at(text, key), numbers, "Sort it"))


@pytest.mark.parametrize(
    ("text", "numbers", "after"),
    [
        ("s:\n  b: 1\n  a: 2\n", (1, 0), "s:\n  a: 2\n  b: 1\n"),
        ("s:\n  b: 1\n  a: 2", (1, 0), "s:\n  a: 2\n  b: 1"),
        ("s:\r\n  b: 1\r\n\r\n  a: 2\r\n", (1, 0), "s:\r\n  a: 2\r\n\r\n  b: 1\r\n"),
        ("s:\n- b  # of b\n- a\n", (1, 0), "s:\n- a\n- b  # of b\n"),
        ("s: [c, a, b]  # all\n", (1, 2, 0), "s: [a, b, c]  # all\n"),
        ("s: {b: 1, a: 2}\n", (1, 0), "s: {a: 2, b: 1}\n"),
        # Comments right above an entry and those that are indented below it are its own.
        ("s:\n  b:\n    x: 1\n    # in b\n\n  # of a\n  # too\n  a:\n    y: 2\n    # in a\n\n# of all\n", (1, 0),
         "s:\n  # of a\n  # too\n  a:\n    y: 2\n    # in a\n\n  b:\n    x: 1\n    # in b\n\n# of all\n"),
        ("s:\n  b: |\n    x\n\n    y\n  a: 2\n", (1, 0), "s:\n  a: 2\n  b: |\n    x\n\n    y\n"),
        ("s:\n  c: &c {x: 1}\n  b: 1\n  a: 2\nt: *c\n", (2, 1, 0), "s:\n  a: 2\n  b: 1\n  c: &c {x: 1}\nt: *c\n"),
        ("s:\n  # all of them\n  a: 1\n  c: 2\n  b: 3\n", (0, 2, 1), "s:\n  # all of them\n  a: 1\n  b: 3\n  c: 2\n"),
        ("s:\n  b: |+\n    x\n\n  a: 2\n", (1, 0), None),
        ("s:\n  # all, or b?\n  b: 1\n  a: 2\n", (1, 0), None),
        ("s:\n  b: 1\n  # behind b\n\n  a: 2\n", (1, 0), None),
        ("s:\n  b: 1\n# c: 3\n  a: 2\n", (1, 0), None),
        ("s:\n  b: 1\n  a: 2\n  # c: 3\n", (1, 0), None),
        ("s: [b,  # of b\n  a]\n", (1, 0), None),
        ("s:\n  b: &x 1\n  a: *x\n", (1, 0), None),
        ("s:\n  b: &x 1\n  a: &x 2\nt: *x\n", (1, 0), None),
        ("s: &s\n  b: 1\n  a: 2\nt: *s\n", (1, 0), None),
        ("s:\n  ? b\n  : 1\n  a: 2\n", (1, 0), None),
        ("s:\n  b: 1\n  a: 2\n", (0, 1, 2), None),
        ("s: x\n", (0,), None),
    ],
)  # fmt: skip
def test_order(text: str, numbers: tuple[int, ...], after: str | None) -> None:
    assert order(text, *numbers) == after


def test_the_top_of_a_file() -> None:
    text = "# The licence\n\nb:\n  c: 1\n\n# why a\na: 2\n\n# the end\n"
    span = Span(Source("compose.yaml", text), 0, 0)
    assert fixed(Sort(span, (1, 0), "Sort it")) == "# The licence\n\n# why a\na: 2\n\nb:\n  c: 1\n\n# the end\n"
    several = Span(Source("compose.yaml", "b: 1\na: 2\n---\nc: 3\n"), 0, 0)
    assert fixed(Sort(several, (1, 0), "Sort it")) is None
