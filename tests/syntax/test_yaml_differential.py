"""Our YAML against ruamel.yaml, a reader of YAML 1.2: plain scalars and the structure of whole documents.

Where Compose's library (go-yaml) leaves YAML 1.2, so do we; those places are listed and nothing else may differ.
"""

from __future__ import annotations

import datetime
import io
import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from composelint.core.source import Source
from composelint.syntax import yaml
from composelint.syntax.scalars import Timestamp

EXAMPLES = int(os.environ.get("COMPOSELINT_EXAMPLES", "0"))
"""More examples than usual, and other ones each time."""


def usual(number: int) -> settings:
    return settings(
        max_examples=EXAMPLES or number,
        derandomize=not EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class RefusedError(Exception):
    """One of the two does not take a text."""


def theirs(text: str) -> list[object]:
    try:
        return [told(document) for document in YAML(typ="safe", pure=True).load_all(io.StringIO(text))]
    except (YAMLError, ValueError, TypeError, NotImplementedError, AttributeError, IndexError) as error:
        raise RefusedError(type(error).__name__) from error


def told(value: object) -> object:
    """A value of theirs in the shape in which ours are compared: mappings as pairs, moments as such."""
    if isinstance(value, dict):
        return [("mapping",), *((told(key), told(below)) for key, below in value.items())]
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    if isinstance(value, datetime.date):
        return "moment"
    return value


def ours(text: str) -> list[object]:
    stream = yaml.parse(Source("compose.yaml", text))
    if stream.problems:
        raise RefusedError(stream.problems[0].defect.message)
    return [shown(document) for document in stream.documents]


def shown(tree: yaml.Tree) -> object:
    if isinstance(tree, yaml.Alias):
        return shown(tree.target)
    if isinstance(tree, yaml.Mapping):
        return [("mapping",), *((shown(key), shown(value)) for key, value in tree.entries)]
    if isinstance(tree, yaml.Sequence):
        return [shown(item) for item in tree.items]
    return "moment" if isinstance(tree.value, Timestamp) else tree.value


def same(one: object, other: object) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float) and one != one:
        return other != other
    return one == other and isinstance(one, bool) is isinstance(other, bool)


# --- scalars

OCTAL = re.compile(r"[-+]?0[0-7_]+")
UNDERSCORED = re.compile(r"[-+.0-9a-fA-FxobeE]*_.*")
DIFFERENT = (
    (OCTAL, "a leading zero makes a number octal"),
    (UNDERSCORED, "every underscore of a number is dropped, not only those between digits"),
    (re.compile(r"[-+]?0[xbo].*"), "0x, 0b and 0o stand with and without a sign; 64 bits are the most"),
    (re.compile(r"[-+]?[0-9]{19,}"), "a whole number beyond 64 bits is a float"),
    (re.compile(r"[-+]?[0-9.]+[eE].*"), "an exponent needs neither a sign nor a point before it"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"), "which moments there are"),
    (re.compile(r"[-+]?\.[0-9].*|[-+]?[0-9]+\."), "a point may stand first or last"),
    (re.compile(r"="), "a lone equals sign has a meaning of its own only in YAML 1.1"),
)

PIECES = st.sampled_from(
    [
        *"0123456789", *"+-._:eExob aTtZ", "true", "false", "null", "yes", "no", "on", "off", "~", "inf", "nan", "0x",
        "0o", "0b", "2024-01-02", "03:04:05", "True", "NULL", "y", "N", "é", "#", "a b", "http://x", "1e3",
    ]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=5).map("".join))
@usual(500)
@example("22:22")
@example("1:30:00")
@example("0b1")
@example("1.")
@example("+.inf")
@example("08")
def test_plain_scalars(text: str) -> None:
    assume(text.strip() == text and not any(pattern.fullmatch(text) for pattern, _ in DIFFERENT))
    document = f"a: {text}\n"
    try:
        expected = theirs(document)
    except RefusedError:
        return
    assert same(ours(document), expected), (ours(document), expected)


# --- structure

WORDS = st.sampled_from(
    ["a", "b", "web", "image", "x-y", "5", "true", "1.5", "~", "null", "no", "é", "a b", "a:b", "a#b"]
)
QUOTED = st.text(alphabet=st.sampled_from("ab1 :#{}[],&*!|>%@`'\"\\\n\té$"), max_size=8)


