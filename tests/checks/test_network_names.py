"""Names of hosts that lead nowhere, and those that lead somewhere after all."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, marks, warning
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
