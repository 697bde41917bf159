"""Compose's `${}`: what is a reference, what it becomes, what is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composelint.core.source import Excerpt, Source, Span
from composelint.syntax.interpolation import (
    MAX_DEPTH,
    MAX_LENGTH,
    Found,
    Literal,
    Reference,
    Template,
    expand,
    joined,
    parse,
    resolve,
)


def excerpt(text: str) -> Excerpt:
    return Excerpt.verbatim(Source("compose.yaml", text))


def read(text: str) -> Template:
    template = parse(excerpt(text))
    assert template is not None
    return template


def known(text: str, **env: str) -> str | None:
    template = parse(excerpt(text))
    if template is None:
        return text
    return joined(resolve(template, lambda name: Found(env[name]) if name in env else None))


def expanded(text: str, **env: str) -> tuple[str, list[str], str | None]:
    template = parse(excerpt(text))
    return (text, [], None) if template is None else expand(template, env)


@pytest.mark.parametrize(
    "text", ["", "plain", "$ ", "$1", "$(id)", "$?", "$@", "$}", "$", "^x$", "a$-b", "{}", "$.$,$", "{{.Name}}", "$é"]
)
def test_what_compose_leaves_alone_is_no_template(text: str) -> None:
    assert parse(excerpt(text)) is None


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("$FOO-bar", [("FOO", "", None), "-bar"]),
        ("$FOO.bar", [("FOO", "", None), ".bar"]),
        ("$FOO$BAR", [("FOO", "", None), ("BAR", "", None)]),
        ("a${_x1}b", ["a", ("_x1", "", None), "b"]),
        ("$$FOO", ["$", "FOO"]),
        ("$$${FOO}", ["$", ("FOO", "", None)]),
        ("${A:-x}", [("A", ":-", "x")]),
        ("${A-x}", [("A", "-", "x")]),
        ("${A:+x}", [("A", ":+", "x")]),
        ("${A+x}", [("A", "+", "x")]),
        ("${A:?x}", [("A", ":?", "x")]),
        ("${A?x}", [("A", "?", "x")]),
        ("${A:-}", [("A", ":-", "")]),
        ("${A:-b:-c}", [("A", ":-", "b:-c")]),
        ("${A-b:?c}", [("A", "-", "b:?c")]),
        ("${A:-${B:-x}}y", [("A", ":-", "${B:-x}"), "y"]),
        ('${A:-{"k":1}} ${B}', [("A", ":-", '{"k":1}'), " ", ("B", "", None)]),
        ("${A:-x} ${B:-y}", [("A", ":-", "x"), " ", ("B", ":-", "y")]),
        ("${A:-x\\}", [("A", ":-", "x\\")]),
        ("one\n${A:-x}\ntwo $B", ["one\n", ("A", ":-", "x"), "\ntwo ", ("B", "", None)]),
        ("${A:-{}}", [("A", ":-", "{}")]),
        ("${A:-{}} ${B}", [("A", ":-", "{}} ${B")]),
        ("${A:-{{.X}}}", [("A", ":-", "{{.X}"), "}"]),
    ],
)
def test_parts(text: str, shape: list[object]) -> None:
    found: list[object] = [
        part.text if isinstance(part, Literal) else (part.name, part.operator, part.word and part.word.text)
        for part in read(text).parts
    ]
    assert found == shape


@pytest.mark.parametrize(
    ("text", "name", "spans"),
    [
        ("a ${FOO:-b${BAR}} c", "FOO", ("${FOO:-b${BAR}}", "FOO", "b${BAR}")),
        ("a ${FOO:-b${BAR}} c", "BAR", ("${BAR}", "BAR", "")),
        ("$FOO/x", "FOO", ("$FOO", "FOO", "")),
        ("${FOO-}", "FOO", ("${FOO-}", "FOO", "")),
    ],
)
def test_spans(text: str, name: str, spans: tuple[str, str, str]) -> None:
    (reference,) = (it for it in read(text).references() if it.name == name)
    assert (reference.span.text, reference.name_span.text, reference.word_span.text) == spans


def test_spans_look_through_an_excerpt() -> None:
    source = Source("compose.yaml", "x: 'it''s ${A:-b}'")
    start = source.text.index("'") + 1
    text = Excerpt(
        source, "it's ${A:-b}", [(0, start, 3), (3, start + 4, 9)], Span(source, start - 1, len(source.text))
    )
    template = parse(text)
    assert template is not None
    (reference,) = template.references()
    assert reference.span.text == "${A:-b}"
    assert reference.word_span.text == "b"


SET, EMPTY, UNSET = {"V": "v"}, {"V": ""}, dict[str, str]()


@pytest.mark.parametrize(
    ("text", "env", "value"),
    [
        ("$V", SET, "v"),
        ("${V}", SET, "v"),
        ("${V}", EMPTY, ""),
        ("${V}", UNSET, None),
        ("a${V}b", UNSET, None),
        ("${V:-d}", SET, "v"),
        ("${V:-d}", EMPTY, "d"),
        ("${V:-d}", UNSET, "d"),
        ("${V-d}", SET, "v"),
        ("${V-d}", EMPTY, ""),
        ("${V-d}", UNSET, "d"),
        ("${V:+r}", SET, "r"),
        ("${V:+r}", EMPTY, ""),
        ("${V:+r}", UNSET, ""),
        ("${V+r}", SET, "r"),
        ("${V+r}", EMPTY, "r"),
        ("${V+r}", UNSET, ""),
        ("${V:?e}", SET, "v"),
        ("${V:?e}", EMPTY, None),
        ("${V:?e}", UNSET, None),
        ("${V?e}", SET, "v"),
        ("${V?e}", EMPTY, ""),
        ("${V?e}", UNSET, None),
        ("${X:-${V}}", SET, "v"),
        ("${X:-${V}}", UNSET, None),
        ("${X:-${V-x}}y", UNSET, "xy"),
        ("${V:-${X}}", SET, "v"),
        ("${X:-$$V}", SET, "$V"),
        ("$${V}", SET, "${V}"),
        ("$$$V", SET, "$v"),
        ("${V}", {"V": "$X"}, "$X"),
        ("${X:-{}}", UNSET, "{}"),
        ("${", SET, None),
        ("a ${V} ${!}", SET, None),
    ],
)
def test_what_is_known(text: str, env: dict[str, str], value: str | None) -> None:
    assert known(text, **env) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("${V}", None), ("${V:-d}", None), ("${V-d}", None), ("${V:+r}", None), ("${V+r}", "r"), ("${V:?e}", None)],
)
def test_a_variable_that_is_defined_but_unknown(text: str, value: str | None) -> None:
    assert joined(resolve(read(text), lambda name: Found(None))) == value


def test_a_result_tells_where_it_came_from() -> None:
    here = Found("v", via="the .env file")
    template = read("a${V}${X:-${V}}${X:-d}${X}")
    results = resolve(template, lambda name: here if name == "V" else None)
    assert [it.value for it in results] == ["a", "v", "v", "d", None]
    assert [it.span.text for it in results] == ["a", "${V}", "${X:-${V}}", "${X:-d}", "${X}"]
    assert [it.source for it in results[:3]] == [None, here, here]
    assert isinstance(results[3].source, Template)
    assert results[3].source.span.text == "d"
    assert [it.reference and it.reference.name for it in results] == [None, "V", "X", "X", "X"]


@pytest.mark.parametrize(
    ("text", "env", "value"),
    [
        ("a${V}", SET, ("av", [], None)),
        ("a$V", UNSET, ("a", ['The "V" variable is not set. Defaulting to a blank string.'], None)),
        ("${V:-d}${V+r}", UNSET, ("d", [], None)),
        ("${V:-d}${V+r}${V}", EMPTY, ("dr", [], None)),
        ("${V:-${X}}", UNSET, ("", ['The "X" variable is not set. Defaulting to a blank string.'], None)),
        ("${A:?need ${V}}", SET, ("", [], "required variable A is missing a value: need v")),
        ("${A?}", SET, ("", [], "required variable A is missing a value")),
        ("${V:?}", EMPTY, ("", [], "required variable V is missing a value")),
        ("${V?}", EMPTY, ("", [], None)),
        ("${V:-{}} ${V}", SET, ("v", [], None)),
        ("${X:-{{.X}}}", UNSET, ("{{.X}}", [], None)),
        ("${V:-{{.X}}}", SET, ("v}", [], None)),
    ],
)
def test_expanding_as_compose_does(text: str, env: dict[str, str], value: tuple[str, list[str], str | None]) -> None:
    assert expanded(text, **env) == value


@pytest.mark.parametrize(
    ("text", "at", "says", "escapable"),
    [
        ("${", "${", "not closed", False),
        ("${FOO", "${FOO", "not closed", False),
        ("x ${FOO:-x  \n}", "${FOO:-x", "not closed", False),
        ("${A:-line1\nline2}", "${A:-line1", "not closed", False),
        ("${}", "${}", "names no variable", False),
        ("${ }", "${ }", "names no variable", False),
        ("${ FOO}", "${ FOO}", "blanks around", False),
        ("${FOO }", "${FOO }", "blanks around", False),
        ("${FOO!}", "${FOO!}", "no valid reference", False),
        ("a ${1A} b", "${1A}", "digit", True),
        ("${FOO:default}", "${FOO:default}", "`:-` gives a default", False),
        ("${FOO:=x}", "${FOO:=x}", "Compose knows `:-`", False),
        ("${FOO/a/b}", "${FOO/a/b}", "`$$` leaves it to the shell", True),
        ("${FOO[0]}", "${FOO[0]}", "shell", True),
        ("${#FOO}", "${#FOO}", "shell", True),
        ("${!FOO}", "${!FOO}", "shell", True),
        ("${1}", "${1}", "shell", True),
        ("${1:-x}", "${1:-x}", "shell", True),
        ("${@}", "${@}", "shell", True),
        ("${FOO%%.*}", "${FOO%%.*}", "shell", True),
        ("${FOO##*/}", "${FOO##*/}", "shell", True),
        ("${FOO^^}", "${FOO^^}", "shell", True),
        ("${FOO:0:3}", "${FOO:0:3}", "shell", True),
        ("${FOO: -3}", "${FOO: -3}", "shell", True),
        ("${{ github.sha }}", "${{ github.sha }", "template engine", False),
        ('${"a": 1}', '${"a": 1}', "JSON", False),
        ("${env.HOME}", "${env.HOME}", "`$$` keeps it", False),
        ("${env:HOME}", "${env:HOME}", "`$$` keeps it", False),
        ("${A:-${}} ok", "${}", "names no variable", False),
        ("${A:-{}} ${B}", "${A:-{}}", "miscounts `{}`", False),
        ("${A:-{{.X}}}", "${A:-{{.X}}}", "miscounts `{{`", False),
        ("${ABCDEFGHIJKLMNOPQRSTUVWXYZ/x}", "${ABCDEFGHIJKLMNOPQRSTUVWXYZ/x}", "`${ABCDEFGHIJKLMNOPQRSTUVWX…}`", True),
    ],
)
def test_refused(text: str, at: str, says: str, escapable: bool) -> None:
    (fault,) = read(text).faults()
    assert says in fault.message
    assert len(fault.message) <= 100
    assert (fault.span.text, fault.escapable) == (at, escapable)


@pytest.mark.parametrize(
    "text", ["$${}", "${A:-{}}", '${A:-{"a": {"b": 1}}} ${B}', "$${A[0]} $$1", "${A:-}}", "$FOO[0]"]
)
def test_not_refused(text: str) -> None:
    assert list(read(text).faults()) == []


def test_what_precedes_an_error_is_still_read() -> None:
    template = read("${A:?first} ${B!} ${C}")
    assert [it.name for it in template.references()] == ["A"]
    assert expand(template, {})[2] == "required variable A is missing a value: first"


def test_nesting_ends_somewhere() -> None:
    deep = "${A:-" * (MAX_DEPTH + 5) + "}" * (MAX_DEPTH + 5)
    (fault,) = read(deep).faults()
    assert "deep" in fault.message
    assert known(deep) is None


def test_texts_do_not_grow_without_end() -> None:
    text, long = "$A" * 20, "x" * (MAX_LENGTH // 10)
    assert known(text, A=long) is None
    assert "grows" in (expanded(text, A=long)[2] or "")
    assert known("$A$A", A=long) == long * 2


_ORACLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<named>[A-Za-z_][A-Za-z0-9_]*)"
    r"|\{(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?P<op>:?[-+?])(?P<word>.*))?\}|))"
)


class RefusedError(Exception):
    """The oracle's word for any error."""


