"""Published ports: exposed, colliding, without effect; each hit beside what looks like it and must stay silent."""

from __future__ import annotations

import pytest
from stacks import NODE, NONE, PYTHON, Found, at, found

import composelint

EXPOSED: list[tuple[str, Found]] = [
    ("db: {image: 'postgres:17', ports: ['5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['0.0.0.0:5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['[::]:5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: [{target: 5432, published: 5432, host_ip: '0.0.0.0'}]}", at("db")),
    ("db: {image: 'postgres:17', ports: ['15432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['${PORT:-5432}:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['${DB_PORT}:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['${WHERE}:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${WHERE}']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${IP}:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${IP:-127.0.0.1}:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${IP:-0.0.0.0}:5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['127.0.0.1:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['192.168.1.2:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['127.0.0.1::5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['5432:5432'], network_mode: host}", NONE),
    ("db: {image: 'postgres:17', ports: ['5432:5432'], network_mode: bridge}", at("db")),
    ("db: {image: 'org/postgres-custom', ports: ['9999:9999']}", at("db")),
    ("db: {image: 'org/postgres-exporter', ports: ['9187:9187']}", NONE),
    ("db: {image: 'acme/thing', ports: ['5432:5432']}", at("db")),
    ("db: {image: 'acme/thing', ports: ['5432:8080']}", NONE),
    ("db: {image: 'acme/thing', ports: ['5432:5432/udp']}", NONE),
    ("db: {image: 'acme/thing', ports: ['8500:8500', '9000:9000', '8086:8086']}", NONE),
    ("ui: {image: 'dpage/pgadmin4', ports: ['8080:80']}", at("ui")),
    ("ui: {image: 'grafana/grafana', ports: ['3000:3000']}", at("ui")),
    ("web: {image: 'nginx:1.29', ports: ['9200:9200']}", NONE),
    ("docker: {image: 'tecnativa/docker-socket-proxy', ports: ['2375:2375']}", at("docker")),
    ("console: {image: 'portainer/portainer-ce', ports: ['9000:9000']}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), EXPOSED)
def test_exposed_backend_port(services: str, expected: Found) -> None:
    assert found("exposed-backend-port", services) == expected


BUILT: list[tuple[str, Found]] = [
    (PYTHON, NONE),
    ("FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n", at("db")),
    ("FROM acme/base\n", at("db")),
]


@pytest.mark.parametrize(("dockerfile", "expected"), BUILT)
def test_a_build_is_what_it_is_built_from(dockerfile: str, expected: Found) -> None:
    assert found("exposed-backend-port", "db: {build: ., ports: ['5432:5432']}", dockerfile=dockerfile) == expected


EVERYWHERE: list[tuple[str, Found]] = [
    ("api: {build: ., ports: ['8000:8000']}", at("api", "info")),
    ("api: {build: ., ports: ['8000']}", at("api", "info")),
    ("api: {build: ., ports: ['127.0.0.1:8000:8000']}", NONE),
    ("api: {build: ., ports: ['${BIND}:8000:8000']}", NONE),
    ("api: {build: ., ports: ['8000:8000'], network_mode: none}", NONE),
    ("api: {build: ., ports: ['5432:5432']}", at("api", "info")),
    ("api: {build: ., command: pytest, ports: ['8000']}", NONE),
    ("api: {build: ., command: pytest, ports: ['8000:8000']}", at("api", "info")),
    ("web: {image: 'nginx:1.29', ports: ['80:80', '443:443']}", NONE),
    ("web: {image: 'nginx:1.29', ports: ['8080:80']}", NONE),
    ("web: {image: 'nginx:1.29', ports: ['8080:8080']}", at("web", "info")),
    ("db: {image: 'postgres:17', ports: ['5432:5432', '9187:9187']}", NONE),
]


@pytest.mark.parametrize(("services", "expected"), EVERYWHERE)
def test_port_on_all_interfaces(services: str, expected: Found) -> None:
    assert found("port-on-all-interfaces", services, dockerfile=NODE) == expected


def said(rule: str, text: str, **more: str) -> list[str]:
    """The messages and helps of one rule."""
    report = composelint.lint({"compose.yaml": text, **more}, select=[rule])
    return [f"{finding.message}\n{finding.help or ''}" for finding in report.findings]


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ('"5432:5432"', "127.0.0.1:5432:5432"),
        ("5432:5432/tcp", "127.0.0.1:5432:5432/tcp"),
        ('"0.0.0.0:5432:5432"', "127.0.0.1:5432:5432"),
        ('"[::]:5432:5432"', "127.0.0.1:5432:5432"),
        ('"5432"', "127.0.0.1::5432"),
        ('"${DB_PORT:-5432}:5432"', "127.0.0.1:${DB_PORT:-5432}:5432"),
        ("{target: 5432, published: 5433}", "127.0.0.1:5433:5432"),
        ("{target: 5432}", "127.0.0.1::5432"),
        ("{target: 5432, published: 5433, host_ip: '::'}", "127.0.0.1:5433:5432"),
    ],
)
def test_the_help_replaces_all_ports(written: str, rewritten: str) -> None:
    text = f'services: {{db: {{image: postgres, ports: ["127.0.0.1:1:1", {written}, "[::1]:2:2/udp"]}}}}\n'
    (words,) = said("exposed-backend-port", text)
    lines = [f'      - "{port}"' for port in ("127.0.0.1:1:1", rewritten, "[::1]:2:2/udp")]
    assert "\n".join(["    ports: !override", *lines]) in words
