"""The command as a user meets it: argv in, streams and exit code out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLEAN = """\
services:
  tool:
    image: busybox:1.37
    command: "true"
    restart: "no"
"""
WARNING = """\
services:
  db:
    image: postgres:16-alpine
    environment:
      POSTGRES_USER: analyst
      POSTGRES_PASSWORD: ${DB_PASSWORD}
"""
ERROR = "services:\n  web:\n    imaeg: nginx:1.27\n    image: nginx:1.27\n"


def run(
    *arguments: str, cwd: Path, stdin: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "composelint", *arguments]
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        input=stdin,
        env=environment | (env or {}),
        check=False,
        timeout=60,
    )


def project(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return project(tmp_path, **{"compose.yaml": CLEAN})


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    return project(tmp_path, **{"compose.yaml": WARNING})


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (CLEAN, [], 0),
        (WARNING, [], 1),
        (WARNING, ["--fail-on", "error"], 0),
        (WARNING, ["--fail-on", "never"], 0),
        (WARNING, ["--ignore", "health,lifecycle,resources,storage", "--env", "DB_PASSWORD=brisk-heron-44-orchid"], 0),
        (WARNING, ["--select", "syntax"], 0),
        (ERROR, ["--fail-on", "error"], 1),
        (WARNING, ["--select", "missing-helthcheck"], 2),
        (WARNING, ["--fail-on", "fatal"], 2),
        (WARNING, ["--format", "jsno"], 2),
        (WARNING, ["--env", "NOTHING"], 2),
        (WARNING, ["--today", "tomorrow"], 2),
        (WARNING, ["nowhere"], 2),
        (WARNING, ["-f", "nowhere.yaml"], 2),
        (WARNING, ["--env-file", "nowhere.env"], 2),
        (WARNING, ["--output", "no/such/directory/report"], 2),
    ],
)
def test_exit_code(tmp_path: Path, text: str, arguments: list[str], code: int) -> None:
    done = run("check", *arguments, cwd=project(tmp_path, **{"compose.yaml": text}))
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_rule_names_the_nearest(flawed: Path) -> None:
    assert "missing-healthcheck" in run("check", "--select", "missing-helthcheck", cwd=flawed).stderr


def test_a_directory_without_anything_says_so(tmp_path: Path) -> None:
    done = run("check", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing to check" in done.stderr


def test_the_help_of_a_known_image_is_written_for_this_service(flawed: Path) -> None:
    assert "pg_isready -U analyst" in run("check", cwd=flawed).stdout


def test_json_goes_to_a_file_and_text_to_the_terminal(flawed: Path) -> None:
    done = run("check", "--format", "json:report.json", "--format", "text", cwd=flawed)
    assert "missing-healthcheck" in done.stdout
    assert json.loads((flawed / "report.json").read_text())["summary"]["warning"] > 0


def test_equal_input_gives_equal_bytes(flawed: Path) -> None:
    first, second = (run("check", "--format", "json", cwd=flawed).stdout for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {}, False),
        (["--color", "auto"], {"NO_COLOR": "1"}, False),
    ],
)
def test_colour(flawed: Path, arguments: list[str], env: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in run("check", *arguments, cwd=flawed, env=env).stdout) is coloured


def test_standard_input_is_a_file_of_its_own(tmp_path: Path) -> None:
    done = run("check", "-", cwd=tmp_path, stdin=WARNING)
    assert done.returncode == 1
    assert "missing-healthcheck" in done.stdout
    dockerfile = run("check", "-", "--stdin-filename", "Dockerfile", cwd=tmp_path, stdin="RUN true\n")
    assert dockerfile.returncode == 1
    assert "invalid-dockerfile" in dockerfile.stdout


def test_files_named_one_by_one_are_one_stack(tmp_path: Path) -> None:
    overlay = "services:\n  db:\n    restart: always\n"
    project(tmp_path, **{"compose.yaml": WARNING, "more.yaml": overlay})
    alone = run("check", "-f", "compose.yaml", "--select", "missing-restart-policy", cwd=tmp_path)
    both = run("check", "-f", "compose.yaml", "-f", "more.yaml", "--select", "missing-restart-policy", cwd=tmp_path)
    assert (alone.returncode, both.returncode) == (1, 0)


def test_a_file_that_belongs_to_no_stack_is_a_note(clean: Path) -> None:
    (clean / "notes.txt").write_text("nothing")
    done = run("check", "notes.txt", cwd=clean)
    assert done.returncode == 0
    assert "belongs to no stack" in done.stderr


def test_a_named_dockerfile_is_checked_with_the_stack_that_builds_it(tmp_path: Path) -> None:
    compose = "services:\n  web:\n    build: ./web\n    restart: always\n"
    project(tmp_path, **{"compose.yaml": compose, "web/Dockerfile": "FROM nginx:1.27\n", ".git/HEAD": ""})
    report = json.loads(run("check", "web/Dockerfile", "--format", "json", cwd=tmp_path).stdout)
    assert report["stacks"] == [
        {"root": ".", "files": ["compose.yaml"], "services": ["web"], "dockerfiles": ["web/Dockerfile"]}
    ]


def test_quiet_prints_a_line_a_finding(flawed: Path) -> None:
    lines = run("check", "--quiet", "--select", "missing-healthcheck", cwd=flawed).stdout.splitlines()
    assert lines[0].startswith("compose.yaml:2:3: warning: db has no healthcheck")
    assert len(lines) <= 3


def test_paths_are_shown_from_the_current_directory(tmp_path: Path) -> None:
    project(tmp_path, **{"stack/compose.yaml": WARNING})
    (tmp_path / "elsewhere").mkdir()
    done = run("check", "../stack", "--quiet", cwd=tmp_path / "elsewhere")
    assert done.stdout.startswith("../stack/compose.yaml:")


@pytest.mark.parametrize("name", ["missing-healthcheck", "kics:healthcheck_not_set", "healthcheck_not_set"])
def test_explain_takes_slugs_and_aliases(tmp_path: Path, name: str) -> None:
    done = run("explain", name, cwd=tmp_path)
    assert done.returncode == 0
    assert "missing-healthcheck" in done.stdout


def test_explain_of_nothing_known(tmp_path: Path) -> None:
    done = run("explain", "missing-helthcheck", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean missing-healthcheck" in done.stderr


def test_rules_as_json_are_complete(tmp_path: Path) -> None:
    entries = json.loads(run("rules", "--format", "json", cwd=tmp_path).stdout)
    assert all(
        set(entry) == {"rule", "theme", "summary", "severity", "enabled", "fix", "aliases", "docs"} for entry in entries
    )
    assert {"missing-healthcheck", "invalid-yaml", "sources-before-dependencies"} <= {
        entry["rule"] for entry in entries
    }


def test_a_closed_pipe_is_no_failure(flawed: Path) -> None:
    command = f"{sys.executable} -m composelint check | head -n 1"
    done = subprocess.run(command, shell=True, cwd=flawed, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_printing_the_version_loads_no_linter(tmp_path: Path) -> None:
    code = (
        "import sys; from composelint.cli.commands import cli;"
        " print('yaml' in sys.modules, 'composelint.load' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_paths_alone_need_no_library_for_options(flawed: Path) -> None:
    """And say the same as with an option, to the byte."""
    assert run("check", cwd=flawed).stdout == run("check", "--color", "auto", cwd=flawed).stdout
    code = (
        "import sys; from composelint.cli import main; sys.argv = ['composelint', 'check', '.']; code = main();"
        " sys.exit(code if 'click' not in sys.modules else 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=flawed, capture_output=True, check=False)
    assert done.returncode == 1
    for arguments in (["check", "no-such-file"], ["check", "no-such-file", "--quiet"]):
        failed = run(*arguments, cwd=flawed)
        assert (failed.returncode, failed.stdout) == (2, "")
        assert failed.stderr == "composelint: no-such-file: no such file or directory\n"
