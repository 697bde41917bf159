"""Words of a Dockerfile that the builder does not know, or does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import ReplaceText
from ...core.nearest import distance, nearest
from ...model.dockerfile import Dockerfile, Instruction, Onbuild
from ...model.keywords import FLAGS, KEYWORDS, flag_problems

_DIRECTIVES = ("syntax", "escape", "check")
_DIRECTIVE = r"([A-Za-z]{4,8})[ \t]*=[ \t]*(\S+)\s*"
_WITHIN = 20
"""Lines from the top in which a directive may have been meant."""


def unknown_instruction(dockerfile: Dockerfile) -> Iterator[Defect]:
    """A line begins with a word that is no instruction."""
    odd = [found for found in dockerfile.instructions if not found.node.known or found.node.nested is not None]
    for written in odd if dockerfile.stages else ():
        instruction = written.trigger if isinstance(written, Onbuild) else written
        if instruction is None or instruction.known or dockerfile.tree.foreign:
            continue
        near = nearest(instruction.keyword, KEYWORDS)
        word = instruction.node.keyword_span
        fix = [ReplaceText(word, near, f"Write {near}", "unsafe", was=instruction.node.written_keyword)] if near else ()
        yield Defect(
            instruction.node.keyword_span,
            f"{instruction.node.written_keyword[:40]} is no instruction",
            help=f"Did you mean {near}?"
            if near
            else "If it goes on with the line above, that line wants a `\\` at its end.",
            fix=fix,
        )


def unknown_flag(dockerfile: Dockerfile) -> Iterator[Defect]:
    """An instruction has a flag, or an option of a mount, that it does not know."""
    written = [*[stage.instruction for stage in dockerfile.stages], *dockerfile.instructions]
    for outer in [found for found in written if "--" in found.node.line.text]:
        instruction = outer.trigger if isinstance(outer, Onbuild) else outer
        if instruction is None or not instruction.known:
            continue
        found = list(_faulty(instruction)) if instruction.flags else []
        found += _late(instruction)
        if found and dockerfile.tree.foreign:
            return
        yield from found


def _late(instruction: Instruction) -> Iterator[Defect]:
    for word in instruction.node.late_flags:
        yield Defect(
            word,
            f"{word.text.partition('=')[0]} stands behind an argument, so it is taken for a path",
            help=f"Flags come first: `{instruction.keyword} {word.text[:40]} …`.",
            severity="warning",
        )


def _faulty(instruction: Instruction) -> Iterator[Defect]:
    """What is wrong with the flags that it has."""
    for flag in instruction.flags:
        if flag.known or not flag.name:
            continue
        known = FLAGS.get(instruction.keyword, frozenset())
        near = nearest(flag.name, known)
        yield Defect(
            flag.word,
            f"{instruction.keyword} has no flag --{flag.name[:40]}",
            help=f"Did you mean --{near}?" if near else None,
            severity=None if near or not known else "warning",
        )
    for span, message in flag_problems(instruction):
        yield Defect(span, message)


def misplaced_directive(dockerfile: Dockerfile) -> Iterator[Defect]:
    """A parser directive stands where it is only a comment."""
    given = {directive.name for directive in dockerfile.directives}
    for comment in dockerfile.comments:
        written = "=" in comment.text and comment.line <= _WITHIN
        match = re.fullmatch(_DIRECTIVE, comment.text) if written else None
        name = _meant(match[1].lower()) if match else None
        if match is None or name is None or name in given or not _plausible(name, match[2]):
            continue
        why = "stands too far down" if match[1].lower() == name else f"is no directive; {name} is"
        yield Defect(
            comment,
            f"{match[1]}= {why}, so this is only a comment",
            help="Directives stand at the very top, above every other comment, blank line and instruction.",
        )


def _meant(name: str) -> str | None:
    return next((directive for directive in _DIRECTIVES if distance(name, directive, 1) <= 1), None)


def _plausible(name: str, value: str) -> bool:
    """Whether a value fits the directive, so that the line is no prose."""
    if name == "escape":
        return value in ("\\", "`")
    return "/" in value if name == "syntax" else value.lower().startswith(("skip=", "error="))
