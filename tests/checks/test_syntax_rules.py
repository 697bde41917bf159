"""The rules on what is read otherwise than it is meant, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web

REQUIRED: list[tuple[str, dict[str, str], Marks]] = [
    (web("labels: {a: '${X:?}'}"), {}, info("${X:?}")),
    (web("labels: {a: '${X:?}'}"), {".env": "Y=1\n"}, error("${X:?}")),
    (web("labels: {a: '${X:?}', b: '${X?}'}"), {".env": "X=\n"}, error("${X:?}")),
    (web("labels: {a: '${X:?}'}"), {".env": "X=1\n"}, NONE),
    (web("labels: {a: '${X:?}'}"), {".env": "Y=1\n", ".env.sample": "X=\n"}, NONE),
    (web("labels: {a: '${Y:-${X:?}}'}"), {".env": "Y=1\n"}, NONE),
    (web("labels: {a: '${Z:-${X:?}}'}"), {".env": "Y=1\n"}, error("${X:?}")),
    ("x-a: ['${X:?}', '${X:?}']\n" + web("init: true"), {".env": "Y=1\n"}, error("${X:?}")),
]


@pytest.mark.parametrize(("text", "files", "expected"), REQUIRED)
def test_required_variable_missing(text: str, files: dict[str, str], expected: Marks) -> None:
    assert marks("required-variable-missing", text, files) == expected


SURPRISES: list[tuple[str, Marks]] = [
    ("A=pa$word\n", warning("$word")),
    ('A="pa$word"\n', warning("$word")),
    ("A='pa$word'\nB=pa$$word\nC=\"pa\\$word\"\nD=pa$1\nE=5$\n", NONE),
    ("A=${B}\n", warning("${B}")),
    ("B=1\nA=${B}$B\n", NONE),
    ("A=${B:-}\nC=${B:?}\nD=$HOME\n", NONE),
    ("A= # nothing\nB=# nothing\nC=#fff\nD=x # y\n", warning("# nothing")),
    ("A=1\nA=2\nA=2\n", warning("A")),
    ("A=1\nA=1\nB\nB\n", NONE),
    ('A="x"yz\n', warning("yz")),
    ('A="x" # c\nB="y"\nC\n', NONE),
    ("A=1\nB", warning("B")),
    ("A=1\nB=", NONE),
]


@pytest.mark.parametrize(("text", "expected"), SURPRISES)
def test_env_value_surprise(text: str, expected: Marks) -> None:
    assert marks("env-value-surprise", web("init: true"), {".env": text}) == expected
    assert marks("env-value-surprise", web("env_file: w.env"), {"w.env": text}) == expected


def test_a_value_of_the_service_counts_in_its_env_file() -> None:
    files = {"w.env": "A=$B\n"}
    assert marks("env-value-surprise", web("env_file: w.env, environment: {B: 1}"), files) == NONE
    assert marks("env-value-surprise", web("env_file: w.env"), files, complete=False) == NONE


AMBIGUOUS: list[tuple[dict[str, str], Marks]] = [
    ({"docker-compose.yml": web("tty: true")}, warning("services")),
    ({"docker-compose.yml": web("init: true")}, NONE),
    ({"docker-compose.prod.yml": web("tty: true")}, NONE),
    ({"compose.override.yaml": web("tty: true")}, NONE),
    (
        {"compose.override.yaml": web("tty: true"), "docker-compose.override.yml": web("tty: false")},
        warning("services"),
    ),
    ({"docker-compose.yml": web("tty: true"), ".env": "COMPOSE_FILE=compose.yaml\n"}, NONE),
    ({"sub/docker-compose.yml": web("tty: true")}, NONE),
]


@pytest.mark.parametrize(("files", "expected"), AMBIGUOUS)
def test_ambiguous_compose_file(files: dict[str, str], expected: Marks) -> None:
    assert marks("ambiguous-compose-file", web("init: true"), files) == expected
