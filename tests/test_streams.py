"""Where the command writes, what it says beside the report, and what happens when nobody can take it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from repository import composelint, environment

STACK = "services:\n  db:\n    image: postgres:16-alpine\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(STACK)
    return tmp_path


def test_statistics_stand_beside_the_report(project: Path) -> None:
    done = composelint("check", "--stats", "--format", "json", cwd=project)
    assert re.search(r"^composelint: stacks 1, files 1, error \d+, warning \d+, info \d+, suppressed 0; ", done.stderr)
    assert {"reading", "judging", "searching"} <= set(re.findall(r"(\w+) \d+\.\d+ s", done.stderr))
    assert done.stdout.startswith("{")
    assert "stacks 1" not in composelint("check", cwd=project).stderr


def test_equal_runs_give_equal_reports_with_statistics(project: Path) -> None:
    first, second = (composelint("check", "--stats", "--format", "sarif", cwd=project).stdout for _ in range(2))
    assert first == second


def test_a_reader_that_has_gone_is_no_failure(project: Path) -> None:
    services = "".join(f"  s{n}:\n    image: postgres:16\n" for n in range(300))
    (project / "compose.yaml").write_text(f"services:\n{services}")
    for arguments in ("", "--format json", "--format sarif", "--quiet"):
        command = f"{sys.executable} -m composelint check {arguments} | head -c 1"
        done = subprocess.run(command, shell=True, cwd=project, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        assert "BrokenPipe" not in done.stderr
        assert len(done.stdout) == 1


@pytest.mark.parametrize("target", ["nowhere/report.json", "taken", "compose.yaml/report.json", "/proc/version"])
def test_an_output_that_cannot_be_written(project: Path, target: str) -> None:
    (project / "taken").mkdir()
    before = sorted(path.name for path in project.iterdir())
    done = composelint("check", "--format", f"json:{target}", cwd=project)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert sorted(path.name for path in project.iterdir()) == before
    assert (project / "compose.yaml").read_text() == STACK


def progress(project: Path, stacks: int) -> str:
    """What a terminal shows on standard error."""
    for number in range(stacks):
        (project / f"s{number}").mkdir()
        (project / f"s{number}/compose.yaml").write_text("services:\n  job:\n    image: busybox:1.37\n")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "composelint", "check", "--select", "missing-file", "-o", "report"]
    subprocess.run(command, cwd=project, stderr=theirs, env=environment(TERM="xterm"), check=False)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:
        # So Linux says that nobody writes to a terminal any more.
        pass
    os.close(ours)
    return shown.decode()


def test_a_long_run_at_a_terminal_shows_how_far_it_is(project: Path) -> None:
    assert "100%" in progress(project, 120)


def test_a_short_run_does_not(project: Path) -> None:
    assert progress(project, 3) == ""
