"""Rules about Dockerfiles: what Compose changes about them, how much they weigh, and which of two speaks."""

from __future__ import annotations

import pytest

import composelint
from composelint._catalog import RULES

TODAY = "2026-11-22"
THEME = [slug for slug, rule in RULES.items() if rule.theme == "dockerfile"]

Found = list[tuple[int, str]]
"""(line, severity) of each finding in the Dockerfile."""


def found(rule: str, dockerfile: str, services: str = "", *, complete: bool = False, **files: str) -> Found:
    """What one rule says of a Dockerfile; `services` is the body of a compose file that builds it."""
    given = {"Dockerfile": dockerfile, **{name.replace("__", "."): text for name, text in files.items()}}
    if services:
        given["compose.yaml"] = f"services:\n{services}"
    report = composelint.lint(given, select=[rule], today=TODAY, complete=complete)
    assert [finding.rule for finding in report.findings if finding.rule != rule] == []
    return [(finding.span.source.position(finding.span.start)[0], finding.severity) for finding in report.findings]


API = "  api: {build: .}\n"
DEV = "  api: {build: {context: ., target: dev}}\n"

WEIGHTS: list[tuple[str, str, str, Found]] = [
    ("missing-user", "FROM python:3.13-slim\n", API, [(1, "warning")]),
    ("missing-user", "FROM postgres:17\n", API, [(1, "info")]),
    ("missing-user", "FROM nginx:1.29-alpine\n", API, [(1, "info")]),
    ("missing-user", "FROM php:8.4-apache\n", API, [(1, "info")]),
    ("missing-user", "FROM registry.example.com/base:1\n", API, [(1, "info")]),
    ("missing-user", "FROM scratch\n", API, [(1, "info")]),
    ("missing-user", "FROM python:3.13-slim AS dev\n", API, [(1, "info")]),
    ("missing-user", "ARG BASE\nFROM ${BASE}\n", "", []),
    ("missing-user", "FROM nginxinc/nginx-unprivileged:1.29\n", API, []),
    ("missing-user", "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n", API, []),
    ("missing-user", "FROM python:3.13 AS dev\nFROM dev\nUSER app\n", DEV, [(1, "info")]),
    ("missing-user", "FROM python:3.13-slim\n", API + '  job: {build: ., user: "1000"}\n', [(1, "warning")]),
    ("missing-user", "FROM python:3.13-slim\n", '  job: {build: ., user: "1000"}\n', []),
    ("root-user", "FROM node:22\nUSER node\nUSER root\n", API, [(3, "warning")]),
    ("root-user", "FROM node:22\nUSER root:root\n", API, [(2, "warning")]),
    ("root-user", "FROM node:22\nRUN apk add su-exec\nUSER 0\n", API, [(3, "info")]),
    ("root-user", "FROM node:22\nARG WHO=root\nUSER ${WHO}\n", API, [(3, "warning")]),
    ("root-user", "FROM node:22\nARG WHO\nUSER ${WHO}\n", "", []),
    ("shell-form-entrypoint", "FROM a:1\nENTRYPOINT run it\n", API, [(2, "warning")]),
    ("shell-form-entrypoint", "FROM a:1\nENTRYPOINT exec run it\n", API, [(2, "info")]),
    ("shell-form-entrypoint", "FROM a:1\nENTRYPOINT run it\n", "  api: {build: ., init: true}\n", [(2, "info")]),
    ("shell-form-entrypoint", "FROM a:1\nSHELL [\"/bin/bash\", \"-c\"]\nENTRYPOINT run it\n", API, []),
    ("shell-form-entrypoint", "FROM a:1\nENTRYPOINT []\n", API, []),
    ("shell-form-command", "FROM a:1\nCMD run it\n", "  api: {build: ., command: [other]}\n", []),
    ("shell-form-command", "FROM a:1\nCMD run it\n", "  a: {build: ., command: [x]}\n  b: {build: .}\n", [(2, "info")]),
    ("ignored-command", "FROM a:1\nENTRYPOINT run it\nCMD [\"x\"]\n", API, [(3, "error")]),
    ("ignored-command", "FROM a:1\nENTRYPOINT run \"$@\"\nCMD [\"x\"]\n", API, []),
    ("ignored-command", "FROM a:1\nENTRYPOINT run it\nCMD []\n", API, []),
    ("ignored-command", "FROM a:1 AS b\nCMD [\"x\"]\nFROM b\nENTRYPOINT run it\n", API, []),
    ("ignored-command", "FROM a:1 AS b\nENTRYPOINT run it\nFROM b\nCMD [\"x\"]\n", API, [(4, "error")]),
    ("undefined-build-variable", "FROM alpine:3.22\nARG NAME\nCOPY $NAMES /\n", "", [(3, "warning")]),
    ("undefined-build-variable", "FROM alpine:3.22\nCOPY $THING /\n", "", [(2, "info")]),
    ("undefined-build-variable", "FROM scratch\nCOPY $THING /\n", "", [(2, "warning")]),
    ("undefined-build-variable", "FROM alpine:3.22\nCOPY $X /\n", "  a: {build: {context: ., args: {X: x}}}\n", []),
    ("undefined-build-variable", "FROM alpine:3.22\nONBUILD COPY $THING /\n", "", []),
    ("undefined-build-variable", "FROM alpine:3.22\nCOPY <<EOT /x\n$THING\nEOT\n", "", []),
    ("global-arg-not-redeclared", "ARG V=1\nFROM alpine:3.22\nCOPY a-$V /\n", "", [(3, "error")]),
    ("global-arg-not-redeclared", "ARG V=1\nFROM corp/base:2\nCOPY a-$V /\n", "", [(3, "warning")]),
    ("global-arg-not-redeclared", "ARG V=1\nFROM alpine:3.22\nRUN <<EOT\nV=2\necho $V\nEOT\n", "", []),
    ("global-arg-not-redeclared", "ARG V=1\nFROM alpine:3.22\nRUN . ./env && echo $V\n", "", []),
    ("global-arg-not-redeclared", "ARG V=1\nFROM alpine:3.22 AS a\nARG V\nFROM a\nRUN echo $V\n", "", []),
    ("global-arg-not-redeclared", "ARG V=1\nFROM alpine:3.22\nRUN echo 'unclosed $V\n", "", []),
    ("relative-copy-destination", "FROM corp/base:1\nCOPY . .\n", "", [(2, "info")]),
    ("relative-copy-destination", "FROM python:3.13\nCOPY . .\n", "", []),
    ("relative-workdir", "FROM corp/base:1 AS a\nWORKDIR /x\nFROM a\nWORKDIR y\n", "", []),
    ("relative-workdir", "# escape=`\nFROM corp/base:1\nWORKDIR C:/app\n", "", []),
    ("destination-not-directory", "FROM alpine:3.22\nCOPY <<A <<B /x\n1\nA\n2\nB\n", "", [(2, "error")]),
    ("destination-not-directory", 'FROM a:1\nADD ["a", "b", "/x"]\n', "", [(2, "warning")]),
    ("destination-not-directory", "FROM alpine:3.22\nCOPY a b /usr/local/bin\n", "", [(2, "warning")]),
    ("destination-not-directory", "FROM alpine:3.22\nCOPY a /x/\nCOPY b c /x\n", "", []),
    ("destination-not-directory", "FROM a:1\nARG TO=/x\nCOPY a b $TO/\n", "", []),
    ("invalid-exposed-port", "FROM a:1\nARG P=70000\nEXPOSE $P\n", "  a: {build: .}\n", [(3, "error")]),
    ("invalid-exposed-port", "FROM a:1\nARG P=70000\nEXPOSE $P\n", "  a: {build: {context: ., args: {P: 80}}}\n", []),
    ("exposed-ssh-port", "FROM a:1\nEXPOSE 20-30\n", "", [(2, "info")]),
    ("exposed-ssh-port", "FROM a:1\nEXPOSE 22/udp\n", "", []),
    ("world-writable-file", "FROM a:1\nRUN chmod 0777 /app\n", "", [(2, "warning")]),
    ("world-writable-file", "FROM a:1\nRUN chmod 755 /app && chmod u+w,g+w /app && chmod o-w /app\n", "", []),
    ("shell-run-in-scratch", "FROM scratch AS a\nCOPY sh /bin/sh\nFROM a\nRUN x\n", "", []),
    ("unreachable-stage", "FROM a:1 AS x\nFROM a:1 AS y\nFROM a:1\n", API, [(1, "info"), (2, "info")]),
    ("unreachable-stage", "FROM a:1 AS x\nFROM a:1 AS y\nFROM a:1\n", "", []),
    ("broken-exec-form", 'FROM a:1\nCMD ["sleep", 60]\n', "", []),
    ("empty-continuation", "FROM a:1\nRUN x \\\n\n\n", "", []),
    ("empty-continuation", "FROM a:1\nRUN x \\\n\n  && y\n", "", [(2, "warning")]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "dockerfile", "services", "expected"), WEIGHTS)
