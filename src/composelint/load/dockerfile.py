"""A Dockerfile's tree -> the model, ready to be linked to the services that build it."""

from __future__ import annotations

from ..core.source import Excerpt
from ..model.dockerfile import (
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Onbuild,
    Run,
    ShellInstruction,
    Stage,
    StopSignal,
    User,
    Volume,
    Workdir,
)
from ..syntax.dockerfile import InstructionNode, parse

CLASSES: dict[str, type[Instruction]] = {
    "ADD": Copy,
    "ARG": Arg,
    "CMD": Cmd,
    "COPY": Copy,
    "ENTRYPOINT": Entrypoint,
    "ENV": Env,
    "EXPOSE": Expose,
    "HEALTHCHECK": Healthcheck,
    "LABEL": Label,
    "ONBUILD": Onbuild,
    "RUN": Run,
    "SHELL": ShellInstruction,
    "STOPSIGNAL": StopSignal,
    "USER": User,
    "VOLUME": Volume,
    "WORKDIR": Workdir,
}
"""The class of each keyword; MAINTAINER and unknown ones are plain instructions."""


def build_dockerfile(excerpt: Excerpt, *, path: str, inline: bool = False) -> Dockerfile:
    """The model of one Dockerfile; `problems` holds what is wrong with its text.

    `excerpt` is the whole file, or a `dockerfile_inline` with the places of its characters; `path` the file's.
    """
    dockerfile = Dockerfile(parse(excerpt), path, inline)
    stage: Stage | None = None
    for node in dockerfile.tree.instructions:
        if node.keyword == "FROM":
            start = From(node, dockerfile, None, len(dockerfile.global_args))
            stage = Stage(dockerfile, len(dockerfile.stages), start)
            start.stage = stage
            dockerfile.stages.append(stage)
        elif stage is not None:
            stage.instructions.append(_instruction(node, dockerfile, stage, len(stage.instructions)))
        elif node.keyword == "ARG":
            dockerfile.global_args.append(Arg(node, dockerfile, None, len(dockerfile.global_args)))
        else:
            dockerfile.orphans.append(_instruction(node, dockerfile, None, len(dockerfile.global_args)))
    return dockerfile


def _instruction(
    node: InstructionNode, dockerfile: Dockerfile, stage: Stage | None, index: int, parent: Onbuild | None = None
) -> Instruction:
    made = CLASSES.get(node.keyword, Instruction)(node, dockerfile, stage, index, parent)
    if node.keyword == "ONBUILD" and isinstance(made, Onbuild):
        made.trigger = None
        if node.nested is not None and parent is None:
            made.trigger = _instruction(node.nested, dockerfile, stage, index, made)
    return made
