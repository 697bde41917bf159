"""A service's effective settings: Compose, else the Dockerfile, else the image; unknown is not absent."""

from __future__ import annotations

import pytest
from loaded import service, services

CHECKED = "FROM python:3.13-slim AS a\nHEALTHCHECK CMD python check.py\n"


@pytest.mark.parametrize(
    ("text", "dockerfile", "expected"),
    [
        ("a: {image: postgres:17}", None, "none"),
        ("a: {image: postgres:17, healthcheck: {test: pg_isready}}", None, "compose"),
        ("a: {image: postgres:17, healthcheck: {test: '${X}'}}", None, "compose"),
        ("a: {image: postgres:17, healthcheck: {test: [NONE]}}", None, "none"),
        ("a: {image: postgres:17, healthcheck: {disable: true, test: pg_isready}}", None, "none"),
        ("a: {image: postgres:17, healthcheck: {disable: '${X}', test: pg_isready}}", None, "compose"),
        ("a: {image: postgres:17, healthcheck: {interval: 3s}}", None, "none"),
        ("a: {image: gvenzl/oracle-free}", None, "image"),
        ("a: {image: gvenzl/oracle-free, healthcheck: {interval: 3s}}", None, "image"),
        ("a: {image: gvenzl/oracle-free, healthcheck: {disable: true}}", None, "none"),
        ("a: {image: acme/unheard-of}", None, "unknown image"),
        ("a: {image: '${X}'}", None, "unknown image"),
        ("a: {build: .}", CHECKED, "dockerfile"),
        ("a: {build: .}", f"{CHECKED}FROM a\nCMD x\n", "dockerfile"),
        ("a: {build: .}", f"{CHECKED}FROM a\nHEALTHCHECK NONE\n", "none"),
        ("a: {build: .}", f"{CHECKED}FROM python:3.13\nCOPY --from=a /x /x\n", "none"),
        ("a: {build: {context: ., target: a}}", f"{CHECKED}FROM a\nHEALTHCHECK NONE\n", "dockerfile"),
        ("a: {build: {context: ., target: '${X}'}}", CHECKED, "unknown dockerfile"),
        ("a: {build: .}", "FROM scratch\nCOPY x /\n", "none"),
        ("a: {build: .}", "FROM acme/unheard-of\n", "unknown image"),
        ("a: {build: .}", "FROM gvenzl/oracle-free\n", "image"),
        ("a: {build: .}", None, "unknown dockerfile"),
        ("a: {build: .}", "FROM\n", "unknown image"),
        ("a: {build: ., image: postgres:17}", None, "unknown dockerfile"),
        ("a: {build: .}", "FROM postgres:17\nHEALTHCHECK --interval=5s CMD pg_isready\n", "dockerfile"),
        ("a: {build: ., healthcheck: {test: x}}", f"{CHECKED}HEALTHCHECK NONE\n", "compose"),
    ],
)
def test_healthcheck(text: str, dockerfile: str | None, expected: str) -> None:
    health = service(text, dockerfile).healthcheck()
    assert ("none" if health is None else health.origin if health.known else f"unknown {health.origin}") == expected


def test_a_healthcheck_stands_where_it_is_written() -> None:
    health = service("a: {build: .}", CHECKED).healthcheck()
    assert health is not None
    assert health.at.source.path == "Dockerfile"
    assert health.at.text.startswith("HEALTHCHECK")


@pytest.mark.parametrize(
    ("text", "dockerfile", "role"),
    [
        ("a: {image: postgres:17}", None, "database"),
        ("a: {image: 'postgres:${TAG}'}", None, "database"),
        ("a: {image: '${REGISTRY}/redis:8'}", None, "cache"),
        ("a: {image: registry.example.com/our/my-mongo}", None, "database"),
        ("a: {image: registry.example.com/our/postgres-exporter}", None, None),
        ("postgres: {image: registry.example.com/our/api}", None, None),
        ("a: {build: ., image: postgres}", "FROM python:3.13\n", None),
        ("a: {build: .}", "FROM postgres:17\n", "database"),
        ("a: {build: .}", "FROM nginx:1.29\n", None),
        ("a: {build: .}", "FROM php:8-apache\n", None),
        ("a: {image: nginx}", None, "proxy"),
        ("a: {build: .}", None, None),
    ],
)
def test_role(text: str, dockerfile: str | None, role: str | None) -> None:
    assert service(text, dockerfile).role == role


@pytest.mark.parametrize(
    ("settings", "always", "given"),
    [
        ("restart: always", "always", True),
        ("restart: unless-stopped", "unless-stopped", True),
        ("restart: on-failure", None, True),
        ("restart: 'no'", None, True),
        ("restart: '${X}'", None, True),
        ("deploy: {restart_policy: {condition: any}}", "any", True),
        ("deploy: {restart_policy: {condition: on-failure}}, restart: always", None, True),
        ("deploy: {restart_policy: {max_attempts: 3}}, restart: always", None, True),
        ("deploy: {replicas: 1}", None, False),
    ],
)
def test_restart(settings: str, always: str | None, given: bool) -> None:
    one = service(f"a: {{image: x, {settings}}}")
    place = one.restarts_always()
    assert (None if place is None else place.text) == always
    assert (one.restart() is not None) == given


