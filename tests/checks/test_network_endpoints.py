"""Addresses of other services under which nobody answers, and those that only look like it."""

from __future__ import annotations

import pytest
from marks import Marks, error, marks, warning
from stacks import NONE, PYTHON, Found, at, found, stack

PUBLISHED = "db: {image: postgres:17, ports: ['5433:5432']}"
UVICORN = 'FROM python:3.13-slim\nCMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]\n'


def env(**settings: str) -> str:
    return "environment: {" + ", ".join(f"{name}: '{value}'" for name, value in settings.items()) + "}"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([f"api: {{image: x, {env(URL='postgres://a@db:5433/a')}}}", PUBLISHED], at("api", "error")),
        ([f"api: {{image: x, {env(DB_HOST='db', DB_PORT='5433')}}}", PUBLISHED], at("api")),
        ([f"api: {{image: x, {env(DB_HOST='db:5433')}}}", PUBLISHED], at("api", "error")),
        ([f"api: {{image: x, {env(S='Host=db;Port=5433;Username=a')}}}", PUBLISHED], at("api", "error")),
        (["api: {image: x, command: psql -h db -p 5433}", PUBLISHED], at("api", "error")),
        (["api: {image: x, command: wait-for-it db:5433 -- run}", PUBLISHED], at("api", "error")),
        (["api: {image: x, healthcheck: {test: pg_isready -h db -p 5433}}", PUBLISHED], at("api", "error")),
        ([f"api: {{image: x, {env(URL='redis://cache:1/')}}}", "cache: {image: redis:8}"], at("api", "error")),
        ([f"api: {{image: x, {env(URL='http://cache/')}}}", "cache: {image: redis:8}"], at("api", "error")),
        ([f"api: {{image: x, {env(URL='postgres://a@db:5432/a')}}}", PUBLISHED], NONE),
        ([f"api: {{image: x, {env(URL='postgres://a@db/a')}}}", PUBLISHED], NONE),
        ([f"api: {{image: x, {env(URL='postgres://a@db:${P}/a')}}}", PUBLISHED], NONE),
        ([f"api: {{image: x, {env(DB_HOST='db', DB_PORT='${P}')}}}", PUBLISHED], NONE),
        ([f"api: {{image: x, {env(DB_HOST='db', OTHER_PORT='5433')}}}", PUBLISHED], NONE),
        ([f"api: {{image: x, {env(URL='http://cache/', PORT='6379')}}}", "cache: {image: redis:8}"], NONE),
        ([f"api: {{image: x, {env(URL='udp://cache:1')}}}", "cache: {image: redis:8}"], NONE),
        ([f"api: {{image: x, {env(STATSD_ADDR='cache:8125')}}}", "cache: {image: redis:8}"], NONE),
        ([f"api: {{image: x, {env(URL='x://cache:9')}}}", "cache: {image: redis:8, ports: ['9:9/udp']}"], NONE),
        ([f"api: {{image: x, {env(URL='x://cache:9')}}}", "cache: {image: redis:8, expose: [9]}"], NONE),
        (
            [f"api: {{image: x, {env(URL='x://cache:9')}}}", "cache: {image: redis:8, command: redis-server x.conf}"],
            NONE,
        ),
        ([f"api: {{image: x, {env(URL='x://cache:9')}}}", "cache: {image: redis:8, scale: 0}"], NONE),
        ([f"api: {{image: x, {env(URL='x://cache:9')}}}", "cache: {image: acme/redis-like}"], NONE),
        ([f"api: {{image: x, network_mode: none, {env(URL='x://cache:9')}}}", "cache: {image: redis:8}"], NONE),
        ([f"cache: {{image: redis:8, {env(URL='x://cache:9')}}}"], NONE),
        (["api: {image: x, labels: {a: 'http://cache:9'}}", "cache: {image: redis:8}"], NONE),
        (
            [
                f"api: {{image: x, profiles: [a], {env(URL='x://cache:9')}}}",
                "cache: {image: redis:8, profiles: [b]}",
            ],
            NONE,
        ),
    ],
)
def test_wrong_ports(services: list[str], expected: Found) -> None:
    assert found("wrong-port-between-services", *services) == expected


