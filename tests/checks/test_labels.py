"""The labels that a project asks for, and where they may come from."""

from __future__ import annotations

import pytest

import composelint

CONFIG = "options: {label-outside-schema: {schema: {a.url: url, a.name: text}, strict: %s}}"


def found(dockerfile: str, compose: str = "", strict: str = "false") -> list[tuple[str, int, str]]:
    files = {"Dockerfile": dockerfile, ".composelint.yaml": CONFIG % strict}
    report = composelint.lint(files | ({"compose.yaml": compose} if compose else {}), select=["label-outside-schema"])
    assert report.errors == []
    return [(made.span.text, made.span.line, made.message) for made in report.findings]


GIVEN = 'services:\n  a:\n    build: {context: ., labels: {a.name: "x"}}\n'


@pytest.mark.parametrize(
    ("dockerfile", "compose", "messages"),
    [
        ("FROM a\n", "", ["the image has no label a.url", "the image has no label a.name"]),
        ("FROM a\nLABEL a.url=https://x.y a.name=z\n", "", []),
        ("FROM a AS b\nLABEL a.url=https://x.y\nFROM b\nLABEL a.name=z\n", "", []),
        ("FROM a AS b\nFROM a\nLABEL a.url=https://x.y a.name=z\n", "", []),
        ("FROM a\nLABEL a.url=x a.name=z\nLABEL a.url=https://x.y\n", "", []),
        ("FROM a\nLABEL a.url=https://x.y a.name=z\nLABEL a.url=x\n", "", ["the label a.url is not a URL"]),
        ("FROM a\nARG U\nLABEL a.url=$U a.name=z\n", "", []),
        ("FROM a\nARG U=x\nLABEL a.url=$U a.name=z\n", "", ["the label a.url is not a URL"]),
        ("FROM a\nARG U\nLABEL $U=x\n", "", []),
        ("FROM a\nLABEL a.url=https://x.y\n", GIVEN, []),
        ("FROM a\nLABEL a.url=https://x.y\n", GIVEN + "  b: {build: .}\n", ["the image has no label a.name"]),
        ("FROM a\nLABEL a.url=https://x.y\nONBUILD LABEL a.name=z\n", "", ["the image has no label a.name"]),
    ],
)
def test_where_labels_come_from(dockerfile: str, compose: str, messages: list[str]) -> None:
    assert sorted(message for *_, message in found(dockerfile, compose)) == sorted(messages)


def test_what_is_too_much() -> None:
    text = "FROM a\nLABEL a.url=https://x.y a.name=z b.name=q\n"
    assert found(text) == []
    assert found(text, strict="true") == [("b.name", 2, "the label b.name is not in the schema")]


def test_without_a_schema_nothing_is_asked_for() -> None:
    assert composelint.lint({"Dockerfile": "FROM a\n"}, select=["label-outside-schema"]).findings == []
