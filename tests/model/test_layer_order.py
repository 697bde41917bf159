"""Layer order: which copy makes which install run again, and what lies all right although it looks like it."""

from __future__ import annotations

import time

import pytest

from composelint.core.source import Excerpt, Source
from composelint.load.dockerfile import build_dockerfile
from composelint.model.context import Context
from composelint.model.dockerfile import Dockerfile
from composelint.model.layer_advice import reordered
from composelint.model.layers import late_installs
from composelint.model.values import Text
from composelint.syntax.ignorefile import parse_dockerignore

Files = dict[str, str]

NODE = {"package.json": '{"dependencies": {"a": "1"}}', "package-lock.json": "{}", "src/index.js": "", "Dockerfile": ""}
YARN = {"package.json": '{"dependencies": {"a": "1"}}', "yarn.lock": "", "src/index.js": ""}
PNPM = {"package.json": '{"dependencies": {"a": "1"}}', "pnpm-lock.yaml": "", "src/index.js": ""}
WEB = {f"web/{name}": text for name, text in NODE.items()} | {f"api/{name}": text for name, text in NODE.items()}
PIP = {"requirements.txt": "flask\n", "app.py": "", "Dockerfile": ""}
PYTHON = {"pyproject.toml": "[project]\ndependencies = []\n", "poetry.lock": "", "uv.lock": "", "app/main.py": ""}
GO = {"go.mod": "module x\nrequire y v1.0.0\n", "go.sum": "", "main.go": ""}
RUST = {"Cargo.toml": "[dependencies]\n", "Cargo.lock": "", "src/main.rs": ""}
RUBY = {"Gemfile": "gem 'rails'\n", "Gemfile.lock": "", "app/x.rb": ""}
PHP = {"composer.json": '{"require": {}}', "composer.lock": "", "src/x.php": ""}
JAVA = {"pom.xml": "<project/>", "src/Main.java": ""}
NET = {"App.csproj": "<PackageReference/>", "Program.cs": ""}


def dockerfile(text: str, files: Files | None = None, target: str | None = None) -> Dockerfile:
    """A Dockerfile whose context holds these files and no others (None: nobody knows); `W` is `WORKDIR /app`."""
    lines = [{"W": "WORKDIR /app"}.get(line.strip(), line.strip()) for line in text.strip().splitlines()]
    if not any(line.startswith("FROM") for line in lines):
        lines.insert(0, "FROM registry.invalid/base")
    source = Source("Dockerfile", "\n".join(lines) + "\n")
    made = build_dockerfile(Excerpt.verbatim(source), path="Dockerfile")
    if files is not None:
        given = files
        ignore = (
            parse_dockerignore(Source(".dockerignore", files[".dockerignore"])) if ".dockerignore" in files else None
        )
        made.ignore = ignore
        made.context = Context(
            ".",
            True,
            find=lambda path: path in given or any(name.startswith(f"{path}/") for name in given),
            list_files=lambda: sorted(name for name in given if ignore is None or not ignore.excludes(name)),
            read_text=lambda path: given.get(path),
        )
    if target is not None:
        made.add_build(None, Text(target, made.span), {}, set())
    return made


def judged(made: Dockerfile) -> list[str]:
    """`kind at line -> lines` of each finding, with ` info` behind it where it is lowered."""
    return [
        f"{late.kind} {late.copy.span.line}: {' '.join(str(install.span.line) for install in late.installs)}"
        + (" info" if late.severity else "")
        for late in late_installs(made)
    ]


