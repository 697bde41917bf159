"""Lengths of time as Compose writes them: `30s`, `1m30s`, `2h`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.patterns import pattern
from .compose import text_of

if TYPE_CHECKING:
    from .values import Node

_DURATION = pattern(r"\+?(?:(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:ns|us|µs|μs|ms|s|m|h|d|w))++")
_PART = pattern(r"([0-9]++\.?+[0-9]*+|\.[0-9]++)(ns|us|µs|μs|ms|s|m|h|d|w)")
_SECONDS = {
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0,
    "d": 86400.0, "w": 604800.0,
}  # fmt: skip


def seconds(node: Node | None) -> float | None:
    """A duration in seconds; None when it is absent, unknown or no duration."""
    text = text_of(node) or ""
    if text == "0":
        return 0.0
    if len(text) > 100 or not _DURATION.fullmatch(text):
        return None
    return sum(float(amount) * _SECONDS[unit] for amount, unit in _PART.findall(text))


def written(amount: float) -> str:
    """Whole seconds as Compose takes them: 90 is `1m30s`."""
    minutes, rest = divmod(round(amount), 60)
    return f"{minutes}m{rest}s" if minutes and rest else f"{minutes}m" if minutes else f"{rest}s"
