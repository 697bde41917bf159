"""Published ports that cannot be had, do nothing, or need more than they should."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...core.edit import Remove
from ...knowledge.ports import WEB
from ...model.advice import advise
from ...model.collisions import FEW, Collision, collisions
from ...model.compose import Stack, text_of
from ...model.ports import Mapping, entries, listed, mappings, published, rewritten, without_effect
from ...model.service import Service

HIGHEST = 65535
FIRST_FREE = 1024


def port_collision(stack: Stack) -> Iterator[Defect]:
    """Two containers, or two entries of one, ask for the same port of the host."""
    for found in collisions(stack):
        if found.needed > 1:
            yield _repeated(found)
        elif found.later.service is found.earlier.service:
            yield _twice(found)
        else:
            yield _shared(found)
    yield from _beside_host_network(stack)


def _repeated(found: Collision) -> Defect:
    service, low = found.later.service, found.low
    target = found.later.target or low
    node = service.setting("deploy", "replicas") or service.setting("scale")
    also: list[tuple[Place, str]] = [] if node is None else [(node, f"{found.needed} containers")]
    last = low + found.needed - 1
    wide = f"Publish a range, `{low}-{last}:{target}`, let" if last <= HIGHEST else "Let"
    return Defect(
        found.later,
        f"{service.label} runs {found.needed} times and publishes {_ports(found)} only once",
        also=also,
        help=f"{wide} Docker choose (`{target}`), or put a proxy in front.",
    )


def _twice(found: Collision) -> Defect:
    service = found.later.service
    kept = found.earlier.span.source is not found.later.span.source
    message = f"{service.label} publishes {_ports(found)} twice"
    lines = _without(service, found.earlier) if kept else None
    if not kept or lines is None:
        return Defect(found.later, message, also=[(found.earlier, "published here first")], help="Remove one of them.")
    return Defect(
        found.later,
        f"{message}: Compose appends lists of ports",
        also=[(found.earlier, "published here first")],
        help=advise("With `!override` a later file replaces the list:", (service, lines)),
    )


def _shared(found: Collision) -> Defect:
    first, second = found.earlier.service.label, found.later.service.label
    return Defect(
        found.later,
        f"{second} and {first} publish the same {_ports(found)}",
        also=[(found.earlier, f"published by {first}")],
        help="Docker starts only one of them. Services reach each other without `ports`: publish another port of the "
        "host, or none.",
    )


def _ports(found: Collision) -> str:
    low, high = found.low, found.high
    return f"host port {low}" if low == high else f"host ports {low} to {high}"


def _without(service: Service, left_out: Mapping) -> list[str] | None:
    """The service's `ports` without those of one file, as lines of an override."""
    kept = [mapping for mapping in entries(mappings(service)) if mapping.span.source is not left_out.span.source]
    return rewritten(kept)


def _beside_host_network(stack: Stack) -> Iterator[Defect]:
    """A published port on which a service listens that shares the network of the host."""
    on_host = [service for service in stack.services.values() if _listens_on_host(service)]
    if not on_host:
        return
    from ...model.listening import listening

    claims: dict[int | None, list[Mapping]] = {}
    for service in stack.services.values():
        for mapping in published(service):
            if mapping.protocol == "tcp" and mapping.ip is not None:
                claims.setdefault(mapping.fixed, []).append(mapping)
    for service in on_host:
        for port, heard in listening(service).ports.items():
            for mapping in claims.get(port, [])[:FEW]:
                if mapping.service.meets(service):
                    yield Defect(
                        mapping,
                        f"{mapping.service.label} publishes host port {port}, on which {service.label} listens",
                        also=[(heard.at, heard.words)],
                        help=f"{service.label} uses the network of the host: publish another port.",
                        severity="warning",
                    )


def _listens_on_host(service: Service) -> bool:
    """Whether it is known to listen, and does so in the network of the host."""
    if text_of(service.setting("network_mode")) != "host":
        return False
    from ...knowledge.servers import BUILT_IN, FIXED
    from ...model.listening import listening

    facts = service.facts
    return listening(service).program is not None or (facts is not None and facts.name in (*FIXED, *BUILT_IN))


def ports_without_effect(service: Service) -> Iterator[Defect]:
    """Ports are published where nothing can be: in another network, or in one that is closed."""
    why = without_effect(service)
    key = service.key("ports")
    if why is None or key is None or not mappings(service):
        return
    kind, _, owner = why.partition(":")
    words, help, refused = _REASONS[kind]
    mode = service.key("network_mode" if kind != "internal" else "networks")
    yield Defect(
        key,
        f"{service.label} {words}, so that its ports have no effect" if not refused else f"{service.label} {words}",
        also=[] if mode is None else [(mode, "decided here")],
        help=help.replace("{}", owner),
        severity="error" if refused else None,
        fix=[Remove(key, "Remove the ports", "unsafe")] if kind == "host" else (),
    )


_REASONS = {
    "host": (
        "shares the network of its host",
        "What it listens on is open on the host already: remove `ports`.",
        False,
    ),
    "internal": (
        "is only on internal networks",
        "Give it a network that is not `internal` as well, or remove `ports`.",
        False,
    ),
    "none": ("has no network and publishes ports", "Docker does not open them: remove one of the two.", False),
    "service": (
        "publishes ports in the network of another service, which Docker refuses",
        "Publish them on {}, whose network it is.",
        True,
    ),
    "container": (
        "publishes ports in the network of another container, which Docker refuses",
        "Publish them on {}, whose network it is.",
        True,
    ),
}
"""Why ports have no effect -> what the service is, what to do, and whether Docker refuses it."""


def privileged_host_port(service: Service) -> Iterator[Defect]:
    """A port of the host below 1024 that is not the web's."""
    low = [mapping for mapping in published(service) if mapping.low is not None and 0 < mapping.low < FIRST_FREE]
    for mapping in entries(mapping for mapping in low if mapping.low not in WEB):
        yield Defect(
            mapping,
            f"{service.label} publishes the privileged host port {listed([mapping])}",
            help="Below 1024 only root may listen on the host, and the system's own services do: publish a higher one.",
        )
