"""missing-restart-policy and restart-on-job, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NODE, NONE, PYTHON, Found, at, found

SCRIPT = 'FROM python:3.13-slim\nCMD ["python", "main.py"]\n'
AWAITED = "\nweb: {image: '${X}', depends_on: {%s: {condition: service_completed_successfully}}}"

MISSING: list[tuple[str, str | None, Found]] = [
    ("db: {image: postgres:17}", None, at("db")),
    ("db: {image: postgres:17, restart: always}", None, NONE),
    ("db: {image: postgres:17, restart: 'no'}", None, NONE),
    ("db: {image: postgres:17, restart: '${POLICY}'}", None, NONE),
    ("db: {image: postgres:17, deploy: {restart_policy: {condition: any}}}", None, NONE),
    ("db: {image: postgres:17, deploy: {resources: {limits: {memory: 1G}}}}", None, at("db")),
    ("api: {image: registry.example.com/api:1}", None, at("api")),
    ("api: {build: ., ports: ['80:80']}", None, at("api")),
    ("api: {build: .}", PYTHON, at("api")),
    ("worker: {build: ., command: celery -A tasks worker}", SCRIPT, at("worker")),
    ("worker: {build: .}", SCRIPT, NONE),
    ("worker: {build: ., ports: ['80:80']}", SCRIPT, at("worker")),
    ("worker: {build: .}\napi: {image: '${X}', restart: always, depends_on: [worker]}", SCRIPT, at("worker")),
    ("shell: {image: 'python:3.13'}", None, NONE),
    ("migrate: {build: ., command: alembic upgrade head}", PYTHON, NONE),
    ("api: {build: ., command: sh -c 'alembic upgrade head && uvicorn main:app'}", PYTHON, at("api")),
    ("migrate: {build: .}", PYTHON.replace("uvicorn", "./run"), NONE),
    ("migrate: {build: .}", PYTHON, at("migrate")),
    ("web: {build: .}" + AWAITED % "web2" + "\nweb2: {build: ., restart: 'no'}", None, NONE),
    ("db: {image: postgres:17, profiles: [debug]}", None, NONE),
    ("db: {image: postgres:17, profiles: [local-dev]}", None, at("db", "info")),
    ("web: {build: ., develop: {watch: [{action: rebuild, path: .}]}}", NODE, NONE),
    ("db: {image: postgres:17, scale: 0}", None, NONE),
    ("db: {provider: {type: cloud}}", None, NONE),
    ("base: {environment: {A: b}}\napi: {extends: base, image: 'postgres:17'}", None, at("api")),
]  # fmt: skip


@pytest.mark.parametrize(("services", "dockerfile", "expected"), MISSING)
def test_missing_restart_policy(services: str, dockerfile: str | None, expected: Found) -> None:
    services = services.replace("\nweb: {image: '${X}',", "\nother: {image: '${X}', restart: always,")
    assert found("missing-restart-policy", services, dockerfile=dockerfile) == expected


def test_a_file_for_development_weighs_less() -> None:
    assert found("missing-restart-policy", "db: {image: postgres:17}", path="compose.dev.yaml") == at("db", "info")


JOBS: list[tuple[str, Found]] = [
    ("migrate: {build: ., restart: always, command: alembic upgrade head}", at("migrate")),
    ("migrate: {build: ., restart: unless-stopped, command: alembic upgrade head}", at("migrate")),
    ("migrate: {build: ., restart: on-failure, command: alembic upgrade head}", NONE),
    ("migrate: {build: ., restart: 'no', command: alembic upgrade head}", NONE),
    ("migrate: {build: ., command: alembic upgrade head}", NONE),
    ("migrate: {build: ., restart: '${POLICY}', command: alembic upgrade head}", NONE),
    ("migrate: {build: ., deploy: {restart_policy: {condition: any}}, command: ./manage.py migrate}", at("migrate")),
    ("it: {build: ., deploy: {restart_policy: {condition: on-failure}}, restart: always, command: alembic x}", NONE),
    ("migrate: {build: ., restart: always}", NONE),
    ("dump: {image: 'postgres:17', restart: always, command: pg_dump -f /x}", at("dump")),
    ("db: {image: 'postgres:17', restart: always}", NONE),
    ("buckets: {image: 'minio/mc:latest', restart: always}", at("buckets")),
    ("buckets: {image: 'minio/mc:latest', restart: always, entrypoint: sleep infinity}", NONE),
    ("schema: {image: 'flyway/flyway:11', restart: always, command: migrate}", at("schema")),
    ("loop: {build: ., restart: always, command: sh -c 'while true; do alembic upgrade head; sleep 9; done'}", NONE),
    ("loop: {build: ., restart: always, command: sh -c 'while :; do pg_dump x; sleep 9; done'}", NONE),
    ("cron: {build: ., restart: always, command: crond -f}", NONE),
    ("api: {build: ., restart: always, command: sh -c 'alembic upgrade head && uvicorn main:app'}", NONE),
    ("api: {build: ., restart: always, command: sh -c 'alembic upgrade head; exec $$SERVER'}", NONE),
    ("ingest: {build: ., restart: always, command: python ingest.py}", NONE),
    ("init: {build: ., restart: always, command: ./x}" + AWAITED % "init", at("init", "error")),
    ("init: {build: ., restart: always, command: alembic upgrade head}" + AWAITED % "init", at("init", "error")),
    ("api: {build: ., restart: always, command: uvicorn main:app}" + AWAITED % "api", NONE),
    ("db: {image: 'mysql:9', restart: always}" + AWAITED % "db", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), JOBS)
def test_restart_on_job(services: str, expected: Found) -> None:
    assert found("restart-on-job", services) == expected
