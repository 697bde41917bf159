"""What of its host a container reaches: the engine's own interface, devices."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...model import commands
from ...model.compose import Port, text_of
from ...model.host_access import HostPath, host_paths, is_true, items, user
from ...model.list_advice import without
from ...model.service import Service
from ...model.values import Map, Text

_PROXY = (
    "Put a socket proxy such as `tecnativa/docker-socket-proxy` between them, which lets through only what it needs; "
    "`:ro` protects the file, not the engine."
)


def docker_api_exposed(service: Service) -> Iterator[Defect]:
    """The engine's control interface reaches a container, or the network."""
    whole = service.setting("use_api_socket")
    if whole is not None and is_true(whole):
        yield Defect(
            whole,
            f"{service.label} commands the Docker engine, which makes it root of the host",
            help=_PROXY,
            severity=_of_purpose(service),
        )
    yield from _through_files(service)
    for port in service.ports:
        yield from _open_port(service, port)


def _through_files(service: Service) -> Iterator[Defect]:
    """Sockets that are mounted, and directories that hold one."""
    from ...knowledge.host.sockets import ENGINE, ENGINE_DIRECTORIES, SYSTEM

    # The socket is root's and its group's: who is neither sees it and can do nothing with it.
    helpless = user(service) not in (None, "root", "drops")
    for found in host_paths(service):
        if found.path in SYSTEM:
            message = f"{service.label} may ask the host's service manager through {found.path}"
            help = "Take it out unless it is there to manage the host."
            yield Defect(found.at, message, help=help, severity="warning")
        elif found.path in ENGINE_DIRECTORIES:
            if not helpless and not _is_proxy(service):
                yield _directory(service, found)
        elif found.name in ENGINE:
            yield from _proxied(service, found) if _is_proxy(service) else (_socket(service, found),)


def _directory(service: Service, found: HostPath) -> Defect:
    return Defect(
        found.at,
        f"{service.label} sees {found.shown} of the host, and in it the engine's socket",
        help="Mount only the directories that it needs.",
        severity="warning" if service.role == "monitoring" else _of_purpose(service),
    )


def _socket(service: Service, found: HostPath) -> Defect:
    return Defect(
        found.at,
        f"{service.label} commands the engine through {found.name}, which makes it root of the host",
        help=_PROXY,
        severity="warning" if found.rootless else _of_purpose(service),
    )


def _is_proxy(service: Service) -> bool:
    """Whether it stands between the engine's socket and those who ask for a part of it."""
    facts, image = service.facts, service.image
    return bool(facts and facts.socket_proxy) or bool(image and image.last.endswith("socket-proxy"))


def _of_purpose(service: Service) -> Severity | None:
    """An image that is made for the engine asks for its socket."""
    return "warning" if service.facts is not None and service.facts.needs_socket else None


def _proxied(service: Service, found: HostPath) -> Iterator[Defect]:
    """A proxy that lets others make containers protects nothing."""
    from ...knowledge.host.sockets import MAKING, WRITING

    on = {name for name, variable in service.environment.items() if (variable.known or "").lower() in ("1", "true")}
    if not on.isdisjoint(WRITING) and not on.isdisjoint(MAKING):
        yield Defect(
            found.at,
            f"{service.label} lets others start any container: it allows {', '.join(sorted(on & {*WRITING, *MAKING}))}",
            help="Switch POST off, or allow only what is asked: one that starts containers can be root of the host.",
            severity="warning",
        )


def _open_port(service: Service, port: Port) -> Iterator[Defect]:
    from ...knowledge.host.sockets import PLAIN_PORT

    if port.target == PLAIN_PORT and (_is_proxy(service) or _listens_in_plain(service)):
        where = "on loopback" if port.on_loopback else "on every interface"
        yield Defect(
            port.span,
            f"{service.label} publishes the engine's interface {where}: who asks is root of the host",
            help="Do not publish it: services on its network reach it by its name.",
            severity="warning" if port.on_loopback else None,
        )


def _listens_in_plain(service: Service) -> bool:
    """Whether an engine in the container is told to listen without TLS."""
    from ...knowledge.host.sockets import PLAIN_PORT

    switch = service.environment.get("DOCKER_TLS_CERTDIR")
    image = service.image
    engine = image is not None and image.repository == "docker"
    told = f":{PLAIN_PORT}" in commands.text(service)
    return told or (engine and switch is not None and switch.known == "")


def dangerous_device(service: Service) -> Iterator[Defect]:
    """A container gets a device that hands over more than itself: a disk, the memory."""
    for device in items(service, "devices"):
        source = device.get("source") if isinstance(device, Map) else None
        if not isinstance(device, Map) or not isinstance(source, Text) or source.value is None:
            continue
        if set(text_of(device.get("permissions")) or "rwm") <= {"m"}:
            continue
        found = _device(source.value)
        if found is not None:
            what, severity = found
            yield Defect(
                source,
                f"{service.label} gets {what} ({source.value})",
                help=without("Mount the directory that it needs instead, or take it out", service, [device], "devices"),
                severity=severity,
            )
    for rule in items(service, "device_cgroup_rules"):
        if isinstance(rule, Text) and rule.value is not None and _grants_disks(rule.value):
            yield Defect(
                rule,
                f"{service.label} may make and use the host's disks ({rule.value})",
                help=without(
                    "Name the one device that it needs under `devices:`", service, [rule], "device_cgroup_rules"
                ),
            )


def _device(path: str) -> tuple[str, Severity | None] | None:
    """What a path below /dev names, and how much less than an error it weighs."""
    from fnmatch import fnmatchcase

    from ...knowledge.host.devices import GUESTS, RISKY, TAKEOVER
    from ...model.host_access import absolute

    clean = absolute(path)
    if clean == "/dev":
        return "every device of the host", None
    if not path.startswith("/") or not clean.startswith("/dev/"):
        return None
    name = clean.removeprefix("/dev/")
    weights: tuple[tuple[dict[str, str], Severity | None], ...] = (
        (TAKEOVER, None),
        (RISKY, "warning"),
        (GUESTS, "info"),
    )
    for table, severity in weights:
        for glob, what in table.items():
            if fnmatchcase(name, glob) or fnmatchcase(f"{name}/", glob):
                return what, severity
    return None


def _grants_disks(rule: str) -> bool:
    """Whether a rule such as `b 8:* rw` lets the container read or write disks."""
    from ...knowledge.host.devices import DISK_MAJORS

    words = rule.split()
    if len(words) != 3 or not {*words[2]} & {"r", "w"}:
        return False
    major = words[1].partition(":")[0]
    if words[0] == "a":
        return True
    return words[0] == "b" and (major == "*" or (major.isdecimal() and len(major) < 5 and int(major) in DISK_MAJORS))
