"""The project's own Dockerfile and compose.yaml: clean under every rule, and made of what is really there."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import composelint
from composelint._catalog import RULES

ROOT = Path(__file__).resolve().parent.parent
FILES = ("compose.yaml", "Dockerfile", ".dockerignore", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The image's build context, alone in a repository, so that the examples are not checked with it."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("rules", "src"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_our_own_stack_is_clean_under_every_rule(own: Path) -> None:
    report = composelint.lint_path(own, compose_files=["compose.yaml"], select=list(RULES))
    assert [(finding.rule, finding.message) for finding in report.findings] == []
    assert report.errors == []
    assert [(stack.services, stack.dockerfiles) for stack in report.stacks] == [(["composelint"], ["Dockerfile"])]


def instructions(name: str) -> list[str]:
    """The arguments of each instruction of a kind, lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.removeprefix(name).strip() for line in text.split("\n") if line.startswith(f"{name} ")]


def test_the_copied_files_are_all_that_the_wheel_needs(tmp_path: Path) -> None:
    for sources in (shlex.split(words)[:-1] for words in instructions("COPY") if "--from" not in words):
        for source in sources:
            # `.dockerignore` names each of them, since it ignores everything else.
            assert f"!{source}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, tmp_path / source)
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path / "dist"),
        str(tmp_path),
    ]
    subprocess.run(build, check=True, capture_output=True, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert "composelint/rules/health/missing-healthcheck.md" in zipfile.ZipFile(wheel).namelist()


def test_the_layer_of_dependencies_lists_those_of_the_project(tmp_path: Path) -> None:
    (command,) = (words for words in instructions("RUN") if "tomllib" in words)
    listing = command[command.index("python -c") :].partition(">")[0]
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    done = subprocess.run(["sh", "-c", listing], cwd=tmp_path, capture_output=True, text=True, check=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert done.stdout.splitlines() == project["dependencies"]
