"""Servers that ask nobody who they are: what opens a door, what shuts it, and how much it weighs."""

from __future__ import annotations

import pytest
from one_service import said, service

import composelint
from composelint.knowledge.credentials.doors import DOORS
from composelint.knowledge.images import table


def door(image: str, *lines: str, path: str = "compose.yaml", rest: str = "") -> list[str]:
    files = service(*(f"    {line}" for line in lines), image=image)
    return [word.split()[1] for word in said("authentication-disabled", {path: files["compose.yaml"] + rest})]


@pytest.mark.parametrize(
    ("image", "environment"),
    [
        ("postgres:17", "POSTGRES_HOST_AUTH_METHOD: trust"),
        ("pgvector/pgvector:pg17", "POSTGRES_HOST_AUTH_METHOD: TRUST"),
        ("mysql:8.4", "MYSQL_ALLOW_EMPTY_PASSWORD: 'no'"),
        ("mariadb:11.8", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: '1'"),
        ("mariadb:11.8", "MYSQL_ALLOW_EMPTY_PASSWORD: '1'"),
        ("bitnami/redis:8.0", "ALLOW_EMPTY_PASSWORD: 'yes'"),
        ("bitnamilegacy/postgresql:17", "ALLOW_EMPTY_PASSWORD: 'yes'"),
        ("docker.elastic.co/elasticsearch/elasticsearch:8.19.0", "xpack.security.enabled: 'false'"),
        ("opensearchproject/opensearch:3", "DISABLE_SECURITY_PLUGIN: 'true'"),
        ("neo4j:5", "NEO4J_AUTH: none"),
        ("grafana/grafana:12.1.0", "GF_AUTH_ANONYMOUS_ENABLED: 'true'\n      GF_AUTH_ANONYMOUS_ORG_ROLE: Admin"),
        ("mongo-express:1", "ME_CONFIG_BASICAUTH: 'false'"),
        ("apache/airflow:3.0.3", "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS: 'True'"),
        ("bitnami/etcd:3.6", "ALLOW_NONE_AUTHENTICATION: 'yes'"),
    ],
)
def test_switches_that_open_a_door(image: str, environment: str) -> None:
    assert door(image, "environment:", f"  {environment}") == ["warning"]
    assert door(image, "environment:", f"  {environment}", path="compose.dev.yaml") == ["info"]
    closed = door(
        image, "networks: [in]", "environment:", f"  {environment}", rest="networks: {in: {internal: true}}\n"
    )
    assert closed == ["info"]
    assert door(image, "network_mode: host", "environment:", f"  {environment}") == ["error"]


@pytest.mark.parametrize(
    ("image", "environment"),
    [
        ("postgres:17", "POSTGRES_HOST_AUTH_METHOD: md5"),
        ("postgres:17", "POSTGRES_HOST_AUTH_METHOD: ${METHOD}"),
        ("mysql:8.4", "MYSQL_ALLOW_EMPTY_PASSWORD: 'yes'\n      MYSQL_ROOT_PASSWORD: ${P}"),
        ("mysql:8.4", "MYSQL_ALLOW_EMPTY_PASSWORD: ''"),
        ("mariadb:11.8", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: '1'\n      MARIADB_ROOT_PASSWORD: x"),
        ("bitnami/redis:8.0", "ALLOW_EMPTY_PASSWORD: 'yes'\n      REDIS_PASSWORD: x"),
        ("bitnami/redis:8.0", "ALLOW_EMPTY_PASSWORD: 'no'"),
        ("elasticsearch:8.19.0", "xpack.security.enabled: 'true'"),
        ("grafana/grafana:12.1.0", "GF_AUTH_ANONYMOUS_ENABLED: 'true'"),
        ("grafana/grafana:12.1.0", "GF_AUTH_ANONYMOUS_ENABLED: 'true'\n      GF_AUTH_ANONYMOUS_ORG_ROLE: Viewer"),
        ("ghcr.io/acme/api:3", "POSTGRES_HOST_AUTH_METHOD: trust"),
    ],
)
def test_switches_that_leave_it_shut(image: str, environment: str) -> None:
    assert door(image, "environment:", f"  {environment}") == []


@pytest.mark.parametrize(
    ("image", "port", "lines", "shut"),
    [
        ("redis:8", 6379, (), "command: redis-server --requirepass ${P}"),
        ("redis:8", 6379, ("command: redis-server --appendonly yes",), "command: redis-server /etc/redis.conf"),
        ("redis:8", 6379, (), "command: sh -c 'redis-server $$OPTIONS'"),
        ("redis:8", 6379, (), "command: redis-server ${OPTIONS}"),
        ("redis:8", 6379, (), "entrypoint: /start.sh"),
        ("redis:8", 6379, (), "volumes: ['./redis.conf:/usr/local/etc/redis/redis.conf']"),
        ("valkey/valkey:8", 6379, (), "environment: ['VALKEY_EXTRA_FLAGS=${FLAGS}']"),
        ("mongo:8", 27017, (), "command: mongod --auth"),
        ("mongo:8", 27017, (), "environment: ['MONGO_INITDB_ROOT_USERNAME=${U}']"),
        ("mongo:8", 27017, (), "env_file: elsewhere.env"),
        ("memcached:1.6", 11211, (), "command: memcached -S"),
        ("nats:2.11", 4222, (), "command: -c /nats.conf"),
        ("elasticsearch:7.17.29", 9200, (), "environment: ['xpack.security.enabled=true']"),
        ("influxdb:1.11", 8086, (), "environment: [INFLUXDB_HTTP_AUTH_ENABLED=true]"),
        ("hashicorp/consul:1.21", 8500, (), "command: agent -config-dir=/etc/consul"),
        ("dpage/pgadmin4:9.8", 80, ("environment: [PGADMIN_CONFIG_SERVER_MODE=False]",), "environment: [A=b]"),
    ],
)
def test_what_is_open_unless_somebody_shuts_it(image: str, port: int, lines: tuple[str, ...], shut: str) -> None:
    assert door(image, f"ports: ['{port}:{port}']", *lines) == ["error"]
    assert door(image, f"ports: ['{port}:{port}']", *lines, path="compose.dev.yaml") == ["error"]
    assert door(image, f"ports: ['127.0.0.1:{port}:{port}']", *lines) == []
    assert door(image, "ports: ['9999:9999']", *lines) == []
    assert door(image, *lines) == []
    kept = [line for line in lines if line.split(":")[0] != shut.split(":")[0]]
    assert door(image, f"ports: ['{port}:{port}']", *kept, shut) == []


def test_what_a_build_makes_of_an_image_is_its_own() -> None:
    def built(dockerfile: str, *lines: str) -> list[str]:
        text = "".join(f"    {line}\n" for line in ("build: .", *lines))
        return said("authentication-disabled", {"compose.yaml": f"services:\n  api:\n{text}", "Dockerfile": dockerfile})

    assert built("FROM redis:8\nCOPY redis.conf /etc/\n", "ports: ['6379:6379']") == []
    assert built("FROM postgres:17\n", "environment: [POSTGRES_HOST_AUTH_METHOD=trust]") == ["api warning"]
    empty = "environment: [MYSQL_ALLOW_EMPTY_PASSWORD=yes]"
    assert built("FROM mysql:8.4\n", empty) == ["api warning"]
    assert built("FROM mysql:8.4\nENV MYSQL_ROOT_PASSWORD=x\n", empty) == []
    assert built('FROM mysql:8.4\nCMD ["--skip-grant-tables"]\n') == ["api warning"]


def test_a_dashboard_only_shows() -> None:
    def shown(command: str) -> list[str]:
        return door("traefik:3.5", "ports: ['8080:8080']", f"command: {command}")

    assert shown("--api.insecure=true --ping") == ["warning"]
    assert shown("['--ping', '--api.insecure']") == ["warning"]
    assert shown("--api.insecure=false") == []
    assert shown("--api=true") == []


@pytest.mark.parametrize("image", ["elasticsearch:9.1.0", "elasticsearch", "influxdb:2.7", "postgres:17", "rabbitmq:4"])
def test_images_that_ask_by_themselves(image: str) -> None:
    assert door(image, "ports: ['9200:9200', '8086:8086', '5432:5432', '5672:5672']") == []


@pytest.mark.parametrize(
    ("ports", "weight"), [("'9092:9092'", "warning"), ("'127.0.0.1:9092:9092'", "info"), ("", "info")]
)
def test_a_broker_without_passwords_weighs_less(ports: str, weight: str) -> None:
    assert door("bitnami/kafka:3.9", f"ports: [{ports}]", "environment: [ALLOW_PLAINTEXT_LISTENER=yes]") == [weight]


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ("--NotebookApp.token=''", True),
        ("--ServerApp.token= --ip=0.0.0.0", True),
        ("--IdentityProvider.token=''", True),
        ("--IdentityProvider.token=$$TOKEN", False),
        ("--IdentityProvider.token=${TOKEN}", False),
        ("--ServerApp.token_file=x", False),
    ],
)
def test_notebooks_without_a_token(option: str, found: bool) -> None:
    for command in (f"start-notebook.py {option}", f'sh -c "start-notebook.py {option}"'):
        assert door("quay.io/jupyter/base-notebook:2025-08-01", f"command: {command}") == (["warning"] if found else [])


def test_an_open_door_says_what_its_port_says() -> None:
    files = service("    ports: ['6379:6379']", image="redis:8")
    rules = ["authentication-disabled", "exposed-backend-port"]
    assert [finding.rule for finding in composelint.lint(files, select=rules).findings] == ["authentication-disabled"]


def test_every_door_belongs_to_a_known_image() -> None:
    firsts = {row["names"].split()[0] for row in table().values()} | {"*"}
    for entry in DOORS:
        assert entry.images <= firsts, entry
        assert entry.when or entry.told or entry.published, entry
        assert entry.way.endswith(":") == bool(entry.settings or entry.run), entry
