"""Scalars without quotes that mean something else to Compose, or to other readers of YAML, than to their author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.edit import Intent, Replace
from ..core.patterns import pattern
from ..core.record import record
from ..syntax import yaml
from ..syntax.scalars import Timestamp
from . import plain
from .rows import Spec

if TYPE_CHECKING:
    from .reader import Complain

_VERSION = pattern(r"version|tag|release", re.IGNORECASE)
_SECRET = pattern(r"pass|pwd|secret|token|key|pin|code", re.IGNORECASE)
"""Names whose values are not repeated."""
_ENDS_IN_ZERO = pattern(r"[0-9]+\.[0-9]*0")
_BASE_60 = pattern(r"[0-5]?[0-9]:[0-5]?[0-9]")
_OCTAL = pattern(r"[1-7][0-7]{2}")


@record
class Trap:
    """What is wrong, what to do, and what to write instead; `safe`: which changes nothing for Compose."""

    message: str
    help: str
    instead: str | bool | None = None
    safe: bool = False


def beware(tree: yaml.Scalar, spec: Spec, path: tuple[str, ...], complain: Complain) -> None:
    """Tells of a scalar without quotes that is not what it looks like."""
    if tree.style or tree.tag or (isinstance(tree.value, str) and not tree.value[:1].isdigit() and not spec.cast):
        return
    found = trap(tree, spec, path)
    if found is not None:
        fix: list[Intent] = []
        if found.instead is not None:
            fix.append(Replace(tree, found.instead, "Say what is meant", "safe" if found.safe else "unsafe"))
        complain("yaml-type-trap", tree, found.message, found.help, fix=fix)


def trap(tree: yaml.Scalar, spec: Spec, path: tuple[str, ...]) -> Trap | None:
    """What an unquoted scalar turns into behind its author's back; None when it is what it looks like."""
    from .reader import dotted

    value, text, what = tree.value, tree.text, dotted(path)
    if isinstance(value, str):
        if spec.cast == "bool" and text.lower() in ("yes", "y", "on", "no", "n", "off"):
            meant = "true" if text.lower() in ("yes", "y", "on") else "false"
            message = f"{what} is the word {text}, which Compose takes for {meant} with a warning"
            return Trap(message, f"Write {meant}.", meant == "true", safe=True)
        if "ports" in path[-2:] or "expose" in path[-2:]:
            return _in_base_60(text)
        return None
    if isinstance(value, bool) or value is None:
        return None
    if path[-1] == "mode" and isinstance(value, int) and _OCTAL.fullmatch(text):
        message = f"{what} is decimal here: the permission bits become {value:04o}, not 0{text}"
        return Trap(message, f'Write the bits in octal: "0{text}".', f"0{text}")
    if spec.plain not in (plain.word, plain.label):
        return None
    rendered = plain.moment(value.text) if isinstance(value, Timestamp) else plain.number(value)
    zeros = _ENDS_IN_ZERO.fullmatch(text) is not None and not _VERSION.search(path[-1])
    if rendered == text or (zeros and isinstance(value, float)):
        return None
    if _SECRET.search(path[-1]):
        return Trap(f"{what} is a number here, and is not kept as it is written", "Put it in quotes.")
    return Trap(f"{what} becomes {rendered}, not {text[:40]}", f'Put it in quotes: "{text}".', text)


def _in_base_60(text: str) -> Trap | None:
    if not _BASE_60.fullmatch(text):
        return None
    message = f"{text} is a number in base 60 for older readers of YAML"
    return Trap(message, f'Put it in quotes: "{text}".', text, safe=True)