def test_what_a_rule_says(rule: str, dockerfile: str, services: str, expected: Found) -> None:
    assert found(rule, dockerfile, services) == expected


def test_sources_are_looked_for_in_the_context_of_the_service() -> None:
    dockerfile = "FROM python:3.13\nCOPY app.py /\nCOPY ./dist /dist\nCOPY sub/*.cfg /\nCOPY Readme.md /\n"
    services = "  api: {build: {context: ., dockerfile: Dockerfile}}\n"
    here = {"app__py": "x", "README__md": "y", "complete": True}
    assert found("missing-copy-source", dockerfile, services, **here) == [(4, "warning"), (5, "warning")]  # type: ignore[arg-type]
    assert found("missing-copy-source", dockerfile, services) == []


SCRIPTS = [('exec gosu app "$@"', []), ('exec su-exec app "$@"', []), ('exec "$@"', [(1, "warning")])]


@pytest.mark.parametrize(("script", "expected"), SCRIPTS)
def test_the_script_that_an_image_starts_with_may_change_the_user(script: str, expected: Found) -> None:
    dockerfile = 'FROM node:22\nCOPY entry.sh /usr/local/bin/\nENTRYPOINT ["entry.sh"]\n'
    files = {"Dockerfile": dockerfile, "entry.sh": f"#!/bin/sh\n{script}\n"}
    report = composelint.lint(files, select=["missing-user"], complete=True)
    assert [(1, finding.severity) for finding in report.findings] == expected


