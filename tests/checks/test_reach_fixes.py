"""What fixes of ports, addresses, waiting and healthchecks write, and where nothing is offered."""

from __future__ import annotations

import pytest

import composelint


def fixed(rule: str, text: str, files: dict[str, str] | None = None, *, unsafe: bool = True) -> str | None:
    """The compose file after the fixes of one rule; None when it stays as it is."""
    everything: dict[str, str | bytes] = {"compose.yaml": text, **(files or {})}
    return composelint.fix(everything, select=[rule], unsafe=unsafe, today="2026-11-22").get("compose.yaml")


def one(body: str) -> str:
    return f"services:\n  db:\n    image: postgres:17\n{body}"


PORTS: list[tuple[str, str, str | None]] = [
    ("exposed-backend-port", "    ports: ['5432:5432']\n", "    ports: ['127.0.0.1:5432:5432']\n"),
    ("exposed-backend-port", '    ports: ["[::]:5432:5432"]\n', '    ports: ["127.0.0.1:5432:5432"]\n'),
    ("exposed-backend-port", '    ports: ["${PORT:-5432}:5432"]\n', '    ports: ["127.0.0.1:${PORT:-5432}:5432"]\n'),
    ("exposed-backend-port", "    ports:\n      - 5432\n", '    ports:\n      - "127.0.0.1::5432"\n'),
    (
        "exposed-backend-port",
        "    ports:\n      - {target: 5432, published: 5432, host_ip: 0.0.0.0}\n",
        "    ports:\n      - {target: 5432, published: 5432, host_ip: 127.0.0.1}\n",
    ),
    ("exposed-backend-port", '    ports: ["${BIND:-0.0.0.0}:5432:5432"]\n', None),
    ("exposed-backend-port", '    ports: ["127.0.0.1:5432:5432"]\n', None),
    ("unlistened-port", '    ports: ["127.0.0.1:5433:5433"]\n', '    ports: ["127.0.0.1:5433:5432"]\n'),
    (
        "unlistened-port",
        '    ports:\n      - {target: 5433, published: "5433"}\n',
        '    ports:\n      - {target: 5432, published: "5433"}\n',
    ),
    ("ports-without-effect", '    network_mode: host\n    ports: ["5432:5432"]\n', "    network_mode: host\n"),
    ("ports-without-effect", '    network_mode: none\n    ports: ["5432:5432"]\n', None),
]


@pytest.mark.parametrize(("rule", "before", "after"), PORTS)
def test_published_ports(rule: str, before: str, after: str | None) -> None:
    assert fixed(rule, one(before)) == (one(after) if after is not None else None)
    assert fixed(rule, one(before), unsafe=False) is None


def test_what_others_share_is_left() -> None:
    shared = 'x-db: &db\n  image: postgres:17\n  ports: ["5432:5432"]\nservices:\n  db: *db\n'
    assert fixed("exposed-backend-port", shared) is None
    extended = "services:\n  db: {extends: {file: base.yaml, service: db}}\n"
    base = {"base.yaml": 'services:\n  db:\n    image: postgres:17\n    ports: ["5432:5432"]\n'}
    assert fixed("exposed-backend-port", extended, base) is None


GATE = "services:\n  web:\n    image: x/y\n    environment: {A: http://host.docker.internal}\n"
HOSTS: list[tuple[str, str | None]] = [
    ("", '    extra_hosts:\n      - "host.docker.internal:host-gateway"\n'),
    ("    extra_hosts: [db=10.0.0.1]\n", "    extra_hosts: [db=10.0.0.1, host.docker.internal:host-gateway]\n"),
    (
        "    extra_hosts:\n      db: 10.0.0.1\n",
        "    extra_hosts:\n      db: 10.0.0.1\n      host.docker.internal: host-gateway\n",
    ),
    ("    extra_hosts: {host.docker.internal: host-gateway}\n", None),
]


@pytest.mark.parametrize(("before", "after"), HOSTS)
def test_the_host_gets_its_name(before: str, after: str | None) -> None:
    assert fixed("missing-host-gateway", GATE + before, unsafe=False) == (GATE + after if after is not None else None)


def test_hosts_that_are_merged_in_are_left() -> None:
    merged = "x-c: &c\n  extra_hosts: [a=10.0.0.1]\n" + GATE + "    <<: *c\n"
    assert fixed("missing-host-gateway", merged) is None


def test_what_a_service_extends_stays_as_it_is() -> None:
    base = "services:\n  base: {image: x/y, extra_hosts: [a=10.0.0.1], depends_on: [c]}\n"
    web = "  web:\n    extends: base\n    environment: {A: http://host.docker.internal, DB_HOST: db}\n"
    rest = "  db: {image: postgres:17, healthcheck: {test: pg_isready}}\n  c: {image: redis:8}\n"
    hosts = '    extra_hosts:\n      - "host.docker.internal:host-gateway"\n'
    waits = "    depends_on:\n      db:\n        condition: service_healthy\n"
    assert fixed("missing-host-gateway", base + web + rest) == base + web + hosts + rest
    assert fixed("undeclared-dependency", base + web + rest) == base + web + waits + rest


