"""Names of hosts that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...core.edit import AddItem, AddKey, Intent
from ...core.patterns import pattern
from ...knowledge.endpoints import protocol
from ...model.address_remedies import inherited, renamed_fix
from ...model.advice import advise
from ...model.compose import text_of
from ...model.connections import Connection
from ...model.likeness import is_slip, meant_instead
from ...model.mentions import mentions
from ...model.reach import attached, hosts, leads_elsewhere, meant, names, namespace_owner
from ...model.service import Service
from ...model.values import Map

_HOST = pattern(r"(?i)(?<![\w.-])(?:host|gateway)\.docker\.internal(?![\w-]|\.\w)")
_MODES = {
    "host": "In the host's network, use localhost and the port under which it is published.",
    "bridge": "The engine's own bridge knows no names of services: remove `network_mode`.",
}


def unreachable_service(service: Service) -> Iterator[Defect]:
    """Another service is addressed by its name, but no network leads there."""
    if service.stack.fragment:
        return
    seen: set[Service] = set()
    for connection in service.connections():
        target = connection.to
        if target is None or target in (service, *seen) or connection.outside:
            continue
        if not service.meets(target) or "provider" in (service.kind, target.kind):
            continue
        shared = service.shares_network(target) and not _nameless(service, target)
        elsewhere = _alias_elsewhere(service, target, connection) if shared else None
        if shared is False:
            seen.add(target)
            yield _apart(service, target, connection)
        elif elsewhere is not None:
            seen.add(target)
            yield _misplaced(service, target, connection, elsewhere)


def _misplaced(service: Service, target: Service, connection: Connection, network: str) -> Defect:
    return Defect(
        connection.host_span,
        f"{service.label} uses {connection.host} ({connection.where}), which is a name on {network} only",
        also=[(name.at, f"a name of {target.label}") for name in hosts(service.stack)[connection.host.lower()]],
        help=f"Use {target.label}, which is known on every network, or give it the alias where both are.",
        severity=None if connection.certain else "warning",
    )


def _apart(service: Service, target: Service, connection: Connection) -> Defect:
    words = "with which it shares no network"
    if _nameless(service, target):
        words = "but network_mode host knows no names of services"
    if connection.host.lower() != target.label.lower():
        words = f"which is {target.label}, {words}"
    places: list[tuple[Place, str]] = [
        (place, f"the networks of {each.label}")
        for each in (service, target)
        if (place := each.key("networks") or each.key("network_mode")) is not None
    ]
    return Defect(
        connection.host_span,
        f"{service.label} uses {connection.host} ({connection.where}), {words}",
        also=places,
        help=_joined(service, target),
        severity=None if connection.certain else "warning",
    )


def _nameless(service: Service, target: Service) -> bool:
    """Whether a service lives in the host's network, where other services have no names."""
    own = namespace_owner(service)
    return own is not None and own is not namespace_owner(target) and "mode host" in (attached(own) or ())


def _joined(service: Service, target: Service) -> str | None:
    """The lines that put a service on a network of another one."""
    own, others = namespace_owner(service), namespace_owner(target)
    if own is None or others is None:
        return None
    if own.networks is None:
        return _MODES.get(text_of(own.setting("network_mode")) or "")
    if others.networks is None:
        return f"{target.label} has a network_mode of its own, under which it has no name here."
    lines = [f"  - {name}" for name in (*own.networks, next(iter(others.networks), "default"))]
    return advise("Put both on one network:", (own, ["networks:", *lines]))


def _alias_elsewhere(service: Service, target: Service, connection: Connection) -> str | None:
    """The network on which alone a name is one, where the service is not on it."""
    owner = namespace_owner(service)
    found = [name for name in hosts(service.stack).get(connection.host.lower(), ()) if name.service is target]
    if owner is None or owner.networks is None or not found:
        return None
    networks = [name.network for name in found]
    return None if None in networks or {*networks} & {*owner.networks} else networks[0]


