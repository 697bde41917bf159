"""The GitHub action: its grammar, its safety, and its shell steps run as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from composelint.cli.commands import check

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
DEFAULTS = {name: entry["default"] for name, entry in ACTION["inputs"].items()}
EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")
HOSTILE = [
    "$(touch owned)",
    "`touch owned`",
    '"; touch owned; "',
    "' ; touch owned ; '",
    "a\n$(touch owned)",
    "${IFS}*",
]
FLAWED = """\
services:
  db:
    image: postgres:16-alpine
    environment:
      POSTGRES_PASSWORD: "##[stop-commands]x"
      NOTE: "\\n::stop-commands::x"
"""


class Runner:
    """A job of GitHub's: a checkout to work in, files for outputs and the summary."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.workspace = home / "work"
        self.outputs: dict[str, str] = {}
        self.log = ""
        for name in ("work", "temp"):
            (home / name).mkdir()

    def run(self, step: str, values: Mapping[str, str], **environment: str) -> int:
        """Runs a step by `shell: bash`; the values fill its expressions. What it outputs is in `outputs`."""
        output = self.home / "output"
        output.write_text("")
        given = {
            name: EXPRESSION.sub(lambda found: values[found[1]], text) for name, text in STEPS[step]["env"].items()
        }
        runners = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.home / "summary"),
            "RUNNER_TEMP": str(self.home / "temp"),
        }
        script = self.home / "script.sh"
        script.write_text(STEPS[step]["run"])
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        done = subprocess.run(
            command,
            cwd=self.workspace,
            env=os.environ | runners | given | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.log = done.stdout + done.stderr
        self.outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return done.returncode

    def check(self, **inputs: str) -> int:
        """The step that checks, with this environment's composelint and the default inputs but for those given."""
        values = {f"inputs.{name}": text for name, text in DEFAULTS.items()}
        values |= {f"inputs.{name.replace('_', '-')}": text for name, text in inputs.items()}
        values |= {
            "steps.install.outputs.home": str(self.home / "temp"),
            "steps.install.outputs.python": sys.executable,
        }
        return self.run("Check the stacks", values)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    found = Runner(tmp_path)
    (found.workspace / "compose.yaml").write_text(FLAWED)
    return found


def test_the_action_is_one() -> None:
    tool = Path(sys.executable).with_name("check-jsonschema")
    command = [str(tool), "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing() -> None:
    tool = Path(sys.executable).with_name("zizmor")
    command = [str(tool), "--offline", "--persona=auditor", "--no-progress", str(ROOT / "action.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_expression_stands_in_a_script() -> None:
    assert all("${{" not in step.get("run", "") for step in STEPS.values())


def test_other_actions_are_pinned_by_commit() -> None:
    used = [step["uses"] for step in STEPS.values() if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each) for each in used)


def test_every_input_is_used_and_every_output_is_given() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert {name for name in ACTION["inputs"] if f"inputs.{name}" in text} == set(ACTION["inputs"])
    script = STEPS["Check the stacks"]["run"]
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.check.outputs.{name} }}}}"
        assert f"{name}=" in script or name in ("errors", "warnings", "infos")


def test_every_option_is_one_of_the_command() -> None:
    known = {option for parameter in check.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+(?==)", STEPS["Check the stacks"]["run"])) <= known


def test_findings_become_annotations_a_summary_and_outputs(runner: Runner) -> None:
    assert runner.check() == 0
    report = json.loads(Path(runner.outputs["report"]).read_text())
    assert runner.outputs["exit-code"] == "1"
    assert runner.outputs["errors"] == str(report["summary"]["error"])
    assert runner.outputs["warnings"] == str(report["summary"]["warning"])
    assert runner.outputs["infos"] == str(report["summary"]["info"])
    assert json.loads(Path(runner.outputs["sarif"]).read_text())["version"] == "2.1.0"
    assert "::warning file=compose.yaml,line=2" in runner.log
    assert "stop-commands" not in re.sub(r"#\\x23\[stop-commands\]", "", runner.log)
    assert (runner.home / "summary").read_text().startswith("## composelint")


def test_summaries_of_a_job_add_up(runner: Runner) -> None:
    (runner.home / "summary").write_text("# before\n")
    runner.check()
    assert (runner.home / "summary").read_text().startswith("# before\n## composelint")


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"fail_on": "never"}, "0"),
        ({"paths": "compose.yaml\n\n."}, "1"),
        ({"paths": "nowhere"}, "2"),
        ({"paths": "--help"}, "2"),
        ({"fail_on": "--help"}, "2"),
        ({"args": "--select=syntax"}, "0"),
        ({"args": "--select\nsyntax,health\n--quiet", "format": "text"}, "1"),
        ({"args": "--no-such-option"}, "2"),
        ({"format": "text\njson"}, "2"),
    ],
)
def test_inputs_are_options_of_the_command(runner: Runner, inputs: dict[str, str], code: str) -> None:
    assert runner.check(**inputs) == 0
    assert runner.outputs["exit-code"] == code, runner.log
    assert ("report" in runner.outputs) is (code != "2")


