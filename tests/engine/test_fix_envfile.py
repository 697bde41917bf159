"""Intents about env files: quotes and comments, and nothing else."""

from __future__ import annotations

import pytest

import composelint
from composelint.core.edit import Fix, ReplaceText
from composelint.core.source import Source, Span
from composelint.engine.fix.draft import Draft

COMPOSE = "services:\n  web:\n    image: nginx:1.29\n    env_file: .env\n"


def fixed(env: str, compose: str = COMPOSE) -> str | None:
    files = {"compose.yaml": compose, ".env": env}
    return composelint.fix(files, select=["env-value-surprise"], unsafe=True, complete=True).get(".env")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A=1\nPASSWORD=abc$word # c\nB=2\n", "A=1\nPASSWORD='abc$word' # c\nB=2\n"),
        ('HASH="$2y$10$abcdef"\r\n', "HASH='$2y$10$abcdef'\r\n"),
        ("export PASSWORD=a$bc", "export PASSWORD='a$bc'"),
        ("B=1\nPASSWORD=a$word$B\n", None),
        ("PASSWORD=it's$word\n", None),
        ('PASSWORD="a\\n$word"\n', None),
    ],
)
def test_single_quotes_keep_what_a_dollar_loses(before: str, after: str | None) -> None:
    assert fixed(before) == after


def test_quotes_are_not_put_where_a_reader_keeps_them() -> None:
    raw = COMPOSE + "  old:\n    image: nginx:1.28\n    env_file: [{path: .env, format: raw}]\n"
    assert fixed("PASSWORD=abc$word\n", raw) is None


@pytest.mark.parametrize("new", ["x\nB=1", "x' # c", '"x', "x # c"])
def test_more_than_one_value_is_never_changed(new: str) -> None:
    source = Source(".env", "A='abc'\nB='d'\n# e\n")
    draft = Draft(source, "env", thorough=True)
    change = draft.change(Fix((ReplaceText(Span(source, 2, 7), new, "Replace it"),)))
    assert change is not None
    assert draft.sound([change]) == []