def slow_expand(text: str, env: dict[str, str]) -> str:
    """The grammar taken literally: the greedy expression first, then the count of braces that cuts its match short."""
    return _ORACLE.sub(lambda match: slow_replace(match[0], env), text)


def slow_replace(found: str, env: dict[str, str]) -> str:
    depth, at, cut = 0, 0, len(found)
    while at < len(found):
        if found[at] == "}":
            depth -= 1
            if depth == 0:
                cut = at + 1
                break
        elif found[at] == "{":
            depth += 1
            at += 1
        at += 1
    match = _ORACLE.match(found[:cut])
    assert match is not None
    if match["escaped"]:
        return "$"
    name, operator, word = match["named"] or match["name"], match["op"] or "", match["word"]
    if not name:
        raise RefusedError
    value, rest = env.get(name), found[cut:]
    if not operator:
        return (value or "") + slow_expand(rest, env)
    missing = value is None or (operator[0] == ":" and not value)
    if operator[-1] == "?" and missing:
        raise RefusedError
    use_word = not missing if operator[-1] == "+" else missing
    return (slow_expand(word, env) if use_word else value or "") + slow_expand(rest, env)


TEMPLATES = st.lists(
    st.sampled_from(["$", "${", "{", "}", "${A", "${E:-", ":-", "-", "+", ":?", ":+", "B", "x", "\n", " ", "{}", "{{"])
).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEMPLATES, st.sampled_from([{}, {"A": "1"}, {"A": "", "B": "2", "E": "3"}]))
def test_expands_like_the_grammar_taken_literally(text: str, env: dict[str, str]) -> None:
    try:
        wanted = slow_expand(text, env)
    except RefusedError:
        assert expanded(text, **env)[2] is not None
    else:
        assert expanded(text, **env)[::2] == (wanted, None)


@settings(max_examples=200, deadline=None)
@given(TEMPLATES)
def test_parts_cover_the_text_and_every_span_is_exact(text: str) -> None:
    template = parse(excerpt(text))
    if template is None:
        return
    at = 0
    for part in template.parts:
        assert part.start == at
        at = part.end
        assert part.span.text == text[part.start : part.end]
        if isinstance(part, Reference):
            assert part.name_span.text == part.name
            assert part.word_span.text == (part.word.text if part.word else "")
    assert at == (len(text) if template.error is None else template.error.span.start)


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "unit", ["${A:-", "${A", "${A:-{}", "${A:-{}} ", "${A:-x}", "$", "\n${A:-{}", "${A:-${B:-x}", "}{", "${A:-x}}"]
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    template = parse(excerpt(text))
    if template is not None:
        list(template.faults())
        expand(template, {})
