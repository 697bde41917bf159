"""Images that do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.patterns import pattern
from ...knowledge.families import DUMPS, FAMILIES, KAFKA_WITHOUT_ZOOKEEPER, NEEDS_ZOOKEEPER, SERVERS, Family
from ...model import commands
from ...model.compose import Stack
from ...model.host_access import image_words
from ...model.images import ImageReference
from ...model.kept import remembered
from ...model.service import Service

_REPLICA_SET = pattern(r"--replSet[= ]([\w.-]{1,64})")


def mismatched_stack_versions(stack: Stack) -> Iterator[Defect]:
    """Images that must be of one version are not."""
    for family in FAMILIES:
        members = [service for service in stack.services.values() if _belongs(service, family)]
        if len(members) > 1:
            yield from _apart(family, members)
    yield from _clusters(stack)
    yield from _old_dumps(stack)


def zookeeper_mode_removed(service: Service) -> Iterator[Defect]:
    """A Kafka that has no ZooKeeper mode any more is configured for ZooKeeper."""
    if _is_spare_zookeeper(service):
        yield Defect(
            service.name,
            f"{service.label} is not needed: Kafka keeps its own metadata, and nobody else asks",
            help="Remove it.",
            severity="info",
        )
        return
    image = service.image
    if image is None or not _without_zookeeper(image):
        return
    names = ("KAFKA_ZOOKEEPER_CONNECT", "KAFKA_CFG_ZOOKEEPER_CONNECT")
    variable = next((service.environment[name] for name in names if name in service.environment), None)
    roles = {"KAFKA_PROCESS_ROLES", "KAFKA_CFG_PROCESS_ROLES"} & service.environment.keys()
    if variable is not None and not roles and variable.known != "":
        yield Defect(
            variable,
            f"{service.label} is told to use ZooKeeper, which {image} cannot",
            also=[(image, "this image")],
            help="It keeps its metadata itself (KRaft): remove the ZooKeeper settings and the service, and set "
            "KAFKA_PROCESS_ROLES, KAFKA_NODE_ID and KAFKA_CONTROLLER_QUORUM_VOTERS.",
        )


# Families


def _belongs(service: Service, family: Family) -> bool:
    image = service.image
    return (
        image is not None
        and service.build is None
        and image.repository is not None
        and image.tag_known
        and image.tag is not None
        and family.has(image.repository)
    )


def _apart(family: Family, members: list[Service]) -> Iterator[Defect]:
    leader = next((member for member in members if _leads(member, family)), members[0])
    for member in members:
        mine, theirs = _version(member, family), _version(leader, family)
        if member is leader or mine is None or theirs is None or mine == theirs or not member.meets(leader):
            continue
        refuses = bool(family.newer) and family.newer in ((member.image and member.image.last) or "") and mine > theirs
        versions = f"{member.label} is {_tag(member)}, {leader.label} is {_tag(leader)}"
        yield Defect(
            member.image or member.name,
            f"{versions}: {family.title} must be of one version",
            also=[(leader.image or leader.name, f"the version of {leader.label}")],
            help=_why(family, refuses),
            severity="error" if refuses else None,
        )


def _why(family: Family, refuses: bool) -> str:
    parts = {0: "Give them the same tag", 1: "Their first numbers must agree", 2: "Their first two numbers must agree"}
    why = f"A {family.newer} that is newer does not start. " if refuses else ""
    return f"{why}{parts[family.parts]}; a variable such as `${{VERSION}}` keeps them together."


def _leads(service: Service, family: Family) -> bool:
    return service.image is not None and service.image.repository in family.members[:2] and family.parts > 0


def _version(service: Service, family: Family) -> tuple[object, ...] | None:
    """What must agree; None when the tag does not say it."""
    image = service.image
    if image is None:
        return None
    if not family.parts:
        return (image.tag,) if image.version is not None else None
    return image.version[: family.parts] if image.version and len(image.version) >= family.parts else None


def _tag(service: Service) -> str:
    return (service.image.tag if service.image is not None else None) or "?"


def _clusters(stack: Stack) -> Iterator[Defect]:
    """Members of one cluster in different versions, which is meant for the time of an upgrade only."""
    first: dict[tuple[str, str], Service] = {}
    for service in stack.services.values():
        image = service.image if service.build is None else None
        name = image.repository if image is not None else None
        cluster = _cluster(service, name) if name is not None else None
        if image is None or name is None or cluster is None or image.version is None or len(image.version) < 2:
            continue
        leader = first.setdefault((name, cluster), service)
        version = leader.image.version if leader.image is not None else None
        if version is not None and version[:2] != image.version[:2] and leader.meets(service):
            yield Defect(
                image,
                f"{service.label} is {_tag(service)}, {leader.label} of the same cluster is {_tag(leader)}",
                also=[(leader.image or leader.name, f"the version of {leader.label}")],
                help="Give them the same tag; a variable such as `${VERSION}` keeps them together.",
            )


def _cluster(service: Service, name: str) -> str | None:
    """What the members of a cluster have in common: MongoDB's replica set, Kafka's cluster."""
    if name == "mongo":
        match = _REPLICA_SET.search(commands.text(service))
        return match[1] if match else None
    if name == "apache/kafka":
        variable = service.environment.get("CLUSTER_ID")
        return variable.known if variable is not None else None
    return None


def _old_dumps(stack: Stack) -> Iterator[Defect]:
    """A dump by a client that is older than its server, which it refuses."""
    servers = [service for service in stack.services.values() if _postgres(service) and service.is_server]
    for service in stack.services.values() if servers else ():
        step = commands.last_step(service) if _postgres(service) else None
        if step is None or step[0] not in DUMPS or service.image is None or service.image.version is None:
            continue
        from ...model.connections import connections_of

        named = [connection.to for connection in connections_of(service)]
        targets = [server for server in servers if server in named] or (servers if len(servers) == 1 else [])
        for server in targets:
            version = server.image.version if server.image is not None else None
            if version is not None and service.image.version[0] < version[0]:
                yield Defect(
                    service.image,
                    f"{step[0]} {service.image.version[0]} of {service.label} refuses PostgreSQL {version[0]} of "
                    f"{server.label}",
                    also=[(server.image or server.name, "a newer server")],
                    help=f"Use the image of the server: `{server.image}`.",
                    severity="error",
                )


def _postgres(service: Service) -> bool:
    return service.build is None and service.image is not None and service.image.repository in SERVERS


# ZooKeeper


def _without_zookeeper(image: ImageReference) -> bool:
    first = KAFKA_WITHOUT_ZOOKEEPER.get(image.repository or "")
    if first is None or not image.tag_known:
        return False
    if image.version is not None:
        return image.version[0] >= first
    return image.tag in (None, "latest") and (image.digest is None or first == 0)


def _is_spare_zookeeper(service: Service) -> bool:
    """A ZooKeeper beside a Kafka that does without, to which nobody connects."""
    facts = service.own_facts
    if facts is None or facts.role != "coordination" or "zookeeper" not in facts.name or service.ports:
        return False
    return service.label in _spare_zookeepers(service.stack)


@remembered
def _spare_zookeepers(stack: Stack) -> set[str]:
    """The services to which only a Kafka that does without any ZooKeeper could connect, and nobody does."""
    services = stack.services.values()
    kafkas = {service.label for service in services if service.image is not None and _without_zookeeper(service.image)}
    rest = [service for service in services if service.label not in kafkas]
    if not kafkas or any(not service.environment_complete or service.base_image is None for service in services):
        return set()
    if any(not image_words(service).isdisjoint(NEEDS_ZOOKEEPER) for service in rest):
        return set()
    from ...model.connections import connections

    asked = {connection.to.label for connection in connections(stack) if connection.to is not None}
    waited = {service.label for service in rest for other, _ in service.dependents if other.label not in kafkas}
    return {service.label for service in rest} - asked - waited
