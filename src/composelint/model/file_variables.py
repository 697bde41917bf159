"""Variables that name a file with a credential, and the files that a service's secrets make."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from . import commands
from .compose import text_of
from .kept import remembered
from .values import Items, Map

if TYPE_CHECKING:
    from .service import Service

DIRECTORY = "/run/secrets"
ENDING = "_FILE"


def image_starts(service: Service) -> bool:
    """Whether its image's own entrypoint runs, which reads what the image's manual names."""
    stage = service.build.stage if service.build is not None else None
    inherited = service.build is None or (stage is not None and stage.entrypoint() is None)
    return service.entrypoint is None and inherited


@remembered
def secret_paths(service: Service) -> frozenset[str] | None:
    """Where the service's secrets stand in its container; None when more may stand there than is known."""
    found: set[str] = set()
    for section, directory in (("secrets", DIRECTORY), ("configs", "/")):
        listed = service.setting(section)
        if not isinstance(listed, Items | None):
            return None
        for item in listed or ():
            name = text_of(item.get("target") or item.get("source")) if isinstance(item, Map) else None
            if name is None:
                return None
            found.add(posixpath.join(directory, name))
    for mount in service.mounts:
        if mount.target is None or f"{DIRECTORY}/".startswith(mount.target.rstrip("/") + "/"):
            return None
        if mount.target.startswith(f"{DIRECTORY}/"):
            found.add(mount.target)
    whole = service.stack.complete and not service.partial and service.setting("volumes_from") is None
    return frozenset(found) if whole else None


def mentioned(service: Service, name: str) -> bool:
    """Whether the service's commands or its healthcheck name a variable: then they may read the file themselves."""
    block = service.healthcheck_block
    words = [commands.text(service), *(word or "" for word in (block.test_words if block else ()))]
    hooks = [service.setting(key) for key in ("post_start", "pre_start", "pre_stop")]
    return any(name in word for word in words) or any(hooks)
