"""What a help tells to write: it fits the service, parses, and mends what it is about."""

from __future__ import annotations

import pytest
from loaded import service

import composelint
from composelint._catalog import RULES
from composelint.core.defect import Finding
from composelint.core.source import Source
from composelint.documents import load
from composelint.documents.examples import Project
from composelint.documents.markdown import Block, pieces
from composelint.model import advice
from composelint.syntax.yaml import parse

AVAILABILITY = [slug for slug, rule in RULES.items() if rule.theme in ("health", "startup", "lifecycle", "resources")]
READERS = [slug for slug, rule in RULES.items() if rule.theme in ("syntax", "schema", "references")]
TODAY = "2026-11-22"

PYTHON = 'FROM python:3.13-slim\nCOPY . .\nEXPOSE 8000\nCMD ["uvicorn", "main:app"]\n'
NODE = "FROM node:22-alpine AS build\nRUN npm ci\nFROM node:22-alpine\nCOPY --from=build /x /x\nCMD npm start\n"
SERVED = (
    "FROM node:22 AS build\nRUN npm run build\nFROM nginx:1.29-alpine\nCOPY --from=build /x /usr/share/nginx/html\n"
)
GO = 'FROM golang:1.25 AS build\nFROM gcr.io/distroless/static\nCOPY --from=build /x /x\nENTRYPOINT ["/x"]\n'
JAVA = 'FROM eclipse-temurin:21-jre\nEXPOSE 8080\nENTRYPOINT ["java", "-jar", "app.jar"]\n'
DATABASE = "FROM postgres:17-alpine\nENV POSTGRES_USER=shop\nCOPY init.sql /docker-entrypoint-initdb.d/\n"

REAL = {
    "postgres": ("image: postgres:17-alpine\nenvironment: {POSTGRES_USER: shop, POSTGRES_PASSWORD: '${PW}'}", None),
    "postgres with an env file": ("image: postgres:17\nenv_file: [{path: db.env, required: false}]", None),
    "postgres on another port": ("image: postgres:17\ncommand: -p 5433\nexpose: ['5433']", None),
    "postgis": ("image: postgis/postgis:17-3.5\ndeploy: {resources: {limits: {cpus: '1'}}}", None),
    "mysql": ("image: mysql:9\nenvironment: {MYSQL_ROOT_PASSWORD: '${PW}'}\nmem_limit: 1g", None),
    "mariadb": ("image: mariadb:11.8\nenvironment: {MARIADB_ROOT_PASSWORD: '${PW}'}\nmem_reservation: 2g", None),
    "mongo": ("image: mongo:8\nenvironment: {MONGO_INITDB_ROOT_USERNAME: root}", None),
    "old mongo": ("image: mongo:4.4", None),
    "redis": ("image: redis:8-alpine\ncommand: redis-server --requirepass ${PW}", None),
    "redis with a password": ("image: redis:8\nenvironment: {REDIS_PASSWORD: '${PW}'}", None),
    "rabbitmq": ("image: rabbitmq:4-management\nports: ['15672:15672']", None),
    "kafka": ("image: apache/kafka:4.0.0", None),
    "confluent kafka": (
        "image: confluentinc/cp-kafka:7.9.0\nenvironment: {KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://it:29092'}", None
    ),
    "zookeeper": ("image: zookeeper:3.9", None),
    "elasticsearch": (
        "image: elasticsearch:9.1.2\n"
        "environment: {discovery.type: single-node, ES_JAVA_OPTS: -Xms4g -Xmx4g, xpack.security.enabled: 'false'}", None
    ),
    "minio": ("image: minio/minio\ncommand: server /data --console-address ':9001'\nports: ['9000:9000']", None),
    "clickhouse": ("image: clickhouse/clickhouse-server:25.8", None),
    "mssql": ("image: mcr.microsoft.com/mssql/server:2022-latest\nenvironment: {ACCEPT_EULA: 'Y'}", None),
    "cassandra": ("image: cassandra:5", None),
    "memcached": ("image: memcached:1.6-alpine", None),
    "nats without a shell": ("image: nats:2", None),
    "wordpress": ("image: wordpress:6\nports: ['80:80']", None),
    "keycloak": ("image: quay.io/keycloak/keycloak:26.3\ncommand: start-dev\nports: ['8080:8080']", None),
    "airflow scheduler": ("image: apache/airflow:3.0.4\ncommand: scheduler", None),
    "a python build": ("build: .\nports: ['8000:8000']", PYTHON),
    "a python worker of the same build": ("build: .\ncommand: celery -A tasks worker", PYTHON),
    "a node build": ("build: .\nports: ['3000:3000']\ndeploy: {restart_policy: {condition: any}}", NODE),
    "a build on nginx": ("build: .\nports: ['80:80']", SERVED),
    "a build on nginx with another port": ("build: .\nports: ['8080:8080']", SERVED),
    "a go build": ("build: .\nports: ['8080:8080']", GO),
    "a java build": ("build: .\nenvironment: {JAVA_OPTS: -Xmx1g}\nports: ['8080:8080', '5005:5005/udp']", JAVA),
    "a build of a database": ("build: .", DATABASE),
    "a build that nobody sees": ("build: https://github.com/example/x.git\nports: ['80:80']", None),
    "an image that nobody knows": ("image: registry.example.com/our/api:1\nports: ['80:80']", None),
    "a node image": ("image: node:22\ncommand: npm start\nports: ['3000:3000']", None),
    "a job": ("image: flyway/flyway:11\ncommand: migrate\nrestart: always", None),
    "a job in the words of deploy": ("build: .\ncommand: alembic upgrade head\n"
                                     "deploy: {restart_policy: {condition: any}}", PYTHON),
    "a part of a healthcheck": ("image: postgres:17\nhealthcheck: {interval: 3s, start_period: 2m}", None),
}  # fmt: skip
"""What people run: the body of a service, and its Dockerfile."""

