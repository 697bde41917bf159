"""The two small languages of the image tables: conditions on a service's environment, and check commands.

A condition is `A | B + C`: alternatives of terms that hold together. A term is `NAME` (set, not empty), `NAME=value`
(case does not matter), `?NAME` (given, even if nobody knows its value), or any of them after `!`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .rows import Command

Environment = Mapping[str, tuple[str | None, bool]]
"""Variable -> (its value, None when unknown; whether it is written literally)."""

HARMLESS = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*")
SLOT = re.compile(r"\{([A-Z][^{}]*)\}")


def holds(condition: str, environment: Environment, complete: bool = True) -> bool | None:
    """Whether a condition holds; None when what decides it is unknown."""
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


def rendered(command: Command, environment: Environment, secret: Collection[str], complete: bool = True) -> list[str]:
    """A healthcheck's `test` for this environment: literal harmless values in place, else the container's own."""
    if not isinstance(command, str):
        return ["CMD", *command]

    def fill(slot: re.Match[str]) -> str:
        return _choice(slot[1].split("|"), environment, secret, complete)

    return ["CMD-SHELL", SLOT.sub(fill, command)]


def _choice(names: list[str], environment: Environment, secret: Collection[str], complete: bool) -> str:
    """The text for `A|B|word`: the first variable that is set, else the word."""
    name, rest = names[0], names[1:]
    if not name[:1].isupper():
        return name
    value, literal = environment.get(name, ("", False))
    if value != "":
        shown = value is not None and literal and name not in secret and HARMLESS.fullmatch(value)
        return value if shown and value else f"$${{{name}}}"
    if not rest:
        return f"$${{{name}}}"
    default = _choice(rest, environment, secret, complete)
    return default if complete or name in environment else f"$${{{name}:-{default}}}"
