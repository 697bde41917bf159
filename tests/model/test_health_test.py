"""The test of a healthcheck: where it stands, what it runs, what must succeed, whom it asks."""

from __future__ import annotations

import json

import pytest
from loaded import service

from composelint.model.health_test import HealthTest, written_test
from composelint.model.health_test import test_in_force as in_force


def written(test: object, dockerfile: str | None = None) -> HealthTest | None:
    source = "build: ." if dockerfile else "image: x"
    return written_test(service(f"a: {{{source}, healthcheck: {{test: {json.dumps(test)}}}}}", dockerfile))


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("a || b", [[["a"], ["b"]]]),
        ("a && b || c", [[["a", "b"], ["c"]]]),
        ("a | b || c | d", [[["a", "b"], ["c", "d"]]]),
        ("a; b\nc & d", [[["a"]], [["b"]], [["c"]], [["d"]]]),
        ("test $(a | b) = 1 || c", [[["test", "a", "b"], ["c"]]]),
        ("if a; then b; fi; c", [[["a"]], [[]], [["c"]]]),
        ("[ -f x ] && a", [[["[", "a"]]]),
        (["CMD", "a", "||", "b"], [[["a"]]]),
        (["CMD", "sh", "-c", "a || b"], [[["a"], ["b"]]]),
        (["CMD", "timeout", "5", "bash", "-c", "a || b"], [[["a"], ["b"]]]),
        ("echo 'open", [[[]]]),
    ],
)
def test_statements(test: object, expected: list[list[list[str]]]) -> None:
    found = written(test)
    assert found is not None
    statements = [[[command.program for command in attempt] for attempt in one] for one in found.statements()]
    assert [one for one in statements if one != [[]]] == [one for one in expected if one != [[]]]


@pytest.mark.parametrize("test", [[], ["NONE"], ["CMD"], ["CMD-SHELL"], ["curl", "x"]])
def test_what_runs_nothing_is_no_test(test: object) -> None:
    assert written(test) is None


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("curl -f http://localhost:8080/x", [("localhost", 8080)]),
        ("curl -f localhost:8080/x", [("localhost", 8080)]),
        ("curl -f https://127.0.0.1", [("127.0.0.1", 443)]),
        ("nc -z db 5432 && nc -z localhost 80", [("db", 5432), ("localhost", 80)]),
        ("bash -c 'exec 3<>/dev/tcp/localhost/9000'", [("localhost", 9000)]),
        (["CMD", "python", "-c", "urlopen('http://localhost:8000/')"], [("localhost", 8000)]),
        ("redis-cli ping", []),
    ],
)
def test_addresses(test: object, expected: list[tuple[str, int]]) -> None:
    found = written(test)
    assert found is not None
    assert [(address.host, address.port) for address in found.addresses()] == expected


CHECKED = "FROM python:3.13-slim\nHEALTHCHECK CMD curl -f http://localhost\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {build: .}", True),
        ("a: {build: ., healthcheck: {interval: 5s}}", True),
        ("a: {build: ., healthcheck: {test: x}}", False),
        ("a: {build: ., healthcheck: {disable: true}}", False),
        ("a: {build: .}\nb: {build: ., healthcheck: {test: x}}", True),
    ],
)
def test_a_healthcheck_of_a_dockerfile_is_in_force(text: str, expected: bool) -> None:
    from loaded import services

    found = services(text, CHECKED)["a"]
    assert found.build is not None
    assert found.build.stage is not None
    assert (in_force(found.build.stage) is not None) is expected


def test_a_test_stands_where_its_words_are() -> None:
    found = written(["CMD-SHELL", "curl -f http://localhost || exit 1"])
    assert found is not None
    assert found.script is not None
    assert [command.span.text for command in found.script.commands] == ["curl -f http://localhost", "exit 1"]
    assert found.span.text == '"curl -f http://localhost || exit 1"'
