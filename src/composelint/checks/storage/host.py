"""What of its host a container may change, and what it may see."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.host_mounts import HostMount, host_mounts, meaning
from ...model.mount_advice import read_only_help
from ...model.mount_remedies import read_only_fix
from ...model.service import Service

AGENTS = ("watchtower", "diun", "renovate")
"""Images that are meant to log in to registries."""


def writable_system_path(service: Service) -> Iterator[Defect]:
    """A container can write a directory by which its host is taken over."""
    mounts = list(host_mounts(service))
    for mount in mounts:
        found = meaning(mount)
        if found is None or mount.read_only or found[0] is None:
            continue
        severity = "info" if _commands_engine(service, mounts) else found[0]
        yield Defect(
            mount.at,
            f"{service.label} can write {mount.path} of the host: {found[2]}",
            help=read_only_help("If it only reads:", service, mount.mount),
            severity=severity,
            fix=read_only_fix(service, mount.mount) if severity != "info" else (),
        )


def _commands_engine(service: Service, mounts: list[HostMount]) -> bool:
    """Whether it is root of the host anyway, by the socket of the engine."""
    from ...knowledge.host.sockets import ENGINE

    asks = service.facts is not None and service.facts.needs_socket
    return asks or any(mount.path.rpartition("/")[2] in ENGINE for mount in mounts)


def sensitive_host_path(service: Service) -> Iterator[Defect]:
    """A container sees a directory of its host with secrets, or with the state of everything on it."""
    for mount in host_mounts(service):
        found = meaning(mount)
        if found is None or found[1] is None or not (mount.read_only or found[0] is None) or _public(mount):
            continue
        yield Defect(
            mount.at,
            f"{service.label} sees {mount.path} of the host: {found[2]}",
            help="Mount only the file or directory that it needs, or hand a credential over by `secrets:`.",
            severity="info" if _meant_to_see(service, mount) else found[1],
        )


def _public(mount: HostMount) -> bool:
    from ...knowledge.host.paths import HARMLESS_IN_HOME

    return "/.ssh/" in mount.path and mount.path.endswith(HARMLESS_IN_HOME)


def _meant_to_see(service: Service, mount: HostMount) -> bool:
    """Agents that watch the host, those that pull images, and containers to develop in."""
    image = service.base_image
    watches = service.role == "monitoring" and mount.read_only
    pulls = image is not None and image.last.startswith(AGENTS) and "/.docker" in mount.path
    return watches or pulls or ".devcontainer" in service.file.path.split("/")
