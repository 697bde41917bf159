"""Intents about Dockerfiles -> edits, and the proof that only the intended instruction changed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from typing import Any

from ...core.edit import (
    AppendCommand,
    Edit,
    InsertInstruction,
    Intent,
    RemoveComment,
    RemoveInstruction,
    ReplaceText,
)
from ...core.patterns import pattern
from ...core.source import Excerpt, Source, Span
from ...syntax import dockerfile
from ...syntax.dockerfile import DockerfileTree, InstructionNode
from .claims import Change, RefusedError
from .compose import comment_extent, whole_lines
from .layout import line_end_at


class Sheet:
    """A Dockerfile, read, with its instructions by place."""

    __slots__ = ("source", "starts", "tree")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = dockerfile.parse(Excerpt.verbatim(source))
        self.starts = [node.span.start for node in self.tree.instructions]

    def around(self, span: Span) -> InstructionNode:
        """The instruction that a place lies in. Raises RefusedError."""
        at = bisect_right(self.starts, span.start) - 1
        node = self.tree.instructions[at] if at >= 0 else None
        if node is None or span.end > node.span.end:
            raise RefusedError("no instruction reaches over this place")
        return node


def change(sheet: Sheet, intent: Intent) -> Change:
    """What an intent does to a Dockerfile. Raises RefusedError."""
    make = MAKERS.get(type(intent))
    if make is None:
        raise RefusedError("this is no intent about a Dockerfile")
    return make(sheet, intent)


def replace_text(sheet: Sheet, intent: ReplaceText) -> Change:
    span = intent.span
    sheet.around(span)
    if intent.was is not None and span.text != intent.was:
        raise RefusedError("a continuation runs through it")
    return Change([Edit(span, intent.text)])


def insert_instruction(sheet: Sheet, intent: InsertInstruction) -> Change:
    node, text = sheet.around(intent.span), sheet.source.text
    first = text.rfind("\n", 0, node.span.start) + 1
    indent = text[first : node.span.start]
    if indent.strip(" \t"):
        raise RefusedError("something else stands before it")
    eol = line_end_at(text, node.span.start)
    lines = eol.join(indent + line for line in intent.text.replace("\r\n", "\n").split("\n"))
    if intent.above:
        return Change([Edit(Span(sheet.source, first, first), lines + eol)])
    end = text.find("\n", max(node.span.end - 1, node.span.start))
    at = len(text) if end < 0 else end + 1
    return Change([Edit(Span(sheet.source, at, at), eol + lines if end < 0 else lines + eol)])


def remove_instruction(sheet: Sheet, intent: RemoveInstruction) -> Change:
    node, text = sheet.around(intent.span), sheet.source.text
    first, end = text.rfind("\n", 0, node.span.start) + 1, text.find("\n", max(node.span.end - 1, node.span.start))
    if text[first : node.span.start].strip(" \t"):
        raise RefusedError("something else stands before it")
    start, stop = whole_lines(text, first, len(text) if end < 0 else end + 1)
    return Change([Edit(Span(sheet.source, start, stop), "")])


_OPEN_END = pattern(r"(?:[;&|\\\\`({]|(?:^|\s)(?:then|do|else|elif|!))\Z")
"""What a script does not end with where `&&` may follow."""
_SHELL_COMMENT = pattern(r"(?:^|[\s;&|()])#")


def append_command(sheet: Sheet, intent: AppendCommand) -> Change:
    """`&& command`, on a line of its own where the script has several, with the operator where the others have it."""
    node, text = sheet.around(intent.span), sheet.source.text
    if node.keyword != "RUN" or node.form != "shell" or node.heredocs or node.text is None:
        raise RefusedError("this is no script that can go on")
    script = node.text.text
    end = node.text.span.end
    lines = text[node.span.start : end].split("\n")
    last = lines[-1].rstrip()
    if text[end : node.span.end].strip() or _OPEN_END.search(script) or _SHELL_COMMENT.search(script):
        raise RefusedError("nothing can be put behind its end")
    if len(lines) == 1:
        return Change([Edit(Span(sheet.source, end, end), f" && {intent.command}")])
    eol = "\r\n" if lines[-2].endswith("\r") else "\n"
    indent = last[: len(last) - len(last.lstrip())]
    leading = last.lstrip().startswith("&&")
    before, behind = (" ", "&& ") if leading else (" && ", "")
    escape = sheet.tree.escape
    return Change([Edit(Span(sheet.source, end, end), f"{before}{escape}{eol}{indent}{behind}{intent.command}")])


def remove_comment(sheet: Sheet, intent: RemoveComment) -> Change:
    comment = next((it for it in sheet.tree.comments if it.span.start == intent.span.start), None)
    if comment is None:
        raise RefusedError("there is no comment at this place")
    return Change([Edit(comment_extent(comment.span), "")], lost=[comment.text])


MAKERS: dict[type[Intent], Callable[[Sheet, Any], Change]] = {
    ReplaceText: replace_text,
    InsertInstruction: insert_instruction,
    RemoveInstruction: remove_instruction,
    AppendCommand: append_command,
    RemoveComment: remove_comment,
}
"""What makes each kind of intent come true; every maker takes its own kind."""


# Proof


def proves(sheet: Sheet, text: str, changes: Change) -> bool:
    """Whether the edited text says the same, but for the instructions that the edits touch."""
    before, after = sheet.tree, dockerfile.parse(Excerpt.verbatim(Source("", text)))
    if not (before.agreed and after.agreed):
        return False
    if _problems(after) - _problems(before) or _directives(before) != _directives(after):
        return False
    if _comments(before) - Counter(changes.lost) != _comments(after):
        return False
    shift = _Shift(changes.edits)
    kept = [(shift.to(node.span.start), _said(node)) for node in before.instructions if not shift.touches(node)]
    found = {node.span.start: _said(node) for node in after.instructions}
    if any(found.get(at) != said for at, said in kept):
        return False
    return len(after.instructions) == len(before.instructions) + shift.gained(before)


class _Shift:
    """Where the offsets of a text lie after some edits."""

    __slots__ = ("edits",)

    def __init__(self, edits: list[Edit]) -> None:
        self.edits = edits

    def to(self, offset: int) -> int:
        return offset + sum(
            len(edit.text) - (edit.span.end - edit.span.start) for edit in self.edits if edit.span.end <= offset
        )

    def touches(self, node: InstructionNode) -> bool:
        span = node.span
        return any(
            (edit.span.start < span.end and edit.span.end > span.start)
            or (edit.span.start == edit.span.end and span.start <= edit.span.start <= span.end and not _is_line(edit))
            for edit in self.edits
        )

    def gained(self, tree: DockerfileTree) -> int:
        """How many instructions there are to be more: whole lines that come, less those that go."""
        come = sum(_is_line(edit) for edit in self.edits)
        go = sum(
            edit.span.start <= node.span.start and node.span.end <= edit.span.end
            for edit in self.edits
            for node in tree.instructions
            if not edit.text
        )
        return come - go


def _is_line(edit: Edit) -> bool:
    """Whether it puts a whole line between two others."""
    at, text = edit.span.start, edit.span.source.text
    begins = at == 0 or text[at - 1] == "\n"
    return edit.span.start == edit.span.end and (
        (begins and edit.text.endswith("\n")) or (at == len(text) and edit.text.startswith(("\n", "\r\n")))
    )


def _said(node: InstructionNode) -> tuple[object, ...]:
    return (
        node.span.text,
        node.keyword,
        node.form,
        [word.text for word in node.words],
        [(flag.name, flag.value.text if flag.value else None) for flag in node.flags],
        [(heredoc.name, heredoc.terminated) for heredoc in node.heredocs],
    )


def _comments(tree: DockerfileTree) -> Counter[str]:
    return Counter(comment.text for comment in tree.comments)


def _problems(tree: DockerfileTree) -> Counter[str]:
    """What is wrong, keywords that Docker does not know included."""
    unknown = ["unknown keyword" for node in tree.instructions if not node.known]
    return Counter([*(problem.kind for problem in tree.problems), *unknown])


def _directives(tree: DockerfileTree) -> list[tuple[str, str]]:
    return [(directive.name, directive.value) for directive in tree.directives]
