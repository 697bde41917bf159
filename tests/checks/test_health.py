"""missing-healthcheck, its hits and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NODE, NONE, PYTHON, Found, at, found

CHECKED = "FROM python:3.13-slim\nHEALTHCHECK CMD python check.py\nCMD uvicorn main:app\n"

CASES: list[tuple[str, str | None, Found]] = [
    # Stateful images, whoever needs them.
    ("db: {image: postgres:17}", None, at("db")),
    ("db: {image: docker.io/library/postgres:17-alpine}", None, at("db")),
    ("cache: {image: valkey/valkey:8}", None, at("cache")),
    ("queue: {image: rabbitmq:4-management}", None, at("queue")),
    ("s3: {image: minio/minio:latest, command: server /data}", None, at("s3")),
    ("db: {image: 'postgres:${TAG}'}", None, at("db")),
    ("db: {image: 'postgres:17', healthcheck: {test: [CMD, pg_isready]}}", None, NONE),
    ("db: {image: 'postgres:17', healthcheck: {test: pg_isready}}", None, NONE),
    ("db: {image: 'postgres:17', healthcheck: {test: '${TEST}'}}", None, NONE),
    ("db: {image: 'postgres:17', healthcheck: {disable: true}}", None, NONE),
    ("db: {image: 'postgres:17', healthcheck: {test: [NONE]}}", None, NONE),
    ("db: {image: 'postgres:17', healthcheck: {interval: 5s}}", None, at("db")),
    # Images that bring a check, and images that nobody knows.
    ("db: {image: 'gvenzl/oracle-free:23'}", None, NONE),
    ("db: {image: 'registry.example.com/acme/thing:1', ports: ['80:80']}", None, NONE),
    ("db: {image: 'registry.example.com/acme/my-postgres:1'}", None, NONE),
    ("db: {image: '${IMAGE}', ports: ['80:80']}", None, NONE),
    # What is built.
    ("api: {build: ., ports: ['8000:8000']}", PYTHON, at("api")),
    ("api: {build: ., ports: ['8000:8000']}", CHECKED, NONE),
    ("api: {build: ., ports: ['8000:8000']}", None, NONE),
    ("api: {build: ., ports: ['8000:8000']}", CHECKED + "HEALTHCHECK NONE\n", at("api")),
    ("api: {build: ., ports: ['8000:8000']}", "ARG BASE\nFROM ${BASE}\n", NONE),
    ("api: {build: ., ports: ['8000:8000']}", "FROM registry.example.com/base:1\n", NONE),
    ("api: {build: ., ports: ['8000:8000']}", "FROM scratch\nCOPY api /\nCMD [\"/api\"]\n", at("api")),
    ("api: {build: ., expose: ['8000']}", PYTHON, NONE),
    ("web: {build: ., ports: ['80:80']}", "FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n", at("web")),
    ("db: {build: .}", "FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n", at("db")),
    ("api: {build: {context: ., target: a}, ports: ['80:80']}", f"{CHECKED.replace('slim', 'slim AS a')}FROM a AS b\n"
     "HEALTHCHECK NONE\n", NONE),
    ("api: {build: {context: ., target: b}, ports: ['80:80']}", f"{CHECKED.replace('slim', 'slim AS a')}FROM a AS b\n"
     "HEALTHCHECK NONE\n", at("api")),
    # Others depend on it.
    ("api: {build: .}\nweb: {build: ., depends_on: [api]}", NODE, at("api")),
    ("api: {build: .}\nweb: {build: ., links: [api]}", NODE, at("api")),
    ("api: {build: .}\nweb: {build: .}", NODE, NONE),
    # Who needs none unless others depend on it.
    ("proxy: {image: 'traefik:3', ports: ['80:80']}", None, NONE),
    ("proxy: {image: 'traefik:3'}\nweb: {image: '${X}', depends_on: [proxy]}", None, at("proxy")),
    ("ui: {image: 'adminer:5', ports: ['8080:8080']}", None, NONE),
    ("docker: {image: 'portainer/portainer-ce:2.33', ports: ['9443:9443']}", None, NONE),
    ("metrics: {image: 'prom/prometheus:v3.5.0', ports: ['9090:9090']}", None, at("metrics")),
    # Known images in which no check can work, unless they keep data or have a client of their own.
    ("metrics: {image: 'oliver006/redis_exporter:v1.74.0', ports: ['9121:9121']}", None, NONE),
    ("queue: {image: 'nats:2'}", None, at("queue")),
    ("keys: {image: 'quay.io/coreos/etcd:v3.6.4', ports: ['2379:2379']}", None, at("keys")),
    # Jobs, tools, nobody.
    ("migrate: {build: ., ports: ['80:80'], command: alembic upgrade head}", PYTHON, NONE),
    ("dump: {image: 'postgres:17', command: pg_dump -f /x}", None, NONE),
    ("it: {build: .}\nweb: {image: '${X}', depends_on: {it: {condition: service_completed_successfully}}}", NODE, NONE),
    ("db: {image: 'postgres:17', profiles: [tools]}", None, NONE),
    ("db: {image: 'postgres:17', profiles: [shop]}", None, at("db")),
    ("db: {image: 'postgres:17', deploy: {replicas: 0}}", None, NONE),
    ("db: {image: 'postgres:17', scale: 0}", None, NONE),
    ("db: {image: 'postgres:17', deploy: {replicas: 2}}", None, at("db")),
    ("db: {provider: {type: cloud}}", None, NONE),
    # Development weighs less, by name only.
    ("db: {image: 'postgres:17', profiles: [dev]}", None, at("db", "info")),
    ("db: {image: 'postgres:17', profiles: [dev, shop]}", None, at("db")),
    ("api: {build: ., ports: ['8000:8000'], volumes: ['.:/app']}", PYTHON, at("api")),
]  # fmt: skip


@pytest.mark.parametrize(("services", "dockerfile", "expected"), CASES)
def test_missing_healthcheck(services: str, dockerfile: str | None, expected: Found) -> None:
    assert found("missing-healthcheck", services, dockerfile=dockerfile) == expected


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("compose.yaml", "warning"),
        ("shop/compose.yaml", "warning"),
        ("docker-compose.prod.yml", "warning"),
        ("docker-compose.dev.yml", "info"),
        ("compose.local.yaml", "info"),
        ("docker-compose-test.yml", "info"),
        (".devcontainer/compose.yaml", "info"),
        ("contest.compose.yaml", "warning"),
    ],
)
def test_a_file_for_development_weighs_less(path: str, severity: str) -> None:
    assert found("missing-healthcheck", "db: {image: postgres:17}", path=path) == at("db", severity)


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("a: {image: 'redis:8', healthcheck: {disable: true}}", at("a", "info")),
        ("a: {image: 'redis:8', healthcheck: {disable: true, test: redis-cli ping}}", at("a", "info")),
        ("a: {image: 'redis:8', healthcheck: {test: [NONE]}}", at("a", "info")),
        ("a: {image: x, healthcheck: {disable: true}}", at("a", "info")),
        ("a: {image: 'redis:8', healthcheck: {disable: false, test: redis-cli ping}}", NONE),
        ("a: {image: 'redis:8', healthcheck: {disable: '${X}', test: redis-cli ping}}", NONE),
        ("a: {image: 'redis:8', healthcheck: {test: NONE}}", NONE),
        ("a: {image: 'redis:8', healthcheck: {interval: 5s}}", NONE),
        ("a: {image: 'redis:8', command: redis-cli flushall, healthcheck: {disable: true}}", NONE),
        ("a: {provider: {type: x}, healthcheck: {disable: true}}", NONE),
    ],
)
def test_healthcheck_disabled(service: str, expected: Found) -> None:
    assert found("healthcheck-disabled", service) == expected
