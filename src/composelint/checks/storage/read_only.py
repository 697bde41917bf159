"""Containers whose root nobody can write, and what their image writes all the same."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import Intent, SetList
from ...knowledge.mounting import CONFIGURED_BY, NEEDS_TMP, TOLERANT
from ...model.advice import fenced, quoted_key
from ...model.compose import Mount
from ...model.data import image_volumes
from ...model.host_access import absolute
from ...model.mount_advice import volume_names
from ...model.mount_remedies import added
from ...model.mounts import is_below, layout
from ...model.service import Service
from ...model.values import Flag, Text


def read_only_breaks_image(service: Service) -> Iterator[Defect]:
    """The root of a container is read-only, and its image does not start without writing to it."""
    switch, facts = service.setting("read_only"), service.own_facts
    if not isinstance(switch, Flag) or switch.value is not True or facts is None or not facts.writable:
        return
    name = facts.name.rpartition("/")[2]
    settings, found = CONFIGURED_BY.get(name), layout(service)
    if name in TOLERANT or not found.complete or service.entrypoint is not None:
        return
    if settings is not None and (found.covering(settings) is not None or found.inside(settings)):
        return
    missing = [path for path in facts.writable if not _writable(service, path)]
    vital = [path for path in missing if path != "/tmp" or name in NEEDS_TMP]
    if vital:
        yield Defect(
            switch,
            f"{service.label} has a read-only root, but its image writes {' and '.join(vital)}",
            help=_help(service, missing),
            fix=_fix(service, missing),
        )


def _writable(service: Service, path: str) -> bool:
    """Whether something can be written at a path, as far as it is known."""
    path = absolute(path)
    if any(is_below(path, volume) for volume in image_volumes(service)):
        return True
    targets = [(absolute(mount.target), mount) for mount in layout(service).mounts if mount.target]
    above = [mount for target, mount in targets if is_below(path, target)]
    below = any(is_below(target, path) and target != path for target, _ in targets)
    return below or any(not mount.read_only for mount in above)


def _data(service: Service, missing: list[str]) -> list[str]:
    facts = service.facts
    return [path for path in missing if facts is not None and path in (facts.data or ())]


def _fix(service: Service, missing: list[str]) -> list[Intent]:
    """Memory for all of it, where none is data; `tmpfs` may be one text, which becomes a list."""
    title = f"Give {service.label} {' and '.join(missing)} to write in memory"
    if _data(service, missing):
        return []
    at, written = service.key("tmpfs"), [mount for mount in service.mounts if mount.key == "tmpfs"]
    if at is not None and not at.via and len(written) == 1 and _stands_alone(at, written[0]):
        text = written[0].span.text.strip("'\"")
        return [SetList(at, [text, *missing], title)]
    return added(service, "tmpfs", missing, title)


def _stands_alone(key: Text, mount: Mount) -> bool:
    """Whether a mount is no item of a list: nothing but a colon parts it from the key."""
    source = key.span.source
    return source is mount.span.source and source.text[key.span.end : mount.span.start].strip() == ":"


def _help(service: Service, missing: list[str]) -> str:
    """Memory for what may be lost, a volume for what must not."""
    data = _data(service, missing)
    passing = [path for path in missing if path not in data]
    lines = ["services:", f"  {quoted_key(service.label)}:"]
    if passing:
        lines += ["    tmpfs:", *(f"      - {path}" for path in passing)]
    if data:
        names = volume_names(service, data)
        lines += ["    volumes:", *(f"      - {name}:{path}" for name, path in zip(names, data, strict=True))]
        lines += ["volumes:", *(f"  {name}:" for name in names)]
    return fenced("Give it places to write:", "yaml", lines)