def test_a_baseline_leaves_only_what_is_new(runner: Runner) -> None:
    write = [sys.executable, "-m", "composelint", "baseline", "-o", "known findings.json"]
    subprocess.run(write, cwd=runner.workspace, capture_output=True, check=True)
    runner.check(baseline="known findings.json")
    assert runner.outputs["exit-code"] == "0", runner.log
    assert runner.outputs["warnings"] == "0"


def test_the_gate_of_the_configuration_holds_unless_an_input_says_otherwise(runner: Runner) -> None:
    (runner.workspace / ".composelint.yaml").write_text("fail-on: never\n")
    runner.check()
    assert runner.outputs["exit-code"] == "0", runner.log
    runner.check(fail_on="warning")
    assert runner.outputs["exit-code"] == "1"


def test_more_formats_are_written_to_files(runner: Runner) -> None:
    runner.check(format="text\njunit:junit report.xml\n")
    assert "missing-healthcheck" in runner.log
    assert "::warning" not in runner.log
    assert (runner.workspace / "junit report.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize("name", [name for name in DEFAULTS if name not in ("version", "upload-sarif")])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_input_is_run(runner: Runner, name: str, text: str) -> None:
    runner.check(**{name.replace("-", "_"): text})
    assert runner.outputs["exit-code"] == "2"
    assert [path.name for path in runner.workspace.iterdir()] == ["compose.yaml"]
    assert set(runner.outputs) == {"exit-code"}


def test_a_path_with_a_newline_adds_no_output(runner: Runner) -> None:
    hostile = runner.workspace / "x\nerrors=0\n::stop-commands::x"
    hostile.mkdir()
    shutil.move(runner.workspace / "compose.yaml", hostile / "compose.yaml")
    assert runner.check() == 0
    assert set(runner.outputs) == {"exit-code", "errors", "warnings", "infos", "report", "sarif"}
    assert not [line for line in runner.log.splitlines() if line.startswith("::stop")]


@pytest.mark.parametrize("module", ["composelint", "click", "json", "yaml", "venv"])
def test_no_module_of_the_checkout_is_imported(runner: Runner, module: str) -> None:
    (runner.workspace / f"{module}.py").write_text("open('owned', 'w')\n")
    runner.check()
    assert runner.outputs["exit-code"] == "1"
    assert not (runner.workspace / "owned").exists()


@pytest.mark.parametrize(("code", "expected"), [("0", 0), ("1", 1), ("2", 2)])
def test_the_last_step_passes_the_exit_code_on(runner: Runner, code: str, expected: int) -> None:
    assert runner.run("Pass or fail", {"steps.check.outputs.exit-code": code}) == expected


@pytest.mark.parametrize("version", ["main", "0.1", "v0.1.0", "0.1.0; touch owned", "0.1.0\n$(touch owned)", *HOSTILE])
def test_a_version_is_a_release_or_nothing_is_installed(runner: Runner, version: str) -> None:
    values = {"steps.python.outputs.python-path": sys.executable, "inputs.version": version}
    assert runner.run("Install composelint", values) == 2
    assert "no release" in runner.log
    assert [path.name for path in runner.workspace.iterdir()] == ["compose.yaml"]
    assert list((runner.home / "temp").iterdir()) == []


def test_what_is_installed_is_the_composelint_of_the_action(runner: Runner) -> None:
    for module in ("pip", "venv", "composelint"):
        (runner.workspace / f"{module}.py").write_text("open('owned', 'w')\n")
    values = {"steps.python.outputs.python-path": sys.executable, "inputs.version": ""}
    assert runner.run("Install composelint", values) == 0, runner.log
    assert not (runner.workspace / "owned").exists()
    python = runner.outputs["python"]
    assert Path(python).is_relative_to(runner.outputs["home"])
    version = [python, "-I", "-m", "composelint", "--version"]
    done = subprocess.run(version, cwd=runner.workspace, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("composelint ")
