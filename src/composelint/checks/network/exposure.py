"""Ports that are published for more machines than need them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...core.defect import Defect
from ...knowledge.ports import BACKENDS, WEB
from ...model.advice import advise
from ...model.open_doors import open_door
from ...model.port_remedies import loopback_fix
from ...model.ports import Mapping, entries, listed, mappings, published, rewritten
from ...model.service import Service

BACKEND_ROLES = frozenset(
    ("database", "cache", "broker", "search", "object-store", "coordination", "backend", "admin-ui")
)


def exposed_backend_port(service: Service) -> Iterator[Defect]:
    """A database, broker, or admin interface is published on every interface of the host."""
    exposed = _exposed_backends(service)
    if not exposed:
        return
    at, *others = entries(exposed)
    door = open_door(service)
    unguarded = door is not None and door.reach == "network" and not door.door.unheard
    yield Defect(
        at,
        f"{service.label} publishes {_what(exposed)} on every interface of the host"
        + (", and asks for no password" if unguarded else ""),
        also=[(other.span, "and this one") for other in others],
        help=_help(service, exposed),
        severity="error" if unguarded else None,
        fix=loopback_fix(exposed),
    )


def port_on_all_interfaces(service: Service, *, allow: Collection[str] = ()) -> Iterator[Defect]:
    """A port is published on every interface of the host."""
    backends = {mapping.span for mapping in _exposed_backends(service)}
    open_to_all = [
        mapping
        for mapping in published(service)
        if mapping.everywhere
        and mapping.span not in backends
        and not _entrance(mapping)
        and not (mapping.random and service.is_job)
        and f"{service.label}:{mapping.words}" not in allow
    ]
    if not open_to_all:
        return
    at, *others = entries(open_to_all)
    yield Defect(
        at,
        f"{service.label} publishes {listed(open_to_all)} on every interface of the host",
        also=[(other.span, "and this one") for other in others],
        help=_help(service, open_to_all),
        fix=loopback_fix(open_to_all),
    )


def _exposed_backends(service: Service) -> list[Mapping]:
    return [mapping for mapping in published(service) if mapping.everywhere and _is_backend(mapping)]


def _is_backend(mapping: Mapping) -> bool:
    """Whether it leads to something that is made for other servers: the image tells, else the port."""
    service = mapping.service
    facts = service.facts
    if service.role in BACKEND_ROLES:
        return True
    return (facts is None or facts.role is None) and mapping.protocol == "tcp" and mapping.target in BACKENDS


def _entrance(mapping: Mapping) -> bool:
    """Whether it is what a web server or a proxy is there for."""
    facts = mapping.service.facts
    return facts is not None and facts.role in ("web", "proxy") and bool({mapping.target, mapping.fixed} & WEB)


def _what(exposed: list[Mapping]) -> str:
    """The ports, with what listens there where only the port tells it."""
    words = listed(exposed)
    first = exposed[0]
    named = BACKENDS.get(first.target or 0) if first.service.facts is None and len(entries(exposed)) == 1 else None
    return f"{words} ({named})" if named else words


def _help(service: Service, exposed: list[Mapping]) -> str:
    lines = rewritten(mappings(service), exposed)
    target = exposed[0].target
    inside = f"{service.label}:{target}" if target is not None else service.label
    sentence = f"Other services reach {inside} without it. To reach it from this machine only, bind it to loopback:"
    if lines is None:
        return f"{sentence[:-1]}, with `127.0.0.1:` in front."
    return advise(sentence, (service, lines))
