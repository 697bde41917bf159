"""Settings that only `docker stack deploy` obeys."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import AddKey, Intent, Remove
from ...core.patterns import pattern
from ...knowledge.credentials.names import sense
from ...model.advice import advise, flow_list
from ...model.compose import find, text_of
from ...model.remedies import in_place
from ...model.service import Service
from ...model.swarm import for_swarm
from ...model.values import Field, Map, Node, Text

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
_COMMENT = pattern(r"\s#")


def swarm_only_key(service: Service) -> Iterator[Defect]:
    """A setting has an effect in a swarm only, and the stack is not one for swarm."""
    if for_swarm(service.stack) or service.kind == "provider":
        return
    for path, instead in IGNORED:
        found = find(service.body, *path)
        if found is not None and not (isinstance(found.value, Text) and found.value.value in ("replicated", "")):
            yield Defect(found.key, f"{'.'.join(path)} of {service.label} has no effect outside a swarm", help=instead)
    yield from _lost_labels(service)


def _lost_labels(service: Service) -> Iterator[Defect]:
    """Labels of the service that its container does not have."""
    labels, own, key = service.setting("deploy", "labels"), service.setting("labels"), service.key("deploy", "labels")
    here = own.fields if isinstance(own, Map) else {}
    lost = [entry for entry in labels if entry.key.value not in here] if isinstance(labels, Map) else []
    if not lost or key is None:
        return
    names = [entry.key.value or "" for entry in lost]
    lines = ["labels:", *(f"  {_text(entry.key)}: {_text(entry.value)}" for entry in lost)]
    wanted = next((name for name in names if _LOOKED_FOR.fullmatch(name)), None)
    yield Defect(
        key,
        f"the deploy.labels of {service.label} are not on its container"
        + (f", where {wanted} is looked for" if wanted else ""),
        help=advise(
            "Those under `deploy` are a swarm's; the labels of a container stand beside it:",
            (service, lines),
        ),
        severity="warning" if wanted else None,
        fix=_moved(service, key, labels, lines) if isinstance(labels, Map) else (),
    )


def _moved(service: Service, key: Text, labels: Map, lines: list[str]) -> list[Intent]:
    """The labels beside `deploy` instead of below it, where all of them are written there, and none is a secret."""
    own = find(service.body, "labels")
    if (own is not None and (own.key.via or own.value.via)) or any(
        _elsewhere(entry, key) or _secret(entry) for entry in labels
    ):
        return []
    text, span = key.span.source.text, labels.span
    if _COMMENT.search(text, key.span.end, max(text.find("\n", span.end), span.end)):
        return []
    title = f"Give the labels to the container of {service.label}"
    return [AddKey(service.name, lines, title, "unsafe"), Remove(key, title, "unsafe")]


def _elsewhere(entry: Field, key: Text) -> bool:
    """Whether a label arrived from another place than the block that a key stands for."""
    return bool(entry.key.via) or not in_place(entry.value) or entry.key.span.source is not key.span.source


def _secret(entry: Field) -> bool:
    name = (entry.key.value or "").lower()
    return "auth" in name or bool(sense(name.replace(".", "_").replace("-", "_")))


def _text(node: Node) -> str:
    """A label's name or value in quotes, with its variables as they are written."""
    if not isinstance(node, Text) or not node.pieces:
        return flow_list([(text_of(node) or "").replace("$", "$$")])[1:-1]
    pieces = [p.span.text if p.reference else (p.value or "").replace("$", "$$") for p in node.pieces]
    return flow_list(["".join(pieces)])[1:-1]
