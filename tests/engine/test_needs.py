"""What a rule says it needs saves calls and costs no finding: with `when` and `words` as without."""

from __future__ import annotations

from pathlib import Path

import pytest

from composelint._catalog import RULES
from composelint.core.defect import Finding
from composelint.core.rule import Rule
from composelint.documents import all_documents
from composelint.engine.lint import lint
from composelint.engine.plan import Call, Check
from composelint.engine.select import Chosen, select
from composelint.load.discover import search
from composelint.load.stack import Options
from composelint.workspace import Workspace

NEEDY = [rule.slug for rule in RULES.values() if rule.when or rule.words]
FIXTURES = sorted(path for path in (Path(__file__).resolve().parents[1] / "fixtures").iterdir() if path.is_dir())


def without_needs(rule: Rule) -> Rule:
    return Rule(
        rule.slug, rule.theme, rule.summary, rule.severity, rule.scope, rule.enabled, rule.fix,
        options=rule.options, silences=rule.silences, raised_by=rule.raised_by, module=rule.module,
    )  # fmt: skip


WITH = select(NEEDY)
WITHOUT = select(NEEDY, known={slug: without_needs(rule) for slug, rule in RULES.items()})


def said(workspace: Workspace, rules: Chosen) -> list[tuple[object, ...]]:
    report = lint(workspace, search(workspace, "."), Options(today="2026-11-22"), rules)
    return [facts(finding) for finding in report.findings]


def facts(finding: Finding) -> tuple[object, ...]:
    return (*finding.sort_key(), finding.severity, finding.help, finding.service)


@pytest.mark.parametrize("theme", sorted({rule.theme for rule in RULES.values()}))
def test_no_example_tells_the_difference(theme: str) -> None:
    for document in all_documents():
        if document.rule.theme == theme:
            for section in ("Bad", "Good"):
                for project in document.projects(section):
                    workspace = Workspace.in_memory(project.inputs)
                    assert said(workspace, WITH) == said(workspace, WITHOUT), document.path


@pytest.mark.parametrize("directory", FIXTURES, ids=lambda directory: directory.name)
def test_no_project_tells_the_difference(directory: Path) -> None:
    workspace = Workspace.on_disk(directory)
    found = said(workspace, WITH)
    assert found == said(workspace, WITHOUT)


def test_a_check_is_not_called_where_its_words_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    check = Call.check

    def noted(call: Call) -> Check:
        called.append(call.rule.slug)
        return check(call)

    monkeypatch.setattr(Call, "check", noted)

    def calls(dockerfile: str) -> set[str]:
        called.clear()
        said(Workspace.in_memory({"Dockerfile": dockerfile}), WITH)
        return set(called)

    assert "apt-command" not in calls("FROM alpine:3.22\nRUN apk add curl\n")
    assert "apt-command" in calls("FROM debian:13\nRUN apt install curl\n")
    assert "apt-command" in calls('FROM debian:13\nARG TOOL=apt\nRUN "$TOOL" install curl\n')
    assert "shell-form-command" not in calls("FROM debian:13\nRUN apt install curl\n")
    assert "shell-form-command" in calls("FROM debian:13 AS base\nCMD node .\nFROM base\n")
    assert "dependency-cycle" not in calls("FROM debian:13\n")
