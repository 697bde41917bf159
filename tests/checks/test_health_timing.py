"""The timings of healthchecks, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

HERE = at("a")
NOTE = at("a", "info")
ALONE: list[tuple[str, Found]] = [
    ("retries: 0", HERE),
    ("interval: 0s", HERE),
    ("timeout: 0s", HERE),
    ("start_period: 0s", NONE),
    ("interval: 500ms", HERE),
    ("interval: 1s", NONE),
    ("interval: 5m", NONE),
    ("interval: 5m1s", HERE),
    ("timeout: 60s", NONE),
    ("timeout: 61s", HERE),
    ("start_period: 10m", NONE),
    ("start_period: 11m", HERE),
    ("retries: 20", NONE),
    ("interval: 5s, timeout: 10s", NOTE),
    ("interval: 5s, timeout: 5s", NONE),
    ("interval: 5s", NONE),
    ("timeout: 20s", NONE),
    ("interval: '${X}', timeout: 10s", NONE),
    ("interval: '${X}'", NONE),
    ("retries: '${X}'", NONE),
]


@pytest.mark.parametrize(("timings", "expected"), ALONE)
def test_single_values(timings: str, expected: Found) -> None:
    service = f"a: {{image: 'redis:8', healthcheck: {{test: redis-cli ping, {timings}}}}}"
    assert found("healthcheck-timing", service) == expected


WAITS = "\nb: {image: x, depends_on: {a: {condition: service_healthy}}}"
EARLY: list[tuple[str, str, Found]] = [
    ("elasticsearch:9.1.0", "interval: 10s, timeout: 5s, retries: 5", HERE),
    ("elasticsearch:9.1.0", "interval: 10s, timeout: 5s, retries: 6", NONE),
    ("elasticsearch:9.1.0", "interval: 10s, timeout: 5s, retries: 5, start_period: 10s", NONE),
    ("elasticsearch:9.1.0", "timeout: 5s", NONE),
    ("elasticsearch:9.1.0", "retries: 1", HERE),
    ("elasticsearch:9.1.0", "interval: 5s, timeout: 5s, start_period: '${X}'", NONE),
    ("postgres:17", "interval: 1s, timeout: 1s, retries: 3", HERE),
    ("postgres:17", "interval: 5s, timeout: 5s", NONE),
    ("redis:8", "interval: 1s, timeout: 1s, retries: 1", NONE),
    ("registry.example.com/our/search:1", "interval: 1s, timeout: 1s, retries: 1", NONE),
]


@pytest.mark.parametrize(("image", "timings", "expected"), EARLY)
def test_given_up_too_early(image: str, timings: str, expected: Found) -> None:
    service = f"a: {{image: '{image}', healthcheck: {{test: x, {timings}}}}}"
    assert found("healthcheck-timing", service + WAITS) == expected
    assert found("healthcheck-timing", service) == NONE
    assert found("healthcheck-timing", service + "\nb: {image: x, depends_on: [a]}") == NONE


@pytest.mark.parametrize(
    ("healthcheck", "flags", "expected"),
    [
        ("{interval: 5s}", "--retries=3", HERE),
        ("{interval: 5s}", "--retries=12", NONE),
        ("{interval: 5s}", "--retries=3 --start-period=60s", NONE),
        ("{interval: 5s, retries: 0}", "--retries=12", HERE),
        ("{test: x, interval: 5s}", "--start-period=60s", NONE),
        ("{disable: true}", "--interval=5s", NONE),
    ],
)
def test_timings_merge_key_by_key(healthcheck: str, flags: str, expected: Found) -> None:
    text = f"FROM elasticsearch:9.1.0\nHEALTHCHECK {flags} CMD curl -f localhost:9200\n"
    service = f"a: {{build: ., healthcheck: {healthcheck}}}{WAITS}"
    assert found("healthcheck-timing", service, dockerfile=text) == expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("a: {build: ., healthcheck: {interval: 5s}}", HERE),
        ("a: {build: ., healthcheck: {interval: 5s, disable: true}}", NONE),
        ("a: {build: ., healthcheck: {interval: 5s, test: [NONE]}}", NONE),
        ("a: {build: ., healthcheck: {}}", NONE),
        ("a: {build: ., healthcheck: {interval: 5s}, ports: ['80:80']}", NONE),
        ("a: {image: x, healthcheck: {interval: 5s}}", NONE),
        ("a: {image: 'gvenzl/oracle-free:23', healthcheck: {interval: 5s}}", NONE),
    ],
)
def test_nothing_to_time(service: str, expected: Found) -> None:
    text = "FROM python:3.13-slim\nCMD celery worker\n"
    assert found("healthcheck-timing", service, dockerfile=text) == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("--interval=10m", at("")),
        ("--timeout=2m", at("")),
        ("--retries=0", at("")),
        ("--interval=5s --timeout=9s", at("", "info")),
        ("--interval=30s --timeout=10s --start-period=5s --retries=3", NONE),
        ("", NONE),
    ],
)
def test_flags_of_a_dockerfile(flags: str, expected: Found) -> None:
    text = f"FROM python:3.13\nHEALTHCHECK {flags} CMD curl -f localhost\n"
    assert found("healthcheck-timing", "a: {build: .}", dockerfile=text) == expected
    assert found("healthcheck-timing", "a: {build: ., healthcheck: {disable: true}}", dockerfile=text) == NONE


def test_in_development_it_is_worth_less() -> None:
    service = "a: {image: 'redis:8', healthcheck: {test: redis-cli ping, retries: 0}}"
    assert found("healthcheck-timing", service, path="compose.dev.yaml") == NOTE
