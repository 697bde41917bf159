"""What role the name of an unknown image tells: `my-postgres` is a database, `my-postgres-exporter` is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .rows import Role


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ROLES: dict[Role, str] = {
    "database": """postgres postgresql postgis pgvector timescaledb mysql mariadb percona mongo mongodb couchdb
        cassandra scylla neo4j clickhouse influxdb mssql cockroach cockroachdb arangodb""",
    "cache": "redis valkey memcached keydb dragonfly",
    "broker": "kafka rabbitmq nats mosquitto activemq artemis redpanda emqx",
    "search": "elasticsearch opensearch meilisearch typesense qdrant solr",
    "object-store": "minio",
    "coordination": "zookeeper",
    "proxy": "nginx haproxy traefik caddy envoy",
}
TOKENS = {token: role for role, tokens in ROLES.items() for token in tokens.split()}

QUALIFIERS = _set(
    """custom alpine debian ubuntu ha replica primary secondary master slave node server db database docker image
    cluster dev prod local base extended single persistent stack standalone ssl tls arm64 amd64 slim wolfi
    fips community enterprise broker kraft native sentinel"""
)
"""Words that may follow the product and leave it what it is."""

CANCELLING = _set(
    """exporter ui gui web admin operator backup restore client tools tool cli for with and to wait init migrate
    migration migrations seed dump loader sync test tests bridge adapter sidecar agent worker app api proxy
    php python node django flask etl consumer producer ingest ingestion stream streaming pipeline job jobs
    cron scraper crawler bot simulator generator load check health script scripts service microservice rails
    laravel spring java go demo example sample mcp connector prometheus"""
)
"""Words that, before the product, make it something about the product."""


def role(segment: str) -> Role | None:
    """The role that a path segment names by a whole word, if no other word speaks against it."""
    words = segment.lower().replace("_", "-").replace(".", "-").split("-")
    at = next((index for index, word in enumerate(words) if word in TOKENS), None)
    if at is None or any(word in CANCELLING for word in words[:at]):
        return None
    found = TOKENS[words[at]]
    after = (word for word in words[at + 1 :] if word and not word.lstrip("v").isdigit())
    return found if all(word in QUALIFIERS or TOKENS.get(word) == found for word in after) else None
