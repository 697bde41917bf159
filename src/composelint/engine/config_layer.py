"""A configuration file's located nodes as the layer that they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..core.rule import Rule
from ..load.discover import StackFiles
from ..load.ignoring import excluded
from ..load.paths import directory_of, join
from ..model.values import Flag, Items, Map, Node, Number, Text
from .config import Layer, Override, StackEntry
from .select import Selection, expand

if TYPE_CHECKING:
    from ..core.defect import Place
    from .policies import Policy

Say = Callable[["Place", str], None]
"""Tells what is wrong at a place of the file."""


def layer(node: Map, path: str, known: Mapping[str, Rule], say: Say) -> Layer:
    """The layer of a file that was read without a problem; `known` are the rules that it may name."""
    directory = directory_of(path)
    severity = _severity(node)
    stacks, profiles = node.get("stacks"), node.get("profiles")
    on = {slug for slug, level in severity.items() if level != "off"}
    policies = list(_policies(node, say))
    return Layer(
        directory=directory,
        selection=Selection(
            texts(node.get("select")),
            texts(node.get("ignore")),
            on | {policy.rule.slug for policy in policies if policy.rule.slug not in severity},
            set(severity) - on,
        ),
        severity=severity,
        options=dict(_options(node)),
        exclude=tuple(texts(node.get("exclude"))),
        stacks=[_stack(entry, directory) for entry in _maps(stacks)] if stacks is not None else None,
        overrides=[_override(entry, directory, known) for entry in _maps(node.get("overrides"))],
        policies=policies,
        fail_on=text(node.get("fail-on")),
        env={name: _written(value) for name, value in fields(node.get("env"))},
        profiles=tuple(texts(profiles)) if profiles is not None else None,
        shellcheck=text(node.get("shellcheck")),
    )


def plain(node: Node) -> object:
    """A node as plain data, as JSON would hold it."""
    if isinstance(node, Map):
        return {name: plain(value) for name, value in fields(node)}
    if isinstance(node, Items):
        return [plain(item) for item in node]
    return node.value


def text(node: Node | None) -> str | None:
    return node.value if isinstance(node, Text) else None


def texts(node: Node | None) -> list[str]:
    """The texts of a list, or the one text that stands instead."""
    items = node if isinstance(node, Items) else [node]
    return [item.value for item in items if isinstance(item, Text) and item.value is not None]


def fields(node: Node | None) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Map):
        yield from ((name, entry.value) for name, entry in node.fields.items())


def _maps(node: Node | None) -> Iterator[Map]:
    if isinstance(node, Items):
        yield from (item for item in node if isinstance(item, Map))


def _severity(node: Map) -> dict[str, str]:
    return {slug: level for slug, value in fields(node.get("severity")) if (level := text(value)) is not None}


def _options(node: Map) -> Iterator[tuple[str, dict[str, object]]]:
    """Each rule's options as the keyword arguments of its check."""
    for slug, options in fields(node.get("options")):
        yield slug, {name.replace("-", "_"): _argument(plain(value)) for name, value in fields(options)}


def _argument(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _written(node: Node) -> str:
    """A variable's value as Compose would read it from an env file."""
    if isinstance(node, Flag):
        return "true" if node.value else "false"
    return node.text if isinstance(node, Number) else text(node) or ""


def _stack(node: Map, directory: str) -> StackEntry:
    files = [join(directory, name) for name in texts(node.get("files"))]
    return StackEntry(
        StackFiles(directory_of(files[0]), files),
        text(node.get("name")),
        tuple(join(directory, name) for name in texts(node.get("env_file"))),
        tuple(texts(node.get("profiles"))),
    )


def _override(node: Map, directory: str, known: Mapping[str, Rule]) -> Override:
    paths, services = node.get("paths"), node.get("services")
    return Override(
        None if paths is None else excluded(directory, texts(paths)),
        None if services is None else tuple(texts(services)),
        expand(texts(node.get("ignore")), known),
        _severity(node),
    )


def _policies(node: Map, say: Say) -> Iterator[Policy]:
    for name, body in fields(node.get("policies")):
        if isinstance(body, Map):
            from .policies import read

            policy = read(name, body, say)
            if policy is not None:
                yield policy
