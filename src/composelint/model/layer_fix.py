"""The copy of the sources moved below an install, where all that the install reads is known."""

from __future__ import annotations

from ..core.edit import InsertInstruction, Intent, RemoveInstruction, ReplaceText
from .dockerfile import Arg, Copy, Env, Instruction, Label, Run
from .installs import directory_of
from .layer_advice import copies, runs_without_sources, written
from .layers import Late
from .manifests import Manifests

TITLE = "Copy what the install reads, install, and only then copy the sources"
_INDIFFERENT = (Arg, Env, Label)


def reordering(late: Late) -> list[Intent]:
    """The manifests take the copy's place, and the copy goes below the install; nothing unless that is certain.

    The build context must be known; nothing between the two, nor the install itself, may have a use for the sources.
    """
    copy, runs = late.copy.instruction, {install.run for install in late.installs}
    if len(runs) != 1 or not isinstance(copy, Copy) or not _moves(late, copy):
        return []
    run = runs.pop()
    if run.stage is not copy.stage or run.onbuild or directory_of(run) != directory_of(copy):
        return []
    between = copy.stage.instructions[copy.index + 1 : run.index] if copy.stage is not None else []
    if not all(_lets_pass(instruction, late) for instruction in (*between, run)):
        return []
    below = InsertInstruction(run, written(copy), TITLE, "unsafe")
    if late.apart:
        return [RemoveInstruction(copy, TITLE, "unsafe"), below]
    lines = _manifests(late)
    if not lines:
        return []
    others = [InsertInstruction(copy, line, TITLE, "unsafe") for line in lines[1:]]
    return [ReplaceText(copy, lines[0], TITLE, "unsafe"), *others, below]


def tools_above(late: Late) -> list[Intent]:
    """The RUNs that install tools, above the copy; only those that do nothing else and stand directly below it."""
    copy, runs = late.copy.instruction, {install.run for install in late.installs}
    if not isinstance(copy, Copy) or late.kind != "tool" or copy.onbuild or copy.stage is None:
        return []
    below = copy.stage.instructions[copy.index + 1 : copy.index + 1 + len(runs)]
    if set(below) != runs:
        return []
    title, intents = "Install the tools above the copy of the sources", list[Intent]()
    for run in below:
        if not isinstance(run, Run) or not runs_without_sources(run, late) or run.comment_above or run.heredocs:
            return []
        intents.append(InsertInstruction(copy, written(run), title, "unsafe", above=True))
        intents.append(RemoveInstruction(run, title, "unsafe"))
    return intents


def _moves(late: Late, copy: Copy) -> bool:
    """Whether the copy is a plain one of the whole context to a known place."""
    plain = copy.form != "exec" and not copy.heredocs and not copy.onbuild and not copy.is_add
    return late.kind == "install" and plain and late.copy.mount is None and late.copy.roots == [""]


def _lets_pass(instruction: Instruction, late: Late) -> bool:
    if isinstance(instruction, Run):
        return runs_without_sources(instruction, late)
    return isinstance(instruction, _INDIFFERENT) and not instruction.onbuild


def _manifests(late: Late) -> list[str]:
    """The lines that copy what the installs read; none when they may read more, or nobody knows what there is."""
    lines: list[str] = []
    for install in late.installs:
        manifests = Manifests(install, late.copy)
        if not manifests.own() or manifests.tied or manifests.installs_sources or manifests.members():
            return []
        lines += [line for line in copies(manifests, late.copy) if line not in lines]
    return lines
