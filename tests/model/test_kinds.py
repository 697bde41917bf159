"""Which services are servers, which end by themselves, and of which nobody can say."""

from __future__ import annotations

import pytest
from loaded import service, services

PYTHON = "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\n"


def kind(text: str, dockerfile: str | None = None) -> str:
    return service(text, dockerfile).kind


@pytest.mark.parametrize(
    "text",
    [
        "web: {image: nginx:1.29}",
        "web: {image: nginx:1.29, ports: ['80:80']}",
        "db: {image: 'postgres:17'}",
        "db: {image: 'postgres:17', restart: 'no'}",
        "db: {image: 'postgres:17', restart: on-failure}",
        "db-init: {image: 'postgres:17', ports: ['5432:5432']}",
        "backup-db: {image: 'postgres:17'}",
        "cache: {image: valkey/valkey:8}",
        "app: {image: example/app:1}",
        "app: {image: example/app:1, command: serve --port 80}",
        "app: {image: example/app:1, restart: always}",
        "app: {image: example/app:1, profiles: [production]}",
        "app: {image: example/app:1, profiles: [debug, production]}",
        "test-server: {image: example/app:1, ports: ['80:80']}",
        "latest: {image: example/app:1}",
        "setups: {image: example/app:1}",
        "web: {image: 'python:3.13', command: gunicorn app:app}",
        "web: {image: 'python:3.13', command: python -m uvicorn app:app}",
        "web: {image: 'python:3.13', command: python manage.py runserver 0:8000}",
        "web: {image: 'python:3.13', command: sh -c 'alembic upgrade head && uvicorn app:app'}",
        "web: {image: 'python:3.13', command: sh -c 'python manage.py migrate && gunicorn app'}",
        "web: {image: 'node:24', command: npm start}",
        "web: {image: 'node:24', command: npm run dev}",
        "worker: {image: 'python:3.13', command: celery -A app worker}",
        "cron: {image: 'alpine:3.22', command: crond -f}",
        "cron: {image: 'alpine:3.22', command: 'sh -c \"while true; do backup; sleep 60; done\"'}",
        "idle: {image: 'alpine:3.22', command: sleep infinity}",
        "idle: {image: 'alpine:3.22', command: tail -f /dev/null}",
        "script: {image: 'python:3.13', command: python main.py, ports: ['80:80']}",
        "script: {image: 'python:3.13', command: python main.py, restart: always}",
        "script: {image: 'python:3.13', command: python main.py, healthcheck: {test: x}}",
    ],
)
def test_a_server(text: str) -> None:
    assert kind(text) == "server"


@pytest.mark.parametrize(
    "text",
    [
        # by its command
        "m: {image: 'python:3.13', command: alembic upgrade head}",
        "m: {image: 'python:3.13', command: [alembic, upgrade, head]}",
        "m: {image: 'python:3.13', command: flask db upgrade}",
        "m: {image: 'python:3.13', command: python manage.py migrate}",
        "m: {image: 'python:3.13', command: python3 ./manage.py collectstatic --noinput}",
        "m: {image: 'python:3.13', command: poetry run alembic upgrade head}",
        "m: {image: 'python:3.13', command: uv run python manage.py migrate}",
        "m: {image: 'python:3.13', command: pytest -q}",
        "m: {image: 'python:3.13', command: python scripts/init_db.py}",
        "m: {image: 'python:3.13', command: 'sh -c \"alembic upgrade head\"'}",
        "m: {image: 'python:3.13', entrypoint: [sh, -c], command: ['alembic upgrade head']}",
        "m: {image: 'node:24', command: npx prisma migrate deploy}",
        "m: {image: 'node:24', command: npm ci}",
        "m: {image: 'node:24', command: npm run migrate}",
        "m: {image: 'php:8', command: php artisan migrate --force}",
        "m: {image: 'ruby:3', command: bundle exec rails db:migrate}",
        "m: {image: 'postgres:17', command: pg_dump -h db app}",
        "m: {image: 'postgres:17', command: psql -h db -f /init.sql}",
        "m: {image: 'alpine:3.22', command: 'chown -R 1000 /data'}",
        "m: {image: 'alpine:3.22', command: sleep 5}",
        "m: {image: 'busybox:1', command: 'sh -c \"mkdir -p /a && chmod 777 /a\"'}",
        # by its image
        "m: {image: flyway/flyway:11}",
        "m: {image: liquibase/liquibase:5}",
        "m: {image: 'migrate/migrate:v4', command: '-path /m up'}",
        # by its policy, when nothing looks like a server
        "m: {image: example/tool:1, restart: 'no'}",
        "m: {image: example/tool:1, restart: on-failure}",
        "m: {image: example/tool:1, restart: 'on-failure:3'}",
        "m: {image: example/tool:1, deploy: {restart_policy: {condition: none}}}",
        # by its profiles
        "m: {image: example/tool:1, profiles: [tools]}",
        "m: {image: example/tool:1, profiles: [test, debug]}",
        # by its name
        "migrate: {image: example/tool:1}",
        "db-migrations: {image: example/tool:1}",
        "kafka_setup: {image: example/tool:1}",
        "e2e-tests: {image: example/tool:1}",
        "createbuckets: {image: example/tool:1}",
        "Backup: {image: example/tool:1}",
    ],
)
def test_a_job(text: str) -> None:
    assert kind(text) == "job"


