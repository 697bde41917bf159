"""Small projects run through the engine, with the real rules or with some of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

import pytest

from composelint.core.defect import Defect, Finding
from composelint.core.rule import Rule
from composelint.engine import select
from composelint.engine.lint import lint
from composelint.engine.report import Report
from composelint.load.discover import Found, StackFiles, search
from composelint.load.stack import Options
from composelint.workspace import Workspace

Check = Callable[..., Iterable[Defect]]


def rule(slug: str, scope: str = "Service", severity: str = "warning", *, silences: tuple[str, ...] = ()) -> Rule:
    raised = {"internal-error": "engine", "unused-ignore": "engine", "wrong-type": "load", "unknown-key": "load"}
    return Rule(
        slug,
        "schema" if raised.get(slug) == "load" else "health",
        "S.",
        severity,  # type: ignore[arg-type]  # one of the three
        scope,
        True,
        "none",
        silences=silences,
        raised_by=raised.get(slug, "check"),  # type: ignore[arg-type]  # one of the three
    )


class Engine:
    """Rules made by a test, checked by functions made by a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rules = {name: rule(name, "Stack", "error") for name in ("internal-error", "unused-ignore")}
        self.module = ModuleType("composelint_test_checks")
        monkeypatch.setitem(__import__("sys").modules, self.module.__name__, self.module)
        monkeypatch.setattr(select, "RULES", self.rules)

    def add(self, added: Rule, check: Check | None = None) -> None:
        self.rules[added.slug] = added
        if check is not None:
            added.module = self.module.__name__
            setattr(self.module, added.function, check)

    def lint(
        self, files: str | Mapping[str, str], found: list[list[str]] | None = None, today: str = "2026-11-22"
    ) -> Report:
        texts = {"compose.yaml": files} if isinstance(files, str) else files
        workspace = Workspace.in_memory(texts, complete=True)
        stacks = search(workspace, ".") if found is None else Found([StackFiles(".", names) for names in found])
        return lint(workspace, stacks, Options(today=today), select.select())


def shown(findings: Iterable[Finding]) -> list[tuple[str, int, str]]:
    """(rule, line, text at the place) of each finding."""
    return [(finding.rule, finding.span.line, finding.span.text) for finding in findings]
