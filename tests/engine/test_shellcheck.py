"""The bridge to ShellCheck: which scripts it is handed, in which form, and what becomes of its answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import composelint
from composelint.core.source import Excerpt, Source
from composelint.engine import shellcheck
from composelint.engine.scripts import Prepared, prepared
from composelint.load.dockerfile import build_dockerfile
from composelint.model.dockerfile import Run

RULES = ["shell-error", "shell-warning", "shell-hint"]
FAKE = """#!{python}
import json, pathlib, sys
if "--version" in sys.argv:
    print("ShellCheck - shell script analysis tool\\nversion: {version}")
    sys.exit()
log = pathlib.Path({log!r})
log.write_text(log.read_text() + "call\\n" if log.exists() else "call\\n")
comments = []
for name in sys.argv[1:]:
    for number, line in enumerate(pathlib.Path(name).read_text().split("\\n") if name.endswith(".sh") else [], 1):
        for code, level, word in {words!r}:
            at = line.find(word)
            if at >= 0:
                comments.append({{"file": name, "line": number, "endLine": number, "column": at + 1,
                    "endColumn": at + 1 + len(word), "level": level, "code": code, "message": "Mind " + word + "."}})
print(json.dumps({{"comments": comments}}) if not {broken!r} else {broken!r})
"""
WORDS = [
    (2164, "warning", "cd /x"),
    (2086, "warning", "$A"),
    (3014, "error", "=="),
    (1091, "info", "source y"),
    (2045, "error", "ls *"),
]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program in ShellCheck's place; the answer is the file that counts its calls."""
    yield from install(tmp_path, monkeypatch)


def install(place: Path, patch: pytest.MonkeyPatch, *, version: str = "0.11.0", broken: str = "") -> Iterator[Path]:
    log = place / "calls"
    path = place / "shellcheck"
    path.write_text(FAKE.format(python=sys.executable, version=version, log=str(log), words=WORDS, broken=broken))
    path.chmod(0o755)
    patch.setenv("PATH", f"{place}:/usr/bin:/bin")
    patch.setattr("sysconfig.get_path", lambda name: str(place))
    shellcheck.program.cache_clear()
    shellcheck._kept.clear()
    yield log
    shellcheck.program.cache_clear()
    shellcheck._kept.clear()


def found(text: str, select: list[str] = RULES) -> list[tuple[str, str, int, str]]:
    report = composelint.lint({"Dockerfile": text}, select=select)
    assert report.errors == []
    return [(made.rule, made.span.text, made.span.line, made.message) for made in report.findings]


def test_places_and_levels(fake: Path) -> None:
    text = "FROM debian:13\nRUN true && \\\n  # no\n  cd /x; \\\n  echo $A\nRUN <<-E\n\tls *\n\tE\n"
    assert found(text) == [
        ("shell-warning", "cd /x", 4, "Mind cd /x"),
        ("shell-hint", "$A", 5, "Mind $A"),
        ("shell-error", "ls *", 7, "Mind ls *"),
    ]


def test_what_is_on_by_default(fake: Path) -> None:
    report = composelint.lint({"Dockerfile": "FROM debian:13\nRUN cd /x; ls * $A\n"})
    assert [made.rule for made in report.findings if made.rule in RULES] == ["shell-warning", "shell-error"]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("FROM debian:13\nRUN test a == b\n", 1),
        ("FROM example/x:1\nRUN test a == b\n", 0),
        ("FROM debian:13\nRUN source y\n", 0),
        ("FROM debian:13\n# hadolint ignore=SC2045\nRUN ls *\n", 0),
        ("FROM debian:13\n# shellcheck disable=SC2045\nRUN ls *\n", 0),
        ("FROM debian:13\n# about SC2045\nRUN ls *\n", 1),
        ("FROM debian:13\nONBUILD RUN ls *\n", 1),
        ('FROM debian:13\nRUN ["sh", "-c", "ls *"]\n', 1),
        ('FROM debian:13\nRUN ["ls *"]\n', 0),
        ('FROM debian:13\nSHELL ["pwsh", "-c"]\nRUN ls *\n', 0),
        ('FROM debian:13\nSHELL ["/bin/zsh", "-c"]\nRUN ls *\n', 0),
        ("FROM debian:13\nRUN <<E python3\nls *\nE\n", 0),
        ("FROM debian:13\nRUN cat <<E > f\nls *\nE\n", 0),
        ("FROM debian:13\nRUN <<E cat > f\nls *\nE\n", 0),
        ("FROM debian:13\nRUN <<E bash\nls *\nE\n", 1),
        ("FROM debian:13\nRUN <<E\n#!/bin/bash\nls *\nE\n", 1),
        ("FROM debian:13\nRUN <<E\n#!/usr/bin/env python3\nls *\nE\n", 0),
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN ls *\n", 0),
        ("FROM debian:13 AS a\nRUN ls *\nFROM debian:13\n", 0),
        ("FROM debian:13\nCMD ls *\nENTRYPOINT ls *\nHEALTHCHECK CMD ls *\n", 0),
    ],
)
def test_which_scripts_are_asked_about(fake: Path, text: str, hits: int) -> None:
    assert len(found(text, ["shell-error"])) == hits


