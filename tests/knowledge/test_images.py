"""The image tables: their form, what they say, and where they must keep quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from composelint.knowledge.images import environment, facts, role_only, table
from composelint.knowledge.images.environment import holds, variables
from composelint.knowledge.images.known import FAMILIES, ImageFacts

if TYPE_CHECKING:
    from composelint.knowledge.images.rows import Cells, Row

ROWS = {row["names"]: row for row in table().values()}.values()


def known(image: str) -> ImageFacts:
    """The facts of `repository[:version-and-variant]`, an absent tag meaning the newest version."""
    name, _, tag = image.lower().partition(":")
    words = tag.split("-") if tag else []
    version = tuple(int(part) for part in words.pop(0).split(".")) if words and words[0][0].isdigit() else None
    found = facts(name, version, words, True)
    assert found is not None, image
    return found


def given(**literals: str | None) -> dict[str, tuple[str | None, bool]]:
    """An environment of literal values; None is a value that nobody knows."""
    return {name.replace("__dot__", "."): (value, value is not None) for name, value in literals.items()}


def cells_of(row: Row) -> list[Cells]:
    return [row.get("like", {}), row, *(changed for _, changed in row.get("but", ()))]


# The form of the tables.


def test_every_name_stands_once_and_is_normalised() -> None:
    names = [name for row in ROWS for name in row["names"].split()]
    assert sorted(names) == sorted(set(names))
    for name in names:
        assert name == name.lower()
        assert not name.startswith(("docker.io/", "library/")), name


def test_every_alias_resolves() -> None:
    for name in table():
        found = facts(f"{name}x" if name.endswith("/") else name, None, (), True)
        assert found is not None, name
        assert found.source.endswith(", 2026"), name


def test_every_row_names_its_source_and_a_known_family() -> None:
    for row in ROWS:
        assert "source" in row or "source" in row.get("like", {}), row["names"]
        for cells in cells_of(row):
            assert cells.get("family", "alpine") in FAMILIES


def test_conditions_ask_for_variables() -> None:
    for row in ROWS:
        for cells in cells_of(row):
            test = cells.get("test", "")
            conditions = [*cells.get("required", ()), *cells.get("advised", ())]
            conditions += [condition for condition in test if condition] if isinstance(test, dict) else []
            assert all(variables(condition) for condition in conditions), row["names"]


def test_a_command_made_of_words_has_no_place_for_variables() -> None:
    for row in ROWS:
        for cells in cells_of(row):
            test = cells.get("test", "")
            for command in test.values() if isinstance(test, dict) else (test,):
                if not isinstance(command, str):
                    assert not any(environment.SLOT.search(word) for word in command), row["names"]


def test_a_recommended_test_runs_a_program_that_is_not_known_to_be_missing() -> None:
    variants = ((), ("alpine",), ("slim",), ("distroless",), ("fpm",), ("management",))
    for name in table():
        for variant in variants:
            for version in (None, (1,), (7, 1), (10, 4), (17,)):
                found = facts(name, version, variant, True)
                test = found and found.test({"xpack.security.enabled": ("false", True)})
                if found and test:
                    program = test[1].split()[0] if test[0] == "CMD-SHELL" else test[1]
                    assert found.tools.get(program, True), (name, version, variant, test)
                    assert test[0] == "CMD" or found.shell is not False, (name, version, variant)


def test_the_tables_name_only_variables_that_their_tests_may_write_out() -> None:
    for name in table():
        found = facts(name, None, (), True)
        assert found is not None
        secret = dict.fromkeys(found.password_variables, ("hunter22", True))
        assert "hunter22" not in str(found.test(secret)), name


# What the tables hold.


@pytest.mark.parametrize(
    ("image", "curl", "wget", "shell"),
    [
        ("alpine:3.22", False, True, True),
        ("debian:trixie", False, False, True),
        ("ubuntu:24.04", False, False, True),
        ("python:3.13", True, True, True),
        ("python:3.13-slim", False, False, True),
        ("python:3.13-slim-bookworm", False, False, True),
        ("python:3.13-alpine3.22", False, True, True),
        ("node:24", True, True, True),
        ("node:24-alpine", False, True, True),
        ("node:24-bookworm-slim", False, False, True),
        ("ruby:3.4-slim", False, False, True),
        ("golang:1.26", True, True, True),
        ("php:8.4-fpm-alpine", True, True, True),
        ("php:8.4-apache", True, False, True),
        ("wordpress:6", True, False, True),
        ("nextcloud:31-fpm-alpine", True, True, True),
        ("phpmyadmin", True, False, True),
        ("adminer", True, True, True),
        ("eclipse-temurin:21-jre", True, True, True),
        ("eclipse-temurin:21-jre-alpine", False, True, True),
        ("nginx:1.29", True, False, True),
        ("nginx:1.29-alpine", True, True, True),
        ("nginx:1.29-alpine-slim", False, True, True),
        ("nginx:1.13", None, False, True),
        ("httpd:2.4", False, False, True),
        ("httpd:2.4-alpine", False, True, True),
        ("postgres:16", False, False, True),
        ("postgres:16-alpine", False, True, True),
        ("redis:8", False, False, True),
        ("valkey/valkey:8-alpine", False, True, True),
        ("memcached:1.6", False, False, True),
        ("haproxy:3.2", False, False, True),
        ("cassandra:5", None, None, True),
        ("mongo:8", False, False, True),
        ("mariadb:11", False, False, True),
        ("ghost:6", False, False, True),
        ("rabbitmq:4-management", False, False, True),
        ("neo4j:5", False, True, True),
        ("elasticsearch:9.1", True, None, True),
        ("caddy:2.11", True, True, True),
        ("caddy:2.8", None, True, True),
        ("clickhouse/clickhouse-server:25", None, True, True),
        ("clickhouse/clickhouse-server:25-distroless", False, False, False),
        ("quay.io/keycloak/keycloak:26.0", False, False, True),
        ("traefik:3.5", False, True, True),
        ("prom/prometheus", False, True, True),
        ("grafana/loki:3.7", False, False, False),
        ("grafana/loki:2.9", False, True, True),
        ("grafana/loki:3.5", False, True, True),
        ("quay.io/coreos/etcd:3.6", False, False, False),
        ("oliver006/redis_exporter", False, False, False),
        ("jaegertracing/all-in-one:1.76", None, None, None),
        ("timescale/timescaledb:latest-pg17", False, True, True),
        ("cgr.dev/chainguard/wolfi-base", None, None, None),
        ("quay.io/keycloak/keycloak:16.1.1", None, None, True),
        ("gcr.io/distroless/python3-debian12", False, False, False),
        ("gcr.io/distroless/static:debug", False, True, True),
        ("cgr.dev/chainguard/python:latest", False, False, False),
        ("scratch", False, False, False),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", False, False, True),
        ("mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled", False, False, False),
        ("rockylinux/rockylinux:9", True, False, True),
        ("redis/redis-stack-server", None, None, True),
        ("mysql:8.4", None, None, True),
    ],
)
def test_tools(image: str, curl: bool | None, wget: bool | None, shell: bool | None) -> None:
    found = known(image)
    assert (found.tools.get("curl"), found.tools.get("wget"), found.shell) == (curl, wget, shell)


@pytest.mark.parametrize(
    ("image", "present", "absent"),
    [
        ("mariadb:11", "mariadb-admin healthcheck.sh", "mysqladmin mysql"),
        ("mariadb:10.11", "mysqladmin healthcheck.sh", ""),
        ("mongo:7", "mongosh", "mongo"),
        ("mongo:4", "mongo", "mongosh"),
        ("mongo:5", "mongo", ""),
        ("mcr.microsoft.com/mssql/server:2022-latest", "/opt/mssql-tools18/bin/sqlcmd", "/opt/mssql-tools/bin/sqlcmd"),
        ("mcr.microsoft.com/mssql/server:2022-CU10", "/opt/mssql-tools/bin/sqlcmd", "/opt/mssql-tools18/bin/sqlcmd"),
        ("python:3.13-slim", "python", "nc"),
        ("node:24-slim", "node", "nc python"),
        ("alpine", "nc", "bash python node"),
        ("quay.io/coreos/etcd", "etcdctl", "sh bash nc"),
    ],
)
def test_own_programs(image: str, present: str, absent: str) -> None:
    found = known(image)
    assert [name for name in present.split() if not found.tools.get(name)] == []
    assert [name for name in absent.split() if found.tools.get(name) is not False] == []


@pytest.mark.parametrize(
    ("images", "seconds"),
    [
        ("elasticsearch:9 opensearchproject/opensearch kibana quay.io/keycloak/keycloak jenkins/jenkins", 60),
        ("opensearchproject/opensearch-dashboards apache/superset apache/airflow", 60),
        ("sonarqube cassandra metabase/metabase", 90),
        ("apache/kafka confluentinc/cp-kafka bitnami/kafka mysql mariadb mcr.microsoft.com/mssql/server nextcloud", 30),
        ("neo4j", 40),
        ("zookeeper", 15),
        ("gvenzl/oracle-free", 180),
        ("postgres clickhouse/clickhouse-server selenium/hub", 10),
        ("rabbitmq localstack/localstack", 20),
        ("gitlab/gitlab-ce", 240),
        ("redis memcached nginx python", 0),
    ],
)
def test_slow_starters(images: str, seconds: int) -> None:
    for image in images.split():
        assert known(image).slow_start == seconds, image
        assert known(image).start_period == (f"{seconds}s" if seconds else None)


@pytest.mark.parametrize(
    ("images", "seconds", "slow_stop"),
    [
        ("mysql mariadb mongo elasticsearch apache/kafka cassandra clickhouse/clickhouse-server neo4j", 60, True),
        ("postgres opensearchproject/opensearch jenkins/jenkins gitlab/gitlab-ce sonarqube", 60, False),
        ("gvenzl/oracle-free", 120, True),
        ("rabbitmq mcr.microsoft.com/mssql/server influxdb:2.7", 30, False),
        ("redis valkey/valkey minio/minio zookeeper quay.io/coreos/etcd", 20, False),
        ("nginx memcached", 0, False),
    ],
)
def test_grace(images: str, seconds: int, slow_stop: bool) -> None:
    for image in images.split():
        assert (known(image).grace, known(image).slow_stop) == (seconds, slow_stop), image


@pytest.mark.parametrize(
    ("images", "mebibytes"),
    [
        ("mcr.microsoft.com/mssql/server", 2000),
        ("elasticsearch opensearchproject/opensearch cassandra selenium/standalone-chrome", 1024),
        ("sonarqube gvenzl/oracle-free", 2048),
        ("gitlab/gitlab-ce", 4096),
        ("quay.io/keycloak/keycloak apache/kafka neo4j jenkins/jenkins clickhouse apache/airflow apache/superset", 512),
        ("mysql:8.4", 400),
        ("mysql:5.7", 0),
        ("kibana metabase/metabase", 768),
        ("postgres", 64),
        ("redis nginx", 0),
    ],
)
def test_minimum_memory(images: str, mebibytes: int) -> None:
    for image in images.split():
        assert known(image).minimum_memory == mebibytes, image


@pytest.mark.parametrize(
    ("image", "data"),
    [
        ("postgres:17", ("/var/lib/postgresql/data",)),
        ("postgres:18", ("/var/lib/postgresql",)),
        ("postgres:18.1-alpine", ("/var/lib/postgresql",)),
        ("postgres:latest", ("/var/lib/postgresql",)),
        ("postgres:alpine", ("/var/lib/postgresql",)),
        ("postgres:custom", None),
        ("pgvector/pgvector:pg17", ("/var/lib/postgresql/data",)),
        ("pgvector/pgvector:0.8.0-pg18", ("/var/lib/postgresql",)),
        ("timescale/timescaledb:2.17.2-pg16", ("/var/lib/postgresql/data",)),
        ("timescale/timescaledb:latest", None),
        ("influxdb:1.8", ("/var/lib/influxdb",)),
        ("influxdb:2.7-alpine", ("/var/lib/influxdb2",)),
        ("influxdb", None),
        ("influxdb:latest", None),
        ("chromadb/chroma:0.5", ("/chroma/chroma",)),
        ("gitea/gitea:1.24-rootless", ("/var/lib/gitea", "/etc/gitea")),
        ("bitnami/postgresql:16", ("/bitnami/postgresql",)),
        ("memcached", ()),
        ("nats", None),
    ],
)
def test_data_paths(image: str, data: tuple[str, ...] | None) -> None:
    assert known(image).data == data


@pytest.mark.parametrize(
    ("image", "ports"),
    [
        ("postgres", (5432,)),
        ("rabbitmq:4", (4369, 5671, 5672, 15691, 15692, 25672)),
        ("rabbitmq:4-management-alpine", (4369, 5671, 5672, 15671, 15672, 15691, 15692, 25672)),
        ("wordpress:6-fpm", (9000,)),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", (8080,)),
        ("mcr.microsoft.com/dotnet/aspnet:6.0", (80,)),
        ("python:3.13", ()),
        ("haproxy", None),
    ],
)
def test_ports(image: str, ports: tuple[int, ...] | None) -> None:
    assert known(image).ports == ports


@pytest.mark.parametrize(
    ("image", "role", "user", "healthcheck"),
    [
        ("postgres", "database", "drops", False),
        ("redis", "cache", "drops", False),
        ("rabbitmq", "broker", "drops", False),
        ("elasticsearch", "search", "1000", False),
        ("quay.io/minio/minio", "object-store", "root", False),
        ("zookeeper", "coordination", "drops", False),
        ("hashicorp/vault", "backend", "drops", False),
        ("nginx", "proxy", "root", False),
        ("nginxinc/nginx-unprivileged", "proxy", "101", False),
        ("haproxy:2.2", "proxy", "root", False),
        ("haproxy:3.2", "proxy", "haproxy", False),
        ("httpd", "web", "root", False),
        ("grafana/grafana-oss", "admin-ui", "472", False),
        ("gitlab/gitlab-ce", "app", "root", True),
        ("gcr.io/cadvisor/cadvisor", "monitoring", "root", True),
        ("registry", "registry", "root", False),
        ("portainer/portainer-ce", "control", "root", False),
        ("flyway/flyway", "tool", None, False),
        ("python", "runtime", "root", False),
        ("gcr.io/distroless/static:nonroot", "runtime", "65532", False),
        ("mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", "runtime", "app", False),
        ("cgr.dev/chainguard/postgres", "database", "65532", False),
        ("lscr.io/linuxserver/sonarr", "app", "drops", None),
        ("percona/percona-server-mongodb", "database", None, None),
    ],
)
def test_roles_users_and_healthchecks(image: str, role: str, user: str | None, healthcheck: bool | None) -> None:
    found = known(image)
    assert (found.role, found.user, found.healthcheck) == (role, user, healthcheck)
    assert found.stateful is (role in ("database", "cache", "broker", "search", "object-store"))


def test_kinds_of_images() -> None:
    for image in "flyway/flyway liquibase/liquibase migrate/migrate minio/mc amazon/aws-cli curlimages/curl".split():
        assert known(image).terminating, image
    for image in "hashicorp/terraform certbot/certbot wordpress:cli".split():
        assert known(image).terminating, image
    for (
        image
    ) in "grafana/loki jaegertracing/jaeger otel/opentelemetry-collector axllent/mailpit prom/prometheus".split():
        assert known(image).sink, image
    for (
        image
    ) in "kafbat/kafka-ui dpage/pgadmin4 adminer phpmyadmin mongo-express grafana/grafana prom/prometheus".split():
        assert known(image).self_retrying, image
    for image in "apache/kafka cassandra neo4j elasticsearch sonarqube eclipse-temurin".split():
        assert known(image).jvm, image
    for image in "alpine python node eclipse-temurin".split():
        assert known(image).default_command is False, image
    for image in "postgres nginx nats".split():
        assert known(image).default_command, image
        assert not any((known(image).self_retrying, known(image).terminating, known(image).sink)), image
    assert known("selenium/standalone-chrome").browser
    assert known("tecnativa/docker-socket-proxy").socket_proxy
    assert known("portainer/portainer-ce").needs_socket


@pytest.mark.parametrize(
    ("image", "family", "manager"),
    [
        ("python:3.13-slim", "debian", "apt-get"),
        ("python:3.13-alpine", "alpine", "apk"),
        ("ubuntu:24.04", "ubuntu", "apt-get"),
        ("fedora:43", "fedora", "dnf"),
        ("registry.access.redhat.com/ubi9/ubi-minimal", "rhel-minimal", "microdnf"),
        ("scratch", "bare", None),
        ("golang:1.26-nanoserver-ltsc2025", "windows", None),
        ("mysql:8.4", None, None),
    ],
)
def test_systems(image: str, family: str | None, manager: str | None) -> None:
    assert (known(image).family, known(image).package_manager) == (family, manager)


# What must be set, may be read from files, is created.


@pytest.mark.parametrize(
    ("image", "environment", "unmet"),
    [
        ("postgres:16", {}, 1),
        ("postgres:16", {"POSTGRES_PASSWORD": ""}, 1),
        ("postgres:16", {"POSTGRES_PASSWORD": "x"}, 0),
        ("postgres:16", {"POSTGRES_PASSWORD": None}, 0),
        ("postgres:16", {"POSTGRES_PASSWORD_FILE": "/run/secrets/pw"}, 0),
        ("postgres:16", {"POSTGRES_HOST_AUTH_METHOD": "trust"}, 0),
        ("postgres:16", {"POSTGRES_HOST_AUTH_METHOD": "md5"}, 1),
        ("postgis/postgis:16-3.4", {}, 1),
        ("pgvector/pgvector:pg16", {}, 1),
        ("timescale/timescaledb:latest-pg16", {}, 1),
        ("mysql:8.4", {}, 1),
        ("mysql:8.4", {"MYSQL_RANDOM_ROOT_PASSWORD": "yes"}, 0),
        ("mysql:8.4", {"MYSQL_ROOT_PASSWORD": "x", "MYSQL_USER": "root"}, 1),
        ("mysql:8.4", {"MYSQL_ROOT_PASSWORD": "x", "MYSQL_USER": "app"}, 0),
        ("mariadb:11", {}, 1),
        ("mariadb:11", {"MYSQL_ROOT_PASSWORD": "x"}, 0),
        ("mariadb:11", {"MARIADB_ROOT_PASSWORD_HASH": "*ABC"}, 0),
        ("mongo:8", {}, 0),
        ("mongo:8", {"MONGO_INITDB_ROOT_USERNAME": "root"}, 1),
        ("mongo:8", {"MONGO_INITDB_ROOT_USERNAME": "root", "MONGO_INITDB_ROOT_PASSWORD": None}, 0),
        ("mcr.microsoft.com/mssql/server:2022-latest", {}, 2),
        ("mcr.microsoft.com/mssql/server:2022-latest", {"ACCEPT_EULA": "y", "SA_PASSWORD": "x"}, 0),
        ("gvenzl/oracle-free", {}, 1),
        ("opensearchproject/opensearch:2.12", {}, 1),
        ("opensearchproject/opensearch:2.11", {}, 0),
        ("opensearchproject/opensearch:3", {"DISABLE_SECURITY_PLUGIN": "True"}, 0),
        ("couchdb:3", {}, 2),
        ("couchdb:2", {}, 0),
        ("dpage/pgadmin4", {}, 2),
        ("dpage/pgadmin4", {"PGADMIN_CONFIG_SERVER_MODE": "False"}, 0),
        ("elasticsearch:7.17", {}, 1),
        ("elasticsearch:7.17", {"discovery__dot__type": "single-node"}, 0),
        ("elasticsearch:8", {}, 0),
        ("influxdb:2.7", {}, 0),
        ("influxdb:2.7", {"DOCKER_INFLUXDB_INIT_MODE": "setup"}, 4),
        ("confluentinc/cp-kafka:7.6", {"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:1"}, 1),
        (
            "confluentinc/cp-kafka:7.6",
            {"KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:1"},
            0,
        ),
        (
            "confluentinc/cp-kafka:8.0",
            {"KAFKA_ZOOKEEPER_CONNECT": "z:2181", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:1"},
            1,
        ),
        ("confluentinc/cp-zookeeper:7.6", {}, 1),
        ("bitnami/zookeeper:3.9", {}, 1),
        ("bitnami/postgresql:16", {}, 1),
        ("bitnami/postgresql:16", {"ALLOW_EMPTY_PASSWORD": "yes"}, 0),
        ("bitnami/mysql", {}, 1),
        ("bitnami/mariadb", {}, 1),
        ("bitnami/redis", {}, 1),
        ("bitnami/mongodb", {}, 1),
        ("redis:8", {}, 0),
        ("nginx:1.29", {}, 0),
    ],
)
def test_required_environment(image: str, environment: dict[str, str | None], unmet: int) -> None:
    found = known(image)
    assert len(found.unmet(given(**environment))) == unmet
    assert found.unmet({}, complete=False) == []


def test_advice() -> None:
    advised = known("mysql:8.4").advised_environment
    assert [holds(asked, given(MYSQL_USER="app")) for asked in advised] == [False]
    assert [holds(asked, given(MYSQL_USER="app", MYSQL_PASSWORD="x")) for asked in advised] == [True]


@pytest.mark.parametrize(
    ("condition", "environment", "expected"),
    [
        ("A", {}, False),
        ("A", {"A": "x"}, True),
        ("A", {"A": ""}, False),
        ("A", {"A": None}, None),
        ("?A", {"A": None}, True),
        ("!A", {"A": None}, None),
        ("A=yes", {"A": "YES"}, True),
        ("A=yes", {"A": "no"}, False),
        ("A | B", {"A": None, "B": "x"}, True),
        ("A | B", {"A": None}, None),
        ("A + B", {"A": None}, False),
        ("A + B | C", {"C": "x"}, True),
        ("", {}, True),
    ],
)
def test_conditions(condition: str, environment: dict[str, str | None], expected: bool | None) -> None:
    assert holds(condition, given(**environment)) is expected


@pytest.mark.parametrize(
    ("image", "variable", "spelling"),
    [
        ("postgres", "POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE"),
        ("postgres", "PGDATA", None),
        ("mysql", "MYSQL_PASSWORD", "MYSQL_PASSWORD_FILE"),
        ("mariadb", "MARIADB_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD_FILE"),
        ("mongo", "MONGO_INITDB_ROOT_PASSWORD", "MONGO_INITDB_ROOT_PASSWORD_FILE"),
        ("grafana/grafana", "GF_SECURITY_ADMIN_PASSWORD", "GF_SECURITY_ADMIN_PASSWORD__FILE"),
        ("gitea/gitea", "GITEA__database__PASSWD", "GITEA__database__PASSWD__FILE"),
        ("neo4j", "NEO4J_AUTH", "NEO4J_AUTH_FILE"),
        ("wordpress", "WORDPRESS_DB_PASSWORD", "WORDPRESS_DB_PASSWORD_FILE"),
        ("lscr.io/linuxserver/sonarr", "PASSWORD", "FILE__PASSWORD"),
        ("n8nio/n8n", "N8N_ENCRYPTION_KEY", "N8N_ENCRYPTION_KEY_FILE"),
        ("redis", "REDIS_PASSWORD", None),
        ("rabbitmq", "RABBITMQ_DEFAULT_PASS", None),
    ],
)
def test_variables_read_from_files(image: str, variable: str, spelling: str | None) -> None:
    assert known(image).file_variable(variable) == spelling


def test_an_image_that_reads_no_files_is_told_from_one_that_nobody_knows() -> None:
    assert known("redis").file_variables == known("memcached").file_variables == known("nginx").file_variables == ()
    assert known("mcr.microsoft.com/mssql/server").file_variables is None


def test_refused_variables() -> None:
    assert known("rabbitmq:4").refuses("RABBITMQ_DEFAULT_PASS_FILE")
    assert known("rabbitmq:4").refuses("RABBITMQ_SSL_CERTFILE")
    assert not known("rabbitmq:4").refuses("RABBITMQ_DEFAULT_PASS")
    assert not known("rabbitmq:3.8").refuses("RABBITMQ_DEFAULT_PASS_FILE")


@pytest.mark.parametrize(
    ("image", "accounts"),
    [
        ("postgres", ["POSTGRES_USER|postgres", "POSTGRES_PASSWORD", "POSTGRES_DB|POSTGRES_USER|postgres"]),
        ("mysql", ["root", "MYSQL_ROOT_PASSWORD", "", "MYSQL_USER", "MYSQL_PASSWORD", "MYSQL_DATABASE"]),
        (
            "mariadb",
            [
                *("root", "MARIADB_ROOT_PASSWORD|MYSQL_ROOT_PASSWORD", ""),
                *("MARIADB_USER|MYSQL_USER", "MARIADB_PASSWORD|MYSQL_PASSWORD", "MARIADB_DATABASE|MYSQL_DATABASE"),
            ],
        ),
        ("mongo", ["MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD", "admin"]),
        ("rabbitmq", ["RABBITMQ_DEFAULT_USER|guest", "RABBITMQ_DEFAULT_PASS|guest", "RABBITMQ_DEFAULT_VHOST|/"]),
        ("mcr.microsoft.com/mssql/server", ["sa", "MSSQL_SA_PASSWORD|SA_PASSWORD", ""]),
        ("clickhouse", ["CLICKHOUSE_USER|default", "CLICKHOUSE_PASSWORD", "CLICKHOUSE_DB|default"]),
        ("minio/minio", ["MINIO_ROOT_USER|minioadmin", "MINIO_ROOT_PASSWORD|minioadmin", ""]),
        ("elasticsearch", ["elastic", "ELASTIC_PASSWORD", ""]),
        ("bitnami/redis", ["default", "REDIS_PASSWORD", ""]),
        ("redis", []),
    ],
)
def test_accounts_created_on_the_first_run(image: str, accounts: list[str]) -> None:
    parts = [part for account in known(image).accounts for part in (account.user, account.password, account.database)]
    assert ["|".join((*part.variables, *filter(None, [part.default]))) for part in parts] == accounts


@pytest.mark.parametrize(
    ("image", "directory", "suffixes"),
    [
        ("postgres", "/docker-entrypoint-initdb.d", (".sh", ".sql", ".sql.gz", ".sql.xz", ".sql.zst")),
        ("mongo", "/docker-entrypoint-initdb.d", (".js", ".sh")),
        ("gvenzl/oracle-free", "/container-entrypoint-initdb.d", (".sql", ".sql.gz", ".sql.zip", ".sh")),
        ("nginx", "/docker-entrypoint.d", (".sh", ".envsh")),
        ("redis", "", ()),
        ("elasticsearch", "", ()),
        ("percona/percona-server-mongodb", None, None),
    ],
)
def test_init_directories(image: str, directory: str | None, suffixes: tuple[str, ...] | None) -> None:
    assert (known(image).init_directory, known(image).init_suffixes) == (directory, suffixes)


# The recommended healthchecks.

POSTGRES = "pg_isready -U {} -d {} -h 127.0.0.1"
MONGO = ["--quiet", "--eval", "db.adminCommand('ping').ok"]
MYSQLADMIN = ["CMD", "mysqladmin", "ping", "-h", "127.0.0.1", "--silent"]
SQLCMD = '-S localhost -U sa -P "$${MSSQL_SA_PASSWORD}" -Q "SELECT 1" -b'
HEALTH = "127.0.0.1:9200/_cluster/health?wait_for_status=yellow&timeout=1s'"


@pytest.mark.parametrize(
    ("image", "environment", "test"),
    [
        ("postgres:16", {}, ["CMD-SHELL", POSTGRES.format("postgres", "postgres")]),
        (
            "postgres:16-alpine",
            {"POSTGRES_USER": "analyst", "POSTGRES_DB": "sports"},
            ["CMD-SHELL", POSTGRES.format("analyst", "sports")],
        ),
        ("postgres:18", {"POSTGRES_USER": "analyst"}, ["CMD-SHELL", POSTGRES.format("analyst", "analyst")]),
        (
            "pgvector/pgvector:pg17",
            {"POSTGRES_USER": None, "POSTGRES_DB": "app"},
            ["CMD-SHELL", POSTGRES.format("$${POSTGRES_USER}", "app")],
        ),
        (
            "postgis/postgis",
            {"POSTGRES_USER": "o'neil x", "POSTGRES_DB": ""},
            ["CMD-SHELL", POSTGRES.format('"$${POSTGRES_USER}"', '"$${POSTGRES_USER}"')],
        ),
        ("bitnami/postgresql", {"POSTGRESQL_USERNAME": "app"}, ["CMD-SHELL", POSTGRES.format("app", "postgres")]),
        ("mysql:8.4", {"MYSQL_ROOT_PASSWORD": "x"}, MYSQLADMIN),
        ("mariadb:11", {}, ["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]),
        ("mariadb:10.6", {}, ["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]),
        ("mariadb:10.6.4-focal", {}, MYSQLADMIN),
        ("mariadb:10.4", {}, MYSQLADMIN),
        ("mongo:4.2", {}, ["CMD", "mongo", *MONGO]),
        ("mongo:7", {}, ["CMD", "mongosh", *MONGO]),
        ("mongo", {}, ["CMD", "mongosh", *MONGO]),
        ("redis:7-alpine", {}, ["CMD", "redis-cli", "ping"]),
        (
            "redis:7-alpine",
            {"REDIS_PASSWORD": "hunter22"},
            ["CMD-SHELL", 'REDISCLI_AUTH="$${REDIS_PASSWORD}" redis-cli ping | grep -q PONG'],
        ),
        ("redis:7-alpine", {"REDISCLI_AUTH": "hunter22"}, ["CMD", "redis-cli", "ping"]),
        ("valkey/valkey:8", {}, ["CMD", "valkey-cli", "ping"]),
        ("memcached:1.6", {}, ["CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/11211"]),
        ("memcached:1.6-alpine", {}, ["CMD", "nc", "-z", "127.0.0.1", "11211"]),
        ("rabbitmq:4-management", {}, ["CMD", "rabbitmq-diagnostics", "-q", "ping"]),
        ("zookeeper:3.9", {}, ["CMD", "zkServer.sh", "status"]),
        (
            "confluentinc/cp-zookeeper",
            {"ZOOKEEPER_CLIENT_PORT": "2182"},
            ["CMD-SHELL", "echo srvr | nc localhost 2182"],
        ),
        ("minio/minio", {}, ["CMD", "mc", "ready", "local"]),
        ("cassandra:5", {}, ["CMD-SHELL", "nodetool status | grep -q ^UN"]),
        (
            "mcr.microsoft.com/mssql/server:2022-latest",
            {"MSSQL_SA_PASSWORD": "Hunter22"},
            ["CMD-SHELL", f"/opt/mssql-tools18/bin/sqlcmd -C {SQLCMD}"],
        ),
        ("mcr.microsoft.com/mssql/server:2022-cu10", {}, ["CMD-SHELL", f"/opt/mssql-tools/bin/sqlcmd {SQLCMD}"]),
        ("mcr.microsoft.com/mssql/server:2022-cu14", {}, ["CMD-SHELL", f"/opt/mssql-tools18/bin/sqlcmd -C {SQLCMD}"]),
        ("mcr.microsoft.com/mssql/server:2017-latest", {}, ["CMD-SHELL", f"/opt/mssql-tools/bin/sqlcmd {SQLCMD}"]),
        (
            "mcr.microsoft.com/mssql/server",
            {"SA_PASSWORD": "Hunter22"},
            ["CMD-SHELL", f"/opt/mssql-tools18/bin/sqlcmd -C {SQLCMD.replace('MSSQL_SA_', 'SA_')}"],
        ),
        (
            "elasticsearch:8.19",
            {"xpack__dot__security__dot__enabled": "false"},
            ["CMD-SHELL", f"curl -fs 'http://{HEALTH}"],
        ),
        (
            "elasticsearch:8.19",
            {"ELASTIC_PASSWORD": "hunter22"},
            ["CMD-SHELL", f'curl -fsk -u "elastic:$${{ELASTIC_PASSWORD}}" \'https://{HEALTH}'],
        ),
        ("elasticsearch:8.19", {}, None),
        ("elasticsearch:8.19", {"xpack__dot__security__dot__enabled": None}, None),
        ("elasticsearch:7.17", {}, ["CMD-SHELL", f"curl -fs 'http://{HEALTH}"]),
        ("nginx:1.29", {}, ["CMD", "curl", "-fs", "http://127.0.0.1/"]),
        ("nginx:1.29-alpine", {}, ["CMD", "wget", "-q", "--spider", "http://127.0.0.1/"]),
        ("wordpress:6-fpm", {}, None),
        ("nats:2", {}, None),
        ("nats:2-alpine", {}, ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8222/healthz"]),
        ("grafana/loki:3.7", {}, ["CMD", "/usr/bin/loki", "-health"]),
        ("grafana/loki:3.6", {}, None),
        ("grafana/loki:3.5", {}, ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:3100/ready"]),
        ("jaegertracing/jaeger", {}, None),
        ("quay.io/keycloak/keycloak:26.0", {}, None),
        ("influxdb:2.7", {}, ["CMD", "influx", "ping"]),
        ("python:3.13", {}, None),
    ],
)
def test_recommended_healthchecks(image: str, environment: dict[str, str | None], test: list[str] | None) -> None:
    assert known(image).test(given(**environment)) == test


API_VERSIONS = "kafka-broker-api-versions --bootstrap-server"


@pytest.mark.parametrize(
    ("image", "environment", "test"),
    [
        ("apache/kafka:4.1.0", {}, "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092"),
        (
            "apache/kafka:4.1.0",
            {"KAFKA_LISTENERS": "CONTROLLER://:9093,PLAINTEXT://kafka:29092"},
            "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server kafka:29092",
        ),
        ("apache/kafka:4.1.0", {"KAFKA_LISTENERS": None}, None),
        ("confluentinc/cp-kafka:7.6", {}, f"{API_VERSIONS} localhost:9092"),
        (
            "confluentinc/cp-kafka:7.6",
            {"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://kafka:29092,PLAINTEXT_HOST://localhost:9093"},
            f"{API_VERSIONS} localhost:29092",
        ),
        (
            "confluentinc/cp-kafka:7.6",
            {"KAFKA_ADVERTISED_LISTENERS": "INTERNAL://kafka:29092,PLAINTEXT_HOST://localhost:9092"},
            f"{API_VERSIONS} localhost:9092",
        ),
        ("bitnami/kafka:3.9", {}, "kafka-topics.sh --bootstrap-server localhost:9092 --list"),
        ("bitnamilegacy/kafka", {"KAFKA_CFG_LISTENERS": "SASL_PLAINTEXT://:9092"}, None),
        (
            "bitnamilegacy/kafka",
            {
                "KAFKA_CFG_LISTENERS": "CLIENT://0.0.0.0:9094,INTERNAL://:9095",
                "KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP": "CLIENT:SASL_SSL,INTERNAL:PLAINTEXT",
            },
            "kafka-topics.sh --bootstrap-server localhost:9095 --list",
        ),
        ("bitnami/kafka:3.9", {"KAFKA_CFG_LISTENERS": "PLAINTEXT://$(reboot):9092"}, None),
    ],
)
def test_kafka_is_asked_where_it_listens(image: str, environment: dict[str, str | None], test: str | None) -> None:
    assert known(image).test(given(**environment)) == (test and ["CMD-SHELL", test])


def test_variables_out_of_sight_are_left_to_the_shell() -> None:
    test = known("postgres:16").test({}, complete=False)
    user = "$${POSTGRES_USER:-postgres}"
    assert test == ["CMD-SHELL", POSTGRES.format(user, "$${POSTGRES_DB:-" + user + "}")]
    interpolated = {"POSTGRES_USER": ("analyst", False)}
    assert known("postgres:16").test(interpolated) == [
        "CMD-SHELL",
        POSTGRES.format("$${POSTGRES_USER}", "$${POSTGRES_USER}"),
    ]


def test_timings() -> None:
    postgres, kafka = known("postgres"), known("apache/kafka")
    assert (postgres.interval, postgres.timeout, postgres.retries, postgres.start_period) == ("10s", "5s", 5, "10s")
    assert (kafka.timeout, kafka.start_period) == ("10s", "30s")


# What nobody knows stays unknown.


@pytest.mark.parametrize(
    ("segment", "role"),
    [
        ("my-postgres", "database"),
        ("mongo-custom", "database"),
        ("acme_mysql.8", "database"),
        ("company-redis-cluster", "cache"),
        ("kafka", "broker"),
        ("elasticsearch-ha", "search"),
        ("minio", "object-store"),
        ("my-postgres-exporter", None),
        ("postgres-exporter", None),
        ("mysqld-exporter", None),
        ("kafka-ui", None),
        ("mongo-express", None),
        ("redis-commander", None),
        ("postgres-operator", None),
        ("postgres-backup-local", None),
        ("backup-postgres", None),
        ("mysql-client", None),
        ("kafka-tools", None),
        ("wait-for-postgres", None),
        ("etl-kafka", None),
        ("kafka-consumer", None),
        ("postgresql-migrations", None),
        ("spring-boot-mysql", None),
        ("nginx-php", None),
        ("postgrest", None),
        ("mongoose-api", None),
        ("app", None),
        ("", None),
    ],
)
def test_roles_told_by_a_name(segment: str, role: str | None) -> None:
    found = role_only(segment)
    assert (found and found.role) == role
    direct = facts(f"org/{segment}", (1,), (), True) if segment else None
    assert (direct and direct.role) == role
    if direct:
        assert (direct.ports, direct.data, direct.healthcheck, direct.user, direct.test({})) == (None,) * 5
        assert direct.tools == {}


def test_images_nobody_knows() -> None:
    assert facts("org/app", None, (), True) is None
    assert facts("x" * 10_000, None, (), True) is None
    assert facts("a/" * 200 + "b", None, (), True) is None


@pytest.mark.parametrize("repository", ["postgres", "mongo", "mariadb", "nginx", "python", "influxdb", "clickhouse"])
def test_an_unknown_tag_keeps_only_what_holds_for_all(repository: str) -> None:
    unknown, newest = facts(repository, None, (), False), facts(repository, None, (), True)
    assert unknown is not None
    assert newest is not None
    assert unknown.role == newest.role
    assert unknown.healthcheck is False
    assert unknown.tools.get("wget") is None


def test_an_unknown_tag_with_a_known_variant_still_tells_the_family() -> None:
    found = facts("postgres", None, ("alpine",), False)
    assert found is not None
    assert (found.family, found.tools["wget"], found.data) == ("alpine", True, None)