@pytest.mark.parametrize(
    ("port", "dockerfile", "expected"),
    [
        (5000, UVICORN, at("web", "error")),
        (8000, UVICORN, NONE),
        (5000, UVICORN + "EXPOSE 5000\n", NONE),
        (5000, UVICORN + "ENV PORT=5000\n", NONE),
        (5678, UVICORN, NONE),
        (5000, "FROM python:3.13-slim\nCMD python serve.py\n", NONE),
        (5000, None, NONE),
    ],
)
def test_wrong_ports_of_builds(port: int, dockerfile: str | None, expected: Found) -> None:
    services = (f"web: {{image: x, {env(API_URL=f'http://api:{port}')}}}", "api: {build: .}")
    assert found("wrong-port-between-services", *services, dockerfile=dockerfile) == expected


def test_the_default_of_an_image_is_only_likely() -> None:
    services = ("api: {build: .}", "cache: {image: redis:8}")
    dockerfile = PYTHON + "ENV REDIS_URL=redis://cache:6380\n"
    assert found("wrong-port-between-services", *services, dockerfile=dockerfile) == at("api")


DB = "db: {image: postgres:17}"
API = "api: {image: acme/api, expose: [8000]}"


def local(settings: str, rest: str = "") -> str:
    return f"web: {{build: ., environment: {{{settings}}}{rest}}}"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([local("URL: 'postgres://a@localhost:5432/a'"), DB], at("web", "error")),
        ([local("URL: 'postgres://a@127.0.0.1/a'"), DB], at("web", "error")),
        ([local("URL: 'postgres://a@[::1]/a'"), DB], at("web", "error")),
        ([local("URL: 'postgres://a@0.0.0.0/a'"), DB], at("web", "error")),
        ([local("DB_HOST: localhost, DB_PORT: 5432"), DB], at("web", "error")),
        ([local("DB_HOST: localhost"), DB], at("web")),
        ([local("POSTGRES_HOST: localhost"), DB], at("web")),
        ([local("URL: 'postgres://a@localhost:5433/a'"), PUBLISHED], at("web", "error")),
        ([local("URL: '${URL:-postgres://a@localhost/a}'"), DB], at("web")),
        (["web: {image: acme/web, environment: {URL: 'postgres://a@localhost/a'}}", DB], at("web")),
        ([local("URL: 'postgres://a@localhost/a'"), DB, "more: {image: postgres:17}"], at("web")),
        ([local("API: 'http://localhost:8000'"), API], at("web", "error")),
        ([local("API: 'http://localhost:8000'"), "api: {image: acme/api, ports: ['8000:8000']}"], at("web")),
        ([local("API: 'http://localhost:9090'"), "s3: {image: minio/minio, ports: ['9090:9000']}"], at("web", "info")),
        ([local("NEXTAUTH_URL: 'http://localhost:8000'"), API], NONE),
        ([local("API: 'http://localhost:3000'"), "api: {image: acme/api, expose: [3000]}"], NONE),
        ([local("API_BASE_URL: 'http://localhost:8000'"), API], NONE),
        ([local("PUBLIC_URL: 'http://localhost:8000'"), API], NONE),
        ([local("BIND_ADDR: 'localhost:8000'"), API], NONE),
        ([local("DB_HOST: localhost, DB_PORT: '${P}'"), DB], NONE),
        ([local("DB_HOST: localhost, DB_PORT: 1"), DB], NONE),
        ([local("REDIS_HOST: localhost"), DB], NONE),
        ([local("APP_HOST: 0.0.0.0"), DB], NONE),
        ([local("URL: 'postgres://a@localhost/a'", ", network_mode: host"), DB], NONE),
        ([local("URL: 'postgres://a@localhost/a'", ", network_mode: 'service:db'"), DB], NONE),
        ([local("URL: 'postgres://a@localhost/a'"), "db: {image: postgres:17, network_mode: 'service:web'}"], NONE),
        (
            [local("URL: 'postgres://a@localhost/a'", ", profiles: [a]"), "db: {image: postgres:17, profiles: [b]}"],
            NONE,
        ),
        ([local("URL: 'postgres://a@localhost/a'"), "db: {image: postgres:17, network_mode: none}"], NONE),
        ([local("URL: 'postgres://a@localhost/a'", ", ports: ['5432:5432']"), DB], NONE),
        (["web: {build: ., healthcheck: {test: pg_isready -h localhost}}", DB], NONE),
        (["web: {build: ., command: sh -c 'ssh -L 5432:h:5432 b; x --db localhost:5432'}", DB], NONE),
        (["more: {image: postgres:17, environment: {URL: 'postgres://a@localhost/a'}}", DB], NONE),
        (["web: {image: nginx:1.29, environment: {URL: 'http://localhost:8000'}}", API], at("web", "error")),
        (
            ["web: {image: nginx:1.29, environment: {URL: 'http://localhost:8000'}, volumes: ['./c:/etc/nginx']}", API],
            at("web"),
        ),
        (["web: {image: acme/web, environment: {URL: 'http://localhost:8000'}}", API], NONE),
    ],
)
def test_localhost(services: list[str], expected: Found) -> None:
    dockerfile = "FROM node:22-alpine\nRUN apk add postgresql-client\nEXPOSE 3000\n"
    built = dockerfile if any("build" in service for service in services) else None
    assert found("localhost-between-services", *services, dockerfile=built) == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("apt-get install -y postgresql-client", at("web", "error")),
        ("apt-get install -y postgresql", NONE),
        ("apt-get install -y postgresql-16", NONE),
        ("apt-get install -y postgres-exporter", at("web", "error")),
    ],
)
def test_a_server_inside_the_image(run: str, expected: Found) -> None:
    services = (local("URL: 'postgres://a@localhost/a'"), DB)
    assert found("localhost-between-services", *services, dockerfile=f"FROM debian:13\nRUN {run}\n") == expected


