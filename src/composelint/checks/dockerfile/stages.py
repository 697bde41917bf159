"""The stages of a Dockerfile, and how they name one another."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import ReplaceText
from ...model.dockerfile import Copy, Dockerfile, Mount, Stage
from ...model.stage_names import circle, numbered, unknown_origin, without_context

_RESERVED = ("scratch", "context")
_FOR_OTHERS = frozenset("dev development debug test tests testing lint ci docs".split())


def duplicate_stage(dockerfile: Dockerfile) -> Iterator[Defect]:
    """Two stages of one Dockerfile have the same name."""
    first: dict[str, Stage] = {}
    for stage in dockerfile.stages:
        if stage.name is None:
            continue
        earlier = first.setdefault(stage.name, stage)
        if earlier is not stage:
            targets = [build.target.value or "" for build in dockerfile.builds if build.target is not None]
            wanted = stage.name in map(str.lower, targets)
            yield Defect(
                stage,
                f"a second stage is called {stage.name[:50]}",
                also=[(earlier, "the first one")],
                help="Give it a name of its own."
                + (" A `target` of this name builds the last of them." if wanted else ""),
            )


def circular_stages(dockerfile: Dockerfile) -> Iterator[Defect]:
    """Stages need one another, so that none can be built."""
    found = circle(dockerfile)
    if found:
        path = " -> ".join(stage.label for stage in (*found, found[0]))
        yield Defect(found[0], f"stages need each other: {path}")


def unknown_build_stage(dockerfile: Dockerfile) -> Iterator[Defect]:
    """`--from` names a stage that does not exist, or that stands further down."""
    if dockerfile.tree.foreign:
        return
    for stage in dockerfile.stages:
        for taker in stage.takes:
            problem = unknown_origin(stage, taker)
            if problem is not None and taker.from_ is not None:
                message, near = problem
                written = taker.from_.text
                fix = [ReplaceText(written, near, f"Write {near}", "unsafe", was=written.value)] if near else ()
                yield Defect(written, message, help=f"Did you mean {near}?" if near else _earlier(stage), fix=fix)
            for service in without_context(stage, taker)[:1]:
                name = (taker.from_.text.value or "")[:30] if taker.from_ is not None else ""
                yield Defect(
                    taker.from_ or taker,
                    f"{service.label[:30]} builds this without the context {name}",
                    also=[(service.build or service, "no such entry in additional_contexts")],
                    help="Other services give it under `additional_contexts`; here the name is taken for an image.",
                )


def _earlier(stage: Stage) -> str:
    names = [earlier.label for earlier in stage.dockerfile.stages[: stage.index]]
    return f"Stages above: {', '.join(names[:8])}." if names else "No stage stands above this one."


def self_copy(dockerfile: Dockerfile) -> Iterator[Defect]:
    """A stage copies from itself."""
    for stage in dockerfile.stages:
        for taker in stage.takes:
            if taker.from_ is not None and taker.from_.stage is stage:
                yield Defect(
                    taker.from_, f"the stage {stage.label[:50]} takes from itself", also=[(stage, "this stage")]
                )


def numbered_stage(stage: Stage) -> Iterator[Defect]:
    """A stage is named by its number, which changes when a stage is added."""
    for taker in stage.takes:
        origin = taker.from_
        if origin is not None and origin.stage is not None and origin.stage is not stage and numbered(origin):
            name = origin.stage.name
            yield Defect(
                origin,
                f"{_verb(taker)} from stage number {origin.text.value}, which a new stage above would change",
                also=[(origin.stage, "the stage of this number")],
                help=f"Write {name}." if name else "Give the stage a name: `FROM … AS build`, and use the name here.",
                fix=[ReplaceText(origin.text, name, f"Write {name}", was=origin.text.value)] if name else (),
            )


def _verb(taker: Copy | Mount) -> str:
    return f"{taker.keyword} takes" if isinstance(taker, Copy) else "RUN mounts"


def reserved_stage_name(dockerfile: Dockerfile) -> Iterator[Defect]:
    """A stage is called like something that the builder already knows."""
    for stage in dockerfile.stages:
        if stage.name in _RESERVED:
            yield Defect(stage, f"a stage is called {stage.name}, a name that the builder keeps for itself")


def unreachable_stage(dockerfile: Dockerfile) -> Iterator[Defect]:
    """No build that is known needs a stage."""
    unused = [stage for stage in dockerfile.stages if not stage.reachable]
    if not unused or dockerfile.problems or dockerfile.tree.foreign:
        return
    usual = dockerfile.select([None]).reachable
    for stage in unused:
        if stage in usual or (not dockerfile.builds and stage.name is not None):
            continue
        if stage.name is None or not _FOR_OTHERS & set(stage.name.replace("_", "-").split("-")):
            yield Defect(
                stage,
                f"no build needs the stage {stage.label[:50]}",
                help="Remove it, or name it where it is built: `target:` in Compose, `--target` on the command line.",
            )
