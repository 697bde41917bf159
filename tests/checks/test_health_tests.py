"""The rules on what a healthcheck runs, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

BAD = at("a", "error")
INVALID: list[tuple[str, Found]] = [
    ("[pg_isready]", BAD),
    ("[Cmd, pg_isready]", BAD),
    ("[cmd-shell, 'pg_isready || exit 1']", BAD),
    ("['']", BAD),
    ("[CMD]", BAD),
    ("[CMD-SHELL]", BAD),
    ("[CMD-SHELL, '']", BAD),
    ("[CMD-SHELL, curl, -f]", BAD),
    ("[CMD, curl -f http://localhost]", BAD),
    ("[CMD, 'curl -f http://localhost || exit 1']", BAD),
    ("[CMD, curl -f, http://localhost]", BAD),
    ("CMD curl -f http://localhost", BAD),
    ("CMD-SHELL curl -f http://localhost", BAD),
    ('\'["CMD", "pg_isready"]\'', BAD),
    ('"[CMD-SHELL, pg_isready]"', BAD),
    ("'[CMD, pg_isready]'", BAD),
    ("NONE", BAD),
    ("[CMD, pg_isready]", NONE),
    ("[CMD-SHELL, pg_isready -U x]", NONE),
    ("[NONE]", NONE),
    ("[]", NONE),
    ("curl -f http://localhost", NONE),
    ("'[ -f /tmp/ready ]'", NONE),
    ("'[[ -f /tmp/ready ]]'", NONE),
    ("cmd /c check", NONE),
    ("CMDCHECK=1 /check", NONE),
    ("[CMD, /opt/my checks/run.sh]", NONE),
    ("[CMD, psql, -c, SELECT 1]", NONE),
    ("[CMD, 'C:\\Program Files\\check.exe']", NONE),
    ("['${HEAD}', x]", NONE),
    ("'${TEST}'", NONE),
    ("[CMD, '${PROGRAM}']", NONE),
]


@pytest.mark.parametrize(("test", "expected"), INVALID)
def test_invalid_healthcheck_test(test: str, expected: Found) -> None:
    assert found("invalid-healthcheck-test", f"a: {{image: x, healthcheck: {{test: {test}}}}}") == expected


def test_a_test_that_is_switched_off_is_never_read() -> None:
    assert found("invalid-healthcheck-test", "a: {image: x, healthcheck: {test: [curl], disable: true}}") == NONE


ANY_STAGE = at("", "error")


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ('["CMD", "curl"]', ANY_STAGE),
        ("CMD curl", ANY_STAGE),
        ('["curl -f http://localhost"]', ANY_STAGE),
        ('["curl", "-f", "http://localhost"]', NONE),
        ("curl -f http://localhost || exit 1", NONE),
        ("[ -f /tmp/ready ]", NONE),
    ],
)
def test_invalid_tests_in_a_dockerfile(check: str, expected: Found) -> None:
    text = f"FROM python:3.13\nHEALTHCHECK CMD {check}\n"
    assert found("invalid-healthcheck-test", "a: {build: .}", dockerfile=text) == expected
    assert found("invalid-healthcheck-test", "a: {build: ., healthcheck: {test: x}}", dockerfile=text) == NONE
