"""Where servers keep what must survive their container, beyond the one directory of each image's row."""

from __future__ import annotations

SOURCE = "image documentation and build files, 2026"

USUAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "postgres postgresql pgvector postgis timescaledb timescaledb-ha",
        (
            "/var/lib/postgresql/data",
            "/var/lib/postgresql",
            "/bitnami/postgresql",
            "/home/postgres/pgdata/data",
            "/home/postgres/pgdata",
            "/var/lib/postgres",
            "/var/lib/postgres/data",
            "/var/lib/pgsql/data",
            "/var/lib/pgsql",
            "/pgdata",
        ),
    ),
    (
        "mysql mariadb percona percona-server",
        ("/var/lib/mysql", "/var/lib/mysql/data", "/var/lib/mariadb", "/bitnami/mysql/data", "/bitnami/mariadb"),
    ),
    (
        "mongo mongodb percona-server-mongodb",
        ("/data/db", "/data", "/data/mongo", "/data/mongodb", "/var/lib/mongodb", "/var/lib/mongo", "/bitnami/mongodb"),
    ),
    ("redis valkey redis-stack redis-stack-server", ("/data", "/var/lib/redis", "/redis-data", "/bitnami/redis/data")),
    (
        "elasticsearch",
        (
            "/usr/share/elasticsearch/data",
            "/var/lib/elasticsearch",
            "/var/lib/elasticsearch/data",
            "/bitnami/elasticsearch/data",
        ),
    ),
    ("opensearch", ("/usr/share/opensearch/data", "/var/lib/opensearch", "/usr/share/elasticsearch/data")),
    (
        "kafka kafka-native cp-kafka cp-server",
        ("/var/lib/kafka/data", "/var/lib/kafka", "/bitnami/kafka", "/bitnami", "/kafka", "/opt/kafka/data"),
    ),
    ("influxdb", ("/var/lib/influxdb", "/var/lib/influxdb2", "/var/lib/influxdb3")),
    ("grafana grafana-oss grafana-enterprise", ("/var/lib/grafana", "/var/lib/grafana/data", "/grafana")),
    ("minio", ("/data", "/minio/data", "/minio_data", "/export", "/bitnami/minio/data")),
    ("clickhouse clickhouse-server", ("/var/lib/clickhouse", "/clickhouse")),
    ("cassandra", ("/var/lib/cassandra", "/cassandra")),
    ("rabbitmq", ("/var/lib/rabbitmq", "/data", "/bitnami/rabbitmq/mnesia")),
    ("neo4j", ("/data", "/var/lib/neo4j/data", "/neo4j/data")),
    (
        "zookeeper cp-zookeeper",
        ("/data", "/datalog", "/var/lib/zookeeper", "/var/lib/zookeeper/data", "/bitnami/zookeeper"),
    ),
    ("prometheus", ("/prometheus", "/var/lib/prometheus", "/prometheus-data")),
    ("server oracle-free oracle-xe", ("/var/opt/mssql", "/opt/oracle/oradata")),
)  # fmt: skip
"""Last words of image names, and the directories in which the product keeps its data in one image or another: a mount
at one of them is meant to hold it."""

UNSET: dict[str, tuple[str, ...]] = {
    "apache/kafka": ("/tmp/kraft-combined-logs", "/tmp/kafka-logs"),
    "apache/kafka-native": ("/tmp/kraft-combined-logs", "/tmp/kafka-logs"),
    "nats": ("/tmp/nats/jetstream",),
    "metabase/metabase": ("/metabase.db",),
}
"""Where images keep their data as long as nobody sets the place (docker/server.properties of Apache Kafka, the
documentation of NATS and Metabase, 2026): one of these, by what else is set."""
PROPOSED = {
    "apache/kafka": ("KAFKA_LOG_DIRS", "/var/lib/kafka/data", "/var/lib/kafka/data"),
    "apache/kafka-native": ("KAFKA_LOG_DIRS", "/var/lib/kafka/data", "/var/lib/kafka/data"),
    "metabase/metabase": ("MB_DB_FILE", "/metabase-data/metabase.db", "/metabase-data"),
}
"""What to set then: the variable, its value, and the directory for a volume."""

