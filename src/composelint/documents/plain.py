"""YAML as plain values, read by our own reader: front matter, and the `run` blocks of examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..syntax.yaml import Tree


def mapping(text: str) -> dict[str, object]:
    """The mapping that a YAML text holds. Raises ValueError when it holds something else."""
    from ..core.source import Source
    from ..syntax.yaml import parse

    stream = parse(Source("", text))
    if stream.problems:
        raise ValueError(stream.problems[0].defect.message)
    value = _plain(stream.documents[0]) if stream.documents else None
    if not isinstance(value, dict):
        raise ValueError("is no mapping of names to values")
    return value


def _plain(tree: Tree) -> object:
    from ..syntax.yaml import Alias, Mapping, Scalar

    if isinstance(tree, Scalar):
        value = tree.value
        return value if value is None or isinstance(value, str | int | float) else value.text
    if isinstance(tree, Mapping):
        return {str(_plain(key)): _plain(value) for key, value in tree.entries}
    return _plain(tree.target) if isinstance(tree, Alias) else [_plain(item) for item in tree.items]
