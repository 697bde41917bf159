"""Variables without which an image does not start: hits and look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

import composelint

BAD = at("a", "error")
DOUBT = at("a")

REQUIRED: list[tuple[str, Found]] = [
    ("image: 'postgres:17'", BAD),
    ("image: 'postgis/postgis:17-3.5'", BAD),
    ("image: 'postgres:17', environment: {POSTGRES_USER: x}", BAD),
    ("image: 'postgres:17', environment: {POSTGRES_PASSWORD: ''}", BAD),
    ("image: 'postgres:17', environment: {POSTGRES_PASSWORD: x}", NONE),
    ("image: 'postgres:17', environment: [POSTGRES_PASSWORD]", NONE),
    ("image: 'postgres:17', environment: {POSTGRES_PASSWORD: '${X}'}", NONE),
    ("image: 'postgres:17', environment: {POSTGRES_PASSWORD: '${X:-}'}", DOUBT),
    ("image: 'postgres:17', environment: ['POSTGRES_PASSWORD=${X:-}']", DOUBT),
    ("image: 'postgres:17', environment: {POSTGRES_PASSWORD_FILE: /run/x}", NONE),
    ("image: 'postgres:17', environment: {POSTGRES_HOST_AUTH_METHOD: trust}", NONE),
    ("image: 'postgres:17', environment: {POSTGRES_HOST_AUTH_METHOD: md5}", BAD),
    ("image: 'postgres:17', environment: {POSTGRES_HOST_AUTH_METHOD: '${X}'}", NONE),
    ("image: 'postgres:17', env_file: missing.env", NONE),
    ("image: 'postgres:17', command: -c fsync=off", BAD),
    ("image: 'postgres:17', command: postgres -c fsync=off", BAD),
    ("image: 'postgres:17', command: sleep infinity", NONE),
    ("image: 'postgres:17', command: pg_dump x", NONE),
    ("image: 'postgres:17', command: '${X}'", NONE),
    ("image: 'postgres:17', entrypoint: /x", NONE),
    ("image: 'postgres:17', scale: 0", NONE),
    ("image: 'postgres:17', volumes: ['./d:/var/lib/postgresql/data']", DOUBT),
    ("image: 'postgres:17', volumes: ['./init:/docker-entrypoint-initdb.d']", BAD),
    ("image: 'postgres:17', volumes: ['/var/lib/postgresql/data']", BAD),
    ("image: 'postgres:${X}'", BAD),
    ("image: '${X}'", NONE),
    ("image: 'registry.example.com/our/postgres:17'", NONE),
    ("image: 'mysql:8.4'", BAD),
    ("image: 'mysql:8.4', environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 'yes'}", NONE),
    ("image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: x, MYSQL_USER: root, MYSQL_PASSWORD: x}", BAD),
    ("image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: x, MYSQL_USER: joe}", DOUBT),
    ("image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: x, MYSQL_USER: joe, MYSQL_PASSWORD: x}", NONE),
    ("image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: x, MYSQL_USER: '${X}'}", NONE),
    ("image: 'mariadb:11.8', environment: {MYSQL_ROOT_PASSWORD: x}", NONE),
    ("image: 'mongo:8'", NONE),
    ("image: 'mongo:8', environment: {MONGO_INITDB_ROOT_USERNAME: x}", BAD),
    ("image: 'mongo:8', environment: {MONGO_INITDB_ROOT_PASSWORD: x}", BAD),
    ("image: 'mongo:8', environment: {MONGO_INITDB_ROOT_USERNAME: x, MONGO_INITDB_ROOT_PASSWORD: '${X}'}", NONE),
    ("image: 'elasticsearch:7.17.28'", BAD),
    ("image: 'elasticsearch:7.17.28', environment: [discovery.type=single-node]", NONE),
    ("image: 'elasticsearch:7.17.28', environment: {discovery.seed_hosts: b}", NONE),
    ("image: 'elasticsearch:7.17.28', command: elasticsearch -Ediscovery.type=single-node", NONE),
    ("image: 'elasticsearch:7.17.28', volumes: ['./e.yml:/usr/share/elasticsearch/config/elasticsearch.yml']", NONE),
    ("image: 'elasticsearch:8.19.2'", NONE),
    ("image: 'opensearchproject/opensearch:3'", BAD),
    ("image: 'opensearchproject/opensearch:3', environment: {DISABLE_SECURITY_PLUGIN: 'true'}", NONE),
    ("image: 'opensearchproject/opensearch:2.11.0'", NONE),
    ("image: 'couchdb:3.5'", BAD),
    ("image: 'couchdb:3.5', configs: [{source: x, target: /opt/couchdb/etc/local.d/x.ini}]", NONE),
    ("image: 'dpage/pgadmin4:9.8', environment: {PGADMIN_CONFIG_SERVER_MODE: 'False'}", NONE),
    ("image: 'rabbitmq:4', environment: {RABBITMQ_DEFAULT_PASS_FILE: /x}", BAD),
    ("image: 'rabbitmq:4', environment: {RABBITMQ_DEFAULT_PASS: x}", NONE),
    ("image: 'rabbitmq:3.8', environment: {RABBITMQ_DEFAULT_PASS_FILE: /x}", NONE),
    ("image: 'bitnamilegacy/redis:8.0'", BAD),
    ("image: 'bitnamilegacy/redis:8.0', environment: {ALLOW_EMPTY_PASSWORD: 'yes'}", NONE),
    ("image: 'bitnamilegacy/redis:8.0', environment: {ALLOW_EMPTY_PASSWORD: true}", NONE),
    ("image: 'bitnamilegacy/mysql:8.0', environment: {MYSQL_REPLICATION_MODE: slave}", NONE),
    ("image: 'itzg/minecraft-server', environment: {EULA: 'YES'}", NONE),
    ("image: 'itzg/minecraft-server', environment: {EULA: 'no'}", BAD),
    ("image: 'redis:8'", NONE),
]


@pytest.mark.parametrize(("service", "expected"), REQUIRED)
def test_missing_required_environment(service: str, expected: Found) -> None:
    assert found("missing-required-environment", f"a: {{{service}}}") == expected


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM postgres:17\n", BAD),
        ("FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n", BAD),
        ("FROM postgres:17\nENV POSTGRES_PASSWORD=x\n", NONE),
        ('FROM postgres:17\nENTRYPOINT ["/mine.sh"]\n', NONE),
        ('FROM postgres:17\nCMD ["pg_dump", "x"]\n', NONE),
        ('FROM postgres:17\nCMD ["postgres", "-c", "fsync=off"]\n', BAD),
        ("FROM elasticsearch:7.17.28\nCOPY config/ /usr/share/elasticsearch/config/\n", NONE),
        ("FROM python:3.13\n", NONE),
        (None, NONE),
    ],
)
def test_builds_on_such_an_image(dockerfile: str | None, expected: Found) -> None:
    assert found("missing-required-environment", "a: {build: .}", dockerfile=dockerfile) == expected


@pytest.mark.parametrize(("external", "expected"), [("true", DOUBT), ("false", BAD)])
def test_an_external_volume_may_hold_the_data(external: str, expected: Found) -> None:
    text = (
        "services:\n  a: {image: 'postgres:17', volumes: ['files:/var/lib/postgresql/data']}\n"
        f"volumes:\n  files: {{external: {external}}}\n"
    )
    report = composelint.lint({"compose.yaml": text}, select=["missing-required-environment"])
    assert {(finding.service, finding.severity) for finding in report.findings} == expected


def test_what_belongs_together_is_one_finding() -> None:
    text = "services:\n  a: {image: 'influxdb:2.7', environment: {DOCKER_INFLUXDB_INIT_MODE: setup}}\n"
    report = composelint.lint({"compose.yaml": text}, select=["missing-required-environment"])
    assert len(report.findings) == 1
    assert (report.findings[0].help or "").count(":?set") == 4


SQL_SERVER = (
    "a: {image: 'mcr.microsoft.com/mssql/server:2022-latest', environment: {ACCEPT_EULA: 1, SA_PASSWORD: '%s'}}"
)
MINIO = "a: {image: 'minio/minio', command: server /data, environment: {MINIO_ROOT_PASSWORD: '%s'}}"


@pytest.mark.parametrize(
    ("service", "password", "expected"),
    [
        (SQL_SERVER, "Orchid-7", NONE),
        (SQL_SERVER, "orchid-lantern-7", NONE),
        (SQL_SERVER, "Orchid7", BAD),
        (SQL_SERVER, "orchidlantern", BAD),
        (SQL_SERVER, "orchid-lantern", BAD),
        (SQL_SERVER, "${X}", NONE),
        (SQL_SERVER, "${X:-orchid}", DOUBT),
        (MINIO, "orchid", BAD),
        (MINIO, "orchids1", NONE),
        (MINIO.replace("server /data", "sleep 1"), "orchid", NONE),
    ],
)
def test_passwords_that_an_image_refuses(service: str, password: str, expected: Found) -> None:
    assert found("missing-required-environment", service % password) == expected


def test_a_refused_password_is_not_shown() -> None:
    text = f"services:\n  {SQL_SERVER % 'orchid7'}\n"
    report = composelint.lint({"compose.yaml": text}, select=["missing-required-environment"])
    assert [("orchid7" in finding.message + (finding.help or "")) for finding in report.findings] == [False]
