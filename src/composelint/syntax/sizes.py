"""Amounts of memory as Compose writes them: `512m`, `1.5g`, `64 MB`, plain bytes."""

from __future__ import annotations

from ..core.patterns import pattern

_SIZE = pattern(r"(-?(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?+) ?(?:([kKmMgGtTpP])(?:[iI]?[bB])?|[bB])?")
_EXPONENTS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40, "p": 50}


def bytes_of(text: str) -> int | None:
    """A size in bytes, units as powers of 1024 however they are spelt; None when it is no size.

    Source: compose-go's types/bytes.go with docker/go-units.
    """
    found = _SIZE.fullmatch(text) if len(text) <= 40 else None
    if found is None or (text.startswith("-") and not text[1:].isdigit()):
        return None
    number = float(found[1]) * (1 << _EXPONENTS[(found[2] or "").lower()])
    return int(number) if abs(number) < float("inf") else None
