"""Scalars without quotes that mean something else to Compose, or to other readers of YAML, than to their author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..core.patterns import pattern
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

Trap = tuple[str, str]
"""What is wrong, and what to do."""


def beware(tree: yaml.Scalar, spec: Spec, path: tuple[str, ...], complain: Complain) -> None:
    """Tells of a scalar without quotes that is not what it looks like."""
    if tree.style or tree.tag or (isinstance(tree.value, str) and not tree.value[:1].isdigit() and not spec.cast):
        return
    found = trap(tree, spec, path)
    if found is not None:
        complain("yaml-type-trap", tree, *found)


def trap(tree: yaml.Scalar, spec: Spec, path: tuple[str, ...]) -> Trap | None:
    """What an unquoted scalar turns into behind its author's back; None when it is what it looks like."""
    from .reader import dotted

    value, text, what = tree.value, tree.text, dotted(path)
    if isinstance(value, str):
        if spec.cast == "bool" and text.lower() in ("yes", "y", "on", "no", "n", "off"):
            meant = "true" if text.lower() in ("yes", "y", "on") else "false"
            return f"{what} is the word {text}, which Compose takes for {meant} with a warning", f"Write {meant}."
        if "ports" in path[-2:] or "expose" in path[-2:]:
            return _in_base_60(text)
        return None
    if isinstance(value, bool) or value is None:
        return None
    if path[-1] == "mode" and isinstance(value, int) and _OCTAL.fullmatch(text):
        message = f"{what} is decimal here: the permission bits become {value:04o}, not 0{text}"
        return message, f'Write the bits in octal: "0{text}".'
    if spec.plain not in (plain.word, plain.label):
        return None
    rendered = plain.moment(value.text) if isinstance(value, Timestamp) else plain.number(value)
    zeros = _ENDS_IN_ZERO.fullmatch(text) is not None and not _VERSION.search(path[-1])
    if rendered == text or (zeros and isinstance(value, float)):
        return None
    if _SECRET.search(path[-1]):
        return f"{what} is a number here, and is not kept as it is written", "Put it in quotes."
    return f"{what} becomes {rendered}, not {text[:40]}", f'Put it in quotes: "{text}".'


def _in_base_60(text: str) -> Trap | None:
    if not _BASE_60.fullmatch(text):
        return None
    return f"{text} is a number in base 60 for older readers of YAML", f'Put it in quotes: "{text}".'