EXAMPLES: list[tuple[str, str, Files | None, list[str]]] = [
    ("1", "W\nCOPY . .\nRUN npm ci\nCMD x", NODE, ["install 3: 4"]),
    ("2", "W\nCOPY package*.json ./\nRUN npm ci\nCOPY . .", NODE, []),
    ("3", "W\nCOPY . .\nRUN pip install -r requirements.txt", PIP, ["install 3: 4"]),
    ("4", "W\nCOPY . .\nRUN pip install .", PYTHON, ["build 3: 4"]),
    (
        "5",
        "W\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -e .",
        PIP | PYTHON,
        [],
    ),
    (
        "6",
        "W\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
        PIP,
        ["install 3: 4 info"],
    ),
    (
        "7",
        "W\nRUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt pip install -r /tmp/r.txt\nCOPY . .",
        PIP,
        [],
    ),
    ("8", "W\nRUN --mount=type=bind,target=. npm ci", NODE, ["install 3: 3"]),
    ("9", "W\nCOPY . .\nRUN apt-get update && apt-get install -y curl", PIP, ["tool 3: 4"]),
    ("10", "W\nCOPY . .\nRUN xargs apt-get install -y < packages.txt", PIP, []),
    ("11", "W\nCOPY . .\nRUN go build -o /app ./...", GO, ["build 3: 4"]),
    ("12", "W\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build ./...", GO, []),
    ("13", "W\nCOPY . .\nRUN go build -mod=vendor ./...", GO, []),
    ("14", "W\nCOPY . .\nRUN go build ./...", GO | {"vendor/modules.txt": ""}, []),
    ("15", "W\nCOPY . .\nRUN go mod download && go build", GO, ["install 3: 4"]),
    ("16", "W\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go build ./...", GO, []),
    (
        "17",
        """FROM rust AS planner\nW\nCOPY . .\nRUN cargo chef prepare\nFROM rust\nW
        COPY --from=planner recipe.json .\nRUN cargo chef cook\nCOPY . .\nRUN cargo build""",
        RUST,
        [],
    ),
    ("18", "W\nCOPY . .\nRUN cargo build --release", RUST, ["build 3: 4"]),
    (
        "19",
        """W\nCOPY Cargo.* ./\nRUN mkdir src && echo 'fn main(){}' > src/main.rs && cargo build --release
        COPY . .\nRUN cargo build --release""",
        RUST,
        [],
    ),
    ("20", "W\nCOPY src ./src\nCOPY package.json ./\nRUN npm install", NODE, ["install 3: 5 info"]),
    ("21", "W\nCOPY ./nginx.conf /etc/nginx/\nCOPY package.json .\nRUN npm i", NODE | {"nginx.conf": ""}, []),
    ("22", "W\nCOPY . /usr/share/nginx/html\nRUN apk add --no-cache curl", NODE, ["tool 3: 4"]),
    (
        "23",
        "W\nCOPY . /docker-entrypoint-initdb.d/\nCOPY requirements.txt .\nRUN pip install -r requirements.txt",
        PIP,
        ["install 3: 5 info"],
    ),
    ("24", "W\nCOPY . .\nRUN yarn && yarn build", YARN, ["install 3: 4"]),
    (
        "25",
        "W\nCOPY package.json yarn.lock ./\nRUN yarn\nCOPY . .\nRUN yarn install --offline && yarn build",
        YARN,
        [],
    ),
    ("26", "W\nCOPY pnpm-lock.yaml ./\nRUN pnpm fetch\nCOPY . .\nRUN pnpm install --offline", PNPM, []),
    (
        "27",
        "W\nCOPY . .\nRUN pnpm install --frozen-lockfile",
        PNPM | {"pnpm-workspace.yaml": "packages:\n- apps/*\n", "apps/a/package.json": "{}"},
        ["install 3: 4 info"],
    ),
    ("28", "W\nCOPY . .\nRUN composer install --no-dev", PHP, ["build 3: 4"]),
    (
        "29",
        "W\nCOPY composer.* ./\nRUN composer install --no-scripts\nCOPY . .\nRUN composer dump-autoload",
        PHP,
        [],
    ),
    ("30", "W\nCOPY . .\nRUN bundle install", RUBY, ["install 3: 4"]),
    ("31", "W\nCOPY . .\nRUN bundle install", RUBY | {"Gemfile": "gemspec\ngem 'x'\n"}, ["install 3: 4 info"]),
    ("32", "W\nCOPY . .\nRUN mvn package", JAVA, ["build 3: 4"]),
    ("33", "W\nCOPY pom.xml .\nRUN mvn dependency:go-offline\nCOPY src src\nRUN mvn package", JAVA, []),
    ("34", "W\nCOPY . .\nRUN dotnet restore && dotnet publish", NET, ["install 3: 4"]),
    ("35", "W\nCOPY *.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish --no-restore", NET, []),
    ("36", "W\nCOPY . .\nRUN poetry install --no-root", PYTHON, ["install 3: 4"]),
    ("37", "W\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --no-install-project\nCOPY . .\nRUN uv sync", PYTHON, []),
    ("38", "W\nCOPY . .\nRUN uv sync --locked", PYTHON, ["build 3: 4"]),
    ("39", "FROM x AS base\nW\nCOPY . .\nFROM base AS final\nRUN npm ci", NODE, ["install 3: 5"]),
    (
        "40",
        """FROM node AS deps\nW\nCOPY package*.json ./\nRUN npm ci\nFROM node AS build\nW
        COPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nRUN npm run build""",
        NODE,
        [],
    ),
    ("41", "FROM x\nARG SRC\nW\nCOPY $SRC .\nRUN npm ci", NODE, []),
    ("42", "FROM x\nARG SRC=.\nW\nCOPY $SRC .\nRUN npm ci", NODE, ["install 4: 5"]),
    ("43", "W\nCOPY . .\nRUN npm ci", NODE | {".dockerignore": "*\n!package*.json\n"}, []),
    (
        "44",
        "W\nCOPY . .\nRUN npm ci",
        {"package.json": NODE["package.json"], "package-lock.json": "", "Dockerfile": ""},
        [],
    ),
    ("45", "FROM x AS dev\nW\nCOPY . .\nRUN npm ci", NODE, ["install 3: 4 info"]),
    ("45, look-alike", "FROM x AS circle\nW\nCOPY . .\nRUN npm ci", NODE, ["install 3: 4"]),
    ("45, longer", "FROM x AS dev-envs\nW\nCOPY . .\nRUN npm ci", NODE, ["install 3: 4 info"]),
    ("46", "W\nONBUILD COPY . .\nONBUILD RUN npm install", NODE, ["install 3: 4 info"]),
    ("47", "W\nARG GIT_SHA\nCOPY package*.json ./\nRUN npm ci\nCOPY . .", NODE, []),
    ("48", "W\nCOPY package*.json ./\nRUN npm ci\nARG GIT_SHA\nLABEL rev=$GIT_SHA", NODE, []),
    ("49", "W\nARG VERSION=1.2\nRUN apk add --no-cache foo=$VERSION", NODE, []),
    ("50", "W\nARG GIT_SHA=local\nCOPY package*.json ./\nRUN npm ci\nCOPY . .", NODE, []),
    ("51", "W\nCOPY . .\nRUN <<EOF\nset -e\ncd web\nnpm ci\nEOF", WEB, ["install 3: 7"]),
    (
        "52",
        "W\nCOPY api/package.json api/\nRUN npm ci --prefix api\nCOPY . .\nRUN npm ci --prefix web",
        WEB,
        ["install 5: 6"],
    ),
    (
        "53",
        "W\nCOPY apps/x/package.json ./\nRUN npm i\nCOPY . .",
        {"apps/x/package.json": "{}", "apps/x/index.js": ""},
        [],
    ),
    (
        "54",
        "W\nCOPY --parents packages/*/package.json package.json package-lock.json ./\nRUN npm ci\nCOPY . .",
        NODE,
        [],
    ),
    ("55", "W\nCOPY --exclude=src . .\nRUN npm ci", NODE | {"index.js": ""}, ["install 3: 4"]),
    (
        "57",
        "W\nCOPY . .\nRUN if [ -f requirements.txt ]; then pip install -r requirements.txt; fi",
        PIP,
        ["install 3: 4 info"],
    ),
    ("58", "W\nCOPY . .\nRUN npm install -g pm2 && npm ci", NODE, ["install 3: 4"]),
    ("59", "W\nCOPY . .\nUSER node\nRUN npm ci", NODE, ["install 3: 5"]),
    ("60", "W\nADD app.tar.gz .\nRUN npm ci", NODE | {"app.tar.gz": ""}, ["install 3: 4"]),
]