def uses_db(rest: str) -> str:
    return f"api: {{image: acme/api, environment: {{URL: 'postgres://a@db/a'}}, {rest}}}"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([uses_db("networks: [n]"), DB], error("db")),
        ([uses_db(""), "db: {image: x, networks: [n]}"], error("db")),
        ([uses_db("network_mode: none"), DB], error("db")),
        ([uses_db("network_mode: host"), DB], error("db")),
        ([uses_db("network_mode: host"), "db: {image: x, network_mode: host}"], error("db")),
        ([uses_db(""), "db: {image: x, network_mode: host}"], error("db")),
        ([uses_db("network_mode: 'service:side'"), DB, "side: {image: x, networks: [n]}"], error("db")),
        ([uses_db(""), "x: {image: x, container_name: db, networks: [n]}"], error("db")),
        ([uses_db("healthcheck: {disable: true}, networks: {n: }"), DB], error("db")),
        ([uses_db("networks: [n]"), "db: {image: x, networks: [n, m]}"], set()),
        ([uses_db("networks: [n], extra_hosts: ['db:10.0.0.1']"), DB], set()),
        ([uses_db("network_mode: 'service:db'"), DB], set()),
        ([uses_db("network_mode: 'container:other'"), DB], set()),
        ([uses_db("network_mode: elsewhere"), DB], set()),
        ([uses_db("networks: [n], profiles: [a]"), "db: {image: x, profiles: [b]}"], set()),
        (["api: {image: x, networks: [n], environment: {DB_HOST: db}}", DB], warning("db")),
        (["api: {image: x, networks: [n], environment: {DB_NAME: db}}", DB], set()),
        (["api: {image: x, networks: [n], labels: {u: 'http://db:80'}}", DB], set()),
        (["api: {image: x, networks: [n], environment: {POSTGRES_DB: db}}", DB], set()),
    ],
)
def test_unreachable(services: list[str], expected: Marks) -> None:
    text = stack(*services) + "networks: {n: , m: }\n"
    assert marks("unreachable-service", text) == expected
