"""Published ports: where on the host they open, as far as it is known, and whether they open at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .compose import text_of
from .kept import remembered
from .swarm import for_swarm
from .values import Flag, Items, Map, Node, Number, Text

if TYPE_CHECKING:
    from ..core.source import Span
    from .service import Service

MOST_LINES = 50
"""Entries of `ports` that are written again."""
EVERY_FAMILY = frozenset((4, 6))
_UNSPECIFIED: dict[str, frozenset[int]] = {
    "": EVERY_FAMILY,
    "*": EVERY_FAMILY,
    "0.0.0.0": frozenset((4,)),
    "::": frozenset((6,)),
    "0:0:0:0:0:0:0:0": frozenset((6,)),
    "::ffff:0.0.0.0": frozenset((4,)),
}
"""The addresses that mean every interface -> the families of addresses."""
_PORT_NAME = pattern(r"(?:.*_)?PORTS?")
_RANGE = pattern(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
_CONTAINER = pattern(r"(.*:)[0-9]+(/[a-z]+)?")
_EVERY_PREFIX = pattern(r"(?:\*|0\.0\.0\.0|\[?::\]?):(?=[^:]*:[^:]*\Z)")
_REFERENCE = pattern(r"\$\{[^{}$]*\}|\$[A-Za-z_]\w*")
_NO_ADDRESS = pattern(r"(?:[0-9-]*:)?[0-9-]+(?:/[a-z]+)?")


class Mapping:
    """One entry of `ports` in force; each port of a range on its own, `span` is that of the whole entry.

    `target` is None when unknown. `low` and `high` bound the host's ports, from which Docker takes one; both None:
    unknown, or a random port (then `random`). `ip` is None when unknown, empty when none is written. `short` is the
    entry as written, None in the long form. `block`: it needs all ports of a range too long to be told one by one.
    """

    __slots__ = ("block", "high", "ip", "low", "node", "protocol", "random", "service", "short", "span", "target")

    def __init__(self, service: Service, node: Map) -> None:
        target, published, protocol = (node.get(name) for name in ("target", "published", "protocol"))
        self.service = service
        self.node = node
        self.span = node.span
        self.target = int(target.value) if isinstance(target, Number) and target.value is not None else None
        self.block = isinstance(target, Number) and target.value is None
        self.protocol = text_of(protocol) if protocol is not None else "tcp"
        self.ip = _ip(node)
        written = text_of(published)
        self.random = published is None or written in ("", "0")
        self.low, self.high = (None, None) if self.random else _bounds(written)
        self.short = _short(node)

    @property
    def everywhere(self) -> bool:
        """Whether it opens on every interface of the host."""
        return self.ip in _UNSPECIFIED

    @property
    def families(self) -> frozenset[int]:
        """The families of addresses on all of which it opens."""
        return _UNSPECIFIED.get(self.ip or "", frozenset()) if self.ip is not None else frozenset()

    @property
    def long(self) -> bool:
        """Whether it is written with a key for each part."""
        target = self.node.fields.get("target")
        return target is not None and target.key.span != target.value.span

    @property
    def fixed(self) -> int | None:
        """The one host port that it needs."""
        return self.low if self.low == self.high else None

    @property
    def words(self) -> str:
        """The host port for messages, else the container's."""
        if self.low is not None and self.high is not None:
            return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"
        return str(self.target) if self.target is not None else "a port"

    def __repr__(self) -> str:
        return f"Mapping({self.ip}:{self.words}:{self.target}/{self.protocol})"


def _ip(node: Map) -> str | None:
    written = node.get("host_ip")
    if written is not None:
        value = text_of(written)
        return None if value is None else value.strip("[]").lower()
    # An unknown host port may bring an address along, but nobody calls that a port.
    for part in (node.get("published"), node.get("target")):
        for piece in part.pieces if isinstance(part, Text) else ():
            name = piece.reference.name if piece.reference is not None else ""
            if piece.value is None and not _PORT_NAME.fullmatch(name):
                return None
    return None if isinstance(node.get("target"), Text) else ""


def _bounds(text: str | None) -> tuple[int | None, int | None]:
    match = _RANGE.fullmatch(text) if text is not None else None
    return (int(match[1]), int(match[2] or match[1])) if match else (None, None)


def _short(node: Map) -> str | None:
    """The text of the short form, whose keys stand where their values do; None also where quotes hide more."""
    target = node.fields.get("target")
    if target is None or target.key.span != target.value.span:
        return None
    text = node.span.text.strip("'\"")
    return None if {'"', "\\", "\n", " "} & set(text) else text


