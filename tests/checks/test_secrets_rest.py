"""Credentials on command lines, in files beside variables, behind open doors, and in files that git hands on."""

from __future__ import annotations

import pytest

import composelint
from composelint.documents.placeholders import PLACEHOLDERS
from composelint.knowledge.credentials.doors import DOORS
from composelint.knowledge.images import table

TODAY = "2026-11-22"
HEX = PLACEHOLDERS["random-hex"]()
TOKEN = PLACEHOLDERS["github-token"]()


def service(*lines: str, image: str = "acme/x") -> dict[str, str]:
    """A compose file with one service, its keys as written in `lines`."""
    return {"compose.yaml": "".join(f"{line}\n" for line in ("services:", "  api:", f"    image: {image}", *lines))}


def said(rule: str, files: dict[str, str]) -> list[str]:
    """What a rule says: "service severity", in the order of the places."""
    report = composelint.lint(files, select=[rule, "invalid-yaml", "wrong-type", "invalid-value"], today=TODAY)
    assert report.errors == []
    assert {finding.rule for finding in report.findings} <= {rule}, "the example itself is broken"
    return [f"{finding.service} {finding.severity}" for finding in report.findings if finding.rule == rule]


@pytest.mark.parametrize(
    "command",
    [
        "redis-server --requirepass orchid-lantern",
        "--requirepass orchid-lantern",
        "['--requirepass', orchid-lantern]",
        "redis-server --masterauth orchid-lantern --requirepass orchid-lantern-2",
        "sh -c 'mysqladmin ping -porchid-lantern'",
        "['sh', '-c', 'PGPASSWORD=orchid-lantern psql -h db']",
        "sqlcmd -U sa -P orchid-lantern -Q x",
        "mongosh -u root -p orchid-lantern",
        "curl -u ada:orchid-lantern http://x",
        "app --api-key=orchid-lantern-7 --port 80",
        "app --secret orchid-lantern",
        "java -Dspring.datasource.password=orchid-lantern -jar app.jar",
        "\"curl -H 'Authorization: Bearer orchid-lantern-77' http://x\"",
    ],
)
def test_commands_that_are_given_a_credential(command: str) -> None:
    for lines in (
        (f"    command: {command}",),
        (f"    entrypoint: {command}",),
        ("    post_start:", f"      - command: {command}"),
        ("    healthcheck:", f"      test: {command.replace('[', '[CMD, ', 1)}"),
    ):
        assert set(said("credential-in-command", service(*lines))) == {"api warning"}, lines


@pytest.mark.parametrize(
    "command",
    [
        "redis-server --requirepass ${REDIS_PASSWORD}",
        "redis-server --requirepass $$REDIS_PASSWORD",
        "redis-server --requirepass ${REDIS_PASSWORD:-orchid-lantern}",
        "redis-server --requirepass ''",
        "redis-server --requirepass changeme",
        "sh -c 'mysqladmin ping -p$$MYSQL_PASSWORD'",
        "psql -p 5432 -U app",
        "ssh -p 2222 host",
        "app -p 8080",
        "app --password-file /run/secrets/x --token-ttl 3600 --max-tokens 5000",
        "app --token-url https://login.example.net/token",
        "app --password /run/secrets/password",
        "app --no-password --auth basic",
        "app postgres://ada:orchid-lantern@db/x",
        "['app', '--password', '7']",
    ],
)
def test_commands_that_are_given_none(command: str) -> None:
    assert said("credential-in-command", service(f"    command: {command}")) == []


def test_a_well_known_password_counts_where_a_server_uses_it() -> None:
    own = service("    command: redis-server --requirepass changeme", image="redis:8")
    assert said("credential-in-command", own) == ["api warning"]
    text = (
        "services:\n  db: {image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: changeme},"
        " healthcheck: {test: mysqladmin ping -pchangeme}}\n"
        "  x: {image: acme/x, healthcheck: {test: mysqladmin ping -pchangeme2}}\n"
    )
    assert said("credential-in-command", {"compose.yaml": text}) == ["db warning"]


def test_one_rule_speaks_of_what_a_command_is_given() -> None:
    def rules(command: str) -> list[str]:
        files = service(f"    command: {command}")
        return [finding.rule for finding in composelint.lint(files, select=["secrets"]).findings]

    assert rules(f"app --token={TOKEN}") == ["leaked-credential"]
    assert rules("app --password=orchid-lantern") == ["credential-in-command"]
    assert rules("app --url redis://:orchid-lantern@x") == ["credential-in-url"]
    assert rules("app --password=${P:-orchid-lantern}") == ["secret-default"]


