"""Images that must be of one version when they run together, and what happens when they are not."""

from __future__ import annotations


class Family:
    """`members` are image names, `/` at the end a whole namespace, `*` at the end anything; the first one leads.

    `parts` is how many numbers of the version must agree, 0 for the whole tag. `newer` says what a member does that is
    newer than the leader, where it refuses to work.
    """

    __slots__ = ("members", "newer", "parts", "source", "title")

    def __init__(self, title: str, members: str, parts: int, source: str, newer: str = "") -> None:
        self.title = title
        self.members = tuple(members.split())
        self.parts = parts
        self.source = source
        self.newer = newer

    def has(self, name: str) -> bool:
        return any(
            name == member or (member.endswith(("/", "*")) and name.startswith(member.rstrip("*")))
            for member in self.members
        )


FAMILIES: tuple[Family, ...] = (
    Family(
        "the Elastic stack",
        "elasticsearch docker.elastic.co/elasticsearch/elasticsearch kibana docker.elastic.co/kibana/kibana logstash"
        " docker.elastic.co/logstash/logstash docker.elastic.co/beats/ docker.elastic.co/apm/"
        " docker.elastic.co/elastic-agent/ docker.elastic.co/enterprise-search/",
        2,
        "https://www.elastic.co/support/matrix#matrix_compatibility",
        newer="kibana",
    ),
    Family(
        "OpenSearch",
        "opensearchproject/opensearch opensearchproject/opensearch-dashboards",
        1,
        "https://docs.opensearch.org/latest/install-and-configure/install-dashboards/",
    ),
    Family(
        "Confluent Platform",
        "confluentinc/cp-*",
        2,
        "https://docs.confluent.io/platform/current/installation/versions-interoperability.html",
    ),
    Family(
        "Selenium Grid",
        "selenium/hub selenium/node-* selenium/distributor selenium/router selenium/sessions selenium/event-bus",
        0,
        "https://github.com/SeleniumHQ/docker-selenium",
    ),
    Family(
        "Zabbix",
        "zabbix/zabbix-server-* zabbix/zabbix-web-* zabbix/zabbix-proxy-*",
        2,
        "https://www.zabbix.com/documentation/current/en/manual/appendix/compatibility",
    ),
    Family("Airflow", "apache/airflow", 0, "https://airflow.apache.org/docs/docker-stack/"),
    Family("Superset", "apache/superset", 0, "https://superset.apache.org/docs/installation/docker-compose"),
    Family("n8n", "n8nio/n8n docker.n8n.io/n8nio/n8n", 0, "https://docs.n8n.io/hosting/scaling/queue-mode/"),
    Family(
        "authentik",
        "ghcr.io/goauthentik/server",
        0,
        "https://docs.goauthentik.io/install-config/install/docker-compose",
    ),
    Family(
        "Immich",
        "ghcr.io/immich-app/immich-server ghcr.io/immich-app/immich-machine-learning",
        1,
        "https://docs.immich.app/install/upgrading",
    ),
    Family("Dify", "langgenius/dify-api langgenius/dify-web", 0, "https://github.com/langgenius/dify/tree/main/docker"),
)

DUMPS = frozenset(("pg_dump", "pg_dumpall", "pg_basebackup"))
"""PostgreSQL's clients that refuse a server newer than themselves (PostgreSQL manual, pg_dump, notes)."""

SERVERS = frozenset(("postgres", "postgis/postgis", "pgvector/pgvector"))

KAFKA_WITHOUT_ZOOKEEPER: dict[str, int] = {
    "apache/kafka": 0,
    "apache/kafka-native": 0,
    "bitnami/kafka": 4,
    "bitnamilegacy/kafka": 4,
    "confluentinc/cp-kafka": 8,
    "confluentinc/cp-server": 8,
}
"""Image -> the first major version that has no ZooKeeper mode (KIP-500, KIP-833, KIP-975; Confluent Platform 8.0)."""

NEEDS_ZOOKEEPER = frozenset(
    "clickhouse solr hbase druid nifi pulsar pinot storm hadoop accumulo mesos drill dubbo kafka".split()
)
"""Words of image names whose programs may use a ZooKeeper."""
