"""Brokers, proxies and applications: when their versions end."""

from __future__ import annotations

from .rows import Product

PRODUCTS: tuple[Product, ...] = (
    Product(
        "RabbitMQ",
        "rabbitmq",
        "3=2024-09-17 3.6=2018-05-31 3.7=2020-09-30 3.8=2022-07-31 3.9=2023-01-31 3.10=2022-09-28"
        " 3.11=2023-06-01 3.12=2024-02-21 3.13=2024-09-17 4.0=2025-04-15~ 4.1=2026-01-30~ 4.2=2026-07-31~",
        "4.3",
        "https://www.rabbitmq.com/release-information",
    ),
    Product(
        "Kafka",
        "apache/kafka apache/kafka-native",
        "3.7=2024-07-26 3.8=2024-11-06",
        "4",
        "https://kafka.apache.org/downloads",
    ),
    Product(
        "ZooKeeper",
        "zookeeper",
        "3.5=2022-06-01 3.6=2022-12-30 3.7=2024-01-19",
        "3.9",
        "https://zookeeper.apache.org/releases.html",
    ),
    Product(
        "nginx",
        "nginx nginxinc/nginx-unprivileged",
        "1.14=2019-04-23 1.16=2020-04-20 1.18=2021-04-20 1.19=2021-05-25 1.20=2022-05-24 1.21=2022-06-21"
        " 1.22=2023-04-11 1.23=2023-05-23 1.24=2024-04-23 1.25=2024-05-29 1.26=2025-04-23",
        "the newest stable and mainline",
        "https://nginx.org/en/download.html",
    ),
    Product(
        "Apache HTTP Server",
        "httpd",
        "2.2=2017-07-11",
        "2.4",
        "https://httpd.apache.org/",
    ),
    Product(
        "HAProxy",
        "haproxy haproxytech/haproxy-alpine haproxytech/haproxy-debian",
        "1.7=2021-10-01 1.8=2022-10-01 1.9=2020-07-31 2.0=2024-04-01 2.1=2021-03-18 2.2=2025-04-23"
        " 2.3=2022-01-01 2.4=2026-04-01 2.5=2023-02-14 2.6=2027-04-01 2.7=2024-01-01 2.8=2028-04-01"
        " 2.9=2025-03-21 3.0=2029-04-01 3.1=2026-01-01 3.2=2030-04-01 3.3=2027-01-01",
        "3.0 and 3.2",
        "https://www.haproxy.org/",
    ),
    Product(
        "Traefik",
        "traefik",
        "1=2021-12-31 2=2026-02-01",
        "3",
        "https://doc.traefik.io/traefik/deprecation/releases/",
    ),
    Product(
        "Keycloak",
        "quay.io/keycloak/keycloak keycloak/keycloak jboss/keycloak",
        "15=2021-12-17 16=2022-03-11 17=2022-04-20 18=2022-07-27 19=2022-11-01 20=2023-02-23 21=2023-07-11"
        " 22=2023-11-23 23=2024-03-04 24=2024-06-10 25=2024-10-04",
        "the newest",
        "https://github.com/keycloak/keycloak/security/policy",
    ),
    Product(
        "Grafana",
        "grafana/grafana grafana/grafana-oss grafana/grafana-enterprise",
        "6=2021-06-08 7=2022-06-14 8=2023-06-09 9=2024-05-14 9.0=2022-10-11 9.1=2022-11-29 9.2=2023-02-27"
        " 9.3=2023-04-06 9.4=2023-06-09 10=2025-06-05 10.0=2023-10-24 10.1=2024-01-23 10.2=2024-03-06"
        " 10.3=2024-10-31",
        "the two newest",
        "https://grafana.com/docs/grafana/latest/upgrade-guide/when-to-upgrade/",
    ),
    Product(
        "Prometheus",
        "prom/prometheus quay.io/prometheus/prometheus",
        "2=2025-07-31 2.55=2024-12-03",
        "3",
        "https://prometheus.io/docs/introduction/release-cycle/",
    ),
    Product(
        "Nextcloud",
        "nextcloud",
        "21=2022-02-28 22=2022-07-31 23=2022-12-31 24=2023-04-30 25=2023-10-31 26=2024-03-31 27=2024-06-30"
        " 28=2024-12-31 29=2025-04-30 30=2025-09-30 31=2026-02-28",
        "the two newest",
        "https://github.com/nextcloud/server/wiki/Maintenance-and-Release-Schedule",
    ),
    Product(
        "SonarQube",
        "sonarqube",
        "7=2025-01-20 8=2025-01-20 9=2025-01-20",
        "the newest",
        "https://docs.sonarsource.com/sonarqube-server/latest/server-upgrade-and-maintenance/release-cycle-model/",
    ),
    Product(
        "Airflow",
        "apache/airflow",
        "1=2021-06-17 2=2026-04-22",
        "3",
        "https://airflow.apache.org/docs/apache-airflow/stable/installation/supported-versions.html",
    ),
)
