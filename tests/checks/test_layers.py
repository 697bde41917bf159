"""The layer rules as a user meets them: what Compose says about the build, and the lines that the help proposes."""

from __future__ import annotations

import pytest

import composelint
from composelint.checks.layers.order import (
    build_without_dependency_layer,
    sources_before_dependencies,
    tools_after_sources,
)
from composelint.core.defect import Defect
from composelint.core.source import Excerpt, Source
from composelint.load.dockerfile import build_dockerfile
from composelint.model.context import Context
from composelint.model.dockerfile import Dockerfile

Files = dict[str, str]

NODE = {"package.json": '{"dependencies": {"a": "1"}}', "package-lock.json": "{}", "src/index.js": ""}
LATE = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD node src/index.js\n"


def dockerfile(text: str, files: Files | None) -> Dockerfile:
    made = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    if files is not None:
        given = files
        made.context = Context(
            ".",
            True,
            find=lambda path: path in given,
            list_files=lambda: sorted(given),
            read_text=lambda path: given.get(path),
        )
    return made


def defects(made: Dockerfile) -> list[Defect]:
    return [
        *sources_before_dependencies(made),
        *tools_after_sources(made),
        *build_without_dependency_layer(made),
    ]


SERVICES: list[tuple[str, list[str]]] = [
    ("api: {build: .}", ["warning"]),
    ("api: {build: ., develop: {watch: [{action: sync, path: ., target: /app}]}}", ["info"]),
    ("api: {build: ., volumes: ['.:/app']}", ["info"]),
    ("api: {build: ., volumes: ['./:/app/']}", ["info"]),
    ("api: {build: ., volumes: ['./data:/app']}", ["warning"]),
    ("api: {build: ., volumes: ['./data:/app/data']}", ["warning"]),
    ("api: {build: ., volumes: ['code:/app']}", ["warning"]),
    ("api: {build: ., profiles: [dev]}", ["info"]),
    ("api: {build: ., profiles: [dev, web]}", ["warning"]),
    ("api: {build: ., profiles: [dev]}\nweb: {build: .}", ["warning"]),
]


@pytest.mark.parametrize(("services", "severities"), SERVICES)
def test_what_compose_says_about_the_build(services: str, severities: list[str]) -> None:
    lines = "\n".join(f"  {line}" for line in services.splitlines())
    volumes = "\nvolumes: {code: {}}" if "code:" in services else ""
    files = {"compose.yaml": f"services:\n{lines}{volumes}\n", "Dockerfile": LATE, **NODE}
    report = composelint.lint(files, complete=True, select=["sources-before-dependencies"])
    assert [finding.severity for finding in report.findings] == severities