def misspelled_host(service: Service) -> Iterator[Defect]:
    """A host is addressed that is no service, but nearly one."""
    if not service.stack.complete or service.stack.fragment or service.partial or not _all_names_seen(service):
        return
    for connection in service.connections():
        if connection.targets or connection.loopback or not _may_be_service(service, connection):
            continue
        name = meant_instead(service, connection.host)
        if name is not None:
            yield Defect(
                connection.host_span,
                f"{service.label} uses {connection.host} ({connection.where}), which is no service of this stack",
                also=[(name.at, f"{name.text} may be meant")],
                help=f"Did you mean {name.text}?",
                fix=renamed_fix(connection, name.text) if is_slip(connection.host, name.text) else (),
            )


def _may_be_service(service: Service, connection: Connection) -> bool:
    """One word without dots, in a place that the container itself uses."""
    host = connection.host
    return (
        "." not in host and ":" not in host and connection.place != "build arg" and not leads_elsewhere(service, host)
    )


def _all_names_seen(service: Service) -> bool:
    """Whether no other project can bring names into its networks."""
    owner = namespace_owner(service)
    if owner is None or owner.networks is None:
        return False
    return not any(resource is not None and resource.external for resource in owner.networks.values())


def missing_host_gateway(service: Service) -> Iterator[Defect]:
    """A service uses the name of its host, which Docker on Linux only knows when it is told."""
    owner = namespace_owner(service)
    if owner is None or "mode host" in (attached(owner) or ()) or service.kind in ("provider", "template"):
        return
    if service.partial or service.stack.fragment:
        return
    found: dict[str, list[tuple[Place, str]]] = {}
    for span, name, where in mentions(service, _HOST):
        if not leads_elsewhere(owner, name) and not meant(service, name):
            found.setdefault(name.lower(), []).append((span, where))
    for name, ((at, where), *others) in found.items():
        yield Defect(
            at,
            f"{service.label} uses {name} ({where}), which Docker on Linux does not know",
            also=[(place, "and here") for place, _ in others[:3]],
            help=advise("Let the name lead to the host:", (owner, ["extra_hosts:", f'  - "{name}:host-gateway"'])),
            fix=_gateway(owner, name),
        )


def _gateway(service: Service, name: str) -> list[Intent]:
    """The name in `extra_hosts`, in the form that these have."""
    title, key = f"Let {name} lead to the host", service.key("extra_hosts")
    entry = f"{name}:host-gateway"
    if key is not None and key.via:
        return []
    if key is None or inherited(service, key):
        return [AddKey(service.name, ["extra_hosts:", f'  - "{entry}"'], title)]
    hosts = service.setting("extra_hosts")
    # Lists and mappings are read alike, so that the places of the entries have to tell them apart.
    first = next(iter(hosts), None) if isinstance(hosts, Map) else None
    if first is not None and first.key.span.source.text[first.key.span.end :].lstrip("\"'")[:1] == ":":
        return [AddKey(service.name, ["extra_hosts:", f"  {name}: host-gateway"], title)]
    return [AddItem(key, entry, title)]


def underscore_in_hostname(service: Service) -> Iterator[Defect]:
    """A service is addressed over HTTP by a name that is no valid host name."""
    seen: set[str] = set()
    for connection in service.connections():
        host, target = connection.host, connection.to
        why = _invalid(host) if protocol(connection.scheme) == "http" and target is not None else None
        if why is None or target is None or host in seen or connection.outside:
            continue
        seen.add(host)
        yield Defect(
            connection.host_span,
            f"{service.label} uses {host[:40]} ({connection.where}) over HTTP, a host name that {why}",
            also=[(name.at, "the name") for name in names(target) if name.text.lower() == host.lower()],
            help=f"Give {target.label} an alias on its network without it, and use that: Tomcat, Django and Java's URI"
            " refuse such a name.",
            severity="info" if target.own_facts is not None else None,
        )


def _invalid(host: str) -> str | None:
    """What RFC 1123 has against a name of one word."""
    if "_" in host:
        return "has an underscore"
    if host.startswith("-") or host.endswith("-"):
        return "begins or ends with -"
    return "is longer than 63 characters" if "." not in host and len(host) > 63 else None
