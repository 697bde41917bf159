"""Matters of taste in Dockerfiles; off by default."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...core.edit import ReplaceText
from ...core.patterns import pattern
from ...model.dockerfile import Arg, Dockerfile, Expose, Instruction, Run, Stage
from ...model.installs import installs

_SUPPRESSION = pattern(r"(?:composelint|hadolint|checkov|trivy|kics-scan|nosemgrep|shellcheck)\b[: ]")


def instruction_case(dockerfile: Dockerfile) -> Iterator[Defect]:
    """A keyword is not in the case that the file's other keywords have."""
    stages = [stage.instruction for stage in dockerfile.stages]
    found = [instruction for instruction in (*stages, *dockerfile.instructions) if instruction.known]
    lower = sum(instruction.node.written_keyword.islower() for instruction in found)
    upper = sum(instruction.node.written_keyword.isupper() for instruction in found)
    for instruction in found:
        written = instruction.node.written_keyword
        wanted = written.lower() if lower > upper else written.upper()
        if written != wanted:
            span = instruction.node.keyword_span
            message = f"{written} is not written as the other keywords, {wanted}"
            yield Defect(span, message, fix=[ReplaceText(span, wanted, f"Write {wanted}", was=written)])
    for stage in dockerfile.stages:
        keyword, words = stage.instruction.node.written_keyword, stage.instruction.node.words
        if len(words) == 3 and keyword in (keyword.upper(), keyword.lower()):
            wanted = "AS" if keyword.isupper() else "as"
            if words[1].text != wanted:
                fix = [ReplaceText(words[1], wanted, f"Write {wanted}", was=words[1].text)]
                yield Defect(words[1], f"{words[1].text} is not in the case of {keyword}", fix=fix)


def stage_name_case(stage: Stage) -> Iterator[Defect]:
    """A stage's name has upper-case letters, which Docker takes for lower-case ones."""
    word = stage.instruction.name_word
    if word is not None and word.text != word.text.lower():
        fix = [_lowered(word, word.text)]
        for user in stage.used_by:
            # Docker takes the names of stages for one whatever their case: so they are written alike.
            origin = None if isinstance(user, Stage) else user.from_
            at = user.instruction.image if isinstance(user, Stage) else origin.text if origin is not None else None
            if at is not None and at.literal and at.value is not None and at.value != at.value.lower():
                fix.append(_lowered(at, at.value))
        yield Defect(word, f"the stage name {word.text} has upper-case letters", fix=fix)


def _lowered(at: Place, text: str) -> ReplaceText:
    return ReplaceText(at, text.lower(), "Write it in lower case", was=text)


def protocol_case(instruction: Instruction) -> Iterator[Defect]:
    """EXPOSE writes a protocol in upper case."""
    for port in instruction.ports if isinstance(instruction, Expose) else ():
        protocol = (port.text.value or "").partition("/")[2]
        if port.text.literal and protocol != protocol.lower():
            fix = [_lowered(port.text, port.text.value or "")]
            yield Defect(port, f"the protocol {protocol} has upper-case letters", fix=fix)


def misnamed_description(dockerfile: Dockerfile) -> Iterator[Defect]:
    """The comment above an ARG or a stage, which Docker shows as its description, begins with another name."""
    named = [(stage.instruction, stage.name) for stage in dockerfile.stages if stage.name is not None]
    args = [found for found in dockerfile.instructions if isinstance(found, Arg) and len(found.variables) == 1]
    for instruction, name in (*named, *((arg, arg.variables[0].name.value) for arg in args)):
        comments = instruction.comment_above
        text = comments[-1].text if comments else ""
        first = text.partition(" ")[0]
        if name and text and first.lower() != name.lower() and not _SUPPRESSION.match(text) and "=" not in first:
            yield Defect(comments[-1], f"the description of {name[:40]} does not begin with its name")


def consecutive_runs(stage: Stage) -> Iterator[Defect]:
    """A RUN follows a short RUN with the same flags, so that the two could be one layer."""
    for before, after in zip(stage.instructions, stage.instructions[1:], strict=False):
        if not isinstance(before, Run) or not isinstance(after, Run) or after.comment_above:
            continue
        flags = [[flag.word.text for flag in run.flags] for run in (before, after)]
        scripts = (before.script, after.script)
        if any(found.kind == "install" for run in (before, after) for found in installs(run)):
            # One layer of both would be built anew whenever either changes.
            continue
        if flags[0] == flags[1] and all(script is not None and len(script.commands) <= 2 for script in scripts):
            yield Defect(after.node.keyword_span, "this RUN and the one above could be one layer")


def inline_suppression(dockerfile: Dockerfile) -> Iterator[Defect]:
    """A comment tells a linter to keep quiet."""
    for comment in dockerfile.comments:
        if _SUPPRESSION.match(comment.text) and ("ignore" in comment.text or "skip" in comment.text):
            yield Defect(comment, "a comment tells a linter to keep quiet")
