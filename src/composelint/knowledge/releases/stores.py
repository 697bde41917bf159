"""Databases, caches, search engines, and what keeps others in step: when their versions end."""

from __future__ import annotations

from .rows import Product

ELASTIC = (
    "5=2019-03-11 6=2022-02-10 7=2026-01-15"
    " 8.0=2025-10-21~ 8.1=2025-10-21~ 8.2=2025-10-21~ 8.3=2025-10-21~ 8.4=2025-10-21~ 8.5=2025-10-21~"
    " 8.6=2025-10-21~ 8.7=2025-10-21~ 8.8=2025-10-21~ 8.9=2025-10-21~ 8.10=2025-10-21~ 8.11=2025-10-21~"
    " 8.12=2025-10-21~ 8.13=2025-10-21~ 8.14=2025-10-21~ 8.15=2025-10-21~ 8.16=2025-10-21~ 8.17=2025-10-21~"
    " 8.18=2025-10-21~"
    " 8.19=2027-07-15 9.0=2025-10-23~ 9.1=2026-02-03~ 9.2=2026-05-05~ 9.3=2026-08-04~"
)
"""Elasticsearch and its companions end together; of the minors of 8 only the last day of all is known."""

PRODUCTS: tuple[Product, ...] = (
    Product(
        "PostgreSQL",
        "postgres postgis/postgis",
        "9=2021-11-11 9.4=2020-02-13 9.5=2021-02-11 10=2022-11-10 11=2023-11-09 12=2024-11-21 13=2025-11-13"
        " 14=2026-11-12 15=2027-11-11 16=2028-11-09 17=2029-11-08 18=2030-11-14",
        "17 and 18",
        "https://www.postgresql.org/support/versioning/",
    ),
    Product(
        "PostgreSQL",
        "pgvector/pgvector timescale/timescaledb timescale/timescaledb-ha",
        "10=2022-11-10 11=2023-11-09 12=2024-11-21 13=2025-11-13 14=2026-11-12 15=2027-11-11 16=2028-11-09"
        " 17=2029-11-08 18=2030-11-14",
        "17 and 18",
        "https://www.postgresql.org/support/versioning/",
        word="pg",
    ),
    Product(
        "MySQL",
        "mysql mysql/mysql-server",
        "5=2023-10-31 5.5=2018-12-31 5.6=2021-02-28 5.7=2023-10-31 8.0=2026-04-30 8.1=2023-10-25"
        " 8.2=2023-12-14 8.3=2024-04-10 8.4=2032-04-30 9.0=2024-10-15 9.1=2025-01-21 9.2=2025-04-15"
        " 9.3=2025-07-22 9.4=2025-10-21 9.5=2026-01-20 9.6=2026-04-21 9.7=2034-04-21",
        "8.4 and 9.7",
        "https://www.mysql.com/support/",
    ),
    Product(
        "MariaDB",
        "mariadb",
        "5=2020-04-11 10.0=2019-03-31 10.1=2020-10-17 10.2=2022-05-23 10.3=2023-05-25 10.4=2024-06-18"
        " 10.5=2025-06-24 10.6=2026-07-06 10.7=2023-02-14 10.8=2023-05-20 10.9=2023-08-22 10.10=2023-11-17"
        " 10.11=2028-02-16 11.0=2024-06-06 11.1=2024-08-21 11.2=2024-11-21 11.3=2024-05-29 11.4=2029-05-29"
        " 11.5=2024-11-21 11.6=2025-02-13 11.8=2028-06-04 12.2=2026-05-28 12.3=2029-06-12",
        "10.11, 11.4, 11.8 and 12.3",
        "https://mariadb.org/about/#maintenance-policy",
    ),
    Product(
        "MongoDB",
        "mongo mongodb/mongodb-community-server",
        "2=2016-10-31 3=2021-04-30 3.2=2018-09-30 3.4=2020-01-31 3.6=2021-04-30 4=2024-02-29 4.0=2022-04-30"
        " 4.2=2023-04-30 4.4=2024-02-29 5=2024-10-31 5.1=2022-01-31 5.2=2022-04-30 5.3=2022-07-31"
        " 6=2025-07-31 6.1=2023-02-28 6.2=2023-04-30 6.3=2023-08-31 7.0=2027-08-31 7.1=2024-01-31"
        " 7.2=2024-04-30 7.3=2024-10-31 8.0=2029-10-31 8.2=2026-07-31 8.3=2029-10-31",
        "7.0 and 8.0",
        "https://www.mongodb.com/legal/support-policy/lifecycles",
    ),
    Product(
        "Redis",
        "redis",
        "3=2018-10-17 4=2020-04-30 5=2022-04-27 6.0=2022-05-31 6.2=2027-04-01 7.0=2024-07-29 7.2=2029-12-01"
        " 7.4=2029-12-01 8.0=2026-12-01 8.2=2030-09-01",
        "7.4 and 8",
        "https://github.com/redis/redis/security",
    ),
    Product(
        "Valkey",
        "valkey/valkey",
        "7.2=2029-04-16 8.0=2027-09-15 8.1=2030-03-31 9.0=2028-10-21",
        "8.1 and 9",
        "https://valkey.io/topics/releases/",
    ),
    Product(
        "memcached",
        "memcached",
        "1.5=2020-03-09",
        "1.6",
        "https://github.com/memcached/memcached/wiki/ReleaseNotes",
    ),
    Product(
        "Elasticsearch",
        "elasticsearch docker.elastic.co/elasticsearch/elasticsearch",
        ELASTIC,
        "8.19 and 9",
        "https://www.elastic.co/support/eol",
    ),
    Product(
        "Kibana",
        "kibana docker.elastic.co/kibana/kibana",
        ELASTIC,
        "8.19 and 9",
        "https://www.elastic.co/support/eol",
    ),
    Product(
        "Logstash",
        "logstash docker.elastic.co/logstash/logstash",
        ELASTIC,
        "8.19 and 9",
        "https://www.elastic.co/support/eol",
    ),
    Product(
        "OpenSearch",
        "opensearchproject/opensearch opensearchproject/opensearch-dashboards",
        "1=2025-05-06",
        "2 and 3",
        "https://opensearch.org/releases/",
    ),
    Product(
        "Cassandra",
        "cassandra",
        "2=2024-09-05 3=2024-09-05",
        "5.0",
        "https://cassandra.apache.org/_/download.html",
    ),
    Product(
        "Neo4j",
        "neo4j",
        "3=2021-11-28 4=2025-11-30 5.26=2028-06-06",
        "5.26",
        "https://neo4j.com/developer/kb/neo4j-supported-versions/",
    ),
    Product(
        "CouchDB",
        "couchdb",
        "3.2=2024-09-20 3.3=2025-05-05",
        "3.5",
        "https://docs.couchdb.org/en/stable/whatsnew/index.html",
    ),
    Product(
        "CockroachDB",
        "cockroachdb/cockroach",
        "20=2022-05-10 21=2023-05-16 22.1=2023-11-24 22.2=2024-06-05 23.1=2024-11-15 23.2=2025-08-05"
        " 24.1=2025-11-20 24.2=2025-02-12 24.3=2026-05-18 25.2=2026-11-12 25.4=2027-05-03",
        "25.4 and 26.2",
        "https://www.cockroachlabs.com/docs/releases/release-support-policy",
    ),
    Product(
        "SQL Server",
        "mcr.microsoft.com/mssql/server",
        "2017=2027-10-12 2019=2030-01-08 2022=2033-01-11 2025=2036-01-06",
        "2022 and 2025",
        "https://learn.microsoft.com/en-us/lifecycle/products/?terms=SQL%20Server",
    ),
    Product(
        "etcd",
        "quay.io/coreos/etcd gcr.io/etcd-development/etcd",
        "3.4=2026-06-01 3.5=2027-07-08",
        "3.5 and newer",
        "https://etcd.io/docs/latest/op-guide/versioning/",
    ),
)
