"""Build arguments that throw the cache away."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...core.patterns import pattern
from ...knowledge.volatile import changes_with_every_build, changes_with_releases
from ...model.compose import Variable
from ...model.dockerfile import Arg, Env, Instruction, Label, Run
from ...model.installs import Install, installs
from ...model.packages import following

_NAME = pattern(r"\$\{?([A-Za-z_]\w*)")


def volatile_value_before_install(instruction: Instruction) -> Iterator[Defect]:
    """An argument that differs from build to build stands above an install, which then never comes from the cache."""
    if not isinstance(instruction, Arg) or instruction.stage is None or instruction.onbuild:
        return
    for variable in instruction.variables:
        name = variable.name.value or ""
        weight: Severity | None = None
        if changes_with_releases(name):
            weight = "info"
        elif not changes_with_every_build(name):
            continue
        if _constant(instruction, variable, name):
            continue
        install = _first_install(instruction, name)
        if install is not None:
            yield Defect(
                variable.name,
                f"{name[:40]} differs from build to build and is declared above {install.text}",
                also=[(install, "this runs again with every new value")],
                help=f"Move `ARG {name}`, and what uses it, below the last install: a changed argument misses there.",
                severity=weight,
            )


def _constant(arg: Arg, variable: Variable, name: str) -> bool:
    """Whether every build that is known gives the same value each time."""
    builds = arg.dockerfile.builds
    if not builds:
        return changes_with_releases(name) and bool(variable.known)
    given = [build.arguments.get(name) for build in builds if name in build.arguments]
    return all(text is not None and text.value is not None and text.literal for text in given)


def _first_install(arg: Arg, name: str) -> Install | None:
    """The first install below an argument that nothing up to there, the install included, has used."""
    for later in following(arg):
        used = not isinstance(later, Arg | Env | Label) and name in _NAME.findall(later.node.span.text)
        if used:
            return None
        if isinstance(later, Run):
            found = installs(later)
            if found:
                return found[0]
    return None
