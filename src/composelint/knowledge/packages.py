"""The package managers of operating systems: how their command lines are read, and what they leave behind.

From their manual pages, November 2025.
"""

from __future__ import annotations

from typing import Literal

Action = Literal["install", "refresh", "upgrade", "remove", "clean", "other"]

_INSTALLS = "install localinstall groupinstall reinstall"


class Manager:
    """One package manager. `actions` maps subcommands to what they do; `taking` are options that take a value.

    `assumes` are the options that answer its questions with yes; `asks` what it asks about. `caches` are the
    directories that it fills.
    """

    __slots__ = ("actions", "asks", "assumes", "caches", "clean", "family", "taking")

    def __init__(
        self,
        family: str,
        *,
        taking: str,
        install: str,
        refresh: str = "",
        upgrade: str = "",
        remove: str = "",
        clean: str = "",
        assumes: str = "",
        asks: tuple[Action, ...] = (),
        caches: str,
        tidy: str = "",
    ) -> None:
        self.family = family
        self.taking = frozenset(taking.split())
        self.actions: dict[str, Action] = {}
        given: tuple[tuple[Action, str], ...] = (
            ("install", install), ("refresh", refresh), ("upgrade", upgrade), ("remove", remove), ("clean", clean)
        )  # fmt: skip
        for action, names in given:
            self.actions.update(dict.fromkeys(names.split(), action))
        self.assumes = frozenset(assumes.split())
        self.asks = asks
        self.caches = tuple(caches.split())
        self.clean = tidy


_ALWAYS: tuple[Action, ...] = ("install", "remove", "upgrade")
_APT = Manager(
    "apt",
    taking="-t --target-release --default-release -o --option -c --config-file -a --host-architecture --build-profiles",
    install="install reinstall build-dep satisfy",
    refresh="update",
    upgrade="upgrade dist-upgrade full-upgrade safe-upgrade",
    remove="remove purge autoremove autopurge",
    clean="clean autoclean dist-clean distclean",
    assumes="-y --yes --assume-yes",
    asks=_ALWAYS,
    caches="/var/lib/apt/lists",
    tidy="rm -rf /var/lib/apt/lists/*",
)
_RPM = (
    "-c --config --enablerepo --disablerepo --setopt -x --exclude --installroot --releasever --repo --repoid"
    " --forcearch"
)


def _rpm(tool: str, caches: str, *, asks: tuple[Action, ...] = _ALWAYS) -> Manager:
    return Manager(
        "rpm",
        taking=_RPM,
        install=_INSTALLS,
        refresh="makecache check-update",
        upgrade="update upgrade distro-sync update-minimal upgrade-minimal",
        remove="remove erase autoremove",
        clean="clean",
        assumes="-y --assumeyes",
        asks=asks,
        caches=caches,
        tidy=f"{tool} clean all",
    )


MANAGERS: dict[str, Manager] = {
    "apt-get": _APT,
    "apt": _APT,
    "aptitude": _APT,
    "apk": Manager(
        "apk",
        taking="-t --virtual -X --repository -p --root --repositories-file --keys-dir --cache-dir --arch --wait",
        install="add",
        refresh="update",
        upgrade="upgrade",
        remove="del",
        clean="cache",
        caches="/var/cache/apk /etc/apk/cache",
    ),
    "yum": _rpm("yum", "/var/cache/yum /var/cache/dnf"),
    "dnf": _rpm("dnf", "/var/cache/dnf /var/cache/libdnf5 /var/cache/yum"),
    "dnf5": _rpm("dnf5", "/var/cache/libdnf5"),
    "microdnf": _rpm("microdnf", "/var/cache/yum /var/cache/dnf", asks=()),
    "tdnf": _rpm("tdnf", "/var/cache/tdnf"),
    "zypper": Manager(
        "zypper",
        taking="-R --root -D --reposd-dir -t --type -r --repo --from -p --plus-repo -C --cache-dir --releasever",
        install="install in source-install si",
        refresh="refresh ref",
        upgrade="update up patch dist-upgrade dup",
        remove="remove rm",
        clean="clean cc",
        assumes="-n --non-interactive -y --no-confirm",
        asks=_ALWAYS,
        caches="/var/cache/zypp",
        tidy="zypper clean -a",
    ),
    "pacman": Manager(
        "pacman",
        taking="-r --root -b --dbpath --cachedir --config --ignore",
        install="",
        assumes="--noconfirm",
        asks=_ALWAYS,
        caches="/var/cache/pacman",
        tidy="pacman -Scc --noconfirm",
    ),
}

