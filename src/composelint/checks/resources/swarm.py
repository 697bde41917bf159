"""Settings that only `docker stack deploy` obeys."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.patterns import pattern
from ...model.compose import find
from ...model.service import Service
from ...model.swarm import for_swarm
from ...model.values import Map, Text

IGNORED = (
    (("deploy", "mode"), "Compose runs one container, or as many as `deploy.replicas` says."),
    (("deploy", "placement"), "Compose has one host, on which everything runs."),
    (("deploy", "update_config"), "Compose replaces containers at once; `start-first` needs swarm."),
    (("deploy", "rollback_config"), "Compose does not go back by itself."),
    (("deploy", "endpoint_mode"), "Compose has no virtual addresses: a name leads to the containers themselves."),
    (("deploy", "resources", "reservations", "cpus"), "Compose reserves memory and devices only; `cpu_shares` weighs."),
    (("deploy", "resources", "reservations", "generic_resources"), "Compose knows `devices` for that."),
    (("deploy", "restart_policy", "delay"), "The engine waits ever longer between restarts by itself."),
    (("deploy", "restart_policy", "window"), "For the engine a start has succeeded after ten seconds."),
)
"""What docker compose does not hand to the engine (docker/compose, pkg/compose/create.go, 2026), and what it does."""
_LOOKED_FOR = pattern(
    r"(?:traefik|caddy|homepage|diun|wud|ofelia|autoheal|docker-volume-backup|com\.centurylinklabs\.watchtower"
    r"|co\.elastic|com\.datadoghq)(?:[._/].*)?"
)
"""Labels that another program looks for at the container."""


def swarm_only_key(service: Service) -> Iterator[Defect]:
    """A setting has an effect in a swarm only, and the stack is not one for swarm."""
    if for_swarm(service.stack) or service.kind == "provider":
        return
    for path, instead in IGNORED:
        found = find(service.body, *path)
        if found is not None and not (isinstance(found.value, Text) and found.value.value in ("replicated", "")):
            yield Defect(found.key, f"{'.'.join(path)} of {service.label} has no effect outside a swarm", help=instead)
    labels, own = service.setting("deploy", "labels"), service.setting("labels")
    names = [entry.key.value or "" for entry in labels] if isinstance(labels, Map) else []
    here = own.fields if isinstance(own, Map) else {}
    lost = [name for name in names if name not in here]
    key = service.key("deploy", "labels")
    if lost and key is not None:
        wanted = next((name for name in lost if _LOOKED_FOR.fullmatch(name)), None)
        yield Defect(
            key,
            f"the deploy.labels of {service.label} are not on its container"
            + (f", where {wanted} is looked for" if wanted else ""),
            help="Labels of a container stand under `labels:` of the service; those under `deploy` are swarm's.",
            severity="warning" if wanted else None,
        )
