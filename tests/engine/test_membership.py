"""A named file is linted with the stacks that read it, and each of them is loaded once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from repository import Repository, composelint

from composelint.engine.lint import Linter
from composelint.engine.membership import Members
from composelint.engine.select import select
from composelint.engine.targets import find_file
from composelint.load.discover import StackFiles
from composelint.load.stack import Options
from composelint.model.compose import Stack
from composelint.workspace import Workspace

FILES = {
    ".git/HEAD": "ref: refs/heads/main\n",
    "compose.yaml": "include: [db/compose.yaml]\nservices:\n  web:\n    build: web\n    env_file: env/web.env\n",
    "compose.dev.yaml": "services:\n  web:\n    user: x\n",
    "db/compose.yaml": "services:\n  db:\n    extends: {file: base.yml, service: base}\n",
    "db/base.yml": "services:\n  base:\n    image: x\n",
    "web/Dockerfile": "FROM x\nCOPY . .\n",
    "web/.dockerignore": "*.md\n",
    "env/web.env": "A=1\n",
    "env/none.env": "A=1\n",
    "alone/Dockerfile": "FROM x\n",
    "alone/some.yml": "services: {}\n",
    "deploy/stack/compose.yaml": "services:\n  job:\n    build: {context: ../.., dockerfile: job/Dockerfile}\n",
    "job/Dockerfile": "FROM x\nCOPY . .\n",
    ".dockerignore": "*.md\n",
    "README.md": "",
}
MAIN, DEV, DEPLOY = ["compose.yaml"], ["compose.yaml", "compose.dev.yaml"], ["deploy/stack/compose.yaml"]


class Loads:
    """Counts what is loaded."""

    def __init__(self) -> None:
        self.linter = Linter(Workspace.in_memory(FILES, complete=True), Options(), select(ignored=["all"]))
        self.seen: Counter[tuple[str, ...]] = Counter()

    def __call__(self, files: StackFiles) -> Stack:
        self.seen[tuple(files.compose)] += 1
        return self.linter.stack(files)


@pytest.mark.parametrize(
    ("path", "stacks"),
    [
        ("compose.yaml", [MAIN, DEV]),
        ("compose.dev.yaml", [DEV]),
        ("db/compose.yaml", [MAIN, DEV, ["db/compose.yaml"]]),
        ("db/base.yml", [MAIN, DEV, ["db/compose.yaml"]]),
        ("web/Dockerfile", [MAIN, DEV]),
        ("web/.dockerignore", [MAIN, DEV]),
        ("env/web.env", [MAIN, DEV]),
        ("job/Dockerfile", [DEPLOY]),
        (".dockerignore", [DEPLOY]),
        ("env/none.env", []),
        ("alone/Dockerfile", []),
        ("README.md", []),
    ],
)
def test_the_stacks_of_a_file(path: str, stacks: list[list[str]]) -> None:
    loads = Loads()
    members = Members(loads.linter.workspace, loads)
    assert [files.compose for files in members.of(path)] == stacks


def test_each_stack_is_loaded_once() -> None:
    loads = Loads()
    members = Members(loads.linter.workspace, loads)
    for _ in range(2):
        for path in FILES:
            find_file(members, path)
    assert set(loads.seen.values()) == {1}


def test_what_belongs_to_no_stack_may_be_one() -> None:
    loads = Loads()
    members = Members(loads.linter.workspace, loads)
    assert find_file(members, "alone/Dockerfile").dockerfiles == ["alone/Dockerfile"]
    assert [files.compose for files in find_file(members, "alone/some.yml").stacks] == [["alone/some.yml"]]
    assert find_file(members, "README.md").stacks == []


def test_a_spelled_out_stack_takes_its_files_from_others() -> None:
    loads = Loads()
    spelled = [StackFiles(".", ["compose.dev.yaml"])]
    members = Members(loads.linter.workspace, loads, (), spelled)
    assert members.of("compose.dev.yaml") == spelled
    assert [files.compose for files in members.of("web/Dockerfile")] == [MAIN]


STACK = (
    "services:\n  web:\n    build: .\n    restart: always\n  db:\n    image: postgres:16-alpine\n    restart: always\n"
)


def places(*arguments: str, cwd: Path) -> list[str]:
    done = composelint("check", "-q", "--select", "missing-healthcheck", *arguments, cwd=cwd)
    assert done.returncode in (0, 1), done.stderr
    return [line.split(": ")[0] for line in done.stdout.splitlines() if line.endswith("]")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = Repository(tmp_path)
    made.commit({f"{name}/compose.yaml": STACK for name in ("a", "b", "legacy")} | {"a/Dockerfile": "FROM x\n"})
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["a", "b", "legacy"]),
        (["--exclude", "legacy"], ["a", "b"]),
        (["--exclude", "/legacy/", "--exclude", "b"], ["a"]),
        (["--exclude", "legacy", "legacy/compose.yaml"], ["legacy"]),
        (["a/Dockerfile", "a/compose.yaml", "a"], ["a"]),
        (["--exclude", "*.yaml", "a/Dockerfile"], []),
    ],
)
def test_what_is_excluded_is_not_heard_of_unless_named(
    project: Path, arguments: list[str], expected: list[str]
) -> None:
    assert places(*arguments, cwd=project) == [f"{name}/compose.yaml:5:3" for name in expected]


def test_exclusions_stand_in_the_current_directory(project: Path) -> None:
    (project / "a/legacy").mkdir()
    (project / "a/legacy/compose.yaml").write_text(STACK)
    assert places(".", "--exclude", "/legacy", cwd=project / "a") == ["compose.yaml:5:3"]


def test_a_note_names_the_file_as_the_caller_does(project: Path) -> None:
    (project / "a/.env.prod").write_text("A=1\n")
    done = composelint("check", ".env.prod", cwd=project / "a")
    assert done.returncode == 0
    assert "composelint: .env.prod belongs to no stack: not checked" in done.stderr
