"""A Dockerfile's text -> its tree, the way BuildKit's frontend reads it."""

from __future__ import annotations

from ...core.defect import Defect, Problem, Severity
from ...core.source import Excerpt
from .forms import Fault, read
from .heredocs import Heredoc
from .scan import Comment, Directive, Logical, Scan, scan
from .splitting import Flag, Word
from .tree import DockerfileTree, Form, InstructionNode, Pair
from .words import Literal, Variable

__all__ = [
    "Comment",
    "Directive",
    "DockerfileTree",
    "Flag",
    "Form",
    "Heredoc",
    "InstructionNode",
    "Literal",
    "Pair",
    "Variable",
    "Word",
    "parse",
]

INVALID = "invalid-dockerfile"
_BINARY_HEAD = 8192
_HEREDOC_GLUE = frozenset(";&|>)")


def parse(excerpt: Excerpt) -> DockerfileTree:
    """Read a Dockerfile; what the builder refuses becomes a problem, and reading goes on behind it."""
    tree = DockerfileTree(excerpt)
    text = excerpt.text
    if "\0" in text[:_BINARY_HEAD]:
        at = text.index("\0")
        _problem(tree, at, at + 1, "this is a binary file, not a Dockerfile")
        return tree
    lines = scan(excerpt)
    tree.escape, tree.directives, tree.comments = lines.escape, lines.directives, lines.comments
    _read_instructions(tree, lines)
    severity: Severity | None = "warning" if tree.foreign else None
    for start, end, message in lines.faults:
        _problem(tree, start, end, message, severity)
    if severity:
        for problem in tree.problems:
            problem.defect.severity = severity
    if "\ufffd" in text:
        at = text.index("\ufffd")
        _problem(tree, at, at + 1, "bytes here are not UTF-8", "warning")
    if not tree.instructions:
        _problem(tree, 0, 0, "the Dockerfile holds no instruction", severity)
    elif not any(node.keyword == "FROM" for node in tree.instructions):
        tree.problems.append(
            Problem(INVALID, Defect(tree.instructions[0].keyword_span, "the Dockerfile has no FROM", severity=severity))
        )
    return tree


def _problem(tree: DockerfileTree, start: int, end: int, message: str, severity: Severity | None = None) -> None:
    tree.problems.append(Problem(INVALID, Defect(tree.excerpt.span(start, end), message, severity=severity)))


def _read_instructions(tree: DockerfileTree, lines: Scan) -> None:
    faults: list[Fault] = []
    for logical in lines.logicals:
        tree.instructions.append(read(logical, faults))
        for begin, end, message in faults:
            tree.problems.append(Problem(INVALID, Defect(logical.excerpt.span(begin, end), message)))
        faults.clear()
        for heredoc in logical.heredocs:
            if not heredoc.terminated:
                tree.problems.append(Problem(INVALID, _unterminated(logical, heredoc)))


def _unterminated(logical: Logical, heredoc: Heredoc) -> Defect:
    name = heredoc.name if len(heredoc.name) <= 40 else heredoc.name[:39] + "…"
    glued = next((at for at, char in enumerate(heredoc.name) if char in _HEREDOC_GLUE), 0)
    help = (
        f"Put a space after `{heredoc.name[:glued]}`: what follows without one belongs to the name." if glued else None
    )
    return Defect(heredoc, f"the heredoc `{name}` has no line that ends it", help=help)
