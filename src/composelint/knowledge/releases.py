"""When versions of images stop, and which images were given up: literal tables with their sources.

Dates are the last day of community or standard support, as published; they were last compared in 2026-08 with the
sources named in each row and with endoflife.date. Lines whose end nobody has announced are not listed.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Product(NamedTuple):
    """`names` are normalised image names, `ended` holds `version=day`; a version covers all that begin with it."""

    title: str
    names: str
    ended: str
    supported: str
    """The lines to move to."""
    source: str


class End(NamedTuple):
    """A version line that ends, or has ended, on `day` (ISO 8601)."""

    title: str
    version: str
    day: str
    supported: str


PRODUCTS: tuple[Product, ...] = (
    Product(
        "PostgreSQL",
        "postgres postgis/postgis pgvector/pgvector",
        "9=2021-11-11 9.4=2020-02-13 9.5=2021-02-11 10=2022-11-10"
        " 11=2023-11-09 12=2024-11-21 13=2025-11-13 14=2026-11-12 15=2027-11-11 16=2028-11-09 17=2029-11-08",
        "17 and 18",
        "https://www.postgresql.org/support/versioning/",
    ),
    Product(
        "MySQL",
        "mysql mysql/mysql-server",
        "5=2023-10-31 5.5=2018-12-31 5.6=2021-02-28 5.7=2023-10-31 8.0=2026-04-30 8.1=2023-10-25 8.2=2023-12-14"
        " 8.3=2024-04-10 9.0=2024-10-15 9.1=2025-01-21 9.2=2025-04-15 9.3=2025-07-22 9.4=2025-10-21 9.5=2026-01-20"
        " 9.6=2026-04-21 8.4=2032-04-30",
        "8.4 and 9.7",
        "https://www.mysql.com/support/",
    ),
    Product(
        "MariaDB",
        "mariadb",
        "5=2020-04-11 10.0=2019-03-31 10.1=2020-10-17 10.2=2022-05-23 10.3=2023-05-25 10.4=2024-06-18 10.5=2025-06-24"
        " 10.6=2026-07-06 10.7=2023-02-14 10.8=2023-05-20 10.9=2023-08-22 10.10=2023-11-17 10.11=2028-02-16",
        "10.11, 11.4 and 11.8",
        "https://mariadb.org/about/#maintenance-policy",
    ),
    Product(
        "MongoDB",
        "mongo mongodb/mongodb-community-server",
        "2=2016-10-31 3=2021-04-30 3.2=2018-09-30 3.4=2020-01-31 3.6=2021-04-30 4=2024-02-29 4.0=2022-04-30"
        " 4.2=2023-04-30 4.4=2024-02-29 5=2024-10-31 6=2025-07-31 7.0=2027-08-31",
        "7.0 and 8.0",
        "https://www.mongodb.com/legal/support-policy/lifecycles",
    ),
    Product(
        "Redis",
        "redis",
        "3=2018-10-17 4=2020-04-30 5=2022-04-27 6.0=2022-05-31 7.0=2024-07-29",
        "7.4 and 8",
        "https://github.com/redis/redis/security",
    ),
    Product(
        "RabbitMQ",
        "rabbitmq",
        "3=2024-09-17 3.6=2018-05-31 3.7=2020-09-30 3.8=2022-07-31 3.9=2023-01-31 3.10=2023-07-31 3.11=2023-12-31"
        " 3.12=2024-06-30 3.13=2024-09-17",
        "4",
        "https://www.rabbitmq.com/release-information",
    ),
    Product(
        "Elasticsearch",
        "elasticsearch docker.elastic.co/elasticsearch/elasticsearch",
        "5=2019-03-11 6=2022-02-10 7=2026-01-15",
        "8.19 and 9",
        "https://www.elastic.co/support/eol",
    ),
    Product(
        "Kibana",
        "kibana docker.elastic.co/kibana/kibana",
        "5=2019-03-11 6=2022-02-10 7=2026-01-15",
        "8.19 and 9",
        "https://www.elastic.co/support/eol",
    ),
    Product(
        "Logstash",
        "logstash docker.elastic.co/logstash/logstash",
        "5=2019-03-11 6=2022-02-10 7=2026-01-15",
        "8.19 and 9",
        "https://www.elastic.co/support/eol",
    ),
    Product(
        "Node.js",
        "node",
        "4=2018-04-30 5=2016-06-30 6=2019-04-30 7=2017-06-30 8=2019-12-31 9=2018-06-30 10=2021-04-30 11=2019-06-30"
        " 12=2022-04-30 13=2020-06-01 14=2023-04-30 15=2021-06-01 16=2023-09-11 17=2022-06-01 18=2025-04-30"
        " 19=2023-06-01 20=2026-04-30 21=2024-06-01 22=2027-04-30 23=2025-06-01 24=2028-04-30",
        "22 and 24",
        "https://github.com/nodejs/Release",
    ),
    Product(
        "Python",
        "python",
        "2=2020-01-01 3.4=2019-03-18 3.5=2020-09-30 3.6=2021-12-23 3.7=2023-06-27 3.8=2024-10-07 3.9=2025-10-31"
        " 3.10=2026-10-31 3.11=2027-10-31 3.12=2028-10-31 3.13=2029-10-31",
        "3.13 and 3.14",
        "https://devguide.python.org/versions/",
    ),
    Product(
        "PHP",
        "php",
        "5=2018-12-31 7=2022-11-28 7.0=2019-01-10 7.1=2019-12-01 7.2=2020-11-30 7.3=2021-12-06 7.4=2022-11-28"
        " 8.0=2023-11-26 8.1=2025-12-31 8.2=2026-12-31 8.3=2027-12-31 8.4=2028-12-31",
        "8.3 and 8.4",
        "https://www.php.net/supported-versions.php",
    ),
    Product(
        "Ruby",
        "ruby",
        "2=2023-03-31 2.5=2021-03-31 2.6=2022-03-31 2.7=2023-03-31 3.0=2024-04-23 3.1=2025-03-26 3.2=2026-03-31"
        " 3.3=2027-03-31",
        "3.3 and 3.4",
        "https://www.ruby-lang.org/en/downloads/branches/",
    ),
    Product(
        "Go",
        "golang",
        "1.16=2022-03-15 1.17=2022-08-02 1.18=2023-02-01 1.19=2023-08-08 1.20=2024-02-06 1.21=2024-08-13"
        " 1.22=2025-02-11 1.23=2025-08-12 1.24=2026-02-10 1.25=2026-08-19",
        "the two newest",
        "https://go.dev/doc/devel/release",
    ),
    Product(
        ".NET",
        "mcr.microsoft.com/dotnet/aspnet mcr.microsoft.com/dotnet/runtime mcr.microsoft.com/dotnet/sdk"
        " mcr.microsoft.com/dotnet/runtime-deps",
        "3=2022-12-13 5=2022-05-10 6=2024-11-12 7=2024-05-14 8=2026-11-10 9=2026-11-10 10=2028-11-14",
        "10",
        "https://dotnet.microsoft.com/platform/support/policy/dotnet-core",
    ),
    Product(
        "Debian",
        "debian",
        "7=2018-05-31 8=2020-06-30 9=2022-06-30 10=2024-06-30 11=2026-08-31",
        "12 and 13",
        "https://wiki.debian.org/LTS",
    ),
    Product(
        "Ubuntu",
        "ubuntu",
        "14.04=2019-04-25 16.04=2021-04-30 18.04=2023-05-31 20.04=2025-05-31 21.04=2022-01-20 21.10=2022-07-14"
        " 22.10=2023-07-20 23.04=2024-01-25 23.10=2024-07-11 24.10=2025-07-10 25.04=2026-01-15 22.04=2027-04-01"
        " 24.04=2029-05-31",
        "24.04",
        "https://ubuntu.com/about/release-cycle",
    ),
    Product(
        "Alpine Linux",
        "alpine",
        "3.8=2020-05-01 3.9=2020-11-01 3.10=2021-05-01 3.11=2021-11-01 3.12=2022-05-01 3.13=2022-11-01 3.14=2023-05-01"
        " 3.15=2023-11-01 3.16=2024-05-23 3.17=2024-11-22 3.18=2025-05-09 3.19=2025-11-01 3.20=2026-04-01"
        " 3.21=2026-11-01 3.22=2027-05-01",
        "3.22 and newer",
        "https://alpinelinux.org/releases/",
    ),
    Product(
        "Amazon Linux",
        "amazonlinux public.ecr.aws/amazonlinux/amazonlinux",
        "1=2023-12-31 2018=2023-12-31 2=2026-06-30",
        "2023",
        "https://aws.amazon.com/amazon-linux-2/faqs/",
    ),
    Product(
        "Fedora",
        "fedora",
        "37=2023-12-05 38=2024-05-21 39=2024-11-26 40=2025-05-13",
        "the two newest",
        "https://docs.fedoraproject.org/en-US/releases/eol/",
    ),
    Product(
        "Apache HTTP Server", "httpd", "2.2=2017-07-11", "2.4", "https://httpd.apache.org/"
    ),
    Product(
        "Traefik",
        "traefik",
        "1=2021-12-31 2=2026-02-01",
        "3",
        "https://doc.traefik.io/traefik/deprecation/releases/",
    ),
    Product(
        "Cassandra",
        "cassandra",
        "2=2024-09-05 3=2024-09-05",
        "5.0",
        "https://cassandra.apache.org/_/download.html",
    ),
)  # fmt: skip

SYSTEMS = frozenset(("Debian", "Ubuntu", "Alpine Linux", "Amazon Linux", "Fedora"))
"""Titles of operating systems, which other products stand on."""
CODENAMES = {
    "jessie": "Debian 8", "stretch": "Debian 9", "buster": "Debian 10", "bullseye": "Debian 11",
    "trusty": "Ubuntu 14.04", "xenial": "Ubuntu 16.04", "bionic": "Ubuntu 18.04", "focal": "Ubuntu 20.04",
}  # fmt: skip
"""Words of tags that name a release of an operating system."""


class Retired(NamedTuple):
    """An image that its publisher gave up. `names` end in `/` for a whole namespace."""

    names: str
    since: str
    what: str
    instead: str
    source: str


RETIRED: tuple[Retired, ...] = (
    Retired(
        "bitnamilegacy/",
        "2025-08",
        "is a frozen copy that gets no updates",
        "the project's own image",
        "https://github.com/bitnami/containers/issues/83267",
    ),
    Retired(
        "minio/minio minio/mc quay.io/minio/minio",
        "2025-10",
        "gets no new releases",
        "a build of your own, or another S3 server",
        "https://github.com/minio/minio/issues/21647",
    ),
    Retired(
        "openjdk",
        "2022-07",
        "gets no updates but early-access builds",
        "eclipse-temurin, amazoncorretto or sapmachine",
        "https://hub.docker.com/_/openjdk",
    ),
    Retired(
        "adoptopenjdk adoptopenjdk/",
        "2021-08",
        "moved to the Eclipse Foundation",
        "eclipse-temurin",
        "https://hub.docker.com/_/adoptopenjdk",
    ),
    Retired("java", "2017-01", "was given up", "eclipse-temurin", "https://hub.docker.com/_/java"),
    Retired(
        "centos",
        "2024-06",
        "gets no updates, as CentOS Linux has ended",
        "almalinux, rockylinux/rockylinux or quay.io/centos/centos",
        "https://www.centos.org/centos-linux-eol/",
    ),
    Retired("vault", "2023-06", "was given up", "hashicorp/vault", "https://hub.docker.com/_/vault"),
    Retired("consul", "2023-06", "was given up", "hashicorp/consul", "https://hub.docker.com/_/consul"),
    Retired("jenkins", "2018-08", "was given up", "jenkins/jenkins", "https://hub.docker.com/_/jenkins"),
    Retired("piwik", "2019-01", "was renamed", "matomo", "https://hub.docker.com/_/piwik"),
    Retired("owncloud", "2018-10", "was given up", "owncloud/server", "https://hub.docker.com/_/owncloud"),
    Retired("rails", "2016-12", "was given up", "ruby", "https://hub.docker.com/_/rails"),
    Retired("django", "2016-12", "was given up", "python", "https://hub.docker.com/_/django"),
    Retired("iojs", "2015-09", "was given up", "node", "https://hub.docker.com/_/iojs"),
    Retired(
        "nats-streaming",
        "2023-06",
        "was given up",
        "nats, with JetStream",
        "https://github.com/nats-io/nats-streaming-server",
    ),
    Retired(
        "mailhog/mailhog",
        "2020-08",
        "has had no release for years",
        "axllent/mailpit, on the same ports",
        "https://github.com/mailhog/MailHog",
    ),
    Retired(
        "containrrr/watchtower",
        "2025-12",
        "is no longer maintained",
        "updates that are planned",
        "https://github.com/containrrr/watchtower",
    ),
    Retired(
        "grafana/agent",
        "2025-11",
        "has reached its end",
        "grafana/alloy",
        "https://grafana.com/docs/agent/latest/",
    ),
    Retired(
        "grafana/promtail",
        "2026-03",
        "has reached its end",
        "grafana/alloy",
        "https://grafana.com/docs/loki/latest/send-data/promtail/",
    ),
    Retired(
        "wurstmeister/kafka wurstmeister/zookeeper",
        "2022-06",
        "is no longer maintained",
        "apache/kafka",
        "https://github.com/wurstmeister/kafka-docker",
    ),
    Retired(
        "microsoft/mssql-server-linux microsoft/dotnet microsoft/aspnetcore",
        "2018-10",
        "moved to Microsoft's own registry",
        "mcr.microsoft.com",
        "https://learn.microsoft.com/en-us/virtualization/windowscontainers/",
    ),
    Retired(
        "docker/compose",
        "2023-06",
        "is Compose 1, which has ended",
        "docker:cli, which brings Compose 2",
        "https://docs.docker.com/compose/releases/migrate/",
    ),
    Retired(
        "k8s.gcr.io/",
        "2023-04",
        "is frozen",
        "registry.k8s.io",
        "https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/",
    ),
)  # fmt: skip


@cache
def _ends() -> dict[str, dict[tuple[int, ...], End]]:
    """Image name -> version line -> its end."""
    return {
        name: {
            _numbers(version): End(product.title, version, day, product.supported)
            for version, _, day in (entry.partition("=") for entry in product.ended.split())
        }
        for product in PRODUCTS
        for name in product.names.split()
    }


def supported(name: str) -> str | None:
    """The product and the lines of an image that get fixes, in words."""
    ends = _ends().get(name)
    end = next(iter(ends.values()), None) if ends else None
    return f"{end.title} {end.supported}" if end is not None else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def end_of(name: str, version: tuple[int, ...] | None, words: tuple[str, ...]) -> list[End]:
    """The ends that concern an image: of its product first, then of the operating system that its tag names."""
    lines = _ends().get(name, {})
    found = [] if version is None else [lines.get(version[:2]) or lines.get(version[:1])]
    for word in words:
        if word in CODENAMES:
            system, _, number = CODENAMES[word].partition(" ")
            found.append(_ends()[system.lower()].get(_numbers(number)))
        elif word.startswith("alpine3.") and word[8:].isdecimal() and len(word) < 12:
            found.append(_ends()["alpine"].get((3, int(word[8:]))))
    return [end for end in found if end is not None]


@cache
def _retired() -> dict[str, Retired]:
    return {name: row for row in RETIRED for name in row.names.split()}


def retired(name: str) -> Retired | None:
    """Whether an image, by its normalised name, was given up."""
    namespace = name.rpartition("/")[0] + "/"
    return _retired().get(name) or _retired().get(namespace)
