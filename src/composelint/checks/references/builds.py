"""What a build asks of its context and of its Dockerfile, and does not find there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.edit import Replace
from ...core.nearest import distance, nearest
from ...model.compose import Build, Stack
from ...model.service import Service

if TYPE_CHECKING:
    from ...model.dockerfile import Dockerfile


def missing_build_input(service: Service) -> Iterator[Defect]:
    """A build's context, its Dockerfile or an additional context does not exist."""
    build = service.build
    if build is None:
        return
    for wanted in build.inputs:
        if wanted.exists is False:
            near = f"Did you mean {wanted.near}?" if wanted.near else None
            message = f"the {wanted.what} of {service.label}, {wanted.path}, does not exist"
            yield Defect(wanted.at, message, help=near or f"Docker looks for {wanted.path} when it builds.")


def unknown_build_target(service: Service) -> Iterator[Defect]:
    """`build.target` is no stage of the Dockerfile."""
    build = service.build
    if build is None or build.target is None or build.stage is not None or not build.target.value:
        return
    stages = [stage.label for stage in build.dockerfile.stages] if build.dockerfile is not None else []
    if build.dockerfile is None or not stages or not build.dockerfile.readable or any("$" in name for name in stages):
        return
    named = [stage.label for stage in build.dockerfile.stages if stage.name is not None]
    near = nearest(build.target.value, named)
    stages_help = (
        f"Stages there: {', '.join(named[:8])}." if named else "Its stages have no names: add `AS name` to FROM."
    )
    yield Defect(
        build.target,
        f"{_where(build.dockerfile)} has no stage {build.target.value}, which {service.label} builds",
        help=f"Did you mean {near}?" if near else stages_help,
        fix=[Replace(build.target, near, f"Write {near}")]
        if near and distance(build.target.value, near, 1) == 1
        else (),
    )


def _where(dockerfile: Dockerfile) -> str:
    return "the inline Dockerfile" if dockerfile.inline else dockerfile.path


def undeclared_build_arg(service: Service) -> Iterator[Defect]:
    """A build argument is passed that no ARG of the Dockerfile takes."""
    build = service.build
    if build is None or build.dockerfile is None:
        return
    from ...model.build_args import declared, mentioned, taken

    for name, argument in build.args.items():
        if taken(service.stack)[argument.span]:
            continue
        near = nearest(name, declared(build) or ())
        help = f"Did you mean {near}?" if near else f"Add `ARG {name}` to the stage that needs it, or remove it here."
        elsewhere = name in mentioned(build.dockerfile)
        where = _where(build.dockerfile)
        why = f"only other stages of {where} take" if elsewhere else f"{where} does not declare"
        message = f"{service.label} passes the build argument {name}, which {why}"
        yield Defect(argument.name, message, help=help, severity="info" if elsewhere else None)


def shared_build_tag(stack: Stack) -> Iterator[Defect]:
    """Two services build different images and give them the same name."""
    first: dict[str, Service] = {}
    for service in stack.services.values():
        if service.image is None or service.build is None or service.image.name.value is None:
            continue
        other = first.setdefault(service.image.name.value, service)
        if other is service or other.image is None or other.build is None or not service.meets(other):
            continue
        difference = _difference(service.build, other.build)
        if difference:
            yield Defect(
                service.image.name,
                f"{service.label} and {other.label} build {service.image} with a different {difference}",
                also=[(other.image.name, f"{other.label} builds it too")],
                help="The build that ends last decides what both services run: give each image a name of its own.",
            )


def _difference(one: Build, other: Build) -> str | None:
    """The first key in which two builds certainly differ."""
    if one.body is other.body or one.body.span == other.body.span:
        return None
    for key in ("context", "dockerfile", "dockerfile_inline", "target"):
        mine, theirs = (_said(build, key) for build in (one, other))
        if None not in (mine, theirs) and mine != theirs:
            return key
    arguments = [{name: variable.known for name, variable in build.args.items()} for build in (one, other)]
    known = all(None not in given.values() for given in arguments)
    return "argument" if known and arguments[0] != arguments[1] else None


def _said(build: Build, key: str) -> str | None:
    """What a build says under a key, its default where it says nothing; None when unknown."""
    text = {
        "context": build.context,
        "dockerfile": build.dockerfile_name,
        "dockerfile_inline": build.inline,
        "target": build.target,
    }[key]
    if text is None:
        return "Dockerfile" if key == "dockerfile" else ""
    return text.value if key != "context" or text.value is None else f"{text.base}:{text.value}"
