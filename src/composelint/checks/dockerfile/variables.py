"""Variables of a build that are empty where they are used."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...core.edit import InsertInstruction
from ...core.nearest import nearest
from ...model.build_variables import BuildVariable, declared_above, filled_in, in_script, may_be_set
from ...model.dockerfile import Arg, Env, From, Instruction, Run


def undefined_build_variable(instruction: Instruction) -> Iterator[Defect]:
    """The builder fills in a variable that no ARG and no ENV sets."""
    stage = instruction.stage
    if "$" not in instruction.node.line.text or isinstance(instruction, From | Run):
        return
    if stage is None or instruction.onbuild:
        return
    for variable, _ in filled_in(instruction):
        name = variable.name
        if variable.defaulted or _own(instruction, name) or _bound(instruction, name) or _global(instruction, name):
            continue
        if may_be_set(name, stage) or any(name in build.arguments for build in instruction.dockerfile.builds):
            continue
        near = nearest(name, declared_above(instruction))
        unsure = near is None and not stage.from_scratch()
        if unsure and stage.external_base() is None:
            continue
        yield Defect(
            variable.span,
            f"${name[:60]} is set by no ARG and no ENV above: the builder fills in nothing",
            help=f"Did you mean ${near}?" if near else f"Add `ARG {name[:60]}` or `ENV {name[:60]}=…` above.",
            severity="info" if unsure else None,
        )


def _bound(instruction: Instruction, name: str) -> bool:
    return instruction.env.binding(name) is not None


def _global(instruction: Instruction, name: str) -> Arg | None:
    """The ARG before the first FROM that declares a name."""
    declared = instruction.dockerfile.global_args
    return next((arg for arg in declared if any(variable.name.value == name for variable in arg.variables)), None)


def global_arg_not_redeclared(instruction: Instruction) -> Iterator[Defect]:
    """An ARG from before the first FROM is used in a stage that does not declare it again."""
    stage = instruction.stage
    if not instruction.dockerfile.global_args or stage is None or instruction.onbuild or isinstance(instruction, From):
        return
    used = in_script(instruction) if isinstance(instruction, Run) else (found for found, _ in filled_in(instruction))
    reported: set[str] = set()
    for variable in used:
        declaration = _global(instruction, variable.name)
        if declaration is None or variable.defaulted or _bound(instruction, variable.name):
            continue
        of_base = may_be_set(variable.name, stage)
        if of_base or variable.name in reported or _own(instruction, variable.name):
            continue
        reported.add(variable.name)
        yield _outside(instruction, variable, declaration, None if of_base is False else "warning")


def _own(instruction: Instruction, name: str) -> bool:
    return any(pair.name == name for pair in instruction.node.pairs)


def _outside(instruction: Instruction, variable: BuildVariable, declaration: Arg, severity: Severity | None) -> Defect:
    name, stage = variable.name, instruction.stage
    binding = instruction.dockerfile.global_names.before(name, 1 << 62)
    value = binding.text.value if binding is not None and binding.text is not None else None
    outside = f"is {value} before the stages and" if value and len(value) <= 30 else "is set before the stages and"
    return Defect(
        variable.span,
        f"${name[:30]} {outside} empty in this one",
        also=[(declaration.node, "declared for the FROM lines only")],
        help=f"Repeat `ARG {name[:60]}`, without a value, in the stage {stage.label if stage else ''}.",
        severity=severity,
        fix=[InsertInstruction(stage.instruction, f"ARG {name}", f"Declare {name} again", "unsafe")] if stage else (),
    )


def self_referencing_env(instruction: Instruction) -> Iterator[Defect]:
    """An ENV uses a variable that the same ENV sets, which only later instructions see."""
    if not isinstance(instruction, Env) or instruction.stage is None or instruction.onbuild:
        return
    names = {pair.name for pair in instruction.node.pairs}
    for variable, key in filled_in(instruction):
        name = variable.name
        if name not in names or name == key or variable.defaulted or _bound(instruction, name):
            continue
        if may_be_set(name, instruction.stage) or _global(instruction, name):
            continue
        yield Defect(
            variable.span,
            f"${name[:60]} is set by this very ENV, so it is still empty here",
            help=f"Set {name[:60]} in an ENV of its own above this one.",
        )