OTHER_VOLUMES = {"mongo": ("/data/configdb",), "zookeeper": ("/logs",), "influxdb": ("/etc/influxdb2",)}
"""Volumes that images declare besides those of their data (their Dockerfiles, 2026)."""

STATEFUL_ROLES = frozenset(("database", "search", "object-store"))
STATEFUL = frozenset((
    "rabbitmq", "apache/kafka", "apache/kafka-native", "confluentinc/cp-kafka", "bitnami/kafka", "wurstmeister/kafka",
    "redpandadata/redpanda", "gitea/gitea", "gitlab/gitlab-ce", "jenkins/jenkins", "nextcloud", "wordpress", "joomla",
    "matomo", "grafana/grafana", "prom/prometheus", "portainer/portainer-ce", "registry", "n8nio/n8n", "ghost",
    "sonarqube", "sonatype/nexus3", "vaultwarden/server", "louislam/uptime-kuma", "bitnami/rabbitmq",
    "victoriametrics/victoria-metrics", "quay.io/keycloak/keycloak", "metabase/metabase",
))  # fmt: skip
"""Other images, by the first name of their row, that keep on disk what nobody can make again."""

KEPT_OUTSIDE = {
    "grafana/grafana": "?GF_DATABASE_HOST | ?GF_DATABASE_URL | GF_DATABASE_TYPE=postgres | GF_DATABASE_TYPE=mysql",
    "registry": "?REGISTRY_STORAGE | ?REGISTRY_STORAGE_S3_BUCKET | ?REGISTRY_STORAGE_GCS_BUCKET"
    " | ?REGISTRY_STORAGE_AZURE_CONTAINER | ?REGISTRY_PROXY_REMOTEURL",
    "sonarqube": "?SONAR_JDBC_URL | ?SONARQUBE_JDBC_URL",
    "quay.io/keycloak/keycloak": "?KC_DB | ?KC_DB_URL | ?KC_DB_URL_HOST",
    "metabase/metabase": "?MB_DB_TYPE | ?MB_DB_CONNECTION_URI",
    "n8nio/n8n": "?DB_TYPE + ?N8N_ENCRYPTION_KEY",
    "ghost": "?storage__active",
}
"""Conditions on the environment (see images/environment.py) under which an image keeps its data elsewhere."""

DATA_OPTIONS = (
    "dbpath", "datadir", "data-dir", "data_dir", "data_directory", "data-directory", "store_dir", "storage.tsdb.path",
    "path.data", "storageDataPath", "db-path", "dir", "store", "volumeDir",
)  # fmt: skip
SHORT_DATA_OPTIONS = ("D", "sd")
"""Options with which servers are told where their data lies, with and without a second dash or a `-c`."""

CONFIGURED_ELSEWHERE = frozenset((
    "mysql", "mariadb", "percona", "mongo", "percona/percona-server-mongodb", "redis", "valkey/valkey", "elasticsearch",
    "opensearchproject/opensearch", "influxdb", "clickhouse/clickhouse-server", "cassandra", "neo4j", "couchdb",
    "apache/kafka", "apache/kafka-native", "nats", "grafana/grafana", "registry", "ghost", "gitea/gitea",
    "qdrant/qdrant", "eclipse-mosquitto", "mcr.microsoft.com/mssql/server", "arangodb", "redpandadata/redpanda",
    "semitechnologies/weaviate", "quay.io/keycloak/keycloak",
))  # fmt: skip
"""Images whose configuration file may name another directory."""
CONFIG_ENDINGS = (".conf", ".cnf", ".cfg", ".ini", ".yml", ".yaml", ".properties", ".toml", ".xml", ".json")
CONFIG_DIRECTORIES = (
    "/etc/", "/config", "/conf", "/mnt/shared/config", "/opt/couchdb/etc", "/opt/keycloak/conf", "/usr/local/etc",
)  # fmt: skip
