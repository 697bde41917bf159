"""Rules about image references: wherever an image is named, one rule speaks of it."""

from __future__ import annotations

import re

import pytest

import composelint
from composelint.knowledge.releases import CODENAMES, end_of, products, retired
from composelint.knowledge.releases.given_up import RETIRED

TODAY = "2026-11-22"

Found = list[tuple[str, str]]
"""(text that is underlined, severity) of each finding."""


def found(rule: str, image: str = "", dockerfile: str = "", today: str = TODAY, extra: str = "") -> Found:
    services = f"  web: {{image: '{image}'}}\n" if image else ""
    services += "  api: {build: .}\n" if dockerfile else ""
    files = {"compose.yaml": f"services:\n{services}{extra}", **({"Dockerfile": dockerfile} if dockerfile else {})}
    report = composelint.lint(files, select=[rule], today=today)
    assert [finding.rule for finding in report.findings if finding.rule != rule] == []
    return [(finding.span.text, finding.severity) for finding in report.findings]


IMAGES: list[tuple[str, str, bool]] = [
    ("untagged-image", "nginx", True),
    ("untagged-image", "localhost:5000/web", True),
    ("untagged-image", "${REGISTRY:-docker.io}/web", True),
    ("untagged-image", "nginx:1.29", False),
    ("untagged-image", "${IMAGE}", False),
    ("untagged-image", "web${SUFFIX}", False),
    ("untagged-image", "openjdk", False),
    ("moving-tag", "nginx:latest", True),
    ("moving-tag", "nginx:${TAG:-latest}", True),
    ("moving-tag", "nginx:Stable", True),
    ("moving-tag", "redis:alpine", True),
    ("moving-tag", "node:lts-slim", True),
    ("moving-tag", "nginx:1.29-alpine", False),
    ("moving-tag", "postgres:17", False),
    ("moving-tag", "debian:trixie-slim", False),
    ("moving-tag", "web:v1-latest", False),
    ("moving-tag", "nginx:${TAG}", False),
    ("retired-image", "mailhog/mailhog", True),
    ("retired-image", "docker.io/library/openjdk:17", True),
    ("retired-image", "k8s.gcr.io/pause:3.9", True),
    ("retired-image", "bitnami/redis:7.2", True),
    ("retired-image", "bitnami/redis", False),
    ("retired-image", "minio/mc", True),
    ("retired-image", "quay.io/minio/minio", True),
    ("retired-image", "jaegertracing/all-in-one:1.62.0", True),
    ("retired-image", "jaegertracing/jaeger:2.10.0", False),
    ("retired-image", "microsoft/dotnet:2.1-sdk", True),
    ("retired-image", "mcr.microsoft.com/dotnet/sdk:9.0", False),
    ("retired-image", "acme/celery", False),
    ("retired-image", "corp/openjdk:17", False),
    ("retired-image", "openjdk:17@sha256:" + "a" * 64, False),
    ("invalid-image-reference", "web:", True),
    ("invalid-image-reference", "team/Web", True),
    ("invalid-image-reference", "docker://web:1", True),
    ("invalid-image-reference", "web:1@sha256:12", True),
    ("invalid-image-reference", "web:${TAG}", False),
    ("invalid-image-reference", "localhost:5000/web:V1", False),
    ("end-of-life-image", "postgres:9.6", True),
    ("end-of-life-image", "postgres:13-alpine", True),
    ("end-of-life-image", "postgres:18", False),
    ("end-of-life-image", "postgres:latest", False),
    ("end-of-life-image", "python:3.10", True),
    ("end-of-life-image", "python:3.1", False),
    ("end-of-life-image", "python:3", False),
    ("end-of-life-image", "ubuntu:20.04", True),
    ("end-of-life-image", "ubuntu:24.04", False),
    ("end-of-life-image", "node:22-buster", True),
    ("end-of-life-image", "node:22-alpine3.18", True),
    ("end-of-life-image", "node:22-alpine3.22", False),
    ("end-of-life-image", "corp/node:8", False),
    ("end-of-life-image", "timescale/timescaledb:2.17.2-pg13", True),
    ("end-of-life-image", "timescale/timescaledb:2.17.2-pg17", False),
    ("end-of-life-image", "timescale/timescaledb:2.13", False),
    ("end-of-life-image", "pgvector/pgvector:pg12", True),
    ("end-of-life-image", "quay.io/centos/centos:stream8", True),
    ("end-of-life-image", "quay.io/centos/centos:stream9", False),
    ("end-of-life-image", "eclipse-temurin:23-jre", True),
    ("end-of-life-image", "eclipse-temurin:21-jre", False),
    ("end-of-life-image", "nginx:1.24", True),
    ("end-of-life-image", "nginx:1.29", False),
    ("end-of-life-image", "mongo:8", False),
    ("end-of-life-image", "mongo:8.2", True),
    ("end-of-life-image", "mariadb:11", False),
    ("end-of-life-image", "mariadb:11.2", True),
    ("end-of-life-image", "prom/prometheus:v2.53.0", True),
    ("end-of-life-image", "prom/prometheus:v3.5.0", False),
    ("end-of-life-image", "quay.io/keycloak/keycloak:25.0", True),
    ("end-of-life-image", "quay.io/keycloak/keycloak:26.0", False),
    ("end-of-life-image", "cockroachdb/cockroach:v24.1.5", True),
    ("end-of-life-image", "mcr.microsoft.com/dotnet/aspnet:6.0", True),
]


