"""Which build arguments a Dockerfile takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dockerfile import Arg, Onbuild
from .kept import remembered
from .scope import AUTOMATIC, PREDEFINED

if TYPE_CHECKING:
    from ..core.source import Span
    from .compose import Build, Stack
    from .dockerfile import Dockerfile

_SET_BY_DOCKER = ("BUILDKIT_", "SOURCE_DATE_EPOCH")


@remembered
def taken(stack: Stack) -> dict[Span, bool]:
    """Whether anybody takes the build argument written at a place, as far as one can know.

    An argument that an anchor hands to several builds is taken when one of them takes it.
    """
    found: dict[Span, bool] = {}
    for service in stack.services.values():
        names = declared(service.build) if service.build is not None else None
        for name, argument in service.build.args.items() if service.build is not None else ():
            of_docker = name in PREDEFINED | AUTOMATIC or name.startswith(_SET_BY_DOCKER)
            found[argument.span] = found.get(argument.span, False) or names is None or name in names or of_docker
    return found


def mentioned(dockerfile: Dockerfile) -> set[str | None]:
    """Names of the ARGs of all stages, whether they are built or not."""
    args = [found for stage in dockerfile.stages for found in stage.instructions if isinstance(found, Arg)]
    return {variable.name.value for arg in args for variable in arg.variables}


def declared(build: Build) -> set[str] | None:
    """Names of the ARGs that the build's stages know, those before the first FROM included; None when unknown."""
    dockerfile = build.dockerfile
    if dockerfile is None or build.stage is None or not dockerfile.readable:
        return None
    args = list(dockerfile.global_args)
    for stage in dockerfile.select([build.target.value if build.target else None]).reachable:
        base = stage.external_base()
        if base is None and not stage.from_scratch():
            return None
        if base is not None and "onbuild" in base.name.known_text:
            return None
        triggers = [found.trigger for found in stage.instructions if isinstance(found, Onbuild)]
        args += [found for found in (*stage.instructions, *triggers) if isinstance(found, Arg)]
    names = [variable.name.value for arg in args for variable in arg.variables]
    return None if None in names else {name for name in names if name is not None}
