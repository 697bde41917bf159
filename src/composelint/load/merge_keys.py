"""The entries of a YAML mapping with `<<` unfolded, as Compose reads merge keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..model.values import Via
from ..syntax import yaml

if TYPE_CHECKING:
    from .reader import Complain


def entries(
    tree: yaml.Mapping, via: tuple[Via, ...], complain: Complain
) -> Iterator[tuple[yaml.Scalar, yaml.Tree, tuple[Via, ...]]]:
    """A mapping's entries with `<<` unfolded: explicit keys win, then the earlier source of a merge."""
    explicit: dict[str, tuple[yaml.Scalar, yaml.Tree, tuple[Via, ...]]] = {}
    merges: list[tuple[yaml.Scalar, yaml.Tree]] = []
    for key, value in tree.entries:
        plain = key.target if isinstance(key, yaml.Alias) else key
        if not isinstance(plain, yaml.Scalar):
            complain("invalid-structure", key, "a key is a list or a mapping")
        elif plain.text == "<<" and not plain.style:
            merges.append((plain, value))
        else:
            explicit[plain.text] = (plain, value, via)
    for key, value in merges:
        for source, how in _merge_sources(key, value, via, complain):
            for inner in entries(source, how, complain):
                explicit.setdefault(inner[0].text, inner)
    yield from explicit.values()


def _merge_sources(
    key: yaml.Scalar, value: yaml.Tree, via: tuple[Via, ...], complain: Complain
) -> Iterator[tuple[yaml.Mapping, tuple[Via, ...]]]:
    name = value.name if isinstance(value, yaml.Alias) else ""
    target = value.target if isinstance(value, yaml.Alias) else value
    sources = target.items if isinstance(target, yaml.Sequence) else [value]
    for source in sources:
        found = source.target if isinstance(source, yaml.Alias) else source
        name = source.name if isinstance(source, yaml.Alias) else name
        if isinstance(found, yaml.Mapping):
            yield found, (*via, Via("merge", source.span, name))
        else:
            place = source if source.end > source.start else key
            complain("invalid-yaml", place, "<< takes a mapping or a list of mappings")
