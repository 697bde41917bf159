"""What is known of one image in one version and variant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .environment import Environment
    from .rows import Cells, Command, Role, Row

Version = tuple[int, ...] | None

STATEFUL = frozenset(("database", "cache", "broker", "search", "object-store"))
INTERVAL = "10s"
TIMEOUT = "5s"
RETRIES = 5

FAMILIES = {
    "alpine": ("apk", "sh wget nc -curl"),
    "busybox": (None, "sh wget nc -curl -bash"),
    "debian": ("apt-get", "sh bash -curl -wget -nc"),
    "ubuntu": ("apt-get", "sh bash -curl -wget -nc"),
    "rhel": ("dnf", "sh bash"),
    "rhel-minimal": ("microdnf", "sh bash"),
    "fedora": ("dnf", "sh bash"),
    "suse": ("zypper", "sh bash"),
    "arch": ("pacman", "sh bash"),
    "azurelinux": ("tdnf", "sh bash"),
    "wolfi": ("apk", ""),
    "bare": (None, "-sh -bash -curl -wget -nc"),
    "windows": (None, ""),
}
"""Operating system -> (package manager, tools). `bare` has no shell: scratch, distroless."""


class Choice:
    """A value taken from the first of `variables` that is set, else `default` (None: there is none)."""

    __slots__ = ("default", "variables")

    def __init__(self, text: str) -> None:
        words = [word for word in text.split("|") if word]
        self.variables = tuple(word for word in words if word[:1].isupper())
        self.default = next((word for word in words if not word[:1].isupper()), None)

    def __repr__(self) -> str:
        return f"Choice({'|'.join((*self.variables, self.default or ''))})"


class Account:
    """A user that the image creates on its first run, with its password and database."""

    __slots__ = ("database", "password", "user")

    def __init__(self, user: str, password: str, database: str) -> None:
        self.user = Choice(user)
        self.password = Choice(password)
        self.database = Choice(database)


class ImageFacts:
    """What is known of one image. None says that nobody knows; an empty value says that there is nothing.

    `ports` are declared or listened on; `data` the paths that must persist; `healthcheck` whether the image brings
    one; `user` is `root`, `drops` (starts as root, its entrypoint switches), or the name or number it runs as.
    `slow_start` and `grace` are seconds, `minimum_memory` MiB. `source` names where the facts come from, and when.
    """

    __slots__ = (
        "_cells",
        "accounts",
        "browser",
        "configured_by",
        "data",
        "data_named_by_host",
        "data_variables",
        "declares_data",
        "default_command",
        "exclusive_files",
        "family",
        "file_variables",
        "grace",
        "healthcheck",
        "init_directory",
        "init_suffixes",
        "inner_data",
        "jvm",
        "minimum_memory",
        "name",
        "needs_socket",
        "package_manager",
        "password_policy",
        "password_variables",
        "platforms",
        "ports",
        "refused_variables",
        "role",
        "self_retrying",
        "sink",
        "slow_start",
        "slow_stop",
        "socket_proxy",
        "source",
        "terminating",
        "tools",
        "user",
        "variables",
        "workdir",
        "writable",
    )

    def __init__(self, name: str, cells: Cells) -> None:
        self._cells = cells
        self.name = name
        self.source: str = cells.get("source", "")
        self.role: Role | None = cells.get("role")
        self.ports = cells.get("ports")
        self.data = cells.get("data")
        self.inner_data = cells.get("inner_data", ())
        """Directories below the data paths that hold all of them: a mount there keeps the data, too."""
        self.declares_data = cells.get("declared")
        self.data_variables = cells.get("moved_by", ())
        self.data_named_by_host = cells.get("data_named_by_host", False)
        self.healthcheck = cells.get("healthcheck")
        self.user = cells.get("user")
        self.workdir = cells.get("workdir")
        self.variables = cells.get("variables", ())
        self.file_variables = cells.get("file_variables")
        self.exclusive_files = cells.get("exclusive", False)
        self.password_variables = cells.get("passwords", ())
        self.password_policy = cells.get("policy", ())
        self.refused_variables = cells.get("refused", ())
        self.accounts = tuple(Account(*account) for account in cells.get("accounts", ()))
        self.configured_by = cells.get("configured_by", ())
        init = cells.get("init")
        self.init_directory = None if init is None else init[0] if init else ""
        """Where first-run scripts are read from; "" when the image reads none, None when unknown."""
        self.init_suffixes = None if init is None else init[1:]
        self.writable = cells.get("writable")
        self.default_command = cells.get("command")
        self.slow_start = cells.get("slow_start", 0)
        self.grace = cells.get("grace", 0)
        self.slow_stop = cells.get("slow_stop", False)
        self.minimum_memory = cells.get("memory", 0)
        self.platforms = cells.get("platforms")
        self.self_retrying = cells.get("reconnects", False)
        self.jvm = cells.get("jvm", False)
        self.terminating = cells.get("ends", False)
        self.sink = cells.get("sink", False)
        self.browser = cells.get("browser", False)
        self.needs_socket = cells.get("socket", False)
        self.socket_proxy = cells.get("socket_proxy", False)
        self.family = cells.get("family")
        self.package_manager, tools = FAMILIES[self.family] if self.family else (None, "")
        self.tools = _tools(f"{tools} {cells.get('tools', '')}")
        """Program -> whether it is in the image; a program that is missing here is unknown."""

    @property
    def product(self) -> str:
        """Its name for people, without a registry."""
        return "/".join(part for part in self.name.split("/") if "." not in part)

    @property
    def stateful(self) -> bool:
        return self.role in STATEFUL

    @property
    def shell(self) -> bool | None:
        """Whether the image has `sh`."""
        return self.tools.get("sh")

    interval = INTERVAL
    retries = RETRIES

    @property
    def timeout(self) -> str:
        return self._cells.get("timeout", TIMEOUT)

    @property
    def start_period(self) -> str | None:
        """The grace that a check needs at the start, where the image is slow."""
        return f"{self.slow_start}s" if self.slow_start else None

    def test(self, environment: Environment, complete: bool = True) -> list[str] | None:
        """The healthcheck's `test` to recommend for a service with this environment; None when there is none.

        With `complete` False further variables may be set that nobody can see. `$` is doubled, as Compose wants it.
        """
        from .environment import holds, rendered

        test = self._cells.get("test", {})
        commands = test if isinstance(test, dict) else {"": test}
        for condition, command in commands.items():
            held = holds(condition, environment, complete)
            if held is None:
                return None
            if held:
                return (
                    rendered(command, environment, self.password_variables, complete) if self._runs(command) else None
                )
        return None

    def _runs(self, command: Command) -> bool:
        """Whether nothing that a command needs is known to be missing from this variant."""
        if isinstance(command, str):
            return self.shell is not False and self.tools.get(command.split()[0]) is not False
        return self.tools.get(command[0]) is not False

    @property
    def required_environment(self) -> tuple[str, ...]:
        """Conditions that must all hold, or the first start fails; see `environment.holds`."""
        return self._cells.get("required", ())

    @property
    def advised_environment(self) -> tuple[str, ...]:
        """Conditions without which it starts, but not as meant."""
        return self._cells.get("advised", ())

    def unmet(self, environment: Environment, complete: bool = True) -> list[str]:
        """The required conditions that certainly do not hold."""
        from .environment import holds

        return [asked for asked in self.required_environment if holds(asked, environment, complete) is False]

    def refuses(self, variable: str) -> bool:
        """Whether the image is known to stop when it is given this variable."""
        return any(_fits(variable, pattern) for pattern in self.refused_variables)

    def file_variable(self, name: str) -> str | None:
        """The variable through which the image reads `name` from a file; None when it does not, or nobody knows."""
        if any(_fits(name, pattern) for pattern in self.file_variables or ()):
            return self._cells.get("file_form", "{}_FILE").replace("{}", name)
        return None

    def __repr__(self) -> str:
        return f"ImageFacts({self.name!r})"


def _fits(name: str, pattern: str) -> bool:
    return name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1]))


def _tools(text: str) -> dict[str, bool]:
    tools: dict[str, bool] = {}
    for word in text.split():
        if word[0] == "?":
            tools.pop(word[1:], None)
        else:
            tools[word.lstrip("-")] = word[0] != "-"
    return tools


def resolved(row: Row, version: Version, newest: bool, variant: Sequence[str], whole: bool) -> Cells:
    """The cells of a row that hold for a version and variant; what hangs on something unknown is left out.

    `newest`: the version is whatever is newest; `whole`: the tag is known to its end.
    """
    cells: Cells = {}
    cells.update(row.get("like", {}))
    cells.update(row)
    for condition, changed in row.get("but", ()):
        match = _matches(condition, version, newest, variant, whole)
        if match:
            cells.update(changed)
        elif match is None:
            for key, value in changed.items():
                if cells.get(key) != value:
                    cells.pop(key, None)  # type: ignore[misc]  # the keys of Cells are known to the tables only
    return cells


def _matches(condition: str, version: Version, newest: bool, variant: Sequence[str], whole: bool) -> bool | None:
    answer: bool | None = True
    for word in condition.split():
        if word[0] in "<>":
            part = _bounded(word, version, newest, whole)
        elif word[0] == "!":
            inner = _matches(word[1:], version, newest, variant, whole)
            part = None if inner is None else not inner
        elif "<" in word:
            name, _, limit = word.partition("<")
            part = any(number < int(limit) for number in _numbers(name, variant)) or (False if whole else None)
        else:
            found = any(given == word or given.rstrip("0123456789.") == word for given in variant)
            part = True if found else False if whole else None
        if part is False:
            return False
        answer = None if part is None else answer
    return answer


def _numbers(name: str, variant: Sequence[str]) -> list[int]:
    """The numbers of the tag's words that start with a name: 14 for `cu14`."""
    ends = (word[len(name) :] for word in variant if word.startswith(name))
    return [int(end) for end in ends if end.isascii() and end.isdigit() and len(end) < 10]


def _bounded(bound: str, version: Version, newest: bool, whole: bool) -> bool | None:
    """Whether a version lies on the asked side of `<N` or `>=N`; a short tag such as `9` means its newest."""
    below = bound[0] == "<"
    if version is None:
        return (not below) if newest else None
    limit = tuple(int(number) for number in bound.lstrip("<>=").split("."))
    if len(version) < len(limit) and version == limit[: len(version)]:
        return None if not whole else not below
    return (version < limit) == below
