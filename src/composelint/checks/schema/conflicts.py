"""Settings that Docker refuses side by side."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...model.compose import Resource, text_of
from ...model.limits import Amount, amount
from ...model.service import Service
from ...model.values import Flag, Items, Map, Node, Number, Text

Clash = tuple[Place, Place, str, str]
"""The two places, what is wrong, and what to do."""


def conflicting_keys(scope: Service | Resource) -> Iterator[Defect]:
    """Two settings contradict or exclude each other."""
    if isinstance(scope, Resource):
        yield from _of_resource(scope)
        return
    for pair in SERVICE_PAIRS:
        for at, other, message, help in pair(scope):
            yield Defect(at, message, also=[(other, "and here")], help=help)


# Builds


def _two_dockerfiles(service: Service) -> Iterator[Clash]:
    build = service.build
    if build is not None and build.dockerfile_name is not None and build.inline is not None:
        message = f"the build of {service.label} has both dockerfile and dockerfile_inline"
        keys = [build.body.fields[name].key for name in ("dockerfile_inline", "dockerfile")]
        yield keys[0], keys[1], message, "Docker takes one of the two."


def _platform_not_built(service: Service) -> Iterator[Clash]:
    platform, built = service.setting("platform"), service.setting("build", "platforms")
    if not isinstance(platform, Text) or not isinstance(built, Items) or not built.items:
        return
    names = [text_of(item) for item in built]
    if platform.value and None not in names and platform.value not in names:
        message = f"{service.label} runs on {platform.value}, which its build.platforms does not hold"
        yield platform, built, message, f"Add {platform.value} to build.platforms, or remove `platform:`."


def _context_without_build(service: Service) -> Iterator[Clash]:
    for context in service.build.contexts if service.build is not None else ():
        target = context.service
        if target is not None and "build" not in target.body.fields:
            message = f"{service.label} builds with {target.label}, which has no build of its own"
            yield context.value, target.name, message, "Only a service that is built can be another build's context."


# Networks


def _networks_and_mode(service: Service) -> Iterator[Clash]:
    mode, networks = service.setting("network_mode"), service.setting("networks")
    if isinstance(mode, Text) and mode.value != "" and isinstance(networks, Map) and networks.fields:
        message = f"{service.label} has both network_mode and networks"
        keys = [service.body.fields[name].key for name in ("network_mode", "networks")]
        yield keys[0], keys[1], message, "With network_mode a container joins no other network: remove one of the two."


def _two_addresses(service: Service) -> Iterator[Clash]:
    """The engine gives the address of the service to its first network: the one of the highest priority."""
    mac, networks = service.setting("mac_address"), service.setting("networks")
    if not isinstance(mac, Text) or not isinstance(networks, Map):
        return
    bodies = [(entry.key.value or "", entry.value) for entry in networks if isinstance(entry.value, Map)]
    priorities = [body.get("priority") for _, body in bodies]
    if any(value is not None and (not isinstance(value, Number) or value.value is None) for value in priorities):
        return
    ranked = sorted(networks.fields, key=lambda name: (-_priority(networks.get(name)), name))
    first = networks.get(ranked[0]) if ranked else None
    other = first.get("mac_address") if isinstance(first, Map) else None
    if isinstance(other, Text) and other.value and mac.value and other.value.lower() != mac.value.lower():
        message = f"{service.label} has another mac_address on its first network, {ranked[0]}"
        yield mac, other, message, "Write the address once, at the network."


def _priority(body: Node | None) -> float:
    value = body.get("priority") if isinstance(body, Map) else None
    return value.value or 0 if isinstance(value, Number) else 0


# Replicas and limits


def _two_scales(service: Service) -> Iterator[Clash]:
    scale, replicas = service.setting("scale"), service.setting("deploy", "replicas")
    if not isinstance(scale, Number) or not isinstance(replicas, Number) or None in (scale.value, replicas.value):
        return
    if scale.value != replicas.value:
        message = f"{service.label} has scale {scale.text} and deploy.replicas {replicas.text}"
        yield scale, replicas, message, "Docker wants them equal: keep one of the two."


def _named_replicas(service: Service) -> Iterator[Clash]:
    name, count = service.setting("container_name"), service.setting("deploy", "replicas") or service.setting("scale")
    if isinstance(name, Text) and name.value and isinstance(count, Number) and (count.value or 0) > 1:
        message = f"{service.label} has a container_name and {count.text} replicas"
        yield (
            service.body.fields["container_name"].key,
            count,
            message,
            "One name cannot be given to several containers.",
        )


TWINS = (
    ("cpus", "limits", "cpus"),
    ("mem_limit", "limits", "memory"),
    ("mem_reservation", "reservations", "memory"),
    ("pids_limit", "limits", "pids"),
)
"""Settings of a service with the block and the key under `deploy.resources` that say the same."""


def _two_limits(service: Service) -> Iterator[Clash]:
    """What the block under `deploy` leaves out counts as 0 there, as soon as the block exists."""
    for key, block, twin in TWINS:
        path = ("deploy", "resources", block)
        mine, there = amount(service.setting(key)), service.setting(*path)
        if mine is None or mine.value in (None, 0) or not isinstance(there, Map):
            continue
        if key != "cpus" and isinstance(mine.value, float):
            continue
        theirs = amount(there.get(twin)) or Amount(0, service.key(*path) or mine.at)
        if theirs.value is None or mine.same(theirs):
            continue
        label = ".".join((*path, twin))
        absent = twin not in there.fields
        message = f"{service.label} sets {key}, but {label} {'is missing' if absent else 'says otherwise'}"
        yield service.key(key) or mine.at, theirs.at, message, f"Docker wants them equal: write {label} alone."


def _swap_without_memory(service: Service) -> Iterator[Clash]:
    swap, memory = amount(service.setting("memswap_limit")), amount(service.memory_limit())
    if swap is None or not swap.value or swap.value < 0:
        return
    if memory is None:
        message = f"{service.label} has a memswap_limit but no memory limit"
        yield swap.at, service.name, message, "memswap_limit is memory and swap together: set mem_limit as well."
    elif memory.value is not None and swap.value < memory.value:
        message = f"the memswap_limit of {service.label} is below its memory limit"
        yield swap.at, memory.at, message, "memswap_limit is memory and swap together: it cannot be the smaller one."


# The rest


def _mounted_twice(service: Service) -> Iterator[Clash]:
    volumes = {mount.target: mount for mount in service.mounts if mount.key == "volumes"}
    for mount in service.mounts:
        other = volumes.get(mount.target) if mount.key == "tmpfs" and mount.target is not None else None
        if other is not None:
            message = f"{service.label} mounts {mount.target} as tmpfs and as a volume"
            yield mount, other, message, "Docker refuses two mounts on one path."


def _interval_without_period(service: Service) -> Iterator[Clash]:
    interval = service.key("healthcheck", "start_interval")
    if interval is not None and service.key("healthcheck", "start_period") is None:
        message = f"{service.label} sets healthcheck.start_interval without start_period"
        yield (
            interval,
            service.name,
            message,
            "It is the interval of the start period: Docker wants to know how long that is.",
        )


def _devices_counted_and_named(service: Service) -> Iterator[Clash]:
    for path in (("gpus",), ("deploy", "resources", "reservations", "devices")):
        requests = service.setting(*path)
        for request in requests if isinstance(requests, Items) else ():
            if isinstance(request, Map) and {"count", "device_ids"} <= request.fields.keys():
                keys = [request.fields[name].key for name in ("count", "device_ids")]
                message = f"{service.label} asks for devices by count and by device_ids at once"
                yield keys[0], keys[1], message, "Docker takes one of the two."


SERVICE_PAIRS = (
    _two_dockerfiles,
    _platform_not_built,
    _context_without_build,
    _networks_and_mode,
    _two_addresses,
    _two_scales,
    _named_replicas,
    _two_limits,
    _swap_without_memory,
    _mounted_twice,
    _interval_without_period,
    _devices_counted_and_named,
)


# Top-level resources

SOURCES = ("file", "environment", "content")


def _of_resource(resource: Resource) -> Iterator[Defect]:
    body, label = resource.body, f"the {resource.kind} {resource.name.value}"
    if body is None:
        return
    sources = [body.fields[name].key for name in SOURCES if name in body.fields]
    if resource.kind in ("secret", "config") and len(sources) > 1:
        names = " and ".join(key.value or "" for key in sources)
        message = f"{label} has several sources: {names}"
        yield Defect(sources[1], message, also=[(sources[0], "and here")], help="Docker takes one of them.")
    external = body.fields.get("external")
    if external is None or not resource.external or (isinstance(external.value, Flag) and not external.value.value):
        return
    inner, name = (external.value.get("name") if isinstance(external.value, Map) else None), body.get("name")
    texts = [node.value for node in (inner, name) if isinstance(node, Text) and node.value is not None]
    if inner is not None and name is not None and len({*texts}) > 1:
        message = f"{label} has two names: {' and '.join(texts)}"
        yield Defect(inner, message, also=[(name, "and here")], help="Keep `name:` and write `external: true`.")
    for entry in body:
        key = entry.key.value or ""
        if key not in ("name", "external") and not key.startswith("x-"):
            yield _beside_external(resource, label, key, entry.key, external.key)


def _beside_external(resource: Resource, label: str, key: str, at: Text, external: Text) -> Defect:
    """Docker refuses this for volumes only; elsewhere the key has no effect."""
    refused = resource.kind == "volume"
    message = f"{label} is external: its {key} is {'refused' if refused else 'ignored'}"
    help = "An external resource is made elsewhere; only its `name:` may be given."
    also = [(external, "declared external here")]
    return Defect(at, message, also=also, help=help, severity=None if refused else "info")
