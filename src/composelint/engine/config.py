"""The configuration of a run: layers of files, the later refining the earlier, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .._catalog import RULES
from ..core.record import field, record
from ..core.rule import Rule
from ..load.discover import StackFiles
from ..load.paths import directory_of, join
from ..load.stack import Options
from .report import UsageError
from .select import Chosen, Selection, select

if TYPE_CHECKING:
    from ..core.defect import Finding, Severity
    from ..core.source import Span
    from ..syntax.ignorefile import GitIgnores
    from ..workspace import Workspace
    from .policies import Policy

NAME = ".composelint.yaml"


class ConfigError(UsageError):
    """A configuration that cannot be used: one line `path:line:column: message` for everything that is wrong."""


@record
class StackEntry:
    """A stack that the configuration spells out; paths are relative to the root."""

    files: StackFiles
    name: str | None = None
    env_files: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()


@record
class Override:
    """What holds only for some files or services; None is any."""

    paths: GitIgnores | None
    services: tuple[str, ...] | None
    ignored: set[str]
    severity: dict[str, str]

    def ignores(self, finding: Finding) -> bool:
        return finding.rule in self.ignored or finding.code in self.ignored

    def speaks_of(self, finding: Finding) -> bool:
        return finding.rule in self.severity or self.ignores(finding)

    def holds(self, finding: Finding) -> bool:
        path, service = finding.span.source.path, finding.service
        if self.paths is not None and not self.paths.ignored(path, is_dir=False):
            return False
        return self.services is None or (service is not None and matches(service, self.services))


def matches(name: str, patterns: Iterable[str]) -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(name, pattern) for pattern in patterns)


@record
class Layer:
    """What one configuration file says. `stacks` and `profiles` None: it says nothing of them."""

    directory: str = "."
    selection: Selection = field(default_factory=Selection)
    severity: dict[str, str] = field(default_factory=dict)
    options: dict[str, dict[str, object]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    stacks: list[StackEntry] | None = None
    overrides: list[Override] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    fail_on: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    profiles: tuple[str, ...] | None = None
    shellcheck: str | None = None


class Config:
    """Layers put together; without layers, what holds where no configuration is found.

    `known` is the catalogue with the rules of the named plugins and the policies.
    """

    __slots__ = (
        "env",
        "known",
        "layers",
        "options",
        "overrides",
        "policies",
        "profiles",
        "severity",
        "shellcheck",
        "stacks",
    )

    def __init__(self, layers: Sequence[Layer] = (), known: Mapping[str, Rule] | None = None) -> None:
        self.layers = layers
        self.known = known
        self.severity: dict[str, str] = {}
        self.options: dict[str, dict[str, object]] = {}
        self.overrides: list[Override] = []
        policies: dict[str, Policy] = {}
        self.stacks: list[StackEntry] = []
        self.env: dict[str, str] = {}
        self.profiles: tuple[str, ...] = ()
        self.shellcheck = ""
        """Where ShellCheck lies; `off` for none, empty for wherever it is found."""
        for layer in layers:
            self.severity |= layer.severity
            self.env |= layer.env
            self.profiles = self.profiles if layer.profiles is None else layer.profiles
            self.shellcheck = layer.shellcheck or self.shellcheck
            for slug, options in layer.options.items():
                self.options[slug] = self.options.get(slug, {}) | options
            self.overrides += layer.overrides
            policies |= {policy.rule.slug: policy for policy in layer.policies}
            self.stacks = self.stacks if layer.stacks is None else layer.stacks
        self.policies = list(policies.values())
        # What `off` silences everywhere is not selected; it runs only where the caller asks for it by name.
        self.severity = {slug: level for slug, level in self.severity.items() if level != "off"}

    def rules(self, selected: Iterable[str] = (), ignored: Iterable[str] = ()) -> Chosen:
        """The rules that run; a caller's words come last. Raises UsageError for a name that is none."""
        return select(selected, ignored, [layer.selection for layer in self.layers], self.known)

    @property
    def fail_on(self) -> str:
        return next((layer.fail_on for layer in reversed(self.layers) if layer.fail_on), "warning")

    @property
    def spelled(self) -> list[StackFiles]:
        """The stacks that the configuration spells out."""
        return [entry.files for entry in self.stacks]

    @property
    def exclude(self) -> list[tuple[str, tuple[str, ...]]]:
        """(directory, patterns of a `.gitignore` there) of every layer that excludes something."""
        return [(layer.directory, layer.exclude) for layer in self.layers if layer.exclude]

    def options_for(self, files: StackFiles, given: Options) -> Options:
        """A caller's options with what the configuration adds for one stack; the caller's own words win."""
        if not self.layers:
            return given
        entry = next((entry for entry in self.stacks if entry.files is files), None) or StackEntry(files)
        env = self.env | ({"COMPOSE_PROJECT_NAME": entry.name} if entry.name else {}) | given.env
        profiles = given.profiles or entry.profiles or self.profiles
        return Options(env, given.env_files or entry.env_files, profiles, given.today)

    def judged(self, findings: list[Finding]) -> list[Finding]:
        """Findings with the severities that the configuration gives them, without those that it silences somewhere."""
        if not self.severity and not self.overrides:
            return findings
        kept: list[Finding] = []
        for finding in findings:
            level = self.severity.get(finding.rule, "")
            for override in self.overrides:
                if override.speaks_of(finding):
                    level = _level(override, finding, level)
            finding.severity = _SEVERITY.get(level, finding.severity)
            if level != "off":
                kept.append(finding)
        return kept


