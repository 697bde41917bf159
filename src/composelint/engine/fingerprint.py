"""What identifies a finding from run to run: rule, stack, service or stage, key and ordinal.

Not the line, the path or the words, so that it survives moved lines, renamed files and better messages.
"""

from __future__ import annotations

import hashlib

from ..core.defect import Finding
from ..core.source import Span
from ..model.compose import Stack, TextFile
from ..syntax import yaml


def stamp(findings: list[Finding], stack: Stack) -> None:
    """Gives every finding of a stack its fingerprint; equal ones are told apart by their order."""
    files = {file.source: file for file in stack.files}
    ordinals: dict[tuple[str, ...], int] = {}
    for finding in findings:
        file = files.get(finding.span.source)
        key = key_at(file, finding.span) if file is not None else ""
        identity = (finding.rule, stack.root, finding.service or "", key)
        ordinal = ordinals[identity] = ordinals.get(identity, -1) + 1
        text = "\0".join((*identity, str(ordinal)))
        finding.fingerprint = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def key_at(file: TextFile, span: Span) -> str:
    """The dotted key, variable or instruction that holds a place."""
    if file.stream is not None:
        return next((".".join(_path(root, span.start)) for root in file.stream.documents), "")
    if file.entries is not None:
        entry = next(
            (entry for entry in file.entries.entries if entry.span.start <= span.start <= entry.span.end), None
        )
        return entry.name if entry else ""
    if file.dockerfile is not None:
        for stage in file.dockerfile.stages:
            for instruction in stage.instructions:
                if instruction.span.start <= span.start <= instruction.span.end:
                    return f"{stage.name or stage.index}.{instruction.keyword}"
    return ""


def _path(tree: yaml.Tree, offset: int) -> list[str]:
    """The keys that lead to the node at an offset; list items carry no number, so that inserting one moves none."""
    path: list[str] = []
    node: yaml.Tree | None = tree
    while node is not None:
        below: yaml.Tree | None = None
        if isinstance(node, yaml.Mapping):
            for key, value in node.entries:
                if key.start <= offset <= max(value.end, key.end):
                    path.append(key.text if isinstance(key, yaml.Scalar) else "")
                    below = value if offset >= value.start else None
                    break
        elif isinstance(node, yaml.Sequence):
            below = next((item for item in node.items if item.start <= offset <= item.end), None)
            if below is not None:
                path.append("[]")
        node = below
    return path
