"""`docs/adopt.md`, done as it says: its files written, its changes applied, its commands run, its output seen."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import Repository, environment

PAGE = Path(__file__).resolve().parent.parent / "docs" / "adopt.md"
_BLOCK = re.compile(r"(?:^`(?P<path>[^`\n]+)`\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str | None, str]]:
    """(kind, path of the file if it is one, text) of the page's fenced blocks."""
    for match in _BLOCK.finditer(PAGE.read_text()):
        yield match["kind"], match["path"], match["text"]


def steps(console: str) -> Iterator[tuple[str, list[str]]]:
    """Every command of a console block with the lines that it prints."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield command, lines


def printed(lines: list[str], output: str) -> bool:
    """Whether the lines are among those printed, in this order; `…` stands for anything."""
    rest = iter(output.splitlines())
    return all(any(re.fullmatch(".*".join(map(re.escape, line.split("…"))), seen) for seen in rest) for line in lines)


@pytest.fixture
def bin(tmp_path: Path) -> Path:
    """A directory with `composelint` in it, as an installation makes it."""
    script = tmp_path / "bin" / "composelint"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m composelint "$@"\n')
    script.chmod(0o755)
    return script.parent


def test_the_page_is_true(tmp_path: Path, bin: Path) -> None:
    repository = Repository(tmp_path / "shop")
    env = environment()
    env["PATH"] = f"{bin}:{env['PATH']}"
    files = {path: text for _, path, text in blocks() if path is not None}
    assert set(files) == {"compose.yaml", "api/Dockerfile"}
    repository.commit(files | {"api/requirements.txt": "uvicorn\n", "api/main.py": "app = None\n"})
    ran = 0
    for kind, path, text in blocks():
        if kind == "diff":
            patched = subprocess.run(
                ["git", "apply", "-"],
                cwd=repository.path,
                env=env,
                input=text,
                text=True,
                capture_output=True,
                check=False,
            )
            assert patched.returncode == 0, patched.stderr
        for command, lines in steps(text) if kind == "console" and path is None else ():
            done = subprocess.run(
                command, shell=True, cwd=repository.path, env=env, text=True, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            output = done.stdout + (f"[exit code {done.returncode}]\n" if done.returncode else "")
            first = ran == 0
            ran += 1
            assert printed(lines, output), f"{command}\n{output}"
            assert first or done.returncode == 0 or lines[-1:] == ["[exit code 1]"], f"{command}\n{output}"
    assert ran >= 12


def test_the_defect_alone_is_reported_and_its_suppression_reaches_sarif(tmp_path: Path, bin: Path) -> None:
    """What the page says of its third and fourth step, to the letter."""
    diffs = [text for kind, _, text in blocks() if kind == "diff"]
    repository = Repository(tmp_path / "shop")
    repository.commit({path: text for _, path, text in blocks() if path is not None})
    repository.run("baseline", "-o", "known.json")

    def apply(diff: str) -> None:
        subprocess.run(["git", "apply", "-"], cwd=repository.path, input=diff, text=True, check=True)

    apply(diffs[0])
    assert repository.found("--baseline", "known.json") == [("missing-resource-limits", "compose.yaml:17:3")]
    apply(diffs[1])
    assert repository.found("--baseline", "known.json") == []
    report = json.loads(repository.run("check", "--baseline", "known.json", "--format", "sarif").stdout)
    (run,) = report["runs"]
    (result,) = run["results"]
    assert result["ruleId"] == "missing-resource-limits"
    assert result["suppressions"] == [{"kind": "inSource", "justification": "sized together with the new host"}]
