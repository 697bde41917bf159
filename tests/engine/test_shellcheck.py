"""The bridge to ShellCheck: which scripts it is handed, in which form, and what becomes of its answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import composelint
from composelint import api
from composelint.core.source import Excerpt, Source
from composelint.engine import installed, shellcheck
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
                    "endColumn": at + 1 + len(word), "level": level, "code": code,
                    "message": word + (" is referenced." if code == 2154 else " is not minded.")}})
print(json.dumps({{"comments": comments}}) if not {broken!r} else {broken!r})
"""
WORDS = [
    (2164, "warning", "cd /x"),
    (2086, "warning", "$A"),
    (3014, "error", "=="),
    (1091, "info", "source y"),
    (2045, "error", "ls *"),
    (2154, "warning", "LIMIT"),
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
    patch.setattr(installed, "own_directories", lambda: (str(place),))
    shellcheck.program.cache_clear()
    yield log
    shellcheck.program.cache_clear()


def found(text: str, select: list[str] = RULES) -> list[tuple[str, str, int, str]]:
    report = composelint.lint({"Dockerfile": text}, select=select)
    assert report.errors == []
    return [(made.rule, made.span.text, made.span.line, made.message) for made in report.findings]


def test_places_and_levels(fake: Path) -> None:
    text = "FROM debian:13\nRUN true && \\\n  # no\n  cd /x; \\\n  echo $A\nRUN <<-E\n\tls *\n\tE\n"
    assert found(text) == [
        ("shell-warning", "cd /x", 4, "cd /x is not minded"),
        ("shell-hint", "$A", 5, "$A is not minded"),
        ("shell-error", "ls *", 7, "ls * is not minded"),
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
        ("FROM debian:13\n# composelint: ignore[shellcheck:SC2045]\nRUN ls *\n", 0),
        ("FROM debian:13\n# composelint: ignore[hadolint:SC2045]\nRUN ls *\n", 0),
        ("FROM debian:13\n# composelint: ignore[SC2046]\nRUN ls *\n", 1),
        ("FROM debian:13\n# shellcheck disable=all\nRUN ls *\n", 0),
        ("FROM debian:13\n# shellcheck disable=SC1000,SC2045 # meant\nRUN ls *\n", 0),
        ("# hadolint global ignore=SC2045\nFROM debian:13\nRUN true\nRUN ls *\n", 0),
        ("FROM debian:13\nRUN <<E\n# shellcheck disable=SC2045\ntrue\nls *\nE\n", 0),
        ("FROM debian:13\nRUN <<E\ntrue\n# shellcheck disable=SC2045\nls *\nE\n", 1),
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


def test_one_call_asks_about_the_scripts_of_all_stacks_and_none_twice(fake: Path) -> None:
    files = {f"{name}/Dockerfile": "FROM debian:13\n" + "RUN ls *\nRUN cd /x; ls\n" * 20 for name in "abc"}
    files |= {
        "d/compose.yaml": "services: {a: {image: redis}}",
        "e/compose.yaml": "services: {a: {build: {context: .}}}",
    }
    files["e/Dockerfile"] = "FROM alpine\nRUN ls *\n"
    for _ in range(2):
        report = composelint.lint(files, select=["shell-error"])
        assert len(report.findings) == 61
        assert [stack.root for stack in report.stacks] == ["d", "e", "a/Dockerfile", "b/Dockerfile", "c/Dockerfile"]
    assert fake.read_text() == "call\n"


def test_a_call_holds_so_many_scripts_and_so_few_stacks_wait(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shellcheck, "MOST_SCRIPTS", 10)
    monkeypatch.setattr(shellcheck, "MOST_WAITING", 2)
    one = "FROM debian:13\n" + "".join(f"RUN ls * {number}\n" for number in range(25))
    assert len(found(one, ["shell-error"])) == 25
    assert fake.read_text() == "call\n" * 3
    few = {f"{number}/Dockerfile": f"FROM debian:13\nRUN ls * of {number}\n" for number in range(6)}
    assert len(composelint.lint(few, select=["shell-error"]).findings) == 6
    assert fake.read_text() == "call\n" * 6


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        ((), (), ["SC2164", "SC2045"]),
        ((), ("hadolint:SC2164",), ["SC2045"]),
        ((), ("SC2045",), ["SC2164"]),
        (("shellcheck:SC2086",), (), ["SC2086"]),
        (("hadolint:SC2086", "shell-error"), (), ["SC2045", "SC2086"]),
        (("shell",), ("shellcheck:SC2045", "shellcheck:SC2164"), ["SC2086"]),
        (("shell",), ("shell-hint",), ["SC2164", "SC2045"]),
        (("shell-warning", "SC2086"), ("SC2086",), ["SC2164"]),
    ],
)
def test_single_codes(fake: Path, select: tuple[str, ...], ignore: tuple[str, ...], codes: list[str]) -> None:
    report = composelint.lint({"Dockerfile": "FROM debian:13\nRUN cd /x; ls * $A\n"}, select=select, ignore=ignore)
    assert [made.code for made in report.findings if made.code] == [f"shellcheck:{code}" for code in codes]


