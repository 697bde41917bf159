"""Whether a server asks who comes: the door of its image that stands open, where that is decided, and for whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from ..core.defect import Place
from ..knowledge.credentials.doors import DOORS, Door
from ..knowledge.images.environment import holds, variables
from . import commands
from .accounts import untouched
from .compose import text_of
from .file_variables import image_starts
from .kept import remembered
from .values import UNKNOWN, Flag

if TYPE_CHECKING:
    from ..knowledge.images.environment import Environment
    from .compose import Port
    from .service import Service

Reach = Literal["network", "loopback", "stack", "internal"]
"""From where a port is reached: every host of the network, this one, the stack's services, only those on a network
that leads nowhere else.
"""


class OpenDoor:
    """A door that stands open. `at` is what opens it, `port` what publishes it to the network."""

    __slots__ = ("at", "door", "port", "reach")

    def __init__(self, door: Door, at: Place, reach: Reach, port: Port | None) -> None:
        self.door = door
        self.at = at
        self.reach = reach
        self.port = port


@remembered
def open_door(service: Service) -> OpenDoor | None:
    """The first open door of a service; None when there is none, or when nobody can know."""
    facts = service.facts
    name = facts.name if facts is not None else ""
    for door in DOORS:
        if name in door.images or "*" in door.images:
            reach, port = reach_of(service, door.ports)
            if door.published and reach != "network":
                continue
            at = _opened_at(service, door, port)
            if at is not None:
                return OpenDoor(door, at, reach, port)
    return None


def reach_of(service: Service, ports: tuple[int, ...]) -> tuple[Reach, Port | None]:
    """From where one of these ports of a service is reached, and what publishes it to the network."""
    if text_of(service.setting("network_mode")) == "host":
        return "network", None
    published = [port for port in service.ports if port.target in ports]
    outside = next((port for port in published if not port.on_loopback), None)
    if outside is not None:
        return "network", outside
    if published:
        return "loopback", None
    networks = list((service.networks or {}).values())
    closed = [network is not None and _internal(network.body and network.body.get("internal")) for network in networks]
    return ("internal" if closed and all(closed) else "stack"), None


def _internal(node: object) -> bool:
    return isinstance(node, Flag) and node.value is True


def _opened_at(service: Service, door: Door, port: Port | None) -> Place | None:
    """What opens a door: a variable, a word of the command, or, where nothing closes it, what leads to it."""
    if door.below:
        image = service.base_image
        if image is None or image.version is None or image.version[0] >= door.below:
            return None
    if not holds(door.when, _environment(service), service.environment_complete):
        return None
    text = commands.text(service)
    if door.told:
        return _word(service, door.told, text)
    if door.published and not (service.build is None and image_starts(service) and untouched(service)):
        return None
    if door.unless and text and (UNKNOWN in text or re.search(door.unless, text)):
        return None
    for name in variables(door.when):
        variable = service.environment.get(name)
        if variable is not None and variable.known != "":
            return variable.value or variable.name
    return port.span if port is not None else service.name


def _environment(service: Service) -> Environment:
    """What its Dockerfile sets, and over it what Compose does."""
    stage = service.build.stage if service.build is not None else None
    found = {name: (text.value, text.literal) for name, text in stage.env().items()} if stage is not None else {}
    for name, variable in service.environment.items():
        found[name] = (variable.known, variable.value is not None and variable.value.literal)
    return found


def _word(service: Service, told: str, text: str) -> Place | None:
    if not text or not re.search(told, text):
        return None
    return next((span for word, span in commands.words(service) if re.search(told, word)), None)