HARMLESS = frozenset(
    "[ adduser addgroup apt apt-cache apt-get apt-key apt-mark aptitude awk base64 basename bundle cargo cat cd chgrp"
    " chmod chown composer corepack cp curl cut date dirname dotnet dpkg dpkg-reconfigure echo env export false find"
    " gem getent git go gpg gpgv grep groupadd gunzip gzip head id install ldconfig ln locale-gen ls mkdir mktemp mv"
    " node npm nproc openssl pip pip3 pipenv pnpm poetry printf pwd readlink rm rmdir sed set sha1sum sha256sum"
    " sha512sum sort stat strip su-exec tail tar tee test touch tr true uname unset unzip update-ca-certificates"
    " update-locale useradd usermod uv wc wget xz yarn :".split()
)
"""Programs that never fetch or drop an index of packages by themselves."""

OLD_APT = frozenset("buster bullseye bookworm stretch jessie trusty xenial bionic focal jammy noble".split())
"""Releases of Debian and Ubuntu whose apt still has apt-key (apt-key(8); removed in apt 2.9.19)."""
APT = frozenset(name for name, manager in MANAGERS.items() if manager.family == "apt")

PYTHON_TOOLS = frozenset("pip setuptools wheel build poetry uv pipenv pip-tools virtualenv".split())
"""Packages that manage packages: their newest version is often wanted."""


class Strict:
    """How a package manager is told to follow its lock file. `subcommands` are the ways to install without it."""

    __slots__ = ("locks", "options", "settings", "strict", "subcommands", "variables")

    def __init__(
        self, subcommands: str, locks: str, strict: str, *, options: str = "", variables: str = "", settings: str = ""
    ) -> None:
        self.subcommands = {tuple(words.split()) for words in subcommands.split("|")}
        self.locks = tuple(locks.split())
        self.strict = strict
        self.options = tuple(options.split())
        self.variables = tuple(variables.split())
        self.settings = tuple(settings.split("|")) if settings else ()


STRICT: dict[str, tuple[Strict, ...]] = {
    "npm": (
        Strict(
            "install|i", "package-lock.json npm-shrinkwrap.json", "npm ci", options="-g --global --package-lock-only"
        ),
    ),
    "yarn": (
        Strict(
            "|install",
            "yarn.lock",
            "yarn install --frozen-lockfile",
            options="--frozen-lockfile --immutable --immutable-cache --offline --version -v --help --pure-lockfile",
            variables="CI YARN_ENABLE_IMMUTABLE_INSTALLS",
        ),
    ),
    "pnpm": (
        Strict(
            "install|i",
            "pnpm-lock.yaml",
            "pnpm install --frozen-lockfile",
            options="--frozen-lockfile --offline -g --global --lockfile-only",
            variables="CI npm_config_frozen_lockfile",
        ),
    ),
    "bun": (
        Strict(
            "install|i", "bun.lock bun.lockb", "bun install --frozen-lockfile", options="--frozen-lockfile -g --global"
        ),
    ),
    "pipenv": (
        Strict(
            "install", "Pipfile.lock", "pipenv sync", options="--deploy --ignore-pipfile -r --requirements --skip-lock"
        ),
    ),
    "poetry": (Strict("lock|update", "poetry.lock", "poetry install"),),
    "uv": (
        Strict(
            "sync",
            "uv.lock",
            "uv sync --locked",
            options="--locked --frozen --offline",
            variables="UV_LOCKED UV_FROZEN",
        ),
    ),
    "bundle": (
        Strict(
            "|install",
            "Gemfile.lock gems.locked",
            "bundle install` after `bundle config set --local frozen true",
            options="--frozen --deployment --local --version -v",
            variables="BUNDLE_FROZEN BUNDLE_DEPLOYMENT",
            settings="frozen|deployment",
        ),
    ),
    "composer": (Strict("update|up", "composer.lock", "composer install", options="--lock"),),
    "cargo": (Strict("build|test", "Cargo.lock", "cargo build --locked", options="--locked --frozen --offline"),),
    "dotnet": (
        Strict(
            "restore",
            "packages.lock.json",
            "dotnet restore --locked-mode",
            options="--locked-mode -p --property",
            variables="RestoreLockedMode",
        ),
    ),
}
"""By program: installs that may write a new lock file. From the manuals of the programs, November 2025."""
