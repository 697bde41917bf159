"""Servers that let in whoever knocks: the settings that switch their authentication off, and those that have none.

From the manuals and entrypoints of the images (2026). Conditions are written as in `images.environment`.
"""

from __future__ import annotations

from collections.abc import Mapping


class Door:
    """One way in.

    `images` are first names of rows in the image tables, `*` all. It is open when `when` holds for the environment,
    `told` (a pattern) occurs in the command, and `unless` (another) does not. `ports` lead to it; `published` says
    that it counts only where one of them is published, `unheard` that it is harmless elsewhere. `says` is a
    predicate, `way` a sentence; `settings` are the variables to set (`""`: by a reference, None: not at all), `run` is
    the command to give where there is none. `below` is the major version at which the door was closed.
    """

    __slots__ = (
        "below", "images", "ports", "published", "run", "says", "settings", "told", "unheard", "unless", "way", "when"
    )  # fmt: skip

    def __init__(
        self,
        images: str,
        says: str,
        way: str,
        *,
        ports: tuple[int, ...],
        when: str = "",
        told: str = "",
        unless: str = "",
        published: bool = False,
        unheard: bool = False,
        settings: Mapping[str, str | None] = {},
        run: str = "",
        below: int = 0,
    ) -> None:
        self.images = frozenset(images.split())
        self.says = says
        self.way = way
        self.ports = ports
        self.when = when
        self.told = told
        self.unless = unless
        self.published = published
        self.unheard = unheard
        self.settings = settings
        self.run = run
        self.below = below

    def __repr__(self) -> str:
        return f"Door({' '.join(sorted(self.images))}: {self.says})"


_MYSQL = "mysql percona mysql/mysql-server"
_NO_MYSQL_PASSWORD = "!MYSQL_ROOT_PASSWORD + !MYSQL_ROOT_PASSWORD_FILE + !MYSQL_RANDOM_ROOT_PASSWORD"
_NO_MARIADB_PASSWORD = (
    f"{_NO_MYSQL_PASSWORD} + !MARIADB_ROOT_PASSWORD + !MARIADB_ROOT_PASSWORD_FILE + !MARIADB_ROOT_PASSWORD_HASH"
    " + !MARIADB_ROOT_PASSWORD_HASH_FILE + !MARIADB_RANDOM_ROOT_PASSWORD"
)
_CHOOSE = "Take it out, and choose a password:"
_OR_LOOPBACK = "Choose a password, or publish it on loopback only:"
_EMPTY = "asks nobody for a password"
_IN_REDIS = r"requirepass|aclfile|protected-mode[\s=]+yes|\.conf\b|--user\b|[$`]"