_SEVERITY: dict[str, Severity] = {"error": "error", "warning": "warning", "info": "info"}


def _level(override: Override, finding: Finding, level: str) -> str:
    if finding.rule == "internal-error" or not override.holds(finding):
        return level
    return "off" if override.ignores(finding) else override.severity[finding.rule]


def find(workspace: Workspace, paths: Sequence[str]) -> str | None:
    """The configuration file at or nearest above what some paths share, inside the root."""
    directory = _shared(workspace, paths)
    while True:
        path = join(directory, NAME)
        exists = workspace.exists(path)
        # One that may not be looked at is there all the same: reading it then says why not.
        if exists or (exists is None and workspace.complete):
            return path
        if directory in (".", "") or directory.startswith("..") or directory == "/":
            return None
        directory = directory_of(directory)


def _shared(workspace: Workspace, paths: Sequence[str]) -> str:
    from posixpath import commonpath

    directories = [path if workspace.is_dir(path) else directory_of(path) for path in paths] or ["."]
    if len(directories) == 1:
        return directories[0]
    inside = [directory for directory in directories if not directory.startswith(("/", ".."))]
    return commonpath(["" if directory == "." else directory for directory in inside]) or "." if inside else "."


def configured(
    workspace: Workspace, paths: Sequence[str], preset: str | None = None, place: Callable[[str], str] = str
) -> Config:
    """The configuration for some paths; `preset` is the caller's and refines it.

    `place` says how a path is shown in a message. Raises ConfigError, and UsageError for a preset that does not exist.
    """
    path = find(workspace, paths)
    if path is None and preset is None:
        return Config()
    from .config_reader import Files
    from .config_spec import PRESETS

    if preset is not None and preset not in PRESETS:
        from ..core.nearest import nearest

        near = nearest(preset, PRESETS)
        raise UsageError(f"no preset is called {preset[:40]!r}{f'; did you mean {near}?' if near else ''}")
    files = Files(workspace, dict(RULES), place)
    layers = files.read(path) if path is not None else []
    return Config([*layers, *(files.preset(preset) if preset else [])], files.known)


def where(span: Span, place: Callable[[str], str]) -> str:
    """`path:line:column` of a span."""
    line, column = span.source.position(span.start)
    return f"{place(span.source.path)}:{line}:{column}"