def used(address: str, rest: str = "") -> str:
    return (
        f"services:\n  api:\n    image: registry.example.com/api:1\n    environment:\n      {address}\n{rest}"
        '  db:\n    image: postgres:17\n    ports: ["127.0.0.1:5433:5432"]\n    healthcheck: {test: pg_isready}\n'
    )


ADDRESSES: list[tuple[str, str, str | None]] = [
    ("localhost-between-services", "D: postgres://localhost:5433/x", "D: postgres://db:5432/x"),
    ("localhost-between-services", "D: postgres://localhost/x", "D: postgres://db/x"),
    ("localhost-between-services", "D: '${D:-postgres://localhost:5432/x}'", None),
    ("localhost-between-services", "DB_HOST: '127.0.0.1'", "DB_HOST: 'db'"),
    ("localhost-between-services", "D: postgres://db:5432/x", None),
    ("wrong-port-between-services", "D: postgres://db:5433/x", "D: postgres://db:5432/x"),
    ("wrong-port-between-services", "{DB_HOST: db, DB_PORT: 5433}", "{DB_HOST: db, DB_PORT: 5432}"),
    ("wrong-port-between-services", "{DB_HOST: db, DB_PORT: '5433'}", "{DB_HOST: db, DB_PORT: '5432'}"),
    ("wrong-port-between-services", "D: postgres://db:5432/x", None),
    ("misspelled-host", "D: postgres://dbs:5432/x", "D: postgres://db:5432/x"),
    ("misspelled-host", "D: postgres://postgres:5432/x", None),
]


@pytest.mark.parametrize(("rule", "before", "after"), ADDRESSES)
def test_addresses(rule: str, before: str, after: str | None) -> None:
    assert fixed(rule, used(before)) == (used(after) if after is not None else None)
    assert fixed(rule, used(before), unsafe=False) is None


def test_an_env_file_may_serve_outside_of_the_stack() -> None:
    text = used("A: b", "    env_file: a.env\n")
    files: dict[str, str | bytes] = {"compose.yaml": text, "a.env": "D=postgres://localhost:5432/x\n"}
    assert composelint.lint(files, select=["localhost-between-services"]).findings
    assert composelint.fix(files, select=["localhost-between-services"], unsafe=True) == {}