@pytest.mark.parametrize(("text", "files", "expected"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES])
def test_worked_examples(text: str, files: Files | None, expected: list[str]) -> None:
    assert judged(dockerfile(text, files)) == expected


def test_a_tool_cannot_move_into_a_stage_that_is_an_image_of_its_own() -> None:
    text = "FROM x AS builder\nW\nCOPY . .\nFROM builder AS dev-envs\nRUN apt-get install -y git"
    assert judged(dockerfile(text, NODE, target="builder")) == []
    both = dockerfile(text, NODE, target="builder")
    both.add_build(None, Text("dev-envs", both.span), {}, set())
    assert judged(both) == []
    assert judged(dockerfile(text, NODE)) == ["tool 3: 5 info"]
    assert judged(dockerfile(text.replace("FROM builder", "CMD x\nFROM builder"), NODE)) == []


def test_stages_that_nobody_needs_are_not_judged() -> None:
    text = "FROM x AS build\nW\nRUN make\nFROM x AS documents\nW\nCOPY . .\nRUN npm ci"
    assert judged(dockerfile(text, NODE, target="build")) == []
    assert judged(dockerfile(text, NODE, target="documents")) == ["install 6: 7"]


MORE: list[tuple[str, str, Files | None, list[str]]] = [
    ("context unknown", "W\nCOPY . .\nRUN npm ci", None, ["install 3: 4"]),
    ("context unknown, directory", "W\nCOPY app/ ./\nRUN pip install -r requirements.txt", None, ["install 3: 4 info"]),
    ("context unknown, single file", "W\nCOPY app.py .\nRUN pip install -r requirements.txt", None, []),
    ("context unknown, extensionless file", "W\nCOPY entrypoint /\nRUN npm ci", None, []),
    ("every way to say the root", "W\nCOPY ./ /app/\nRUN npm ci", NODE, ["install 3: 4"]),
    ("glob of everything", "W\nCOPY * ./\nRUN npm ci", NODE, ["install 3: 4"]),
    ("glob of manifests", "W\nCOPY *.json ./\nRUN npm ci\nCOPY . .", NODE, []),
    ("glob of code", "W\nCOPY *.py ./\nRUN pip install -r requirements.txt", None, ["install 3: 4 info"]),
    ("exec form", 'W\nCOPY . .\nRUN ["npm", "ci"]', NODE, ["install 3: 4"]),
    ("exec copy", 'W\nCOPY [".", "."]\nRUN npm ci', NODE, ["install 3: 4"]),
    ("no WORKDIR, base unknown", "COPY . .\nRUN npm ci", NODE, ["install 2: 3"]),
    ("no WORKDIR, other place", "COPY . /app\nRUN npm ci", NODE, ["install 2: 3 info"]),
    ("cd into it", "COPY . /app\nRUN cd /app && npm ci", NODE, ["install 2: 3"]),
    ("through sudo and su", "W\nCOPY . .\nRUN su node -c 'npm ci'", NODE, ["install 3: 4"]),
    ("python -m pip", "W\nCOPY . .\nRUN python3 -m pip install -r requirements.txt", PIP, ["install 3: 4"]),
    ("unreadable script before", "W\nCOPY package.json .\nRUN echo 'it\nCOPY . .\nRUN npm ci", NODE, []),
    ("unreadable script after the copy", "W\nCOPY . .\nRUN echo 'it\nRUN npm ci", NODE, ["install 3: 5"]),
    ("PowerShell", 'FROM x\nSHELL ["powershell"]\nW\nCOPY . .\nRUN npm ci', NODE, []),
    (
        "two ecosystems, one copy",
        "W\nCOPY . .\nRUN npm ci\nRUN pip install -r requirements.txt",
        NODE | PIP,
        ["install 3: 4 5"],
    ),
    ("manifests copied but not used before", "W\nCOPY package*.json ./\nCOPY . .\nRUN npm ci", NODE, ["install 4: 5"]),
    (
        "dependencies from another stage",
        "FROM x AS r\nFROM x\nW\nCOPY . .\nCOPY --from=r /requirements.txt ./\nRUN pip install -r requirements.txt",
        PIP,
        [],
    ),
    (
        "export stage",
        """FROM x AS r\nW\nCOPY . .\nRUN poetry export -o requirements.txt\nFROM x\nW
        COPY --from=r /app/requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .""",
        PYTHON,
        [],
    ),
    ("additional context", "W\nCOPY --from=shared . .\nRUN npm ci", NODE, []),
    ("from an image", "W\nCOPY --from=busybox / /\nRUN npm ci", NODE, []),
    ("URL requirements", "W\nCOPY . .\nRUN pip install -r https://example.com/requirements.txt", PIP, []),
    ("no manifest there", "W\nCOPY . .\nRUN npm ci", PIP, []),
    ("nothing declared", "W\nCOPY . .\nRUN npm ci", NODE | {"package.json": '{"name": "x"}'}, []),
    ("standard library only", "W\nCOPY . .\nRUN go build", {"go.mod": "module x\n", "main.go": ""}, []),
    ("zero-install", "W\nCOPY . .\nRUN yarn install --immutable", YARN | {".yarn/cache/a.zip": ""}, []),
    ("offline", "W\nCOPY . .\nRUN npm ci --prefer-offline", NODE, []),
    ("no index", "W\nCOPY . .\nRUN pip install --no-index -r requirements.txt", PIP, []),
    ("wheels", "W\nCOPY --from=b /w /w\nCOPY . .\nRUN pip install /w/*.whl", PIP, []),
    (
        "requirements name the project",
        "W\nCOPY . .\nRUN pip install -r requirements.txt",
        PIP | {"requirements.txt": "-e .\n"},
        [],
    ),
    ("pip and project", "W\nCOPY . .\nRUN pip install -r requirements.txt .", PIP | PYTHON, ["build 3: 4"]),
    (
        "install script reads the sources",
        "W\nCOPY . .\nRUN npm ci",
        NODE | {"package.json": '{"dependencies": {}, "scripts": {"postinstall": "node src/x.js"}}'},
        ["install 3: 4 info"],
    ),
    (
        "install script reads its own directory",
        "W\nCOPY . .\nRUN npm ci",
        NODE | {"package.json": '{"dependencies": {}, "scripts": {"postinstall": "node scripts/x.js"}}'},
        ["install 3: 4"],
    ),
    ("a failure that is shrugged off", "W\nCOPY . .\nRUN npm ci || true", NODE, ["install 3: 4 info"]),
    ("only configuration", "W\nCOPY . /etc/nginx\nRUN apk add curl", {"nginx.conf": "", "Dockerfile": ""}, []),
    ("configuration directory", "W\nCOPY conf /etc/x\nRUN apk add curl", {"conf/a.conf": "", "a.py": ""}, []),
    ("root overlay", "COPY rootfs /\nRUN apk add curl", {"rootfs/etc/x": "", "a.py": ""}, []),
    ("tool by name", "W\nCOPY . .\nRUN pip install gunicorn", PIP, ["tool 3: 4"]),
    ("tools from a list", "W\nCOPY . .\nRUN apt-get install -y $(cat packages.txt)", PIP, []),
    ("a package among the sources", "W\nCOPY . .\nRUN apt-get install -y ./x.deb", PIP, []),
    ("taken away again", "W\nCOPY . .\nRUN apk add --virtual b gcc && make && apk del b", PIP, []),
    ("a tool of the project", "W\nCOPY . .\nRUN npm ci\nRUN npx playwright install", NODE, ["install 3: 4"]),
    (
        "a tool behind the layer of dependencies",
        "W\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npx playwright install",
        NODE,
        ["tool 5: 6"],
    ),
    (
        "base image",
        "FROM scratch\nADD rootfs.tar.xz /\nRUN apt-get install -y curl",
        {"rootfs.tar.xz": "", "a.py": ""},
        [],
    ),
    (
        "cached system packages",
        "W\nCOPY . .\nRUN --mount=type=cache,target=/var/cache/apt apt-get install -y curl",
        PIP,
        ["tool 3: 4 info"],
    ),
    (
        "system cache only",
        "W\nCOPY . .\nRUN --mount=type=cache,target=/var/cache/apt pip install -r requirements.txt",
        PIP,
        ["install 3: 4"],
    ),
    ("build after partial copy", "W\nCOPY Cargo.toml .\nCOPY src ./src\nRUN cargo build", RUST, []),
    ("build elsewhere", "W\nCOPY . /x\nRUN go build", GO, []),
    (
        "turbo prune",
        "FROM x AS p\nW\nCOPY . .\nRUN npm i -g turbo\nRUN turbo prune web\nFROM x\nCOPY --from=p /app/out /app",
        NODE,
        [],
    ),
    ("restore of a project", "COPY . /src\nWORKDIR /src\nRUN dotnet build App.csproj", NET, ["build 2: 4"]),
    ("manifests copied, nothing got", "W\nCOPY go.mod go.sum ./\nCOPY . .\nRUN go build", GO, ["build 4: 5"]),
    ("old go get", "W\nCOPY . .\nRUN go get -d -v ./...", GO, []),
]


@pytest.mark.parametrize(("text", "files", "expected"), [row[1:] for row in MORE], ids=[row[0] for row in MORE])
def test_hits_and_look_alikes(text: str, files: Files | None, expected: list[str]) -> None:
    assert judged(dockerfile(text, files)) == expected


def test_many_copies_and_installs_are_cheap() -> None:
    copies = "W\n" + "COPY src ./src\nCOPY . .\nRUN npm ci --prefix a && npm ci --prefix b\n" * 800
    stages = "FROM x AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\nCOPY . .\nRUN npm ci\n" for n in range(400))
    commands = "W\nCOPY . .\nRUN " + "npm ci; apt-get install -y x; " * 2000
    tools = "W\nCOPY . .\nRUN " + "apt-get install -y x && " * 3000 + "true"
    start = time.process_time()
    for text in (copies, stages, commands, tools):
        late = late_installs(dockerfile(text))
        assert late
        assert all(len(found.installs) <= 20 and reordered(found) for found in late)
    assert time.process_time() - start < 30
