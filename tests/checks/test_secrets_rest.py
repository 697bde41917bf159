"""Credentials on the command lines of services, and in the files that images read in the place of variables."""

from __future__ import annotations

import pytest
from one_service import said, service

import composelint
from composelint.documents.placeholders import PLACEHOLDERS

TOKEN = PLACEHOLDERS["github-token"]()


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


def test_what_a_healthcheck_reads_stays_where_it_is() -> None:
    check = "    healthcheck: {test: mysqladmin ping -p$$MYSQL_ROOT_PASSWORD}"
    for value, rule in (("${P}", "secret-file-variant"), ("orchid-lantern", "literal-credential")):
        files = service("    environment:", f"      MYSQL_ROOT_PASSWORD: {value}", check, image="mysql:8.4")
        files["compose.yaml"] += SECRETS
        helps = [finding.help or "" for finding in composelint.lint(files, select=[rule]).findings]
        assert not any("_FILE" in help for help in helps)


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
        ("mysql:8.4", ("MYSQL_PASSWORD: x", "MYSQL_PASSWORD_FILE: /f"), True),
        ("mariadb:11.8", ("MARIADB_PASSWORD: x", "MARIADB_PASSWORD_FILE: /f"), True),
        ("elasticsearch:8.19.0", ("ELASTIC_PASSWORD: x", "ELASTIC_PASSWORD_FILE: /f"), True),
        ("dpage/pgadmin4:9.8", ("PGADMIN_DEFAULT_PASSWORD: x", "PGADMIN_DEFAULT_PASSWORD_FILE: /f"), True),
        ("nextcloud:31", ("NEXTCLOUD_ADMIN_PASSWORD: x", "NEXTCLOUD_ADMIN_PASSWORD_FILE: /f"), True),
        ("pgvector/pgvector:pg17", ("POSTGRES_PASSWORD: x", "POSTGRES_PASSWORD_FILE: /f"), True),
        ("minio/minio:latest", ("MINIO_ROOT_PASSWORD: x", "MINIO_ROOT_PASSWORD_FILE: /f"), False),
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
        "configs: [{source: db, target: /run/secrets/none}]",
        "volumes_from: [api]",
    ],
)
def test_what_may_make_the_file(line: str) -> None:
    files = service(f"    {line}", "    environment:", "      DB_PASSWORD_FILE: /run/secrets/none")
    files["compose.yaml"] += SECRETS
    assert said("value-and-file-variant", files) == []
