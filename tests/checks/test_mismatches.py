"""Logins that a server does not know, and those where nobody can tell."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

RULE = "mismatched-database-credentials"
PG = "db: {image: postgres:17, environment: {POSTGRES_USER: app, POSTGRES_PASSWORD: right, POSTGRES_DB: shop}"
MARIA = (
    "db: {image: mariadb:11, environment: {MARIADB_ROOT_PASSWORD: top, MARIADB_USER: app, MYSQL_PASSWORD: right,"
    " MARIADB_DATABASE: shop}}"
)
MONGO = "db: {image: mongo:8, environment: {MONGO_INITDB_ROOT_USERNAME: app, MONGO_INITDB_ROOT_PASSWORD: right}}"
RABBIT = "db: {image: rabbitmq:4, environment: {RABBITMQ_DEFAULT_USER: app, RABBITMQ_DEFAULT_PASS: right}}"
ERROR, WARNING, INFO = at("api", "error"), at("api", "warning"), at("api", "info")


def client(url: str) -> str:
    return f"api: {{image: acme/api, environment: {{URL: '{url}'}}}}"


def parts(settings: str) -> str:
    return f"api: {{image: acme/api, environment: {{{settings}}}}}"


@pytest.mark.parametrize(
    ("service", "server", "expected"),
    [
        # PostgreSQL
        (client("postgres://app:right@db/shop"), f"{PG}}}", NONE),
        (client("postgres://app:wrong@db/shop"), f"{PG}}}", ERROR),
        (client("postgresql+asyncpg://app:wrong@db/shop"), f"{PG}}}", ERROR),
        (client("Host=db;Username=app;Password=wrong;Database=shop"), f"{PG}}}", ERROR),
        (client("postgres://postgres:right@db/shop"), f"{PG}}}", ERROR),
        (client("postgres://app:right@db/other"), f"{PG}}}", WARNING),
        (client("postgres://app:right@db/postgres"), f"{PG}}}", NONE),
        (client("postgres://app:right@db"), f"{PG}}}", NONE),
        (client("postgres://app@db/shop"), f"{PG}}}", NONE),
        (client("postgres://app:${P}@db/shop"), f"{PG}}}", NONE),
        (client("postgres://${U}:wrong@db/shop"), f"{PG}}}", NONE),
        (client("postgres://app:wrong@elsewhere/shop"), f"{PG}}}", NONE),
        (client("http://app:wrong@db/shop"), f"{PG}}}", NONE),
        (client("postgres://app:wrong@db/shop"), f"{PG}, entrypoint: [x]}}", NONE),
        (client("postgres://app:wrong@db/shop"), f"{PG}, profiles: [p]}}", ERROR),
        (client("postgres://app:wrong@db/shop"), f"{PG}, env_file: gone.env}}", ERROR),
        (client("postgres://app:right@db/other"), f"{PG}, volumes: ['./init:/docker-entrypoint-initdb.d']}}", INFO),
        (client("postgres://other:right@db/shop"), f"{PG}, volumes: ['./init:/docker-entrypoint-initdb.d']}}", INFO),
        (client("postgres://app:wrong@db/shop"), f"{PG}, volumes: ['./init:/docker-entrypoint-initdb.d']}}", ERROR),
        (client("mysql://app:right@db/shop"), f"{PG}}}", ERROR),
        (client("postgres://a:b@db/c"), "db: {image: postgres:17}", ERROR),
        (client("postgres://a:b@db/c"), "db: {image: postgres:17, env_file: [{path: x, required: false}]}", NONE),
        (client("postgres://a:b@db/c"), "db: {image: acme/postgres-like}", NONE),
        (
            client("postgres://a:b@db/c"),
            "db: {image: postgres:17, environment: {POSTGRES_MULTIPLE_DATABASES: 'a,b'}}",
            NONE,
        ),
        (
            client("postgres://postgres:x@db/shop"),
            "db: {image: postgres:17, environment: {POSTGRES_PASSWORD: x}}",
            INFO,
        ),
        (client("postgres://app:x@db/shop"), "db: {image: postgres:17, environment: {POSTGRES_USER: app}}", INFO),
        (
            client("postgres://repl:x@db/shop"),
            "db: {image: postgres:17, environment: {X_REPLICATION_USER: repl}}",
            NONE,
        ),
        (
            client("postgres://a:b@db/c"),
            "db: {image: postgres:17, environment: {POSTGRES_HOST_AUTH_METHOD: trust}}",
            NONE,
        ),
        # two variables
        (parts("REDIS_HOST: db, REDIS_PASSWORD: 'null'"), "db: {image: redis:8}", NONE),
        (parts("DB_HOST: db, DB_USER: app, DB_PASSWORD: wrong"), f"{PG}}}", WARNING),
        (parts("DB_HOST: 'db:5432', DB_USER: app, DB_PASSWORD: wrong"), f"{PG}}}", ERROR),
        (parts("DB_HOST: db, DB_USER: app, DB_PASSWORD: right, DB_NAME: shop"), f"{PG}}}", NONE),
        (parts("DB_HOST: db, DB_USER: app, OTHER_PASSWORD: wrong"), f"{PG}}}", NONE),
        (parts("DB_HOST: db, DB_PORT: 1, DB_USER: app, DB_PASSWORD: wrong"), f"{PG}}}", NONE),
        # MariaDB
        (client("mysql://app:right@db/shop"), MARIA, NONE),
        (client("mysql://root:top@db/anything"), MARIA, WARNING),
        (client("mysql://root:top@db/shop"), MARIA, NONE),
        (client("mariadb://root:right@db/shop"), MARIA, ERROR),
        (client("jdbc:mariadb://db/shop?user=app&password=wrong"), MARIA, ERROR),
        (client("mysql://other:x@db/shop"), MARIA, ERROR),
        (client("mysql://app:x@db/shop"), "db: {image: mysql:8, environment: {MYSQL_ROOT_PASSWORD: x}}", ERROR),
        (client("mysql://root:x@db/shop"), "db: {image: mysql:8, environment: {MYSQL_ROOT_PASSWORD: x}}", NONE),
        (
            client("mysql://root:x@db/shop"),
            "db: {image: mysql:8, environment: {MYSQL_RANDOM_ROOT_PASSWORD: 'yes'}}",
            NONE,
        ),
        (parts("D_URL: 'jdbc:mariadb://db/shop', D_USERNAME: app, D_PASSWORD: wrong"), MARIA, ERROR),
        (parts("D_URL: 'jdbc:mariadb://db/shop', D_USERNAME: app, D_PASSWORD: right"), MARIA, NONE),
        (client("jdbc:mysql://root:top@db/other?createDatabaseIfNotExist=true"), MARIA, NONE),
        # MongoDB
        (client("mongodb://app:right@db/shop"), MONGO, ERROR),
        (client("mongodb://app:right@db/shop?authSource=admin"), MONGO, NONE),
        (client("mongodb://app:right@db/admin"), MONGO, NONE),
        (client("mongodb://app:right@db"), MONGO, NONE),
        (client("mongodb://app:wrong@db/?authSource=admin"), MONGO, ERROR),
        (client("mongodb://app:right@db/shop${OPTIONS}"), MONGO, NONE),
        (client("mongodb://app:right@db"), "db: {image: mongo:8}", ERROR),
        (client("mongodb://db/shop"), "db: {image: mongo:8}", NONE),
        # RabbitMQ
        (client("amqp://app:right@db//"), RABBIT, NONE),
        (client("amqp://guest:guest@db:5672"), RABBIT, ERROR),
        (client("amqp://guest:guest@db:5672"), "db: {image: rabbitmq:4}", NONE),
        (client("amqp://app:right@db/shop"), RABBIT, INFO),
        (client("amqp://app:right@db/%2F"), RABBIT, NONE),
        # Redis
        (client("redis://:x@db/0"), "db: {image: redis:8}", ERROR),
        (client("redis://db/0"), "db: {image: redis:8}", NONE),
        (client("redis://:x@db/0"), "db: {image: redis:8, command: redis-server --requirepass x}", NONE),
        (client("redis://:x@db/0"), "db: {image: redis:8, command: redis-server --requirepass y}", ERROR),
        (client("redis://:x@db/0"), "db: {image: redis:8, command: 'redis-server --requirepass ${P}'}", NONE),
        (client("redis://:x@db/0"), "db: {image: redis:8, command: redis-server /etc/redis.conf}", NONE),
        (client("redis://:x@db/0"), "db: {image: redis:8, volumes: ['./c:/usr/local/etc/redis']}", NONE),
        (client("redis://other:x@db/0"), "db: {image: redis:8}", NONE),
    ],
)
def test_logins(service: str, server: str, expected: Found) -> None:
    assert found(RULE, service, server) == expected


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM postgres:17\nENV POSTGRES_USER=app POSTGRES_PASSWORD=right\n", ERROR),
        ('FROM postgres:17\nENV POSTGRES_USER=app POSTGRES_PASSWORD=right\nENTRYPOINT ["x"]\n', NONE),
        ("FROM postgres:17\nENV POSTGRES_USER=app POSTGRES_PASSWORD=wrong POSTGRES_DB=shop\n", NONE),
    ],
)
def test_a_server_that_is_built(dockerfile: str, expected: Found) -> None:
    services = (client("postgres://app:wrong@db/shop"), "db: {build: .}")
    assert found(RULE, *services, dockerfile=dockerfile) == expected


def test_a_job_may_create_users() -> None:
    job = "setup: {image: x, command: psql -f users.sql, environment: {PGHOST: db}, depends_on: [db]}"
    assert found(RULE, client("postgres://other:x@db/shop"), f"{PG}}}", job) == INFO
