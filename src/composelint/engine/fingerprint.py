"""What identifies a finding from run to run: rule, stack, service or stage, key and ordinal.

Not the line, the path or the words, so that it survives moved lines, renamed files and better messages.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..core.defect import Finding
from ..core.source import Source
from ..model.compose import Stack
from ..syntax import yaml

if TYPE_CHECKING:
    from ..model.dockerfile import Dockerfile


def identify(findings: Iterable[Finding], stack: Stack) -> None:
    """Says of every finding of a stack what it is about; `number` then tells apart what is about the same.

    What the loader or a rule over the whole stack finds inside a service is about that service.
    """
    keys, home = Keys(stack), home_of(stack)
    for finding in findings:
        path = keys.at(finding.span.source, finding.span.start)
        if finding.service is None and path[:1] == ["services"] and path[1:2] and path[1] in stack.services:
            finding.service = path[1]
        finding.identity = (finding.rule, home, finding.service or "", ".".join(path))


def number(findings: Iterable[Finding]) -> None:
    """Completes the identities of a run: equal ones get ordinals in the order of the findings."""
    ordinals: dict[tuple[str, ...], int] = {}
    for finding in findings:
        identity = finding.identity
        ordinal = ordinals[identity] = ordinals.get(identity, -1) + 1
        finding.identity = (*identity, str(ordinal))


def home_of(stack: Stack) -> str:
    """A stack's directory; a Dockerfile that nobody builds is a stack itself, and may be renamed."""
    alone = not stack.compose_files and any(file.path == stack.root for file in stack.files)
    return (posixpath.dirname(stack.root) or ".") if alone else stack.root


class Keys:
    """The keys, the variable or the instruction that hold a place in one of a stack's files."""

    __slots__ = ("files",)

    def __init__(self, stack: Stack) -> None:
        self.files = {file.source: file for file in stack.files}

    def at(self, source: Source, offset: int) -> list[str]:
        file = self.files.get(source)
        if file is None:
            return []
        if file.stream is not None:
            paths = (_path(root, offset) for root in file.stream.documents)
            return next((path for path in paths if path), [])
        if file.dockerfile is not None:
            return _instruction(file.dockerfile, source.line_of(offset))
        entries = file.entries.entries if file.entries is not None else []
        index = bisect_right(entries, offset, key=lambda entry: entry.span.start) - 1
        return [entries[index].name] if index >= 0 and offset <= entries[index].span.end else []


def _instruction(dockerfile: Dockerfile, line: int) -> list[str]:
    """The stage and the keyword of the instruction that a line belongs to; none stand before the first FROM."""
    at = bisect_right(dockerfile.stages, line, key=lambda stage: stage.instruction.node.line.first) - 1
    if at < 0:
        return []
    stage = dockerfile.stages[at]
    index = bisect_right(stage.instructions, line, key=lambda instruction: instruction.node.line.first) - 1
    instruction = stage.instructions[index] if index >= 0 else stage.instruction
    return [f"{stage.name or stage.index}.{instruction.keyword}"] if line <= instruction.node.line.last else []


def _path(tree: yaml.Tree, offset: int) -> list[str]:
    """The keys that lead to the node at an offset; list items carry no number, so that inserting one moves none."""
    path: list[str] = []
    node: yaml.Tree | None = tree
    while node is not None:
        below: yaml.Tree | None = None
        if isinstance(node, yaml.Mapping):
            index = bisect_right(node.entries, offset, key=lambda entry: entry[0].start) - 1
            key, value = node.entries[index] if index >= 0 else (node, node)
            if index >= 0 and offset <= max(value.end, key.end):
                path.append(key.text if isinstance(key, yaml.Scalar) else "")
                below = value if offset >= value.start else None
        elif isinstance(node, yaml.Sequence):
            index = bisect_right(node.items, offset, key=lambda item: item.start) - 1
            if index >= 0 and offset <= node.items[index].end:
                path.append("[]")
                below = node.items[index]
        node = below
    return path