def test_a_source_of_another_case_is_offered() -> None:
    files = {"Dockerfile": "FROM python:3.13\nCOPY Readme.md /\n", "README.md": "x"}
    report = composelint.lint(files, select=["missing-copy-source"], complete=True)
    assert [finding.help for finding in report.findings] == ["Did you mean README.md?"]


SPEAKERS: list[tuple[str, str]] = [
    ("FROM a:1\nENTRYPOINT ['x', 'y']\nUSER 1\n", "broken-exec-form"),
    ("FROM a:1\nENTRYPOINT run it\nCMD [\"x\"]\nUSER 1\n", "ignored-command shell-form-entrypoint"),
    ("FROM a:1\nCOPY ../x /x\nUSER 1\n", "escaping-copy-source"),
]  # fmt: skip


@pytest.mark.parametrize(("dockerfile", "rules"), SPEAKERS)
def test_only_one_speaks(dockerfile: str, rules: str) -> None:
    report = composelint.lint({"Dockerfile": dockerfile}, select=THEME, complete=True)
    enabled = {finding.rule for finding in report.findings} - {"named-user", "image-without-healthcheck"}
    assert enabled == set(rules.split())


def test_a_finding_points_into_an_inline_dockerfile() -> None:
    text = (
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:1\n        CMD one\n        CMD two\n"
    )
    report = composelint.lint({"compose.yaml": text}, select=["shadowed-instruction"])
    assert [finding.span.source.position(finding.span.start) for finding in report.findings] == [(6, 9)]


HOSTILE = [
    "",
    "FROM\n",
    "FROM a AS\n",
    "COPY\n",
    "{{ template }}\nRUN x\n",
    "FROM a:1\nCOPY --from=0 --from=9999999999999 x y\n",
    "FROM a AS a\nFROM a AS a\nCOPY --from=a / /\n",
    "FROM b AS a\nFROM a AS b\n",
    "FROM a:1\nRUN --mount --mount= --mount=type x\n",
    "FROM a:1\nEXPOSE -1 :: 1-2-3 /tcp 99999999999999\n",
    "FROM a:1\nENV =x\nENV A=$A B=${B C=$\nLABEL\n",
    "FROM a:1\nHEALTHCHECK --interval= --retries=x\nONBUILD ONBUILD\nONBUILD\n",
    "FROM a:1\nRUN chmod\nRUN useradd -u\nRUN chmod 99999999999 x\n",
    "FROM a:1\n" + "RUN x \\\n\n" * 2000,
    "FROM a:1\n" + "".join(f"FROM a:1 AS s{n}\nCOPY --from=s{n - 1} /x /x\n" for n in range(300)),
    "ARG A=1\nFROM a:1\n" + "RUN echo $A ${A} \"$A\"\n" * 300,
    "FROM a:1\nCOPY " + "x " * 20_000 + "/y\n",
    "FROM a:1\nRUN chmod " + "a" * 50_000 + " x\n",
    "FROM a:1\nLABEL " + "a-" * 20_000 + "=x\n",
    "# escape=`\nFROM a:1\nWORKDIR C:\\x\nCOPY a `\n b\n",
]  # fmt: skip


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_neither_crashes_nor_hangs(text: str) -> None:
    files = {"compose.yaml": "services: {a: {build: ., command: [x]}}\n", "Dockerfile": text, ".dockerignore": "*\n"}
    themes = ["dockerfile", "style", "images", "syntax", "references"]
    report = composelint.lint(files, select=themes, complete=True, today=TODAY)
    assert [finding.message for finding in report.findings if finding.rule == "internal-error"] == []
    assert all(len(finding.message) <= 100 for finding in report.findings)