@pytest.mark.parametrize(
    ("settings", "limits"),
    [
        ("mem_limit: 1g", "m"),
        ("mem_limit: 1073741824", "m"),
        ("mem_limit: 0", ""),
        ("mem_limit: '0'", ""),
        ("mem_limit: 0gb", ""),
        ("mem_limit: '${X}'", "m"),
        ("mem_limit: 0, deploy: {resources: {limits: {memory: 1G}}}", "m"),
        ("cpus: 0.5", "c"),
        ("cpus: '0'", ""),
        ("cpus: '${X}'", "c"),
        ("cpu_quota: 50000", "c"),
        ("cpu_quota: -1", ""),
        ("cpuset: '0'", "c"),
        ("cpuset: 0-3", "c"),
        ("cpu_shares: 512", ""),
        ("pids_limit: 100", "p"),
        ("pids_limit: -1", ""),
        ("pids_limit: 0", ""),
        ("deploy: {resources: {limits: {cpus: '1', memory: 1G, pids: 9}}}", "mcp"),
        ("deploy: {resources: {reservations: {cpus: '1', memory: 1G}}}", ""),
        ("ulimits: {nproc: 100}", ""),
    ],
)
def test_limits(settings: str, limits: str) -> None:
    one = service(f"a: {{image: x, {settings}}}")
    found = {"m": one.memory_limit(), "c": one.cpu_limit(), "p": one.pids_limit()}
    assert "".join(name for name, limit in found.items() if limit is not None) == limits


@pytest.mark.parametrize(
    ("text", "dockerfile", "ports"),
    [
        ("a: {image: x, ports: ['8080:80', '127.0.0.1:443:443/tcp', '53:53/udp'], expose: ['9000', 9001]}", None,
         (80, 443, 9000, 9001)),
        ("a: {image: x, ports: ['${PORT}:${PORT}']}", None, ()),
        ("a: {image: postgres:17}", None, (5432,)),
        ("a: {image: postgres:17, ports: ['5433:5433']}", None, (5433, 5432)),
        ("a: {build: .}", "FROM python:3.13 AS b\nEXPOSE 8000 53/udp\nFROM b\nEXPOSE 9000/tcp\n", (8000, 9000)),
        ("a: {build: ., image: postgres:17}", "FROM python:3.13\n", ()),
        ("a: {build: .}", None, ()),
    ],
)  # fmt: skip
def test_container_ports(text: str, dockerfile: str | None, ports: tuple[int, ...]) -> None:
    assert service(text, dockerfile).container_ports() == ports


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        ("[]", "[]", True),
        ("[a]", "[]", True),
        ("[]", "[a]", True),
        ("[a]", "[a, b]", True),
        ("[a]", "[b]", False),
    ],
)
def test_meets(mine: str, theirs: str, together: bool) -> None:
    one, other = services(f"a: {{image: x, profiles: {mine}}}\nb: {{image: x, profiles: {theirs}}}").values()
    assert one.meets(other) is together
    assert other.meets(one) is together


@pytest.mark.parametrize(
    ("profiles", "development"),
    [
        ("[]", False),
        ("[dev]", True),
        ("[Development, local-test]", True),
        ("[dev, production]", False),
        ("[devices]", False),
        ("['${X}']", False),
    ],
)
def test_development_by_profile(profiles: str, development: bool) -> None:
    assert service(f"a: {{image: x, profiles: {profiles}}}").development is development


@pytest.mark.parametrize(
    ("settings", "none"),
    [
        ("scale: 0", True),
        ("deploy: {replicas: 0}", True),
        ("scale: 1", False),
        ("scale: '${X}'", False),
        ("a: b", False),
    ],
)
def test_scaled_to_zero(settings: str, none: bool) -> None:
    assert service(f"a: {{image: x, {settings}}}").scaled_to_zero is none


def test_the_image_of_a_build_is_its_base() -> None:
    assert (
        str(service("a: {build: ., image: ours}", "FROM golang:1 AS b\nFROM alpine:3.22\n").base_image) == "alpine:3.22"
    )
    assert service("a: {build: ., image: ours}").base_image is None
    assert str(service("a: {image: nginx:1}").base_image) == "nginx:1"


def test_what_an_override_says_wins() -> None:
    override = "services:\n  a:\n    restart: 'no'\n    mem_limit: 0\n    healthcheck: {disable: true}\n"
    one = service(
        "a: {image: x, restart: always, mem_limit: 1g, healthcheck: {test: x}}",
        None,
        ("compose.override.yaml", override),
    )
    assert one.restarts_always() is None
    assert one.memory_limit() is None
    assert one.healthcheck() is None