@st.composite
def scalar(draw: st.DrawFn, indent: int, flow: bool) -> str:
    kind = draw(st.sampled_from(("plain", "plain", "single", "double", "literal", "folded", "null")))
    if kind == "plain":
        return draw(WORDS)
    text = draw(QUOTED)
    if kind == "single":
        return "'" + text.replace("\n", " ").replace("'", "''") + "'"
    if kind == "double":
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    if kind == "null" or flow:
        return "''" if flow else ""
    lines = [line for line in text.replace("\t", " ").split("\n") if line.strip()] or ["x"]
    head = ("|" if kind == "literal" else ">") + draw(st.sampled_from(("", "-", "+")))
    blank = draw(st.sampled_from(("\n", "\n\n")))
    return head + "\n" + blank.join(" " * (indent + 2) + line.strip() for line in lines)


@st.composite
def flow(draw: st.DrawFn, depth: int) -> str:
    kind = draw(st.sampled_from(("scalar", "mapping", "sequence"))) if depth else "scalar"
    if kind == "scalar":
        return draw(scalar(0, True))
    parts = [draw(flow(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
    if kind == "sequence":
        return "[" + ", ".join(parts) + draw(st.sampled_from(("", ",") if parts else ("",))) + "]"
    return "{" + ", ".join(f"k{number}: {part}" for number, part in enumerate(parts)) + "}"


@st.composite
def block(draw: st.DrawFn, indent: int, depth: int, names: list[str]) -> str:
    """A block node as it stands behind its key: either on the same line or below it."""
    comment = draw(st.sampled_from(("", "", "", " # note")))
    kind = draw(st.sampled_from(("scalar", "flow", "mapping", "sequence", "alias", "anchor"))) if depth else "scalar"
    if kind == "alias" and names:
        return f" *{draw(st.sampled_from(names))}{comment}"
    if kind == "flow":
        return f" {draw(flow(2))}{comment}"
    if kind in ("mapping", "sequence", "anchor"):
        anchor = f" &n{len(names)}" if kind == "anchor" else ""
        lines, known = [], list(names)
        for number in range(draw(st.integers(1, 3))):
            head = "-" if kind == "sequence" else f"{draw(st.sampled_from('abc'))}{number}:"
            lines.append(" " * (indent + 2) + head + draw(block(indent + 2, depth - 1, known)))
        if anchor:
            names.append(f"n{len(names)}")
        return f"{anchor}{comment}\n" + "\n".join(lines)
    value = draw(scalar(indent, False))
    return f" {value}{comment if value[:1] not in ('|', '>') else ''}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    found = []
    for _ in range(draw(st.integers(1, 2))):
        names: list[str] = []
        keys = range(draw(st.integers(1, 4)))
        found.append("\n".join(f"key{number}:{draw(block(0, 3, names))}" for number in keys) + "\n")
    return draw(st.sampled_from(("", "---\n", "# first\n"))) + "---\n".join(found)


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@given(documents())
@usual(120)
def test_documents(text: str) -> None:
    try:
        expected = theirs(text)
    except RefusedError as refusal:
        if refusal.args == ("DuplicateKeyError",):
            return
        try:
            ours(text)
        except RefusedError:
            return
        raise AssertionError(f"only ruamel.yaml refuses: {refusal}") from refusal
    assert same(ours(text), expected), (ours(text), expected)


MARKS = st.sampled_from(
    [
        *"ax1:-[]{},'\"#\n",
        "b:",
        ": ",
        "- ",
        "  ",
        "&a ",
        "*a",
        "|\n",
        ">-\n",
        "---\n",
        "? ",
        "\t",
        "%",
        "k: v\n",
        "...\n",
    ]
)


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@given(st.lists(MARKS, max_size=14).map("".join))
@usual(300)
def test_any_text(text: str) -> None:
    """What both take, they read alike; that one is stricter than the other is no matter. Only mappings count."""
    try:
        expected, found = theirs(text), ours(text)
    except RefusedError:
        return
    assume(all(isinstance(document, list) and document[:1] == [("mapping",)] for document in expected))
    assert same(found, expected), (found, expected)


def numbers() -> Iterator[tuple[str, object]]:
    yield from (("0777", 511), ("010", 8), ("08", 8.0), ("1_000", 1000), ("0x_1", 1), ("-0b11", -3), ("0o17", 15))
    yield from ((str(1 << 64), float(1 << 64)), ("1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("2024-1-2", "moment"))


def test_where_go_yaml_leaves_yaml_1_2() -> None:
    for text, value in numbers():
        assert same(ours(f"a: {text}\n"), [[("mapping",), ("a", value)]]), text
