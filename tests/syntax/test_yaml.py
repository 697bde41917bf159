"""YAML as Compose reads it: values, places, limits, and the words for what cannot be read."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composelint.core.source import Source
from composelint.syntax import yaml
from composelint.syntax.scalars import Timestamp, plain

READERS = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])


def read(text: str, pure: bool = False) -> yaml.Tree:
    stream = yaml.parse(Source("compose.yaml", text), pure=pure)
    assert not stream.problems
    (root,) = stream.documents
    return root


def shown(tree: yaml.Tree) -> object:
    """A tree with the text of every node, as it stands in the file."""
    if isinstance(tree, yaml.Mapping):
        return {tree.span.text: [(shown(key), shown(value)) for key, value in tree.entries]}
    if isinstance(tree, yaml.Sequence):
        return {tree.span.text: [shown(item) for item in tree.items]}
    return tree.span.text


def values(tree: yaml.Tree) -> object:
    if isinstance(tree, yaml.Mapping):
        return [(values(key), values(value)) for key, value in tree.entries]
    if isinstance(tree, yaml.Sequence):
        return [values(item) for item in tree.items]
    if isinstance(tree, yaml.Alias):
        return f"*{tree.name}"
    return tree.value.text if isinstance(tree.value, Timestamp) else tree.value


def problems(text: str, pure: bool = False) -> list[tuple[str, int, int, str, str]]:
    """(rule, line, column, text at the place, message) of everything wrong with a text."""
    stream = yaml.parse(Source("compose.yaml", text), pure=pure)
    found = []
    for problem in stream.problems:
        span = problem.defect.span
        found.append((problem.kind, *span.source.position(span.start), span.text, problem.defect.message))
    return found


# --- scalars ---------------------------------------------------------------------------------------------------------

BIG = 2**64


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        *((word, word) for word in ("yes", "Yes", "no", "NO", "on", "On", "off", "y", "n", "tRUE", "nULL", "none")),
        *((word, word) for word in ("22:22", "1:30:00", "190:20:30", "8080:80", "0:0")),
        ("0", 0), ("12", 12), ("+12", 12), ("-12", -12), ("1_000", 1000), ("1__0_", 10),
        ("0x10", 16), ("0xFf", 255), ("-0x10", -16), ("0b101", 5), ("0o17", 15), ("0777", 511), ("-010", -8), ("00", 0),
        ("08", 8.0), ("09", 9.0), ("0_8", 8.0), ("-09", -9.0),
        ("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("+.5", 0.5), ("1e3", 1000.0), ("-1E-3", -0.001), ("1.5e+2", 150.0),
        (".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf),
        (str(BIG - 1), BIG - 1), (str(BIG), float(BIG)), (str(-BIG), float(-BIG)),
        ("0x" + "f" * 17, "0x" + "f" * 17), ("1e999", "1e999"), ("9" * 399, "9" * 399), ("9" * 5000, "9" * 5000),
        ("0x", "0x"), ("0b2", "0b2"), ("0o8", "0o8"), ("1.2.3", "1.2.3"), ("1e", "1e"), ("+", "+"), ("-", "-"),
        (".", "."), ("--1", "--1"), ("1-2", "1-2"), ("3.8", 3.8), ("1.10", 1.1), ("_1", "_1"), ("٣", "٣"),
        ("infinity", "infinity"), ("nan", "nan"), (".infinity", ".infinity"), ("1 2", "1 2"),
        ("2024-13", "2024-13"), ("24-01-02", "24-01-02"), ("2024-01-02x", "2024-01-02x"), ("2024", 2024),
    ],
)  # fmt: skip
def test_a_plain_scalar_means_what_compose_takes_it_for(text: str, value: object) -> None:
    found = plain(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["-0", "-0.0"])
def test_a_negative_zero_is_a_float(text: str) -> None:
    found = plain(text)
    assert isinstance(found, float)
    assert math.copysign(1, found) == -1


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_what_is_no_number_is_a_float(text: str) -> None:
    found = plain(text)
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    "text", ["2024-01-02", "2024-1-2", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05", "2024-01-02t03:04:05.5+02:00"]
)
def test_an_unquoted_date_is_a_timestamp(text: str) -> None:
    found = plain(text)
    assert isinstance(found, Timestamp)
    assert found.text == text


@READERS
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'5'", "5"), ('"true"', "true"), ("''", ""), ("'null'", "null"), ("'2024-01-02'", "2024-01-02"),
        ("|\n  5\n", "5\n"), (">-\n  a\n  b\n", "a b"), ("|+\n  a\n", "a\n\n"), ("|2\n   a\n", " a\n"),
        ("!!str 5", "5"), ("!!str true", "true"), ("!!str", ""), ("! 5", "5"), ("!!int '5'", 5), ("!!float 5", 5),
        ("!!bool 'true'", True), ("!!null ''", None), ("!!binary aGk=", "aGk="), ("!custom 5", "5"),
        ("!override 5", "5"),
        ('"a\\tb\\x41\\u00e9\\U0001F600"', "a\tbAé😀"), ("'it''s'", "it's"), ('"a\\\n   b"', "ab"),
        ("a\n  b\n\n  c", "a b\nc"),
        ("a # comment", "a"), ("a#b", "a#b"), ("-a", "-a"), ("a:b", "a:b"), ("http://x:80", "http://x:80"), ("{}", []),
    ],
)  # fmt: skip
def test_quotes_blocks_and_tags_decide_too(text: str, value: object, pure: bool) -> None:
    assert values(read(f"k: {text}\n", pure)) == [("k", value)]


@READERS
@pytest.mark.parametrize("text", ["!!int abc", "!!int 1.5", "!!float abc", "!!bool yes", "!!null 0", "!!timestamp 5"])
def test_an_impossible_tag_is_an_error(text: str, pure: bool) -> None:
    word = text.split()[1]
    assert problems(f"a: 1\nb: {text}\n", pure) == [
        ("invalid-yaml", 2, 4 + text.index(word), word, f'"{word}" is not what the tag {text.split()[0]} says')
    ]


# --- places ----------------------------------------------------------------------------------------------------------


@READERS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: x y # c\n", [("a", "1"), ("b", "x y")]),
        ("a:\nb: \n", [("a", ""), ("b", "")]),
        ("a: 'x''y'\nb: \"t\\tz\"\n", [("a", "'x''y'"), ("b", '"t\\tz"')]),
        ("a: |\n  x\n  y\n\n# c\nb: >-\n  t\n", [("a", "|\n  x\n  y"), ("b", ">-\n  t")]),
        ("a: | # c\n  x\n", [("a", "| # c\n  x")]),
        ("a: b c\n  d\ne: f", [("a", "b c\n  d"), ("e", "f")]),
        ("a: &x 1\nb: !!str 2\nc: &y !!str 3\nd: *x\n", [("a", "1"), ("b", "2"), ("c", "3"), ("d", "*x")]),
        ("a: &x # why\n  # more\n  1\nb: &y\n", [("a", "1"), ("b", "")]),
        ("a: &x |\n  t\n", [("a", "|\n  t")]),
        ("&k a: 1\n", [("a", "1")]),
        ("a: &x :1\nb: &y:z\n", [("a", ":1"), ("b", ":z")]),
        ("? a\n: 1\n", [("a", "1")]),
        ("a: {b: 1}\n", [("a", {"{b: 1}": [("b", "1")]})]),
        ("a: &x\n  b: 1\n", [("a", {"b: 1": [("b", "1")]})]),
        ("a: &x # c\n\n  - 1\n  - 2\nb: 3\n", [("a", {"- 1\n  - 2": ["1", "2"]}), ("b", "3")]),
        ("a: !!map\n  b: 1\n\n\n", [("a", {"b: 1": [("b", "1")]})]),
        ("a: &x {b: 1, c: [2, 3]}\n", [("a", {"{b: 1, c: [2, 3]}": [("b", "1"), ("c", {"[2, 3]": ["2", "3"]})]})]),
        ("a:\n- 1\n-\nb: []\n", [("a", {"- 1\n-": ["1", ""]}), ("b", {"[]": []})]),
        ("é😀: ü\nb: 😀 x\n", [("é😀", "ü"), ("b", "😀 x")]),
        ("a: 1\r\nb: 'x'\r\nc: |\r\n  t\r\n", [("a", "1"), ("b", "'x'"), ("c", "|\r\n  t")]),
    ],
)  # fmt: skip
def test_every_node_knows_its_place(text: str, expected: object, pure: bool) -> None:
    (found,) = shown(read(text, pure)).values()  # type: ignore[attr-defined]  # the root is a mapping
    assert found == expected


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_moves_nothing(mark: str) -> None:
    root = read(f"{mark}a: 1\n")
    assert isinstance(root, yaml.Mapping)
    key, value = root.entries[0]
    assert (key.start, key.end, value.start, value.end) == (0, 1, 3, 4)
    assert key.span.source.position(value.start) == (1, 4)


@READERS
@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("plain text", ["plain text"]),
        ("'it''s'", ["it", "s"]),
        ('"a\\tb\\x41c"', ["a", "b", "c"]),
        ('"a b"', ["a b"]),
        ("|\n  one\n    two\n", ["one", "two"]),
        (">-\n  one\n  two\n", ["one", "two"]),
        ("one\n  two # no\n", ["one", "two"]),
        ('"one  \n   two"', ["one", "two"]),
        ('" one \\\n   two "', [" one ", "two "]),
        ('"one\n  two \\" three"', ["one", "two ", " three"]),
        ("'one\n  two '' three'", ["one", "two ", " three"]),
        ("''", []),
        ("\n", []),
        ("a\\b", ["a\\b"]),
    ],
)
def test_decoded_text_knows_where_its_characters_stand(text: str, stretches: list[str], pure: bool) -> None:
    root = read(f"k: {text}\n", pure)
    assert isinstance(root, yaml.Mapping)
    scalar = root.entries[0][1]
    assert isinstance(scalar, yaml.Scalar)
    excerpt = scalar.excerpt()
    assert [excerpt.text[at : at + length] for at, _, length in excerpt.runs] == stretches
    assert [excerpt.source.text[at : at + length] for _, at, length in excerpt.runs] == stretches


# --- structure -------------------------------------------------------------------------------------------------------


@READERS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", [("duplicate-key", 2, 1, "a", 'key "a" is already defined on line 1')]),
        ("x: {a: 1, b: 2, 'a': 3}\n", [("duplicate-key", 1, 17, "'a'", 'key "a" is already defined on line 1')]),
        ('1: a\n"1": b\n', [("duplicate-key", 2, 1, '"1"', 'key "1" is already defined on line 1')]),
        (
            "x: &x {}\ny:\n  <<: *x\n  <<: *x\n",
            [("duplicate-key", 4, 3, "<<", 'key "<<" is already defined on line 3')],
        ),
        ("a: 1\nb:\n  a: 1\nc:\n- a: 1\n- a: 1\n", []),
        ("a: 1\n---\na: 2\n", []),
        ("x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n", []),
        ("A: 1\na: 2\n", []),
    ],
)
def test_a_key_stands_once_in_a_mapping(text: str, expected: list[object], pure: bool) -> None:
    assert problems(text, pure) == expected


def test_two_merge_keys_are_told_to_be_one_list() -> None:
    stream = yaml.parse(Source("compose.yaml", "a: &a {}\nb:\n  <<: *a\n  <<: *a\n"))
    assert "`<<: [*first, *second]`" in (stream.problems[0].defect.help or "")


@READERS
def test_documents_follow_each_other(pure: bool) -> None:
    stream = yaml.parse(Source("compose.yaml", "a: &x 1\n---\nb: 2\n...\n---\n- 3\n---\n"), pure=pure)
    assert [values(root) for root in stream.documents] == [[("a", 1)], [("b", 2)], [3], None]
    assert not stream.problems


@READERS
@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\ufeff", "   "])
def test_a_file_without_content_has_no_document(text: str, pure: bool) -> None:
    stream = yaml.parse(Source("compose.yaml", text), pure=pure)
    assert not stream.documents
    assert not stream.broken
    assert not stream.problems


@READERS
@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a: *x\n", (1, 4, "*x"), "no anchor of this name stands before the alias"),
        ("a: &x 1\n---\nb: *x\n", (3, 4, "*x"), "no anchor of this name stands before the alias"),
        ("b: *x\na: &x 1\n", (1, 4, "*x"), "no anchor of this name stands before the alias"),
        ("a: &x\n  b: *x\n", (2, 6, "*x"), "the anchor &x contains itself"),
        ("a: &x [1, [*x]]\n", (1, 12, "*x"), "the anchor &x contains itself"),
    ],
)
def test_an_alias_needs_an_anchor_before_it(text: str, where: tuple[int, int, str], message: str, pure: bool) -> None:
    assert problems(text, pure) == [("invalid-yaml", *where, message)]


@READERS
def test_an_anchor_may_be_defined_again(pure: bool) -> None:
    root = read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", pure)
    assert isinstance(root, yaml.Mapping)
    targets = [value.target for _, value in root.entries if isinstance(value, yaml.Alias)]
    assert [values(target) for target in targets] == [1, 2]


# --- limits ----------------------------------------------------------------------------------------------------------


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@READERS
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "[" * 5000, "nested more than 200 levels deep"),
        ("a: " + "{a: " * 5000, "nested more than 200 levels deep"),
        ("- " * 5000 + "a", "nested more than 200 levels deep"),
        ("\n".join("  " * n + "a:" for n in range(300)), "nested more than 200 levels deep"),
        (bomb(30, 9), "the document unfolds to more than 100000 nodes here"),
        (bomb(300, 1), "nested more than 200 levels deep"),
        (f"a: &a {'x' * 100_000}\nb: [{'*a, ' * 200}]", "the document unfolds to more than 16000000 characters here"),
    ],
    ids=["lists", "mappings", "compact lists", "block mappings", "aliases", "alias chain", "texts"],
)
def test_what_unfolds_without_end_is_refused_where_it_passes_the_limit(text: str, message: str, pure: bool) -> None:
    found = problems(text, pure)
    assert [(kind, said) for kind, _, _, _, said in found] == [("invalid-yaml", message)]


@READERS
@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 150 + "]" * 150,
        "\n".join("  " * n + "a:" for n in range(150)),
        bomb(5, 9),
        bomb(100, 1),
        "a: &a [1]\nb: [" + "*a, " * 1000 + "]",
    ],
    ids=["deep flow", "deep block", "few aliases", "alias chain", "many aliases"],
)
def test_what_stays_below_the_limits_is_read(text: str, pure: bool) -> None:
    assert problems(text, pure) == []


@pytest.mark.parametrize("text", ["[" + "a," * 120_000 + "]", "- a\n" * 120_000], ids=["flow", "block"])
def test_a_document_has_a_limit_of_nodes(text: str) -> None:
    (found,) = problems(text)
    assert found[4] == "the document unfolds to more than 100000 nodes here"


def test_every_document_has_limits_of_its_own() -> None:
    assert problems("---\n".join(["[" + "1, " * 40_000 + "]\n"] * 3)) == []


# --- what cannot be read ---------------------------------------------------------------------------------------------

CAUSES = [
    ("services:\n\tweb: 1\n", (2, 1), "a tab is used for indentation"),
    ("a:\n  b: 1\n\tc: 2\n", (3, 1), "a tab is used for indentation"),
    ("a:\n- @home\n", (2, 3), "an unquoted value starts with a character that YAML reserves"),
    ("a: `id`\n", (1, 4), "an unquoted value starts with a character that YAML reserves"),
    ("a: %x\n", (1, 4), "an unquoted value starts with a character that YAML reserves"),
    ("a: error: no\n", (1, 9), "an unquoted value contains a colon followed by a blank"),
    ("a: 1\n  b: 2\n", (2, 4), "a key stands where none can stand; the indentation above it is probably off"),
    ("a:\n  b: 1\n c: 2\n", (3, 2), "the indentation does not fit the lines above"),
    ("a:\n  - 1\n  b: 2\n", (3, 3), "the indentation does not fit the lines above"),
    ("a: 1\nb\nc: 2\n", (3, 1), "a key has no colon, or the blank after its colon is missing"),
    ("a: 1\nimage:x\nc: 2\n", (3, 1), "a key has no colon, or the blank after its colon is missing"),
    ("a: 'x' y\n", (1, 8), "text stands behind a closing quote"),
    ('a: "x" y: z\n', (1, 8), "text stands behind a closing quote"),
    ("a: [${X}]\n", (1, 6), "an unquoted ${...} stands inside [] or {}"),
    ('a: "x\nb: 1\n', (2, 4), "a quoted value is not closed"),
    ("a: 'x\n", (1, 5), "a quoted value is not closed"),
    ("a: [1, 2\nb: 1\n", (2, 2), "a flow list or mapping is not closed"),
    ("a: [1 2\n", (1, 7), "a flow list or mapping is not closed"),
    ('a: "\\d"\n', (1, 5), "a double-quoted value holds an escape that YAML does not know"),
    ("a: *.js\n", (1, 5), "an unquoted value starts with * or &"),
    ("a: &\n", (1, 5), "an unquoted value starts with * or &"),
    ("a: x\x07y\n", (1, 5), "a control character stands in the text"),
    ("a: x\x00y\n", (1, 5), "a control character stands in the text"),
]


@READERS
@pytest.mark.parametrize(("text", "where", "message"), CAUSES)
def test_the_usual_mistakes_are_named(text: str, where: tuple[int, int], message: str, pure: bool) -> None:
    found = problems(text, pure)
    assert [(kind, said) for kind, _, _, _, said in found] == [("invalid-yaml", f"not valid YAML: {message}")]


@pytest.mark.parametrize(("text", "where", "message"), CAUSES)
def test_the_place_is_where_reading_stopped(text: str, where: tuple[int, int], message: str) -> None:
    (found,) = problems(text)
    assert found[1:3] == where


@READERS
@pytest.mark.parametrize("text", [text for text, _, _ in CAUSES])
def test_after_an_error_the_file_is_unknown(text: str, pure: bool) -> None:
    stream = yaml.parse(Source("compose.yaml", text), pure=pure)
    assert stream.broken
    assert len(stream.problems) == 1


def test_documents_before_the_error_stay_known() -> None:
    stream = yaml.parse(Source("compose.yaml", "a: 1\n---\nb: [\n"))
    assert [values(root) for root in stream.documents] == [[("a", 1)]]
    assert stream.broken


@pytest.mark.parametrize(
    "text", ["\ud800", "a: \udfff\n", "\x00", "a: 1\x00", "\x85\u2028a: 1\n", "\ufffe", "%", "--- |", "!<"]
)
@READERS
def test_nothing_makes_the_reader_raise(text: str, pure: bool) -> None:
    yaml.parse(Source("compose.yaml", text), pure=pure)


# --- comments --------------------------------------------------------------------------------------------------------


@READERS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# one\na: 1 # two\n  # three\n", [("# one", True), ("# two", False), ("# three", True)]),
        ("a: 'x # y'\nb: \"# z\"\nc: x#y\nd: http://h/#a\n", []),
        ("a: |\n  # text\n  x # text\n# end\n", [("# end", True)]),
        ("a: | # why\n  # text\n", [("# why", False)]),
        ("a: > # why\nb: 1\n", [("# why", False)]),
        ("a: b\n  c # end\n", [("# end", False)]),
        ("a: [1, # one\n  2] # two\n", [("# one", False), ("# two", False)]),
        ("a: &x # why\n  b: 1\n", [("# why", False)]),
        ("a: 1 # last", [("# last", False)]),
        ("a: 1 # cr\r\n", [("# cr", False)]),
        ("--- # doc\na: 1\n---\n# two\n", [("# doc", False), ("# two", True)]),
        ("a: 'x\n\n  # text\n  '\n", []),
        ("#\n", [("#", True)]),
    ],
)  # fmt: skip
def test_comments_are_found_between_the_scalars(text: str, expected: list[tuple[str, bool]], pure: bool) -> None:
    stream = yaml.parse(Source("compose.yaml", text), pure=pure)
    assert [(comment.text, comment.own_line) for comment in stream.comments()] == expected


# --- both readers, any text ------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["a", "web", "8080:80", "yes", "0777", "1.5", "x y", "é😀", "-x", "a#b", "$A", "1_0", "~"])
QUOTED = st.sampled_from(["'x'", "'it''s'", '"a\\tb"', "''", '"é # no"', "!!str 5", "&anchor v", "2024-01-02"])
LEAF = st.one_of(WORDS, QUOTED)
FLOW = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=3).map(
            lambda items: f"{{{', '.join(f'k{n}: {item}' for n, item in enumerate(items))}}}"
        ),
    ),
    max_leaves=6,
)


def block(items: list[list[str]], sequence: bool) -> list[str]:
    lines = []
    for number, item in enumerate(items):
        head = "-" if sequence else f"key{number}:"
        if len(item) == 1 and not item[0].startswith(("-", " ", "key")):
            lines.append(f"{head} {item[0]}")
        else:
            lines += [head if number % 2 else f"{head} # note", *(f"  {line}" for line in item)]
    return lines


TEXTS = st.sampled_from([["|", "  one", "", "  two # text"], [">-", "  one", "    two", "  three"], ["one", "  two"]])
BLOCKS = st.recursive(
    FLOW.map(lambda text: [text]),
    lambda inner: st.builds(block, st.lists(inner, min_size=1, max_size=3), st.booleans()),
    max_leaves=8,
)


def outline(tree: yaml.Tree) -> object:
    """Everything that is known of a tree."""
    place = (tree.start, tree.end, tree.tag, tree.anchor, tree.size, tree.height)
    if isinstance(tree, yaml.Scalar):
        return place, repr(tree.value) if not isinstance(tree.value, Timestamp) else tree.value.text, tree.style
    if isinstance(tree, yaml.Alias):
        return place, tree.name
    children = tree.items if isinstance(tree, yaml.Sequence) else [part for entry in tree.entries for part in entry]
    return place, tree.flow, [outline(child) for child in children]


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_both_readers_see_the_same(documents: list[list[str]], newline: str, ended: bool) -> None:
    text = newline.join(line for document in documents for line in ("---", *document)) + newline * ended
    first, second = (yaml.parse(Source("compose.yaml", text), pure=pure) for pure in (False, True))
    assert [outline(root) for root in first.documents] == [outline(root) for root in second.documents]
    assert [(comment.span.start, comment.text) for comment in first.comments()] == [
        (comment.span.start, comment.text) for comment in second.comments()
    ]
    assert [problem.kind for problem in first.problems] == [problem.kind for problem in second.problems]
    assert not first.broken
    check_places(first)


def check_places(stream: yaml.Stream) -> None:
    """Every node lies inside its parent, and every stretch of a scalar reads in the file as it was decoded."""
    stack = list(stream.documents)
    while stack:
        node = stack.pop()
        assert 0 <= node.start <= node.end <= len(node.source.text)
        if isinstance(node, yaml.Scalar):
            for at, source_at, length in node.excerpt().runs:
                assert node.source.text[source_at : source_at + length] == node.text[at : at + length]
                assert node.start <= source_at <= source_at + length <= node.end
        elif not isinstance(node, yaml.Alias):
            below = node.items if isinstance(node, yaml.Sequence) else [part for pair in node.entries for part in pair]
            assert all(node.start <= child.start <= child.end <= node.end for child in below)
            stack += below


SOUP = st.text(alphabet="ab:-#'\"|>[]{},&*!?%@`\n\t \\$~<0é", max_size=60)


@settings(max_examples=300, deadline=None)
@given(SOUP, st.booleans())
def test_any_text_is_read_or_refused(text: str, pure: bool) -> None:
    stream = yaml.parse(Source("compose.yaml", text), pure=pure)
    check_places(stream)
    for problem in stream.problems:
        span = problem.defect.span
        assert 0 <= span.start <= span.end <= len(span.source.text)
        assert 0 < len(problem.defect.message) <= 100
    for comment in stream.comments():
        assert re.match("#[^\n]*$", comment.text)
