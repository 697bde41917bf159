"""The rules on package managers, command line by command line; what must stay silent stands beside what is hit."""

from __future__ import annotations

import pytest
from runs import Check, found, in_run, said

from composelint.checks.packages import caches, languages, system

CASES: list[tuple[Check, str, list[str]]] = [
    (system.apt_command, "apt-get install x", []),
    (system.apt_command, "sudo apt install x", ["apt"]),
    (system.apt_command, "echo apt install", []),
    (system.interactive_install, "apt-get install x", ["apt-get install"]),
    (system.interactive_install, "apt-get -q -q install x", []),
    (system.interactive_install, "apt-get -q install x", ["apt-get -q install"]),
    (system.interactive_install, "apt-get -q=2 install x", []),
    (system.interactive_install, "apt-get install $OPTIONS x", []),
    (system.interactive_install, "apt-get install x <<< y", []),
    (system.interactive_install, "printf 'y\\n' | apt-get install x", []),
    (system.interactive_install, "apt-get update", []),
    (system.interactive_install, "dnf --assumeyes install x", []),
    (system.interactive_install, "dnf module install x", ["dnf module install"]),
    (system.interactive_install, "yum list installed", []),
    (system.interactive_install, "microdnf install x", []),
    (system.interactive_install, "pacman -S x", ["pacman"]),
    (system.interactive_install, "pacman -S --noconfirm x", []),
    (system.interactive_install, "zypper --non-interactive install x", []),
    (system.interactive_install, "add-apt-repository -y ppa:x/y", []),
    (system.install_without_update, "apt-get install -y x", ["apt-get install"]),
    (system.install_without_update, "apt-get update && apt-get install -y x", []),
    (system.install_without_update, "apt-get -y update; apt-get install -y x", []),
    (system.install_without_update, "./prepare.sh && apt-get install -y x", []),
    (system.install_without_update, "add-apt-repository -y ppa:x/y && apt-get install -y x", []),
    (system.install_without_update, "apt-get install -y -f", []),
    (system.install_without_update, "if test -f x; then apt-get install -y x; fi", []),
    (system.install_without_update, "apt-get update; rm -r /var/lib/apt/lists; apt-get install x", ["apt-get install"]),
    (system.apt_with_recommends, "apt-get install --no-install-recommends x", []),
    (system.apt_with_recommends, "apt-get -o APT::Install-Recommends=0 install x", []),
    (system.apt_with_recommends, "apt-get build-dep x", []),
    (system.distribution_upgrade, "apt-get -y upgrade", ["apt-get -y upgrade"]),
    (system.distribution_upgrade, "apt-get upgrade openssl", []),
    (system.unpinned_system_package, "apt-get install a=1 b", ["b"]),
    (system.unpinned_system_package, "apk add 'a>1' b~2", []),
    (caches.apt_lists_kept, "apt-get update && rm -r /var/lib/apt/lists", []),
    (caches.apt_lists_kept, "apt-get update && find /var/lib/apt/lists -type f -delete", []),
    (caches.apt_lists_kept, "apt-get update && rm -rf /var/lib/apt/lists/partial", ["apt-get update"]),
    (caches.apt_lists_kept, "rm -rf /var/lib/apt/lists/* && apt-get update", ["apt-get update"]),
    (caches.apk_cache_kept, "apk -U add x", ["apk -U add"]),
    (caches.apk_cache_kept, "apk add x && rm -rf /var/cache/apk/*", []),
    (caches.apk_cache_kept, "apk del x", []),
    (caches.rpm_cache_kept, "zypper -n in x && zypper clean -a", []),
    (caches.rpm_cache_kept, "zypper -n in x", ["zypper -n in"]),
    (caches.rpm_cache_kept, "tdnf install -y x && tdnf clean all", []),
    (caches.pip_cache_kept, "pip install x", ["install"]),
    (caches.pip_cache_kept, "pip3.12 install x", ["install"]),
    (caches.pip_cache_kept, "pipx install x", []),
    (caches.pip_cache_kept, "pip install x && pip cache purge", []),
    (caches.pip_cache_kept, "pip config set global.no-cache-dir true && pip install x", []),
    (caches.yarn_cache_kept, "yarn", ["yarn"]),
    (caches.yarn_cache_kept, "yarn && yarn cache clean", []),
    (caches.yarn_cache_kept, "yarn build", []),
    (languages.unpinned_pip_package, "pip install x[y]", ["x[y]"]),
    (languages.unpinned_pip_package, "pip install 'x>1' ./y z.whl -r r.txt", []),
    (languages.unpinned_pip_package, "pip install -U --no-cache-dir x", ["x"]),
    (languages.unpinned_pip_package, "pip install --target /opt x==1", []),
    (languages.unpinned_pip_package, "PIP=1 python3 -m pip install x", ["x"]),
    (languages.unpinned_pip_package, "pipenv install x", []),
    (languages.unpinned_npm_package, "npm ci", []),
    (languages.unpinned_npm_package, "npm install --global x", ["x"]),
    (languages.unpinned_npm_package, "npm install @a/b@1", []),
    (languages.unpinned_npm_package, "npm install ./x ../y git+https://e/x.git user/repo", []),
    (languages.unpinned_npm_package, "npm install --prefix web x@^1", []),
    (languages.unpinned_npm_package, "npx tsc", []),
    (languages.unpinned_npm_package, "npx -y tsc", ["tsc"]),
    (languages.unpinned_npm_package, "pnpm dlx x@1", []),
    (languages.unpinned_npm_package, "yarn add x@latest", ["x@latest"]),
    (languages.unpinned_gem, "gem install x", ["x"]),
    (languages.unpinned_gem, "gem install x -v 1", []),
    (languages.unpinned_gem, "gem install x.gem", []),
    (languages.unpinned_go_tool, "go install e.org/x@v1.0.0", []),
    (languages.unpinned_go_tool, "go install e.org/x", ["e.org/x"]),
    (languages.unpinned_go_tool, "go install ./... && go get", []),
    (languages.unpinned_go_tool, "cargo +nightly install x", ["x"]),
    (languages.unpinned_go_tool, "cargo install --path .", []),
    (languages.unpinned_go_tool, "cargo install --git https://e/x --rev abc x", []),
]  # fmt: skip


