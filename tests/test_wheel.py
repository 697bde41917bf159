"""The wheel as a user gets it: built, installed into a clean environment, run outside the repository."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def composelint(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script in an environment that holds the wheel and what it needs, nothing else."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
    install = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return home / "bin" / "composelint"


def run(script: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(script), *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_the_wheel_carries_documents_and_schema(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    documents = {f"composelint/rules/{path.relative_to(ROOT / 'rules')}" for path in (ROOT / "rules").rglob("*.md")}
    assert documents <= names
    assert "composelint/schemas/report.schema.json" in names
    assert "composelint/schemas/config.schema.json" in names
    assert {f"composelint/presets/{name}.yaml" for name in ("recommended", "security", "strict")} <= names
    assert "composelint/py.typed" in names
    assert not any(name.startswith(("tests/", "bench/", "tools/")) for name in names)


def test_an_installed_composelint_checks_and_explains(composelint: Path, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  db:\n    image: postgres:16-alpine\n")
    checked = run(composelint, "check", "--format", "json", cwd=tmp_path)
    assert checked.returncode == 1
    assert "missing-healthcheck" in {finding["rule"] for finding in json.loads(checked.stdout)["findings"]}
    explained = run(composelint, "explain", "missing-healthcheck", cwd=tmp_path)
    assert explained.returncode == 0
    assert "healthcheck" in explained.stdout
    assert run(composelint, "--version", cwd=tmp_path).stdout.startswith("composelint ")
