"""The fold: what counts as the same, and how several helps become one."""

from __future__ import annotations

import pytest
from sample import found

from composelint.core.source import Source, Span
from composelint.output.folding import SLOT, fold, slotted

SPAN = Span(Source("compose.yaml", "services:\n"), 0, 8)


@pytest.mark.parametrize(
    ("text", "service", "expected"),
    [
        ("db has none", "db", f"{SLOT} has none"),
        ("port of db", "db", f"port of {SLOT}"),
        ("db, db: db", "db", f"{SLOT}, {SLOT}: {SLOT}"),
        ("db's port", "db", f"{SLOT}'s port"),
        ("db.", "db", f"{SLOT}."),
        ("mydb db_1 db-1 my.db dbs", "db", "mydb db_1 db-1 my.db dbs"),
        ("api has none", "db", "api has none"),
        ("anything", None, "anything"),
        ("anything", "", "anything"),
        ("aaaa aa", "aa", f"aaaa {SLOT}"),
    ],
)
def test_a_service_is_found_as_a_word(text: str, service: str | None, expected: str) -> None:
    assert slotted(text, service) == expected


def test_stack_rule_severity_and_message_must_agree() -> None:
    findings = [
        found("a", "error", SPAN, "db is wrong", "db"),
        found("a", "error", SPAN, "api is wrong", "api"),
        found("b", "error", SPAN, "api is wrong", "api"),
        found("a", "info", SPAN, "api is wrong", "api"),
        found("a", "error", SPAN, "api is wrong", "api", stack="other"),
        found("a", "error", SPAN, "api is very wrong", "api"),
        found("a", "error", SPAN, "web is wrong", "web"),
    ]
    assert [[finding.service for finding in entry.findings] for entry in fold(findings)] == [
        ["db", "api", "web"],
        ["api"],
        ["api"],
        ["api"],
        ["api"],
    ]


def block(service: str, *lines: str, before: str = "Mend it:", top: str = "services:") -> str:
    return "\n".join([before, "```yaml", top, f"  {service}:", *(f"    {line}" for line in lines), "```"])


def helps(**given: str) -> list[tuple[str, str]]:
    (entry,) = fold([found("a", "error", SPAN, f"{name} is wrong", name, help=help) for name, help in given.items()])
    return entry.helps()


def test_blocks_for_different_services_become_one() -> None:
    ((heading, help),) = helps(db=block("db", "a: 1"), api=block("api", "b: 2"))
    assert heading == "help"
    assert help.splitlines() == ["Mend it:", "```yaml", "services:", "  db:", "    a: 1", "  api:", "    b: 2", "```"]


@pytest.mark.parametrize(
    "other",
    [
        block("api", "b: 2", before="Mend it otherwise:"),
        block("api", "b: 2", top="x-other:"),
        block("db", "b: 2"),
        block("api", "b: 2") + "\n```yaml\nvolumes: {}\n```",
        "Mend it:\n```yaml\nservices:\n  api:\n    b: 2\nvolumes: {}\n```",
        "Mend it by hand.",
    ],
)
def test_helps_that_do_not_fit_together_stay_apart(other: str) -> None:
    assert helps(db=block("db", "a: 1"), api=other) == [("help for db", block("db", "a: 1")), ("help for api", other)]


def test_one_help_for_all_is_shown_for_the_first() -> None:
    assert helps(db=block("db", "a: 1"), api=block("api", "a: 1")) == [("help, here for db", block("db", "a: 1"))]
    assert helps(db="Mend it.", api="Mend it.") == [("help", "Mend it.")]


def test_a_block_for_all_gives_way_to_one_for_each_kind_when_it_grows_too_long() -> None:
    names = [f"s{number}" for number in range(12)]
    several = {name: block(name, *["a: 1"] * (3 if name == "s0" else 2)) for name in names}
    ((heading, help),) = helps(**several)
    assert heading == "help"
    assert all(f"  {name}:" in help for name in names)
    several = {name: block(name, *["a: 1"] * (5 if name == "s0" else 3)) for name in names}
    ((heading, help),) = helps(**several)
    assert heading == "help, here for s0 and s1"
    assert [name for name in names if f"  {name}:" in help] == ["s0", "s1"]
