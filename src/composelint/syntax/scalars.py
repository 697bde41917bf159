"""YAML scalars: what a plain one means, and where each character of a decoded one stands."""

from __future__ import annotations

import re

from ..core.patterns import pattern


class Timestamp:
    """An unquoted date or time: the reference loader makes an object of it, not a string. `text` is as written."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


Value = str | int | float | bool | None | Timestamp

_WORDS: dict[str, Value] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NUMERIC_START = frozenset("0123456789+-.")
_INTEGER = pattern(r"[-+]?(?:0x[0-9a-fA-F]+|0b[01]+|0o[0-7]+|[0-9]+)\Z")
_FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_DATE = pattern(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?\Z"
)
_LONGEST_NUMBER = 400
_BASES = {"0x": 16, "0b": 2, "0o": 8}


def resolve(text: str, style: str, tag: str | None) -> Value:
    """The value of a scalar. Raises ValueError when an explicit core tag does not fit the text."""
    if tag is None or tag == "!":
        return text if style or tag else plain(text)
    if not tag.startswith("tag:yaml.org,2002:"):
        return text
    kind = tag[len("tag:yaml.org,2002:") :]
    if kind == "str":
        return text
    value = plain(text)
    fits = {
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
        "bool": isinstance(value, bool),
        "null": value is None,
        "timestamp": isinstance(value, Timestamp),
    }.get(kind)
    if fits is False:
        raise ValueError(f'"{text[:40]}" is not what the tag !!{kind} says')
    return text if fits is None else value


def plain(text: str) -> Value:
    """The value of an unquoted scalar (YAML 1.2 core schema; octal `0777`, `_` in numbers and dates as go-yaml)."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START or len(text) > _LONGEST_NUMBER:
        return text
    digits = text.replace("_", "")
    if _INTEGER.match(digits):
        return _integer(digits, text)
    if _FLOAT.match(digits):
        return _float(digits, text)
    if _DATE.match(text):
        return Timestamp(text)
    return text


def _integer(digits: str, text: str) -> Value:
    sign = -1 if digits[0] == "-" else 1
    body = digits.lstrip("+-")
    base = _BASES.get(body[:2])
    if base:
        number = sign * int(body[2:], base)
        return number if _fits(number) else text
    if len(body) > 1 and body[0] == "0":
        octal = not set("89") & set(body)
        return sign * int(body, 8) if octal and _fits(int(body, 8)) else _float(digits, text)
    if sign < 0 and body == "0":
        return -0.0
    return sign * int(body) if _fits(sign * int(body)) else _float(digits, text)


def _fits(number: int) -> bool:
    return -(1 << 63) <= number < (1 << 64)


def _float(digits: str, text: str) -> Value:
    """A number beyond what 64 bits can say is text."""
    number = float(digits)
    return text if abs(number) == float("inf") else number


_ESCAPE = pattern(r"\\(?:x..|u....|U........|\r?\n[ \t]*|.)", re.DOTALL)
_QUOTE = pattern(r"''")


def runs(source: str, start: int, end: int, decoded: str, style: str) -> list[tuple[int, int, int]]:
    """(offset in `decoded`, offset in `source`, length) of every stretch that a scalar shows verbatim.

    Line folding, indentation and escapes fall between runs. An unexpected shape gives no runs at all, so that
    everything then stands for the whole scalar.
    """
    if not style and "\n" not in source[start:end]:
        return [(0, start, len(decoded))] if decoded else []
    if style in ("'", '"'):
        return _align(source, decoded, _quoted(source, start + 1, end - 1, style))
    if style in ("|", ">"):
        head = source.find("\n", start, end)
        return _align(source, decoded, [(head, end, "")]) if head >= 0 else []
    return _align(source, decoded, [(start, end, "")])


def _quoted(source: str, start: int, end: int, style: str) -> list[tuple[int, int, str]]:
    """Stretches between escapes as (start, end, kind of what follows): "'" a doubled quote, "c" one character."""
    parts, at = [], start
    for match in (_QUOTE if style == "'" else _ESCAPE).finditer(source, start, end):
        newline = style == '"' and match.group()[1:2] in ("\n", "\r")
        parts.append((at, match.start(), "" if newline else "c"))
        at = match.end()
    parts.append((at, end, ""))
    return parts


def _align(source: str, decoded: str, parts: list[tuple[int, int, str]]) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    at = 0
    for start, end, escape in parts:
        multiline = "\n" in source[start:end]
        offset = start
        lines = source[start:end].split("\n")
        for number, line in enumerate(lines):
            # Blanks around a line end are folded away; those beside a quote or an escape are the author's.
            text = line.lstrip(" \t") if number else line
            text = text.rstrip(" \t\r") if number < len(lines) - 1 else text
            if text:
                if multiline:
                    while at < len(decoded) and decoded[at] in " \t\r\n" and not decoded.startswith(text, at):
                        at += 1
                if not decoded.startswith(text, at):
                    return []
                found.append((at, offset + line.index(text), len(text)))
                at += len(text)
            offset += len(line) + 1
        if escape:
            at += 1
    return found
