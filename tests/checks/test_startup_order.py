"""What is used without being depended on, and what only looks so."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

RULE = "undeclared-dependency"
DB = "db: {image: postgres:17}"
URL = "environment: {URL: 'postgres://app@db/app'}"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([f"api: {{image: x, {URL}}}", DB], at("api")),
        ([f"api: {{image: x, {URL}, profiles: [p]}}", DB], at("api")),
        ([f"api: {{image: x, {URL}, profiles: [p]}}", "db: {image: postgres:17, profiles: [p]}"], at("api")),
        ([f"api: {{image: x, {URL}}}", "db: {image: x, healthcheck: {test: y}}"], at("api")),
        ([f"api: {{image: x, {URL}}}", "db: {image: x, ports: ['80']}"], at("api", "info")),
        (["api: {image: x, post_start: [{command: psql -h db}]}", DB], at("api")),
        ([f"api: {{image: x, {URL}, network_mode: 'service:db'}}", DB], NONE),
        ([f"api: {{image: x, {URL}, depends_on: [db]}}", DB], NONE),
        ([f"api: {{image: x, {URL}, links: [db]}}", DB], NONE),
        ([f"api: {{image: x, {URL}, volumes_from: [mid]}}", "mid: {image: x, links: [db]}", DB], NONE),
        ([f"api: {{image: x, {URL}}}", "db: {image: postgres:17, profiles: [p]}"], NONE),
        ([f"api: {{image: x, {URL}}}", "db: {image: postgres:17, scale: 0}"], NONE),
        ([f"api: {{image: x, {URL}}}", "db: {image: postgres:17, depends_on: [api]}"], NONE),
        ([f"api: {{image: x, {URL}}}", "db: {image: postgres:17, environment: {HOOKS: 'http://api:80'}}"], NONE),
        ([f"api: {{image: x, {URL}}}", "db: {image: postgres:17, network_mode: none}"], NONE),
        ([f"api: {{image: x, {URL}}}", "db: {image: postgres:17, network_mode: '${X}'}"], NONE),
        ([f"tool: {{image: x, {URL}, command: pytest, profiles: [test]}}", DB], NONE),
        (["api: {image: x, healthcheck: {test: pg_isready -h db}}", DB], NONE),
        (["api: {image: x, labels: {url: 'http://db:80'}}", DB], NONE),
        (["api: {image: x, environment: {MYSQL_DATABASE: db, DB_USER: db}}", DB], NONE),
        (["db: {image: postgres:17, environment: {PGHOST: db}}"], NONE),
        (["api: {image: x, command: wait-for-it db:5432 -- run}", DB], NONE),
        (["migrate: {image: x, command: alembic upgrade head, environment: {PGHOST: db}}", DB], at("migrate")),
    ],
)
def test_services(services: list[str], expected: Found) -> None:
    assert found(RULE, *services) == expected


@pytest.mark.usefixtures("no_hang")
def test_a_long_chain_is_left_alone() -> None:
    chain = [f"s{at}: {{image: x, environment: {{U: 'http://s400/'}}, depends_on: [s{at + 1}]}}" for at in range(400)]
    assert found(RULE, *chain, "s400: {image: x}") == NONE


def test_what_is_laid_over_another_file_is_no_whole_stack() -> None:
    services = (f"api: {{image: x, {URL}}}", DB)
    assert found(RULE, *services, path="compose.prod.yaml") == NONE
    assert found(RULE, *services, path="prod/compose.yaml") == at("api")