def test_who_is_awaited_to_complete_is_a_job() -> None:
    found = services(
        "one: {image: example/tool:1}\n"
        "db: {image: 'postgres:17'}\n"
        "web: {image: nginx, depends_on: {one: {condition: service_completed_successfully},"
        " db: {condition: service_completed_successfully}}}"
    )
    assert {name: one.kind for name, one in found.items()} == {"one": "job", "db": "server", "web": "server"}


def test_who_is_awaited_to_start_may_be_anything() -> None:
    found = services("one: {image: example/tool:1}\nweb: {image: nginx, depends_on: [one]}")
    assert found["one"].kind == "server"


@pytest.mark.parametrize(
    ("instructions", "expected"),
    [
        ('CMD ["gunicorn", "app:app"]\n', "server"),
        ("CMD gunicorn app:app\n", "server"),
        ('EXPOSE 8000\nCMD ["python", "main.py"]\n', "server"),
        ('CMD ["alembic", "upgrade", "head"]\n', "job"),
        ('ENTRYPOINT ["python", "manage.py"]\nCMD ["migrate"]\n', "job"),
        ('ENTRYPOINT ["python", "manage.py"]\nCMD ["runserver"]\n', "server"),
        ('CMD ["python", "main.py"]\n', "undetermined"),
        ('CMD ["node", "index.js"]\n', "undetermined"),
    ],
)
def test_a_built_service_is_judged_by_its_dockerfile(instructions: str, expected: str) -> None:
    assert kind("app: {build: .}", PYTHON + instructions) == expected


def test_the_command_of_compose_replaces_the_dockerfile_s() -> None:
    dockerfile = PYTHON + 'CMD ["gunicorn", "app:app"]\n'
    assert kind("app: {build: ., command: alembic upgrade head}", dockerfile) == "job"
    assert kind("app: {build: ., command: python etl.py}", dockerfile) == "undetermined"


@pytest.mark.parametrize(
    "text",
    [
        "script: {image: 'python:3.13', command: python main.py}",
        "script: {image: 'python:3.13', command: [python, -u, ingest.py]}",
        "script: {image: 'node:24', command: node index.js}",
        "script: {image: 'eclipse-temurin:25', command: java -jar app.jar}",
    ],
)
def test_a_bare_script_may_be_either(text: str) -> None:
    assert kind(text) == "undetermined"


def test_a_bare_script_that_somebody_depends_on_is_a_server() -> None:
    found = services(
        "script: {image: 'python:3.13', command: python main.py}\nweb: {image: nginx, depends_on: [script]}"
    )
    assert found["script"].kind == "server"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model: {provider: {type: model}}", "provider"),
        ("x-base: {image: nginx}\nweb: {extends: x-base}", "template"),
        ("base: {restart: always}\nweb: {image: nginx, extends: base}", "template"),
        ("base: {image: nginx}\nweb: {extends: base}", "server"),
        ("base: {image: nginx, profiles: [template]}", "template"),
        ("base: {image: nginx, profiles: [_hidden]}", "template"),
        ("base: {image: nginx, profiles: [_hidden, production]}", "server"),
    ],
)
def test_what_nobody_starts(text: str, expected: str) -> None:
    assert kind(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "web: {image: '${IMAGE}'}",
        "web: {build: .}",
        "web: {image: nginx, command: '${COMMAND}'}",
        "web: {image: nginx, command: ['sh', '-c', '${COMMAND}']}",
    ],
)
def test_what_is_unknown_is_no_job(text: str) -> None:
    assert kind(text) in ("server", "undetermined")