def test_a_configuration_names_codes(fake: Path) -> None:
    text = "FROM debian:13\nRUN cd /x; ls * $A\n"
    settings: tuple[tuple[str, list[str]], ...] = (
        ("ignore: [hadolint:SC2045]", ["SC2164"]),
        ("overrides: [{paths: [Dockerfile], ignore: [shellcheck:SC2045]}]", ["SC2164"]),
        ("overrides: [{paths: [other], ignore: [shellcheck:SC2045]}]", ["SC2164", "SC2045"]),
        ("select: [all]\nignore: [shellcheck:SC2086]", ["SC2164", "SC2045"]),
        ("shellcheck: off", []),
    )
    for setting, codes in settings:
        report = composelint.lint({"Dockerfile": text, ".composelint.yaml": setting})
        assert [made.code for made in report.findings if made.code] == [f"shellcheck:{code}" for code in codes], setting


def test_the_page_of_the_code_is_the_finding_s(fake: Path) -> None:
    report = composelint.lint({"Dockerfile": "FROM debian:13\nRUN ls *\nRUN cd /\n"}, select=["shell"])
    pages = {str(made["rule"]): str(made["docs"]) for made in report.to_dict()["findings"]}  # type: ignore[attr-defined]
    assert pages["shell-error"] == "https://www.shellcheck.net/wiki/SC2045"
    assert pages["lost-shell-state"].endswith("rules/shell/lost-shell-state.md")


def test_an_idle_ignore_of_a_code(fake: Path) -> None:
    text = "FROM debian:13\n# composelint: ignore[shellcheck:SC2045] why\nRUN true\n"
    rules = ["shell", "unused-ignore"]
    assert [rule for rule, *_ in found(text, rules)] == ["unused-ignore"]
    assert found(text, ["shell-error", "unused-ignore"]) == []


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


@pytest.fixture
def absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without ShellCheck."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installed, "own_directories", lambda: (str(tmp_path),))
    shellcheck.program.cache_clear()
    yield
    shellcheck.program.cache_clear()


def test_without_the_program_nothing_happens(absent: None) -> None:
    assert found("FROM debian:13\nRUN ls *\n") == []
    assert found("FROM debian:13\n# composelint: ignore[shell-error]\nRUN ls *\n", ["shell", "unused-ignore"]) == []


UNCHECKED = "RUN scripts were not checked: install composelint[shell]"


