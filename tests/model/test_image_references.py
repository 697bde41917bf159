"""How references are taken apart, and what stays unknown."""

import pytest

from composelint.core.source import Source, Span
from composelint.model.images import ImageReference
from composelint.model.values import Piece, Text


def reference(written: str, **values: str) -> ImageReference:
    """A reference as Compose reads it: `${NAME}` becomes the given value, or stays unknown."""
    source = Source("compose.yaml", written)
    pieces, at = [], 0
    while (start := written.find("${", at)) >= 0:
        end = written.index("}", start) + 1
        pieces.append(Piece(written[at:start], Span(source, at, start)))
        pieces.append(Piece(values.get(written[start + 2 : end - 1]), Span(source, start, end)))
        at = end
    whole = Span(source, 0, len(written))
    if not pieces:
        return ImageReference.parse(Text(written, whole))
    pieces.append(Piece(written[at:], Span(source, at, len(written))))
    texts = [piece.value for piece in pieces]
    value = None if None in texts else "".join(text for text in texts if text is not None)
    return ImageReference.parse(Text(value, whole, pieces=tuple(pieces)))


@pytest.mark.parametrize(
    ("written", "registry", "repository"),
    [
        ("postgres", "docker.io", "postgres"),
        ("library/postgres:16", "docker.io", "postgres"),
        ("docker.io/postgres:16", "docker.io", "postgres"),
        ("docker.io/library/postgres:16", "docker.io", "postgres"),
        ("index.docker.io/library/postgres", "docker.io", "postgres"),
        ("registry-1.docker.io/bitnami/kafka:3.9", "docker.io", "bitnami/kafka"),
        ("public.ecr.aws/docker/library/postgres:16", "public.ecr.aws", "postgres"),
        ("mirror.gcr.io/library/redis", "mirror.gcr.io", "redis"),
        ("mirror.gcr.io/redis", "mirror.gcr.io", "redis"),
        ("Postgres:16", "docker.io", "postgres"),
        ("quay.io/keycloak/keycloak:26.0", "quay.io", "quay.io/keycloak/keycloak"),
        ("localhost:5000/x", "localhost:5000", "localhost:5000/x"),
        ("localhost/x:1", "localhost", "localhost/x"),
        ("registry.example.com:5000/team/app:1.2", "registry.example.com:5000", "registry.example.com:5000/team/app"),
        ("bitnami/postgresql:16", "docker.io", "bitnami/postgresql"),
        ("arm64v8/postgres:16", "docker.io", "postgres"),
        ("amd64/team/app", "docker.io", "amd64/team/app"),
        ("https://ghcr.io/a/b:1", "ghcr.io", "ghcr.io/a/b"),
        ("scratch", "docker.io", "scratch"),
        ("two words", "docker.io", None),
        ("", "docker.io", None),
    ],
)
def test_registry_and_repository(written: str, registry: str, repository: str | None) -> None:
    ref = reference(written)
    assert (ref.registry, ref.repository) == (registry, repository)


@pytest.mark.parametrize(
    ("written", "tag", "version", "variant"),
    [
        ("postgres", None, None, ()),
        ("postgres:16", "16", (16,), ()),
        ("postgres:16.4-alpine3.20", "16.4-alpine3.20", (16, 4), ("alpine3.20",)),
        ("traefik:v3.1", "v3.1", (3, 1), ()),
        ("python:3.12-slim-bookworm", "3.12-slim-bookworm", (3, 12), ("slim", "bookworm")),
        ("python:3.13rc1-slim", "3.13rc1-slim", (3, 13), ("rc1", "slim")),
        ("openjdk:8u212-jdk", "8u212-jdk", (8,), ("u212", "jdk")),
        ("eclipse-temurin:17.0.9_9-jre", "17.0.9_9-jre", (17, 0, 9), ("9", "jre")),
        ("x:latest", "latest", None, ("latest",)),
        ("x:5000/y", None, None, ()),
        ("host:5000/y:Latest-Alpine", "Latest-Alpine", None, ("latest", "alpine")),
        ("minio/minio:RELEASE.2025-09-07T16-13-09Z", "RELEASE.2025-09-07T16-13-09Z", None, None),
        ("app:7f3a2b1", "7f3a2b1", None, ("7f3a2b1",)),
        ("app:" + "9" * 5000, "9" * 5000, None, None),
        ("nginx@sha256:" + "a" * 64, None, None, ()),
    ],
)
def test_tags(written: str, tag: str | None, version: tuple[int, ...] | None, variant: tuple[str, ...] | None) -> None:
    ref = reference(written)
    assert (ref.tag, ref.version) == (tag, version)
    assert ref.tag_known
    assert variant is None or ref.variant == variant


@pytest.mark.parametrize(
    ("written", "repository", "version", "variant"),
    [
        ("nginx:${TAG}", "nginx", None, ()),
        ("postgres:${MAJOR}-alpine", "postgres", None, ("alpine",)),
        ("postgres:16-${OS}", "postgres", (16,), ()),
        ("postgres:16.${MINOR}", "postgres", (16,), ()),
        ("postgres:1${REST}", "postgres", None, ()),
        ("postgres:16.4${REST}", "postgres", (16,), ()),
        ("nginx@${DIGEST}", "nginx", None, ()),
        ("${REGISTRY}/team/app:${TAG}", "team/app", None, ()),
        ("${IMAGE}", None, None, ()),
        ("postgres${SUFFIX}", None, None, ()),
    ],
)
def test_unknown_tags(
    written: str, repository: str | None, version: tuple[int, ...] | None, variant: tuple[str, ...]
) -> None:
    ref = reference(written)
    assert not ref.tag_known
    assert ref.tag is None
    assert (ref.repository, ref.version, ref.variant) == (repository, version, variant)


