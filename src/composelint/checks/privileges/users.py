"""As whom a container runs, and to which groups of the host it belongs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...model.advice import advise
from ...model.compose import text_of
from ...model.host_access import items
from ...model.list_advice import without
from ...model.service import Service
from ...model.values import Text

_SWITCHING = ("PUID", "USER_ID", "USERID", "RUN_AS_USER", "LOCAL_USER_ID", "HOST_UID")
"""Variables from which entrypoints that start as root learn which user to become."""


def host_group_added(service: Service) -> Iterator[Defect]:
    """A container belongs to a group that is powerful on the host."""
    facts = service.facts
    if facts is not None and facts.socket_proxy:
        return
    for item in items(service, "group_add"):
        from ...knowledge.host.groups import POWERFUL

        name = text_of(item)
        why = POWERFUL.get(name or "")
        if why is None and isinstance(item, Text) and _stands_for_docker(item):
            name, why = "docker", POWERFUL["docker"]
        if why is not None:
            severity: Severity | None = "info" if facts is not None and facts.needs_socket else None
            yield Defect(
                item,
                f"{service.label} belongs to the group {name}: {why}",
                help=without("Take it out, and give it what it needs in another way", service, [item], "group_add"),
                severity=severity,
            )


def _stands_for_docker(group: Text) -> bool:
    """Whether its number comes from a variable such as `DOCKER_GID`."""
    names = (piece.reference.name.upper() for piece in group.pieces if piece.reference is not None)
    return any("DOCKER" in name and ("GID" in name or "GROUP" in name) for name in names)


def runs_as_root(service: Service) -> Iterator[Defect]:
    """Compose says that a service runs as root."""
    written = service.setting("user")
    name = (text_of(written) or "").partition(":")[0].strip()
    if written is None or name not in ("root", "0") or service.kind in ("job", "template", "provider"):
        return
    if _would_anyway(service) or any(name in service.environment for name in _SWITCHING):
        return
    yield Defect(
        written,
        f"{service.label} runs as root",
        help=advise(
            "Let the image's own user run it, and give that user the files it needs:", (service, ["user: !reset null"])
        ),
    )


def _would_anyway(service: Service) -> bool:
    """Whether the image starts as root by itself, or changes its user when it has started."""
    if service.build is None:
        facts = service.facts
        return facts is not None and facts.user in ("root", "drops")
    from ...model.running import drops_privileges

    stage = service.build.stage
    facts = service.facts
    return stage is None or drops_privileges(stage) or (facts is not None and facts.user == "drops")
