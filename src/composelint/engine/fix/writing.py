"""YAML text for new values, in the style of what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps

from ...core.edit import Scalar
from ...core.patterns import pattern
from ...core.source import Source
from ...syntax import yaml
from ...syntax.scalars import plain as plain_value
from .claims import RefusedError
from .shapes import written

_BARE = pattern(r"[\w./$][\w./$@%+=~^()-]*(?:[ :][\w./$@%+=~^()-]+)*\Z")
"""Texts that need no quotes anywhere, whatever else might do without."""
_BASE_60 = pattern(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\Z")
_AMBIGUOUS = frozenset("y Y yes Yes YES n N no No NO on On ON off Off OFF".split())
"""Strings to Compose, booleans to older readers."""


def parsed(lines: Sequence[str]) -> yaml.Mapping:
    """The mapping that lines say. Raises RefusedError."""
    stream = yaml.parse(Source("", "\n".join(lines) + "\n"))
    if stream.broken or len(stream.documents) != 1 or not isinstance(stream.documents[0], yaml.Mapping):
        raise RefusedError("what is to be added is no mapping")
    return stream.documents[0]


def scalar(value: Scalar, style: str, other: str) -> str:
    """A value in the quotes of `style` if they fit, else bare or in the `other` ones."""
    if not isinstance(value, str):
        return written(value)
    if style == "" and _bare(value):
        return value
    if (style or other) == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return dumps(value, ensure_ascii=not value.isprintable())


def _bare(text: str) -> bool:
    """Whether every reader takes a text without quotes for this text."""
    if not _BARE.match(text) or text in _AMBIGUOUS or _BASE_60.match(text):
        return False
    return isinstance(plain_value(text), str)


def block(mapping: yaml.Mapping, column: int, step: int, list_step: int) -> Iterator[str]:
    """The lines of a mapping as a block that begins in a column."""
    for key, value in mapping.entries:
        yield from _entry(_slice(key), value, column, step, list_step)


def _entry(key: str, value: yaml.Tree, column: int, step: int, list_step: int) -> Iterator[str]:
    pad = " " * column
    if isinstance(value, yaml.Mapping) and not value.flow:
        yield f"{pad}{key}:"
        yield from block(value, column + step, step, list_step)
    elif isinstance(value, yaml.Sequence) and not value.flow:
        yield f"{pad}{key}:"
        yield from (f"{pad}{' ' * list_step}- {_line(item)}" for item in value.items)
    else:
        text = _line(value)
        yield f"{pad}{key}: {text}" if text else f"{pad}{key}:"


def _line(node: yaml.Tree) -> str:
    """A node that stands on one line."""
    text = _slice(node)
    if "\n" in text:
        raise RefusedError("what is to be added does not stand on one line")
    return text


def _slice(node: yaml.Tree) -> str:
    return node.source.text[node.start : node.end]


def flow(node: yaml.Tree, quoted: bool) -> str:
    """A node inside braces or brackets; `quoted`: as in JSON."""
    if isinstance(node, yaml.Mapping):
        return "{" + ", ".join(pairs(node, quoted)) + "}"
    if isinstance(node, yaml.Sequence):
        return "[" + ", ".join(flow(item, quoted) for item in node.items) + "]"
    text = _line(node)
    if quoted and isinstance(node, yaml.Scalar) and isinstance(node.value, str):
        return dumps(node.text, ensure_ascii=False)
    return text


def pairs(mapping: yaml.Mapping, quoted: bool) -> list[str]:
    return [f"{flow(key, quoted)}: {flow(value, quoted)}" for key, value in mapping.entries]
