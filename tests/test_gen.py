"""What is generated from the rule documents, and the beginning of a new rule."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from composelint import documents
from composelint.core.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import gen  # noqa: E402  # the tools are scripts, found only from here
import new_rule  # noqa: E402


def rule(slug: str = "missing-thing", **named: object) -> Rule:
    first = Rule(slug, "health", 'It\'s "missing".', "warning", "Service | Stage", True, "none")
    for name, value in named.items():
        setattr(first, name, value)
    return first


FULL = rule(
    "other-thing",
    enabled=False,
    aliases=("kics:x",),
    options={"grace": 30, "names": ["a"]},
    silences=("missing-thing",),
    since="0.1.0",
    raised_by="load",
    module="composelint.checks.health",
)


def test_nothing_generated_is_stale() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "gen.py", "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.mark.parametrize("given", [rule(), FULL])
def test_a_row_says_everything_about_its_rule(given: Rule) -> None:
    copy = eval(gen.row(given).rstrip(",\n"), {"Rule": Rule})
    assert {name: getattr(copy, name) for name in Rule.__slots__} == {
        name: getattr(given, name) for name in Rule.__slots__
    }


def test_the_catalogue_holds_literals_only() -> None:
    calls = [node for node in ast.walk(ast.parse(gen.catalog([rule(), FULL]))) if isinstance(node, ast.Call)]
    assert {ast.unparse(call.func) for call in calls} == {"Rule"}


def test_the_index_links_each_document() -> None:
    text = gen.readme([rule(), FULL])
    assert "2 rules, 1 of them on by default" in text
    assert "## health" in text
    assert '| [missing-thing](health/missing-thing.md) | warning | on | none | It\'s "missing". |' in text
    assert "| [other-thing](health/other-thing.md) | warning | off | none |" in text


def test_checks_are_found_in_modules_and_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = tmp_path / "checks"
    (checks / "secrets").mkdir(parents=True)
    (checks / "health.py").write_text("def missing_thing(): ...\ndef _private(): ...\nclass Other: ...\n")
    (checks / "secrets" / "__init__.py").write_text("def at_home(): ...\n")
    (checks / "secrets" / "files.py").write_text("def leaked_thing(): ...\n")
    monkeypatch.setattr(gen, "PACKAGE", tmp_path)
    assert gen.functions("health") == {"missing_thing": "composelint.checks.health"}
    assert gen.functions("secrets") == {
        "at_home": "composelint.checks.secrets",
        "leaked_thing": "composelint.checks.secrets.files",
    }
    assert gen.functions("network") == {}


def test_a_new_rule_begins_as_a_valid_document_and_an_empty_check(tmp_path: Path) -> None:
    (tmp_path / "src" / "composelint" / "checks").mkdir(parents=True)
    document, module = new_rule.begin(tmp_path, "health", "missing-thing")
    parsed = documents.parse("health/missing-thing.md", document.read_text(encoding="utf-8"))
    assert [len(project.carets) for project in parsed.projects("Bad")] == [1]
    assert [len(project.carets) for project in parsed.projects("Good")] == [0]
    new_rule.begin(tmp_path, "health", "other-thing")
    functions = [node.name for node in ast.parse(module.read_text()).body if isinstance(node, ast.FunctionDef)]
    assert functions == ["missing_thing", "other_thing"]
    with pytest.raises(SystemExit):
        new_rule.begin(tmp_path, "health", "missing-thing")


@pytest.mark.parametrize("arguments", [[], ["health"], ["nothing", "slug"], ["health", "Not A Slug"]])
def test_a_new_rule_needs_a_theme_and_a_slug(arguments: list[str]) -> None:
    assert new_rule.main(arguments) == 2
