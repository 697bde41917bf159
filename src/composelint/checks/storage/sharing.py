"""One directory, written by two servers that both believe it is theirs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from ...core.defect import Defect
from ...model.compose import Mount, Stack, find, text_of
from ...model.data import DataPlace, data_places
from ...model.mount_advice import volume_help
from ...model.mounts import layout
from ...model.service import Service
from ...model.values import Node, Number

MOST_SHARING = 50
"""Services on one directory that each further one is compared with."""
Holding = tuple[Service, Mount, DataPlace]


def shared_database_volume(stack: Stack) -> Iterator[Defect]:
    """Two servers keep their data in the same place of one volume or directory."""
    first: dict[tuple[str, str], list[Holding]] = {}
    for service in stack.services.values():
        told = False
        for source, mount, place in _holdings(service):
            for other, theirs, _ in islice(first.setdefault(source, []), MOST_SHARING):
                if not told and other is not service and service.meets(other):
                    told = True
                    yield from _both(service, mount, place, other, theirs)
            first[source].append((service, mount, place))
            count = _replicas(service)
            if isinstance(count, Number) and not told and service.is_server and not _by_node(service, mount):
                told = True
                yield Defect(
                    count,
                    f"{count.text} containers of {service.label} write the same data in {_name(mount)}",
                    also=[(mount, "mounted into each of them")],
                    help="A database takes its directory for its own: run one, or several services with a volume each.",
                )


def _both(service: Service, mount: Mount, place: DataPlace, other: Service, theirs: Mount) -> Iterator[Defect]:
    jobs = [it for it in (service, other) if it.is_job]
    if len(jobs) == 2 or (jobs and any(edge.service in jobs for it in (service, other) for edge in it.depends_on)):
        return
    if not all(it.is_server or it.is_job for it in (service, other)):
        return
    yield Defect(
        mount,
        f"{service.label} and {other.label} both write their data to {_name(mount)}",
        also=[(theirs, f"the mount of {other.label}")],
        help=f"Mount it with :ro in {jobs[0].label}, if it only reads."
        if jobs
        else volume_help("Two servers on one directory destroy it: give each its own.", service, [place.path]),
        severity="info" if jobs else None,
    )


def _holdings(service: Service) -> Iterator[tuple[tuple[str, str], Mount, DataPlace]]:
    """The writable mounts that hold a server's data: what they lead to, and the place in that."""
    facts = service.facts
    # These keep a directory for each host below it.
    if not service.stateful or facts is None or facts.data_named_by_host or facts.name == "wurstmeister/kafka":
        return
    for place in data_places(service) or ():
        mount = layout(service).covering(place.path)
        if mount is None or mount.read_only or mount.target is None or mount.named is None or not mount.source:
            continue
        below = posixpath.relpath(place.path, mount.target)
        if mount.type == "bind" and mount.host is not None:
            yield ("bind", posixpath.normpath(posixpath.join(mount.host.path, below))), mount, place
        elif mount.type == "volume":
            field = find(mount.body, "volume", "subpath")
            subpath = text_of(field.value) if field is not None else ""
            if subpath is not None:
                yield (f"volume {mount.source}", posixpath.normpath(posixpath.join(subpath, below))), mount, place


def _replicas(service: Service) -> Node | None:
    """The setting that asks for more than one container."""
    for path in (("scale",), ("deploy", "replicas")):
        node = service.setting(*path)
        if isinstance(node, Number) and node.value is not None and node.value > 1:
            return node
    return None


def _by_node(service: Service, mount: Mount) -> bool:
    """Whether a swarm gives each of the containers a volume of its own: on another node, or by its name."""
    swarm = any(service.setting("deploy", key) is not None for key in ("placement", "update_config", "mode"))
    name = find(mount.volume.body, "name") if mount.volume is not None else None
    return swarm or "{{" in (mount.source or "") or (name is not None and "{{" in (text_of(name.value) or ""))


def _name(mount: Mount) -> str:
    return f"the volume {mount.source}" if mount.type == "volume" else f"{mount.source}"
