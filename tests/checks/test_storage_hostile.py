"""What nobody writes by hand must not keep the rules on mounts busy for long."""

from __future__ import annotations

import pytest

import composelint

MANY = 1500
RULES = ["storage"]


def linted(text: str, files: dict[str, str] | None = None) -> composelint.Report:
    report = composelint.lint({"compose.yaml": text, **(files or {})}, select=RULES, complete=True, today="2026-11-22")
    assert "internal-error" not in {finding.rule for finding in report.findings}
    return report


def one(body: str, image: str = "postgres:17") -> str:
    return f"services: {{a: {{image: '{image}', {body}}}}}\n"


def times(template: str, count: int = MANY) -> str:
    return ", ".join(template.replace("#", str(number)) for number in range(count))


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "text",
    [
        one(f"volumes: [{times('./a#:/x#')}]"),
        one(f"volumes: [{times('vv:/x#')}, {times('ww:/x#')}]"),
        one(f"volumes: [{times('./a#.sql:/docker-entrypoint-initdb.d/a#.SQL')}]"),
        one(f"volumes: [{times('./a#:/docker-entrypoint-init/a#')}]"),
        one(f"volumes: [{times('/etc/a#:/x#:shared,exec')}]"),
        one(f"volumes: [{times('./a#.conf:/etc/nginx/conf.d/a#.conf')}], command: [{times('word#')}]", "nginx:1.29"),
        one(f"tmpfs: [{times('/x#:exec')}]", "nginx:1.29"),
        one(f"secrets: [{times('s#')}], configs: [{times('c#')}]"),
        one("command: server " + "--a=b " * MANY + "x", "minio/minio"),
        one("command: server " + "--a b " * MANY + "/x", "minio/minio"),
        one("command: 'postgres " + "-c " * MANY + "'"),
        one("command: 'postgres -c" + " " * MANY + "datadir" + " " * MANY + "'"),
        one(f"command: '{'a' * 200_000}'"),
        one("environment: {PGDATA: '" + "/a" * MANY + "'}"),
    ],
)
def test_one_service_with_much(text: str) -> None:
    linted(text)


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "body",
    [
        "image: 'postgres:17', volumes: ['vv:/var/lib/postgresql/data']",
        "image: 'postgres:17', profiles: [p#], volumes: ['vv:/var/lib/postgresql/data']",
        "image: 'postgres:17', volumes: ['./gone#:/x', './gone:/y']",
        "image: x, volumes_from: [a#]",
        "image: x, volumes: ['./a:/a'], volumes_from: [a0, a1, a2]",
    ],
)
def test_many_services(body: str) -> None:
    lines = (f"  a{number}: {{{body.replace('#', str(number - 1))}}}\n" for number in range(1, 600))
    linted("services:\n  a0: {image: x}\n" + "".join(lines) + "volumes: {vv: }\n")


@pytest.mark.usefixtures("no_hang")
def test_many_stages() -> None:
    stages = "".join(f"FROM node:22 AS s{number}\nWORKDIR /a\nRUN npm ci\nCOPY --from=s{number - 1} /a /a/b\n"
                     for number in range(1, 400))  # fmt: skip
    files = {"Dockerfile": f"FROM node:22 AS s0\n{stages}", "a/x": ""}
    linted("services: {a: {build: ., volumes: ['./a:/a']}}\n", files)
