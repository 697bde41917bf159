"""docs/ci.md: every snippet is what its pipeline reads, and its commands make the reports that it hands over."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tree_sitter_groovy
from ruamel.yaml import YAML
from tree_sitter import Language, Node, Parser

from composelint.documents.markdown import Block, pieces

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SCHEMAS = {"GitHub Actions": "github-workflows", "GitLab": "gitlab-ci", "Azure Pipelines": "azure-pipelines"}
COMMAND = re.compile(r"composelint (check [^\n]*)")
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")


def snippet(title: str, nth: int = 0) -> str:
    """A block of the section of that title."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return "\n".join([piece for piece in pieces(section) if isinstance(piece, Block)][nth].lines)


def parsed(title: str, nth: int = 0) -> Any:
    return YAML(typ="safe", pure=True).load(snippet(title, nth))


@pytest.mark.parametrize("title", SCHEMAS)
def test_a_snippet_follows_the_schema_of_its_pipeline(tmp_path: Path, title: str) -> None:
    (tmp_path / "pipeline.yml").write_text(snippet(title))
    tool = Path(sys.executable).with_name("check-jsonschema")
    command = [str(tool), "--builtin-schema", f"vendor.{SCHEMAS[title]}", str(tmp_path / "pipeline.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_workflow_is_safe(tmp_path: Path) -> None:
    path = tmp_path / ".github" / "workflows" / "composelint.yml"
    path.parent.mkdir(parents=True)
    # Of our own action people name a release; zizmor wants a commit, which the page offers as well.
    path.write_text(snippet("GitHub Actions").replace("composelint@v0.1.0", f"composelint@{'0' * 40} # v0.1.0"))
    tool = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [str(tool), "--offline", "--no-progress", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def names(node: Node) -> list[str]:
    """The names of all calls below a node of Groovy, in order."""
    own = [node.text.decode() for node in (node.child_by_field_name("name"),) if node is not None and node.text]
    return own + [name for child in node.children for name in names(child)]


def test_the_jenkinsfile_is_groovy_and_declarative() -> None:
    tree = Parser(Language(tree_sitter_groovy.language())).parse(snippet("Jenkins").encode())
    assert not tree.root_node.has_error
    expected = [
        "pipeline",
        "agent",
        "options",
        "stages",
        "stage",
        "steps",
        "sh",
        "post",
        "always",
        "junit",
        "recordIssues",
    ]
    assert [name for name in names(tree.root_node) if name in expected] == expected


@pytest.mark.parametrize(
    ("title", "nth", "handed_over"),
    [
        ("GitHub Actions", 1, {"summary.md"}),
        ("GitLab", 0, {"gl-code-quality-report.json", "composelint.xml"}),
        ("Jenkins", 0, {"composelint.xml", "checkstyle.xml"}),
        ("Azure Pipelines", 0, {"composelint.xml", "composelint.sarif"}),
    ],
)
def test_the_commands_write_what_the_pipeline_takes(
    tmp_path: Path, title: str, nth: int, handed_over: set[str]
) -> None:
    (command,) = COMMAND.findall(snippet(title, nth))
    (tmp_path / "compose.yaml").write_text("services:\n  db:\n    image: postgres:16-alpine\n")
    done = subprocess.run([sys.executable, "-m", "composelint", *shlex.split(command)], cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert {path.name for path in tmp_path.iterdir()} == {"compose.yaml", *handed_over}
    rest = snippet(title, nth).replace(command, "")
    assert all(name in rest for name in handed_over)


def test_gitlab_takes_both_reports() -> None:
    job = parsed("GitLab")["composelint"]
    assert job["artifacts"] == {
        "when": "always",
        "reports": {"codequality": "gl-code-quality-report.json", "junit": "composelint.xml"},
    }


def test_azure_publishes_although_the_check_failed() -> None:
    tasks = {step["task"]: step for step in parsed("Azure Pipelines")["steps"] if "task" in step}
    assert tasks["PublishTestResults@2"]["condition"] == "succeededOrFailed()"
    assert tasks["PublishBuildArtifacts@1"]["condition"] == "succeededOrFailed()"


def test_the_tables_list_what_the_action_has() -> None:
    action = YAML(typ="safe", pure=True).load(ACTION)
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`([\w-]+)`", row)]
    assert listed == [*action["inputs"], *action["outputs"]]
    for name, entry in action["inputs"].items():
        assert f"| `{name}` | `{entry['default']}` |" in PAGE or (not entry["default"] and f"| `{name}` | | " in PAGE)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((\.\./[^)]+)\)", PAGE):
        assert (ROOT / "docs" / target).resolve().exists()
