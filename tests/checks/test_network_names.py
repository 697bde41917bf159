"""Names of hosts that lead nowhere, and those that lead somewhere after all."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, info, marks, warning
from stacks import stack

DATABASE = "database: {image: acme/database}"


def uses(host: str, rest: str = "") -> str:
    return f"api: {{image: acme/api, environment: {{URL: 'http://{host}:80/'}}{rest}}}"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([uses("databse"), DATABASE], warning("databse")),
        ([uses("dtabse"), DATABASE], NONE),
        ([uses("databasse"), DATABASE], warning("databasse")),
        ([uses("databaes"), DATABASE], warning("databaes")),
        ([uses("data-bases"), DATABASE], warning("data-bases")),
        ([uses("data_base"), DATABASE], warning("data_base")),
        ([uses("cach"), "cache: {image: x}"], warning("cach")),
        ([uses("cahe"), "x: {image: x, container_name: cache}"], warning("cahe")),
        ([uses("postgres"), "db: {image: postgres:17}"], warning("postgres")),
        ([uses("db"), "store: {image: postgres:17}"], warning("db")),
        ([uses("cache"), "store: {image: redis:8}"], warning("cache")),
        (["api: {image: x, environment: {DB_HOST: databse}}", DATABASE], warning("databse")),
        (["api: {image: x, environment: {DB_SERVER: databse}}", DATABASE], NONE),
        (["api: {image: x, environment: {DB_NAME: databse}}", DATABASE], NONE),
        ([uses("ab"), "db: {image: x}"], NONE),
        ([uses("api2"), "api1: {image: x}"], NONE),
        ([uses("DATABASE"), DATABASE], NONE),
        ([uses("databse.local"), DATABASE], NONE),
        ([uses("data${X}"), DATABASE], NONE),
        ([uses("databse"), DATABASE, "databases: {image: x}", "databased: {image: x}"], warning("databse")),
        ([uses("databasex"), DATABASE, "databasey: {image: x}"], NONE),
        ([uses("postgres"), "db: {image: postgres:17}", "more: {image: postgres:17}"], NONE),
        ([uses("mysql"), "db: {image: postgres:17}"], NONE),
        ([uses("redis"), "redis-ui: {image: acme/ui}"], NONE),
        ([uses("databse", ", extra_hosts: ['databse:10.0.0.1']"), DATABASE], NONE),
        ([uses("databse", ", external_links: ['a_1:databse']"), DATABASE], NONE),
        ([uses("databse", ", network_mode: host"), DATABASE], NONE),
        ([uses("databse", ", networks: [outer]"), DATABASE], NONE),
        ([uses("databse", ", networks: [inner]"), DATABASE], NONE),
        ([uses("databse", ", networks: [inner]"), "database: {image: x, networks: [inner]}"], warning("databse")),
        ([uses("databse", ", profiles: [a]"), "database: {image: x, profiles: [b]}"], NONE),
    ],
)
def test_misspelled(services: list[str], expected: Marks) -> None:
    text = stack(*services) + "networks: {inner: , outer: {external: true}}\n"
    assert marks("misspelled-host", text) == expected


@pytest.mark.usefixtures("no_hang")
def test_many_names() -> None:
    text = stack(*(f"s{at}: {{image: x, environment: {{URL: 'http://unknown-host-{at}/'}}}}" for at in range(1000)))
    assert marks("misspelled-host", text) == NONE


HOST = "host.docker.internal"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([uses(HOST)], warning(HOST)),
        ([uses("gateway.docker.internal")], warning("gateway.docker.internal")),
        ([uses("HOST.docker.internal")], warning("HOST.docker.internal")),
        ([f"api: {{image: x, command: 'run --to {HOST}:80'}}"], warning(HOST)),
        ([f"api: {{image: x, entrypoint: [run, {HOST}]}}"], warning(HOST)),
        ([f"api: {{image: x, healthcheck: {{test: 'curl {HOST}'}}}}"], warning(HOST)),
        ([f"api: {{image: x, environment: {{A: {HOST}, B: {HOST}}}}}"], warning(HOST)),
        ([uses(HOST, ", extra_hosts: ['other:10.0.0.1']")], warning(HOST)),
        ([uses(HOST, ", network_mode: 'service:b'"), "b: {image: x}"], warning(HOST)),
        ([uses(HOST, ", network_mode: 'service:b'"), f"b: {{image: x, extra_hosts: ['{HOST}:host-gateway']}}"], NONE),
        ([uses(HOST, f", extra_hosts: ['{HOST}:host-gateway']")], NONE),
        ([uses(HOST, f", extra_hosts: {{{HOST}: 10.0.0.1}}")], NONE),
        ([uses(HOST, ", network_mode: host")], NONE),
        ([uses(HOST), f"b: {{image: x, networks: {{default: {{aliases: [{HOST}]}}}}}}"], NONE),
        ([uses(f"a.{HOST}")], NONE),
        ([uses(f"{HOST}.example.com")], NONE),
        ([f"api: {{image: x, environment: {{ALLOWED_HOSTS: {HOST}}}}}"], NONE),
        ([f"api: {{image: x, labels: {{a: 'http://{HOST}'}}}}"], NONE),
        (["api: {image: x, environment: {A: 'http://${HOST_NAME}'}}"], NONE),
    ],
)
def test_host_gateway(services: list[str], expected: Marks) -> None:
    assert marks("missing-host-gateway", stack(*services)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://my_api:80", warning("my_api")),
        ("https://my_api", warning("my_api")),
        ("ws://my_api/x", warning("my_api")),
        ("http://api-:80", warning("api-")),
        (f"http://{'a' * 64}/", warning("a" * 64)),
        ("http://my-api:80", NONE),
        ("http://MY-api:80", NONE),
        ("redis://my_api", NONE),
        ("postgres://my_api/db", NONE),
        ("my_api:80", NONE),
        ("http://other_api:80", NONE),
        ("http://${X}_api:80", NONE),
    ],
)
def test_underscores(url: str, expected: Marks) -> None:
    names = f"my_api: {{image: x, networks: {{default: {{aliases: [my-api, api-, {'a' * 64}]}}}}}}"
    text = stack(f"web: {{image: x, environment: {{URL: '{url}'}}}}", names)
    assert marks("underscore-in-hostname", text) == expected


def test_known_servers_accept_underscores() -> None:
    text = stack(
        "web: {image: x, environment: {URL: 'http://my_db:8123'}}", "my_db: {image: clickhouse/clickhouse-server}"
    )
    assert marks("underscore-in-hostname", text) == info("my_db")
