"""Scalars as `docker compose config` prints them.

Source: compose-go's MarshalJSON methods (types/bytes.go, types/duration.go, types/types.go) and Go's number formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..model.values import Flag, Items, Node, Null, Number, Text
from .grammar import bytes_of
from .words import split

Plain = Callable[[Node], object]
"""A node as plain data: None, bool, int, float, str, list."""


def number(value: float | int) -> str:
    """A number where text is wanted: as Go prints it, without a trailing `.0`, scientific from 1e6 on."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(value)]
    text = repr(value)
    mantissa, _, exponent = f"{value:e}".partition("e")
    power = int(exponent)
    if value and not -5 < power < 21:
        digits = re.sub(r"\.?0+$", "", repr(float(mantissa))) if "." in mantissa else mantissa
        return f"{digits}e{'-' if power < 0 else '+'}{abs(power):02d}"
    return text.removesuffix(".0") if "e" not in text else f"{value:.0f}"


def word(node: Node) -> object:
    """Text where a mapping of words stands: `true`, `8`, null for a key without value."""
    if isinstance(node, Text):
        return node.value or ""
    if isinstance(node, Flag):
        return "true" if node.value else "false"
    if isinstance(node, Number):
        return number(node.value or 0)
    return None


def label(node: Node) -> object:
    """As `word`; a key without value is empty."""
    return "" if isinstance(node, Null) else word(node)


def size(node: Node) -> object:
    """Bytes, in decimal, as text. A float counts as 0: the reference loader loses it."""
    if isinstance(node, Number):
        return str(node.value) if isinstance(node.value, int) else "0"
    amount = bytes_of(node.value or "") if isinstance(node, Text) else None
    return None if amount is None else str(amount)


_PARTS = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w)")
_NANOSECONDS = {
    "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 86400e9, "w": 604800e9,
}  # fmt: skip


def duration(node: Node) -> object:
    """A duration as Go prints it: 1m30s, 1h0m0s, 500ms."""
    text = node.value if isinstance(node, Text) else None
    if not text:
        return text
    total = round(sum(float(amount) * _NANOSECONDS[unit] for amount, unit in _PARTS.findall(text)))
    sign = "-" if text.startswith("-") and total else ""
    if total == 0:
        return "0s"
    if total < 1_000_000_000:
        for unit, nanoseconds in (("ms", 1_000_000), ("µs", 1000), ("ns", 1)):
            if total >= nanoseconds:
                return f"{sign}{number(total / nanoseconds)}{unit}"
    seconds = total / 1e9
    hours, rest = divmod(int(seconds), 3600)
    minutes, whole = divmod(rest, 60)
    fraction = f"{number(whole + round(seconds - int(seconds), 9))}s"
    return sign + (f"{hours}h{minutes}m{fraction}" if hours else f"{minutes}m{fraction}" if minutes else fraction)


def words(node: Node) -> object:
    """A command: null, or the list of its words."""
    if isinstance(node, Text):
        return [item.value or "" for item in split(node)]
    if isinstance(node, Items):
        return [item.value or "" for item in node if isinstance(item, Text)]
    return None


def truth(node: Node) -> object:
    """A boolean that is only decoded at the very end, from text."""
    if isinstance(node, Text):
        return (node.value or "").lower() in ("true", "yes", "y", "on", "1")
    return scalar(node)


def scalar(node: Node) -> object:
    """A scalar in its own type; a whole float is an integer."""
    if isinstance(node, Number):
        value = node.value
        return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
    return node.value if isinstance(node, Text | Flag) else None


def integer(node: Node) -> object:
    if isinstance(node, Text) and node.value is not None and re.fullmatch(r"[-+]?[0-9]+", node.value):
        return int(node.value)
    return scalar(node)


def mode(node: Node) -> object:
    """File mode bits: text is octal, a number is taken as it is; printed as octal text."""
    if isinstance(node, Text) and node.value and re.fullmatch(r"0?o?[0-7]+", node.value):
        return f"0{int(node.value.replace('o', ''), 8):o}"
    if isinstance(node, Number) and isinstance(node.value, int):
        return f"0{node.value:o}"
    return scalar(node)


def hosts(node: Node) -> object:
    """extra_hosts as a list of HOST=IP."""
    from ..model.values import Map

    found: list[str] = []
    if isinstance(node, Map):
        for entry in node:
            values = entry.value.items if isinstance(entry.value, Items) else [entry.value]
            addresses = [item.value for item in values if isinstance(item, Text) and item.value]
            found += [f"{entry.key.value}={address.strip('[]')}" for text in addresses for address in text.split(",")]
    for item in node if isinstance(node, Items) else ():
        text = item.value if isinstance(item, Text) else None
        name, mark, address = (text or "").partition("=" if "=" in (text or "") else ":")
        if mark:
            found += [f"{name}={one.strip('[]')}" for one in address.split(",")]
    return found
