"""Restart policies that disagree, logs, stopping, commands: hits and look-alikes."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web

import composelint


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
    (policy("condition: on-failure", "restart: allways, "), NONE),
    (policy("condition: on_failure", "restart: always, "), NONE),
    (web("restart: always, deploy: {restart_policy: {delay: 5s}, mode: global}"), NONE),
    (web("restart: always, deploy: {restart_policy: {}}") + "# docker stack deploy -c compose.yaml web\n", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RESTARTS)
def test_restart_conflict(text: str, expected: Marks) -> None:
    assert marks("restart-conflict", text) == expected


ALWAYS = "image: x, ports: ['80:80'], restart: always"
LOGS: list[tuple[str, Marks]] = [
    (f"a: {{{ALWAYS}}}", info("a")),
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
    ("a: {image: x, ports: ['80:80'], deploy: {restart_policy: {condition: any}}}", info("a")),
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
    (web("post_start: [{command: a && b}, {command: c}]"), error("&& b")),
    (web("pre_stop: [{command: [a, '&&', b]}]"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), CUT)
def test_command_cut_at_operator(text: str, expected: Marks) -> None:
    assert marks("command-cut-at-operator", text) == expected


def test_a_long_command_is_read_in_one_pass(no_hang: None) -> None:
    assert marks("command-cut-at-operator", f"services:\n  web:\n    image: x\n    command: '{'x://&' * 50_000}'\n")


VOLUME = "volumes: ['keep:/var/lib/mysql']"
GRACE: list[tuple[str, Marks]] = [
    (f"db: {{image: 'mysql:8.4', {VOLUME}}}", warning("db")),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, stop_grace_period: 1m}}", NONE),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, stop_grace_period: 30s}}", info("30s")),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, stop_grace_period: 5s}}", warning("5s")),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, stop_grace_period: 500ms}}", warning("500ms")),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, stop_grace_period: '${{G}}'}}", NONE),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, stop_grace_period: '${{G:-5s}}'}}", warning("'${G:-5s}'")),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, profiles: [dev]}}", info("db")),
    (f"db: {{image: 'mysql:8.4', {VOLUME}, command: mysqldump --all-databases}}", NONE),
    ("db: {image: 'mysql:8.4'}", NONE),
    ("db: {image: 'mysql:8.4', tmpfs: /var/lib/mysql}", NONE),
    ("db: {image: 'postgres:17', volumes: ['keep:/var/lib/postgresql/data']}", NONE),
    ("db: {image: 'postgres:17', volumes: ['./d:/var/lib/postgresql/data'], stop_grace_period: 9s}", warning("9s")),
    ("db: {image: 'postgres:17', volumes: ['keep:/var/lib/postgresql/data'], stop_grace_period: 10s}", NONE),
    ("c: {image: 'redis:8', volumes: ['keep:/data'], stop_grace_period: 1s}", NONE),
    ("c: {image: 'redis:8', volumes: ['keep:/data'], stop_grace_period: 1s, command: redis-server --appendonly yes}",
     warning("1s")),
    ("x: {image: 'registry.example.com/x:1', volumes: ['keep:/data'], stop_grace_period: 1s}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("service", "expected"), GRACE)
def test_short_grace_period(service: str, expected: Marks) -> None:
    assert marks("short-grace-period", f"services: {{{service}}}\nvolumes: {{keep: }}\n") == expected


SLIM, ALPINE = "FROM python:3.13-slim\n", "FROM python:3.13-alpine\n"
TWO = "a && uvicorn main:app"
SIGNALS: list[tuple[str, str, Marks]] = [
    (f"command: sh -c '{TWO}'", SLIM, info("uvicorn main:app")),
    (f"command: /bin/sh -c '{TWO}'", SLIM, info("uvicorn main:app")),
    (f"command: [sh, -ec, '{TWO}']", SLIM, info("uvicorn main:app")),
    ("command: sh -c 'a && exec uvicorn main:app'", SLIM, NONE),
    ("command: sh -c 'a && X=1 exec uvicorn main:app'", SLIM, NONE),
    (f"command: bash -c '{TWO}'", SLIM, NONE),
    ("command: bash -c 'uvicorn main:app | tee /log'", SLIM, info("uvicorn main:app")),
    (f"command: sh -c '{TWO}'", ALPINE, NONE),
    ("command: sh -c 'uvicorn main:app | tee /log'", ALPINE, info("uvicorn main:app")),
    (f"command: sh -c '{TWO}'", "FROM registry.example.com/base:1\n", NONE),
    (f"command: sh -c '{TWO}', entrypoint: [dumb-init, '--']", SLIM, NONE),
    (f"command: sh -c '{TWO}', entrypoint: [tini, '--']", SLIM, info("uvicorn main:app")),
    (f"command: sh -c '{TWO}', entrypoint: [tini, '-g', '--']", SLIM, NONE),
    (f"command: sh -c '{TWO}', init: true", SLIM, info("uvicorn main:app")),
    (f"command: sh -c '{TWO}', stop_signal: SIGKILL", SLIM, NONE),
    (f"command: sh -c '{TWO}', profiles: [dev]", SLIM, NONE),
    ("command: sh -c 'trap x TERM; uvicorn main:app'", SLIM, NONE),
    ("command: sh -c 'while true; do celery -A x worker; done'", SLIM, NONE),
    ("command: sh -c 'a && alembic upgrade head'", SLIM, NONE),
    ("command: sh -c 'a && sleep infinity'", SLIM, NONE),
    ("ports: ['80:80']", SLIM + "CMD a && uvicorn main:app\n", NONE),
    ("ports: ['80:80']", SLIM + f'CMD ["sh", "-c", "{TWO}"]\n', info("uvicorn main:app")),
    ("ports: ['80:80']", SLIM + f'CMD ["sh", "-c", "{TWO}"]\nENTRYPOINT ["dumb-init"]\n', NONE),
    ("ports: ['80:80']", SLIM + 'CMD ["npm", "start"]\n', info('"npm"')),
    ("ports: ['80:80']", SLIM + 'CMD ["npm", "run", "start:prod"]\n', info('"npm"')),
    ("ports: ['80:80']", SLIM + 'CMD ["npm", "run", "dev"]\n', NONE),
    ("ports: ['80:80'], command: yarn start", SLIM, info("yarn")),
    ("ports: ['80:80'], command: node server.js", SLIM, NONE),
    ("ports: ['80:80'], command: npm run migrate", SLIM, NONE),
]


@pytest.mark.parametrize(("service", "dockerfile", "expected"), SIGNALS)
def test_signals_not_forwarded(service: str, dockerfile: str, expected: Marks) -> None:
    text = f"services: {{web: {{build: ., {service}}}}}\n"
    assert marks("signals-not-forwarded", text, {"Dockerfile": dockerfile}) == expected


START = 'FROM python:3.13-slim\nCOPY start.sh /bin/start.sh\nENTRYPOINT ["/bin/start.sh"]\n'
SCRIPTS: list[tuple[str, str, Marks]] = [
    (START, "#!/bin/sh\nset -e\nuvicorn x\n", info('"/bin/start.sh"')),
    (START, "#!/bin/sh\nset -e\nexec uvicorn x\n", NONE),
    (START, "#!/bin/bash\nset -e\nuvicorn x\n", info('"/bin/start.sh"')),
    (START, "#!/usr/bin/env python3\nimport x\n", NONE),
    (START, "#!/bin/sh\ntrap x TERM\nuvicorn x\n", NONE),
    (START, "#!/bin/sh\nuvicorn x &\nwait\n", NONE),
    (START, "#!/bin/sh\nif true; then\n exec a\nelse\n exec b\nfi\n", NONE),
    (START, "#!/bin/sh\nmain() {\n  exec uvicorn x\n}\nmain\n", NONE),
    (START + 'CMD ["uvicorn", "x"]\n', '#!/bin/sh\nexec "$@"\n', NONE),
    (START + 'CMD ["npm", "start"]\n', '#!/bin/sh\nexec "$@"\n', info('"npm"')),
    (START + 'CMD ["npm", "start"]\n', '#!/bin/sh\nexec gosu app "$@"\n', info('"npm"')),
    (START + 'CMD ["uvicorn", "x"]\n', '#!/bin/sh\n"$@"\n', info('"/bin/start.sh"')),
    (START.replace("[", '["sh", '), "set -e\nuvicorn x\n", info('"/bin/start.sh"')),
]


@pytest.mark.parametrize(("dockerfile", "script", "expected"), SCRIPTS)
def test_scripts_that_keep_the_signal(dockerfile: str, script: str, expected: Marks) -> None:
    text = "services: {web: {build: ., ports: ['80:80']}}\n"
    assert marks("signals-not-forwarded", text, {"Dockerfile": dockerfile, "start.sh": script}) == expected


CMD = 'FROM python:3.13-slim\nCOPY run.sh /run.sh\nCMD ["uvicorn", "main:app"]\n'
ALONE: list[tuple[str, str, Marks]] = [
    ("entrypoint: [tini, '--']", CMD, warning("tini")),
    ("entrypoint: [tini, '--', /run.sh]", CMD, warning("tini")),
    ("entrypoint: [tini, '--', python, x.py]", CMD, NONE),
    ("entrypoint: [tini, '--'], command: [python, x.py]", CMD, NONE),
    ("entrypoint: [tini, '--'], command: []", CMD, NONE),
    ("entrypoint: []", CMD, NONE),
    ("entrypoint: ''", CMD, NONE),
    ("entrypoint: sh", CMD, warning("sh")),
    ("entrypoint: sh, tty: true", CMD, NONE),
    ("entrypoint: sh -c 'uvicorn x'", CMD, NONE),
    ("entrypoint: sh /run.sh", CMD, warning("sh /run.sh")),
    ("entrypoint: /run.sh", CMD, warning("/run.sh")),
    ("entrypoint: /run.sh serve", CMD, NONE),
    ("entrypoint: /other.sh", CMD, NONE),
    ("entrypoint: '${E}'", CMD, NONE),
    ("entrypoint: /run.sh", "FROM python:3.13-slim\nCOPY run.sh /run.sh\nENTRYPOINT [\"x\"]\n", NONE),
    ("entrypoint: /run.sh", "FROM registry.example.com/x:1\nCOPY run.sh /run.sh\n", NONE),
    ("entrypoint: [./wait-for-it.sh, 'db:5432']", CMD, warning("./wait-for-it.sh")),
    ("entrypoint: [./wait-for-it.sh, 'db:5432', '--', uvicorn]", CMD, NONE),
]  # fmt: skip


@pytest.mark.parametrize(("service", "dockerfile", "expected"), ALONE)
def test_entrypoint_drops_command(service: str, dockerfile: str, expected: Marks) -> None:
    files = {"Dockerfile": dockerfile, "run.sh": '#!/bin/sh\nset -e\nexec "$@"\n'}
    text = f"services: {{web: {{build: ., ports: ['80:80'], {service}}}}}\n"
    assert marks("entrypoint-drops-command", text, files) == expected


KNOWN: list[tuple[str, Marks]] = [
    ("image: 'postgres:17', entrypoint: docker-entrypoint.sh", warning("docker-entrypoint.sh")),
    ("image: 'postgres:17', entrypoint: /usr/local/bin/other.sh", NONE),
    ("image: 'postgres:17', entrypoint: docker-entrypoint.sh, command: postgres", NONE),
    ("image: 'registry.example.com/x:1', entrypoint: docker-entrypoint.sh", NONE),
    ("image: 'postgres:17', profiles: [tools], entrypoint: bash", NONE),
]


@pytest.mark.parametrize(("service", "expected"), KNOWN)
def test_entrypoint_of_a_known_image(service: str, expected: Marks) -> None:
    assert marks("entrypoint-drops-command", f"services: {{db: {{{service}}}}}\n") == expected


@pytest.mark.parametrize(
    ("dockerfile", "service", "block"),
    [
        ('CMD ["npm", "start"]', "", 'CMD ["node", "server.js"]'),
        ('CMD ["npm", "run", "prod"]', "", "CMD"),
        ("", "command: npm start, ", 'command: ["node", "server.js"]'),
    ],
)
def test_what_a_package_manager_runs_is_told(dockerfile: str, service: str, block: str) -> None:
    files = {
        "compose.yaml": f"services: {{web: {{build: ., {service}ports: ['80:80']}}}}\n",
        "Dockerfile": f"FROM node:22-alpine\nCOPY package.json ./\n{dockerfile}\n",
        "package.json": '{"scripts": {"start": "node server.js", "prod": "next start"}}',
    }
    (finding,) = composelint.lint(files, select=["signals-not-forwarded"], complete=True).findings
    assert block in (finding.help or "") or block == "CMD"
    assert ("```" in (finding.help or "")) is (block != "CMD")


def test_an_operator_out_of_the_environment_is_no_matter_for_a_shell() -> None:
    files = {"compose.yaml": web("command: 'serve --key ${KEY}'"), ".env": "KEY='a&b'\n"}
    (finding,) = composelint.lint(files, select=["command-cut-at-operator"], complete=True).findings
    assert "```" not in (finding.help or "")
    assert "a&b" not in finding.message + (finding.help or "")
