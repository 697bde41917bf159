"""Scripts that run once, and scripts that never run."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning

DATA = "'db-data:/var/lib/postgresql/data'"
INIT = "/docker-entrypoint-initdb.d"


def db(*mounts: str, image: str = "postgres:17", more: str = "", rest: str = "") -> str:
    return f"services:\n  db: {{image: '{image}', volumes: [{', '.join(mounts)}]{more}}}\n{rest}"


SCRIPT = f"'./x.sql:{INIT}/x.sql'"
ONCE: list[tuple[str, Marks]] = [
    (db(DATA, SCRIPT), info(SCRIPT)),
    (db(DATA, f"'./init:{INIT}:ro'"), info(f"'./init:{INIT}:ro'")),
    (db(DATA, SCRIPT, f"'./y.sql:{INIT}/y.sql'"), info(SCRIPT)),
    (db(DATA, more=f", configs: [{{source: c, target: {INIT}/c.sql}}]"), info(f"{{source: c, target: {INIT}/c.sql}}")),
    (db(DATA, f"'./seed.sql:{INIT}/x.sql'"), NONE),
    (db(DATA, f"'./x.sql:{INIT}/99-demo.sql'"), NONE),
    (db(DATA, "'./x.sql:/x.sql'"), NONE),
    (db(DATA), NONE),
    (db(SCRIPT), NONE),
    (db(DATA, SCRIPT, image="postgres:$TAG"), NONE),
    (db("'qq:/data'", SCRIPT, image="redis:8"), NONE),
    (db(DATA, SCRIPT, more=", command: pg_dump"), NONE),
    (db(DATA, SCRIPT, rest="  migrations: {image: x}\n"), NONE),
    (db(DATA, SCRIPT, rest="  api: {build: y, command: sh -c 'alembic upgrade head && uvicorn a'}\n"), NONE),
    (db(DATA, SCRIPT, rest="  api: {build: y, command: uvicorn a}\n"), info(SCRIPT)),
    (db(DATA, SCRIPT, rest="  api: {build: p}\n"), NONE),
    (db(DATA, SCRIPT, rest="  api: {image: liquibase/liquibase}\n"), NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ONCE)
def test_first_run_init_script(text: str, expected: Marks) -> None:
    files = {"p/Dockerfile": "FROM node:22\n", "p/prisma/schema.prisma": "", "y/Dockerfile": "FROM node:22\n"}
    assert marks("first-run-init-script", text, files) == expected


def test_a_directory_of_seeds_is_silent() -> None:
    text = db(DATA, f"'./rows:{INIT}'")
    assert marks("first-run-init-script", text, {"rows/seed.sql": ""}) == NONE
    assert marks("first-run-init-script", text, {"rows/seed.sql": "", "rows/a.sql": ""}) != NONE


KEYCLOAK = "keycloak/keycloak:26.3"
FILES = {
    "good/a.sql": "", "good/sub/b.sql": "", "upper/a.SQL": "", "upper/b.sql": "", "text/a.txt": "", "empty/.keep": "",
    "deep/sub/a.sql": "", "init.sql": "", "a.js": "",
}  # fmt: skip


def at(*targets: str, image: str = "postgres:17", more: str = "") -> str:
    return db(*(f"'{target}'" for target in targets), image=image, more=more)


IGNORED: list[tuple[str, Marks]] = [
    (at(f"./a:{INIT}/a.sql", f"./b:{INIT}/b.sh", f"./c:{INIT}/c.sql.gz"), NONE),
    (at(f"./a:{INIT}/a.SQL"), warning(f"'./a:{INIT}/a.SQL'")),
    (at(f"./a:{INIT}/a.dump"), warning(f"'./a:{INIT}/a.dump'")),
    (at(f"./a:{INIT}/a.dump", f"./a:{INIT}/restore.sh"), NONE),
    (at(f"./a:{INIT}/a.psql", f"./a:{INIT}/restore.sh"), warning(f"'./a:{INIT}/a.psql'")),
    (at(f"./a:{INIT}/a.csv", f"./good:{INIT}"), NONE),
    (at(f"./a:{INIT}/a.sql.bz2"), warning(f"'./a:{INIT}/a.sql.bz2'")),
    (at(f"./a:{INIT}/a.sql.bz2", image="mysql:8"), NONE),
    (at(f"./a:{INIT}/a.js", image="mongo:8"), NONE),
    (at(f"./a:{INIT}/a.sql", image="mongo:8"), warning(f"'./a:{INIT}/a.sql'")),
    (at(f"./a:{INIT}/a.csv", image="clickhouse:25"), warning(f"'./a:{INIT}/a.csv'")),
    # Directories.
    (at(f"./good:{INIT}"), NONE),
    (at(f"./empty:{INIT}"), NONE),
    (at(f"./unseen:{INIT}"), NONE),
    (at(f"./upper:{INIT}"), warning(f"'./upper:{INIT}'")),
    (at(f"./text:{INIT}"), warning(f"'./text:{INIT}'")),
    (at(f"./deep:{INIT}"), warning(f"'./deep:{INIT}'")),
    (at(f"./deep:{INIT}", image="bitnamilegacy/postgresql:17"), NONE),
    (at(f"./good:{INIT}/more"), warning(f"'./good:{INIT}/more'")),
    (at(f"./good:{INIT}/more", f"./x:{INIT}/x.sh"), NONE),
    (at(f"./init.sql:{INIT}"), error(f"'./init.sql:{INIT}'")),
    (at(f"./init.sql:{INIT}/"), error(f"'./init.sql:{INIT}/'")),
    (at(f"$X/init.sql:{INIT}/"), NONE),
    # Names of directories.
    (at("./good:/docker-entrypoint-initdb"), warning("'./good:/docker-entrypoint-initdb'")),
    (at("./a:/docker-entrypoint-init.d/a.sql"), warning("'./a:/docker-entrypoint-init.d/a.sql'")),
    (at("./a:/init/a.sql"), NONE),
    (at(f"./a:{INIT}/a.sql", image="gvenzl/oracle-free:23"), NONE),
    (at(f"./a:{INIT}/a.sql", image="elasticsearch:8.19.0"), warning(f"'./a:{INIT}/a.sql'")),
    (at(f"./a:{INIT}/a.sql", image="rabbitmq:4"), warning(f"'./a:{INIT}/a.sql'")),
    (at(f"./a:{INIT}/a.sql", image="acme/redis:4"), NONE),
    (at(f"./a:{INIT}/a.sql", image="redis:4", more=", entrypoint: /x"), NONE),
    (at("./a:/docker-entrypoint.d/a.sh", image="nginx:1.29"), NONE),
    (at("./a:/docker-entrypoint.d/a.txt", image="nginx:1.29"), warning("'./a:/docker-entrypoint.d/a.txt'")),
    (at("./good:/docker-entrypoint.d", image="nginx:1.29"), NONE),
    (at("./a:/etc/localstack/init/ready.d/a.py", image="localstack/localstack:4"), NONE),
    (at("./a:/etc/localstack/init/ready.d/a.tf", image="localstack/localstack:4"),
     warning("'./a:/etc/localstack/init/ready.d/a.tf'")),
    (at("./a:/docker-entrypoint-hooks.d/pre-installation/a.txt", image="nextcloud:31"), NONE),
    # Keycloak.
    (at("./r:/opt/keycloak/data/import", image=KEYCLOAK, more=", command: [start-dev]"),
     warning("'./r:/opt/keycloak/data/import'")),
    (at("./r:/opt/keycloak/data/import", image=KEYCLOAK, more=", command: 'start --import-realm'"), NONE),
    (at("./r:/opt/keycloak/data/import", image=KEYCLOAK, more=", command: 'start $ARGS'"), NONE),
    (at("./r:/opt/keycloak/data/import", image=KEYCLOAK), NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IGNORED)
def test_ignored_init_script(text: str, expected: Marks) -> None:
    assert marks("ignored-init-script", text, FILES) == expected
