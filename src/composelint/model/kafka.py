"""Where the Kafka brokers of a stack listen, and which address each listener sends its clients to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .accounts import untouched
from .kept import remembered
from .reach import namespace_owner
from .values import Text

if TYPE_CHECKING:
    from ..core.source import Span
    from .compose import Stack
    from .connections import Connection
    from .service import Service

_VARIABLES = (
    ("KAFKA_ADVERTISED_LISTENERS", "KAFKA_LISTENERS"),
    ("KAFKA_CFG_ADVERTISED_LISTENERS", "KAFKA_CFG_LISTENERS"),
)
"""Apache's and Confluent's images; Bitnami's."""
_OPTIONS = ("--advertise-kafka-addr", "--kafka-addr")
"""Redpanda's."""
_LISTENER = pattern(r"\s*(?:([\w.-]+)://)?(\[[0-9A-Fa-f:.]*\]|[\w.\ufffc-]*):([0-9]{1,5}|[0-9]*\ufffc[0-9\ufffc]*)\s*")
_LONGEST = 2_048
_CONFIG = ("/mnt", "/etc", "/opt")
"""Where Apache's images have their configuration."""
DEFAULT_PORT = 9092
DEFAULT = "apache/kafka apache/kafka-native".split()
"""Images whose own configuration advertises localhost:9092 (config/kraft/server.properties, 2026)."""


class Listener:
    """One advertised listener. `host` is None when unknown; `port` is where it listens, None when unknown."""

    __slots__ = ("host", "name", "port", "span")

    def __init__(self, name: str, host: str | None, port: int | None, span: Span) -> None:
        self.name = name
        self.host = host
        self.port = port
        self.span = span
        """Of the host."""

    def __repr__(self) -> str:
        return f"Listener({self.name!r}, {self.host!r}, {self.port!r})"


@remembered
def listeners(service: Service) -> list[Listener]:
    """The listeners that a broker advertises to clients; empty when it is none, or nobody can know them all."""
    for advertised, own in _VARIABLES:
        variable = service.environment.get(advertised)
        if variable is not None and variable.value is not None:
            bound = service.environment.get(own)
            return _read(variable.value, bound.value if bound is not None else None)
    written = [_option(service, option) for option in _OPTIONS]
    return _read(written[0], written[1]) if written[0] is not None else []


def advertises_localhost_by_default(service: Service) -> bool:
    """Whether an image runs with its own configuration, which is made for one machine."""
    facts = service.own_facts
    plain = service.command is None and service.entrypoint is None and service.environment_complete
    if facts is None or facts.name not in DEFAULT or not plain:
        return False
    if any((mount.target or _CONFIG[0]).startswith(_CONFIG) for mount in service.mounts):
        return False
    return untouched(service) and not any(name.startswith("KAFKA_") for name in service.environment)


@remembered
def _clients(stack: Stack) -> dict[Service, list[Connection]]:
    """What connects to each service of a stack."""
    found: dict[Service, list[Connection]] = {}
    for service in stack.services.values():
        for connection in service.connections():
            if connection.to is not None:
                found.setdefault(connection.to, []).append(connection)
    return found


def clients(broker: Service) -> list[Connection]:
    """The connections of other containers that reach a broker by its name."""
    return [found for found in _clients(broker.stack).get(broker, ()) if reaches(found, broker)]


def reaches(connection: Connection, broker: Service) -> bool:
    """Whether a connection leads from one container to another, in a set of services where both run."""
    client = connection.service
    if connection.aside or namespace_owner(client) in (namespace_owner(broker), None):
        return False
    return client.meets(broker) and client.shares_network(broker) is True


def _read(advertised: Text, bound: Text | None) -> list[Listener]:
    own = {name: port for name, _, port, _ in _parsed(bound) or ()} if bound is not None else {}
    found = _parsed(advertised)
    if found is None or (bound is not None and not own):
        return []
    return [
        Listener(name, host, own.get(name, port), span) for name, host, port, span in found if "CONTROLLER" not in name
    ]


def _parsed(text: Text) -> list[tuple[str, str | None, int | None, Span]] | None:
    """Name, host, port and the host's place of each listener; None when the text is something else."""
    excerpt = text.resolved()
    found: list[tuple[str, str | None, int | None, Span]] = []
    at = 0
    while at <= len(excerpt.text) <= _LONGEST:
        stop = excerpt.text.find(",", at)
        stop = len(excerpt.text) if stop < 0 else stop
        match = _LISTENER.fullmatch(excerpt.text, at, stop)
        if match is None:
            return None
        host = None if "\ufffc" in match[2] else match[2].strip("[]")
        port = int(match[3]) if match[3].isdigit() else None
        found.append(((match[1] or "").upper(), host, port, excerpt.span(*match.span(2))))
        at = stop + 1
    return found


def _option(service: Service, name: str) -> Text | None:
    """The value of an option of the command: the next word, or what stands behind `=` or a blank in the same one."""
    words = service.command.words if service.command is not None else []
    for at, word in enumerate(words):
        text = word.known_text
        if text == name and at + 1 < len(words):
            return words[at + 1]
        if text.startswith((f"{name}=", f"{name} ")):
            excerpt = word.resolved()
            value = excerpt.slice(len(name) + 1, len(excerpt.text))
            return Text(value.text, value.whole, excerpt=value)
    return None
