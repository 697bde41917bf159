"""The rules on variables: what is set, what is not, and for whom."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web

import composelint

UNDEFINED: list[tuple[str, dict[str, str], Marks]] = [
    (web("labels: {a: $X}"), {}, warning("$X")),
    (web("labels: {a: '${X}'}"), {}, warning("${X}")),
    (web("labels: {a: '${X:-}', b: '${X-}', c: '${X:+y}', d: '${X:?}', e: '${X?}'}"), {}, NONE),
    (web("labels: {a: $$X, b: $1, c: 5$}"), {}, NONE),
    (web("labels: {a: '${X:-${Y}}'}"), {}, warning("${Y}")),
    (web("labels: {a: '${X:-${Y}}'}"), {".env": "X=1\n"}, NONE),
    (web("labels: {a: '${X:+$Y}'}"), {}, NONE),
    (web("labels: {a: $X}"), {".env": "X=1\n"}, NONE),
    (web("labels: {a: $X}"), {".env": "X=\n"}, NONE),
    (web("labels: {a: $X}"), {".env": "# X=1\n"}, warning("$X")),
    (web("labels: {a: $X}"), {".env.example": "# X=1\n"}, NONE),
    (web("labels: {a: $X}"), {"example.env": "export X=1\n"}, NONE),
    (web("labels: {a: $X}"), {".env.production": "X=1\n"}, NONE),
    (web("env_file: w.env, labels: {a: $X}"), {"w.env": "X=1\n", "w.env.example": "X=1\n"}, warning("$X")),
    (web("labels: {a: $X}"), {"Makefile": "X ?= 1\nup:\n\tdocker compose up\n"}, NONE),
    (web("labels: {a: $X}"), {"Makefile": "X ?= 1\nbuild:\n\tgo build\n"}, warning("$X")),
    (web("labels: {a: $X}"), {".github/workflows/ci.yml": "env:\n  X: 1\nrun: docker compose up\n"}, NONE),
    (web("labels: {a: $HOME, b: $CI_COMMIT_SHA, c: '${COMPOSE_PROJECT_NAME}', d: $UID}"), {}, NONE),
    (web("user: '${UID}:${GID}'"), {}, warning("${UID}", "${GID}")),
    (web("environment: {X: , Y: 1}"), {}, NONE),
    (web("labels: {a: $X, b: $Y}"), {".gitignore": ".env\n"}, info("$X")),
    (web("command: [sh, -c, 'if [[ -n \"$X\" ]]; then echo $X; fi']"), {}, NONE),
    (web("environment: [X]"), {}, NONE),
    ("x-a: &a {b: $X}\n" + web("labels: *a, annotations: *a"), {}, warning("$X")),
    (web("labels: {a: $A1, b: $B1, c: $C1, d: $D1, e: $E1}"), {}, info("$A1")),
    (web("labels: {a: $A1, b: $B1, c: $C1, d: $D1, e: $E1}"), {".env": "F=1\n"},
     warning("$A1", "$B1", "$C1", "$D1", "$E1")),
    (web("labels: {a: $A1, b: $B1, c: $C1, d: $D1}"), {}, warning("$A1", "$B1", "$C1", "$D1")),
    ("include: [sub/compose.yaml]\n", {"sub/compose.yaml": web("labels: {a: $X}"), "sub/.env": "X=1\n"}, NONE),
    ("include: [sub/compose.yaml]\n", {"sub/compose.yaml": web("labels: {a: $X}")}, warning("$X")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "files", "expected"), UNDEFINED)
def test_undefined_variable(text: str, files: dict[str, str], expected: Marks) -> None:
    assert marks("undefined-variable", text, files) == expected


def test_what_cannot_be_known_is_not_undefined() -> None:
    text = web("labels: {a: $X}")
    assert marks("undefined-variable", text, complete=False) == NONE
    assert marks("undefined-variable", text, {".env": "Y=1\n"}, complete=False) == warning("$X")
    assert marks("undefined-variable", text, {".env": "Y=1\nZ=${\n"}) == NONE
    report = composelint.lint({"compose.yaml": text}, complete=True, env={"X": "1"}, select=["undefined-variable"])
    assert report.findings == []


def test_what_may_be_a_part_of_a_password_is_not_repeated() -> None:
    text = web("environment: {PASSWORD: 'ab$word'}")
    (finding,) = composelint.lint({"compose.yaml": text}, complete=True, select=["undefined-variable"]).findings
    assert "word" not in finding.message
    assert "$$" in (finding.help or "")


DB = "environment: {NAME: x, PASSED: $PASSED, USUAL: '${USUAL:-x}'}, env_file: w.env, build: ., "
EARLY: list[tuple[str, dict[str, str], Marks]] = [
    ("healthcheck: {test: check $NAME}", {}, error("$NAME")),
    ("healthcheck: {test: [CMD-SHELL, 'check ${NAME}']}", {}, error("${NAME}")),
    ("healthcheck: {test: [CMD, check, $NAME]}", {}, NONE),
    ("healthcheck: {test: [CMD, sh, -c, check $NAME]}", {}, error("$NAME")),
    ("healthcheck: {test: check $$NAME}", {}, NONE),
    ("healthcheck: {test: 'check ${NAME:-x}'}", {}, NONE),
    ("healthcheck: {test: check $OTHER}", {}, NONE),
    ("labels: {a: $PASSED}, healthcheck: {test: check $PASSED}", {}, NONE),
    ("healthcheck: {test: check $USUAL}", {}, error("$USUAL")),
    ("healthcheck: {test: check $USUAL}", {".gitignore": ".env\n"}, NONE),
    ("healthcheck: {test: check $NAME}", {".env": "NAME=y\n"}, NONE),
    ("healthcheck: {test: check $NAME}", {".env.example": "NAME=\n"}, NONE),
    ("healthcheck: {test: check $IN_FILE $IN_IMAGE}", {}, error("$IN_FILE", "$IN_IMAGE")),
    ("command: sh -c 'run $NAME'", {}, error("$NAME")),
    ("command: [/bin/bash, -ec, run $NAME]", {}, error("$NAME")),
    ("command: run $NAME", {}, NONE),
    ("entrypoint: [sh, -c], command: ['run $NAME']", {}, error("$NAME")),
    ("entrypoint: [tool], command: ['run $NAME']", {}, NONE),
    ("post_start: [{command: sh -c 'run $NAME'}]", {}, error("$NAME")),
    ("pre_stop: [{command: [sh, -c, run $NAME]}]", {}, error("$NAME")),
    ("command: sh -c 'for i in 1 2; do echo $i; done'", {}, error("$i")),
    ("command: sh -c 'for i in 1 2; do echo $$i; done'", {}, NONE),
    ("command: sh -c 'n=1; echo $n $m'", {}, error("$n")),
    ("command: sh -c 'while read -r line; do echo $line; done'", {}, error("$line")),
    ("command: sh -c 'sleep $RANDOM'", {}, error("$RANDOM")),
    ("command: sh -c 'cd $PWD'", {}, NONE),
    ("labels: {a: $NAME}", {}, NONE),
    ("entrypoint: /bin/bash, command: [-c, 'run $NAME']", {}, error("$NAME")),
    ("entrypoint: [tool, run], command: [sh, -c, 'run $NAME']", {}, NONE),
    ("entrypoint: sh -c 'run', command: [$NAME]", {}, NONE),
    ("entrypoint: [sh, -c], command: [run, $NAME]", {}, NONE),
    ("command: sh -c '[ -z \"$NAME\" ] && NAME=x; run ${NAME}'", {}, NONE),
]


@pytest.mark.parametrize(("body", "files", "expected"), EARLY)
def test_variable_expanded_too_early(body: str, files: dict[str, str], expected: Marks) -> None:
    beside = {"w.env": "IN_FILE=1\n", "Dockerfile": "FROM x\nENV IN_IMAGE=1\n", **files}
    assert marks("variable-expanded-too-early", web(DB + body), beside) == expected


def test_only_one_of_the_two_speaks() -> None:
    text = web("environment: {NAME: x}, healthcheck: {test: check $NAME $OTHER}")
    report = composelint.lint({"compose.yaml": text}, complete=True, select=["references"])
    assert [(finding.rule, finding.span.text) for finding in report.findings] == [
        ("variable-expanded-too-early", "$NAME"),
        ("undefined-variable", "$OTHER"),
    ]


UNUSED: list[tuple[str, str, Marks]] = [
    (web("labels: {a: $X}"), "X=1\nY=1\n", info("Y")),
    (web("labels: {a: '${X:-$Y}'}"), "X=1\nY=1\n", NONE),
    (web("labels: {a: $X}"), "Y=1\nX=$Y\n", NONE),
    (web("environment: [Y]"), "Y=1\n", NONE),
    (web("env_file: .env"), "Y=1\n", NONE),
    (web("init: true"), "COMPOSE_FILE=compose.yaml\nDOCKER_HOST=x\n", NONE),
    ("include: ['https://example.com/a.git']\n" + web("init: true"), "Y=1\n", NONE),
]


@pytest.mark.parametrize(("text", "env", "expected"), UNUSED)
def test_unused_variable(text: str, env: str, expected: Marks) -> None:
    assert marks("unused-variable", text, {".env": env}) == expected
