"""Only what changed since a revision brought about, in real repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from repository import Repository, composelint

WEB = "services:\n  web:\n    build: ./web\n    restart: always\n  db:\n    image: postgres:16-alpine\n"
POLICY = ("--select", "missing-restart-policy")
DOCKERFILE = "FROM python:3.13\nCOPY . .\nRUN apt-get update && apt-get install -y git\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "project")
    made.commit({"compose.yaml": WEB, "web/Dockerfile": DOCKERFILE, ".gitignore": ".env\n", "tool/compose.yaml": WEB})
    made.write({".env": "TAG=1\n"})
    return made


def since(repository: Repository, *arguments: str, rules: str = "missing-restart-policy") -> list[str]:
    """The places of what a rule finds since the last commit."""
    return [place for _, place in repository.found("--select", rules, "--since", "HEAD", *arguments)]


def test_nothing_changed(repository: Repository) -> None:
    assert repository.found(*POLICY) != []
    assert since(repository) == []
    done = repository.run("check", "--since", "HEAD", *POLICY)
    assert "2 findings of HEAD left out" in done.stderr


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"compose.yaml": "# moved\n\n" + WEB}, []),
        ({"compose.yaml": WEB + "  cache:\n    image: redis:8\n"}, ["compose.yaml:7:3"]),
        ({"compose.yaml": WEB.replace("build: ./web\n    restart: always", "image: nginx:1.27")}, ["compose.yaml:2:3"]),
        ({"compose.yaml": WEB.replace("db:", "store:")}, ["compose.yaml:5:3"]),
        ({"new/compose.yaml": WEB}, ["new/compose.yaml:5:3"]),
        ({"compose.yaml": "a: ["}, []),
        ({"README.md": "x"}, []),
    ],
)
def test_only_what_a_change_brought_about(repository: Repository, change: dict[str, str], expected: list[str]) -> None:
    repository.write(change)
    assert since(repository) == expected
    base = repository.git("rev-parse", "HEAD").strip()
    repository.commit()
    assert since(repository) == []
    assert [place for _, place in repository.found(*POLICY, "--since", base)] == expected


def test_a_change_elsewhere_brings_a_finding_about(repository: Repository) -> None:
    waits = "    depends_on: {web: {condition: service_healthy}}\n"
    compose = f"services:\n  web:\n    build: web\n  job:\n    image: a:1\n{waits}"
    healthy = "FROM nginx:1.27\nHEALTHCHECK CMD curl -f localhost\n"
    rule = "healthy-without-healthcheck"
    repository.commit({"compose.yaml": compose, "web/Dockerfile": healthy})
    assert since(repository, rules=rule) == []
    repository.write({"web/Dockerfile": "FROM nginx:1.27\n"})
    assert since(repository, rules=rule) == ["compose.yaml:6:35"]
    assert since(repository, "web/Dockerfile", rules=rule) == ["compose.yaml:6:35"]


def test_renamed_and_moved_files_are_not_new(repository: Repository) -> None:
    repository.git("mv", "compose.yaml", "docker-compose.yml")
    assert since(repository) == []
    repository.git("mv", "tool", "tools")
    assert since(repository) == []
    repository.write({"tools/compose.yaml": "# moved\n" + WEB + "  cache:\n    image: redis:8\n"})
    assert since(repository) == ["tools/compose.yaml:8:3"]


def test_a_copied_directory_is_new(repository: Repository) -> None:
    shutil.copytree(repository.path / "tool", repository.path / "copy")
    assert since(repository) == ["copy/compose.yaml:5:3"]


def test_a_dockerfile_that_joins_a_stack_is_not_new(repository: Repository) -> None:
    repository.commit({"job/Dockerfile": DOCKERFILE})
    repository.write({"compose.yaml": WEB + "    restart: always\n  job:\n    build: job\n    restart: always\n"})
    assert since(repository, rules="tools-after-sources") == []


def test_what_git_ignores_stands_as_it_is(repository: Repository) -> None:
    repository.commit(
        {"compose.yaml": WEB.replace("postgres:16-alpine", "postgres:${TAG}").replace("16-alpine", "$TAG")}
    )
    repository.write({".env": "TAG=latest\n"})
    rules = "images,missing-restart-policy,missing-healthcheck"
    assert repository.found("--select", rules) != []
    assert since(repository, rules=rules) == []


@pytest.mark.parametrize("target", ["compose.yaml", "web/Dockerfile"])
def test_named_files(repository: Repository, target: str) -> None:
    assert since(repository, target) == []
    repository.write({"compose.yaml": WEB + "  cache:\n    image: redis:8\n"})
    assert since(repository, target) == ["compose.yaml:7:3"]
    assert since(repository, "-f", "compose.yaml") == ["compose.yaml:7:3"]
    repository.write({"other.yaml": "services:\n  x:\n    image: redis:8\n"})
    assert since(repository, "-f", "other.yaml") == ["other.yaml:2:3"]


def test_the_common_ancestor(repository: Repository) -> None:
    """What the other branch mended meanwhile was not broken here."""
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit({"compose.yaml": WEB + "  cache:\n    image: redis:8\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"compose.yaml": WEB + "    restart: always\n"})
    repository.git("checkout", "--quiet", "topic")
    assert [place for _, place in repository.found(*POLICY, "--since", "main...")] == ["compose.yaml:7:3"]
    assert len(repository.found(*POLICY, "--since", "main")) == 2


def test_links_and_a_subdirectory(repository: Repository) -> None:
    (repository.path / "linked").symlink_to("tool")
    (repository.path / "link.compose.yaml").symlink_to("tool/compose.yaml")
    (repository.path / "loop.compose.yaml").symlink_to("loop.compose.yaml")
    repository.commit()
    assert since(repository) == []
    repository.write({"tool/compose.yaml": WEB + "  cache:\n    image: redis:8\n"})
    assert "tool/compose.yaml:7:3" in since(repository)
    inside = composelint("check", "-q", *POLICY, "--since", "HEAD", cwd=repository.path / "tool")
    assert "compose.yaml:7:3" in inside.stdout


def test_a_linked_work_tree(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "--quiet", str(tmp_path / "tree"))
    (tmp_path / "tree/compose.yaml").write_text(WEB + "  cache:\n    image: redis:8\n")
    done = composelint("check", "-q", *POLICY, "--since", "HEAD", cwd=tmp_path / "tree")
    assert [line.split(": ")[0] for line in done.stdout.splitlines() if line.endswith("]")] == ["compose.yaml:7:3"]


@pytest.mark.parametrize(
    ("revision", "reason"),
    [
        ("nowhere", "no revision is called 'nowhere' here"),
        ("--help", "no revision is called"),
        ("--output=x", "no revision is called"),
        ("", "no revision is called"),
        ("HEAD:compose.yaml", "no revision is called"),
        ("nowhere...", "no revision is called 'nowhere' here"),
        ("x\x1b[31m\n::error::y", "no revision is called"),
    ],
)
def test_a_revision_that_does_not_exist(repository: Repository, revision: str, reason: str) -> None:
    done = repository.run("check", f"--since={revision}")
    assert done.returncode == 2
    assert reason in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in repository.path.iterdir()) == [
        ".env", ".git", ".gitignore", "compose.yaml", "tool", "web"
    ]  # fmt: skip


def test_unrelated_histories(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit({"unrelated": "x"})
    done = repository.run("check", "--since", "main...")
    assert (done.returncode, "no common ancestor" in done.stderr) == (2, True)


def test_no_repository_no_git_no_history(tmp_path: Path, repository: Repository) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/compose.yaml").write_text(WEB)
    done = composelint("check", "--since", "HEAD", cwd=tmp_path / "plain")
    assert (done.returncode, "--since needs a git repository" in done.stderr) == (2, True)
    done = repository.run("check", "--since", "HEAD", PATH=str(tmp_path / "plain"))
    assert (done.returncode, "--since needs git" in done.stderr) == (2, True)
    done = composelint("check", "--since", "HEAD", "-", cwd=repository.path)
    assert (done.returncode, "standard input has no history" in done.stderr) == (2, True)


def test_a_broken_repository_does_not_lead_to_the_one_above(repository: Repository) -> None:
    repository.write({"inner/.git/HEAD": "broken", "inner/compose.yaml": WEB})
    done = repository.run("check", "--since", "HEAD", cwd="inner")
    assert (done.returncode, "git cannot read" in done.stderr) == (2, True)


TRAPS = (
    "core.fsmonitor", "core.pager", "core.sshCommand", "core.gitProxy", "core.editor", "filter.x.smudge",
    "filter.x.clean", "diff.x.textconv", "diff.external", "credential.helper", "alias.ls-tree", "alias.rev-parse",
)  # fmt: skip


def test_nothing_of_the_repository_is_run(repository: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    script.chmod(0o755)
    for key in TRAPS:
        repository.git("config", key, f"!{script}" if key.startswith("alias") else str(script))
    repository.write({".gitattributes": "* filter=x diff=x\n"})
    hooks = repository.path / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(script, hooks / hook)
    assert since(repository) == []
    assert not trap.exists()


def test_a_hook_s_environment_does_not_mislead(repository: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"compose.yaml": WEB + "  cache:\n    image: redis:8\n"})
    repository.write({"compose.yaml": WEB + "  cache:\n    image: redis:8\n"})
    done = repository.run(
        "check", "-q", *POLICY, "--since", "HEAD", GIT_DIR=str(other.path / ".git"), GIT_INDEX_FILE="x"
    )
    assert "compose.yaml:7:3" in done.stdout
