"""Ports that speak for themselves: behind them stands something that is made for other servers, not for everybody.

Left out are those on which applications listen as often (8086, 8123, 8200, 8500, 9000): there the image must tell.
So is 2375, the engine's own interface, which hands over more than data.
"""

from __future__ import annotations

BACKENDS: dict[int, str] = {
    1433: "SQL Server",
    1521: "Oracle",
    2049: "NFS",
    2181: "ZooKeeper",
    2376: "Docker API",
    2379: "etcd",
    2380: "etcd",
    3306: "MySQL",
    4369: "Erlang port mapper",
    5432: "PostgreSQL",
    5601: "Kibana",
    5672: "AMQP",
    5900: "VNC",
    5984: "CouchDB",
    6379: "Redis",
    6380: "Redis",
    7474: "Neo4j",
    7687: "Neo4j",
    9042: "Cassandra",
    9092: "Kafka",
    9200: "Elasticsearch",
    9300: "Elasticsearch",
    11211: "memcached",
    15672: "RabbitMQ management",
    16379: "Redis cluster",
    25672: "RabbitMQ cluster",
    26257: "CockroachDB",
    26379: "Redis Sentinel",
    27017: "MongoDB",
    27018: "MongoDB",
    27019: "MongoDB",
    28015: "RethinkDB",
    33060: "MySQL X",
    61616: "ActiveMQ",
}
"""Container port -> what listens there (IANA's registry, the products' manuals, 2026)."""

WEB = frozenset((80, 443))
"""What a public entrance publishes."""