@remembered
def mappings(service: Service) -> list[Mapping]:
    """All entries of `ports`, whether they have an effect or not."""
    ports = service.setting("ports")
    return [Mapping(service, node) for node in ports if isinstance(node, Map)] if isinstance(ports, Items) else []


@remembered
def published(service: Service) -> list[Mapping]:
    """The entries that open a port on the host; none of a service that nobody starts."""
    if service.kind in ("provider", "template") or service.scaled_to_zero or without_effect(service) is not None:
        return []
    return mappings(service)


def without_effect(service: Service) -> str | None:
    """Why `ports` of a service open nothing: its own `network_mode`, or `internal` networks; None when they do.

    Swarm publishes through a network of its own, whatever the service's are.
    """
    mode = text_of(service.setting("network_mode"))
    if mode is not None:
        kind = mode.partition(":")[0]
        return mode if kind in ("host", "none", "service", "container") else None
    networks = (service.networks or {}).values()
    bodies = [resource.body if resource is not None else None for resource in networks]
    closed = [body is not None and _true(body.get("internal")) for body in bodies]
    return "internal" if closed and all(closed) and not for_swarm(service.stack) else None


def _true(node: Node | None) -> bool:
    return isinstance(node, Flag) and node.value is True


def entries(found: Iterable[Mapping]) -> list[Mapping]:
    """One mapping for each written entry."""
    return [group[0] for group in grouped(found)]


def grouped(found: Iterable[Mapping]) -> list[list[Mapping]]:
    """The mappings of each written entry."""
    groups: dict[Span, list[Mapping]] = {}
    for mapping in found:
        groups.setdefault(mapping.span, []).append(mapping)
    return list(groups.values())


def listed(found: Iterable[Mapping]) -> str:
    """The host ports for messages: `80, 443 and 8000-8010`."""
    words = []
    for group in grouped(found):
        numbers = [number for mapping in group for number in (mapping.low, mapping.high) if number is not None]
        whole = len(group) > 1 and numbers and min(numbers) < max(numbers)
        words.append(f"{min(numbers)}-{max(numbers)}" if whole else group[0].words)
    words = list(dict.fromkeys(words))
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def rewritten(
    found: Iterable[Mapping], exposed: Iterable[Mapping] = (), moved: tuple[Mapping, int] | None = None
) -> list[str] | None:
    """Entries as the `ports` of an override, the `exposed` ones bound to loopback, one `moved` to a container port.

    Compose appends lists of ports, so that an override has to replace all of them. None where an entry cannot be
    written again, and where there are many.
    """
    first = entries(found)
    if len(first) > MOST_LINES:
        return None
    spans = {mapping.span for mapping in exposed}
    lines = ["ports: !override"]
    for mapping in first:
        text = mapping.short if mapping.short is not None else _shortened(mapping)
        if text is None:
            return None
        if moved is not None and mapping.span == moved[0].span:
            text = leading_to(text, moved[1])
        if mapping.span in spans and text is not None:
            text = on_loopback(text)
        if text is None:
            return None
        lines.append(f'  - "{text}"')
    return lines


def leading_to(text: str, port: int) -> str | None:
    """An entry in the short form with another port of the container; None where that cannot be told apart."""
    match = _CONTAINER.fullmatch(text)
    return f"{match[1]}{port}{match[2] or ''}" if match is not None else None


def on_loopback(text: str) -> str | None:
    """An entry in the short form bound to loopback; None where an address comes by a variable."""
    masked = _REFERENCE.sub(lambda found: "0" * len(found[0]), text)
    every = _EVERY_PREFIX.match(masked)
    at = every.end() if every is not None else 0
    if not _NO_ADDRESS.fullmatch(masked[at:]):
        return None
    return f"127.0.0.1:{text[at:]}" if ":" in masked[at:] else f"127.0.0.1::{text[at:]}"


def _shortened(mapping: Mapping) -> str | None:
    """The short form of a long one."""
    if mapping.target is None or mapping.ip is None or (mapping.low is None and not mapping.random):
        return None
    host = "" if mapping.random else f"{mapping.words}:"
    protocol = "" if mapping.protocol == "tcp" else f"/{mapping.protocol}"
    address = "" if mapping.everywhere else f"[{mapping.ip}]:" if ":" in mapping.ip else f"{mapping.ip}:"
    if address and not host:
        host = ":"
    return f"{address}{host}{mapping.target}{protocol}"
