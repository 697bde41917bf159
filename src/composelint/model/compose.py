"""A Compose stack as typed, linked objects. `load` builds them; checks reach everything from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..core.day import Day
from ..core.defect import Place
from ..core.patterns import pattern
from ..core.record import field, record
from ..core.source import Source, Span
from .kept import Keeper
from .values import Field, Flag, Items, Map, Node, Number, Text, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..syntax.dotenv import EnvFile
    from ..syntax.yaml import Stream
    from .context import Context
    from .dockerfile import Dockerfile, Stage
    from .held_files import HeldFile
    from .hosts import HostSide
    from .service import Service
    from .variables import Use

FileKind = Literal["compose", "env", "dockerfile"]

_DEVELOPMENT = frozenset(("dev", "development", "test", "tests", "testing", "ci", "local", "debug"))
_OVERLAY = pattern(r"(?:docker-)?compose[.-].+\.ya?ml|.*override.*")


@record
class TextFile(Keeper):
    """One file that the stack reads.

    `shared`: tracked by git, or lying unignored in a repository, so that it is or will be handed on; None without git
    facts. `stream` (compose) and `entries` (env) are its tree.
    """

    source: Source
    kind: FileKind
    shared: bool | None = None
    stream: Stream | None = None
    entries: EnvFile | None = None
    dockerfile: Dockerfile | None = None
    services: list[Service] = field(default_factory=list)
    """An env file's readers."""
    formats: set[str] = field(default_factory=set)
    """The formats that an env file is read in: "raw", or "" for the usual one."""
    fills: bool = False
    """An env file from which the variables of compose files are filled in."""
    keys: list[Text] = field(default_factory=list)
    """The top-level keys of a compose file that is part of the project, as written."""
    uses: list[Use] = field(default_factory=list)
    """The variables that a compose file names."""

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def span(self) -> Span:
        return Span(self.source, 0, 0)

    @property
    def development(self) -> bool:
        """Evidently meant for development, by its name (`compose.dev.yaml`, `.devcontainer/compose.yaml`)."""
        *parents, name = self.path.split("/")
        return ".devcontainer" in parents or names_development(name)

    @property
    def overlay(self) -> bool:
        """Evidently meant to be laid over another file, by its name (`compose.prod.yaml`)."""
        return _OVERLAY.fullmatch(self.path.rpartition("/")[2]) is not None


@record
class Stack(Keeper):
    """One Compose project, or a Dockerfile that no compose file builds (then without services)."""

    root: str
    """Directory of the project relative to the workspace's root; "." for the root itself."""
    files: list[TextFile] = field(default_factory=list)
    """Everything read for it: compose files in merge order, then env files and Dockerfiles."""
    services: dict[str, Service] = field(default_factory=dict)
    volumes: dict[str, Resource] = field(default_factory=dict)
    networks: dict[str, Resource] = field(default_factory=dict)
    secrets: dict[str, Resource] = field(default_factory=dict)
    configs: dict[str, Resource] = field(default_factory=dict)
    models: dict[str, Resource] = field(default_factory=dict)
    dockerfiles: list[Dockerfile] = field(default_factory=list)
    complete: bool = True
    """False when a part could not be read: then what is absent may stand there."""
    unseen: list[tuple[Place, str]] = field(default_factory=list)
    """What is not looked at: the place that names it, and the reason."""
    passed_over: list[Source] = field(default_factory=list)
    """Files that Compose ignores because another one of a default name lies beside them."""
    variants: bool = False
    """Compose files that are not part of this stack lie beside its first one."""
    name: str | None = None
    """The project's name, as far as the files tell it."""
    environment_known: bool = False
    """Every env file that fills in variables was seen, or is known not to exist."""
    env_ignored: bool = False
    """There is no `.env`, and git ignores it: everybody makes their own."""
    documented: frozenset[str] = frozenset()
    """Variables that some other env file of the project sets: an example, the file of another environment."""
    strict: bool = False
    """To be judged as Compose does, which excuses nothing."""
    find_held_files: Callable[[], list[HeldFile]] = list
    """Tells the files with credentials, by their use or by their names, that its services are given."""
    in_repository: bool = False
    today: Day = field(default_factory=Day)
    """The run's date."""

    @property
    def compose_files(self) -> list[TextFile]:
        return [file for file in self.files if file.kind == "compose"]

    @property
    def fragment(self) -> bool:
        """Evidently meant to be laid over another file, which is not here: what is absent may stand there."""
        return any(file.overlay for file in self.compose_files[:1])

    @property
    def span(self) -> Span:
        return self.files[0].span


@record
class Resource:
    """A top-level volume, network, secret, config or model."""

    name: Text
    body: Map | None
    kind: str
    users: list[Service] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.name.span

    @property
    def external(self) -> bool:
        value = self.body.get("external") if self.body else None
        return isinstance(value, Map) or (isinstance(value, Flag) and value.value is not False)


@record
class Usage:
    """A service's use of a top-level resource. `resource` is None when there is none of that name, or no known name."""

    kind: str
    name: Text
    resource: Resource | None

    @property
    def span(self) -> Span:
        return self.name.span


