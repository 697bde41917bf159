"""The two small languages of the image tables: conditions on a service's environment, and check commands.

A condition is `A | B + C`: alternatives of terms that hold together. A term is `NAME` (set, not empty), `NAME=value`
(case does not matter), `?NAME` (given, even if nobody knows its value), or any of them after `!`.
A command's `{A|B|word}` stands for the first of these variables that is set, else the word; `{listener:NAME}` for
the address of a plain listener among those of a Kafka setting, `{listener:~NAME}` where it only says the ports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ...core.patterns import pattern

if TYPE_CHECKING:
    from .rows import Command

Environment = Mapping[str, tuple[str | None, bool]]
"""Variable -> (its value, None when unknown; whether it is written literally)."""

HARMLESS = pattern(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*")
SLOT = pattern(r"\{([A-Z][^{}]*|listener:[^{}]*)\}")
LISTENER = "localhost:9092"


def holds(condition: str, environment: Environment, complete: bool = True) -> bool | None:
    """Whether a condition holds; None when what decides it is unknown.

    With `complete` False further variables may be set that nobody can see.
    """
    undecided = False
    for alternative in condition.split("|"):
        terms = [_term(term.strip(), environment, complete) for term in alternative.split("+")]
        if all(terms):
            return True
        undecided = undecided or False not in terms
    return None if undecided else False


def _term(term: str, environment: Environment, complete: bool) -> bool | None:
    if term.startswith("!"):
        inner = _term(term[1:], environment, complete)
        return None if inner is None else not inner
    name, equals, wanted = term.removeprefix("?").partition("=")
    if not name:
        return True
    if name not in environment:
        return False if complete else None
    value = environment[name][0]
    if value is None:
        return True if term.startswith("?") else None
    return value.lower() == wanted.lower() if equals else value != ""


def variables(condition: str) -> tuple[str, ...]:
    """The variables that a condition asks for, in order."""
    terms = (term.strip().lstrip("!?").partition("=")[0] for term in condition.replace("+", "|").split("|"))
    return tuple(dict.fromkeys(name for name in terms if name))


def rendered(
    command: Command, environment: Environment, secret: Collection[str], complete: bool = True
) -> list[str] | None:
    """A healthcheck's `test` for this environment: literal harmless values in place, else the container's own.

    None when what it must name is unknown.
    """
    if not isinstance(command, str):
        return ["CMD", *command]
    text, at = "", 0
    for slot in SLOT.finditer(command):
        if slot[1].startswith("listener:"):
            filled = _listener(slot[1].removeprefix("listener:"), environment, complete)
        else:
            filled = _choice(slot[1].split("|"), environment, secret, complete)
        if filled is None:
            return None
        text += command[at : slot.start()] + filled
        at = slot.end()
    return ["CMD-SHELL", text + command[at:]]


def _choice(names: list[str], environment: Environment, secret: Collection[str], complete: bool) -> str:
    """The text for `A|B|word`."""
    unseen: list[str] = []
    text = f"$${{{names[0]}}}"
    for name in names:
        value, literal = environment.get(name, ("", False))
        if not name[:1].isupper():
            text = name
        elif value == "":
            unseen += [] if complete or name in environment else [name]
            continue
        else:
            text = _value(name, value if literal else None, name in secret)
        break
    else:
        return text
    for name in reversed(unseen):
        text = f"$${{{name}:-{text}}}"
    return text


def _value(name: str, value: str | None, secret: bool) -> str:
    if value is None or secret:
        return f"$${{{name}}}"
    return value if HARMLESS.fullmatch(value) else f'"$${{{name}}}"'


def _listener(name: str, environment: Environment, complete: bool) -> str | None:
    """`host:port` at which a broker takes plain connections, from inside its container."""
    bound, name = not name.startswith("~"), name.lstrip("~")
    if name not in environment:
        return LISTENER if complete else None
    protocols = environment.get(name.replace("ADVERTISED_", "").replace("LISTENERS", "LISTENER_SECURITY_PROTOCOL_MAP"))
    value = environment[name][0]
    if value is None or (protocols and protocols[0] is None):
        return None
    pairs = (pair.partition(":") for pair in ((protocols and protocols[0]) or "").split(","))
    protocol = {label.strip(): kind.strip() for label, _, kind in pairs}
    found: list[str] = []
    for item in value.split(","):
        label, _, address = item.strip().partition("://")
        host, _, port = address.rpartition(":")
        if "CONTROLLER" in label or not port.isdigit() or protocol.get(label, label).startswith(("SASL", "SSL")):
            continue
        if not bound or host in ("", "0.0.0.0"):
            host = "localhost"
        if HARMLESS.fullmatch(host):
            found.append(f"{host}:{port}")
    return next((address for address in found if address.endswith(":9092")), found[0] if found else None)