def test_a_command_that_an_anchor_spreads_is_reported_once() -> None:
    text = (
        "x-test: &test\n  test: redis-cli -a orchid-lantern ping\nservices:\n"
        "  a: {image: acme/x, healthcheck: *test}\n  b: {image: acme/x, healthcheck: *test}\n"
    )
    assert said("credential-in-command", {"compose.yaml": text}) == ["a warning"]
    assert said("credential-in-command", {"tests/compose.yaml": text}) == ["a info"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: orchid-lantern},"
            " healthcheck: {test: mysqladmin ping -porchid-lantern}",
            'test: ["CMD-SHELL", "mysqladmin ping -p$$MYSQL_ROOT_PASSWORD"]',
        ),
        (
            "image: 'mysql:8.4', environment: {MYSQL_ROOT_PASSWORD: orchid-lantern},"
            " healthcheck: {test: [CMD, mysqladmin, ping, -porchid-lantern]}",
            'test: ["CMD", "mysqladmin", "ping", "-p${MYSQL_ROOT_PASSWORD:?set MYSQL_ROOT_PASSWORD}"]',
        ),
        ("image: acme/x, command: app --token=orchid-lantern", '"app --token=${TOKEN:?set TOKEN}"'),
        ("image: acme/x, command: app --password orchid-lantern", '"app --password ${API_PASSWORD:?set API_PASSWORD}"'),
        (
            "image: acme/x, post_start: [{command: app --password orchid-lantern}]",
            "Write `${API_PASSWORD:?set API_PASSWORD}` in its place",
        ),
    ],
)
def test_what_to_write_in_the_command_instead(body: str, expected: str) -> None:
    files = {"compose.yaml": f"services: {{api: {{{body}}}}}\n"}
    (finding,) = composelint.lint(files, select=["credential-in-command"]).findings
    assert expected in (finding.help or "")


SECRETS = "secrets:\n  db: {file: ./db.txt}\n"


@pytest.mark.parametrize(
    ("image", "lines", "found"),
    [
        ("postgres:17", ("POSTGRES_PASSWORD: ${P}",), True),
        ("postgres:17", ("POSTGRES_PASSWORD: ${P:?}",), True),
        ("postgres:17", ("POSTGRES_PASSWORD: orchid-lantern",), True),
        ("postgres:17", ("POSTGRES_USER: ${U}",), False),
        ("postgres:17", ("POSTGRES_PASSWORD: ''",), False),
        ("postgres:17", ("POSTGRES_PASSWORD: ",), False),
        ("postgres:17", ("POSTGRES_PASSWORD: ${P}", "POSTGRES_PASSWORD_FILE: ${F}"), False),
        ("lscr.io/linuxserver/plex:1", ("DB_PASSWORD: ${P}",), True),
        ("lscr.io/linuxserver/plex:1", ("PUID: ${P}",), False),
        ("redis:8", ("REDIS_PASSWORD: ${P}",), False),
        ("ghcr.io/acme/api:3", ("DB_PASSWORD: ${P}",), False),
    ],
)
def test_passwords_that_a_file_could_hold(image: str, lines: tuple[str, ...], found: bool) -> None:
    environment = ("    environment:", *(f"      {line}" for line in lines))
    files = service(*environment, image=image)
    files["compose.yaml"] += SECRETS
    assert said("secret-file-variant", files) == (["api info"] if found else [])
    literal = "orchid" in lines[0]
    assert said("secret-file-variant", service(*environment, image=image)) == (["api info"] if literal else [])


def test_what_a_password_in_the_file_says_already() -> None:
    files = service("    environment:", "      POSTGRES_PASSWORD: orchid-lantern", image="postgres:17")
    files["compose.yaml"] += SECRETS
    rules = ["secret-file-variant", "literal-credential"]
    assert [finding.rule for finding in composelint.lint(files, select=rules).findings] == ["literal-credential"]


def test_a_job_and_an_entrypoint_of_ones_own_are_left_alone() -> None:
    for key in ("entrypoint: /x", "command: pg_dump -h db"):
        files = service(f"    {key}", "    environment:", "      POSTGRES_PASSWORD: ${P}", image="postgres:17")
        files["compose.yaml"] += SECRETS
        assert said("secret-file-variant", files) == []