@pytest.mark.parametrize(("rule", "image", "fires"), IMAGES)
def test_an_image_of_compose(rule: str, image: str, fires: bool) -> None:
    assert bool(found(rule, image)) is fires


def warned(image: str) -> Found:
    return [(image, "warning")]


STAGES: list[tuple[str, str, Found]] = [
    ("untagged-image", "FROM alpine AS a\nFROM a\nCOPY --from=busybox /x /\n", [*warned("alpine"), *warned("busybox")]),
    ("untagged-image", "FROM a:1\nRUN --mount=from=busybox,target=/b x\n", [("busybox", "warning")]),
    ("untagged-image", "FROM a:1\nCOPY --from=0 /x /\nFROM scratch\n", []),
    ("end-of-life-image", "FROM node:16 AS b\nFROM php:8\nCOPY --from=b / /x\n", [("node:16", "info")]),
    ("end-of-life-image", "FROM node:16 AS b\nFROM b\n", [("node:16", "warning")]),
    ("end-of-life-image", "FROM node:16 AS unused\nFROM node:24\n", []),
    ("undeclared-arg-in-from", "FROM alpine:$TAG\n", [("$TAG", "error")]),
    ("undeclared-arg-in-from", "ARG TAG\nFROM --platform=$TARGETPLATFORM alpine:$TAG\n", []),
    ("unusable-default-base", "ARG T=\nFROM node:$T\n", [("node:$T", "warning")]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "dockerfile", "expected"), STAGES)
def test_the_images_of_a_dockerfile(rule: str, dockerfile: str, expected: Found) -> None:
    assert found(rule, dockerfile=dockerfile) == expected


def test_what_the_stack_builds_is_not_taken_from_elsewhere() -> None:
    built = "  own: {image: shop/web, build: {dockerfile_inline: 'FROM scratch'}}\n"
    assert found("untagged-image", "shop/web", extra=built) == []
    assert found("untagged-image", "docker.io/shop/web:latest", extra=built) == []
    assert found("untagged-image", dockerfile="FROM shop/web\n", extra=built) == []
    assert found("untagged-image", "shop/api", extra=built) == [("'shop/api'", "warning")]


