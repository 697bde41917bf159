"""What only the compose file tells about a Dockerfile: contexts, secrets, ignore files, labels."""

from __future__ import annotations

import pytest

import composelint

BOTH = "services:\n  a: {build: {context: ., additional_contexts: {lib: ./lib}}}\n  b: {build: %s}\n"
ONE = "services: {a: {build: .}}\n"
FROM_LIB = "FROM alpine AS library\nFROM alpine\nCOPY --from=lib /a /a\n"
SECRET = "FROM alpine\nRUN --mount=type=secret,id=x "


def found(rule: str, dockerfile: str, compose: str, files: dict[str, str] | None = None) -> list[str]:
    texts = {"Dockerfile": dockerfile, "compose.yaml": compose, **(files or {})}
    report = composelint.lint(texts, select=[rule], complete=True)
    assert report.errors == []
    return [f"{made.severity}: {made.message}" for made in report.findings]


@pytest.mark.parametrize(
    ("dockerfile", "other", "messages"),
    [
        (FROM_LIB, ".", ["error: b builds this without the context lib"]),
        (FROM_LIB, "{context: ., additional_contexts: {lib: ./other}}", []),
        (FROM_LIB, "{context: ., target: library}", []),
        (FROM_LIB.replace("library", "lib"), ".", []),
        (FROM_LIB.replace("--from=lib", "--from=x/lib"), ".", []),
        (FROM_LIB.replace("COPY --from=lib /a /a", "RUN --mount=type=bind,from=lib,target=/a ls"), ".", [
            "error: b builds this without the context lib",
        ]),
    ],
)  # fmt: skip
def test_contexts_that_only_some_services_give(dockerfile: str, other: str, messages: list[str]) -> None:
    assert found("unknown-build-stage", dockerfile, BOTH % other) == messages


@pytest.mark.parametrize(
    ("script", "severity"),
    [
        ("cat /run/secrets/x > /tmp/x && y", "error"),
        ("cp /run/secrets/x /tmp/x && y && rm /tmp/x", "error"),
        ("y", "warning"),
        ("cat /run/secrets/x | y", "warning"),
        ("cat /run/secrets/x || true", "warning"),
        ("y $(cat /run/secrets/x)", "warning"),
        ("[ -f /run/secrets/x ] && cat /run/secrets/x; y", "warning"),
        ("if [ -f /run/secrets/x ]; then cat /run/secrets/x; fi", "warning"),
        ("cat /run/secrets/z", "warning"),
    ],
)
def test_a_secret_that_nobody_gives(script: str, severity: str) -> None:
    message = f"{severity}: the build of a mounts the secret x, which it is not given"
    assert found("undeclared-build-secret", SECRET + script, ONE) == [message]


@pytest.mark.parametrize(
    ("ignore", "messages"),
    [
        ("*\n", ["error: COPY takes all of the context, which .dockerignore keeps from the builder"]),
        ("src\n**\n", ["error: COPY takes all of the context, which .dockerignore keeps from the builder"]),
        ("*\n!src\n", []),
        ("src\n", []),
        ("# *\n", []),
    ],
)
def test_everything_is_ignored(ignore: str, messages: list[str]) -> None:
    files = {".dockerignore": ignore, "src/a": ""}
    assert found("ignored-copy-source", "FROM alpine\nCOPY . /app/\n", ONE, files) == messages


INLINE = """\
services:
  a:
    build:
      dockerfile_inline: |
        FROM debian:12
        RUN echo $$A && \\
            apt install foo
        RUN echo ${B:-x} && apt install bar $$C
  b:
    build:
      dockerfile_inline: "FROM debian:12\\nRUN ls $$A\\nRUN apt install foo"
"""


def test_an_inline_dockerfile_keeps_its_places_beside_dollars() -> None:
    report = composelint.lint({"compose.yaml": INLINE}, select=["apt-command"])
    lines = INLINE.split("\n")
    places = [(made.span.line, made.span.source.position(made.span.start)[1]) for made in report.findings]
    assert [(line, lines[line - 1][column - 1 :][:3]) for line, column in places] == [
        (7, "apt"),
        (8, "apt"),
        (11, "apt"),
    ]
    assert all(made.span.text.startswith("apt") for made in report.findings)
