"""Intents about YAML files: what they write beside which neighbours, and what is refused."""

from __future__ import annotations

import pytest

from composelint.core.edit import (
    AddItem,
    AddKey,
    Fix,
    Intent,
    ItemsToKeys,
    Remove,
    RemoveComment,
    Replace,
    ReplaceText,
    Scalar,
    SetList,
)
from composelint.core.source import Source, Span
from composelint.engine.fix.draft import Draft

RESTART = ("restart: always",)
LIMITS = ("deploy:", "  resources:", "    limits:", "      memory: 512m")
HEALTH = ("healthcheck:", '  test: ["CMD", "true"]', "  interval: 10s")


def place(text: str, words: str) -> Span:
    """The place of the words that `@` marks in the text, which must be unique without it."""
    source = Source("compose.yaml", text.replace("@", ""))
    at = text.index("@")
    assert source.text.startswith(words, at)
    return Span(source, at, at + len(words))


def fixed(intent: Intent) -> str | None:
    """The text after an intent, proven by both readers; None when it is refused."""
    draft = Draft(intent.span.source, "compose", thorough=True)
    change = draft.change(Fix((intent,)))
    if change is None or not draft.sound([change]):
        return None
    return draft.after([change])


def add(text: str, lines: tuple[str, ...] = RESTART, key: str = "web") -> str | None:
    return fixed(AddKey(place(text, key), lines, "Add it"))


