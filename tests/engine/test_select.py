"""Which rules run."""

from __future__ import annotations

import pytest

from composelint._catalog import RULES
from composelint.core.rule import Rule
from composelint.engine import select
from composelint.engine.report import UsageError

CATALOGUE = {
    rule.slug: rule
    for rule in (
        Rule("invalid-yaml", "syntax", "s", "error", "TextFile", True, "none", aliases=("dclint:invalid-yaml",)),
        Rule("duplicate-key", "syntax", "s", "error", "TextFile", True, "none"),
        Rule(
            "missing-healthcheck",
            "health",
            "s",
            "warning",
            "Service",
            True,
            "none",
            aliases=("kics:no_check", "a:CL-1"),
        ),
        Rule("key-order", "style", "s", "info", "TextFile", False, "none", aliases=("dclint:order", "b:CL-1")),
        Rule("internal-error", "composelint", "s", "error", "Stack", True, "none"),
    )
}


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(select, "RULES", CATALOGUE)


@pytest.mark.parametrize(
    ("selected", "ignored", "rules"),
    [
        ((), (), ["invalid-yaml", "duplicate-key", "missing-healthcheck"]),
        (("duplicate-key",), (), ["duplicate-key"]),
        (("syntax",), (), ["invalid-yaml", "duplicate-key"]),
        (("key-order",), (), ["key-order"]),
        (("all",), (), ["invalid-yaml", "duplicate-key", "missing-healthcheck", "key-order"]),
        (("dclint:order",), (), ["key-order"]),
        (("DCLint:Order",), (), ["key-order"]),
        (("CL-1",), (), ["missing-healthcheck", "key-order"]),
        (("cl-1",), (), ["missing-healthcheck", "key-order"]),
        (("no_check",), (), ["missing-healthcheck"]),
        (("duplicate-key, health", " style ,"), (), ["duplicate-key", "missing-healthcheck", "key-order"]),
        ((), ("syntax",), ["missing-healthcheck"]),
        ((), ("key-order",), ["invalid-yaml", "duplicate-key", "missing-healthcheck"]),
        (("syntax",), ("invalid-yaml",), ["duplicate-key"]),
        (("invalid-yaml",), ("invalid-yaml",), []),
        ((), ("all",), []),
        (("",), ("",), ["invalid-yaml", "duplicate-key", "missing-healthcheck"]),
    ],
)
def test_a_selection(selected: tuple[str, ...], ignored: tuple[str, ...], rules: list[str]) -> None:
    assert list(select.select(selected, ignored)) == [*rules, "internal-error"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing-healtcheck", "no rule is called 'missing-healtcheck'; did you mean missing-healthcheck?"),
        ("sintax", "did you mean syntax?"),
        ("nonsense-of-my-own", "`composelint rules` lists them"),
        ("hadolint:DL9999", "`composelint rules` lists them"),
        ("duplicate-key,nope", "no rule is called 'nope'"),
        ("x" * 500, "no rule is called"),
    ],
)
def test_an_unknown_name_is_a_usage_error(name: str, words: str) -> None:
    for arguments in (((name,), ()), ((), (name,))):
        with pytest.raises(UsageError) as error:
            select.select(*arguments)
        assert words in str(error.value)


def test_internal_error_cannot_be_ignored() -> None:
    assert "internal-error" in select.select((), ("internal-error", "composelint"))


def test_a_theme_without_rules_is_a_name_all_the_same() -> None:
    assert list(select.select(("shell",))) == ["internal-error"]


def test_the_real_catalogue_can_be_selected_in_full() -> None:
    assert set(RULES) >= {"invalid-yaml", "internal-error", "unused-ignore"}
