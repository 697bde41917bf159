"""What a build made, and a mount hides."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ...core.defect import Defect
from ...model import commands
from ...model.compose import Mount
from ...model.hidden import Filled, filled, installs_at_start
from ...model.mount_advice import mount_help
from ...model.mount_remedies import added
from ...model.mounts import is_below, layout
from ...model.service import Service


def bind_hides_build(service: Service) -> Iterator[Defect]:
    """A bind mount covers what the build left in the image, and the directory of the host has nothing of the kind."""
    stage = service.build.stage if service.build else None
    if stage is None:
        return
    for mount in service.mounts:
        host = mount.host
        if mount.type != "bind" or host is None or not host.of_project or not host.is_dir or mount.target is None:
            continue
        hidden = [made for made in filled(stage) if _hides(service, mount, made)]
        if hidden and not installs_at_start(service):
            names = " and ".join(made.path for made in hidden)
            below = posixpath.relpath(hidden[0].path, mount.target)
            words = f"git keeps out of {host.path}" if host.find(below) else f"{host.path} lacks"
            paths = [made.path for made in hidden]
            yield Defect(
                mount,
                f"{service.label} hides {names} of its image, which {words}",
                also=[(made.span, "made here by the build") for made in hidden],
                help=mount_help("A volume at that place keeps what the image has:", service, *paths),
                fix=added(service, "volumes", paths, f"Keep {names} of the image in a volume", "unsafe"),
            )


def _hides(service: Service, mount: Mount, made: Filled) -> bool:
    """Whether something that a container needs lies below a mount and no other, and is not on the host."""
    target = mount.target or ""
    if mount.host is None or made.path == target or not is_below(made.path, target):
        return False
    if not made.dependencies and posixpath.basename(made.path) not in re.split(r"[\s/'\"]", commands.text(service)):
        return False
    return (
        layout(service).covering(made.path) is mount and mount.host.holds(posixpath.relpath(made.path, target)) is False
    )
