"""Restart policies that disagree, logs, stopping, commands: hits and look-alikes."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web


def policy(written: str, rest: str = "") -> str:
    return web(f"{rest}deploy: {{restart_policy: {{{written}}}}}")


RESTARTS: list[tuple[str, Marks]] = [
    (policy("delay: 5s"), warning("restart_policy")),
    (policy("delay: 5s", "restart: always, "), warning("restart_policy")),
    (policy("condition: '${C}', delay: 5s"), NONE),
    (policy("condition: any, delay: 5s"), NONE),
    (policy("condition: any, max_attempts: 3"), error("3")),
    (policy("condition: unless-stopped, max_attempts: 3"), error("3")),
    (policy("condition: none, max_attempts: 3"), error("3")),
    (policy("condition: any, max_attempts: 0"), NONE),
    (policy("condition: any, max_attempts: '${N}'"), NONE),
    (policy("condition: on-failure, max_attempts: 3"), NONE),
    (policy("condition: on-failure", "restart: always, "), warning("always")),
    (policy("condition: any", "restart: always, "), NONE),
    (policy("condition: any", "restart: unless-stopped, "), info("unless-stopped")),
    (policy("condition: any", "restart: '', "), NONE),
    (policy("condition: any", "restart: '${R}', "), NONE),
    (policy("condition: '${C}'", "restart: always, "), NONE),
    (policy("condition: none", "restart: 'no', "), NONE),
    (policy("condition: any", "restart: 'no', "), warning("'no'")),
    (policy("condition: on-failure, max_attempts: 3", "restart: 'on-failure:3', "), NONE),
    (policy("condition: on-failure, max_attempts: 3", "restart: 'on-failure:5', "), warning("'on-failure:5'")),
    (policy("condition: on-failure", "restart: on-failure, "), NONE),
    (web("restart: always, deploy: {restart_policy: {delay: 5s}, mode: global}"), NONE),
    (web("restart: always, deploy: {restart_policy: {}}") + "# docker stack deploy -c compose.yaml web\n", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RESTARTS)
def test_restart_conflict(text: str, expected: Marks) -> None:
    assert marks("restart-conflict", text) == expected


ALWAYS = "image: x, ports: ['80:80'], restart: always"
LOGS: list[tuple[str, Marks]] = [
    (f"a: {{{ALWAYS}}}", warning("a")),
    (f"a: {{{ALWAYS}, logging: {{driver: json-file}}}}", warning("logging")),
    (f"a: {{{ALWAYS}, logging: {{options: {{max-file: '3'}}}}}}", warning("logging")),
    (f"a: {{{ALWAYS}, logging: {{options: {{max-size: 10m}}}}}}", NONE),
    (f"a: {{{ALWAYS}, logging: {{driver: '${{D}}'}}}}", NONE),
    (f"a: {{{ALWAYS}, logging: {{driver: local}}}}", NONE),
    (f"a: {{{ALWAYS}, logging: {{driver: none}}}}", NONE),
    (f"a: {{{ALWAYS}, logging: {{driver: fluentd, options: {{tag: x}}}}}}", NONE),
    (f"a: {{{ALWAYS}, scale: 0}}", NONE),
    (f"a: {{{ALWAYS}, profiles: [dev]}}", info("a")),
    ("a: {image: x, ports: ['80:80']}", NONE),
    ("a: {image: x, ports: ['80:80'], deploy: {restart_policy: {condition: any}}}", warning("a")),
    ("a: {image: x, ports: ['80:80']}, b: {image: y, logging: {options: {max-size: 1m}}}", warning("a")),
    (f"a: {{{ALWAYS}, logging: {{driver: local}}}}, b: {{image: y, command: alembic upgrade head}}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), LOGS)
def test_unbounded_logs(services: str, expected: Marks) -> None:
    assert marks("unbounded-logs", f"services: {{{services}}}\n") == expected


SILENT: list[tuple[str, Marks]] = [
    (web("logging: {driver: none}"), info("none")),
    (web("logging: {driver: 'none', options: {}}"), info("'none'")),
    (web("logging: {driver: '${D}'}"), NONE),
    (web("logging: {driver: local}"), NONE),
    (web("attach: false"), NONE),
    (web("logging: {driver: none}, command: alembic upgrade head"), NONE),
    (web("logging: {driver: none}, profiles: [init]"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), SILENT)
def test_logging_disabled(text: str, expected: Marks) -> None:
    assert marks("logging-disabled", text) == expected


CUT: list[tuple[str, Marks]] = [
    (web("command: a && b"), error("&& b")),
    (web("command: a; b"), error("; b")),
    (web("command: 'a | tee /log'"), error("| tee /log")),
    (web("command: sh -c a && b"), error("&& b")),
    (web("command: sh -c 'a && b'"), NONE),
    (web("command: [a, '&&', b]"), NONE),
    (web("command: a && b, entrypoint: c > d"), error("&& b", "> d")),
    (web("command: curl http://x/?a=1&b=2"), error("&b=2")),
    (web("command: curl 'http://x/?a=1&b=2'"), NONE),
    (web("command: a 2>&1"), NONE),
    (web("command: a > /log 2>&1"), error("> /log 2>&1")),
    (web("command: a &"), NONE),
    (web("command: 'a ;'"), NONE),
    (web("command: 'a ${OPTIONS} && b'"), error("&& b")),
    (web("command: 'a ${OPTIONS}'"), NONE),
    (web("command: find . -exec rm \\;"), NONE),
    (web("command: 'a $(b | c)'"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), CUT)
def test_command_cut_at_operator(text: str, expected: Marks) -> None:
    assert marks("command-cut-at-operator", text) == expected


def test_a_long_command_is_read_in_one_pass(no_hang: None) -> None:
    assert marks("command-cut-at-operator", f"services:\n  web:\n    image: x\n    command: '{'x://&' * 50_000}'\n")
