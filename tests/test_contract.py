"""Documents, checks and catalogue name the same rules and say the same of them."""

from __future__ import annotations

import ast
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

import composelint.checks
from composelint._catalog import RULES
from composelint.core.rule import THEMES, Rule
from composelint.documents import Document, all_documents
from composelint.engine.plan import PARTS, SCOPES, SECTIONS
from composelint.load import spec

KEYWORDS = frozenset(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME"
    " WORKDIR".split()
)
DOCUMENTS = list(all_documents())
CHECKED = [rule for rule in RULES.values() if rule.raised_by == "check"]
CHECKS = Path(composelint.checks.__file__ or "").parent

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.rule.slug)


def check(rule: Rule) -> FunctionType:
    assert rule.module, f"{rule.slug} has no function {rule.function} in checks/{rule.theme}"
    found = getattr(import_module(rule.module), rule.function)
    assert isinstance(found, FunctionType)
    return found


def defaults(rule: Rule) -> dict[str, object]:
    """The options as a function takes them: names with underscores, lists as tuples."""
    return {
        name.replace("-", "_"): tuple(value) if isinstance(value, list) else value
        for name, value in rule.options.items()
    }


def test_every_name_is_given_once() -> None:
    names = Counter(document.rule.slug for document in DOCUMENTS)
    assert [slug for slug, times in names.items() if times > 1] == []
    assert set(names) == set(RULES)


def test_every_public_function_of_the_checks_keeps_a_promise() -> None:
    promised = {(rule.module, rule.function) for rule in CHECKED}
    for path in sorted(CHECKS.rglob("*.py")):
        parts = path.relative_to(CHECKS).with_suffix("").parts
        module = ".".join(("composelint", "checks", *(part for part in parts if part != "__init__")))
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert (module, node.name) in promised, f"{module}.{node.name} has no document"


def test_every_check_takes_what_its_document_says() -> None:
    for rule in CHECKED:
        function = check(rule)
        first = function.__code__.co_varnames[0]
        scope = " | ".join(sorted(part.strip() for part in str(function.__annotations__[first]).split("|")))
        assert scope == " | ".join(sorted(rule.scopes)), rule.slug
        assert function.__code__.co_argcount == 1, rule.slug
        assert (function.__kwdefaults__ or {}) == defaults(rule), rule.slug
        assert set(rule.scopes) <= set(SCOPES), rule.slug


def test_what_no_check_raises_has_no_function() -> None:
    assert [rule.slug for rule in RULES.values() if rule.raised_by != "check" and rule.module] == []


def test_what_a_rule_needs_can_be_there() -> None:
    known = {
        "Stack": frozenset(("compose", "dockerfile", "env", *SECTIONS)),
        "TextFile": frozenset(("compose", "dockerfile", "env")),
        "Service": frozenset(spec.SERVICE.keys or ()),
        "Dockerfile": KEYWORDS,
        "Stage": KEYWORDS,
        "Instruction": KEYWORDS,
    }
    assert known.keys() == PARTS.keys()
    for rule in RULES.values():
        assert not rule.when or set(rule.when) <= frozenset().union(*(known[scope] for scope in rule.scopes)), rule.slug
        assert all(not known[scope].isdisjoint(rule.when) for scope in rule.scopes if rule.when), rule.slug


def test_silenced_rules_exist() -> None:
    for rule in RULES.values():
        assert set(rule.silences) <= set(RULES) - {rule.slug}, rule.slug


def test_themes_with_rules_raised_while_loading() -> None:
    for rule in RULES.values():
        assert rule.theme in THEMES
        if rule.raised_by == "load":
            assert rule.theme in ("syntax", "schema", "references", "network"), rule.slug


@each_document
def test_a_page_says_what_why_and_whence(document: Document) -> None:
    rule = document.rule
    assert rule.summary.endswith(".")
    assert len(rule.summary) <= 120
    assert document.sections[""], "no prose under the title"
    assert document.sections["References"], "no source"
    if rule.fix in ("unsafe", "mixed"):
        assert "Fix safety" in document.sections
    if rule.options:
        assert "Options" in document.sections


@each_document
def test_a_page_shows_what_fires_and_what_stays_silent(document: Document) -> None:
    bad, good, fixed = (document.projects(section) for section in ("Bad", "Good", "Fixed"))
    if document.rule.raised_by != "engine":
        assert bad
        assert good
    assert all(project.carets for project in bad), "a Bad project without a caret"
    assert not any(project.carets for project in (*good, *fixed)), "carets belong to Bad"
    if document.rule.fix == "none":
        assert not fixed, "Fixed without a fix"
    else:
        assert fixed, "a fix without Fixed"