ADDED = [
    ("services:\n  @web:\n    image: x\n", "services:\n  web:\n    image: x\n    restart: always\n"),
    ("services:\n  @web:\n    image: x", "services:\n  web:\n    image: x\n    restart: always"),
    ("services:\r\n  @web:\r\n    image: x\r\n", "services:\r\n  web:\r\n    image: x\r\n    restart: always\r\n"),
    (
        "services:\n  @web:\n    image: x  # why\n    # more\n\n  db:\n    image: y\n",
        "services:\n  web:\n    image: x  # why\n    # more\n    restart: always\n\n  db:\n    image: y\n",
    ),
    (
        "services:\n  @web:\n    image: x\n\n  # the store\n  db:\n    image: y\n",
        "services:\n  web:\n    image: x\n    restart: always\n\n  # the store\n  db:\n    image: y\n",
    ),
    ("services:\n  @web: {image: x}\n", "services:\n  web: {image: x, restart: always}\n"),
    ("services: {@web: {image: x}, db: {}}\n", "services: {web: {image: x, restart: always}, db: {}}\n"),
    ("services:\n  @web: {}\n", "services:\n  web: {restart: always}\n"),
    ("services:\n  @web:\n", "services:\n  web:\n    restart: always\n"),
    ("services:\n    @web:\n        image: x\n", "services:\n    web:\n        image: x\n        restart: always\n"),
    (
        '{"services": {"@web": {\n  "image": "x"\n}}}\n'.replace('"@web"', '@"web"'),
        '{"services": {"web": {\n  "image": "x",\n  "restart": "always"\n}}}\n',
    ),
    (
        "services:\n  @web:\n    command: |\n      a\n      b\n  db: {}\n",
        "services:\n  web:\n    command: |\n      a\n      b\n    restart: always\n  db: {}\n",
    ),
    (
        "services:\n  @web:\n    env:\n      - A=1\n      # - B=2\n  db: {}\n",
        "services:\n  web:\n    env:\n      - A=1\n      # - B=2\n    restart: always\n  db: {}\n",
    ),
    (
        "x: &x {image: y}\nservices:\n  @web:\n    <<: *x\n",
        "x: &x {image: y}\nservices:\n  web:\n    <<: *x\n    restart: always\n",
    ),
    (
        "services:\n  @web:\n    image:\tx\t# why\n    ports: [ a,\t b ]\n",
        "services:\n  web:\n    image:\tx\t# why\n    ports: [ a,\t b ]\n    restart: always\n",
    ),
    ("services:\n  @web: # why\n    image: x\n", "services:\n  web: # why\n    image: x\n    restart: always\n"),
    ("---\ns:\n  @web:\n    image: x\n...\n", "---\ns:\n  web:\n    image: x\n    restart: always\n...\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ADDED)
def test_a_key_is_added_as_its_neighbours_are_written(text: str, expected: str) -> None:
    key = '"web"' if '@"web"' in text else "web"
    assert add(text, key=key) == expected


MERGED = [
    (
        "services:\n  @web:\n    image: x\n",
        LIMITS,
        "services:\n  web:\n    image: x\n    deploy:\n      resources:\n        limits:\n          memory: 512m\n",
    ),
    (
        "services:\n    @web:\n        deploy:\n            replicas: 2\n        image: x\n",
        LIMITS,
        "services:\n    web:\n        deploy:\n            replicas: 2\n            resources:\n"
        "                limits:\n                    memory: 512m\n        image: x\n",
    ),
    (
        "services:\n  @web: {image: x, deploy: {replicas: 2}}\n",
        LIMITS,
        "services:\n  web: {image: x, deploy: {replicas: 2, resources: {limits: {memory: 512m}}}}\n",
    ),
    (
        "services:\n  @web:\n    healthcheck:\n      interval: 5s\n",
        HEALTH[:2],
        'services:\n  web:\n    healthcheck:\n      interval: 5s\n      test: ["CMD", "true"]\n',
    ),
    (
        "services:\n  @web:\n    healthcheck:\n    image: x\n",
        HEALTH,
        'services:\n  web:\n    healthcheck:\n      test: ["CMD", "true"]\n      interval: 10s\n    image: x\n',
    ),
]


@pytest.mark.parametrize(("text", "lines", "expected"), MERGED)
def test_nested_keys_are_merged_into_what_is_there(text: str, lines: tuple[str, ...], expected: str) -> None:
    assert add(text, lines) == expected


REFUSED = [
    "services:\n  @web: &a\n    image: x\n  other: *a\n",
    "services:\n  @web: &a\n    image: x\n  other:\n    <<: *a\n",
    "base: &a {image: x}\nservices:\n  @web: *a\n",
    "services:\n  @web: text\n",
    "services:\n  @web: [a]\n",
    "services:\n  @web:\n    restart: no\n",
    "services:\n  @web: null\n",
    "services: {@web: , db: {}}\n",
    "services:\n  @web:\n    command: |+\n      a\n\n\n  db: {}\n",
    "services:\n  @web:\n    image: x\n broken\n",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_added_for_certain_is_left(text: str) -> None:
    assert add(text) is None


REPLACED: list[tuple[str, str, Scalar, str | None]] = [
    ("a: @old\n", "old", "new", "a: new\n"),
    ("a: @'old' # c\n", "'old'", "it's", "a: 'it''s' # c\n"),
    ('a: @"old"\n', '"old"', 'q"', 'a: "q\\""\n'),
    ("a: @old\n", "old", "2026-01-01", 'a: "2026-01-01"\n'),
    ("b: 'x'\na: @old\n", "old", "1.10", "b: 'x'\na: '1.10'\n"),
    ("a: @old\n", "old", "yes", 'a: "yes"\n'),
    ("a: @old\n", "old", 5, "a: 5\n"),
    ("a: @old\n", "old", True, "a: true\n"),
    ("a: @old\n", "old", "x: y", 'a: "x: y"\n'),
    ("a: @old\n", "old", "# x", 'a: "# x"\n'),
    ("[@old, b]\n", "old", "a, b", '["a, b", b]\n'),
    ("a: @old\n", "old", "a\x07", 'a: "a\\u0007"\n'),
    ("@old: 1\n", "old", "new", "new: 1\n"),
    ("a: &x @old\n", "old", "new", "a: &x new\n"),
    ("a: &x @old\nb: *x\n", "old", "new", None),
    ("a: !!str @5\n", "5", "new", None),
    ("a: @|\n  text\n", "|\n  text", "new", None),
    ("a: @1\nb: {a: 1}\n", "1", "x", "a: x\nb: {a: 1}\n"),
]


@pytest.mark.parametrize(("text", "words", "value", "expected"), REPLACED)
def test_a_scalar_keeps_its_quotes_as_far_as_they_fit(
    text: str, words: str, value: Scalar, expected: str | None
) -> None:
    assert fixed(Replace(place(text, words), value, "Replace it")) == expected


REMOVED: list[tuple[str, str, str | None]] = [
    ('@version: "3"\n\nservices: {}\n', "version", "services: {}\n"),
    ('# head\n@version: "3" # old\nservices: {}\n', "version", "# head\nservices: {}\n"),
    ('a: 1\n\n@version: "3"\n\nb: 2\n', "version", "a: 1\n\nb: 2\n"),
    ('a: 1\n@version: "3"', "version", "a: 1\n"),
    ("a: 1\r\n@b: 2\r\nc: 3\r\n", "b", "a: 1\r\nc: 3\r\n"),
    ("a: 1\n@b:\n  c: 1 # in it\n  # in it too\n  d: 2\ne: 3\n", "b", "a: 1\ne: 3\n"),
    ("a:\n  - @x # c\n  - y\n", "x", "a:\n  - y\n"),
    ("a:\n- y\n- @x\nb: 1\n", "x", "a:\n- y\nb: 1\n"),
    ("a:\n  links:\n    - @x\n  b: 1\n", "x", "a:\n  b: 1\n"),
    ("a: [@x, y]\n", "x", "a: [y]\n"),
    ("a: [y, @x]\n", "x", "a: [y]\n"),
    ("a: [y, @x, z]\n", "x", "a: [y, z]\n"),
    ("a: {@x: 1, y: 2}\n", "x", "a: {y: 2}\n"),
    ("a: {y: 2, @x: {b: 1}}\n", "x", "a: {y: 2}\n"),
    ("b: 1\na: [@x]\n", "x", "b: 1\n"),
    ("- @a: 1\n  b: 2\n", "a", "- b: 2\n"),
    ("- @a: 1 # c\n  b: 2\n", "a", None),
    ("@a: 1\n", "a", None),
    ("a: [@x, # why\n  y]\n", "x", "a: [y]\n"),
    ("@a: &x 1\nb: *x\nc: 1\n", "a", None),
    ("@a: 1\n# about b\nb: 2\n", "a", "# about b\nb: 2\n"),
]


@pytest.mark.parametrize(("text", "words", "expected"), REMOVED)
def test_an_entry_goes_with_what_belongs_to_it(text: str, words: str, expected: str | None) -> None:
    assert fixed(Remove(place(text, words), "Remove it")) == expected


ITEMS: list[tuple[str, str | None]] = [
    ("@a:\n  - x\nb: 1\n", "a:\n  - x\n  - new\nb: 1\n"),
    ("@a:\n- x # c\nb: 1\n", "a:\n- x # c\n- new\nb: 1\n"),
    ("@a:\n  - 'x'\n", "a:\n  - 'x'\n  - 'new'\n"),
    ("@a: [x]\n", "a: [x, new]\n"),
    ('@a: ["x"]\n', 'a: ["x", "new"]\n'),
    ("@a: []\n", "a: [new]\n"),
    ("@a:\nb: 1\n", "a:\n  - new\nb: 1\n"),
    ("@a: 1\n", None),
    ("@a: &x [x]\nb: *x\n", None),
]


@pytest.mark.parametrize(("text", "expected"), ITEMS)
def test_an_item_is_added_as_its_neighbours_are_written(text: str, expected: str | None) -> None:
    assert fixed(AddItem(place(text, "a"), "new", "Add it")) == expected


SPREAD: list[tuple[str, str | None]] = [
    (
        "s:\n  @on:\n    - a\n    # about b\n    - b # c\n  x: 1\n",
        "s:\n  on:\n    a:\n      condition: A\n    # about b\n    b: # c\n      condition: B\n  x: 1\n",
    ),
    ("s:\n  @on:\n  - a\n", "s:\n  on:\n    a:\n      condition: A\n"),
    ("s:\n  @on: [a, b] # c\n", "s:\n  on: # c\n    a:\n      condition: A\n    b:\n      condition: B\n"),
    ("s: {@on: [a]}\n", "s: {on: {a: {condition: A}}}\n"),
    ("s:\n    @on: ['b']\n", "s:\n    on:\n        'b':\n            condition: B\n"),
    ("s:\n  @on: [a, c]\n", None),
    ("s:\n  @on: [a, a]\n", None),
    ("s:\n  @on: [a, # c\n    b]\n", None),
    ("s:\n  @on: &x [a]\n", None),
    ("s:\n  @on: a\n", None),
]


@pytest.mark.parametrize(("text", "expected"), SPREAD)
def test_a_list_of_names_becomes_a_mapping(text: str, expected: str | None) -> None:
    lines = {"a": ["condition: A"], "b": ["condition: B"]}
    assert fixed(ItemsToKeys(place(text, "on"), lines, "Wait")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "s:\n  @on:\n    - a # c\n\n  x: 1\n",
            "s:\n  on:\n    a: # c\n      condition: A\n    b:\n      condition: B\n\n  x: 1\n",
        ),
        ("s:\n  @on: [a]\n", "s:\n  on:\n    a:\n      condition: A\n    b:\n      condition: B\n"),
        ("s: {@on: [a]}\n", "s: {on: {a: {condition: A}, b: {condition: B}}}\n"),
        ("s:\n  @on: [a, b]\n", None),
    ],
)
def test_a_name_comes_behind_the_others(text: str, expected: str | None) -> None:
    lines = {"a": ["condition: A"], "b": ["condition: B"]}
    assert fixed(ItemsToKeys(place(text, "on"), lines, "Wait", more=["b"])) == expected


LISTED: list[tuple[str, str | None]] = [
    ("@a: [x, y] # c\n", "a: [one, $$2] # c\n"),
    ('@a: ["x"]\n', 'a: ["one", "$$2"]\n'),
    ("@a: ['x']\n", "a: ['one', '$$2']\n"),
    ("@a: x y\nb: 1\n", 'a: ["one", "$$2"]\nb: 1\n'),
    ("@a:\n  - x\n  - y # c\nb: 1\n", "a:\n  - one\n  - $$2 # c\nb: 1\n"),
    ("@a:\n- 'x'\nb: 1\n", "a:\n- 'one'\n- '$$2'\nb: 1\n"),
    ("@a:\n  - x # c\n  - y\n", None),
    ("@a: |\n  x\n", None),
    ("@a: []\n", None),
    ("@a: [[x]]\n", None),
    ("@a: &x [x]\n", None),
    ("@a: [&x x]\n", None),
]


@pytest.mark.parametrize(("text", "expected"), LISTED)
def test_a_list_takes_the_place_of_another(text: str, expected: str | None) -> None:
    assert fixed(SetList(place(text, "a"), ("one", "$$2"), "Write it")) == expected


ITEM_KEYS = [
    ("a:\n  - @b: 1\n    c: 2\n  - d\n", "b: 1\n    c: 2", "a:\n  - b: 1\n    c: 2\n    e: 3\n  - d\n"),
    ("a: [@{b: 1}]\n", "{b: 1}", "a: [{b: 1, e: 3}]\n"),
]


@pytest.mark.parametrize(("text", "words", "expected"), ITEM_KEYS)
def test_a_key_is_added_to_an_item(text: str, words: str, expected: str) -> None:
    assert fixed(AddKey(place(text, words), ["e: 3"], "Add it")) == expected


COMMENTS: list[tuple[str, str | None]] = [
    ("a: 1 @# c\nb: 2\n", "a: 1\nb: 2\n"),
    ("a: 1\n  @# c\nb: 2\n", "a: 1\nb: 2\n"),
    ("@# c\nb: 2\n", "b: 2\n"),
    ("a: 1\r\n@# c\r\nb: 2\r\n", "a: 1\r\nb: 2\r\n"),
    ("a: [1, @# c\n 2]\n", "a: [1,\n 2]\n"),
    ("a: |\n  @# c\n", None),
]


@pytest.mark.parametrize(("text", "expected"), COMMENTS)
def test_a_comment_goes_alone(text: str, expected: str | None) -> None:
    assert fixed(RemoveComment(place(text, "# c"), "Remove it")) == expected


@pytest.mark.parametrize(
    ("text", "words", "new", "expected"),
    [
        ("a: @5433\n", "5433", "5432", "a: 5432\n"),
        ("a: '@5433'\n", "5433", "5432", "a: '5432'\n"),
        ("a: b:@5433/c\n", "5433", "5432", "a: b:5432/c\n"),
        ("a: @5433\n", "5433", "x", "a: x\n"),
    ],
)
def test_a_stretch_of_a_scalar_keeps_its_kind(text: str, words: str, new: str, expected: str | None) -> None:
    assert fixed(ReplaceText(place(text, words), new, "Write it", was=words)) == expected


def test_two_lists_under_one_new_key_take_turns() -> None:
    source = Source("compose.yaml", "web:\n  image: x\n")
    draft = Draft(source, "compose", thorough=True)
    fixes = [Fix((AddKey(Span(source, 0, 3), ("dns:", f"  - {name}"), "Add it"),)) for name in "ab"]
    changes = [change for fix in fixes if (change := draft.change(fix)) is not None]
    assert draft.after(draft.sound(changes)) == "web:\n  image: x\n  dns:\n    - a\n"