W = "FROM x\nWORKDIR /app\n"
HELPS: dict[str, tuple[str, Files | None, str]] = {
    "context unknown": (
        W + "COPY . .\nRUN npm ci",
        None,
        "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .",
    ),
    "what exists": (
        W + "COPY . .\nRUN npm install",
        {"package.json": '{"dependencies": {}}', ".npmrc": "", "patches/a.patch": "", "src/index.js": ""},
        "COPY package.json .npmrc ./\nCOPY patches ./patches/\nRUN npm install\nCOPY . .",
    ),
    "flags and places": (
        W + "COPY --link --chown=1000:1000 . /srv/web/\nWORKDIR /srv/web\nUSER 1000\nRUN --network=default npm ci",
        None,
        "COPY --link --chown=1000:1000 package.json package-lock.json /srv/web/\nWORKDIR /srv/web\nUSER 1000\n"
        "RUN --network=default npm ci\nCOPY --link --chown=1000:1000 . /srv/web/",
    ),
    "a directory below": (
        W + "COPY . .\nRUN cd web && npm ci",
        {f"web/{name}": text for name, text in NODE.items()},
        "COPY web/package.json web/package-lock.json ./web/\nRUN cd web && npm ci\nCOPY . .",
    ),
    "another WORKDIR between": (
        W + "COPY --link . ./\nWORKDIR web\nRUN npm ci",
        {f"web/{name}": text for name, text in NODE.items()},
        "COPY --link web/package.json web/package-lock.json ./web/\nWORKDIR web\nRUN npm ci\nCOPY --link . /app/",
    ),
    "only a part of the manifests first": (
        W + "COPY package.json ./\nCOPY . .\nRUN npm ci",
        NODE,
        "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .",
    ),
    "the rest of the RUN": (
        W + "COPY . .\nRUN npm ci && npm run build && npm prune",
        None,
        "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build && npm prune",
    ),
    "a RUN that cannot be cut": (
        W + "COPY . .\nRUN cd web; npm ci; npm run build",
        None,
        "COPY web/package.json web/package-lock.json ./web/\nRUN cd web && npm ci\nCOPY . .",
    ),
    "tidying up": (
        W + "COPY . .\nRUN npm ci --omit=dev \\\n && npm cache clean --force",
        None,
        "COPY package.json package-lock.json ./\nRUN npm ci --omit=dev \\\n && npm cache clean --force\nCOPY . .",
    ),
    "requirements that include others": (
        W + "COPY . .\nRUN pip install -r requirements/prod.txt",
        {"requirements/prod.txt": "-r base.txt\ngunicorn\n", "requirements/base.txt": "flask\n", "app.py": ""},
        "COPY requirements/prod.txt requirements/base.txt ./requirements/\n"
        "RUN pip install -r requirements/prod.txt\nCOPY . .",
    ),
    "a part of the context": (
        W + "COPY app/ ./\nRUN pip install -r requirements.txt",
        {"app/requirements.txt": "flask\n", "app/main.py": "", "README.md": "", "x.py": ""},
        "COPY app/requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY app/ ./",
    ),
    "the install needs nothing of it": (
        W + "COPY package*.json ./\nCOPY . .\nRUN npm ci",
        None,
        "RUN npm ci\nCOPY . .",
    ),
    "two ecosystems": (
        W + "COPY . .\nRUN bundle install\nRUN yarn install --frozen-lockfile && yarn cache clean",
        None,
        "COPY Gemfile Gemfile.lock ./\nCOPY package.json yarn.lock ./\nRUN bundle install\n"
        "RUN yarn install --frozen-lockfile && yarn cache clean\nCOPY . .",
    ),
    "workspaces": (
        W + "COPY . .\nRUN npm ci",
        {
            "package.json": '{"workspaces": ["packages/*"]}',
            "package-lock.json": "{}",
            "packages/a/package.json": "{}",
            "packages/b/package.json": "{}",
            "packages/a/node_modules/c/package.json": "{}",
            "packages/a/index.js": "",
        },
        "COPY package.json package-lock.json ./\nCOPY packages/a/package.json ./packages/a/\n"
        "COPY packages/b/package.json ./packages/b/\nRUN npm ci\nCOPY . .",
    ),
    "many workspaces": (
        W + "COPY . .\nRUN yarn install",
        {"package.json": '{"workspaces": ["packages/*"]}', "yarn.lock": "", "index.js": ""}
        | {f"packages/p{number}/package.json": "{}" for number in range(9)},
        "COPY package.json yarn.lock ./\nCOPY --parents packages/*/package.json ./\nRUN yarn install\nCOPY . .",
    ),
    "pnpm workspaces": (
        W + "COPY . .\nRUN pnpm install --frozen-lockfile",
        {
            "package.json": "{}",
            "pnpm-lock.yaml": "",
            "pnpm-workspace.yaml": "packages:\n- apps/*\n",
            "apps/a/package.json": '{"dependencies": {}}',
            "apps/a/index.js": "",
        },
        "COPY pnpm-workspace.yaml pnpm-lock.yaml ./\nRUN pnpm fetch\nCOPY . .\n"
        "RUN pnpm install --frozen-lockfile --offline",
    ),
    "a solution and its projects": (
        W + "COPY . .\nRUN dotnet restore && dotnet publish",
        {"Shop.sln": "", "src/Api/Api.csproj": "", "src/Core/Core.csproj": "", "src/Api/Program.cs": ""},
        "COPY Shop.sln ./\nCOPY src/Api/Api.csproj ./src/Api/\nCOPY src/Core/Core.csproj ./src/Core/\n"
        "RUN dotnet restore\nCOPY . .\nRUN dotnet publish",
    ),
    "another stage": (
        "FROM x AS base\nWORKDIR /app\nCOPY . .\nFROM base AS final\nRUN npm ci",
        None,
        "COPY package.json package-lock.json ./\nFROM base AS final\nRUN npm ci\nCOPY . .",
    ),
    "mounted": (
        W + "RUN --mount=type=bind,target=. --mount=type=cache,target=/root/.npm npm ci",
        None,
        "RUN --mount=type=bind,source=package.json,target=package.json \\\n"
        "    --mount=type=bind,source=package-lock.json,target=package-lock.json \\\n"
        "    --mount=type=cache,target=/root/.npm \\\n    npm ci",
    ),
    "trigger": (
        W + "ONBUILD COPY . .\nONBUILD RUN npm ci",
        None,
        "ONBUILD COPY package.json package-lock.json ./\nONBUILD RUN npm ci\nONBUILD COPY . .",
    ),
    "tools": (
        W + "COPY . .\nRUN apt-get update && apt-get install -y curl && make",
        None,
        "RUN apt-get update && apt-get install -y curl\nCOPY . .\nRUN make",
    ),
    "go": (W + "COPY . .\nRUN go build", None, "COPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build"),
    "cargo": (
        W + "COPY . .\nRUN cargo build --release",
        {"Cargo.toml": "[dependencies]\n", "Cargo.lock": "", "src/main.rs": "", "src/lib.rs": ""},
        "COPY Cargo.toml Cargo.lock ./\nRUN mkdir -p src && echo 'fn main() {}' > src/main.rs && cargo build --release"
        " && rm -r src\nCOPY . .\nRUN touch src/main.rs && cargo build --release",
    ),
    "cargo without a main": (
        W + "COPY . .\nRUN cargo build --release",
        {"Cargo.toml": "[workspace]\n", "Cargo.lock": "", "a/src/main.rs": ""},
        "RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build --release",
    ),
    "uv": (
        W + "COPY . .\nRUN uv sync --locked --no-dev",
        {"pyproject.toml": "", "uv.lock": "", "app/main.py": ""},
        "COPY pyproject.toml uv.lock ./\nRUN uv sync --locked --no-dev --no-install-project\nCOPY . .\n"
        "RUN uv sync --locked --no-dev",
    ),
    "gradle wrapper": (
        W + "COPY . .\nRUN ./gradlew build",
        {"build.gradle.kts": "", "settings.gradle.kts": "", "gradlew": "", "gradle/x.jar": "", "src/Main.kt": ""},
        "COPY build.gradle.kts settings.gradle.kts gradlew ./\nCOPY gradle ./gradle/\n"
        "RUN ./gradlew --no-daemon dependencies\nCOPY . .\nRUN ./gradlew build",
    ),
    "a wrapper made executable": (
        W + "COPY . .\nRUN chmod +x ./mvnw && ./mvnw dependency:go-offline && ./mvnw package",
        None,
        "COPY pom.xml mvnw ./\nCOPY .mvn ./.mvn/\nRUN chmod +x ./mvnw && ./mvnw dependency:go-offline\nCOPY . .\n"
        "RUN ./mvnw package",
    ),
    "pip install .": (
        W + "COPY . .\nRUN pip install --no-cache-dir .",
        None,
        "RUN --mount=type=cache,target=/root/.cache/pip pip install .",
    ),
    "pip install . by a number": (
        W + "USER 1000\nCOPY . .\nRUN pip install .",
        None,
        "RUN --mount=type=cache,target=/root/.cache/pip,uid=1000 pip install .",
    ),
}


