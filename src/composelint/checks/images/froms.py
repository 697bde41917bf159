"""Variables in FROM."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.nearest import nearest
from ...model.images import ImageReference

if TYPE_CHECKING:
    from ...model.stages import Stage


def undeclared_arg_in_from(stage: Stage) -> Iterator[Defect]:
    """FROM uses a variable that no ARG above the first FROM declares."""
    if "$" not in stage.instruction.node.line.text:
        return
    from ...model.build_variables import filled_in
    from ...model.scope import AUTOMATIC, PREDEFINED

    dockerfile = stage.dockerfile
    for variable, _ in filled_in(stage.instruction):
        name = variable.name
        declared = stage.instruction.env.binding(name) is not None or name in AUTOMATIC | PREDEFINED
        if declared or variable.defaulted or dockerfile.tree.foreign:
            continue
        near = nearest(name, [binding for binding in dockerfile.global_names.by_name if binding not in AUTOMATIC])
        inside = any(name in other.names.by_name for other in dockerfile.stages[: stage.index])
        why = "an ARG inside a stage does not reach FROM" if inside else "no ARG declares it"
        yield Defect(
            variable.span,
            f"${name[:40]} is empty here: {why}",
            help=f"Did you mean ${near}?" if near else f"Add `ARG {name[:40]}=…` above the first FROM.",
        )


def unusable_default_base(stage: Stage) -> Iterator[Defect]:
    """Without a build argument, FROM names no image that Docker can pull."""
    text = stage.instruction.image
    if text is None or text.value is None or text.literal or stage.parent is not None:
        return
    from ...model.build_variables import filled_in

    if any(stage.instruction.env.binding(variable.name) is None for variable, _ in filled_in(stage.instruction)):
        return
    problem = "is empty" if not text.value else ImageReference.parse(text).problem
    if problem is not None:
        yield Defect(text, f"FROM reads {text.value[:40] or 'nothing'}, which {problem}")
