"""missing-resource-limits, its hits and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, TODAY, Found, at, found, stack

import composelint
from composelint.checks.resources.limits import missing_resource_limits
from composelint.load.discover import StackFiles
from composelint.load.stack import Options, load
from composelint.workspace import Workspace

CASES: list[tuple[str, Found]] = [
    ("db: {image: postgres:17}", at("db")),
    ("db: {image: postgres:17, mem_limit: 1g, cpus: 1}", NONE),
    ("db: {image: postgres:17, mem_limit: 1g}", at("db", "info")),
    ("db: {image: postgres:17, cpus: 1}", at("db")),
    ("db: {image: postgres:17, mem_limit: 1g, cpu_quota: 50000}", NONE),
    ("db: {image: postgres:17, mem_limit: 1g, cpu_quota: -1}", at("db", "info")),
    ("db: {image: postgres:17, mem_limit: 1g, cpuset: '0'}", NONE),
    ("db: {image: postgres:17, mem_limit: 1g, cpu_shares: 512}", at("db", "info")),
    ("db: {image: postgres:17, mem_limit: 0, cpus: 0}", at("db")),
    ("db: {image: postgres:17, mem_limit: '0', cpus: '0.0'}", at("db")),
    ("db: {image: postgres:17, mem_limit: 0m, cpus: 1}", at("db")),
    ("db: {image: postgres:17, mem_limit: -1, cpus: 1}", at("db")),
    ("db: {image: postgres:17, mem_limit: '${MEMORY}', cpus: '${CPUS}'}", NONE),
    ("db: {image: postgres:17, mem_reservation: 1g, cpus: 1}", at("db")),
    ("db: {image: postgres:17, deploy: {resources: {limits: {memory: 1G, cpus: '0.5'}}}}", NONE),
    ("db: {image: postgres:17, deploy: {resources: {limits: {memory: 1G}}}, cpu_quota: 50000}", NONE),
    ("db: {image: postgres:17, deploy: {resources: {limits: {cpus: '0.5'}}}}", at("db")),
    ("db: {image: postgres:17, deploy: {resources: {reservations: {memory: 1G, cpus: '0.5'}}}}", at("db")),
    ("db: {image: postgres:17, cgroup_parent: databases.slice}", NONE),
    ("db: {image: postgres:17, profiles: [dev]}", at("db", "info")),
    ("db: {image: postgres:17, profiles: [tools]}", NONE),
    ("db: {image: postgres:17, scale: 0}", NONE),
    ("db: {provider: {type: cloud}}", NONE),
    ("api: {image: 'registry.example.com/api:1'}", at("api")),
    ("migrate: {image: 'registry.example.com/api:1', command: alembic upgrade head}", NONE),
    ("load: {image: 'python:3.13', command: python main.py}", NONE),
    ("load: {image: 'python:3.13', command: python main.py, ports: ['80:80']}", at("load")),
]


@pytest.mark.parametrize(("services", "expected"), CASES)
def test_missing_resource_limits(services: str, expected: Found) -> None:
    assert found("missing-resource-limits", services) == expected


def test_every_server_is_told_however_small_the_stack() -> None:
    services = ("db: {image: postgres:17}", "cache: {image: redis:8}", "api: {build: ., ports: ['80:80']}")
    assert found("missing-resource-limits", *services) == at("db") | at("cache") | at("api")


def test_a_file_for_development_weighs_less() -> None:
    assert found("missing-resource-limits", "db: {image: postgres:17}", path="compose.dev.yaml") == at("db", "info")


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("db: {image: postgres:17}", "db has no memory limit and no CPU limit"),
        ("db: {image: postgres:17, mem_limit: 1g}", "db has no CPU limit"),
        ("db: {image: postgres:17, cpus: 1}", "db has no memory limit"),
    ],
)
def test_the_message_names_what_is_missing(service: str, said: str) -> None:
    report = composelint.lint({"compose.yaml": stack(service)}, select=["missing-resource-limits"], today=TODAY)
    assert [finding.message for finding in report.findings] == [said]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("db: {image: postgres:17}", [("db has no memory limit, no CPU limit and no process limit", None)]),
        ("db: {image: postgres:17, mem_limit: 1g, cpus: 1}", [("db has no process limit", "info")]),
        ("db: {image: postgres:17, mem_limit: 1g, cpus: 1, pids_limit: -1}", [("db has no process limit", "info")]),
        ("db: {image: postgres:17, mem_limit: 1g, cpus: 1, pids_limit: 99}", []),
        ("db: {image: postgres:17, mem_limit: 1g, cpus: 1, deploy: {resources: {limits: {pids: 99}}}}", []),
    ],
)
def test_processes_are_asked_for_on_demand(service: str, expected: list[tuple[str, str | None]]) -> None:
    workspace = Workspace.in_memory({"compose.yaml": stack(service)})
    loaded, _ = load(workspace, StackFiles(".", ["compose.yaml"]), Options())
    defects = missing_resource_limits(loaded.services["db"], pids=True)
    assert [(defect.message, defect.severity) for defect in defects] == expected