DEPENDENTS = {
    "alone": "",
    "short": "depends_on: [it]",
    "started": "depends_on: {it: {condition: service_started}}",
    "healthy": "depends_on: {it: {condition: service_healthy}}",
    "completed": "depends_on: {it: {condition: service_completed_successfully}}",
}


def lint(files: dict[str, str], run: dict[str, object]) -> list[Finding]:
    report = composelint.lint(files, select=[*AVAILABILITY, *READERS], **{"today": TODAY} | run)  # type: ignore[arg-type]  # a page's words
    assert report.errors == []
    return report.findings


def block_of(finding: Finding) -> str | None:
    """The fenced YAML of a help; there is at most one."""
    blocks = [piece for piece in pieces(finding.help or "") if isinstance(piece, Block)]
    assert len(blocks) <= 1
    return "\n".join(blocks[0].lines) + "\n" if blocks and blocks[0].language == "yaml" else None


def what(finding: Finding) -> tuple[str, str | None, str]:
    return finding.rule, finding.service, finding.message


def assert_pasting_mends(files: dict[str, str], run: dict[str, object]) -> int:
    """Every help of a stack, merged over it, takes its finding away and brings its service no other; their number."""
    before, pasted = lint(files, run), 0
    known = {what(finding) for finding in before}
    base = [name for name in ("compose.yaml", "compose.override.yaml") if name in files]
    for finding in before:
        block = block_of(finding)
        if block is None or finding.rule not in AVAILABILITY:
            continue
        pasted += 1
        name = "compose.help.yaml" if len(base) > 1 else "compose.override.yaml"
        assert parse(Source(name, block)).problems == []
        after = lint({**files, name: block}, run | {"compose_files": [*base, name]})
        assert what(finding) not in {what(other) for other in after}, block
        new = [other for other in after if what(other) not in known and other.severity != "info"]
        assert [other for other in new if other.rule in READERS or other.service == finding.service] == [], block
    return pasted


@pytest.mark.parametrize("dependent", DEPENDENTS)
@pytest.mark.parametrize("name", REAL)
def test_a_help_pasted_beside_a_real_stack_mends_it(name: str, dependent: str) -> None:
    body, dockerfile = REAL[name]
    lines = ["services:", "  it:", *(f"    {line}" for line in body.splitlines())]
    if DEPENDENTS[dependent]:
        lines += ["  app:", "    image: registry.example.com/our/app:1", f"    {DEPENDENTS[dependent]}"]
    files = {"compose.yaml": "\n".join([*lines, ""])}
    if dockerfile is not None:
        files["Dockerfile"] = dockerfile
    assert assert_pasting_mends(files, {}) or name == "a build that nobody sees"


PAGES = [
    pytest.param(project, id=f"{slug}-{project.title}")
    for slug in AVAILABILITY
    for project in load(slug).projects("Bad")
]


@pytest.mark.parametrize("project", PAGES)
def test_a_help_pasted_beside_an_example_mends_it(project: Project) -> None:
    assert assert_pasting_mends(project.files, project.run)


