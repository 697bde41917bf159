"""Instructions that the builder refuses, ignores or reads in another way than they look."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import Intent, RemoveInstruction, ReplaceText
from ...core.source import Span
from ...model.dockerfile import Dockerfile, Instruction, Onbuild, Stage

_NO_TRIGGER = frozenset(("FROM", "MAINTAINER", "ONBUILD"))
_ONCE = ("CMD", "ENTRYPOINT", "HEALTHCHECK")


def instruction_before_from(dockerfile: Dockerfile) -> Iterator[Defect]:
    """An instruction other than ARG stands before the first FROM."""
    for instruction in dockerfile.orphans:
        if instruction.known and dockerfile.stages and not dockerfile.tree.foreign:
            yield Defect(
                instruction.node.keyword_span,
                f"{instruction.keyword} stands before the first FROM, where only ARG may",
                also=[(dockerfile.stages[0].instruction.node.keyword_span, "the first FROM")],
                help="Move it below the FROM of the stage that it belongs to.",
            )


def forbidden_onbuild_trigger(dockerfile: Dockerfile) -> Iterator[Defect]:
    """ONBUILD wraps an instruction that cannot be a trigger."""
    for instruction in dockerfile.instructions:
        trigger = instruction.trigger if isinstance(instruction, Onbuild) else None
        if trigger is not None and trigger.keyword in _NO_TRIGGER:
            yield Defect(trigger.node.keyword_span, f"ONBUILD cannot hold {trigger.keyword}: the build stops here")


def broken_exec_form(instruction: Instruction) -> Iterator[Defect]:
    """A JSON array is meant, but it is none, so that the builder takes it for plain text."""
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    if inner is None or not inner.node.broken_exec or inner.dockerfile.tree.foreign:
        return
    text = inner.node.text
    if text is None:
        return
    if any(problem.defect.span == text.span for problem in inner.dockerfile.problems):
        return
    paths = inner.keyword in ("COPY", "ADD", "VOLUME")
    read = "takes it for a list of paths" if paths else "hands it to a shell as it stands"
    yield Defect(
        text,
        f"the array of {inner.keyword} is not valid JSON: the builder {read}",
        help="JSON wants double quotes around every word, commas between them, none after the last, `\\\\` for a"
        " backslash, and nothing behind the closing bracket.",
    )


def empty_continuation(instruction: Instruction) -> Iterator[Defect]:
    """A blank line stands inside an instruction that goes on below it."""
    if not instruction.node.line.blanks:
        return
    blank, span = instruction.node.empty_continuations, instruction.span
    if span.source.text[blank[0].end : span.end].strip():
        yield Defect(
            instruction.node.keyword_span,
            f"{instruction.keyword} goes on behind a blank line",
            also=[(blank[0], "the blank line")],
            help="Delete the blank line: future versions of Docker will refuse it. A line with only `#` may stay.",
            fix=[ReplaceText(Span(it.source, it.start, it.end + 1), "", "Delete the blank line") for it in blank],
        )


def legacy_key_value(instruction: Instruction) -> Iterator[Defect]:
    """ENV or LABEL separates name and value by a blank."""
    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    for pair in inner.node.pairs if inner is not None else ():
        if pair.legacy:
            value = pair.value.text if pair.value is not None else ""
            example = f"`{inner.keyword} {pair.key.text}={value}`" if inner and value.isalnum() else "`name=value`"
            yield Defect(
                pair,
                f"{inner.keyword if inner else ''} {pair.key.text[:50]} is written with a blank instead of `=`",
                help=f"Write {example}; the form with a blank is deprecated and takes the whole rest of the line.",
                fix=_with_equals(pair.span, pair.key.text, value),
            )


def _with_equals(span: Span, key: str, value: str) -> list[Intent]:
    """`name=value`, in quotes where there are blanks; only of a value on one line that has no quotes of its own."""
    if not value or "\n" in span.text or any(char in value for char in "\"'\\`#"):
        return []
    written = value if not any(char.isspace() for char in value) else f'"{value}"'
    return [ReplaceText(span, f"{key}={written}", "Write it with =")]


def deprecated_maintainer(instruction: Instruction) -> Iterator[Defect]:
    """MAINTAINER is deprecated; a label says the same."""
    if instruction.keyword == "MAINTAINER":
        yield Defect(
            instruction.node.keyword_span,
            "MAINTAINER is deprecated",
            help='Write `LABEL org.opencontainers.image.authors="…"` instead.',
            fix=_label(instruction),
        )


def _label(instruction: Instruction) -> list[Intent]:
    """The label that says the same; a name in which a label would read quotes, variables or escapes is left alone."""
    name = instruction.node.text.text.strip() if instruction.node.text is not None else ""
    if not name or "\n" in instruction.span.text or any(char in name for char in "\"'\\`$"):
        return []
    return [ReplaceText(instruction, f'LABEL org.opencontainers.image.authors="{name}"', "Write a label")]


def shadowed_instruction(stage: Stage) -> Iterator[Defect]:
    """A stage holds a second CMD, ENTRYPOINT or HEALTHCHECK, and only the last one counts."""
    programs = [instruction for instruction in stage.instructions if instruction.keyword in _ONCE]
    for keyword in _ONCE if len(programs) > 1 else ():
        found = [instruction for instruction in programs if instruction.keyword == keyword]
        for earlier in found[:-1]:
            yield Defect(
                earlier.node.keyword_span,
                f"this {keyword} has no effect: a later one of the same stage replaces it",
                also=[(found[-1].node.keyword_span, "this one counts")],
                help="Remove it, or put it into a stage of its own.",
                fix=[RemoveInstruction(earlier, "Remove it", "unsafe" if earlier.comment_above else "safe")],
            )
