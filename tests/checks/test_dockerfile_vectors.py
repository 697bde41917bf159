"""Dockerfiles that are read otherwise than they look, and the rules that say so."""

from __future__ import annotations

import pytest

import composelint

NBSP = "\xa0"


def found(text: str, files: dict[str, str] | None = None) -> list[tuple[str, int]]:
    files = {"Dockerfile": text, **(files or {})}
    report = composelint.lint(files, select=["all"], ignore=["images", "missing-user", "image-without-healthcheck"])
    assert report.errors == []
    return [(made.rule, made.span.line) for made in report.findings]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("FROM a\nRUN x \\\n\n  && y", [("empty-continuation", 2)]),
        ("FROM a\nRUN x \\\n  # c \\\n  && y", []),
        ("\n# escape=`\nFROM a", [("misplaced-directive", 2)]),
        ("# note\n# syntax=docker/dockerfile:1\nFROM a", [("misplaced-directive", 2)]),
        ("# syntax=docker/dockerfile:1\n# syntax=docker/dockerfile:1.4\nFROM a", [("invalid-dockerfile", 2)]),
        ("FROM a\nRUN <<EOF\nUSER root\nEOF\nUSER 1\n", []),
        ("FROM a\nCOPY <<'E' /x\n$a\nE\n", []),
        (
            "FROM a\nRUN cat <<EOF>f\nx\nEOF",
            [("invalid-dockerfile", 2), ("unknown-instruction", 3), ("unknown-instruction", 4)],
        ),
        ("FROM a\nRUN echo it's <<EOF\nRUN y", []),
        ("FROM a\nRUN <<E\nx", [("invalid-dockerfile", 2), ("unknown-instruction", 3)]),
        ("FROM a\nCMD ['a','b']", [("broken-exec-form", 2)]),
        ('FROM a\nCMD ["a",]', [("broken-exec-form", 2)]),
        ('FROM a\nCMD "a", "b"', [("broken-exec-form", 2)]),
        ('FROM a\nCMD ["a"] b', [("broken-exec-form", 2)]),
        ('FROM a\nCMD ["a",1]', [("invalid-dockerfile", 2)]),
        ("FROM a\nSHELL /bin/bash", [("invalid-dockerfile", 2)]),
        ("FROM a\nENV A=1 B", [("invalid-dockerfile", 2)]),
        ("FROM a\nENV A", [("invalid-dockerfile", 2)]),
        ("FROM a\nLABEL a=b c", [("invalid-dockerfile", 2)]),
        ("FROM a\nENV A b c=d", [("legacy-key-value", 2)]),
        ("FROM a AS b\nFROM a\nWORKDIR /y\nCOPY a --from=b c/", [("unknown-flag", 4)]),
        ("FROM a As B", [("instruction-case", 1), ("stage-name-case", 1)]),
        ("FROM a b", [("invalid-dockerfile", 1)]),
        (f"FROM a\nRUN{NBSP}x", [("unknown-instruction", 2)]),
        ("ARG V=1\nFROM a:$V\nRUN echo $V", [("global-arg-not-redeclared", 3)]),
        ("FROM a\nENV A=1\nENV A=2 B=$A", []),
        ("FROM a\nENV A=2 B=$A", [("self-referencing-env", 2)]),
        ("FROM a\nRUN <<EOF python3\nimport os\nEOF", []),
    ],
)
def test_what_is_said(text: str, rules: list[tuple[str, int]]) -> None:
    assert found(text) == rules


NODE = {
    "package.json": '{"dependencies": {"a": "1"}}',
    "package-lock.json": "{}",
    "src/index.js": "",
    ".dockerignore": "node_modules\n.git\n",
}
LATE = "COPY package*.json ./\nRUN npm ci\nCOPY . .\n"


@pytest.mark.parametrize(
    ("text", "compose", "rules"),
    [
        (f"WORKDIR /app\nARG GIT_SHA\n{LATE}", "", [("volatile-value-before-install", 3)]),
        ("WORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nARG GIT_SHA\nLABEL rev=$GIT_SHA\n", "", []),
        ("WORKDIR /app\nARG VERSION=1.2\nRUN apk add --no-cache foo=$VERSION\n", "", []),
        (f"WORKDIR /app\nARG GIT_SHA\n{LATE}", "services: {a: {build: {context: ., args: {GIT_SHA: local}}}}", []),
        (
            "WORKDIR /app\nCOPY . .\nFROM builder AS dev-envs\nRUN apt-get update && apt-get install -y git\n",
            "services: {a: {build: {context: ., target: builder}}}",
            [],
        ),
        (
            "WORKDIR /app\nCOPY package*.json ./\nFROM a AS docs\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            "services: {a: {build: {context: ., target: builder}}}",
            [],
        ),
    ],
)
def test_layers_as_the_stack_builds_them(text: str, compose: str, rules: list[tuple[str, int]]) -> None:
    files = NODE | ({"compose.yaml": compose} if compose else {})
    report = composelint.lint(
        {"Dockerfile": f"FROM a AS builder\n{text}", **files},
        select=["layers"],
        ignore=["missing-cache-mount"],
        complete=True,
    )
    assert [(made.rule, made.span.line) for made in report.findings] == rules
