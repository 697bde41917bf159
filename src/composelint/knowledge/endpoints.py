"""Which names of settings say that their value is an address, which say that it is none, and what schemes mean."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from .credentials.names import reaches_browser, split

Sense = Literal["none", "outside", "plain", "host", "maybe"]
"""What the name of a setting says of its value.

none: it is no address that its container connects to. outside: it is meant for browsers and others outside, except
where it names another service. host: a bare word is a host. maybe: it is one where it names a service. plain: nothing.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HOST = _words("host hostname hosts addr address endpoint endpoints")
_MAYBE = _words(
    "server servers url uri dsn brokers connect master primary node nodes upstream seed seeds gateway peer peers"
    " backend broker"
)
_EXACT: dict[str, Sense] = {
    **dict.fromkeys(("PGHOST", "PGHOSTADDR"), "host"),
    **dict.fromkeys(("REDIS", "SMTP", "KAFKA", "DB"), "maybe"),
    **dict.fromkeys(("HOST", "HOSTNAME", "ADDRESS", "ADDR", "HOSTS", "IP"), "none"),
}
_PRODUCTS = _words(
    "postgres postgresql mysql mariadb mssql oracle sqlite mongo mongodb redis valkey memcached rabbitmq kafka nats"
    " minio s3 elasticsearch opensearch nginx apache caddy traefik node"
)
_KINDS = _words("server backend broker gateway")
"""Under these words the name of a product may just say which kind is used."""

_OWN = _words(
    "cors origin origins csrf redirect callback domain domains webhook advertise advertised cookie issuer listener"
    " listeners listen bind image tag version auth replicas scale weight owner uid gid user username password pass"
    " secret token whitelist allowlist trusted nextauth"
)
"""Words that say that the value is no address, or one by which others come to this service."""
_OWN_PAIRS = (
    "allowed hosts", "public url", "external url", "frontend url", "server name", "virtual host", "kc hostname",
    "gf server", "run host", "public host", "external host", "listen address", "no proxy",
)  # fmt: skip
_OUTSIDE_PAIRS = ("base url", "root url", "site url", "app url", "public endpoint")
_FACES = _words("app site public web frontend server self my own external root base this")
"""Before `base url`, these say whose it is: the service's own."""


@lru_cache(maxsize=4096)
def sense(name: str) -> Sense:
    """What the name of a variable says of its value."""
    exact = _EXACT.get(name.upper())
    if exact is not None:
        return exact
    if reaches_browser(name):
        return "none"
    words = split(name)
    spoken = f" {' '.join(words)} "
    if not _OWN.isdisjoint(words) or any(f" {pair} " in spoken for pair in _OWN_PAIRS):
        return "none"
    pair = next((pair for pair in _OUTSIDE_PAIRS if f" {pair} " in spoken), None)
    if pair is not None:
        before = spoken.partition(f" {pair} ")[0].split()
        return "outside" if before and pair == "base url" and before[-1] not in _FACES else "none"
    last = words[-1] if words else ""
    return "host" if last in _HOST else "maybe" if last in _MAYBE else "plain"


def names_a_kind(name: str, value: str) -> bool:
    """Whether a bare word may say which product is used rather than where it is: `CACHE_BACKEND: redis`."""
    words = split(name)
    return value.lower() in _PRODUCTS and (name.upper() == "DB" or (bool(words) and words[-1] in _KINDS))


SCHEMES: dict[str, tuple[int, str]] = {
    **dict.fromkeys(("postgres", "postgresql"), (5432, "postgresql")),
    **dict.fromkeys(("mysql", "mysql2", "mariadb"), (3306, "mysql")),
    **dict.fromkeys(("mongodb",), (27017, "mongodb")),
    **dict.fromkeys(("redis", "valkey"), (6379, "redis")),
    **dict.fromkeys(("rediss",), (6379, "redis")),
    **dict.fromkeys(("amqp",), (5672, "amqp")),
    **dict.fromkeys(("amqps",), (5671, "amqp")),
    **dict.fromkeys(("sqlserver", "mssql"), (1433, "sqlserver")),
    **dict.fromkeys(("http", "ws"), (80, "http")),
    **dict.fromkeys(("https", "wss"), (443, "http")),
    **dict.fromkeys(("nats",), (4222, "nats")),
    **dict.fromkeys(("mqtt",), (1883, "mqtt")),
    **dict.fromkeys(("clickhouse",), (9000, "clickhouse")),
    **dict.fromkeys(("bolt", "neo4j"), (7687, "bolt")),
    **dict.fromkeys(("ldap",), (389, "ldap")),
    **dict.fromkeys(("smtp",), (25, "smtp")),
}
"""Scheme of a URL -> the port that it means where none is written, and the protocol. IANA and the products' manuals."""


