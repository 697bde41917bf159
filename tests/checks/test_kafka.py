"""Brokers that send their clients elsewhere, and those that send them home."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, marks
from stacks import stack

RULE = "kafka-localhost-listener"
API = "api: {image: x, environment: {BROKERS: 'kafka:9092'}}"


def broker(advertised: str, listeners: str = "", rest: str = "") -> str:
    own = f", KAFKA_LISTENERS: '{listeners}'" if listeners else ""
    environment = f"environment: {{KAFKA_ADVERTISED_LISTENERS: '{advertised}'{own}}}"
    return f"kafka: {{image: confluentinc/cp-kafka:7.9.0, {environment}{rest}}}"


TWO = "IN://kafka:29092,OUT://localhost:9092"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([broker("PLAINTEXT://localhost:9092"), API], error("localhost")),
        ([broker("PLAINTEXT://127.0.0.1:9092"), API], error("127.0.0.1")),
        ([broker("A://localhost:9092,B://127.0.0.1:9093"), API], error("localhost")),
        ([broker("A://localhost:9092", "A://:9092,CONTROLLER://:9093"), API], error("localhost")),
        ([broker("A://localhost:19092", "A://:9092"), API], error("localhost")),
        ([broker(TWO, "IN://:29092,OUT://:9092"), API], error("9092")),
        ([broker(TWO), API], error("9092")),
        ([broker("PLAINTEXT://borker:9092"), API], error("borker")),
        ([broker("PLAINTEXT://localhost:9092").replace("KAFKA_A", "KAFKA_CFG_A"), API], error("localhost")),
        (["kafka: {image: x, command: redpanda start --advertise-kafka-addr localhost:9092}", API], error("localhost")),
        (["kafka: {image: 'apache/kafka:4.1.0'}", API], error("'apache/kafka:4.1.0'")),
        ([broker(TWO), API.replace("9092", "29092")], NONE),
        ([broker(TWO.replace("OUT://localhost:9092", "OUT://localhost:19092"), "IN://:9092,OUT://:19092"), API], NONE),
        ([broker("PLAINTEXT://kafka:9092"), API], NONE),
        ([broker("PLAINTEXT://KAFKA:9092"), API], NONE),
        ([broker("PLAINTEXT://inner:9092", rest=", hostname: inner"), API], NONE),
        ([broker("PLAINTEXT://broker.example.com:9092"), API], NONE),
        ([broker("PLAINTEXT://10.0.0.5:9092"), API], NONE),
        ([broker("PLAINTEXT://${HOST}:9092"), API], NONE),
        ([broker("${LISTENERS}"), API], NONE),
        ([broker("PLAINTEXT://localhost:9092")], NONE),
        ([broker("PLAINTEXT://localhost:9092"), "api: {image: x, environment: {TOPIC: kafka}}"], NONE),
        ([broker("PLAINTEXT://localhost:9092"), "api: {image: x, environment: {JMX: 'http://kafka:9999'}}"], NONE),
        ([broker("PLAINTEXT://localhost:9092", rest=", healthcheck: {test: nc -z kafka 9092}")], NONE),
        ([broker("PLAINTEXT://localhost:9092", rest=", profiles: [a]"), API.replace("x,", "x, profiles: [b],")], NONE),
        ([broker("PLAINTEXT://localhost:9092"), API.replace("x,", "x, network_mode: 'service:kafka',")], NONE),
        ([broker("PLAINTEXT://localhost:9092", rest=", network_mode: host"), API], NONE),
        ([broker("PLAINTEXT://borker:9092"), API.replace("x,", "x, extra_hosts: ['borker:10.0.0.1'],")], NONE),
        (["kafka: {image: 'apache/kafka:4.1.0', environment: {KAFKA_NODE_ID: 1}}", API], NONE),
        (["kafka: {image: 'apache/kafka:4.1.0', volumes: ['./c:/mnt/shared/config']}", API], NONE),
        (
            ["kafka: {image: 'apache/kafka:4.1.0', volumes: ['d:/var/lib/kafka/data']}", API],
            error("'apache/kafka:4.1.0'"),
        ),
        (["kafka: {image: 'apache/kafka:4.1.0'}"], NONE),
        (["kafka: {image: confluentinc/cp-kafka}", API], NONE),
    ],
)
def test_listeners(services: list[str], expected: Marks) -> None:
    assert marks(RULE, stack(*services) + "volumes: {d: }\n") == expected
