"""Names with their values inside longer texts: pairs in connection strings and options, lines of settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...core.patterns import pattern

_QUOTED = r"""(?:"([^"\n]*+)"|'([^'\n]*+)'"""
_PAIR = pattern(rf"(?:^|(?<=[?&;,\s]))(?:-D|--)?([A-Za-z][\w.-]{{1,60}}+)={_QUOTED}|([^&;,\"'\s]++))")
_BEFORE = r"(?:^[ \t]*+(?:(?:-|export|set|ENV|ARG|LABEL)[ \t]+)?|[{,][ \t]*+)"
_REST = r"""((?:\$\{[^}\n]*+\}|[^&;,"'\s{}])++)|["']([^"'\n]++))"""
_LINE = pattern(rf"""{_BEFORE}["']?([A-Za-z_][\w.-]{{1,60}}+)["']?[ \t]*+[:=][ \t]*+{_QUOTED}|{_REST}""", re.MULTILINE)


def pairs(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of the `name=value` pairs of a connection string, a query or a list of options."""
    return _named(_PAIR, text)


def lines(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of settings on lines or in braces: `name = value`, `name: value`, `{"name": "value"}`."""
    return _named(_LINE, text)


def _named(found: re.Pattern[str], text: str) -> Iterator[tuple[str, int, int]]:
    for match in found.finditer(text):
        group = match.lastindex or 0
        start, end = match.span(group)
        code = group == 4 and "(" in text[start:end]
        if start < end and not code:
            yield match[1], start, end