@pytest.mark.parametrize("name", HELPS)
def test_the_help_is_for_this_very_file(name: str) -> None:
    text, files, expected = HELPS[name]
    (defect,) = defects(dockerfile(text + "\n", files))
    sentence, _, block = (defect.help or "").partition("\n```dockerfile\n")
    assert block == f"{expected}\n```"
    assert sentence.endswith(":")
    assert len(defect.message) <= 100


@pytest.mark.parametrize("name", HELPS)
def test_the_proposed_lines_are_a_dockerfile_without_the_defect(name: str) -> None:
    text, files, lines = HELPS[name]
    if lines.startswith("RUN --mount=type=cache"):
        lines = f"COPY . .\n{lines}"
    if name == "the install needs nothing of it":
        lines = f"COPY package*.json ./\n{lines}"
    head = text.partition("COPY . .")[0] if "FROM base" in text else W
    after = dockerfile(f"{head}{lines}\n", files)
    assert after.problems == []
    assert defects(after) == []


def test_nothing_to_show() -> None:
    """Where the lines cannot be known, the sentence stands alone."""
    archive = defects(dockerfile(W + "ADD app.tar.gz .\nRUN npm ci\n", None))
    named = defects(dockerfile(W + "USER app\nCOPY . .\nRUN pip install .\n", None))
    tangled = defects(dockerfile(W + "COPY . .\nRUN make setup; apt-get install -y curl\n", None))
    placeless = defects(dockerfile("FROM x\nCOPY . .\nWORKDIR /app\nRUN npm ci\n", None))
    assert [defect.help for defect in (*archive, *named, *tangled, *placeless)] == [
        "Keep what the install reads beside the archive, copy that and install, and only then add the archive.",
        "It needs the sources, so keep at least its downloads in a cache mount that the user app may write.",
        "Install the tools in a RUN of their own, above the copy of the sources.",
        "Copy only what the install reads before it, and the sources behind it.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("COPY . .\nRUN npm ci", '"COPY . ." before "npm ci": any source change reinstalls all npm packages'),
        (
            "COPY --chown=a:b . .\nRUN pip install -r requirements.txt",
            '"COPY . ." before "pip install -r requirements.txt": any source change reinstalls all pip packages',
        ),
        (
            "COPY . .\nRUN npm ci\nRUN bundle install",
            '"COPY . ." before "npm ci" and 1 more: any source change reinstalls all packages',
        ),
        (
            "COPY . /a/very/long/destination/path\nWORKDIR /a/very/long/destination/path\n"
            "RUN npm ci --omit=dev --no-audit --no-fund --loglevel=error",
            '"COPY . /a/very/long…" before "npm ci --omit=dev…": any source change reinstalls all npm packages',
        ),
    ],
)
def test_messages(text: str, message: str) -> None:
    (defect,) = sources_before_dependencies(dockerfile(f"{W}{text}\n", None))
    assert defect.message == message
    assert defect.span.text in (".", "--mount=type=bind,target=.")
    assert {words for _, words in defect.also} == {"this runs again"}
