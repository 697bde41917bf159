"""Scalars as `docker compose config` prints them.

Source: compose-go's MarshalJSON methods (types/bytes.go, types/duration.go, types/types.go) and Go's number formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..core.patterns import pattern
from ..model.values import Flag, Items, Map, Node, Null, Number, Text
from ..syntax.sizes import bytes_of
from .forms import clean
from .grammar import MODE
from .words import split

Plain = Callable[[Node], object]
"""A node as plain data: None, bool, int, float, str, list."""


def number(value: float | int) -> str:
    """A number where text is wanted, as Go prints it: without a trailing `.0`, scientific from 1e6 on."""
    if isinstance(value, int):
        return str(value)
    if value != value or abs(value) == float("inf"):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(value)]
    if not value:
        return f"{value:.0f}"
    # The fewest digits that say the same float, and their exponent.
    digits, exponent = _digits(value)
    if not -5 < exponent < 6:
        head, tail = digits[:1], digits[1:]
        sign = "-" if value < 0 else ""
        return f"{sign}{head}{'.' if tail else ''}{tail}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return f"{value:.{max(len(digits) - 1 - exponent, 0)}f}"


def _digits(value: float) -> tuple[str, int]:
    from decimal import Decimal

    _, digits, power = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    return text, len(digits) - 1 + (power if isinstance(power, int) else 0)


def moment(text: str) -> str:
    """A date or time written without quotes, as Go prints it: `2024-01-02 00:00:00 +0000 UTC`."""
    found = re.fullmatch(
        r"([0-9]{4})-([0-9]+)-([0-9]+)(?:[Tt \t]+([0-9]+):([0-9]+):([0-9]+)(\.[0-9]*)?[ \t]*(.*))?", text
    )
    if found is None:
        return text
    date = "-".join(f"{int(part):02d}" for part in found.groups()[:3])
    clock = ":".join(f"{int(part or 0):02d}" for part in found.groups()[3:6])
    fraction, zone = (found[7] or "").rstrip("0").rstrip("."), found[8] or "Z"
    if zone == "Z":
        return f"{date} {clock}{fraction} +0000 UTC"
    hours, _, minutes = zone[1:].partition(":")
    offset = f"{zone[0]}{hours[:2]:0>2}{(minutes or hours[2:]):0>2}"
    return f"{date} {clock}{fraction} {offset} {offset}"


def word(node: Node) -> object:
    """Text where a mapping of words stands: `true`, `8`, null for a key without value."""
    if isinstance(node, Text):
        return node.value or ""
    if isinstance(node, Flag):
        return "true" if node.value else "false"
    if isinstance(node, Number):
        return None if node.value is None else number(node.value)
    return None


def label(node: Node) -> object:
    """As `word`; a key without value is empty."""
    return "" if isinstance(node, Null) else word(node)


def size(node: Node) -> object:
    """Bytes, in decimal, as text; nothing for 0, no limit, and for a float, which the reference loader loses."""
    if isinstance(node, Number):
        return str(node.value) if node.value and isinstance(node.value, int) else None
    amount = bytes_of(node.value or "") if isinstance(node, Text) else None
    return str(amount) if amount else None


_PARTS = pattern(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w)")
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


def delay(node: Node) -> object:
    """A duration of which zero is the same as none."""
    text = duration(node)
    return None if text == "0s" else text


def words(node: Node) -> object:
    """A command: null, or the list of its words."""
    if isinstance(node, Text):
        return [item.value or "" for item in split(node)]
    if isinstance(node, Items):
        return [item.value or "" for item in node if isinstance(item, Text)]
    return None


def nonempty(node: Node) -> object:
    """A list of texts without the empty ones."""
    return [item.value for item in node if isinstance(item, Text) and item.value] if isinstance(node, Items) else None


def opt_out(node: Node) -> object:
    """A switch that is on unless it says otherwise."""
    return False if isinstance(node, Flag) and node.value is False else None


def pull_policy(node: Node) -> object:
    return "missing" if isinstance(node, Text) and node.value == "if_not_present" else scalar(node)


def container_path(node: Node) -> object:
    return clean(node.value) if isinstance(node, Text) and node.value else scalar(node)


def device_count(node: Node) -> object:
    """-1 for all."""
    if isinstance(node, Text) and (node.value or "").lower() == "all":
        return -1
    return integer(node)


def repeated(node: Node) -> object:
    """An option that may be given several times: a list of texts."""
    return [word(item) for item in (node if isinstance(node, Items) else (node,))]


def ssh_keys(node: Node) -> object:
    """`ID=PATH`, or a bare ID."""
    entries = list(node) if isinstance(node, Map) else []
    found = [(entry.key.value or "", word(entry.value)) for entry in entries]
    return [f"{name}={path}" if path else name for name, path in found]


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
    if isinstance(node, Text) and MODE.fits(node.value or ""):
        return f"0{int(node.value or '', 8):o}"
    if isinstance(node, Number) and isinstance(node.value, int):
        return f"0{node.value:o}"
    return scalar(node)


def hosts(node: Node) -> object:
    """extra_hosts as a sorted list of HOST=IP."""
    found: list[str] = []
    if isinstance(node, Map):
        for entry in node:
            values = entry.value.items if isinstance(entry.value, Items) else [entry.value]
            addresses = [item.value for item in values if isinstance(item, Text) and item.value]
            found += [f"{entry.key.value}={bare(address)}" for address in addresses]
    for item in node if isinstance(node, Items) else ():
        text = item.value if isinstance(item, Text) else None
        name, mark, address = (text or "").partition("=" if "=" in (text or "") else ":")
        if mark:
            found += [f"{name}={bare(one)}" for one in address.split(",")]
    return sorted(found)


def bare(address: str) -> str:
    """An address without the brackets around it."""
    return address[1:-1] if len(address) > 2 and address[0] + address[-1] == "[]" else address