@record
class Variable:
    """One entry of an environment, of build args or of labels.

    `value` None: declared without a value (taken from outside). `origin` is the env file it came from, if any.
    """

    name: Text
    value: Text | None
    origin: TextFile | None = None

    @property
    def span(self) -> Span:
        return self.name.span

    @property
    def known(self) -> str | None:
        """The value as a string, None when absent or unknown."""
        return None if self.value is None else self.value.value


@record
class Dependency:
    """One edge of `depends_on`: `at` is the entry as written (the list item, or the key of the map)."""

    at: Text
    condition: Text | None
    """None in the short form, where service_started is meant."""
    required: bool
    short: bool
    service: Service | None = None

    @property
    def name(self) -> str:
        return self.at.value or ""

    @property
    def span(self) -> Span:
        return self.at.span

    @property
    def place(self) -> Text:
        """The words that decide: the condition where one is written, else the entry."""
        return self.condition or self.at

    @property
    def awaits(self) -> str | None:
        """The condition in force; None when it is unknown."""
        return "service_started" if self.condition is None else self.condition.value


@record
class HealthcheckBlock:
    """A service's `healthcheck:`; `test` in list form (CMD-SHELL put before a string), None when not written."""

    key: Text
    test: Items | Unknown | None
    disabled: bool
    body: Map

    @property
    def span(self) -> Span:
        return self.key.span

    @property
    def switched_off(self) -> bool:
        """`disable: true` or `test: [NONE]`: also the image's own check is off."""
        return self.disabled or self.test_words[:1] == ["NONE"]

    @property
    def test_words(self) -> list[str | None]:
        if not isinstance(self.test, Items):
            return []
        return [item.value if isinstance(item, Text) else None for item in self.test]


@record
class Port:
    """One published port. `target` None: unknown. `published` None: a random host port; text may be a range."""

    span: Span
    target: int | None
    published: str | None
    host_ip: str | None
    protocol: str
    known: bool = True

    @property
    def on_loopback(self) -> bool:
        return (self.host_ip or "").startswith("127.") or self.host_ip == "::1"


@record
class Mount:
    """One entry of a service's `volumes`, or of `tmpfs`. `source` and `target` are None when absent or unknown.

    The target is without `.`, `..`, doubled and trailing slashes.
    """

    span: Span
    type: str | None
    source: str | None
    target: str | None
    read_only: bool
    volume: Resource | None = None
    key: str = "volumes"
    """Where it stands: under `volumes` or under `tmpfs`."""
    options: Text | None = None
    """What stands behind the target in the short form."""
    named: Text | None = None
    """The source as written."""
    body: Map | None = None
    """Its canonical form; None under `tmpfs`."""
    host: HostSide | None = None
    """Where a bind mount leads on the host; of a named volume, what lies where the same words would lead as a path."""


@record
class Command:
    """`command`, `entrypoint`: `words` as Compose splits them, an unknown word as a Text without value."""

    key: Text
    words: list[Text]
    text: Text | None
    """The string form before splitting."""
    lost: Text | None = None
    """What Compose drops of the string form: from the first shell operator on."""

    @property
    def span(self) -> Span:
        return self.text.span if self.text else (self.words[0].span if self.words else self.key.span)

    @property
    def argv(self) -> list[str | None]:
        return [word.value for word in self.words]


@record
class BuildContext:
    """An additional context of a build: its name, and a directory, an address or another service."""

    name: Text
    value: Text
    service: Service | None = None

    @property
    def span(self) -> Span:
        return self.value.span


@record
class BuildInput:
    """A file or directory that a build reads: `what` it is for, where it is named, and where that leads.

    `exists` None: nobody can know. `near` is the path of one that may be meant instead.
    """

    what: str
    at: Text
    path: str
    exists: bool | None
    near: str | None = None

    @property
    def span(self) -> Span:
        return self.at.span


@record
class Build:
    """A service's `build:` in canonical form, linked to the Dockerfile and the stage that it builds."""

    key: Text
    context: Text | None
    dockerfile_name: Text | None
    inline: Text | None
    target: Text | None
    args: dict[str, Variable]
    body: Map
    contexts: list[BuildContext] = field(default_factory=list)
    inputs: list[BuildInput] = field(default_factory=list)
    local: bool | None = None
    """The context is a local directory (False: a URL, another service); None: unknown."""
    context_files: Context | None = None
    dockerfile: Dockerfile | None = None
    stage: Stage | None = None

    @property
    def span(self) -> Span:
        return self.key.span


def names_development(name: str) -> bool:
    """Whether a word of a file's or profile's name says that it is for development."""
    return not _DEVELOPMENT.isdisjoint(name.lower().replace("-", ".").replace("_", ".").split("."))


def text_of(node: Node | None) -> str | None:
    """A scalar as Compose renders it where text is wanted; None when absent, unknown or not a scalar."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Flag):
        return None if node.value is None else str(node.value).lower()
    if isinstance(node, Number):
        return None if node.value is None else f"{node.value}"
    return None


def find(body: Map | None, *path: str) -> Field | None:
    """The field at a path of keys below a mapping, None when a step is missing or no mapping."""
    for step in path[:-1]:
        inner = body.get(step) if body is not None else None
        body = inner if isinstance(inner, Map) else None
    return body.fields.get(path[-1]) if body is not None else None
