"""The service that a host name may be meant for which is none: by its letters, or by what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.nearest import distance
from ..core.patterns import pattern
from .answering import meant_by
from .kept import remembered
from .reach import Name, hosts, names, shares_network

if TYPE_CHECKING:
    from .compose import Stack
    from .service import Service

_DIGITS = pattern(r"[0-9]+")
_MOST_NAMES = 400
_MOST_HOSTS = 100
"""Names of a stack, and hosts that are none, up to which letters are compared: beyond, nobody reads the answer."""
_LONGEST = 63


def meant_instead(service: Service, host: str) -> Name | None:
    """The one name that may be meant: alike, or of the only server that the word stands for."""
    found = _alike(service.stack, host) if len(host) <= _LONGEST else []
    reachable = [
        name for name in found if service.meets(name.service) and shares_network(service, name.service) is not False
    ]
    if reachable:
        return reachable[0] if len({name.service for name in reachable}) == 1 else None
    servers = meant_by(service, host)
    return names(servers[0][0])[0] if len(servers) == 1 else None


def is_slip(host: str, name: str) -> bool:
    """Whether at most one letter, or what is easily forgotten, lies between a host and the name that is meant."""
    return _folded(host) == _folded(name) or distance(host.lower(), name.lower(), 1) <= 1


@remembered
def _known(stack: Stack) -> dict[str, list[Name]]:
    """What was found for each host."""
    return {}


@remembered
def _by_letters(stack: Stack) -> dict[str, list[Name]]:
    """The names of a stack by their folded form."""
    found: dict[str, list[Name]] = {}
    for same in hosts(stack).values():
        for name in same:
            found.setdefault(_folded(name.text), []).append(name)
    return found


def _alike(stack: Stack, host: str) -> list[Name]:
    known, letters = _known(stack), _by_letters(stack)
    if host not in known:
        found = letters.get(_folded(host), [])
        if not found and len(letters) <= _MOST_NAMES and len(known) < _MOST_HOSTS:
            found = [name for same in letters.values() for name in same if _near(host.lower(), name.text.lower())]
        known[host] = found
    return known[host]


def _folded(name: str) -> str:
    """A name without what is easily forgotten: case, `-` and `_`, the plural."""
    return name.lower().replace("-", "").replace("_", "").removesuffix("s")


def _near(host: str, name: str) -> bool:
    """Whether a slip of the finger lies between two names; other numbers are meant as they are."""
    limit = 2 if len(host) >= 8 else 1 if len(host) >= 4 else 0
    if not limit or len(name) < 4 or len(name) > _LONGEST or _DIGITS.findall(host) != _DIGITS.findall(name):
        return False
    return distance(host, name, limit) <= limit
