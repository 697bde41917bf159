"""Data that outlives its container, and data that does not."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

import composelint

PG17, PG18 = "image: 'postgres:17'", "image: 'postgres:18'"
ON_17 = "volumes: ['dd:/var/lib/postgresql/data']"
VOLUMES = "volumes: {dd: }\n"

WITHOUT: list[tuple[str, Found]] = [
    (f"db: {{{PG17}}}", at("db")),
    (f"db: {{{PG17}, {ON_17}}}", NONE),
    (f"db: {{{PG17}, volumes: ['dd:/var/lib/postgresql/data/']}}", NONE),
    (f"db: {{{PG17}, volumes: ['./pg:/var/lib/postgresql/data']}}", NONE),
    (f"db: {{{PG17}, volumes: ['$DATA:/var/lib/postgresql/data']}}", NONE),
    (f"db: {{{PG17}, volumes: ['dd:$WHERE']}}", NONE),
    (f"db: {{{PG17}, volumes: ['/var/lib/postgresql/data']}}", at("db")),
    (f"db: {{{PG17}, volumes: ['dd:/backup']}}", at("db")),
    (f"db: {{{PG17}, volumes: [{{type: volume, target: /var/lib/postgresql/data}}]}}", at("db")),
    (f"db: {{{PG17}, volumes: [{{type: volume, source: dd, target: /var/lib/postgresql/data/}}]}}", NONE),
    (f"db: {{{PG17}, volumes: [{{type: tmpfs, target: /var/lib/postgresql/data}}]}}", NONE),
    (f"db: {{{PG17}, tmpfs: '/var/lib/postgresql/data:size=1g'}}", NONE),
    # Another service's volumes, a container that nobody knows.
    (f"db: {{{PG17}, volumes_from: [keep]}}\nkeep: {{image: busybox, {ON_17}}}", NONE),
    (f"db: {{{PG17}, volumes_from: ['container:keep']}}", NONE),
    (f"db: {{{PG17}, volumes_from: [keep]}}\nkeep: {{image: busybox}}", at("db")),
    # The place is moved.
    (f"db: {{{PG17}, environment: {{PGDATA: /pg}}, {ON_17}}}", NONE),
    (f"db: {{{PG17}, environment: {{PGDATA: /pg}}, volumes: ['dd:/backup']}}", at("db")),
    (f"db: {{{PG17}, environment: {{PGDATA: /pg}}, volumes: ['dd:/pg']}}", NONE),
    (f"db: {{{PG17}, environment: {{PGDATA: '$X'}}, volumes: ['dd:/pg']}}", NONE),
    (f"db: {{{PG17}, environment: [PGDATA], volumes: ['dd:/pg']}}", NONE),
    (f"db: {{{PG17}, env_file: missing.env, volumes: ['dd:/pg']}}", NONE),
    (f"db: {{{PG17}, command: postgres -D /pg, volumes: ['dd:/pg']}}", NONE),
    (f"db: {{{PG17}, command: postgres -c data_directory=/pg, volumes: ['dd:/pg']}}", NONE),
    (f"db: {{{PG17}, command: postgres -c fsync=off, volumes: ['dd:/pg']}}", at("db")),
    ("db: {image: 'mongo:8', command: ['--dbpath=/srv'], volumes: ['dd:/srv']}", NONE),
    ("db: {image: 'mysql:8', command: mysqld --datadir /srv, volumes: ['dd:/srv']}", NONE),
    ("db: {image: 'mysql:8', command: mysqld --datadir=$D, volumes: ['dd:/srv']}", NONE),
    ("db: {image: 'elasticsearch:8.19.0', environment: {path.data: /srv}, volumes: ['dd:/srv']}", NONE),
    ("db: {image: 'prom/prometheus:v3.5.0', command: ['--storage.tsdb.path=/srv'], volumes: ['dd:/srv']}", NONE),
    ("db: {image: 'prom/prometheus:v3.5.0', volumes: ['./p.yml:/etc/prometheus/prometheus.yml:ro']}", at("db")),
    # A configuration may move it: but nowhere, where nothing else is mounted.
    ("db: {image: 'mysql:8', volumes: ['./my.cnf:/etc/mysql/conf.d/my.cnf', 'dd:/srv']}", NONE),
    ("db: {image: 'mysql:8', volumes: ['./my.cnf:/etc/mysql/conf.d/my.cnf']}", at("db")),
    ("db: {image: 'mysql:8', configs: [{source: c, target: /etc/my.cnf}]}", at("db")),
    # Object stores, brokers, caches.
    ("s3: {image: 'minio/minio', command: server /srv, volumes: ['dd:/srv']}", NONE),
    ("s3: {image: 'minio/minio', command: server --console-address :9001 /srv}", at("s3")),
    ("s3: {image: 'minio/minio', command: 'server /data{1...4}', volumes: ['dd:/data1']}", NONE),
    ("s3: {image: 'minio/minio', command: server /srv}", at("s3")),
    ("s3: {image: 'bitnamilegacy/minio:2025'}", at("s3")),
    ("s3: {image: 'bitnamilegacy/minio:2025', volumes: ['dd:/bitnami/minio/data']}", NONE),
    ("q: {image: 'nats:2.11', command: -js}", at("q")),
    ("q: {image: 'nats:2.11', command: -js -sd /srv, volumes: ['dd:/srv']}", NONE),
    ("q: {image: 'nats:2.11'}", NONE),
    ("q: {image: 'redis:8'}", NONE),
    ("q: {image: 'redis:8', command: redis-server --appendonly no --save ''}", NONE),
    ("q: {image: 'redis:8', command: redis-server --save 60 1}", at("q")),
    ("q: {image: 'redis:8', command: redis-server --save 60 1 --dir /srv, volumes: ['dd:/srv']}", NONE),
    ("q: {image: 'memcached:1.6'}", NONE),
    ("q: {image: 'rabbitmq:4.1', hostname: q}", at("q")),
    ("q: {image: 'rabbitmq:4.1', hostname: q, volumes: ['dd:/var/lib/rabbitmq']}", NONE),
    ("q: {image: 'rabbitmq:4.1', volumes: ['dd:/var/lib/rabbitmq']}", at("q")),
    ("q: {image: 'rabbitmq:4.1', volumes: ['dd:/var/lib/rabbitmq/mnesia']}", at("q")),
    ("q: {image: 'rabbitmq:4.1', hostname: q, volumes: ['dd:/var/lib/rabbitmq/mnesia']}", NONE),
    ("q: {image: 'rabbitmq:4.1', environment: {RABBITMQ_NODENAME: r@x}, volumes: ['dd:/var/lib/rabbitmq']}", NONE),
    # Coordinators: only half kept is a mistake.
    ("z: {image: 'zookeeper:3.9'}", NONE),
    ("z: {image: 'zookeeper:3.9', volumes: ['dd:/data']}", at("z")),
    ("z: {image: 'zookeeper:3.9', volumes: ['dd:/data', './l:/datalog']}", NONE),
    # Applications.
    ("a: {image: 'gitea/gitea:1.24'}", at("a")),
    ("a: {image: 'wordpress:6'}", at("a")),
    ("a: {image: 'adminer:5'}", NONE),
    ("a: {image: 'keycloak/keycloak:26.3', command: start-dev}", at("a")),
    ("a: {image: 'keycloak/keycloak:26.3', command: start-dev, volumes: ['kk:/opt/keycloak/data']}", NONE),
    ("a: {image: 'keycloak/keycloak:26.3', command: start-dev, volumes: ['./r:/opt/keycloak/data/import']}", NONE),
    ("a: {image: 'keycloak/keycloak:26.3', command: start-dev,"
     " volumes: ['./r.json:/opt/keycloak/data/import/r.json']}", NONE),
    ("a: {image: 'keycloak/keycloak:26.3', command: start-dev, volumes: ['./c:/opt/keycloak/conf', 'kk:/x']}", NONE),
    ("a: {image: 'keycloak/keycloak:26.3', command: start-dev --db postgres}", NONE),
    ("a: {image: 'keycloak/keycloak:26.3', command: start-dev, environment: {KC_DB: postgres}}", NONE),
    ("a: {image: 'keycloak/keycloak:26.3', command: start}", NONE),
    ("a: {image: 'metabase/metabase:v0.55'}", at("a")),
    ("a: {image: 'metabase/metabase:v0.55', environment: {MB_DB_TYPE: postgres}}", NONE),
    ("a: {image: 'metabase/metabase:v0.55', environment: {MB_DB_FILE: /mb/x.db}, volumes: ['mm:/mb']}", NONE),
    ("a: {image: 'metabase/metabase:v0.55', volumes: ['mm:/metabase.db']}", NONE),
    ("a: {image: 'wordpress:6', volumes: ['./content:/var/www/html/wp-content']}", NONE),
    ("a: {image: 'wordpress:6', volumes: ['./content:/var/www/html/wp-content:ro']}", at("a")),
    ("a: {image: 'registry:2', environment: {REGISTRY_STORAGE: s3}}", NONE),
    ("a: {image: 'registry:2', environment: {REGISTRY_LOG_LEVEL: info}}", at("a")),
    ("a: {image: 'registry:2', environment: {REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: /r},"
     " volumes: ['rr:/r']}", NONE),
    ("a: {image: 'grafana/grafana:12.1.0'}", at("a")),
    ("a: {image: 'grafana/grafana:12.1.0', environment: {GF_DATABASE_URL: $URL}}", NONE),
    ("a: {image: 'grafana/grafana:12.1.0', environment: {GF_DATABASE_TYPE: sqlite3}}", at("a")),
    ("a: {image: 'nginx:1.29'}", NONE),
    # Not the server, not to stay, not known.
    (f"db: {{{PG17}, command: pg_dump -h db}}", NONE),
    (f"db: {{{PG17}, command: sh -c 'while true; do pg_dump x; sleep 60; done'}}", NONE),
    (f"db: {{{PG17}, entrypoint: sleep infinity}}", NONE),
    (f"db: {{{PG17}, profiles: [test]}}", NONE),
    (f"db: {{{PG17}, profiles: [test, e2e]}}", NONE),
    (f"db: {{{PG17}, profiles: [test, full]}}", at("db")),
    (f"test-db: {{{PG17}}}", NONE),
    ("db: {image: 'mongo:8', command: mongos --configdb x}", NONE),
    ("db: {image: 'my/postgres:17'}", NONE),
    ("db: {image: 'pingcap/tidb'}", NONE),
    ("db: {image: 'postgres:$TAG', volumes: ['dd:/backup']}", NONE),
    ("db: {image: 'postgres:$TAG'}", at("db")),
    ("db: {image: 'surrealdb/surrealdb'}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), WITHOUT)
def test_database_without_volume(services: str, expected: Found) -> None:
    assert found("database-without-volume", services) == expected


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM postgres:17\n", at("db")),
        ("FROM postgres:17\nENV PGDATA=/pg\n", at("db")),
        ("FROM postgres:17\nENV PGDATA=/pg\nVOLUME /pg\n", at("db")),
        ('FROM postgres:17\nCMD ["postgres", "-c", "max_connections=9"]\n', at("db")),
        ('FROM postgres:17\nCOPY . /app\nCMD ["/app/run"]\n', NONE),
        ("FROM python:3.13\n", NONE),
        ("FROM acme/base\n", NONE),
    ],
)
def test_a_build_on_a_database(dockerfile: str, expected: Found) -> None:
    assert found("database-without-volume", "db: {build: .}", dockerfile=dockerfile) == expected


@pytest.mark.parametrize("path", ["compose.test.yaml", "ci/compose.yaml", "tests/shop/compose.yaml"])
def test_files_for_tests_are_silent(path: str) -> None:
    report = composelint.lint(
        {path: f"services: {{db: {{{PG17}}}}}\n"}, compose_files=[path], select=["database-without-volume"]
    )
    assert report.findings == []


MISPLACED: list[tuple[str, Found]] = [
    (f"db: {{{PG18}, {ON_17}}}", at("db", "error")),
    (f"db: {{image: postgres, {ON_17}}}", at("db", "error")),
    (f"db: {{image: 'postgres:latest', {ON_17}}}", at("db", "error")),
    (f"db: {{image: 'postgres:18.1-alpine', {ON_17}}}", at("db", "error")),
    (f"db: {{image: 'pgvector/pgvector:pg18', {ON_17}}}", at("db", "error")),
    (f"db: {{image: 'postgis/postgis:18-3.6', {ON_17}}}", at("db", "error")),
    (f"db: {{image: 'postgis/postgis:17-3.5', {ON_17}}}", NONE),
    (f"db: {{image: 'postgis/postgis', {ON_17}}}", NONE),
    (f"db: {{image: 'postgres@sha256:{'0' * 64}', {ON_17}}}", NONE),
    (f"db: {{image: 'postgres:$TAG', {ON_17}}}", NONE),
    (f"db: {{{PG18}, environment: {{PGDATA: /var/lib/postgresql/data}}, {ON_17}}}", NONE),
    (f"db: {{{PG18}, volumes: ['dd:/var/lib/postgresql/18/docker']}}", NONE),
    (f"db: {{{PG18}, volumes: ['dd:/var/lib/postgresql']}}", NONE),
    (f"db: {{{PG17}, {ON_17}}}", NONE),
    (f"db: {{{PG17}, volumes: ['dd:/var/lib/postgresql']}}", at("db", "error")),
    (f"db: {{{PG17}, volumes: ['dd:/var/lib']}}", at("db", "error")),
    (f"db: {{{PG17}, environment: {{PGDATA: /var/lib/postgresql/x}}, volumes: ['dd:/var/lib/postgresql']}}", NONE),
    (f"db: {{{PG17}, environment: {{PGDATA: /pg}}, {ON_17}}}", at("db", "error")),
    (f"db: {{{PG17}, volumes: ['dd:/backup']}}", NONE),
    (f"db: {{{PG17}, volumes: ['./x.sql:/docker-entrypoint-initdb.d/x.sql']}}", NONE),
    (f"db: {{{PG17}, volumes: ['dd:/var/lib/postgresql:ro']}}", NONE),
    (f"db: {{{PG17}, volumes: ['/var/lib/postgresql']}}", NONE),
    ("db: {image: 'bitnamilegacy/postgresql:17', volumes: ['dd:/var/lib/postgresql/data']}", at("db", "error")),
    ("db: {image: 'bitnamilegacy/postgresql:17', volumes: ['dd:/bitnami/postgresql']}", NONE),
    (f"db: {{{PG17}, volumes: ['dd:/bitnami/postgresql']}}", at("db", "error")),
    ("db: {image: 'mongo:8', volumes: ['dd:/data']}", at("db", "error")),
    ("db: {image: 'mongo:8', volumes: ['dd:/data/db']}", NONE),
    ("db: {image: 'mongo:8', volumes: ['dd:/var/lib/mongodb']}", at("db", "error")),
    ("db: {image: 'mongo:8', volumes: ['dd:/var/lib/mongodb', 'ee:/data/db']}", NONE),
    ("db: {image: 'mysql:8', volumes: ['dd:/var/lib/mysql/data']}", at("db", "error")),
    ("db: {image: 'mysql:8', volumes: ['dd:/var/lib/mysql']}", NONE),
    ("db: {image: 'mysql:8', volumes: ['dd:/var/lib/mysql/data', './my.cnf:/etc/my.cnf']}", NONE),
    ("q: {image: 'redis:8', volumes: ['dd:/var/lib/redis']}", at("q", "error")),
    ("s: {image: 'elasticsearch:8.19.0', volumes: ['dd:/var/lib/elasticsearch']}", at("s", "error")),
    ("s: {image: 'elasticsearch:8.19.0', volumes: ['dd:/usr/share/elasticsearch']}", NONE),
    ("k: {image: 'confluentinc/cp-kafka:7.9.0', volumes: ['dd:/var/lib/kafka']}", at("k", "error")),
    ("k: {image: 'confluentinc/cp-kafka:7.9.0', volumes: ['dd:/var/lib/kafka/data']}", NONE),
    ("k: {image: 'apache/kafka:4.1.0', volumes: ['dd:/var/lib/kafka/data']}", at("k", "error")),
    ("k: {image: 'apache/kafka:4.1.0', volumes: ['dd:/tmp/kafka-logs']}", NONE),
    ("k: {image: 'apache/kafka:4.1.0', environment: {KAFKA_LOG_DIRS: /var/lib/kafka/data},"
     " volumes: ['dd:/var/lib/kafka/data']}", NONE),
    ("k: {image: 'bitnamilegacy/kafka:3.9', volumes: ['dd:/bitnami']}", NONE),
    ("k: {image: 'bitnamilegacy/kafka:3.9', volumes: ['dd:/var/lib/kafka/data']}", at("k", "error")),
    ("db: {image: 'bitnamilegacy/postgresql:17', volumes: ['dd:/bitnami']}", at("db", "error")),
    ("i: {image: 'influxdb:2.7', volumes: ['dd:/var/lib/influxdb']}", at("i", "error")),
    ("i: {image: 'influxdb:1.8', volumes: ['dd:/var/lib/influxdb']}", NONE),
    ("g: {image: 'grafana/grafana:12.1.0', volumes: ['dd:/var/lib/grafana/data']}", at("g", "error")),
    ("g: {image: 'gitea/gitea:1.24', volumes: ['dd:/data/git']}", NONE),
    ("m: {image: 'minio/minio', command: server /srv, volumes: ['dd:/data']}", at("m", "error")),
    ("m: {image: 'minio/minio', command: server /data, volumes: ['dd:/data']}", NONE),
    (f"job: {{{PG18}, command: pg_dump, {ON_17}}}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), MISPLACED)
def test_misplaced_data_volume(services: str, expected: Found) -> None:
    assert found("misplaced-data-volume", services) == expected


def test_only_one_of_the_two_speaks() -> None:
    both = ["misplaced-data-volume", "database-without-volume"]
    report = composelint.lint({"compose.yaml": f"services: {{db: {{{PG18}, {ON_17}}}}}\n{VOLUMES}"}, select=both)
    assert [finding.rule for finding in report.findings] == ["misplaced-data-volume"]


def test_the_help_names_the_volume_as_the_others_are_named() -> None:
    text = f"services: {{db: {{{PG17}}}, web: {{image: x, volumes: ['web_files:/f']}}}}\nvolumes: {{web_files: }}\n"
    report = composelint.lint({"compose.yaml": text}, select=["database-without-volume"])
    assert "      - db_data:/var/lib/postgresql/data\nvolumes:\n  db_data:\n" in (report.findings[0].help or "")


def test_the_help_rewrites_the_long_form_too() -> None:
    mounts = "[{type: volume, source: dd, target: /var/lib/mysql/data}, {type: bind, source: x, target: /x}]"
    text = f"services: {{db: {{image: 'mysql:8', volumes: {mounts}}}}}\nvolumes: {{dd: }}\n"
    report = composelint.lint({"compose.yaml": text}, select=["misplaced-data-volume"])
    lines = "    volumes: !override\n      - dd:/var/lib/mysql\n      - ./x:/x\n"
    assert lines in (report.findings[0].help or "")
