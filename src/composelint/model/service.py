"""A service and its effective settings: what Compose says, else its Dockerfile, else its image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.record import field, record
from ..core.source import Span
from .compose import (
    Build,
    Command,
    Dependency,
    HealthcheckBlock,
    Mount,
    Port,
    Resource,
    Stack,
    TextFile,
    Usage,
    Variable,
    find,
    names_development,
    text_of,
)
from .kept import Keeper, fact, remembered
from .values import Items, Map, Node, Null, Number, Text, Unknown

if TYPE_CHECKING:
    from ..knowledge.images.known import ImageFacts
    from .connections import Connection
    from .images import ImageReference
    from .kinds import Kind


class Health:
    """A healthcheck in force. `at` is what decides; `known` False when only the image could tell whether there is one.

    `origin` is compose, dockerfile or image.
    """

    __slots__ = ("at", "known", "origin")

    def __init__(self, at: Span, origin: str, *, known: bool = True) -> None:
        self.at = at
        self.origin = origin
        self.known = known


@record
class Service(Keeper):
    """One service of a stack, after merging. Missing settings are None, empty ones empty."""

    name: Text
    stack: Stack
    file: TextFile
    """The compose file that first defines it."""
    body: Map
    image: ImageReference | None = None
    build: Build | None = None
    command: Command | None = None
    entrypoint: Command | None = None
    hooks: dict[str, list[Command]] = field(default_factory=dict)
    """The commands of `pre_start`, `post_start` and `pre_stop`."""
    environment: dict[str, Variable] = field(default_factory=dict)
    environment_complete: bool = True
    """False when an env file could not be read: then any variable may be set."""
    depends_on: list[Dependency] = field(default_factory=list)
    implied: list[Dependency] = field(default_factory=list)
    """Edges that links, volumes_from and shared namespaces add."""
    healthcheck_block: HealthcheckBlock | None = None
    ports: list[Port] = field(default_factory=list)
    expose: list[int] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    networks: dict[str, Resource | None] | None = None
    """None: attached by `network_mode`."""
    usages: list[Usage] = field(default_factory=list)
    """The volumes, networks, secrets, configs and models that it uses."""
    profiles: list[Text] = field(default_factory=list)
    extended: bool = False
    """Some other service extends it."""
    partial: bool = False
    """It extends a service that cannot be seen: what is not written here may be set there."""
    dependents: list[tuple[Service, Dependency]] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.name.span

    @property
    def label(self) -> str:
        return self.name.value or "?"

    def setting(self, *path: str) -> Node | None:
        """The node at a path of keys, None when it is not written or null."""
        found = find(self.body, *path)
        return None if found is None or isinstance(found.value, Null) else found.value

    def key(self, *path: str) -> Text | None:
        """The key at a path, where it is written."""
        found = find(self.body, *path)
        return None if found is None else found.key

    @fact
    def base_image(self) -> ImageReference | None:
        """The external image whose facts hold for this service: that of `image:`, or of its build's last FROM.

        None also when nobody can know it.
        """
        if self.build is None:
            return self.image
        return self.build.stage.external_base() if self.build.stage else None

    @property
    def facts(self) -> ImageFacts | None:
        """What is known of its (base) image."""
        image = self.base_image
        return image.facts if image else None

    @property
    def own_facts(self) -> ImageFacts | None:
        """What is known of the image as a server: only of an image that runs as it is, not of the base of a build."""
        return None if self.build or self.image is None else self.image.facts

    @fact
    def role(self) -> str | None:
        """Role of the image (D6): database, cache, broker, search, object-store, proxy, ... ; None when unknown.

        A build keeps its base's role unless the base only carries an application: a runtime, a web server.
        """
        facts = self.facts
        if facts is None or (self.build and facts.role in ("runtime", "web", "proxy", "tool")):
            return None
        return facts.role

    @property
    def stateful(self) -> bool:
        return self.role in ("database", "cache", "broker", "search", "object-store")

    @property
    def kind(self) -> Kind:
        from .kinds import kind

        return kind(self)

    @property
    def is_server(self) -> bool:
        return self.kind == "server"

    @property
    def is_job(self) -> bool:
        return self.kind == "job"

    def meant_to_end(self) -> bool:
        """Whether what it runs ends by itself, whatever its restart policy says."""
        from .kinds import meant_to_end

        return meant_to_end(self)

    def prepares(self) -> bool:
        """Whether it is a job whose work others need before they start (a migration, a seed, topics)."""
        from .kinds import prepares

        return prepares(self)

    def waits_by_itself(self) -> bool:
        """Whether its command begins by waiting for others (wait-for-it and its kin)."""
        from .waiting import waits_by_itself

        return waits_by_itself(self)

    def takes_time(self) -> bool:
        """A server whose health is known to be worth waiting for: it keeps data, or somebody wrote a healthcheck."""
        if not self.is_server or self.scaled_to_zero:
            return False
        health = self.healthcheck()
        if health is None:
            return self.stateful
        return health.known and (self.stateful or health.origin != "image")

    def reconnects(self) -> bool:
        """Whether it keeps trying until what it needs answers: by its nature, or by waiting first."""
        facts = self.facts
        known = self.role in ("admin-ui", "monitoring") or bool(facts and facts.self_retrying)
        return known or self.waits_by_itself()

    def connections(self) -> list[Connection]:
        """What it connects to, as far as that is written."""
        from .connections import connections_of

        return connections_of(self)

    def shares_network(self, other: Service) -> bool | None:
        """Whether both are on the same network; None when nobody can know."""
        from .reach import shares_network

        return shares_network(self, other)

    def container_name(self) -> Text | None:
        """The name that Compose writes for its container; None when Compose makes one up."""
        name = self.setting("container_name")
        return name if isinstance(name, Text) and name.value != "" else None

    @property
    def scaled_to_zero(self) -> bool:
        return any(
            isinstance(node, Number) and node.value == 0
            for node in (self.setting("scale"), self.setting("deploy", "replicas"))
        )

    @fact
    def development(self) -> bool:
        """Evidently for development only, by the name of its file or of every profile."""
        if self.file.development:
            return True
        return bool(self.profiles) and all(names_development(profile.value or "") for profile in self.profiles)

    def healthcheck(self) -> Health | None:
        """The healthcheck in force: Compose's, else the Dockerfile's, else the image's; None when there is none."""
        return _healthcheck(self)

    def restart(self) -> Text | Map | Node | None:
        """What decides the restart policy: `deploy.restart_policy`, which replaces `restart`, or `restart`."""
        return self.setting("deploy", "restart_policy") or self.setting("restart")

    def restarts_always(self) -> Span | None:
        """Where it is written that the service is started again whenever it ends."""
        policy = self.setting("deploy", "restart_policy")
        if isinstance(policy, Map):
            condition = policy.get("condition")
            return condition.span if condition is not None and text_of(condition) in ("any", "always") else None
        restart = self.setting("restart")
        return restart.span if isinstance(restart, Text) and restart.value in ("always", "unless-stopped") else None

    def limit(self, *paths: tuple[str, ...]) -> Node | None:
        """The first of several settings that sets a limit; zero and negative values set none, unknown ones do."""
        for path in paths:
            node = self.setting(*path)
            if node is not None and not _unlimited(node):
                return node
        return None

    def memory_limit(self) -> Node | None:
        return self.limit(("mem_limit",), ("deploy", "resources", "limits", "memory"))

    def cpu_limit(self) -> Node | None:
        found = self.limit(("cpus",), ("deploy", "resources", "limits", "cpus"), ("cpu_quota",))
        return found or self.setting("cpuset")

    def pids_limit(self) -> Node | None:
        return self.limit(("pids_limit",), ("deploy", "resources", "limits", "pids"))

    @remembered
    def container_ports(self) -> tuple[int, ...]:
        """TCP ports the service is known to listen on or to be meant to: `ports`, `expose`, EXPOSE, the image's."""
        return tuple(dict.fromkeys((*self.written_ports(), *self.image_ports())))

    def written_ports(self) -> list[int]:
        """TCP ports that Compose says the container has."""
        return [port.target for port in self.ports if port.target is not None and port.protocol == "tcp"] + self.expose

    def image_ports(self) -> list[int]:
        """TCP ports of its image: those of EXPOSE in a build, else those known of the image."""
        if self.build is None:
            return list(self.own_facts.ports or ()) if self.own_facts else []
        stage = self.build.stage
        return [number for number, protocol in stage.exposed_ports() if protocol == "tcp"] if stage else []

    def meets(self, other: Service) -> bool:
        """Whether some set of profiles enables both services."""
        mine = {profile.value for profile in self.profiles}
        theirs = {profile.value for profile in other.profiles}
        return not mine or not theirs or bool(mine & theirs)


def _unlimited(node: Node) -> bool:
    if isinstance(node, Number):
        return node.value is not None and node.value <= 0
    value = text_of(node)
    if value is None:
        return isinstance(node, Map | Items)
    digits = value.strip().lower().rstrip("bkmgtpi ")
    try:
        return float(digits) <= 0
    except ValueError:
        return not digits


def _healthcheck(service: Service) -> Health | None:
    block = service.healthcheck_block
    if block is not None:
        if block.switched_off:
            return None
        if isinstance(block.test, Unknown) or block.test_words:
            return Health(block.span, "compose")
    at = block.span if block else service.span
    if service.partial:
        return Health(at, "compose", known=False)
    if service.build is not None:
        stage = service.build.stage
        if stage is None:
            return Health(at, "dockerfile", known=False)
        decided = stage.healthcheck()
        if decided is not None:
            return None if decided.none else Health(decided.span, "dockerfile")
        if stage.from_scratch():
            return None
    facts = service.facts
    if facts is None or facts.healthcheck is None:
        return Health(at, "image", known=False)
    return Health(at, "image") if facts.healthcheck else None