@pytest.mark.parametrize(
    ("text", "request_", "noted", "counted"),
    [
        ("RUN ls *", {}, False, True),
        ("RUN ls *", {"select": ["shell"]}, True, False),
        ("RUN ls *", {"select": ["shellcheck:SC2045"]}, True, False),
        ("RUN ls *", {"select": ["recommended"]}, False, True),
        ("RUN ls *", {"preset": "strict"}, True, False),
        ("RUN ls *", {"preset": "security"}, False, False),
        ("RUN ls *", {"ignore": ["shell"]}, False, False),
        ("CMD ls *", {"select": ["shell"]}, False, False),
        ('RUN ["ls", "*"]', {"select": ["shell"]}, False, False),
    ],
)
def test_what_was_not_checked_is_said_to_whom_it_concerns(
    absent: None, tmp_path: Path, text: str, request_: dict[str, object], noted: bool, counted: bool
) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM debian:13\n{text}\n")
    checked = api.check(api.Request(paths=[str(tmp_path)], **request_))  # type: ignore[arg-type]  # fields by name
    assert checked.notes == ([UNCHECKED] if noted else [])
    assert (UNCHECKED in checked.statistics()) is counted


def test_a_program_that_fails_is_said_to_have_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in install(tmp_path, monkeypatch, broken="no json"):
        place = tmp_path / "project"
        place.mkdir()
        (place / "Dockerfile").write_text("FROM debian:13\nRUN ls *\nRUN ls $A\nRUN ls $A\n")
        checked = api.check(api.Request(paths=[str(place)], select=["shell-error"]))
        assert checked.notes == ["ShellCheck gave no answer about 3 scripts of RUN"]


def test_the_configuration_names_the_program(fake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(installed, "own_directories", lambda: ("/nonexistent",))
    project = tmp_path / "project"
    project.mkdir()
    (project / "Dockerfile").write_text("FROM debian:13\nRUN ls *\n")
    configuration = project / ".composelint.yaml"
    configuration.write_text(f"shellcheck: {tmp_path}/shellcheck\n")
    request = api.Request(paths=[str(project)], select=["shell-error"])
    assert len(api.check(request).report.findings) == 1
    configuration.write_text(f"shellcheck: {tmp_path}/other\n")
    checked = api.check(request)
    assert checked.report.findings == []
    assert checked.notes == [f"RUN scripts were not checked: {tmp_path}/other is no ShellCheck, or older than 0.8"]


@pytest.mark.parametrize(
    "named", ["bin/shellcheck", "./shellcheck", "{project}/shellcheck", "{project}/../project/x", "''"]
)
def test_no_program_of_the_project_is_ever_run(fake: Path, tmp_path: Path, named: str) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "Dockerfile").write_text("FROM debian:13\nRUN ls *\n")
    (project / "shellcheck").symlink_to(tmp_path / "shellcheck")
    (project / "x").write_text("")
    (project / ".composelint.yaml").write_text(f"shellcheck: {named.format(project=project)}\n")
    with pytest.raises(api.UsageError, match="shellcheck"):
        api.check(api.Request(paths=[str(project)]))
    assert not fake.exists()


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("RUN true; cd /x; ls", 1),
        ("RUN true; cd /x", 0),
        ("RUN true; cd /x && ls", 0),
        ("RUN (cd /x; ls)", 1),
        ("RUN echo LIMIT", 0),
    ],
)
def test_what_is_known_better(fake: Path, text: str, hits: int) -> None:
    assert len(found(f"FROM debian:13\n{text}\n", ["shell-warning"])) == hits


def test_nothing_is_inherited_from_scratch(fake: Path) -> None:
    assert len(found("FROM scratch\nADD root.tar /\nRUN echo LIMIT\n", ["shell-warning"])) == 1


def script(text: str) -> Prepared | None:
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    run = next(made for made in dockerfile.stages[-1].instructions if isinstance(made, Run))
    return prepared(run)


@pytest.mark.parametrize(
    ("head", "dialect", "guessed"),
    [
        ("FROM debian:13\n", "dash", False),
        ("FROM alpine\n", "busybox", False),
        ("FROM example/x\n# hadolint shell=bash\n", "bash", False),
        ("FROM example/x\n# shellcheck shell=/bin/ash\n", "busybox", False),
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