DOORS = (
    Door(
        "postgres pgvector/pgvector timescale/timescaledb-ha",
        "trusts whoever connects",
        "Choose a password; an existing volume keeps the old rules in its `pg_hba.conf`:",
        ports=(5432,), when="POSTGRES_HOST_AUTH_METHOD=trust",
        settings={"POSTGRES_HOST_AUTH_METHOD": None, "POSTGRES_PASSWORD": ""},
    ),
    Door(
        _MYSQL, "lets root in without a password", _CHOOSE,
        ports=(3306,), when=f"MYSQL_ALLOW_EMPTY_PASSWORD + {_NO_MYSQL_PASSWORD}",
        settings={"MYSQL_ALLOW_EMPTY_PASSWORD": None, "MYSQL_ROOT_PASSWORD": ""},
    ),
    Door(
        "mariadb", "lets root in without a password", _CHOOSE,
        ports=(3306,),
        when=f"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD + {_NO_MARIADB_PASSWORD}"
        f" | MYSQL_ALLOW_EMPTY_PASSWORD + {_NO_MARIADB_PASSWORD}",
        settings={
            "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": None, "MYSQL_ALLOW_EMPTY_PASSWORD": None, "MARIADB_ROOT_PASSWORD": "",
        },
    ),
    Door(
        f"{_MYSQL} mariadb", "asks nobody for a password, and gives everybody all rights",
        "Take `--skip-grant-tables` out: it is for a lost password, behind a closed door.",
        ports=(3306,), told=r"--skip-grant-tables\b",
    ),
    *(
        Door(
            f"bitnami/{name}", _EMPTY, _CHOOSE,
            ports=(port,), when=f"ALLOW_EMPTY_PASSWORD=yes + !{variable} + !{variable}_FILE",
            settings={"ALLOW_EMPTY_PASSWORD": None, variable: ""},
        )
        for name, variable, port in (
            ("redis", "REDIS_PASSWORD", 6379),
            ("valkey", "VALKEY_PASSWORD", 6379),
            ("mysql", "MYSQL_ROOT_PASSWORD", 3306),
            ("mariadb", "MARIADB_ROOT_PASSWORD", 3306),
            ("mongodb", "MONGODB_ROOT_PASSWORD", 27017),
        )
    ),
    Door(
        "bitnami/postgresql", _EMPTY, _CHOOSE,
        ports=(5432,),
        when="ALLOW_EMPTY_PASSWORD=yes + !POSTGRESQL_PASSWORD + !POSTGRESQL_PASSWORD_FILE"
        " + !POSTGRES_PASSWORD + !POSTGRES_PASSWORD_FILE",
        settings={"ALLOW_EMPTY_PASSWORD": None, "POSTGRESQL_PASSWORD": ""},
    ),
    Door(
        "bitnami/etcd", _EMPTY, _CHOOSE,
        ports=(2379,), when="ALLOW_NONE_AUTHENTICATION=yes + !ETCD_ROOT_PASSWORD",
        settings={"ALLOW_NONE_AUTHENTICATION": None, "ETCD_ROOT_PASSWORD": ""},
    ),
    Door(
        "bitnami/kafka", "hands every message to whoever connects",
        "Give clients from outside a listener with SASL, or publish it on loopback only.",
        ports=(9092, 9093, 9094, 29092), when="ALLOW_PLAINTEXT_LISTENER=yes", unheard=True,
    ),
    Door(
        "bitnami/zookeeper", "takes orders from whoever connects",
        "Set ZOO_ENABLE_AUTH, or publish it on loopback only.",
        ports=(2181,), when="ALLOW_ANONYMOUS_LOGIN=yes + !ZOO_ENABLE_AUTH=yes", unheard=True,
    ),
    Door(
        "zookeeper confluentinc/cp-zookeeper", "takes orders from whoever connects",
        "Publish it on loopback only, or not at all.",
        ports=(2181,), unless="SASL|auth", published=True, unheard=True,
    ),
    Door(
        "elasticsearch", "has its security switched off",
        "Switch it on, and choose a password for the user elastic:",
        ports=(9200,), when="xpack.security.enabled=false",
        settings={"xpack.security.enabled": "true", "ELASTIC_PASSWORD": ""},
    ),
    Door(
        "elasticsearch", _EMPTY, "Switch its security on, and choose a password for the user elastic:",
        ports=(9200,), when="!?xpack.security.enabled", published=True, below=8,
        settings={"xpack.security.enabled": "true", "ELASTIC_PASSWORD": ""},
    ),
    Door(
        "opensearchproject/opensearch", "has its security switched off",
        "Take it out, and choose a password for the user admin:",
        ports=(9200,), when="DISABLE_SECURITY_PLUGIN=true | plugins.security.disabled=true",
        settings={
            "DISABLE_SECURITY_PLUGIN": None, "plugins.security.disabled": None, "OPENSEARCH_INITIAL_ADMIN_PASSWORD": "",
        },
    ),
    Door(
        "opensearchproject/opensearch-dashboards", "asks nobody to log in",
        "Take it out, and let the cluster ask who comes:",
        ports=(5601,), when="DISABLE_SECURITY_DASHBOARDS_PLUGIN=true",
        settings={"DISABLE_SECURITY_DASHBOARDS_PLUGIN": None},
    ),
    Door(
        "redis redis/redis-stack-server redis/redis-stack", _EMPTY, _OR_LOOPBACK,
        ports=(6379,), when="!?REDIS_ARGS", unless=_IN_REDIS, published=True,
        run="redis-server --requirepass ${REDIS_PASSWORD:?set REDIS_PASSWORD}",
    ),
    Door(
        "valkey/valkey", _EMPTY, _OR_LOOPBACK,
        ports=(6379,), when="!?VALKEY_EXTRA_FLAGS", unless=_IN_REDIS, published=True,
        run="valkey-server --requirepass ${VALKEY_PASSWORD:?set VALKEY_PASSWORD}",
    ),
    Door(
        "mongo", _EMPTY, "Choose a user and a password, or publish it on loopback only:",
        ports=(27017,), when="!?MONGO_INITDB_ROOT_USERNAME + !?MONGO_INITDB_ROOT_USERNAME_FILE",
        unless=r"--auth\b|--keyFile|--config|\s-f\s|\.conf\b|authorization|[$`]", published=True,
        settings={"MONGO_INITDB_ROOT_USERNAME": "", "MONGO_INITDB_ROOT_PASSWORD": ""},
    ),
    Door(
        "memcached", _EMPTY, "Publish it on loopback only, or not at all.",
        ports=(11211,), unless=r"\s-S\b|sasl|auth-file|\s-Y\b", published=True,
    ),
    Door(
        "neo4j", _EMPTY, _CHOOSE, ports=(7474, 7687), when="NEO4J_AUTH=none",
        settings={"NEO4J_AUTH": "neo4j/${NEO4J_PASSWORD:?set NEO4J_PASSWORD}"},
    ),
    Door(
        "clickhouse/clickhouse-server", _EMPTY, _CHOOSE,
        ports=(8123, 9000),
        when="CLICKHOUSE_SKIP_USER_SETUP=1 + !CLICKHOUSE_PASSWORD + !CLICKHOUSE_PASSWORD_FILE",
        settings={"CLICKHOUSE_SKIP_USER_SETUP": None, "CLICKHOUSE_PASSWORD": ""},
    ),
    Door(
        "cockroachdb/cockroach", "neither encrypts nor asks for a password",
        "Start it with certificates (`--certs-dir`) in the place of `--insecure`.",
        ports=(26257, 8080), told=r"--insecure\b(?!=false)",
    ),
    Door(
        "hashicorp/consul", "takes orders from whoever connects",
        "Publish it on loopback only, or switch on its ACLs.",
        ports=(8500,), when="!?CONSUL_LOCAL_CONFIG", unless="-config|acl", published=True,
    ),
    Door(
        "nats", _EMPTY, "Start it with `--user` and `--pass`, or publish it on loopback only.",
        ports=(4222,), unless=r"--?user\b|--?auth\b|--?pass\b|--?tls|--?config\b|\s-c\s|\.conf\b|[$`]", published=True,
    ),
    Door(
        "influxdb", _EMPTY, "Switch its authentication on, and choose a password:",
        ports=(8086,), when="!INFLUXDB_HTTP_AUTH_ENABLED=true", published=True, below=2,
        settings={
            "INFLUXDB_HTTP_AUTH_ENABLED": "true", "INFLUXDB_ADMIN_USER": "admin", "INFLUXDB_ADMIN_PASSWORD": "",
        },
    ),
    Door(
        "grafana/grafana", "lets everybody change dashboards without a login",
        "Let visitors only look:",
        ports=(3000,),
        when="GF_AUTH_ANONYMOUS_ENABLED=true + GF_AUTH_ANONYMOUS_ORG_ROLE=Admin"
        " | GF_AUTH_ANONYMOUS_ENABLED=true + GF_AUTH_ANONYMOUS_ORG_ROLE=Editor",
        settings={"GF_AUTH_ANONYMOUS_ORG_ROLE": "Viewer"},
    ),
    Door(
        "mongo-express", "asks nobody to log in", "Switch the login on, and choose its user and password:",
        ports=(8081,), when="ME_CONFIG_BASICAUTH=false",
        settings={
            "ME_CONFIG_BASICAUTH": "true", "ME_CONFIG_BASICAUTH_USERNAME": "", "ME_CONFIG_BASICAUTH_PASSWORD": "",
        },
    ),
    Door(
        "dpage/pgadmin4", "asks nobody to log in", "Take it out, or publish it on loopback only:",
        ports=(80, 443, 5050), when="PGADMIN_CONFIG_SERVER_MODE=False", published=True,
        settings={"PGADMIN_CONFIG_SERVER_MODE": None},
    ),
    Door(
        "phpmyadmin", "logs everybody in as its database user",
        "Take the user and its password out, so that it asks:",
        ports=(80,), when="?PMA_USER + ?PMA_PASSWORD", published=True,
        settings={"PMA_USER": None, "PMA_PASSWORD": None},
    ),
    Door(
        "traefik", "shows its whole configuration to whoever asks",
        "Take it out, and route to `api@internal` behind a login.",
        ports=(8080,), told=r"--api\.insecure(?:=true)?(?![=\w])", published=True, unheard=True,
    ),
    Door(
        "apache/airflow", "makes everybody an administrator", "Take it out:",
        ports=(8080,), when="AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS=true",
        settings={"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": None},
    ),
    Door(
        "*", "lets whoever asks run code in its notebooks",
        "Take the empty token out: Jupyter makes one and shows it when it starts.",
        ports=(8888,), told=r"--(?:NotebookApp|ServerApp|IdentityProvider)\.token=(?:''|\"\")?(?=\s|$|[;&|])",
    ),
)  # fmt: skip
"""In the order in which they are tried; the first open one of a service is told."""
