"""Quotes, escapes and variables of Dockerfile words."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source
from composelint.syntax.dockerfile import Literal, Variable, parse
from composelint.syntax.dockerfile.splitting import Word
from composelint.syntax.dockerfile.words import DEEPEST, LONGEST, Found, WordError, expand, joined, lex

VALUES = {"n": "x", "e": "", "v": "app-1.2.tar.gz", "long": "y" * LONGEST, "deep": "${n}"}


def lookup(name: str) -> Found | None:
    """Known values; `unknown` has one that nobody knows, `maybe` was declared without one, all else is unset."""
    if name in ("unknown", "maybe"):
        return Found(None, maybe=name == "maybe")
    return Found(VALUES[name]) if name in VALUES else None


def expanded(text: str, escape: str = "\\") -> str | None:
    parts, error = lex(text, escape)
    assert error is None
    return joined(expand(parts, lookup))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${u:-d}", "d"),
        ("${u-d}", "d"),
        ("${e:-d}", "d"),
        ("${e-d}", ""),
        ("${n:+d}", "d"),
        ("${e:+d}", ""),
        ("${e+d}", "d"),
        ("${u+d}", ""),
        ("${n:?m}", "x"),
        ("${u:-${e:-${n}y}z}", "xyz"),
        ("${u:-a b}", "a b"),
        ("${u:-'a}'}", "a}"),
        ("${v%.tar.gz}", "app-1.2"),
        ("${v#*-}", "1.2.tar.gz"),
        ("${v##*.}", "gz"),
        ("${v%%.*}", "app-1"),
        ("${v%.*}", "app-1.2.tar"),
        ("${v#???}", "-1.2.tar.gz"),
        ("${v#nothing}", "app-1.2.tar.gz"),
        ("${v#*}", "app-1.2.tar.gz"),
        ("${v##*}", ""),
        ("${v#${u:-a}}", "pp-1.2.tar.gz"),
        ("${v/./_}", "app-1_2.tar.gz"),
        ("${v//./_}", "app-1_2_tar_gz"),
        ("${v//p?/<>}", "a<>-1.2.tar.gz"),
        ("${v/1*z/}", "app-"),
        ("${v//*/all}", "all"),
        ("\\$n", "$n"),
        ("'$n'", "$n"),
        ('"\\$n"', "$n"),
        ('"$n"', "x"),
        ('"${n}y"', "xy"),
        ("C:\\x", "C:x"),
        ('"C:\\x"', "C:\\x"),
        ("$n_a", ""),
        ("${n}_a", "x_a"),
        ("$1$@$$a", "a"),
        ("a$", "a$"),
        ("$/x", "$/x"),
        ("'a'\"b\"c\\ d", "abc d"),
        ("a\\", "a"),
        ("$deep", "${n}"),
        ("", ""),
    ],
)
def test_expansion(text: str, expected: str) -> None:
    assert expanded(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$unknown",
        "a${unknown}b",
        "${unknown:-d}",
        "${unknown:+d}",
        "${unknown%x}",
        "$maybe",
        "${maybe:+d}",
        "${u:-$unknown}",
        "${u:?message}",
        "${e:?}",
        "${v#\\x}",
        "${v//./$n$}",
        "$long$n",
        "${long%y}",
    ],
)
def test_unknown_parts_make_the_whole_unknown(text: str) -> None:
    assert expanded(text) is None


@pytest.mark.parametrize(("text", "expected"), [("${maybe:-d}", "d"), ("${maybe-d}", "d"), ("${n:-$unknown}", "x")])
def test_a_written_default_is_taken_for_what_nobody_may_give(text: str, expected: str) -> None:
    assert expanded(text) == expected


def test_a_backtick_may_be_the_escape_character() -> None:
    assert expanded("C:\\x", "`") == "C:\\x"
    assert expanded("`$n", "`") == "$n"
    assert expanded('"a`"b"', "`") == 'a"b'


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("${}", "has a bad substitution `${}`", "${}"),
        ("a${:x}", "has a bad substitution `${:x}`", "${:"),
        ("${{n}}", "has a bad substitution `${{n}`", "${{"),
        ("a${n", "has a `${` without `}`", "${n"),
        ("${n:", "has a `${` without `}`", "${n:"),
        ("${n:-a", "has a `${` without `}`", "${n:-a"),
        ("${n/a}", "has a `${` without `/`", "${n/a}"),
        ("${n:0:1}", "has an unknown modifier in `${n:0:1}`", "${n:0"),
        ("${n^}", "has an unknown modifier in `${n^}`", "${n^"),
        ("${n:%x}", "has an unknown modifier in `${n:%x}`", "${n:%"),
        ("${#n}", "has an unknown modifier in `${#n}`", "${#n"),
        ('x"a', "has a double quote that is never closed", '"'),
        ("x'a", "has a single quote that is never closed", "'"),
        ("${n:-'a}", "has a single quote that is never closed", "'"),
    ],
)
def test_refusals(text: str, message: str, place: str) -> None:
    parts, error = lex(text, "\\")
    assert parts == []
    assert isinstance(error, WordError)
    assert (error.message, text[error.start : error.end]) == (message, place)


def test_nesting_has_an_end() -> None:
    assert lex("${a:-" * DEEPEST + "}" * DEEPEST, "\\")[1] is None
    error = lex("${a:-" * (DEEPEST + 1) + "}" * (DEEPEST + 1), "\\")[1]
    assert error is not None
    assert error.message == f"nests more than {DEEPEST} substitutions"


def word_of(text: str) -> Word:
    return parse(Excerpt.verbatim(Source("Dockerfile", text))).instructions[0].words[0]


def test_parts_keep_their_places() -> None:
    word = word_of('WORKDIR /a\\\n/$b"${c:-d$e}" f')
    spans = [(type(part), word.span_of(part.start, part.end).text) for part in word.parts]
    assert spans == [
        (Literal, "/a\\\n/"),
        (Variable, "$b"),
        (Literal, '"'),
        (Variable, "${c:-d$e}"),
        (Literal, '"'),
        (Literal, " f"),
    ]
    variable = word.parts[3]
    assert isinstance(variable, Variable)
    assert (variable.name, variable.modifier, variable.quoted) == ("c", ":-", True)
    assert [nested.name for nested in variable.nested] == ["e"]


def test_a_decoded_string_keeps_its_places() -> None:
    word = word_of('COPY ["a\\tb\\u0041$c", "/x"]')
    assert word.text == "a\tbA$c"
    assert [word.span_of(at, at + 1).text for at in (0, 2, 4)] == ["a", "b", "$"]
    assert word.excerpt.span(4, 6).text == "$c"
    assert word.span.text == '"a\\tb\\u0041$c"'


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "text", ["${long:-" + "a" * 5000 + "}", "${v#" + "*a" * 60 + "}", "$long" * 2000, "${v//a/" + "b" * 60_000 + "}"]
)
def test_hostile_words_take_little_time(text: str) -> None:
    expanded(text)
