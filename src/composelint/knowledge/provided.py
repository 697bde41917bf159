"""Which packages of operating systems bring which programs, as far as healthchecks ask for them.

From the package lists of Debian 13, Alpine 3.22 and Fedora 42, November 2025.
"""

from __future__ import annotations

from ..core.patterns import pattern

PROGRAMS = {
    "bash": "bash",
    "busybox-extras": "telnet",
    "coreutils": "cat echo expr head ls sleep tail test timeout true",
    "curl": "curl",
    "curl-minimal": "curl",
    "default-mysql-client": "mysql mysqladmin mysqldump",
    "grep": "grep",
    "iproute2": "ss",
    "jq": "jq",
    "mariadb-client": "mariadb mariadb-admin mysql mysqladmin",
    "mysql-client": "mysql mysqladmin mysqldump",
    "ncat": "nc ncat",
    "netcat": "nc",
    "netcat-openbsd": "nc",
    "netcat-traditional": "nc",
    "nmap-ncat": "nc ncat",
    "net-tools": "netstat",
    "nodejs": "node",
    "npm": "node npm",
    "perl": "perl",
    "postgresql-client": "psql pg_isready",
    "procps": "pgrep pkill ps",
    "procps-ng": "pgrep pkill ps",
    "python": "python python3",
    "redis": "redis-cli",
    "redis-tools": "redis-cli",
    "ruby": "ruby",
    "wget": "wget",
    "wget1": "wget",
}
"""Package, without its version -> programs."""
LANGUAGES = {"python3-": "python3", "py3-": "python3", "ruby-": "ruby", "node-": "node"}
"""Beginnings of packages that need an interpreter -> its program."""
WITH_OTHERS = frozenset(
    "build-dep chromium-chromedriver cloud-init debootstrap devscripts google-chrome-stable microsoft-edge-stable"
    " npm-check snapd task-desktop texlive-full".split()
)
"""Packages that bring along programs such as wget or curl."""
_VERSION = pattern(r"(?<=[a-z])-?[0-9][0-9.]*(?=-|$)")


def programs_of(package: str) -> list[str]:
    """The programs that a package is known to bring: `postgresql-client-16` and `postgresql16-client` are one."""
    plain = _VERSION.sub("", package)
    found = (PROGRAMS.get(package) or PROGRAMS.get(plain) or "").split()
    return found + [program for start, program in LANGUAGES.items() if package.startswith(start)]


POSIX = frozenset(
    "awk basename bash cat curl cut date dirname echo env expr false grep head id kill ls nc netstat pgrep pidof ps"
    " sed sh sleep stat tail test timeout touch tr true wc wget which [".split()
)
"""What only an image that has a shell has."""
OPAQUE = frozenset(
    "ansible-playbook asdf brew chef-client conda eval make mamba micromamba mise nix nix-env playwright"
    " playwright-core pkg pkgx puppeteer snap source . spack".split()
)
"""Programs that may install anything; so may scripts, and what is fed to a shell."""
OWN_WORK = frozenset("artisan configure gradlew manage.py mvnw rails setup.py".split())
"""Programs given by a path that only do the application's own work."""
DIRECTORIES = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
"""Where every image looks for programs."""