@pytest.mark.parametrize(
    ("written", "repository"),
    [
        ("${REGISTRY}/team/app:1", "team/app"),
        ("${DOCKER_MIRROR}/library/postgres:16", "postgres"),
        ("${HOST}:5000/x:1", "x"),
        ("${ORG}/redis:7", None),
        ("${REGISTRY_USER}/redis:7", None),
        ("${GITHUB_REPOSITORY}/redis:7", None),
        ("ghcr.io/${OWNER}/redis:7", None),
    ],
)
def test_an_unknown_registry_is_dropped_and_an_unknown_owner_is_not(written: str, repository: str | None) -> None:
    assert reference(written).repository == repository


def test_what_is_known_of_an_unknown_owner_is_the_role_its_image_names() -> None:
    facts = reference("${ORG}/redis:7").facts
    assert facts is not None
    assert (facts.role, facts.ports, facts.healthcheck, facts.test({})) == ("cache", None, None, None)
    assert reference("${ORG}/app:7").facts is None
    assert reference("${IMAGE}").facts is None


def test_a_known_variable_is_as_good_as_the_text() -> None:
    ref = reference("postgres:${TAG}", TAG="16-alpine")
    assert (str(ref), ref.tag, ref.version, ref.tag_known) == ("postgres:16-alpine", "16-alpine", (16,), True)


@pytest.mark.parametrize(
    ("written", "moving"),
    [
        ("nginx:latest", "latest"),
        ("nginx:Latest-Alpine", "latest"),
        ("node:lts-slim", "lts"),
        ("nginx:alpine", "alpine"),
        ("redis:alpine3.20", "alpine3.20"),
        ("node:bookworm-slim", "bookworm"),
        ("debian:bookworm-slim", None),
        ("ubuntu:noble", None),
        ("nginx", None),
        ("nginx:1.27-alpine", None),
        ("mcr.microsoft.com/mssql/server:2022-latest", None),
        ("pgvector/pgvector:pg16", None),
        ("app:release-17", "release"),
        ("app:feature-x", None),
        ("nginx:${TAG}", None),
    ],
)
def test_moving_tags(written: str, moving: str | None) -> None:
    assert reference(written).moving == moving


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("nginx:1.27", None),
        ("nginx@sha256:" + "a" * 64, None),
        ("localhost:5000/a/b__c:1", None),
        ("GHCR.io/a/b", None),
        ("Nginx", "has upper-case letters in the repository"),
        ("ngi nx", "holds blanks"),
        ("nginx:", "has an empty tag"),
        ("nginx::1", "has an invalid tag ':1'"),
        ("nginx:-1", "has an invalid tag '-1'"),
        ("nginx:" + "a" * 129, "has a tag of more than 128 characters"),
        ("nginx@sha256:abc", "has an invalid digest"),
        ("https://ghcr.io/a/b", "holds a URL scheme"),
        ("-nginx", "has an invalid repository '-nginx'"),
        ("a//b", "has an invalid repository 'a//b'"),
        (":16", "names no repository"),
        ("${IMAGE}:", None),
    ],
)
def test_what_docker_refuses(written: str, problem: str | None) -> None:
    assert reference(written).problem == problem


@pytest.mark.parametrize(
    ("written", "windows"),
    [
        ("mcr.microsoft.com/windows/servercore:ltsc2022", True),
        ("mcr.microsoft.com/windows/nanoserver", True),
        ("golang:1.26-nanoserver-ltsc2025", True),
        ("python:3.13-windowsservercore-ltsc2022", True),
        ("mcr.microsoft.com/dotnet/framework/aspnet:4.8", True),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", False),
        ("windows/x", False),
    ],
)
def test_windows(written: str, windows: bool) -> None:
    assert reference(written).windows is windows


def test_names() -> None:
    assert str(reference("docker.io/library/Postgres:16@sha256:" + "a" * 64)) == "postgres:16@sha256:" + "a" * 64
    assert str(reference("nginx:${TAG}-alpine")) == "nginx:…-alpine"
    assert reference("app").identity == reference("docker.io/library/app:latest").identity == "app:latest"
    assert reference("arm64v8/postgres").architecture == "arm64v8"
    assert reference("scratch").scratch


def test_facts_are_computed_once_and_follow_version_and_variant() -> None:
    ref = reference("postgres:17-alpine")
    assert ref.facts is ref.facts
    assert ref.facts is not None
    assert ref.facts.data == ("/var/lib/postgresql/data",)
    assert ref.facts.tools["wget"]


@pytest.mark.parametrize("written", ["postgres:${TAG}", "postgres@sha256:" + "a" * 64, "postgres:custom"])
def test_a_version_nobody_can_know_leaves_its_facts_unknown(written: str) -> None:
    facts = reference(written).facts
    assert facts is not None
    assert (facts.role, facts.data) == ("database", None)
