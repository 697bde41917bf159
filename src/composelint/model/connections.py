"""What the services of a stack connect to, as far as it is written: in settings, commands, checks and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..core.record import record
from ..core.source import Span
from ..knowledge.endpoints import default_port
from .kept import remembered
from .reach import is_loopback, meant

if TYPE_CHECKING:
    from ..syntax.endpoints import Endpoint
    from ..syntax.urls import Part
    from .compose import Stack
    from .service import Service
    from .values import Text

Place = Literal[
    "environment",
    "image environment",
    "image default",
    "command",
    "entrypoint",
    "healthcheck",
    "hook",
    "label",
    "config",
    "build arg",
]


@record
class Connection:
    """One address that a service connects to, where it is written.

    `targets` are the services that the host means: one, none (the outside, the container itself), or several where a
    name is shared. `port` is None also when it is unknown, and then `port_span` tells that one is written. `certain`:
    nothing but an address can be meant; else a name says so (`DB_HOST: db`), or an image's own default. `scheme` is
    None where none is written, "" in a connection string. User, password and database are what the value itself says,
    or for a bare host the settings of the same name (`DB_HOST`, `DB_USER`).
    """

    service: Service
    targets: tuple[Service, ...]
    host: str
    port: int | None
    scheme: str | None
    place: Place
    certain: bool
    span: Span
    """Of the URL, connection string or list; of a bare host the host."""
    host_span: Span
    port_span: Span | None = None
    key: Text | None = None
    """The name of the variable or label; None in commands, checks and contents."""
    jdbc: bool = False
    user: Part | None = None
    password: Part | None = None
    database: Part | None = None

    @property
    def to(self) -> Service | None:
        """The service that is meant, when it is a single one."""
        return self.targets[0] if len(self.targets) == 1 else None

    @property
    def loopback(self) -> bool:
        """To the container itself."""
        return not self.targets and is_loopback(self.host)

    @property
    def outside(self) -> bool:
        """Used elsewhere than in the container: by those who read labels, by a build."""
        return self.place in ("label", "build arg")

    @property
    def aside(self) -> bool:
        """Not what the service itself needs in order to run."""
        return self.outside or self.place == "healthcheck"

    @property
    def wanted_port(self) -> int | None:
        """The port that is asked for: as written, else the scheme's; None when unknown."""
        return default_port(self.scheme) if self.port_span is None else self.port

    @property
    def where(self) -> str:
        """The place in words, for messages: the variable's name, else the kind of place."""
        return (self.key.value if self.key is not None else None) or f"its {self.place}"


def connections(stack: Stack) -> list[Connection]:
    """What all services of a stack connect to."""
    return [found for service in stack.services.values() for found in connections_of(service)]


@remembered
def connections_of(service: Service) -> list[Connection]:
    """What a service connects to: each written address once, in the order of its places within a setting."""
    from .written_endpoints import written

    found: dict[tuple[Span, str, int | None], Connection] = {}
    for place, key, endpoint, certain in written(service):
        identity = (endpoint.host_span, endpoint.host, endpoint.port)
        if identity not in found:
            targets = meant(service, endpoint.host)
            found[identity] = _connection(service, targets, place, key, endpoint, certain)
    return list(found.values())


def _connection(
    service: Service, targets: tuple[Service, ...], place: Place, key: Text | None, endpoint: Endpoint, certain: bool
) -> Connection:
    return Connection(
        service,
        targets,
        endpoint.host,
        endpoint.port,
        endpoint.scheme,
        place,
        certain,
        endpoint.span,
        endpoint.host_span,
        endpoint.port_span,
        key,
        endpoint.jdbc,
        endpoint.user,
        endpoint.password,
        endpoint.database,
    )
