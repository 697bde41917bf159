"""Credentials on command lines, in files beside variables, behind open doors, and in files that git hands on."""

from __future__ import annotations

import pytest

import composelint
from composelint.documents.placeholders import PLACEHOLDERS

TODAY = "2026-11-22"
HEX = PLACEHOLDERS["random-hex"]()
TOKEN = PLACEHOLDERS["github-token"]()


def service(*lines: str, image: str = "acme/x") -> dict[str, str]:
    """A compose file with one service, its keys as written in `lines`."""
    return {"compose.yaml": "".join(f"{line}\n" for line in ("services:", "  api:", f"    image: {image}", *lines))}


def said(rule: str, files: dict[str, str]) -> list[str]:
    """What a rule says: "service severity", in the order of the places."""
    report = composelint.lint(files, select=[rule, "invalid-yaml", "wrong-type", "invalid-value"], today=TODAY)
    assert report.errors == []
    assert {finding.rule for finding in report.findings} <= {rule}, "the example itself is broken"
    return [f"{finding.service} {finding.severity}" for finding in report.findings if finding.rule == rule]


@pytest.mark.parametrize(
    "command",
    [
        "redis-server --requirepass orchid-lantern",
        "--requirepass orchid-lantern",
        "['--requirepass', orchid-lantern]",
        "redis-server --masterauth orchid-lantern --requirepass orchid-lantern-2",
        "sh -c 'mysqladmin ping -porchid-lantern'",
        "['sh', '-c', 'PGPASSWORD=orchid-lantern psql -h db']",
        "sqlcmd -U sa -P orchid-lantern -Q x",
        "mongosh -u root -p orchid-lantern",
        "curl -u ada:orchid-lantern http://x",
        "app --api-key=orchid-lantern-7 --port 80",
        "app --secret orchid-lantern",
        "java -Dspring.datasource.password=orchid-lantern -jar app.jar",
        "\"curl -H 'Authorization: Bearer orchid-lantern-77' http://x\"",
    ],
)
def test_commands_that_are_given_a_credential(command: str) -> None:
    for lines in (
        (f"    command: {command}",),
        (f"    entrypoint: {command}",),
        ("    post_start:", f"      - command: {command}"),
        ("    healthcheck:", f"      test: {command.replace('[', '[CMD, ', 1)}"),
    ):
        assert set(said("credential-in-command", service(*lines))) == {"api warning"}, lines


@pytest.mark.parametrize(
    "command",
    [
        "redis-server --requirepass ${REDIS_PASSWORD}",
        "redis-server --requirepass $$REDIS_PASSWORD",
        "redis-server --requirepass ${REDIS_PASSWORD:-orchid-lantern}",
        "redis-server --requirepass ''",
        "redis-server --requirepass changeme",
        "sh -c 'mysqladmin ping -p$$MYSQL_PASSWORD'",
        "psql -p 5432 -U app",
        "ssh -p 2222 host",
        "app -p 8080",
        "app --password-file /run/secrets/x --token-ttl 3600 --max-tokens 5000",
        "app --token-url https://login.example.net/token",
        "app --password /run/secrets/password",
        "app --no-password --auth basic",
        "app postgres://ada:orchid-lantern@db/x",
        "['app', '--password', '7']",
    ],
)
def test_commands_that_are_given_none(command: str) -> None:
    assert said("credential-in-command", service(f"    command: {command}")) == []


def test_a_well_known_password_counts_where_a_server_uses_it() -> None:
    own = service("    command: redis-server --requirepass changeme", image="redis:8")
    assert said("credential-in-command", own) == ["api warning"]
    text = (
        "services:\n  db: {image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: changeme},"
        " healthcheck: {test: mysqladmin ping -pchangeme}}\n"
        "  x: {image: acme/x, healthcheck: {test: mysqladmin ping -pchangeme2}}\n"
    )
    assert said("credential-in-command", {"compose.yaml": text}) == ["db warning"]


def test_one_rule_speaks_of_what_a_command_is_given() -> None:
    def rules(command: str) -> list[str]:
        files = service(f"    command: {command}")
        return [finding.rule for finding in composelint.lint(files, select=["secrets"]).findings]

    assert rules(f"app --token={TOKEN}") == ["leaked-credential"]
    assert rules("app --password=orchid-lantern") == ["credential-in-command"]
    assert rules("app --url redis://:orchid-lantern@x") == ["credential-in-url"]
    assert rules("app --password=${P:-orchid-lantern}") == ["secret-default"]


def test_a_command_that_an_anchor_spreads_is_reported_once() -> None:
    text = (
        "x-test: &test\n  test: redis-cli -a orchid-lantern ping\nservices:\n"
        "  a: {image: acme/x, healthcheck: *test}\n  b: {image: acme/x, healthcheck: *test}\n"
    )
    assert said("credential-in-command", {"compose.yaml": text}) == ["a warning"]
    assert said("credential-in-command", {"tests/compose.yaml": text}) == ["a info"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: orchid-lantern},"
            " healthcheck: {test: mysqladmin ping -porchid-lantern}",
            'test: ["CMD-SHELL", "mysqladmin ping -p$$MYSQL_ROOT_PASSWORD"]',
        ),
        (
            "image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: orchid-lantern},"
            " healthcheck: {test: [CMD, mysqladmin, ping, -porchid-lantern]}",
            'test: ["CMD", "mysqladmin", "ping", "-p${MYSQL_ROOT_PASSWORD:?set MYSQL_ROOT_PASSWORD}"]',
        ),
        ("image: acme/x, command: app --token=orchid-lantern", '"app --token=${TOKEN:?set TOKEN}"'),
        ("image: acme/x, command: app --password orchid-lantern", '"app --password ${API_PASSWORD:?set API_PASSWORD}"'),
        (
            "image: acme/x, post_start: [{command: app --password orchid-lantern}]",
            "Write `${API_PASSWORD:?set API_PASSWORD}` in its place",
        ),
    ],
)
def test_what_to_write_in_the_command_instead(body: str, expected: str) -> None:
    files = {"compose.yaml": f"services: {{api: {{{body}}}}}\n"}
    (finding,) = composelint.lint(files, select=["credential-in-command"]).findings
    assert expected in (finding.help or "")
