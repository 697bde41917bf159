"""Languages and operating systems: when their versions end."""

from __future__ import annotations

from .rows import Product

PRODUCTS: tuple[Product, ...] = (
    Product(
        "Node.js",
        "node",
        "4=2018-04-30 5=2016-06-30 6=2019-04-30 7=2017-06-30 8=2019-12-31 9=2018-06-30 10=2021-04-30"
        " 11=2019-06-30 12=2022-04-30 13=2020-06-01 14=2023-04-30 15=2021-06-01 16=2023-09-11 17=2022-06-01"
        " 18=2025-04-30 19=2023-06-01 20=2026-04-30 21=2024-06-01 22=2027-04-30 23=2025-06-01 24=2028-04-30"
        " 25=2026-06-01 26=2029-04-30",
        "22 and 24",
        "https://github.com/nodejs/Release",
    ),
    Product(
        "Python",
        "python",
        "2=2020-01-01 3.4=2019-03-18 3.5=2020-09-30 3.6=2021-12-23 3.7=2023-06-27 3.8=2024-10-07"
        " 3.9=2025-10-31 3.10=2026-10-31 3.11=2027-10-31 3.12=2028-10-31 3.13=2029-10-31 3.14=2030-10-31",
        "3.13 and 3.14",
        "https://devguide.python.org/versions/",
    ),
    Product(
        "PHP",
        "php",
        "5=2018-12-31 7=2022-11-28 7.0=2019-01-10 7.1=2019-12-01 7.2=2020-11-30 7.3=2021-12-06"
        " 7.4=2022-11-28 8.0=2023-11-26 8.1=2025-12-31 8.2=2026-12-31 8.3=2027-12-31 8.4=2028-12-31"
        " 8.5=2029-12-31",
        "8.3, 8.4 and 8.5",
        "https://www.php.net/supported-versions.php",
    ),
    Product(
        "Ruby",
        "ruby",
        "2=2023-03-31 2.5=2021-03-31 2.6=2022-03-31 2.7=2023-03-31 3.0=2024-04-23 3.1=2025-03-26"
        " 3.2=2026-03-31 3.3=2027-03-31 3.4=2028-03-31 4.0=2029-03-31",
        "3.4 and 4.0",
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
        "Java",
        "eclipse-temurin amazoncorretto sapmachine ibm-semeru-runtimes azul/zulu-openjdk"
        " azul/zulu-openjdk-alpine azul/zulu-openjdk-debian",
        "16=2021-09-14 18=2022-09-20 19=2023-03-21 20=2023-09-19 22=2024-09-17 23=2025-03-18 24=2025-09-16"
        " 26=2026-09-15 8=2030-12-31 11=2027-10-31 17=2027-10-31 21=2029-12-31 25=2031-09-30",
        "21 and 25",
        "https://adoptium.net/support/",
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
        "7=2018-05-31 8=2020-06-30 9=2022-06-30 10=2024-06-30 11=2026-08-31 12=2026-07-11~ 13=2028-08-09~",
        "13",
        "https://wiki.debian.org/LTS",
    ),
    Product(
        "Ubuntu",
        "ubuntu",
        "14.04=2019-04-25 16.04=2021-04-30 18.04=2023-05-31 20.04=2025-05-31 21.04=2022-01-20"
        " 21.10=2022-07-14 22.10=2023-07-20 23.04=2024-01-25 23.10=2024-07-11 24.10=2025-07-10"
        " 25.04=2026-01-15 22.04=2027-04-01 24.04=2029-05-31 25.10=2026-07-01 26.04=2031-04-30",
        "24.04 and 26.04",
        "https://ubuntu.com/about/release-cycle",
    ),
    Product(
        "Alpine Linux",
        "alpine",
        "3.8=2020-05-01 3.9=2020-11-01 3.10=2021-05-01 3.11=2021-11-01 3.12=2022-05-01 3.13=2022-11-01"
        " 3.14=2023-05-01 3.15=2023-11-01 3.16=2024-05-23 3.17=2024-11-22 3.18=2025-05-09 3.19=2025-11-01"
        " 3.20=2026-04-01 3.21=2026-11-01 3.22=2027-05-01 3.23=2027-11-01 3.24=2028-06-01",
        "3.23 and newer",
        "https://alpinelinux.org/releases/",
    ),
    Product(
        "CentOS Stream",
        "quay.io/centos/centos",
        "8=2024-05-31 9=2027-05-31 10=2030-05-31",
        "9 and 10",
        "https://www.centos.org/cl-vs-cs/",
        word="stream",
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
        "37=2023-12-05 38=2024-05-21 39=2024-11-26 40=2025-05-13 41=2025-12-15 42=2026-05-27 43=2026-12-09",
        "the two newest",
        "https://docs.fedoraproject.org/en-US/releases/eol/",
    ),
)