@pytest.mark.parametrize(("check", "command", "places"), CASES)
def test_a_command(check: Check, command: str, places: list[str]) -> None:
    assert in_run(check, command) == places


@pytest.mark.parametrize(
    ("base", "hit"),
    [
        ("debian:13", True),
        ("ubuntu:24.04", True),
        ("python:3.13", True),
        ("docker.io/library/node:22", True),
        ("node:22-alpine", False),
        ("example/app:1", False),
        ("scratch", False),
        ("$BASE", False),
    ],
)
def test_lists_are_known_to_be_missing_in_official_images_only(base: str, hit: bool) -> None:
    assert bool(in_run(system.install_without_update, "apt-get install -y x", base)) is hit


STALE = [
    ("RUN apt-get update\nRUN apt-get install -y x", ["apt-get update"]),
    ("RUN apt-get update\nRUN apt-get update && apt-get install -y x", []),
    ("RUN apt-get update\nRUN apk add x", []),
    ("RUN apt-get update\nRUN true", []),
    ("RUN apt-get update && apt-get upgrade -y\nRUN apt-get install -y x", []),
    ("RUN apt-get update && bash setup.sh\nRUN apt-get install -y x", []),
    ("RUN apk update\nRUN apk -U add x", []),
    ("ONBUILD RUN apt-get update\nRUN apt-get install -y x", []),
]


@pytest.mark.parametrize(("text", "places"), STALE)
def test_an_index_that_goes_stale(text: str, places: list[str]) -> None:
    assert said(system.update_without_install, f"FROM debian:13\n{text}\n") == places


def test_a_stage_for_development_weighs_less() -> None:
    for name, severity in (("dev", "info"), ("app", None)):
        text = f"FROM python:3.13 AS {name}\nRUN pip install x\n"
        assert [made.severity for made in found(languages.unpinned_pip_package, text)] == [severity]


def test_size_counts_where_it_is_shipped() -> None:
    text = "FROM alpine AS build\nRUN apk add gcc\nFROM alpine\nCOPY --from=build /x /x\n"
    assert said(caches.apk_cache_kept, text) == []
    assert said(system.unpinned_system_package, text) == ["gcc"]


LOCKS = [
    ("COPY package.json package-lock.json ./\nRUN npm install", ["install"]),
    ("COPY package.json ./\nRUN npm install", []),
    ("COPY package*.json ./\nRUN npm install", []),
    ("COPY package.json yarn.lock ./\nRUN npm install", []),
    ("COPY package.json package-lock.json ./\nRUN npm install --omit=dev", ["install"]),
    ("COPY package.json package-lock.json ./\nRUN cd web && npm install", ["install"]),
    ("COPY package.json package-lock.json /other/\nRUN npm install", []),
    ("RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync", ["sync"]),
    ("ENV UV_FROZEN=1\nRUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync", []),
    ("COPY Gemfile Gemfile.lock ./\nRUN bundle config set deployment true && bundle install", []),
    ("COPY Cargo.toml Cargo.lock ./\nRUN cargo build --release", ["build"]),
    ("COPY Cargo.toml Cargo.lock ./\nRUN cargo build --locked", []),
    ("COPY package.json yarn.lock ./\nRUN yarn", ["yarn"]),
    ("COPY package.json yarn.lock ./\nRUN yarn --frozen-lockfile", []),
]


@pytest.mark.parametrize(("text", "places"), LOCKS)
def test_lock_files(text: str, places: list[str]) -> None:
    assert said(languages.lockfile_not_enforced, f"FROM x\nWORKDIR /app\n{text}\n") == places


def test_long_scripts_take_no_longer_than_they_are(no_hang: None) -> None:
    text = "FROM debian:13\n" + "RUN apt-get update && apt-get install x && pip install y\n" * 300
    for check in (system.interactive_install, system.install_without_update, system.update_without_install):
        found(check, text)
    found(languages.lockfile_not_enforced, text)
    found(caches.pip_cache_kept, text)
