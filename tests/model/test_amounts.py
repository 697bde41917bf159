"""Durations, heaps and whether a stack is for a swarm."""

from __future__ import annotations

import pytest
from loaded import service

from composelint.core.source import Source, Span
from composelint.model.durations import seconds, written
from composelint.model.heaps import heaps
from composelint.model.swarm import for_swarm
from composelint.model.values import Text

MIB = 1024**2


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30s", 30), ("1m30s", 90), ("1.5h", 5400), ("500ms", 0.5), ("0", 0), ("1d", 86400), ("1w", 604800),
        (".5m", 30), ("30", None), ("", None), ("s", None), ("1m 30s", None), ("-1s", None), ("1s" * 100, None),
    ],
)  # fmt: skip
def test_durations(text: str, amount: float | None) -> None:
    assert seconds(Text(text, Span(Source("x", text), 0, len(text)))) == amount


@pytest.mark.parametrize(("amount", "text"), [(20, "20s"), (60, "1m"), (90, "1m30s"), (120, "2m")])
def test_durations_are_written_as_compose_takes_them(amount: float, text: str) -> None:
    assert written(amount) == text


@pytest.mark.parametrize(
    ("body", "sizes"),
    [
        ("command: java -Xmx1g -jar x", [1024 * MIB]),
        ("command: java -Xmx1073741824 -jar x", [1024 * MIB]),
        ("command: node --max-old-space-size=512 x", [512 * MIB]),
        ("command: redis-server --maxmemory 100m", [100_000_000]),
        ("command: redis-server --maxmemory 100mb", [100 * MIB]),
        ("command: redis-server --maxmemory '100mb'", [100 * MIB]),
        ("command: postgres -c shared_buffers=128MB -c work_mem=1GB", [128 * MIB]),
        ("command: postgres -c shared_buffers=16384", [128 * MIB]),
        ("command: memcached -m 64", [64 * MIB]),
        ("command: mongod --wiredTigerCacheSizeGB 0.5", [512 * MIB]),
        ("environment: {JAVA_OPTS: '-Xmx1g -Xmx2g'}", [2048 * MIB]),
        ("environment: {ZK_SERVER_HEAP: '512'}", [512 * MIB]),
        ("environment: {GOMEMLIMIT: 750MiB}", [750 * MIB]),
        ("environment: {JAVA_OPTS: -Xmx1gig}", []),
        ("command: java -jar x", []),
    ],
)
def test_heaps(body: str, sizes: list[int]) -> None:
    assert [heap.size for heap in heaps(service(f"a: {{image: x, {body}}}"))] == sizes


@pytest.mark.parametrize(
    ("services", "swarm"),
    [
        ("a: {image: x}", False),
        ("a: {image: x, deploy: {replicas: 2}}", False),
        ("a: {image: x, deploy: {mode: global}}", True),
        ("a: {image: x}\nb: {image: x, deploy: {placement: {constraints: [y]}}}", True),
        ("a: {build: .}\nb: {image: x, deploy: {placement: {constraints: [y]}}}", False),
        ("# docker stack deploy x\na: {build: .}", True),
    ],
)
def test_a_stack_for_swarm(services: str, swarm: bool) -> None:
    assert for_swarm(service(services).stack) is swarm
