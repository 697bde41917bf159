"""What mounts name on the host, and what Docker makes of it."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, marks, warning, web

import composelint

HAVE = {
    "nginx.conf": "",
    "src/main.py": "",
    "tpl.conf.example": "",
    ".gitignore": "*.env\nlocal/\n",
    "empty.conf/.k": "",
}


def mounting(*mounts: str, image: str = "nginx:1.29", more: str = "") -> str:
    return web(f"volumes: [{', '.join(mounts)}]{more}").replace("image: x", f"image: '{image}'")


MISSING: list[tuple[str, Marks]] = [
    (mounting("./nginx.conf:/etc/nginx/nginx.conf"), NONE),
    (mounting("./nginx.cnf:/etc/nginx/nginx.conf"), error("./nginx.cnf")),
    (mounting("./nginx.cnf:/etc/nginx/nginx.conf:ro"), error("./nginx.cnf")),
    (mounting("'./nginx.cnf:/etc/nginx/nginx.conf:ro'"), error("./nginx.cnf")),
    (mounting("./Caddyfile:/etc/caddy/Caddyfile"), error("./Caddyfile")),
    (mounting("./.npmrc:/root/.npmrc"), error("./.npmrc")),
    (mounting("./src:/app"), NONE),
    (mounting("./src/:/app"), NONE),
    (mounting("./sources:/app"), warning("./sources")),
    (mounting("./conf.d:/etc/nginx/conf.d"), warning("./conf.d")),
    (mounting("./src/lib:/lib"), warning("./src/lib")),
    (mounting("./tpl.conf:/etc/x.conf"), warning("./tpl.conf")),
    (mounting("{type: bind, source: ./sources, target: /app}"), warning("./sources")),
    (mounting("{type: bind, source: sources, target: /app}"), warning("sources")),
    (mounting("{type: bind, source: ./data, target: /app, bind: {create_host_path: false}}"), error("./data")),
    (mounting("{type: bind, source: ./data, target: /app, bind: {create_host_path: true}}"), NONE),
    # Made while the stack runs.
    (mounting("./data:/x", "./logs/web:/x2", "./es-data:/x3", "./docker/volumes/web:/x4", "./Uploads:/x5"), NONE),
    (mounting("./web:/srv/cache"), NONE),
    (mounting("./local:/x", "./web.env:/web.env"), NONE),
    (mounting("./pg:/var/lib/postgresql/data", image="postgres:17"), NONE),
    (mounting("./pg:/opt/pg", image="postgres:17", more=", environment: {PGDATA: /opt/pg/17}"), NONE),
    (mounting("./pg:/opt/pg", image="postgres:17"), warning("./pg")),
    # Nobody can know.
    (mounting("/etc/nothing:/x", "~/nothing:/x2", "../nothing:/x3", "'$A/nothing:/x4'", "'C:\\x:/x5'"), NONE),
    (mounting("nothing:/x", "/anonymous"), NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISSING)
def test_missing_bind_source(text: str, expected: Marks) -> None:
    assert marks("missing-bind-source", text, HAVE) == expected


@pytest.mark.parametrize(("name", "near"), [("ngnix.conf", "Did you mean nginx.conf?"), ("x.conf", "Correct the path")])
def test_a_name_that_may_be_meant(name: str, near: str) -> None:
    files = {"compose.yaml": mounting(f"./{name}:/etc/nginx/nginx.conf"), "nginx.conf": ""}
    report = composelint.lint(files, select=["missing-bind-source"], complete=True)
    assert near in (report.findings[0].help or "")


def test_without_all_files_nothing_is_missing() -> None:
    assert marks("missing-bind-source", mounting("./nginx.cnf:/etc/nginx/nginx.conf"), complete=False) == NONE


def test_what_is_below_the_root_is_looked_for_there() -> None:
    text = "include: [shop/compose.yaml]\nservices: {a: {image: x}}\n"
    below = {
        "shop/compose.yaml": mounting("./nginx.conf:/etc/nginx.conf", "../nginx.conf:/etc/x.conf"),
        "nginx.conf": "",
    }
    assert marks("missing-bind-source", text, below) == error("./nginx.conf")


DECLARED = "volumes: {src: , app.conf: , data: , kept: {driver_opts: {type: none, o: bind, device: ./src}}}\n"
LIE_BESIDE = {"src/main.py": "", "app.conf": "", "data/.k": "", "kept/.k": ""}
NAMED: list[tuple[str, Marks]] = [
    (mounting("data/db:/x2"), error("data/db")),
    (mounting("'data\\db:/x2'"), error("data\\db")),
    (mounting("{type: volume, source: data/db, target: /x2}"), error("data/db")),
    (mounting("{type: bind, source: data/db, target: /x2}"), NONE),
    (mounting("./data/db:/x2", "/data/db:/x3", "~/x:/x4", "'$X/y:/x5'", "'$X:/x6'"), NONE),
    (mounting("src:/anything"), error("src")),
    (mounting("other:/anything"), NONE),
    (mounting("src:/app") + DECLARED, warning("src")),
    (mounting("src:/app/src") + DECLARED, warning("src")),
    (mounting("src:/etc/nginx") + DECLARED, NONE),
    (mounting("app.conf:/etc/nginx/nginx.conf") + DECLARED, warning("app.conf")),
    (mounting("data:/app/data") + DECLARED, NONE),
    (mounting("kept:/app") + DECLARED, NONE),
    (mounting("src:/app") + "volumes: {src: {external: true}}\n", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_path_like_volume(text: str, expected: Marks) -> None:
    assert marks("path-like-volume", text, LIE_BESIDE) == expected


def test_without_all_files_only_what_cannot_be_a_name_is_told() -> None:
    assert marks("path-like-volume", mounting("src:/app", "a/b:/c"), {}, complete=False) == error("a/b")


def test_the_name_that_is_a_path_is_told_of_once() -> None:
    rules = ["path-like-volume", "undefined-resource"]
    report = composelint.lint({"compose.yaml": mounting("data/db:/x2", "other:/x3")}, select=rules)
    assert [finding.rule for finding in report.findings] == rules


NPM = "FROM node:22\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\n"
NEXT = f"{NPM}FROM node:22\nCOPY"
HIDDEN: list[tuple[str, str, Marks]] = [
    ("volumes: ['.:/app']", NPM, warning("'.:/app'")),
    ("volumes: ['./:/app/:cached']", NPM, warning("'./:/app/:cached'")),
    ("volumes: [{type: bind, source: ., target: /app}]", NPM, warning("{type: bind, source: ., target: /app}")),
    ("volumes: ['.:/app', '/app/node_modules']", NPM, NONE),
    ("volumes: ['.:/app', 'modules:/app/node_modules']", NPM, NONE),
    ("volumes: ['.:/app'], tmpfs: /app/node_modules", NPM, NONE),
    ("volumes: ['./src:/app/src']", NPM, NONE),
    ("volumes: ['.:/srv']", NPM, NONE),
    ("volumes: ['.:/']", NPM, warning("'.:/'")),
    ("volumes: ['$PWD:/app']", NPM, NONE),
    ("volumes: ['/srv/app:/app']", NPM, NONE),
    ("volumes: ['./package.json:/app/package.json']", NPM, NONE),
    ("volumes: ['./have:/app']", NPM, NONE),
    # Installed again, or elsewhere.
    ("volumes: ['.:/app'], command: sh -c 'npm install && npm start'", NPM, NONE),
    ("volumes: ['.:/app'], command: npm start", NPM, warning("'.:/app'")),
    ("volumes: ['.:/app'], command: ./start.sh", NPM, NONE),
    ("volumes: ['.:/app'], command: ./other.sh", NPM, warning("'.:/app'")),
    ("volumes: ['.:/app'], entrypoint: /unseen.sh", NPM, NONE),
    ("volumes: ['.:/app']", NPM + 'ENTRYPOINT ["./start.sh"]\n', NONE),
    ("volumes: ['.:/app']", NPM + "ENV NODE_PATH=/opt/modules\n", NONE),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "npm ci && mv node_modules /"), NONE),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "npm install -g nodemon"), NONE),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "cd /opt && npm ci"), NONE),
    ("volumes: ['.:/app']", NPM.replace("/app", "$WHERE"), NONE),
    # Other package managers.
    ("volumes: ['.:/app']", NPM.replace("npm ci", "yarn install"), warning("'.:/app'")),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "composer install"), warning("'.:/app'")),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "uv sync"), warning("'.:/app'")),
    ("volumes: ['.:/app'], command: uv run main.py", NPM.replace("npm ci", "uv sync"), NONE),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "uv sync") + "ENV UV_PROJECT_ENVIRONMENT=/venv\n", NONE),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "pip install -r requirements.txt"), NONE),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "poetry install"), NONE),
    ("volumes: ['.:/app']", NPM.replace("npm ci", "POETRY=1 poetry install")
     + "ENV POETRY_VIRTUALENVS_IN_PROJECT=true\n", warning("'.:/app'")),
    # From another stage.
    ("volumes: ['.:/srv']", f"{NEXT} --from=0 /app/node_modules /srv/node_modules\n", warning("'.:/srv'")),
    ("volumes: ['.:/srv']", f"{NEXT} --from=0 /app /srv\n", warning("'.:/srv'")),
    ("volumes: ['.:/srv']", f"{NEXT} --from=0 /app/dist /srv/dist\nCMD node dist/x.js", warning("'.:/srv'")),
    ("volumes: ['.:/srv']", f"{NEXT} --from=0 /app/dist /srv/dist\nCMD npm run dev", NONE),
    ("volumes: ['.:/app'], build: {context: ., target: first}", f"FROM node:22 AS first\nWORKDIR /app\n{NPM}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("body", "dockerfile", "expected"), HIDDEN)
def test_bind_hides_build(body: str, dockerfile: str, expected: Marks) -> None:
    own = body if "build:" in body else f"build: ., {body}"
    text = f"services: {{web: {{{own}}}}}\nvolumes: {{modules: }}\n"
    files = {"Dockerfile": dockerfile, "package.json": "{}", "start.sh": "npm install\n", "other.sh": "node .\n"}
    files |= {"have/node_modules/x.js": "", ".gitignore": "/node_modules\n"}
    assert marks("bind-hides-build", text, files) == expected


def test_what_git_ignores_is_there_for_one_person_only() -> None:
    files = {"Dockerfile": NPM, "package.json": "{}", ".gitignore": "node_modules\n", "node_modules/x/x.js": ""}
    text = "services: {web: {build: ., volumes: ['.:/app']}}\n"
    report = composelint.lint({"compose.yaml": text, **files}, select=["bind-hides-build"], complete=True)
    messages = [finding.message for finding in report.findings]
    assert messages == ["web hides /app/node_modules of its image, which git keeps out of ."]