@pytest.mark.parametrize(
    ("text", "dockerfile", "test"),
    [
        ("a: {image: postgres:17}", None, "pg_isready -U postgres -d postgres -h 127.0.0.1"),
        ("a: {image: postgres:17, environment: {POSTGRES_USER: me}}", None, "pg_isready -U me -d me -h 127.0.0.1"),
        ("a: {image: postgres:17, environment: {POSTGRES_USER: '${X}'}}", None,
         "pg_isready -U $${POSTGRES_USER} -d $${POSTGRES_USER} -h 127.0.0.1"),
        ("a: {build: .}", DATABASE, "pg_isready -U shop -d $${POSTGRES_DB:-shop} -h 127.0.0.1"),
        ("a: {image: postgres:17, command: -p 5432}", None, "pg_isready -U postgres -d postgres -h 127.0.0.1"),
        ("a: {image: postgres:17, command: -p 5433}", None, None),
        ("a: {image: postgres:17, command: -c port=5433}", None, None),
        ("a: {image: mysql:9, command: '--port=3307 --user=x'}", None, None),
        ("a: {image: postgres:17, entrypoint: ./mine}", None, None),
        ("a: {build: .}", DATABASE + 'ENTRYPOINT ["/mine"]\n', None),
        ("a: {image: redis:8, command: redis-server --save 60 1}", None, "redis-cli ping"),
        ("a: {build: .}", SERVED, "wget -q --spider http://127.0.0.1/"),
        ("a: {build: ., ports: ['80:80']}", SERVED, "wget -q --spider http://127.0.0.1/"),
        ("a: {build: ., ports: ['8080:8080']}", SERVED, None),
        ("a: {image: acme/unheard-of}", None, None),
    ],
)  # fmt: skip
def test_the_own_test_of_an_image(text: str, dockerfile: str | None, test: str | None) -> None:
    found = advice.own_test(service(text, dockerfile))
    assert (None if found is None else " ".join(found[1:])) == test


@pytest.mark.parametrize(
    ("text", "dockerfile", "program", "port"),
    [
        ("a: {build: ., ports: ['80:8000']}", PYTHON, "python", "8000"),
        ("a: {build: .}", PYTHON, "python", "8000"),
        ("a: {build: ., command: celery worker}", PYTHON, None, None),
        ("a: {build: ., command: ./run, ports: ['80:9000']}", PYTHON, "python", "9000"),
        ("a: {build: ., command: uvicorn x, ports: ['80:9000']}", PYTHON, "python", "8000"),
        ("a: {build: ., ports: ['53:53/udp']}", "FROM python:3.13\n", None, None),
        ("a: {build: ., ports: ['3000:3000']}", NODE, "node", "3000"),
        ("a: {build: ., ports: ['80:8080']}", SERVED, "nc", "80"),
        ("a: {build: ., ports: ['80:8080']}", JAVA, "bash", "8080"),
        ("a: {build: ., ports: ['80:8080']}", GO, None, None),
        ("a: {build: ., ports: ['80:8080']}", "FROM acme/unheard-of\n", None, None),
    ],
)
def test_a_knock_at_the_port(text: str, dockerfile: str, program: str | None, port: str | None) -> None:
    found = advice.port_test(service(text, dockerfile))
    assert (None if found is None else found[1]) == program
    assert found is None or (port is not None and port in " ".join(found))


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ("cpus: 1", ["mem_limit: 512m"]),
        ("mem_limit: 1g", ['cpus: "1.0"']),
        ("mem_reservation: 1g, cpus: 1", ["mem_limit: 1g"]),
        ("mem_reservation: 1073741824, cpus: 1", ["mem_limit: 1g"]),
        ("mem_reservation: 1.5gb, cpus: 1", ["mem_limit: 1536m"]),
        ("environment: {JAVA_OPTS: -Xms512m -Xmx2g}, cpus: 1", ["mem_limit: 4g"]),
        ("command: java -Xmx700m -jar x.jar, cpus: 1", ["mem_limit: 1400m"]),
        ("deploy: {resources: {limits: {cpus: '1'}}}",
         ["deploy:", "  resources:", "    limits:", "      memory: 512m"]),
        ("deploy: {resources: {reservations: {memory: 2G}}}, cpus: 1", ["mem_limit: 2g"]),
    ],
)  # fmt: skip
def test_limits_take_the_form_and_the_size_of_the_service(settings: str, lines: list[str]) -> None:
    one = service(f"a: {{image: x, {settings}}}")
    missing = [name for name, limit in (("memory", one.memory_limit()), ("cpus", one.cpu_limit())) if limit is None]
    assert advice.limit_lines(one, missing) == lines


@pytest.mark.parametrize(
    ("name", "key"),
    [("db", "db"), ("a.b-c_1", "a.b-c_1"), ("1", '"1"'), ("1.5", '"1.5"'), ("true", '"true"'), ("null", '"null"')],
)
def test_names_that_yaml_reads_as_something_else_are_quoted(name: str, key: str) -> None:
    one = service(f'"{name}": {{image: x}}')
    assert advice.advise("Do:", (one, ["restart: always"])).splitlines()[3] == f"  {key}:"
    assert advice.wait_lines(one, "service_healthy")[1] == f"  {key}:"
