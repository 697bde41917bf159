"""The rules on what waits for what, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NODE, NONE, PYTHON, TODAY, Found, at, found, stack

import composelint

CHECKED = "FROM node:22-alpine\nHEALTHCHECK CMD wget -q --spider http://127.0.0.1:3000\nCMD node server.js\n"
DB = "\ndb: {image: 'postgres:17', healthcheck: {test: [CMD, pg_isready]}}"
BARE_DB = "\ndb: {image: 'postgres:17'}"
PROGRAM = 'FROM debian:13\nCMD ["/app"]\n'

WITHOUT_CONDITION: list[tuple[str, str | None, Found]] = [
    ("api: {build: ., depends_on: [db]}" + DB, None, at("api")),
    ("api: {build: ., depends_on: [db]}" + BARE_DB, None, at("api")),
    ("api: {build: ., depends_on: {db: {condition: service_started}}}" + DB, None, at("api")),
    ("api: {build: ., depends_on: {db: {condition: service_healthy}}}" + DB, None, NONE),
    ("api: {build: ., depends_on: {db: {condition: '${CONDITION}'}}}" + DB, None, NONE),
    ("api: {build: ., depends_on: {db: {condition: service_started, required: false}}}" + DB, None, at("api")),
    ("api: {build: ., links: [db]}" + DB, None, NONE),
    ("api: {build: .}" + DB, None, NONE),
    # Which servers take time.
    ("web: {build: ., depends_on: [api]}\napi: {build: .}", CHECKED, at("web")),
    ("web: {build: ., depends_on: [api]}\napi: {build: .}", NODE, NONE),
    ("web: {image: 'nginx:1.29', depends_on: [api]}\napi: {build: .}", CHECKED, at("web")),
    ("api: {build: ., depends_on: [db]}\ndb: {image: 'gvenzl/oracle-free:23'}", None, at("api")),
    ("api: {build: ., depends_on: [mail]}\nmail: {image: 'axllent/mailpit:v1.27'}", None, NONE),
    ("api: {build: ., depends_on: [db]}\ndb: {image: 'registry.example.com/my-postgres:1'}", None, NONE),
    ("api: {build: ., depends_on: [db]}\ndb: {image: '${IMAGE}'}", None, NONE),
    ("api: {build: ., depends_on: [db]}\ndb: {image: '${IMAGE}', healthcheck: {test: x}}", None, at("api")),
    ("api: {build: ., depends_on: [proxy]}\nproxy: {image: 'traefik:3'}", None, NONE),
    # Who waits by itself.
    ("api: {build: ., command: [./wait-for-it.sh, 'db:5432', --, uvicorn], depends_on: [db]}" + DB, None, NONE),
    ("api: {build: ., entrypoint: dockerize -wait tcp://db:5432, depends_on: [db]}" + DB, None, NONE),
    ("api: {build: ., command: sh -c 'until pg_isready; do sleep 1; done; x', depends_on: [db]}" + DB, None, NONE),
    ("api: {build: ., command: 'sh -c \"sleep 10 && uvicorn main:app\"', depends_on: [db]}" + DB, None, NONE),
    ("api: {build: ., command: uvicorn main:app, depends_on: [db]}" + DB, None, at("api")),
    ("api: {build: ., command: python waiter.py, depends_on: [db]}" + DB, None, at("api")),
    ("api: {build: ., depends_on: [db]}" + DB, "FROM x\nCMD ./wait-for.sh db:5432 -- ./run\n", NONE),
    ("ui: {image: 'provectuslabs/kafka-ui:latest', depends_on: [db]}" + DB, None, NONE),
    ("ui: {image: 'adminer:5', depends_on: [db]}" + DB, None, NONE),
    ("ui: {image: 'prom/prometheus:v3.5.0', depends_on: [db]}" + DB, None, NONE),
    ("proxy: {image: 'traefik:3', depends_on: [db]}" + DB, None, NONE),
    ("k: {image: 'confluentinc/cp-kafka:7.9.0', restart: always, depends_on: [z]}\n"
     "z: {image: 'zookeeper:3.9', healthcheck: {test: zkServer.sh status}}", None, NONE),
    ("k: {image: 'confluentinc/cp-kafka:7.9.0', depends_on: [z]}\n"
     "z: {image: 'zookeeper:3.9', healthcheck: {test: zkServer.sh status}}", None, at("k")),
    ("k: {image: 'confluentinc/cp-kafka:7.9.0', depends_on: [z]}\nz: {image: 'zookeeper:3.9'}", None, NONE),
    # Jobs, profiles, nobody.
    ("migrate: {build: ., command: alembic upgrade head, depends_on: [db]}" + DB, None, at("migrate")),
    ("api: {build: ., depends_on: [dump]}\ndump: {image: 'postgres:17', command: pg_dump x}", None, NONE),
    ("api: {build: ., profiles: [a], depends_on: [db]}\ndb: {image: 'postgres:17', profiles: [b]}", None, NONE),
    ("api: {build: ., profiles: [a], depends_on: [db]}\ndb: {image: 'postgres:17', profiles: [a, b]}", None, at("api")),
    ("api: {build: ., depends_on: [db]}\ndb: {image: 'postgres:17', scale: 0}", None, NONE),
    ("api: {build: ., scale: 0, depends_on: [db]}" + DB, None, NONE),
    ("api: {build: ., depends_on: [db]}\ndb: {provider: {type: cloud}}", None, NONE),
    ("base: {depends_on: [db]}\napi: {extends: base, build: .}" + DB, None, at("api")),
]  # fmt: skip


@pytest.mark.parametrize(("services", "dockerfile", "expected"), WITHOUT_CONDITION)
def test_depends_on_without_condition(services: str, dockerfile: str | None, expected: Found) -> None:
    assert found("depends-on-without-condition", services, dockerfile=dockerfile) == expected


def test_every_entry_is_a_finding_of_its_own() -> None:
    text = stack("api: {build: ., depends_on: [db, cache]}", "db: {image: postgres:17}", "cache: {image: redis:8}")
    report = composelint.lint({"compose.yaml": text}, select=["depends-on-without-condition"], today=TODAY)
    assert [finding.span.text for finding in report.findings] == ["db", "cache"]


LOOP = '#!/bin/sh\nuntil nc -z db 5432; do\n  sleep 1\ndone\nexec "$@"\n'
HASTE = '#!/bin/sh\npython manage.py migrate\nexec "$@"\n'


@pytest.mark.parametrize(
    ("lines", "path", "script", "expected"),
    [
        ('WORKDIR /app\nCOPY . .\nENTRYPOINT ["/app/docker/entrypoint.sh"]', "docker/entrypoint.sh", LOOP, NONE),
        ('WORKDIR /app\nCOPY . .\nENTRYPOINT ["/app/docker/entrypoint.sh"]', "docker/entrypoint.sh", HASTE, at("api")),
        ('WORKDIR /app\nCOPY . .\nENTRYPOINT ["./entrypoint.sh"]', "entrypoint.sh", LOOP, NONE),
        ('COPY ops/django/entrypoint /entrypoint\nENTRYPOINT ["/entrypoint"]', "ops/django/entrypoint", LOOP, NONE),
        ('COPY ops/django/entrypoint /entrypoint\nENTRYPOINT ["/entrypoint"]', "entrypoint.sh", LOOP, at("api")),
        ('COPY a.txt ops/run.sh /usr/bin/\nCMD ["sh", "/usr/bin/run.sh"]', "ops/run.sh", LOOP, NONE),
        ("COPY ops /usr/bin\nENTRYPOINT exec /usr/bin/run.sh x", "ops/run.sh", LOOP, NONE),
        ('COPY ops /usr/bin\nENTRYPOINT ["/usr/bin/run.sh"]', "ops/run.sh", LOOP, NONE),
        ('COPY --from=tools /run.sh /run.sh\nENTRYPOINT ["/run.sh"]', "run.sh", HASTE, at("api")),
    ],
)
def test_a_script_of_the_build_may_wait(lines: str, path: str, script: str, expected: Found) -> None:
    files = {"compose.yaml": stack("api: {build: ., depends_on: [db]}" + DB), path: script}
    files["Dockerfile"] = f"FROM python:3.13 AS a\n{lines}\nFROM a\nUSER 1000\n"
    report = composelint.lint(files, select=["depends-on-without-condition"], today=TODAY)
    assert {(finding.service, finding.severity) for finding in report.findings} == expected


HEALTHY = "web: {image: '${X}', depends_on: {it: {condition: service_healthy%s}}}\n"

WITHOUT_HEALTHCHECK: list[tuple[str, str | None, Found]] = [
    ("it: {image: 'postgres:17'}", None, at("web", "error")),
    ("it: {image: 'postgres:17', healthcheck: {test: pg_isready}}", None, NONE),
    ("it: {image: 'postgres:17', healthcheck: {test: pg_isready, disable: true}}", None, at("web", "error")),
    ("it: {image: 'postgres:17', healthcheck: {test: [NONE]}}", None, at("web", "error")),
    ("it: {image: 'postgres:17', healthcheck: {interval: 5s}}", None, at("web", "error")),
    ("it: {image: 'gvenzl/oracle-free:23'}", None, NONE),
    ("it: {image: 'gvenzl/oracle-free:23', healthcheck: {interval: 5s}}", None, NONE),
    ("it: {image: 'gvenzl/oracle-free:23', healthcheck: {disable: true}}", None, at("web", "error")),
    ("it: {image: 'registry.example.com/thing:1'}", None, NONE),
    ("it: {image: '${IMAGE}'}", None, NONE),
    ("it: {build: .}", NODE, at("web", "error")),
    ("it: {build: .}", CHECKED, NONE),
    ("it: {build: .}", CHECKED + "HEALTHCHECK NONE\n", at("web", "error")),
    ("it: {build: .}", None, NONE),
    ("it: {build: https://github.com/example/x.git}", NODE, NONE),
    ("it: {image: 'postgres:17', scale: 0}", None, NONE),
    ("it: {provider: {type: cloud}}", None, NONE),
]


@pytest.mark.parametrize(("service", "dockerfile", "expected"), WITHOUT_HEALTHCHECK)
def test_healthy_without_healthcheck(service: str, dockerfile: str | None, expected: Found) -> None:
    assert found("healthy-without-healthcheck", HEALTHY % "" + service, dockerfile=dockerfile) == expected


def test_an_optional_dependency_weighs_less() -> None:
    services = HEALTHY % ", required: false" + "it: {image: 'postgres:17'}"
    assert found("healthy-without-healthcheck", services) == at("web")


def test_services_that_never_run_together_do_not_wait() -> None:
    services = (
        HEALTHY.replace("depends_on", "profiles: [a], depends_on") % "" + "it: {image: postgres:17, profiles: [b]}"
    )
    assert found("healthy-without-healthcheck", services) == NONE


ON = "api: {build: ./api, depends_on: {it: {condition: service_%s}}}\n"

WRONG_CONDITION: list[tuple[str, str, str | None, Found]] = [
    # A server never completes.
    ("completed_successfully", "it: {image: 'postgres:17'}", None, at("api", "error")),
    ("completed_successfully", "it: {image: 'postgres:17', restart: 'no'}", None, at("api", "error")),
    ("completed_successfully", "it: {image: 'postgres:17', command: psql -f x.sql}", None, NONE),
    ("completed_successfully", "it: {build: ., restart: always}", None, at("api", "error")),
    ("completed_successfully", "it: {build: ., restart: unless-stopped, command: ./x}", None, at("api", "error")),
    ("completed_successfully", "it: {build: ., restart: on-failure}", None, NONE),
    ("completed_successfully", "it: {build: ., restart: '${POLICY}'}", None, NONE),
    ("completed_successfully", "it: {build: .}", PYTHON, at("api", "error")),
    ("completed_successfully", "it: {build: ., command: python load.py}", PYTHON, NONE),
    ("completed_successfully", "it: {build: ., command: ./x}", PYTHON, NONE),
    ("completed_successfully", "it: {build: .}", PROGRAM, NONE),
    ("completed_successfully", "it: {build: ., ports: ['80:80']}", PROGRAM, at("api", "error")),
    ("completed_successfully", "it: {build: ., ports: ['80:80'], command: ./load}", PROGRAM, NONE),
    ("completed_successfully", "it: {image: 'registry.example.com/job:1'}", None, NONE),
    ("completed_successfully", "it: {image: 'registry.example.com/job:1', healthcheck: {test: x}}", None, NONE),
    # A job is never healthy.
    ("healthy", "it: {build: ., command: alembic upgrade head}", NODE, at("api", "error")),
    ("healthy", "it: {image: 'flyway/flyway:11'}", None, at("api", "error")),
    ("healthy", "it: {build: ., command: alembic upgrade head, healthcheck: {test: x}}", NODE, NONE),
    ("healthy", "it: {build: ., command: alembic upgrade head}", None, NONE),
    ("healthy", "it: {image: 'postgres:17', profiles: [test]}", None, NONE),
    ("healthy", "it: {build: ., restart: on-failure}", PROGRAM, NONE),
    # The dependent races a job.
    ("started", "it: {build: ., command: alembic upgrade head}", None, at("api")),
    ("started", "it: {build: ., command: [npx, prisma, migrate, deploy]}", None, at("api")),
    ("started", "it: {image: 'flyway/flyway:11', command: migrate}", None, at("api")),
    ("started", "it: {build: ., command: chown -R 1000 /data}", None, at("api")),
    ("started", "it: {build: ., command: pytest}", None, NONE),
    ("started", "it: {build: ., command: npm run lint}", None, NONE),
    ("started", "it: {build: ., command: pg_dump x}", None, NONE),
    ("started", "it: {build: ., command: alembic upgrade head, profiles: [jobs]}", None, NONE),
    ("started", "it: {build: ., command: uvicorn main:app}", None, NONE),
    ("started", "it: {build: ., command: python main.py}", None, NONE),
    ("started", "it: {image: 'postgres:17'}", None, NONE),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "service", "dockerfile", "expected"), WRONG_CONDITION)
def test_wrong_dependency_condition(condition: str, service: str, dockerfile: str | None, expected: Found) -> None:
    assert found("wrong-dependency-condition", ON % condition + service, dockerfile=dockerfile) == expected


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("api: {build: ., depends_on: [seed]}\nseed: {image: 'x/y:1'}", at("api")),
        ("api: {build: ., depends_on: [create-topics]}\ncreate-topics: {image: 'x/y:1'}", at("api")),
        ("api: {build: ., depends_on: [backup]}\nbackup: {image: 'x/y:1'}", NONE),
        ("api: {build: ., depends_on: [seed]}\nseed: {image: 'x/y:1', restart: always}", NONE),
        ("api: {build: ., depends_on: [seed]}\nseed: {image: 'x/y:1', ports: ['80:80']}", NONE),
        ("api: {build: ., profiles: [a], depends_on: [seed]}\nseed: {image: 'x/y:1', profiles: [a]}", at("api")),
        ("api: {build: ., profiles: [a, b], depends_on: [seed]}\nseed: {image: 'x/y:1', profiles: [a]}", NONE),
        ("a: {build: ., depends_on: [it]}\nit: {image: 'x/y:1'}\n"
         "b: {build: ., depends_on: {it: {condition: service_completed_successfully}}}", at("a")),
    ],
)  # fmt: skip
def test_a_job_by_its_name_or_by_others(services: str, expected: Found) -> None:
    assert found("wrong-dependency-condition", services) == expected


def test_one_voice_speaks_of_a_job_awaited_as_healthy() -> None:
    text = stack(ON % "healthy" + "it: {image: 'flyway/flyway:11', command: migrate}")
    report = composelint.lint({"compose.yaml": text}, select=["startup"], today=TODAY)
    assert [finding.rule for finding in report.findings] == ["wrong-dependency-condition"]
