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
        ("acme/db db:16 db.test db@sha256 ./db db/ $db", "db", "acme/db db:16 db.test db@sha256 ./db db/ $db"),
        ("db: 16. (db) `db`, db", "db", f"{SLOT}: 16. ({SLOT}) `{SLOT}`, {SLOT}"),
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


def test_blocks_that_share_a_service_or_a_section_become_one() -> None:
    shared = ["  db:", "    healthcheck: {}"]
    given = {
        name: "\n".join(
            [
                "Wait:",
                "```yaml",
                "services:",
                *shared,
                f"  {name}:",
                "    a: 1",
                "secrets:",
                "  key:",
                "    file: x",
                "```",
            ]
        )
        for name in ("api", "web")
    }
    ((heading, help),) = helps(**given)
    assert heading == "help"
    services = ["services:", *shared, "  api:", "    a: 1", "  web:", "    a: 1"]
    assert help.splitlines() == ["Wait:", "```yaml", *services, "secrets:", "  key:", "    file: x", "```"]


def test_one_help_for_all_is_shown_for_each_or_if_that_is_long_for_the_first() -> None:
    both = "Mend it:\n```yaml\nservices:\n  db:\n    a: 1\n  api:\n    a: 1\n```"
    assert helps(db=block("db", "a: 1"), api=block("api", "a: 1")) == [("help", both)]
    assert helps(db="Mend it.", api="Mend it.") == [("help", "Mend it.")]
    several = {name: block(name, "a: 1", before=f"Mend {name}, now:") for name in ("db", "api")}
    assert helps(**several) == [("help", both.replace("Mend it:", "Mend each of db and api, now:"))]
    assert helps(db="Mend db.", api="Mend api.") == [("help for db, alike for the others", "Mend db.")]
    ((heading, help),) = helps(**{f"s{number}": block(f"s{number}", "a: 1", "b: 2") for number in range(6)})
    assert (heading, help) == ("help for s0, alike for the others", block("s0", "a: 1", "b: 2"))


def test_a_block_for_all_gives_way_to_one_for_each_kind_when_it_grows_too_long() -> None:
    names = [f"s{number}" for number in range(12)]
    several = {name: block(name, *["a: 1"] * (3 if name == "s0" else 2)) for name in names}
    ((heading, help),) = helps(**several)
    assert heading == "help"
    assert all(f"  {name}:" in help for name in names)
    several = {name: block(name, *["a: 1"] * (5 if name == "s0" else 3)) for name in names}
    ((heading, help),) = helps(**several)
    assert heading == "help for s0 and s1, alike for the others"
    assert [name for name in names if f"  {name}:" in help] == ["s0", "s1"]
