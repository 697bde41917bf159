"""Env files: what Compose reads, where it stands, what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composelint.core.source import Source
from composelint.syntax.dotenv import EnvFile, parse, parse_raw
from composelint.syntax.interpolation import Found


def read(text: str, **env: str) -> EnvFile:
    return parse(Source(".env", text), lambda name: Found(env[name]) if name in env else None)


def values(file: EnvFile) -> dict[str, str | None]:
    return {entry.name: entry.value for entry in file.entries}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {}),
        ("\n \n# only a comment", {}),
        ("A=1", {"A": "1"}),
        ("\ufeffA=1\n", {"A": "1"}),
        ("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("A: 1", {"A": "1"}),
        ("A = 1 ", {"A": "1"}),
        ("export A=1", {"A": "1"}),
        ("export\tA=1", {"A": "1"}),
        ("exported=1", {"exported": "1"}),
        ("export=1", {"export": "1"}),
        ("  A=1\n\tB=2", {"A": "1", "B": "2"}),
        ("A.b-c[0]=1", {"A.b-c[0]": "1"}),
        ("1A=x", {"1A": "x"}),
        ("ÄÖ=x", {"ÄÖ": "x"}),
        ("=v", {"": "v"}),
        ("A=", {"A": ""}),
        ("A=   \nB=1", {"A": "", "B": "1"}),
        ("A=x#y", {"A": "x#y"}),
        ("A=x #y", {"A": "x"}),
        ("A=x\t#y", {"A": "x\t#y"}),
        ("A=#c", {"A": "#c"}),
        ("A= #c", {"A": "#c"}),
        ("A=a=b:c", {"A": "a=b:c"}),
        ("A=a\\nb", {"A": "a\\nb"}),
        ("A=a 'b' \"c\"", {"A": "a 'b' \"c\""}),
        ("A='a b'", {"A": "a b"}),
        ("A='$B ${C} \\n'", {"A": "$B ${C} \\n"}),
        ("A='it\\'s'", {"A": "it's"}),
        ("A='C:\\\\'", {"A": "C:\\\\"}),
        ("A='one\ntwo'\nB=1", {"A": "one\ntwo", "B": "1"}),
        ('A="x\\ny" # c', {"A": "x\ny"}),
        ('A="a\\"b"', {"A": 'a"b'}),
        ('A="\\a\\b\\f\\r\\t\\v\\\\"', {"A": "\a\b\f\r\t\v\\"}),
        ('A="\\0101\\012\\0\\0400"', {"A": "A\\012\\0\\0400"}),
        ('A="\\c\\x41\\u0041\\\'"', {"A": "\\c\\x41\\u0041\\'"}),
        ('A="\\\\n"', {"A": "\\n"}),
        ('A="a\\$b"', {"A": "a$b"}),
        ('A="one\ntwo"\nB=1', {"A": "one\ntwo", "B": "1"}),
        ('A=""', {"A": ""}),
        ('A="x"B=1', {"A": "x", "B": "1"}),
        ('A="x" B=1', {"A": "x", "B": "1"}),
        ("A=1\nA=2", {"A": "2"}),
        ("A=a$$b", {"A": "a$b"}),
        ("A=a\nB=${A}b", {"A": "a", "B": "ab"}),
        ("A=a\nB=$A-${C:-d}", {"A": "a", "B": "a-d"}),
        ("A=pa$word", {"A": None}),
        ("A=${H}", {"A": "host"}),
        ("H=file\nA=${H}", {"H": "file", "A": "host"}),
        ("H\nA=${H}", {"H": "host", "A": "host"}),
        ("X\nA=$X", {"X": None, "A": None}),
        ("KEY", {"": "KEY"}),
        ("A=1\nKEY", {"A": "1", "": "KEY"}),
    ],
)
def test_values(text: str, wanted: dict[str, str | None]) -> None:
    file = read(text, H="host")
    assert file.problems == []
    assert values(file) == wanted


@pytest.mark.parametrize(
    ("text", "name", "value", "quote", "separator"),
    [
        ("export  A = b c # d", "A", "b c", "", "="),
        ("A: 'b\nc' # d", "A", "b\nc", "'", ":"),
        ('A="b\\"c"', "A", 'b\\"c', '"', "="),
        ("A=", "A", "", "", "="),
        ("A=''", "A", "", "'", "="),
        ("A\n", "A", "", "", ""),
    ],
)
def test_spans(text: str, name: str, value: str, quote: str, separator: str) -> None:
    (entry,) = read(text).entries
    assert (entry.name_span.text, entry.value_span.text) == (name, value)
    assert (entry.quote, entry.separator) == (quote, separator)
    assert entry.inherited is (separator == "")
    assert entry.span.text.startswith(name)
    assert entry.span.text.endswith(value + quote)


def test_references_stand_where_they_are_written() -> None:
    (entry,) = read('A="a\\tb\\$c ${D:-e}"').entries
    assert entry.value == "a\tb$c e"
    assert entry.template is not None
    (reference,) = entry.template.references()
    assert (reference.span.text, reference.word_span.text) == ("${D:-e}", "e")


def test_the_nameless_last_line() -> None:
    (entry,) = read("KEY").entries
    assert (entry.name, entry.inherited, entry.separator, entry.value_span.text) == ("", False, "", "KEY")


def test_the_last_of_a_name_counts() -> None:
    file = read("A=1\nB=$A\nA=2\nC=$A")
    assert [(it.name, it.value) for it in file.entries] == [("A", "1"), ("B", "1"), ("A", "2"), ("C", "2")]
    assert (entry := file.get("A")) is not None
    assert entry.value == "2"
    assert file.get("D") is None


def test_earlier_files_are_seen_and_overwritten() -> None:
    first = read("A=1\nB=2")
    second = parse(Source("b.env", "B=3\nC=$A$B"), earlier=first.variables)
    assert {name: found.value for name, found in second.variables.items()} == {"A": "1", "B": "3", "C": "13"}
    assert second.variables["A"].via is first.entries[0]


def test_values_do_not_grow_without_end() -> None:
    doubling = read("A=0123456789\n" + "A=$A$A\n" * 60)
    assert doubling.entries[10].value == "0123456789" * 1024
    assert doubling.entries[-1].value is None
    many = read("A=" + "x" * 100_000 + "\n" + "B=.$A\n" * 1000)
    assert many.entries[1].value is not None
    assert many.entries[-1].value is None


def test_comments() -> None:
    file = read("# one\nA=1 # two\nB='x' # three \n  #four\nC=#five\nD='a # b'")
    assert [(it.text, it.own_line) for it in file.comments] == [
        ("# one", True),
        ("# two", False),
        ("# three", False),
        ("#four", True),
    ]


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("A B=1", "A B", "blank"),
        ("foo bar\nA=1", "foo bar", "blank"),
        ("A*=1", "*", "`*`"),
        ("A # c", "#", "`#`"),
        ("A`=1", "`", "U+0060"),
        ("A\x00=1", "\x00", "U+0000"),
        ('A="x" "y"', '"', '`"`'),
        ("A='x' # ok\n<<<<<<< HEAD\n=======\n>>>>>>> b\n", "<", "`<`"),
        ('A="x\nB=1', '"x', 'opens with "'),
        ("A='x\\'", "'x\\'", "opens with '"),
        ("export ", "export", "names no variable"),
        ("A=${b c}", "${b c}", "no valid reference"),
        ('A="${"', "${", "not closed"),
        ("A=${b[0]}", "${b[0]}", "shell"),
        ("KEY=-----BEGIN\nab/cd+\nef+gh\n-----END-----\nB=1", "/", "`/`"),
    ],
)
def test_refused(text: str, at: str, says: str) -> None:
    (problem,) = read(text).problems
    assert problem.kind == "invalid-env-file"
    assert problem.defect.span.text == at
    assert says in problem.defect.message
    assert len(problem.defect.message) <= 100


def test_reading_goes_on_after_an_error() -> None:
    file = read("A B=1\nC=2\nD*=3\nE=4")
    assert values(file) == {"C": "2", "E": "4"}
    assert [it.defect.span.line for it in file.problems] == [1, 3]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A=1", {"A": "1"}),
        ("  A='x' \nB=\"$C\"\r\n", {"A": "'x' ", "B": '"$C"'}),
        ("# c\n\n  #d\nA=b # c", {"A": "b # c"}),
        ("H\nX", {"H": "host", "X": None}),
        ("A:b=c", {"A:b": "c"}),
        ("A==", {"A": "="}),
    ],
)
def test_raw_values(text: str, wanted: dict[str, str | None]) -> None:
    file = parse_raw(Source("raw.env", text), lambda name: Found("host") if name == "H" else None)
    assert file.problems == []
    assert values(file) == wanted
    for entry in file.entries:
        assert entry.name_span.text == entry.name
        assert entry.inherited or entry.value_span.text == entry.value


@pytest.mark.parametrize(
    ("text", "at", "says"), [("=x", "=x", "names no variable"), ("A B=1", "A B", "blank"), ("A\tB", "A\tB", "blank")]
)
def test_raw_refused(text: str, at: str, says: str) -> None:
    (problem,) = parse_raw(Source("raw.env", text)).problems
    assert problem.defect.span.text == at
    assert says in problem.defect.message


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["A", "=", ":", "'", '"', "\\", "\n", " ", "#", "$", "{", "}", "export ", "*"])).map(
        "".join
    )
)
def test_whatever_the_text_spans_are_inside_and_in_order(text: str) -> None:
    for file in (read(text), parse_raw(Source(".env", text))):
        at = 0
        for entry in file.entries:
            assert at <= entry.name_span.start <= entry.value_span.start <= entry.value_span.end <= len(text)
            assert entry.span.text == text[entry.span.start : entry.span.end]
            at = entry.span.end
        assert all(problem.defect.span.end <= len(text) for problem in file.problems)


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "unit", ["A='x' ", 'A="\n', "A='\\'\n", "A ", " ", "A\n", "=", "#", " #", "A=$B\n", '"\\0', "*\n"]
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    read(text)
    parse_raw(Source(".env", text))
