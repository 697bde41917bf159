"""Reservations, heaps, minima, shared memory, the kernel's killer, and what only a swarm obeys."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web

import composelint


def limits(written: str, rest: str = "") -> str:
    return web(f"{rest}deploy: {{resources: {{{written}}}}}")


RESERVED: list[tuple[str, Marks]] = [
    (web("mem_limit: 512m, mem_reservation: 1g"), error("1g")),
    (web("mem_limit: 1g, mem_reservation: 1024m"), NONE),
    (web("mem_reservation: 1g"), NONE),
    (web("mem_limit: '${M}', mem_reservation: 1g"), NONE),
    (web("mem_limit: 1g, mem_reservation: '${M}'"), NONE),
    (web("mem_limit: 0, mem_reservation: 1g"), NONE),
    (limits("limits: {memory: 256M}, reservations: {memory: 512M}"), error("512M")),
    (limits("limits: {cpus: '0.5'}, reservations: {cpus: '1'}"), warning("'1'")),
    (limits("limits: {cpus: '0.5'}, reservations: {cpus: '0.50'}"), NONE),
    (limits("reservations: {memory: 512M}", "mem_limit: 256m, "), error("512M")),
    (web("mem_swappiness: 101"), error("101")),
    (web("mem_swappiness: 100"), NONE),
    (web("mem_swappiness: -1"), NONE),
    (web("mem_swappiness: '${S}'"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), RESERVED)
def test_reservation_above_limit(text: str, expected: Marks) -> None:
    assert marks("reservation-above-limit", text) == expected


MSSQL = "image: 'mcr.microsoft.com/mssql/server:2022-latest'"
SMALL: list[tuple[str, Marks]] = [
    (f"{MSSQL}, mem_limit: 1g", warning("1g")),
    (f"{MSSQL}, deploy: {{resources: {{limits: {{memory: 1G}}}}}}", warning("1G")),
    (f"{MSSQL}, mem_limit: 2000m", NONE),
    (f"{MSSQL}, mem_limit: '${{M}}'", NONE),
    (f"{MSSQL}, mem_limit: 0", NONE),
    (MSSQL, NONE),
    (f"{MSSQL}, mem_limit: 1g, entrypoint: sleep infinity", NONE),
    ("image: 'mysql:8.4', mem_limit: 256m", warning("256m")),
    ("image: 'mysql:8.4', mem_limit: 256m, command: --innodb-buffer-pool-size=64M", NONE),
    ("image: 'mysql:8.4', mem_limit: 256m, command: mysqldump --all-databases", NONE),
    ("image: 'mysql:5.7', mem_limit: 256m", NONE),
    ("image: 'elasticsearch:9.1.4', mem_limit: 512m", warning("512m")),
    ("image: 'elasticsearch:9.1.4', mem_limit: 512m, environment: {ES_JAVA_OPTS: -Xmx256m}", NONE),
    ("image: 'elasticsearch:9.1.4', mem_limit: 512m, environment: {ES_JAVA_OPTS: -Xmx512m}", warning("512m")),
    ("image: 'registry.example.com/x:1', mem_limit: 8m", NONE),
]


@pytest.mark.parametrize(("body", "expected"), SMALL)
def test_memory_limit_too_small(body: str, expected: Marks) -> None:
    assert marks("memory-limit-too-small", f"services: {{db: {{{body}}}}}\n") == expected


def variable(name: str, value: str, limit: str = "1g") -> str:
    return web(f"mem_limit: {limit}, environment: {{{name}: '{value}'}}")


def command(text: str, limit: str = "1g") -> str:
    return web(f"mem_limit: {limit}, command: {text}")


HEAPS: list[tuple[str, Marks]] = [
    (variable("JAVA_OPTS", "-Xms1g -Xmx2g"), error("-Xmx2g")),
    (variable("JAVA_OPTS", "-Xmx900m"), warning("-Xmx900m")),
    (variable("JAVA_OPTS", "-Xmx800m"), NONE),
    (variable("JAVA_OPTS", "-Xmx1g", "0"), NONE),
    (variable("JAVA_OPTS", "-Xmx1g", "${M}"), NONE),
    (variable("JAVA_OPTS", "-Xmx${HEAP:-2g} -X"), error("-Xmx${HEAP:-2g}")),
    (variable("JAVA_OPTS", "-Xmx${HEAP}"), NONE),
    (variable("JAVA_OPTS", "-Xmx2g -Xmx512m"), NONE),
    (variable("ES_JAVA_OPTS", "-Xmx600m"), warning("-Xmx600m")),
    (variable("ES_JAVA_OPTS", "-Xmx512m"), NONE),
    (variable("JAVA_OPTS", "-Xms1g -Xmx512m", "4g"), error("-Xms1g")),
    (variable("JAVA_OPTS", "-XX:MaxRAMPercentage=90"), warning("-XX:MaxRAMPercentage=90")),
    (variable("JAVA_OPTS", "-XX:MaxRAMPercentage=75.0"), NONE),
    (variable("NODE_OPTIONS", "--max-old-space-size=2048"), error("--max-old-space-size=2048")),
    (variable("NODE_OPTIONS", "--max-old-space-size=768"), NONE),
    (variable("GOMEMLIMIT", "2GiB"), error("'2GiB'")),
    (variable("GOMEMLIMIT", "1GiB"), NONE),
    (variable("GOMEMLIMIT", "off"), NONE),
    (variable("MAX_HEAP_SIZE", "2G"), error("'2G'")),
    (variable("MAX_HEAP_SIZE", "2"), NONE),
    (variable("ZK_SERVER_HEAP", "1000"), warning("'1000'")),
    (variable("MSSQL_MEMORY_LIMIT_MB", "4096"), error("'4096'")),
    (variable("NEO4J_server_memory_heap_max__size", "2G"), error("'2G'")),
    (command("java -Xmx2g -jar app.jar"), error("-Xmx2g")),
    (command("sh -c 'java -Xmx2g -jar app.jar'"), error("'java -Xmx2g -jar app.jar'")),
    (command("redis-server --maxmemory 2gb"), error("2gb")),
    (command("redis-server --maxmemory 1gb"), warning("1gb")),
    (command("redis-server --maxmemory 800mb"), NONE),
    (command("redis-server --maxmemory 950m"), NONE),
    (command("mysqld --innodb_buffer_pool_size=2G"), error("--innodb_buffer_pool_size=2G")),
    (command("mongod --wiredTigerCacheSizeGB 1.5"), error("1.5")),
    (command("postgres -c shared_buffers=2GB"), error("shared_buffers=2GB")),
    (command("postgres -c shared_buffers=16384"), NONE),
    (command("memcached -m 2048"), error("2048")),
    (command("memcached -m 512"), NONE),
    (command("tool -m 2048"), NONE),
    (web("mem_limit: 1.5e9, environment: {JAVA_OPTS: -Xmx2g}"), NONE),
    (web("mem_limit: 1g, command: java -Xmx512m x, environment: {JAVA_TOOL_OPTIONS: -Xmx2g}"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), HEAPS)
def test_heap_above_memory_limit(text: str, expected: Marks) -> None:
    assert marks("heap-above-memory-limit", text) == expected


def test_a_heap_of_the_dockerfile() -> None:
    text = "services: {web: {build: ., mem_limit: 512m}}\n"
    dockerfile = "FROM eclipse-temurin:21\nENV JAVA_TOOL_OPTIONS=-Xmx1g\n"
    assert marks("heap-above-memory-limit", text, {"Dockerfile": dockerfile}) == error("-Xmx1g")
    text = "services: {web: {build: ., mem_limit: 512m, environment: {JAVA_TOOL_OPTIONS: -Xmx256m}}}\n"
    assert marks("heap-above-memory-limit", text, {"Dockerfile": dockerfile}) == NONE


KILLER: list[tuple[str, Marks]] = [
    (web("oom_kill_disable: true"), error("true")),
    (web("oom_kill_disable: true, mem_limit: 1g"), warning("true")),
    (web("oom_kill_disable: false"), NONE),
    (web("oom_kill_disable: '${O}'"), NONE),
    (web("oom_score_adj: -1000"), warning("-1000")),
    (web("oom_score_adj: -500"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), KILLER)
def test_oom_killer_disabled(text: str, expected: Marks) -> None:
    assert marks("oom-killer-disabled", text) == expected


CHROME = "image: 'selenium/standalone-chrome:4.35.0'"
SHARED: list[tuple[str, Marks]] = [
    (CHROME, warning("web")),
    (f"{CHROME}, shm_size: 256m", warning("256m")),
    (f"{CHROME}, shm_size: 512m", NONE),
    (f"{CHROME}, shm_size: '${{S}}'", NONE),
    (f"{CHROME}, ipc: host", NONE),
    (f"{CHROME}, tmpfs: '/dev/shm:size=2g'", NONE),
    (f"{CHROME}, volumes: ['/dev/shm:/dev/shm']", NONE),
    (f"{CHROME}, environment: {{SE_ARGS: --disable-dev-shm-usage}}", NONE),
    (f"{CHROME}, env_file: missing.env", NONE),
    ("image: 'selenium/hub:4.35.0'", NONE),
    ("image: 'mcr.microsoft.com/playwright:v1.55.0-noble', command: npx playwright test", warning("web")),
    ("image: 'postgres:17', command: -c work_mem=64MB", info("web")),
    ("image: 'postgres:17', command: -c work_mem=64MB, shm_size: 256m", NONE),
    ("image: 'postgres:17', command: -c work_mem=8MB", NONE),
    ("image: 'postgres:17', command: -c work_mem=8MB -c max_parallel_workers_per_gather=15", info("web")),
    ("image: 'postgres:17', command: -c shared_buffers=4GB", NONE),
    ("image: 'mysql:8.4', command: work_mem=64MB", NONE),
]


@pytest.mark.parametrize(("body", "expected"), SHARED)
def test_small_shared_memory(body: str, expected: Marks) -> None:
    assert marks("small-shared-memory", f"services: {{web: {{{body}}}}}\n") == expected


def deploy(written: str, rest: str = "") -> str:
    return f"services: {{web: {{build: ., {rest}deploy: {{{written}}}}}}}\n"


SWARM: list[tuple[str, Marks]] = [
    (deploy("mode: global"), info("mode")),
    (deploy("mode: replicated"), NONE),
    (deploy("mode: replicated, replicas: 2"), NONE),
    (deploy("placement: {constraints: [x]}"), info("placement")),
    (deploy("update_config: {order: start-first}, rollback_config: {}"), info("update_config", "rollback_config")),
    (deploy("endpoint_mode: dnsrr"), info("endpoint_mode")),
    (deploy("resources: {reservations: {cpus: '1', memory: 1G}}"), info("cpus")),
    (deploy("restart_policy: {condition: any, delay: 5s, window: 1m}"), info("delay", "window")),
    (deploy("restart_policy: {condition: any, max_attempts: 3}"), NONE),
    (deploy("labels: {a: b}"), info("labels")),
    (deploy("labels: {}"), NONE),
    (deploy("labels: {a: b}", "labels: {a: c}, "), NONE),
    (deploy("labels: {traefik.enable: 'true'}"), warning("labels")),
    (deploy("labels: ['traefik.enable=true']"), warning("labels")),
    (deploy("labels: ['com.centurylinklabs.watchtower.enable=true']"), warning("labels")),
    (deploy("labels: {traefiklike: 'true'}"), info("labels")),
    (deploy("endpoint_mode: dnsrr").replace("build: .", "image: x"), info("endpoint_mode")),
    (deploy("endpoint_mode: dnsrr, mode: global").replace("build: .", "image: x"), NONE),
    ("# docker stack deploy -c compose.yaml x\n" + deploy("mode: global"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), SWARM)
def test_swarm_only_key(text: str, expected: Marks) -> None:
    assert marks("swarm-only-key", text, {"Dockerfile": "FROM alpine:3.22\n"}) == expected


@pytest.mark.parametrize(
    ("labels", "line"),
    [
        ("{a.b: 'x$$y${Z}'}", '"a.b": "x$$y${Z}"'),
        ("['a.b=x$$y${Z}']", '"a.b": "x$$y${Z}"'),
        ("{a.b: true}", '"a.b": "true"'),
        ("{a.b: }", '"a.b": ""'),
        ("{a.b: x}", '"a.b": "x"'),
    ],
)
def test_labels_are_moved_as_they_are_written(labels: str, line: str) -> None:
    text = deploy(f"labels: {labels}")
    (finding,) = composelint.lint({"compose.yaml": text}, select=["swarm-only-key"]).findings
    assert line in (finding.help or "")
