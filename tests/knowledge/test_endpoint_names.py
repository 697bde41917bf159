"""What the name of a setting says of its value."""

from __future__ import annotations

import pytest

from composelint.knowledge.endpoints import names_a_kind, sense


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DB_HOST", "host"),
        ("dbHost", "host"),
        ("PGHOST", "host"),
        ("discovery.seed_hosts", "host"),
        ("SMTP_ADDRESS", "host"),
        ("REDIS_HOSTNAME", "host"),
        ("DATABASE_URL", "maybe"),
        ("KAFKA_BOOTSTRAP_SERVERS", "maybe"),
        ("CACHE_BACKEND", "maybe"),
        ("REDIS", "maybe"),
        ("POSTGRES_DB", "plain"),
        ("JAVA_OPTS", "plain"),
        ("OLLAMA_BASE_URL", "outside"),
        ("BASE_URL", "none"),
        ("APP_BASE_URL", "none"),
        ("HOST", "none"),
        ("HOSTNAME", "none"),
        ("KC_HOSTNAME", "none"),
        ("VITE_API_URL", "none"),
        ("NEXT_PUBLIC_API_URL", "none"),
        ("CORS_ALLOWED_ORIGINS", "none"),
        ("DJANGO_ALLOWED_HOSTS", "none"),
        ("OIDC_REDIRECT_URL", "none"),
        ("KAFKA_ADVERTISED_LISTENERS", "none"),
        ("BIND_HOST", "none"),
        ("FLASK_RUN_HOST", "none"),
        ("NO_PROXY", "none"),
        ("POSTGRES_IMAGE", "none"),
        ("PROXY_AUTH", "none"),
    ],
)
def test_sense(name: str, expected: str) -> None:
    assert sense(name) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CACHE_BACKEND", "redis", True),
        ("DB", "postgres", True),
        ("CACHE_BACKEND", "cache", False),
        ("REDIS_HOST", "redis", False),
        ("REDIS", "redis", False),
    ],
)
def test_kinds(name: str, value: str, expected: bool) -> None:
    assert names_a_kind(name, value) is expected