def default_port(scheme: str | None) -> int | None:
    """The port that a client takes for a URL without one; `postgresql+asyncpg` is `postgresql`."""
    found = SCHEMES.get((scheme or "").partition("+")[0])
    return None if found is None else found[0]


def protocol(scheme: str | None) -> str | None:
    """What is spoken under a scheme, drivers left out."""
    found = SCHEMES.get((scheme or "").partition("+")[0])
    return None if found is None else found[1]


PROTOCOL_PORTS = {
    "postgresql": 5432, "mysql": 3306, "mongodb": 27017, "redis": 6379, "amqp": 5672, "sqlserver": 1433,
}  # fmt: skip
"""Protocols that no two of the usual servers share, by the port of the server that gave them their name."""

PRODUCTS: dict[str, int] = {
    **dict.fromkeys("postgres postgresql pg pgsql postgis timescaledb".split(), 5432),
    **dict.fromkeys("mysql mariadb maria".split(), 3306),
    **dict.fromkeys("mongo mongodb".split(), 27017),
    **dict.fromkeys("redis valkey".split(), 6379),
    **dict.fromkeys("rabbit rabbitmq amqp".split(), 5672),
    **dict.fromkeys("elasticsearch elastic es opensearch".split(), 9200),
    **dict.fromkeys("mssql sqlserver".split(), 1433),
    **dict.fromkeys("mqtt mosquitto".split(), 1883),
    "kafka": 9092,
    "memcached": 11211,
    "zookeeper": 2181,
    "nats": 4222,
    "neo4j": 7687,
    "cassandra": 9042,
    "etcd": 2379,
    "minio": 9000,
}
"""Words that stand for a server -> the port by which it is known (IANA's registry, the products' manuals, 2026)."""

ROLES = {"db": "database", "database": "database", "sql": "database", "cache": "cache", "broker": "broker"}
"""Words that stand for whichever server has a role."""


UDP_SCHEMES = frozenset(("udp", "udp4", "udp6", "syslog", "syslog+udp", "quic", "statsd", "coap"))
UDP_PORTS = frozenset(
    int(port)
    for port in "53 67 68 69 123 137 138 161 162 500 514 1194 1812 1813 1900 3478 4500 5060 5353 5683 5775 6343 6831"
    " 6832 8089 8125 8126 12201 24224 25826 27500 51820".split()
)
"""Ports that are used over UDP as well (IANA): where no scheme is written, either may be meant."""

IMAGE_DEFAULTS: dict[str, tuple[str, str]] = {
    "kibana": ("ELASTICSEARCH_HOSTS ELASTICSEARCH_URL", "http://elasticsearch:9200"),
    "docker.elastic.co/kibana/kibana": ("ELASTICSEARCH_HOSTS ELASTICSEARCH_URL", "http://elasticsearch:9200"),
    "mongo-express": ("ME_CONFIG_MONGODB_SERVER ME_CONFIG_MONGODB_URL", "mongodb://mongo:27017"),
    "phpmyadmin": ("PMA_HOST PMA_HOSTS PMA_SOCKET PMA_SOCKETS PMA_ARBITRARY", "mysql://db"),
    "phpmyadmin/phpmyadmin": ("PMA_HOST PMA_HOSTS PMA_SOCKET PMA_SOCKETS PMA_ARBITRARY", "mysql://db"),
    "wordpress": ("WORDPRESS_DB_HOST", "mysql://mysql"),
}
"""Images that connect somewhere when none of their variables says where (the images' documentation, 2026)."""
