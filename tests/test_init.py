"""`composelint init`: a commented configuration for the stacks that are there, and new stacks in one that exists."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from composelint.documents.plain import mapping
from composelint.engine.config import configured
from composelint.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = Draft202012Validator(json.loads((ROOT / "src/composelint/schemas/config.schema.json").read_text()))
STACK = "services:\n  tool:\n    image: busybox:1.37\n"
NAME = ".composelint.yaml"


def project(directory: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory


def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "composelint", *arguments]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def stacks(directory: Path) -> list[list[str]]:
    """The stacks that the configuration spells out, which must be one that reader and schema accept."""
    text = (directory / NAME).read_text()
    assert [error.message for error in SCHEMA.iter_errors(mapping(text))] == []
    return [files.compose for files in configured(Workspace.on_disk(directory), ["."]).spelled]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"compose.yaml": STACK}, [["compose.yaml"]]),
        (
            {"compose.yaml": STACK, "compose.override.yaml": "services: {tool: {restart: 'no'}}\n"},
            [["compose.yaml", "compose.override.yaml"]],
        ),
        ({"a/compose.yaml": STACK, "b/docker-compose.yml": STACK}, [["a/compose.yaml"], ["b/docker-compose.yml"]]),
        ({"a b/compose: x.yaml": STACK}, [["a b/compose: x.yaml"]]),
        ({"Dockerfile": "FROM scratch\n"}, []),
        ({}, []),
    ],
)
def test_a_configuration_names_the_stacks_that_are_there(
    tmp_path: Path, files: dict[str, str], expected: list[list[str]]
) -> None:
    done = run(project(tmp_path, files), "init")
    assert done.returncode == 0, done.stderr
    assert stacks(tmp_path) == expected
    text = (tmp_path / NAME).read_text()
    assert text.startswith("# yaml-language-server: $schema=https://")
    assert text.endswith("\n")


def test_what_it_writes_changes_no_finding(tmp_path: Path) -> None:
    project(tmp_path, {"compose.yaml": "services:\n  db:\n    image: postgres:16-alpine\n", "x/compose.yaml": STACK})
    before = run(tmp_path, "check", "--format", "json").stdout
    run(tmp_path, "init")
    assert run(tmp_path, "check", "--format", "json").stdout == before


def test_every_commented_line_is_one_that_can_be_used(tmp_path: Path) -> None:
    run(project(tmp_path, {"compose.yaml": STACK}), "init")
    lines = (tmp_path / NAME).read_text().splitlines()
    uncommented = [
        line.removeprefix("# ")
        for line in lines
        if not line.startswith("#") or line[2:].startswith(("  ", "ignore:", "severity:", "exclude:", "overrides:"))
    ]
    (tmp_path / NAME).write_text("\n".join(uncommented) + "\n")
    assert stacks(tmp_path) == [["compose.yaml"]]
    assert set(mapping((tmp_path / NAME).read_text())) == {
        "preset", "fail-on", "ignore", "severity", "exclude", "overrides", "stacks",
    }  # fmt: skip


def test_what_exists_is_never_overwritten_unless_forced(tmp_path: Path) -> None:
    mine = "# mine\nignore: [health]\n"
    project(tmp_path, {"compose.yaml": STACK, NAME: mine})
    done = run(tmp_path, "init")
    assert done.returncode == 2
    assert "--update" in done.stderr
    assert (tmp_path / NAME).read_text() == mine
    assert run(tmp_path, "init", "--force").returncode == 0
    assert "preset: recommended" in (tmp_path / NAME).read_text()


MINE = """\
# Why we ignore what we ignore.
ignore:
    - health   # the platform watches

stacks:
    # The shop.
    - files: [compose.yaml]  # alone
      name: 'shop'
severity: {missing-restart-policy: "off"}  # it is Nomad's
"""


def test_an_update_adds_what_is_missing_and_keeps_every_comment(tmp_path: Path) -> None:
    project(tmp_path, {"compose.yaml": STACK, "b/compose.yaml": STACK, NAME: MINE})
    done = run(tmp_path, "init", "--update")
    assert done.returncode == 0
    assert "1 stack added" in done.stderr
    assert stacks(tmp_path) == [["compose.yaml"], ["b/compose.yaml"]]
    text = (tmp_path / NAME).read_text()
    assert [line for line in text.splitlines() if line not in MINE.splitlines()] == ["    - files: [b/compose.yaml]"]
    assert [line for line in MINE.splitlines() if line not in text.splitlines()] == []
    assert "0 stacks added" in run(tmp_path, "init", "--update").stderr
    assert (tmp_path / NAME).read_text() == text


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# only words\n",
        "ignore: [health] # kept",
        "stacks: []\n",
        "ignore:\n- health\nstacks:\n- files:\n  - a.yaml\n",
    ],
)
def test_an_update_of_whatever_there_is(tmp_path: Path, before: str) -> None:
    project(tmp_path, {"compose.yaml": STACK, "a.yaml": STACK, NAME: before})
    assert run(tmp_path, "init", "--update").returncode == 0
    assert ["compose.yaml"] in stacks(tmp_path)
    assert all(line in (tmp_path / NAME).read_text() for line in before.splitlines() if "stacks" not in line)


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        ({NAME: "selct: []\n", "compose.yaml": STACK}, ["init", "--update"]),
        ({NAME: "a: [", "compose.yaml": STACK}, ["init", "--update"]),
        ({"compose.yaml": STACK}, ["init", "compose.yaml"]),
        ({}, ["init", "nowhere"]),
        ({f"{NAME}/x": ""}, ["init", "--force"]),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    tmp_path: Path, files: dict[str, str], arguments: list[str]
) -> None:
    project(tmp_path, files)
    done = run(tmp_path, *arguments)
    assert done.returncode == 2, done.stdout
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == set(files)
    assert all((tmp_path / name).read_text() == text for name, text in files.items())
