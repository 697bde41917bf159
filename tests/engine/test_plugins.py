"""Rules from another distribution: installed into an environment, named by a configuration, explained."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import composelint
from composelint.engine import plugins
from composelint.engine.config import ConfigError

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "tests" / "plugin_package"
COMPOSE = (
    "services:\n  web:\n    image: nginx:1.27-alpine\n  cache:\n    image: mirror.example.com/library/redis:8-alpine\n"
)
NAMED = "plugins: [acme]\nselect: [acme/unmirrored-image]\n"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that sees ours, with the plugin installed into it and into no other."""
    home = tmp_path_factory.mktemp("plugged")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "outer.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT / 'src'}\n")
    options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation"]
    command = [str(home / "bin" / "python"), "-m", "pip", "install", *options, str(PACKAGE)]
    subprocess.run(command, check=True, capture_output=True)
    return home / "bin" / "python"


def run(python: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-m", "composelint", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def project(directory: Path, config: str | None) -> Path:
    (directory / "compose.yaml").write_text(COMPOSE)
    if config is not None:
        (directory / ".composelint.yaml").write_text(config)
    return directory


def findings(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str, str]]:
    report = json.loads(done.stdout)
    return [(found["rule"], found["severity"], found["message"]) for found in report["findings"]]


def test_a_plugin_that_the_configuration_names_takes_part(python: Path, tmp_path: Path) -> None:
    done = run(python, "check", "--format", "json", cwd=project(tmp_path, NAMED))
    message = "nginx:1.27-alpine does not come from mirror.example.com"
    assert findings(done) == [("acme/unmirrored-image", "warning", message)]


def test_its_page_is_the_help_in_sarif(python: Path, tmp_path: Path) -> None:
    done = run(python, "check", "--format", "sarif", cwd=project(tmp_path, NAMED))
    (rule,) = json.loads(done.stdout)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "acme/unmirrored-image"
    assert "## Bad" in rule["help"]["markdown"]
    assert "helpUri" not in rule


def test_a_plugin_that_nobody_names_does_not(python: Path, tmp_path: Path) -> None:
    done = run(python, "check", "--format", "json", cwd=project(tmp_path, None))
    assert "acme/unmirrored-image" not in {rule for rule, _, _ in findings(done)}


def test_its_rules_are_configured_as_ours_are(python: Path, tmp_path: Path) -> None:
    more = (
        "severity: {acme/unmirrored-image: error}\n"
        "options: {acme/unmirrored-image: {mirror: docker.io}}\n"
        "overrides:\n  - services: [web]\n    ignore: [acme/unmirrored-image]\n"
    )
    done = run(python, "check", "--format", "json", cwd=project(tmp_path, NAMED + more))
    message = "mirror.example.com/library/redis:8-alpine does not come from docker.io"
    assert findings(done) == [("acme/unmirrored-image", "error", message)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("options: {acme/unmirrored-image: {miror: x}}\n", "3:35: unknown key"),
        ("options: {acme/unmirrored-image: {mirror: 3}}\n", "must be text"),
        ("ignore: [acme/unmirored-image]\n", "did you mean acme/unmirrored-image?"),
        ("plugins: [acme]\n", "already defined"),
    ],
)
def test_its_options_and_names_are_checked_as_ours_are(python: Path, tmp_path: Path, more: str, words: str) -> None:
    done = run(python, "check", cwd=project(tmp_path, NAMED + more))
    assert done.returncode == 2
    assert words in done.stderr


def test_its_rules_can_be_ignored_in_place_and_from_the_command_line(python: Path, tmp_path: Path) -> None:
    project(tmp_path, "plugins: [acme]\n")
    text = COMPOSE.replace("alpine\n  cache", "alpine # composelint: ignore[acme/unmirrored-image] for a day\n  cache")
    (tmp_path / "compose.yaml").write_text(text)
    done = run(python, "check", "--select", "acme/unmirrored-image,unused-ignore", "--format", "json", cwd=tmp_path)
    assert findings(done) == []
    assert [entry["reason"] for entry in json.loads(done.stdout)["suppressed"]] == ["for a day"]


def test_its_page_is_explained_and_its_rules_are_listed(python: Path, tmp_path: Path) -> None:
    explained = run(python, "explain", "acme/unmirrored-image", cwd=tmp_path)
    assert explained.returncode == 0
    assert "Our hosts reach the mirror" in explained.stdout
    listed = {
        entry["rule"]: entry for entry in json.loads(run(python, "rules", "--format", "json", cwd=tmp_path).stdout)
    }
    assert listed["acme/unmirrored-image"]["theme"] == "images"


def test_a_plugin_that_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^\.composelint\.yaml:1:11: no plugin is called 'acme'$"):
        composelint.lint({"compose.yaml": COMPOSE, ".composelint.yaml": "plugins: [acme]\n"})


def broken(tmp_path: Path, code: str, document: str | None) -> str:
    """A module beside a document, found as a plugin would be."""
    name = f"plugin_{tmp_path.name}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(code)
    folder = tmp_path / name / "rules" / "images"
    folder.mkdir(parents=True)
    if document is not None:
        (folder / "unmirrored-image.md").write_text(document)
    return name


DOCUMENT = (PACKAGE / "acme_rules" / "rules" / "images" / "unmirrored-image.md").read_text()


@pytest.mark.parametrize(
    ("code", "document", "words"),
    [
        ("raise ValueError('secret words')", DOCUMENT, "cannot be imported: ValueError"),
        ("", DOCUMENT, "has no function unmirrored_image"),
        ("", DOCUMENT.replace("severity: warning", "severity: fatal"), "a document that cannot be used"),
        ("", "nothing", "a document that cannot be used"),
        ("def broken(:", None, "cannot be imported: SyntaxError"),
    ],
)
def test_a_plugin_that_cannot_be_used_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, document: str | None, words: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    point = EntryPoint("acme", broken(tmp_path, code, document), plugins.GROUP)
    monkeypatch.setattr(plugins, "installed", lambda: {"acme": point})
    with pytest.raises(plugins.PluginError, match=words):
        plugins.load("acme")
    assert plugins.all_rules() == {}


def test_a_run_without_plugins_asks_nobody() -> None:
    code = (
        "import sys, composelint; composelint.lint({'compose.yaml': 'services: {a: {image: b}}'});"
        "print(sorted({'importlib.metadata', 'jsonschema', 'ruamel.yaml', 'composelint.engine.config_reader'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
