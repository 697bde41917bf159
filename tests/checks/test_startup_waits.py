"""Commands that wait for what Compose could wait for: hits and look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

HERE = at("a", "info")
DB = "\ndb: {image: 'postgres:17'}"

WAITS: list[tuple[str, Found]] = [
    ("[./wait-for-it.sh, 'db:5432', --, uvicorn, 'main:app']", HERE),
    ("[/usr/bin/wait-for-it, -t, '30', 'db:5432', --, uvicorn, 'main:app']", HERE),
    ("[dockerize, -wait, 'tcp://db:5432', uvicorn, 'main:app']", HERE),
    ("[wait4x, postgresql, 'postgres://u:p@db:5432/x', --, uvicorn, 'main:app']", HERE),
    ("sh -c './wait-for-it.sh db:5432 && uvicorn main:app'", HERE),
    ("sh -c 'until nc -z db 5432; do sleep 1; done; uvicorn main:app'", HERE),
    ("sh -c 'while ! nc -z db 5432; do sleep 1; done; uvicorn main:app'", HERE),
    ("sh -c 'until pg_isready -h db -U a; do sleep 1; done; exec uvicorn main:app'", HERE),
    ("sh -c 'until pg_isready --host=db; do sleep 1; done; exec uvicorn main:app'", HERE),
    ("bash -c 'until (echo > /dev/tcp/db/5432); do sleep 1; done; uvicorn main:app'", HERE),
    ("sh -c 'echo waiting; until nc -z db 5432; do echo .; sleep 1; done; uvicorn main:app'", HERE),
    ("sh -c 'sleep 10 && uvicorn main:app'", HERE),
    ("sh -c 'sleep 10; uvicorn main:app'", HERE),
    ("uvicorn main:app", NONE),
    ("sleep 10", NONE),
    ("sleep infinity", NONE),
    ("sh -c 'uvicorn main:app; sleep 10'", NONE),
    ("sh -c 'sleep $$PAUSE && uvicorn main:app'", NONE),
    ("[./wait-for-it.sh, 'other:5432', --, uvicorn, 'main:app']", NONE),
    ("[./wait-for-it.sh, 'db.example.com:5432', --, uvicorn, 'main:app']", NONE),
    ("[./wait-for-it.sh, 'localhost:5432', --, uvicorn, db]", NONE),
    ("sh -c 'until psql -h db -c \"select 1\"; do sleep 1; done; uvicorn main:app'", NONE),
    ("sh -c 'until kafka-topics.sh --bootstrap-server db:9092 --list; do sleep 1; done; uvicorn main:app'", NONE),
    ("sh -c 'until nc -z db 5432; do sleep 1; done; alembic upgrade head'", NONE),
    ("sh -c 'until curl -s http://db:5432 | grep -q ok; do sleep 1; done; uvicorn main:app'", NONE),
    ("sh -c 'until curl -s -X POST http://db:5432/users; do sleep 1; done; uvicorn main:app'", NONE),
    ("sh -c 'until curl -s http://db:5432 -o /dev/null; do sleep 1; done; uvicorn main:app'", HERE),
    ("sh -c 'until pg_isready -U db; do sleep 1; done; uvicorn main:app'", NONE),
]


@pytest.mark.parametrize(("command", "expected"), WAITS)
def test_wait_loop(command: str, expected: Found) -> None:
    yaml = f'"{command}"' if command.startswith(("sh", "bash")) and '"' not in command else command
    service = f"a: {{image: x, command: {yaml}, depends_on: [db]}}"
    assert found("wait-loop", service + DB) == expected


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("a: {image: x, command: [wait-for-it.sh, 'db:1', --, uvicorn]}\ndb: {image: 'redis:8'}", HERE),
        ("a: {image: x, command: [wait-for-it.sh, 'db:1', --, uvicorn]}\ndb: {image: y}", NONE),
        ("a: {image: x, command: [wait-for-it.sh, 'db:1', --, uvicorn]}\ndb: {image: y, healthcheck: {test: z}}", HERE),
        ("a: {image: x, command: [wait-for-it.sh, 'db:1', --, uvicorn]}\ndb: {image: 'redis:8', scale: 0}", NONE),
        ("a: {image: x, command: [wait-for-it.sh, 'a:1', --, uvicorn]}", NONE),
        ("a: {image: x, depends_on: {db: {condition: service_healthy}}, command: [wait-for-it.sh, 'db:1', --, y]}\n"
         "db: {image: 'redis:8', healthcheck: {test: redis-cli ping}}", NONE),
        ("a: {image: x, command: \"sh -c 'sleep 5 && uvicorn x'\"}\ndb: {image: 'redis:8'}", NONE),
    ],
)  # fmt: skip
def test_what_could_be_awaited(services: str, expected: Found) -> None:
    assert found("wait-loop", services) == expected
