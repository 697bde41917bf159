"""Images of services: built under public names, pulled too rarely, of different versions; hits beside look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, PYTHON, Found, at, found

from composelint.knowledge.families import FAMILIES

DIGEST = "@sha256:" + "a" * 64

BUILDS: list[tuple[str, Found]] = [
    ("a: {build: ., image: 'postgres:17'}", at("a")),
    ("a: {build: ., image: postgres}", at("a")),
    ("a: {build: ., image: 'docker.io/library/nginx:1.29'}", at("a")),
    ("a: {build: ., image: 'grafana/grafana:12.1.0'}", at("a")),
    ("a: {build: ., image: 'postgres:17', pull_policy: build}", NONE),
    ("a: {build: ., image: 'postgres:17', pull_policy: never}", NONE),
    ("a: {build: ., image: 'postgres:17', pull_policy: always}", at("a")),
    ("a: {build: ., image: 'postgres:17', pull_policy: '${P}'}", NONE),
    ("a: {build: ., image: 'shop/postgres:17'}", NONE),
    ("a: {build: ., image: 'registry.example.com/postgres:17'}", NONE),
    ("a: {build: ., image: '${REGISTRY}/postgres:17'}", NONE),
    ("a: {build: ., image: my-postgres}", NONE),
    ("a: {build: .}", NONE),
    ("a: {image: 'postgres:17'}", NONE),
]


@pytest.mark.parametrize(("services", "expected"), BUILDS)
def test_build_tagged_as_public_image(services: str, expected: Found) -> None:
    assert found("build-tagged-as-public-image", services, dockerfile=PYTHON) == expected


POLICIES: list[tuple[str, Found]] = [
    ("a: {image: nginx, pull_policy: missing}", at("a", "info")),
    ("a: {image: nginx, pull_policy: if_not_present}", at("a", "info")),
    ("a: {image: nginx}", at("a", "info")),
    ("a: {image: nginx, pull_policy: always}", NONE),
    ("a: {image: nginx, pull_policy: daily}", NONE),
    ("a: {image: nginx, pull_policy: '${P}'}", NONE),
    ("a: {image: 'nginx:1.29', pull_policy: missing}", NONE),
    ("a: {image: 'nginx:${TAG}', pull_policy: missing}", NONE),
    ("a: {image: nginx, command: pytest}", NONE),
    (f"a: {{image: 'nginx{DIGEST}', pull_policy: weekly}}", at("a", "info")),
    (f"a: {{image: 'nginx{DIGEST}', pull_policy: every_12h}}", at("a", "info")),
    (f"a: {{image: 'nginx{DIGEST}'}}", NONE),
    ("a: {build: ., pull_policy: always}", at("a", "info")),
    ("a: {build: ., image: shop/a, pull_policy: always}", NONE),
    ("a: {build: .}", NONE),
    ("a: {image: 'shop/b:1', pull_policy: never}", at("a", "info")),
    ("a: {image: 'shop/b:1', pull_policy: never}\nb: {build: ., image: 'shop/b:1'}", NONE),
    ("a: {image: shop/b}\nb: {build: ., image: shop/b}", NONE),
]


@pytest.mark.parametrize(("services", "expected"), POLICIES)
def test_stale_pull_policy(services: str, expected: Found) -> None:
    assert found("stale-pull-policy", services, dockerfile=PYTHON) == expected


def pair(first: str, second: str, more: str = "") -> str:
    return f"a: {{image: '{first}'{more}}}\nb: {{image: '{second}'{more}}}"


TOGETHER: list[tuple[str, set[str]]] = [
    (pair("elasticsearch:8.18.1", "kibana:8.17.1"), {"warning"}),
    (pair("elasticsearch:8.17.1", "kibana:8.18.1"), {"error"}),
    (pair("elasticsearch:8.17.1", "kibana:8.17.9"), set()),
    (pair("elasticsearch:8.17.1", "kibana:8"), set()),
    (pair("elasticsearch:8.17.1", "kibana"), set()),
    (pair("elasticsearch:${V}", "kibana:8.17.1"), set()),
    (pair("elasticsearch:${V:-8.17.1}", "kibana:${V:-8.17.1}"), set()),
    (pair("kibana:8.18.1", "docker.elastic.co/elasticsearch/elasticsearch:8.17.1"), {"error"}),
    (pair("elasticsearch:8.17.1", "docker.elastic.co/beats/filebeat:8.16.0"), {"warning"}),
    (pair("elasticsearch:8.17.1", "corp/kibana:8.18.1"), set()),
    (pair("opensearchproject/opensearch:2.19.0", "opensearchproject/opensearch-dashboards:3.0.0"), {"warning"}),
    (pair("opensearchproject/opensearch:3.1.0", "opensearchproject/opensearch-dashboards:3.0.0"), set()),
    (pair("confluentinc/cp-kafka:7.9.0", "confluentinc/cp-schema-registry:7.8.0"), {"warning"}),
    (pair("confluentinc/cp-kafka:7.9.0", "confluentinc/cp-schema-registry:7.9.2"), set()),
    (pair("confluentinc/cp-kafka:7.9.0", "confluentinc/ksqldb-server:0.29.0"), set()),
    (pair("selenium/hub:4.35.0", "selenium/node-chrome:4.34.0"), {"warning"}),
    (pair("apache/airflow:3.0.2", "apache/airflow:3.0.2-python3.12"), {"warning"}),
    (pair("apache/airflow:3.0.2", "apache/airflow:3.0.2"), set()),
    (pair("apache/airflow:3.0.2", "apache/airflow:latest"), set()),
    (pair("postgres:16", "postgres:17"), set()),
    (pair("mongo:7.0", "mongo:8.0"), set()),
    (pair("mongo:7.0", "mongo:8.0", ", command: --replSet rs0"), {"warning"}),
    (pair("mongo:8.0.3", "mongo:8.0.4", ", command: mongod --replSet=rs0"), set()),
    (pair("mongo:8", "mongo:8.0", ", command: mongod --replSet rs0"), set()),
    (pair("apache/kafka:4.0.0", "apache/kafka:4.1.0"), set()),
    (pair("apache/kafka:4.0.0", "apache/kafka:4.1.0", ", environment: {CLUSTER_ID: x}"), {"warning"}),
    (pair("nginx:1.28", "nginx:1.29"), set()),
]


@pytest.mark.parametrize(("services", "expected"), TOGETHER)
def test_mismatched_stack_versions(services: str, expected: set[str]) -> None:
    assert {severity for _, severity in found("mismatched-stack-versions", services)} == expected


def dump(client: str, command: str, server: str = "postgres:17", more: str = "") -> str:
    return f"db: {{image: '{server}'}}\nbackup: {{image: '{client}', command: '{command}'}}{more}"


@pytest.mark.parametrize(
    ("services", "fires"),
    [
        (dump("postgres:16", "pg_dump -h db app"), True),
        (dump("postgres:16", 'sh -c "pg_dump -h db app | gzip > /x"'), True),
        (dump("postgres:17", "pg_dump -h db app"), False),
        (dump("postgres:18", "pg_dump -h db app"), False),
        (dump("postgres:${V}", "pg_dump -h db app"), False),
        (dump("postgres:16", "psql -h db -c x"), False),
        (dump("postgres:16", "pg_dump -h elsewhere app", more="\nnew: {image: 'postgres:15'}"), False),
        (dump("corp/backup:16", "pg_dump -h db app"), False),
    ],
)
def test_a_dump_is_no_older_than_its_server(services: str, fires: bool) -> None:
    assert bool(found("mismatched-stack-versions", services)) is fires


ZOOKEEPER: list[tuple[str, str, Found]] = [
    ("apache/kafka:3.9.0", "KAFKA_ZOOKEEPER_CONNECT: z:2181", at("a", "error")),
    ("apache/kafka", "KAFKA_ZOOKEEPER_CONNECT: z:2181", at("a", "error")),
    ("apache/kafka", "KAFKA_PROCESS_ROLES: broker, KAFKA_ZOOKEEPER_CONNECT: z:2181", NONE),
    ("apache/kafka", "KAFKA_ZOOKEEPER_CONNECT: ''", NONE),
    ("confluentinc/cp-kafka:8.0.0", "KAFKA_ZOOKEEPER_CONNECT: z:2181", at("a", "error")),
    ("confluentinc/cp-kafka:7.9.0", "KAFKA_ZOOKEEPER_CONNECT: z:2181", NONE),
    ("confluentinc/cp-kafka:latest", "KAFKA_ZOOKEEPER_CONNECT: z:2181", at("a", "error")),
    ("confluentinc/cp-kafka:${V}", "KAFKA_ZOOKEEPER_CONNECT: z:2181", NONE),
    ("bitnami/kafka:4.0", "KAFKA_CFG_ZOOKEEPER_CONNECT: z:2181", at("a", "error")),
    ("bitnami/kafka:3.9", "KAFKA_CFG_ZOOKEEPER_CONNECT: z:2181", NONE),
    ("wurstmeister/kafka:latest", "KAFKA_ZOOKEEPER_CONNECT: z:2181", NONE),
    ("corp/kafka", "KAFKA_ZOOKEEPER_CONNECT: z:2181", NONE),
]


@pytest.mark.parametrize(("image", "environment", "expected"), ZOOKEEPER)
def test_zookeeper_mode_removed(image: str, environment: str, expected: Found) -> None:
    services = f"a: {{image: '{image}', environment: {{{environment}}}}}\nz: {{image: 'zookeeper:3.9'}}"
    assert {entry for entry in found("zookeeper-mode-removed", services) if entry[0] == "a"} == expected


@pytest.mark.parametrize(
    ("others", "fires"),
    [
        ("", True),
        ("\nb: {image: x/y, environment: {ZK: 'zk:2181', URL: 'http://z:2181'}}", False),
        ("\nb: {image: x/y, depends_on: [z]}", False),
        ("\nb: {image: 'clickhouse/clickhouse-server:25.8'}", False),
        ("\nb: {image: x/y, env_file: unseen.env}", False),
        ("\nb: {image: 'confluentinc/cp-kafka:7.9.0'}", False),
        ("\nb: {image: '${IMAGE}', build: .}", False),
    ],
)
def test_a_zookeeper_that_is_left_over(others: str, fires: bool) -> None:
    services = f"a: {{image: 'apache/kafka:4.1.0', depends_on: [z]}}\nz: {{image: 'zookeeper:3.9'}}{others}"
    assert bool(found("zookeeper-mode-removed", services)) is fires


@pytest.mark.parametrize(
    ("service", "fires"),
    [
        ("image: 'mysql:8.4', platform: linux/amd64", True),
        ("image: 'mysql:8.4', platform: '${P:-linux/amd64}'", True),
        ("image: 'mysql:8.4', platform: '${P}'", False),
        ("image: 'acme/app:1', platform: wasi/wasm", False),
        ("image: 'mcr.microsoft.com/mssql/server:2022-latest', platform: linux/amd64", False),
        ("build: {context: ., platforms: [linux/amd64]}, platform: linux/amd64", False),
        ("image: 'mysql:8.4'", False),
    ],
)
def test_pinned_platform(service: str, fires: bool) -> None:
    assert bool(found("pinned-platform", f"a: {{{service}}}", dockerfile=PYTHON)) is fires


def test_every_family_has_a_source() -> None:
    for family in FAMILIES:
        assert family.source.startswith("https://")
        assert family.parts in (0, 1, 2)