def test_a_finding_about_an_image_names_its_service() -> None:
    report = composelint.lint({"compose.yaml": "services: {web: {image: nginx}}"}, select=["untagged-image"])
    assert [finding.service for finding in report.findings] == ["web"]


@pytest.mark.parametrize(("today", "fires"), [("2026-11-12", False), ("2026-11-13", True)])
def test_support_ends_behind_its_last_day(today: str, fires: bool) -> None:
    assert bool(found("end-of-life-image", "postgres:14", today=today)) is fires


def test_every_release_has_a_day_and_every_row_a_source() -> None:
    for product in products():
        for entry in product.ended.split():
            assert re.fullmatch(r"[0-9]+(\.[0-9]+)?=20[0-9]{2}-[01][0-9]-[0-3][0-9]~?", entry), entry
        assert product.source.startswith("https://")
    for row in RETIRED:
        assert re.fullmatch(r"(20[0-9]{2}(-[01][0-9])?)?", row.since)
        assert row.source.startswith("https://")


def test_every_name_is_listed_once() -> None:
    for table in (products(), RETIRED):
        names = [name for row in table for name in row.names.split()]
        assert len(names) == len(set(names))


def test_every_codename_leads_to_an_end() -> None:
    for word in CODENAMES:
        assert [end.title for end in end_of("corp/x", None, (word,))] == [CODENAMES[word].split()[0]]


@pytest.mark.parametrize(
    ("name", "version", "line"),
    [("mysql", (5, 7, 44), "5.7"), ("mysql", (5,), "5"), ("mysql", (8,), None), ("node", (16, 3), "16")],
)
def test_the_most_special_line_counts(name: str, version: tuple[int, ...], line: str | None) -> None:
    assert [end.version for end in end_of(name, version, ())] == ([line] if line else [])


def test_a_namespace_is_retired_as_a_whole() -> None:
    assert retired("bitnamilegacy/kafka") is not None
    assert retired("bitnamilegacyx/kafka") is None


@pytest.mark.parametrize(
    ("image", "severity"),
    [
        ("rabbitmq:4.0", "info"),
        ("rabbitmq:3.13", "warning"),
        ("debian:12", "info"),
        ("debian:bookworm-slim", "info"),
        ("python:3.13-bookworm", "info"),
        ("python:3.9-bookworm", "warning"),
        ("elasticsearch:8.11.1", "info"),
        ("elasticsearch:7.17.9", "warning"),
        ("minio/minio", ""),
    ],
)
def test_regular_support_weighs_less(image: str, severity: str) -> None:
    assert [entry[1] for entry in found("end-of-life-image", image)] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("postgres:10", "web runs PostgreSQL 10, which has had no fixes since 2022-11-10, for 4 years"),
        ("python:3.9", "web runs Python 3.9, which has had no fixes since 2025-10-31"),
    ],
)
def test_how_long_ago(image: str, words: str) -> None:
    report = composelint.lint(
        {"compose.yaml": f"services: {{web: {{image: '{image}'}}}}"}, select=["end-of-life-image"], today=TODAY
    )
    assert [finding.message for finding in report.findings] == [words]


@pytest.mark.parametrize(("days", "fires"), [(0, False), (9, False), (10, True), (10**9, True)])
def test_what_ends_soon(days: int, fires: bool) -> None:
    files: dict[str, str | bytes] = {
        "compose.yaml": "services: {web: {image: 'redis:8.0'}}",
        ".composelint.yaml": f"options: {{end-of-life-image: {{soon-days: {days}}}}}\n",
    }
    report = composelint.lint(files, select=["end-of-life-image"], today=TODAY)
    assert [finding.severity for finding in report.findings] == (["info"] if fires else [])


def test_what_cannot_be_pulled_is_an_error() -> None:
    assert found("retired-image", "minio/minio") == [("'minio/minio'", "error")]
    assert found("retired-image", "quay.io/minio/minio") == [("'quay.io/minio/minio'", "warning")]
