"""The table of package managers: what a command line does, and which names say nothing about the sources."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source
from composelint.knowledge.ecosystems import PROGRAMS, classify, is_manifest, program_name, rows
from composelint.model.installs import split
from composelint.syntax.shell import parse_script


def done(line: str) -> str | None:
    """`ecosystem kind` of a command line."""
    script = parse_script(Excerpt.verbatim(Source("run", line)))
    assert script is not None
    (command,) = script.commands
    found = classify(command.program, *split(command))
    return f"{found[0].name} {found[1]}" if found else None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pip install -r requirements.txt", "pip install"),
        ("pip3 install --no-cache-dir --requirement=requirements/prod.txt", "pip install"),
        ("pip3.12 install -Ur requirements.txt gunicorn", "pip install"),
        ("python -m pip install -r requirements.txt", "pip install"),
        ("uv pip install --system -r requirements.txt", "pip install"),
        ("uv pip sync requirements.txt", "pip install"),
        ("pip install .", "setuptools build"),
        ("pip install -e .[dev]", "setuptools build"),
        ("pip install -r requirements.txt .", "setuptools build"),
        ("python setup.py install", "setuptools build"),
        ("python -m build", "setuptools build"),
        ("pip install gunicorn uvicorn==0.30", "pip tool"),
        ("pip install --upgrade pip", "pip tool"),
        ("pip install -c constraints.txt flask", None),
        ("pip install --no-index -r requirements.txt", None),
        ("pip install --no-deps .", None),
        ("pip install wheels/a.whl", None),
        ("pip install $PACKAGES", None),
        ("pip --version", None),
        ("poetry install --no-root --only main", "poetry install"),
        ("poetry install", "poetry build"),
        ("poetry install --only-root", None),
        ("poetry export -f requirements.txt -o r.txt", "poetry install"),
        ("poetry config virtualenvs.create false", None),
        ("pdm sync --prod --no-self", "pdm install"),
        ("pdm install", "pdm build"),
        ("pipenv install --deploy --system", "pipenv install"),
        ("pipenv install flask", None),
        ("uv sync --locked --no-install-project", "uv install"),
        ("uv sync --frozen --no-dev", "uv build"),
        ("uv tool install ruff", "pip tool"),
        ("conda env update -n base -f environment.yml", "conda install"),
        ("micromamba create -f env.yaml", "conda install"),
        ("conda install -y numpy", "conda tool"),
        ("npm ci --omit=dev", "npm install"),
        ("npm ci --omit dev", "npm install"),
        ("npm install", "npm install"),
        ("npm i --legacy-peer-deps", "npm install"),
        ("npm --prefix web ci", "npm install"),
        ("npm install -g pm2", "npm tool"),
        ("npm i --location=global pm2", "npm tool"),
        ("npm install express", None),
        ("npm run build", None),
        ("npm ci --offline", None),
        ("yarn", "yarn install"),
        ("yarn --frozen-lockfile --network-timeout 100000", "yarn install"),
        ("yarn install --immutable", "yarn install"),
        ("yarn workspaces focus web", "yarn install"),
        ("yarn global add serve", "yarn tool"),
        ("yarn build", None),
        ("yarn --version", None),
        ("corepack yarn install", "yarn install"),
        ("pnpm fetch --prod", "pnpm install"),
        ("pnpm --filter web i", "pnpm install"),
        ("pnpm add -g turbo", "pnpm tool"),
        ("pnpm deploy --filter web out", None),
        ("bun install --frozen-lockfile", "bun install"),
        ("bun run build", None),
        ("deno install --frozen", "deno install"),
        ("deno cache main.ts", "deno build"),
        ("go mod download -x", "go install"),
        ("go build -ldflags '-s -w' -o /bin/x ./cmd/x", "go build"),
        ("go build -mod=vendor ./...", None),
        ("go install golang.org/x/tools/gopls@latest", "go tool"),
        ("go install ./...", "go build"),
        ("go env -w GOPROXY=direct", None),
        ("cargo fetch --locked", "cargo install"),
        ("cargo chef cook --release --recipe-path recipe.json", "cargo install"),
        ("cargo +nightly build --release", "cargo build"),
        ("cargo install --path .", "cargo build"),
        ("cargo install cargo-chef", "cargo tool"),
        ("cargo build --offline", None),
        ("cargo fmt --check", None),
        ("bundle install --jobs 4", "bundler install"),
        ("bundle _2.5.1_ install", "bundler install"),
        ("bundle", "bundler install"),
        ("bundle install --local", None),
        ("bundle exec rails assets:precompile", None),
        ("gem install bundler -v 2.5", "bundler tool"),
        ("composer install --no-dev --no-scripts", "composer install"),
        ("composer install --no-dev", "composer build"),
        ("composer dump-autoload -o", None),
        ("mvn -B dependency:go-offline", "maven install"),
        ("./mvnw clean package -DskipTests", "maven build"),
        ("mvn -o package", None),
        ("mvn --version", None),
        ("./gradlew --no-daemon dependencies", "gradle install"),
        ("gradle :app:bootJar -x test", "gradle build"),
        ("gradle build --offline", None),
        ("sbt update", "sbt install"),
        ("sbt clean assembly", "sbt build"),
        ("dotnet restore src/App.csproj", "dotnet install"),
        ("dotnet publish -c Release -o /app", "dotnet build"),
        ("dotnet publish --no-restore", None),
        ("dotnet tool install -g dotnet-ef", "dotnet tool"),
        ("mix deps.get --only prod", "mix install"),
        ("mix deps.compile", None),
        ("mix local.hex --force", "mix tool"),
        ("swift package resolve", "swift install"),
        ("swift build -c release", "swift build"),
        ("dart pub get", "dart install"),
        ("cabal build --only-dependencies", "haskell install"),
        ("stack install", "haskell build"),
        ("clojure -P", "clojure install"),
        ("Rscript -e 'renv::restore()'", "r install"),
        ("R -e 'renv::restore()'", "r install"),
        ("Rscript -e 'print(1)'", None),
        ("julia --project=. -e 'using Pkg; Pkg.instantiate()'", "julia install"),
        ("cpanm --installdeps .", "perl install"),
        ("cpanm Mojolicious", "perl tool"),
        ("conan install . --build=missing", "cpp install"),
        ("ansible-galaxy install -r requirements.yml", "ansible install"),
        ("ansible-galaxy collection install -r requirements.yml", "ansible install"),
        ("apt-get install -y --no-install-recommends curl git", "system tool"),
        ("apt install -y ./x.deb", None),
        ("apt-get -o Dpkg::Options::=--force-confold install -y curl", "system tool"),
        ("apt-get update", None),
        ("apk add --no-cache -t .build gcc", "system tool"),
        ("apk add -U", None),
        ("microdnf install -y java", "system tool"),
        ("pacman -Syu --noconfirm git", "system tool"),
        ("playwright install --with-deps", "system tool"),
        ("rustup target add wasm32-wasip1", "system tool"),
        ("make install", None),
        ("./install.sh", None),
    ],
)
def test_classify(line: str, expected: str | None) -> None:
    assert done(line) == expected


@pytest.mark.parametrize(
    "path",
    [
        "package.json",
        "package*.json",
        "web/package.json",
        "package.json*",
        "*.json",
        "*yarn*",
        "uv.lock*",
        "requirements.txt",
        "requirements-dev.txt",
        "requirements/prod.txt",
        "requirements",
        "*.csproj",
        "src/*/*.csproj",
        "go.*",
        "Cargo.*",
        "composer.*",
        "Gemfile*",
        "pyproject.toml",
        "README.md",
        ".npmrc",
        ".yarn",
        ".mvn/",
        "prisma/schema.prisma",
        "gradle",
        "*.gradle.kts",
    ],
)
def test_manifests(path: str) -> None:
    assert is_manifest(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "*",
        "**",
        "*.*",
        "*.py",
        "*.ts",
        "src",
        "app/main.py",
        "nginx.conf",
        "conf",
        "bin/",
        "index.html",
    ],
)
def test_no_manifests(path: str) -> None:
    assert not is_manifest(path)


def test_the_table_is_whole() -> None:
    """Every usage begins with a program whose options are known; every row with manifests says what to copy."""
    for row in rows():
        for kind, usages in row.usages:
            for usage in usages:
                assert program_name(usage.split()[0]) in PROGRAMS, usage
            assert kind == "tool" or not usages or row.copied, row
        assert row.source.startswith("https://")
    assert len({row.name for row in rows()}) == len(rows())


def test_every_glob_of_the_table_has_one_star() -> None:
    patterns = {pattern for row in rows() for pattern in (*row.manifests, *row.copied, *row.also, *row.aux)}
    assert not [pattern for pattern in patterns if pattern.count("*") > 1 or not {"?", "["}.isdisjoint(pattern)]
