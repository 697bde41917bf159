"""The hook, as the real pre-commit installs and runs it in a repository of somebody else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repository import Repository, environment

from composelint.core.source import Source
from composelint.syntax import yaml

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "src", "rules")
CLEAN = """\
services:
  web:
    build: ./web
    restart: unless-stopped
    env_file: web/prod.env
  job:
    image: busybox:1.37
    command: "true"
    restart: "no"
    depends_on: {web: {condition: service_healthy}}
"""
UNWELL = "FROM nginx:1.27\n"
HEALTHY = "FROM nginx:1.27\nHEALTHCHECK CMD curl -f http://localhost/\n"


def pre_commit(repository: Repository, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *arguments]
    env = environment(PRE_COMMIT_HOME=str(home), PRE_COMMIT_COLOR="never")
    return subprocess.run(
        command, cwd=repository.path, env=env, capture_output=True, text=True, check=False, timeout=600
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environment that it installs the hook into, once for all of these tests."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This repository as it stands, as a repository of its own."""
    made = Repository(tmp_path_factory.mktemp("hook"))
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, made.path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, made.path / name)
    made.commit()
    return made


@pytest.fixture
def repository(tmp_path: Path, hook: Repository) -> Repository:
    made = Repository(tmp_path / "project")
    revision = hook.git("rev-parse", "HEAD").strip()
    hooks = "  hooks:\n  - id: composelint\n    args: [--select, startup]\n"
    made.commit({
        "compose.yaml": CLEAN, "web/Dockerfile": HEALTHY, "web/prod.env": "MODE=production\n",
        ".pre-commit-config.yaml": f"repos:\n- repo: {hook.path}\n  rev: {revision}\n{hooks}",
        "other/compose.yaml": "services:\n  a:\n    image: x:1\n    depends_on: [b]\n",
    })  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("changed", "outcome", "said"),
    [
        ({"compose.yaml": "# more\n" + CLEAN}, 0, "Passed"),
        ({"README.md": "words"}, 0, "Skipped"),
        ({"web/Dockerfile": UNWELL}, 1, "compose.yaml:10:35"),
        ({"web/prod.env": "MODE=test\n"}, 0, "Passed"),
        ({"web/.dockerignore": "*.md\n"}, 0, "Passed"),
        ({"elsewhere/.env": "A=1\n"}, 0, "Passed"),
        ({"new/compose.yaml": CLEAN.replace("./web", "../web").replace("web/prod", "../web/prod")}, 0, "Passed"),
        ({"compose.yaml": CLEAN.replace("service_healthy", "service_started"), "web/Dockerfile": UNWELL}, 0, "Passed"),
    ],
)  # fmt: skip
def test_what_is_staged_is_checked_with_its_stacks(
    repository: Repository, home: Path, changed: dict[str, str], outcome: int, said: str
) -> None:
    repository.write(changed)
    repository.git("add", "--all")
    done = pre_commit(repository, "run", "--verbose", home=home)
    assert done.returncode == outcome, done.stdout + done.stderr
    assert said in done.stdout
    # Nothing was staged there.
    assert "other/compose.yaml" not in done.stdout


def test_a_commit_is_refused(repository: Repository, home: Path) -> None:
    assert pre_commit(repository, "install", home=home).returncode == 0
    repository.write({"web/Dockerfile": UNWELL})
    repository.git("add", "--all")
    done = subprocess.run(
        ["git", "commit", "--message", "no healthcheck"],
        cwd=repository.path, env=environment(PRE_COMMIT_HOME=str(home)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "healthy-without-healthcheck" in done.stdout + done.stderr
    assert len(repository.git("log", "--oneline").splitlines()) == 1


def test_the_other_hook_mends_what_is_staged(repository: Repository, home: Path) -> None:
    config = (repository.path / ".pre-commit-config.yaml").read_text()
    config = config.replace("id: composelint", "id: composelint-fix").replace("startup", "obsolete-version")
    repository.write({".pre-commit-config.yaml": config, "compose.yaml": 'version: "3.8"\n' + CLEAN})
    repository.git("add", "--all")
    done = pre_commit(repository, "run", home=home)
    # pre-commit refuses a commit when a hook has changed a file; staged again, it passes.
    assert done.returncode == 1, done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout
    assert (repository.path / "compose.yaml").read_text() == CLEAN
    repository.git("add", "--all")
    assert pre_commit(repository, "run", home=home).returncode == 0


TAKEN = """compose.yaml a/docker-compose.prod.yml a/prod-compose.yaml Dockerfile a/Dockerfile.dev api.dockerfile
    Containerfile .env a/.env.prod prod.env .dockerignore a/Dockerfile.dockerignore"""
LEFT = "compose/values.yaml a.yaml environment src/env/x.py decompose.yaml x.envrc .envrc Makefile"


@pytest.mark.parametrize(
    ("path", "taken"), [*((path, True) for path in TAKEN.split()), *((path, False) for path in LEFT.split())]
)
def test_the_names_that_the_hook_takes(path: str, taken: bool) -> None:
    stream = yaml.parse(Source("hooks", (ROOT / ".pre-commit-hooks.yaml").read_text()))
    (pattern,) = [scalar.text for scalar in yaml.scalars(stream.documents[0]) if scalar.text.startswith("(?x)")]
    assert (re.search(pattern, path) is not None) == taken
