"""What an image asks of the environment of a service before it starts, and does not find there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..knowledge.images.environment import holds
from . import commands
from .data import data_places
from .mounts import is_below, layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..knowledge.images.environment import Environment
    from .compose import Mount
    from .service import Service
    from .stages import Stage

SERVERS = frozenset(
    "docker-entrypoint.sh docker-entrypoint postgres mysqld mysqld_safe mariadbd mongod redis-server valkey-server"
    " rabbitmq-server influxd couchdb opensearch start-sqlservr.sh sqlservr run start /run.sh /start.sh server"
    " minio".split()
)
"""Commands with which an image's own start script still runs its server."""


class Unmet:
    """A condition that does not hold. `given`: the variables by which it applies; `wanted`: what is missing.

    One wanted term is `NAME` or `NAME=value`. Without `wanted`, what is given is refused.
    """

    __slots__ = ("given", "wanted")

    def __init__(self, given: list[str], wanted: list[str]) -> None:
        self.given = given
        self.wanted = wanted

    def __repr__(self) -> str:
        return f"Unmet({self.given}, {self.wanted})"


def unmet(service: Service, *, advised: bool = False) -> Iterator[Unmet]:
    """The conditions of the image that certainly do not hold; with `advised` those without which it does start."""
    facts = service.facts
    if facts is None or service.kind in ("job", "template", "provider") or service.scaled_to_zero or service.partial:
        return
    conditions = facts.advised_environment if advised else facts.required_environment
    if not conditions or not _starts_its_server(service) or _configured(service):
        return
    environment, text = environment_of(service), commands.text(service)
    for condition in conditions:
        if holds(condition, environment, service.environment_complete) is False:
            found = _taken_apart(condition, environment)
            if not any(_name(term) in text for term in found.wanted):
                yield found


def refused(service: Service) -> list[str]:
    """The variables that are set although the image does not start with them."""
    facts = service.facts
    if facts is None or service.kind in ("job", "template", "provider") or not _starts_its_server(service):
        return []
    return [name for name, (value, _) in environment_of(service).items() if value and facts.refuses(name)]


def too_weak(service: Service) -> list[tuple[str, str]]:
    """The variables whose known value the image refuses as too simple, and why."""
    facts = service.facts
    if facts is None or service.kind in ("job", "template", "provider") or not _starts_its_server(service):
        return []
    environment, found = environment_of(service), []
    for name, length, kinds in facts.password_policy:
        value = environment.get(name, (None, False))[0] or ""
        present = sum(any(test(sign) for sign in value) for test in _KINDS)
        if value and len(value) < length:
            found.append((name, f"has fewer than {length} characters"))
        elif value and present < kinds:
            found.append((name, f"mixes fewer than {kinds} of capitals, small letters, digits and signs"))
    return found


_KINDS = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())


def environment_of(service: Service) -> Environment:
    """The environment as conditions want it: variable -> (value, whether it is written literally)."""
    stage = service.build.stage if service.build is not None else None
    known = {name: (text.value, text.literal) for name, text in stage.env().items()} if stage is not None else {}
    for name, found in service.environment.items():
        known[name] = (found.known, found.value is not None and found.value.literal)
    return known


def prefilled(service: Service) -> Mount | None:
    """What may hold the data already, so that nothing is set up: a directory of the host, an external volume."""
    for place in data_places(service) or []:
        mount = layout(service).covering(place.path)
        if mount is not None and (mount.type == "bind" or (mount.volume is not None and mount.volume.external)):
            return mount
    return None


def _taken_apart(condition: str, environment: Environment) -> Unmet:
    alternatives = [alternative.strip() for alternative in condition.split("|")]
    given = [_name(alternative) for alternative in alternatives if alternative.startswith("!")]
    ways = [alternative for alternative in alternatives if not alternative.startswith("!")]
    terms = [term.strip() for term in ways[0].split("+")] if ways else []
    return Unmet(given, [term for term in terms if holds(term, environment) is False])


def _name(term: str) -> str:
    return term.lstrip("!?").partition("=")[0]


def _starts_its_server(service: Service) -> bool:
    """Whether the image's own entrypoint runs, with its own command or one that is still the server."""
    stage = service.build.stage if service.build is not None else None
    if service.entrypoint is not None or (service.build is not None and stage is None):
        return False
    if stage is not None and stage.entrypoint() is not None:
        return False
    words = commands.words(service)
    first = words[0][0] if words else "-"
    return first.startswith("-") or first.rpartition("/")[2] in SERVERS


def _configured(service: Service) -> bool:
    """Whether a file that is mounted or copied in may say what the variables do not, or whether nobody knows."""
    facts, found = service.facts, layout(service)
    paths = facts.configured_by if facts is not None else ()
    stage = service.build.stage if service.build is not None else None
    if not found.complete:
        return True
    places = [mount.target or "/" for mount in found.mounts]
    places += _copied_to(stage) if stage is not None else []
    return any(is_below(place, path) or is_below(path, place) for path in paths for place in places)


def _copied_to(stage: Stage) -> list[str]:
    """The paths that COPY fills along the lineage; `/` for one that nobody knows."""
    from .instructions import Copy

    targets = [made.target for own in stage.lineage() for made in own.instructions if isinstance(made, Copy)]
    return [(target or "/").rstrip("/") or "/" for target in targets]