def test_one_call_asks_about_all_scripts_and_none_twice(fake: Path) -> None:
    text = "FROM debian:13\n" + "RUN ls *\nRUN cd /x; ls\n" * 20
    assert len(found(text, ["shell-error"])) == 20
    assert len(found(text, ["shell-error"])) == 20
    assert fake.read_text() == "call\n"


def test_nothing_is_asked_when_no_rule_wants_to_know(fake: Path) -> None:
    assert found("FROM debian:13\nRUN ls *\n", ["packages"]) == []
    assert not fake.exists()


def test_our_own_rule_speaks_first(fake: Path) -> None:
    found_rules = [rule for rule, *_ in found("FROM debian:13\nRUN cd /x\n", [*RULES, "lost-shell-state"])]
    assert found_rules == ["lost-shell-state"]


@pytest.mark.parametrize(("version", "broken"), [("0.7.2", ""), ("", ""), ("0.11.0", "no json"), ("0.11.0", "[]")])
def test_an_old_or_broken_program_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, broken: str
) -> None:
    for _ in install(tmp_path, monkeypatch, version=version, broken=broken):
        assert found("FROM debian:13\nRUN ls *\n") == []


def test_without_the_program_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    shellcheck.program.cache_clear()
    assert found("FROM debian:13\nRUN ls *\n") == []
    shellcheck.program.cache_clear()


def script(text: str, *, busybox: bool = True) -> Prepared | None:
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    run = next(made for made in dockerfile.stages[-1].instructions if isinstance(made, Run))
    return prepared(run, busybox=busybox)


@pytest.mark.parametrize(
    ("head", "dialect", "guessed"),
    [
        ("FROM debian:13\n", "dash", False),
        ("FROM alpine\n", "busybox", False),
        ("FROM fedora:43\n", "bash", True),
        ("FROM example/x\n", "dash", True),
        ('FROM example/x\nSHELL ["/bin/bash", "-c"]\n', "bash", False),
    ],
)
def test_the_dialect(head: str, dialect: str, guessed: bool) -> None:
    made = script(head + "RUN ls\n")
    assert made is not None
    assert made.text.startswith(f"# shellcheck shell={dialect}\n")
    assert made.guessed is guessed


def test_the_preamble_holds_names_and_options_but_no_values() -> None:
    secret = "hunter2hunter2"
    made = script(
        f'FROM alpine\nARG A={secret}\nENV B={secret}\nSHELL ["/bin/ash", "-euo", "pipefail", "-c"]\nRUN ls $A\n'
    )
    assert made is not None
    first, second, rest = made.text.split("\n", 2)
    assert first == "# shellcheck shell=busybox"
    assert second.startswith("export A ")
    assert second.endswith("; set -e -u -o pipefail")
    assert {"A", "B", "HOME", "PATH", "http_proxy"} <= set(second.split())
    assert rest == "ls $A\n"
    assert secret not in made.text


def test_answers_from_nowhere_have_no_place() -> None:
    made = script("FROM alpine\nRUN ls\n")
    assert made is not None
    assert made.span((1, 1), (1, 5)) is None
    span = made.span((3, 1), (99, 99))
    assert span is not None
    assert json.dumps(span.text) == '"ls"'
