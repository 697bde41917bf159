"""Two servers on one directory."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks

AT = "db-data:/var/lib/postgresql/data"
PG = f"image: 'postgres:17', volumes: ['{AT}']"


def stack(*services: str) -> str:
    return "services:\n" + "".join(f"  {service}\n" for service in services) + "volumes: {db-data: , other: }\n"


SHARED: list[tuple[str, Marks]] = [
    (stack(f"a: {{{PG}}}", f"b: {{{PG}}}"), error(f"'{AT}'")),
    (stack(f"a: {{{PG}}}", "b: {image: 'postgres:17', volumes: ['other:/var/lib/postgresql/data']}"), NONE),
    (stack(f"a: {{{PG}}}", "b: {image: 'postgres:17', volumes: ['db-data:/backup']}"), NONE),
    (stack(f"a: {{{PG}}}", "b: {image: 'busybox', command: x, volumes: ['db-data:/data']}"), NONE),
    (stack(f"a: {{{PG}}}", f"b: {{image: 'postgres:17', volumes: ['{AT}:ro']}}"), NONE),
    (stack(f"a: {{{PG}, profiles: [a]}}", f"b: {{{PG}, profiles: [b]}}"), NONE),
    (stack(f"a: {{{PG}}}", f"b: {{{PG}, environment: {{PGDATA: /var/lib/postgresql/data/b}}}}"), NONE),
    (stack("a: {image: 'postgres:17', volumes: ['./d:/var/lib/postgresql/data']}",
           "b: {image: 'postgres:17', volumes: ['d/:/var/lib/postgresql/data']}"), NONE),
    (stack("a: {image: 'postgres:17', volumes: ['./d:/var/lib/postgresql/data']}",
           "b: {image: 'postgres:17', volumes: ['./x/../d/:/var/lib/postgresql/data']}"),
     error("'./x/../d/:/var/lib/postgresql/data'")),
    (stack("a: {image: 'mongo:8', volumes: ['./d/mongo:/data/db']}",
           "b: {image: 'redis:8', volumes: ['./d:/data']}"), NONE),
    (stack("a: {image: 'redis:8', volumes: ['other:/data']}", "b: {image: 'redis:8', volumes: ['other:/data']}"),
     error("'other:/data'")),
    (stack("a: {image: 'rabbitmq:4', volumes: ['other:/var/lib/rabbitmq']}",
           "b: {image: 'rabbitmq:4', volumes: ['other:/var/lib/rabbitmq']}"), NONE),
    (stack(f"a: {{{PG}, scale: 2}}"), error("2")),
    (stack(f"a: {{{PG}, deploy: {{replicas: 2}}}}"), error("2")),
    (stack(f"a: {{{PG}, deploy: {{replicas: 1}}}}"), NONE),
    (stack(f"a: {{{PG}, deploy: {{replicas: $N}}}}"), NONE),
    (stack("a: {image: 'postgres:17', scale: 2}"), NONE),
    (stack(f"a: {{{PG}, deploy: {{replicas: 2, placement: {{max_replicas_per_node: 1}}}}}}"), NONE),
    (stack("a: {image: 'redis:8', volumes: ['vol:/data'], deploy: {replicas: 2}}").replace(
        "other: }", "vol: {name: 'x-{{.Task.Slot}}'}}"), NONE),
    (stack(f"a: {{{PG}}}", f"b: {{{PG}, command: pg_dump -h a}}"), info(f"'{AT}'")),
    (stack(f"a: {{{PG}}}", f"b: {{{PG}, command: pg_dump -h a, depends_on: [a]}}"), info(f"'{AT}'")),
    (stack(f"a: {{{PG}, depends_on: {{b: {{condition: service_completed_successfully}}}}}}",
           f"b: {{{PG}, command: chown x /}}"), NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SHARED)
def test_shared_database_volume(text: str, expected: Marks) -> None:
    assert marks("shared-database-volume", text) == expected


def test_a_service_is_told_of_once() -> None:
    text = stack(f"a: {{{PG}}}", f"b: {{{PG}}}", f"c: {{{PG}, scale: 3}}")
    assert len(marks("shared-database-volume", text)) == 1