def test_the_secret_that_is_declared_is_not_declared_again() -> None:
    files = service("    environment:", "      POSTGRES_PASSWORD: ${P}", image="postgres:17")
    files["compose.yaml"] += "secrets:\n  postgres_password: {environment: P}\n"
    (finding,) = composelint.lint(files, select=["secret-file-variant"]).findings
    assert "file:" not in (finding.help or "")


@pytest.mark.parametrize(
    ("image", "lines", "found"),
    [
        ("postgres:17", ("A: b", "POSTGRES_PASSWORD: x", "POSTGRES_PASSWORD_FILE: /f"), True),
        ("mongo:8", ("MONGO_INITDB_ROOT_PASSWORD: x", "MONGO_INITDB_ROOT_PASSWORD_FILE: /f"), True),
        ("grafana/grafana:12.1.0", ("GF_SECURITY_ADMIN_PASSWORD: x", "GF_SECURITY_ADMIN_PASSWORD__FILE: /f"), True),
        ("grafana/grafana:12.1.0", ("GF_SECURITY_ADMIN_PASSWORD: x", "GF_SECURITY_ADMIN_PASSWORD_FILE: /f"), False),
        ("wordpress:6", ("WORDPRESS_DB_PASSWORD: x", "WORDPRESS_DB_PASSWORD_FILE: /f"), False),
        ("postgres:17", ("POSTGRES_PASSWORD: ''", "POSTGRES_PASSWORD_FILE: /f"), False),
        ("postgres:17", ("POSTGRES_PASSWORD: ${P}", "POSTGRES_PASSWORD_FILE: /f"), False),
        ("ghcr.io/acme/api:3", ("DB_PASSWORD: x", "DB_PASSWORD_FILE: /f"), False),
        ("rabbitmq:4", ("RABBITMQ_SSL_CERTFILE: /f",), True),
        ("rabbitmq:4", ("RABBITMQ_VM_MEMORY_HIGH_WATERMARK: 0.5",), True),
        ("rabbitmq:4", ("RABBITMQ_DEFAULT_PASS_FILE: ''",), False),
        ("rabbitmq:3.8", ("RABBITMQ_DEFAULT_PASS_FILE: /f",), False),
        ("rabbitmq:4", ("RABBITMQ_DEFAULT_PASS: x",), False),
        ("redis:8", ("REDIS_PASSWORD_FILE: /f",), True),
        ("redis:8", ("REDIS_PASSWORD: x", "REDIS_PASSWORD_FILE: /f"), False),
        ("redis:8", ("LOG_FILE: /f",), False),
        ("mcr.microsoft.com/mssql/server:2022-latest", ("MSSQL_SA_PASSWORD_FILE: /f",), False),
        ("ghcr.io/acme/api:3", ("DB_PASSWORD_FILE: /run/secrets/none",), True),
        ("ghcr.io/acme/api:3", ("DB_PASSWORD_FILE: /run/secrets/db",), False),
        ("ghcr.io/acme/api:3", ("DB_PASSWORD_FILE: /run/secrets/${NAME}",), False),
        ("ghcr.io/acme/api:3", ("DB_PASSWORD: /run/secrets/none",), False),
    ],
)
def test_variables_and_their_files(image: str, lines: tuple[str, ...], found: bool) -> None:
    files = service("    secrets: [db]", "    environment:", *(f"      {line}" for line in lines), image=image)
    files["compose.yaml"] += SECRETS
    assert said("value-and-file-variant", files) == (["api error"] if found else [])


@pytest.mark.parametrize(
    "line",
    [
        "volumes: ['./x:/run/secrets']",
        "volumes: ['./x:/run/secrets/none:ro']",
        "volumes: ['./x:/run']",
        "volumes: ['./x:${TARGET}']",
        "secrets: [{source: db, target: none}]",
        "secrets: [{source: db, target: /run/secrets/none}]",
        "secrets: ['${NAME}']",
    ],
)
def test_what_may_make_the_file(line: str) -> None:
    files = service(f"    {line}", "    environment:", "      DB_PASSWORD_FILE: /run/secrets/none")
    files["compose.yaml"] += SECRETS
    assert said("value-and-file-variant", files) == []


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
        ("traefik:3.5", 8080, ("command: --api.insecure=true",), "command: --api.insecure=false"),
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