WAITED: list[tuple[str, str]] = [
    ("", "    depends_on:\n      db:\n        condition: service_healthy\n"),
    (
        "    depends_on: {w: {condition: service_started}}\n",
        "    depends_on: {w: {condition: service_started}, db: {condition: service_healthy}}\n",
    ),
    (
        "    depends_on:\n      - w\n",
        "    depends_on:\n      w:\n        condition: service_started\n"
        "      db:\n        condition: service_healthy\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), WAITED)
def test_a_dependency_is_told_in_the_form_of_the_others(before: str, after: str) -> None:
    web = "  w: {image: nginx}\n"
    address = "D: postgres://db:5432/x"
    assert fixed("undeclared-dependency", used(address, before) + web) == used(address, after) + web


def test_a_dependency_that_cannot_be_waited_for_is_left() -> None:
    store = "  db:\n    image: mongo:8\n    entrypoint: [/start]\n    expose: []\n    volumes: ['d:/data/db']\n"
    text = f"services:\n  api: {{image: x/y, environment: {{DB_HOST: db}}}}\n{store}volumes: {{d: }}\n"
    assert composelint.lint({"compose.yaml": text}, select=["undeclared-dependency"]).findings
    assert fixed("undeclared-dependency", text) is None


def asked(test: str, image: str = "nginx:1.29") -> str:
    return f"services:\n  web:\n    image: {image}\n    healthcheck:\n      test: {test}\n"


TESTS: list[tuple[str, str, str | None]] = [
    ("healthcheck-always-passes", "'curl -s http://localhost/'", "'curl --fail -s http://localhost/'"),
    ("healthcheck-always-passes", "[CMD, curl, http://localhost/]", '[CMD, curl, "--fail", http://localhost/]'),
    (
        "healthcheck-always-passes",
        "[CMD, sh, -c, 'curl http://${H:-localhost}/']",
        "[CMD, sh, -c, 'curl --fail http://${H:-localhost}/']",
    ),
    ("healthcheck-always-passes", "curl -f http://a/$$X || true", "curl -f http://a/$$X"),
    ("healthcheck-always-passes", "curl -f http://${H:-localhost}/ || true", None),
    ("healthcheck-always-passes", "curl -f http://localhost/ || exit 1", None),
    ("healthcheck-without-shell", "[CMD, 'curl', a, '&&', b]", '["CMD-SHELL", "curl a && b"]'),
    ("healthcheck-without-shell", "[CMD, curl, '${H:-a}', '&&', b]", None),
    ("invalid-healthcheck-test", "['curl', '-f', '$$X']", "['CMD', 'curl', '-f', '$$X']"),
    ("invalid-healthcheck-test", "[curl, '${X:-y}']", None),
    ("invalid-healthcheck-test", "[CMD-SHELL, curl, a]", "[CMD-SHELL, curl a]"),
    ("invalid-healthcheck-test", "NONE", None),
    ("healthcheck-wrong-port", "curl -f http://localhost:8080/", "curl -f http://localhost:80/"),
    ("healthcheck-wrong-port", "curl -f http://localhost:80/", None),
]


@pytest.mark.parametrize(("rule", "before", "after"), TESTS)
def test_what_a_healthcheck_asks(rule: str, before: str, after: str | None) -> None:
    assert fixed(rule, asked(before)) == (asked(after) if after is not None else None)


def test_only_what_compose_refuses_is_mended_safely() -> None:
    assert fixed("invalid-healthcheck-test", asked("[curl, a]"), unsafe=False) == asked("[CMD, curl, a]")
    assert fixed("invalid-healthcheck-test", asked("CMD curl a"), unsafe=False) is None


def test_programs_that_are_there_ask_instead() -> None:
    before, after = "curl -f http://localhost:3000/x", '["CMD", "wget", "-q", "--spider", "http://127.0.0.1:3000/x"]'
    node = "node:22-alpine"
    assert fixed("healthcheck-tool-missing", asked(before, node)) == asked(after, node)
    anchored = asked("&t curl -f http://localhost:3000/x", node) + "  other: {image: x, healthcheck: {test: *t}}\n"
    assert fixed("healthcheck-tool-missing", anchored) is None


def test_a_check_that_goes_on_over_lines_is_left() -> None:
    text = 'FROM node:22-alpine\nHEALTHCHECK{}CMD curl -f{}http://localhost:3000/\nCMD ["node", "a.js"]\n'
    goes_on = text.format(" ", " \\\n  ")
    assert composelint.lint({"Dockerfile": goes_on}, select=["healthcheck-tool-missing"]).findings
    assert composelint.fix({"Dockerfile": goes_on}, select=["healthcheck-tool-missing"], unsafe=True) == {}
    begins_anew = text.format(" \\\n  ", " ")
    assert composelint.fix({"Dockerfile": begins_anew}, select=["healthcheck-tool-missing"], unsafe=True)


SLOW = "  web: {image: x/y, depends_on: {db: {condition: service_healthy}}}\n"
PERIODS = [
    ("{test: [CMD, a], interval: 5s}", "{test: [CMD, a], interval: 5s, start_period: 1m}"),
    ("{test: [CMD, a], interval: 5s, start_period: 1s}", "{test: [CMD, a], interval: 5s, start_period: 1m}"),
]


@pytest.mark.parametrize(("before", "after"), PERIODS)
def test_a_slow_server_is_given_time(before: str, after: str) -> None:
    text = "services:\n  db:\n    image: elasticsearch:9.1.0\n    healthcheck: {}\n" + SLOW
    assert fixed("healthcheck-timing", text.replace("{}", before)) == text.replace("{}", after)


def runs(command: str) -> str:
    return f"services:\n  a:\n    build: .\n    ports: ['8000:8000']\n    command: {command}\n"


LISTENING: list[tuple[str, str | None]] = [
    ("uvicorn main:app", "uvicorn main:app --host 0.0.0.0"),
    ("[uvicorn, 'main:app']", "[uvicorn, 'main:app', '--host', 0.0.0.0]"),
    ("uvicorn main:app --host=localhost", "uvicorn main:app --host=0.0.0.0"),
    ("gunicorn -b 127.0.0.1:8000 x:y --env B=localhost", "gunicorn -b 0.0.0.0:8000 x:y --env B=localhost"),
    ("npx vite", "npx vite --host"),
    ("npm run dev", "npm run dev -- --host"),
    ("yarn dev", "yarn dev --host"),
    ("uvicorn ${APP:-main:app}", None),
    ("sh -c 'uvicorn main:app'", None),
    ("uvicorn main:app --host 0.0.0.0", None),
]


@pytest.mark.parametrize(("before", "after"), LISTENING)
def test_servers_listen_everywhere(before: str, after: str | None) -> None:
    files: dict[str, str | bytes] = {
        "compose.yaml": runs(before),
        "Dockerfile": "FROM python:3.13-slim\nCOPY . .\n",
        "package.json": '{"scripts": {"dev": "vite"}}',
    }
    mended = composelint.fix(files, select=["listens-on-loopback"], unsafe=True, complete=True)
    assert mended == ({"compose.yaml": runs(after)} if after is not None else {})
    assert composelint.fix({**files, **mended}, select=["listens-on-loopback"], unsafe=True, complete=True) == {}
