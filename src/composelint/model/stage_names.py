"""How stages name one another: by name, by number, and in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.nearest import nearest
from ..knowledge.images import facts
from .cycles import cycles

if TYPE_CHECKING:
    from .dockerfile import Dockerfile
    from .instructions import Copy
    from .programs import Mount
    from .service import Service
    from .stages import Origin, Stage


def numbered(origin: Origin) -> bool:
    """Whether a `--from` is written as a number."""
    return origin.text.value is not None and origin.text.value.isascii() and origin.text.value.isdecimal()


def unknown_origin(stage: Stage, taker: Copy | Mount) -> tuple[str, str | None] | None:
    """Why a `--from` leads nowhere, and the stage that may be meant; None when it leads somewhere, or may."""
    origin = taker.from_
    value = origin.text.value if origin is not None else None
    if origin is None or value is None or origin.context is not None or origin.stage is stage:
        return None
    if origin.stage is not None:
        return None if origin.stage.index < stage.index else (f"the stage {value} stands further down", None)
    if numbered(origin):
        return f"there is no stage number {value} above this one", None
    if value == "scratch" or set("/:@$") & set(value):
        return None
    if (known := facts(value.lower(), None, (), True)) is not None and known.source:
        return None
    above = [other.name for other in stage.dockerfile.stages[: stage.index] if other.name is not None]
    near = nearest(value, above)
    return (f"no stage above is called {value}", near) if near else None


def without_context(stage: Stage, taker: Copy | Mount) -> list[Service]:
    """The services that build without the additional context which a `--from` names, where others give it."""
    origin = taker.from_
    name = (origin.text.value or "").lower() if origin is not None and origin.context is not None else ""
    if not name or set("/:@$") & set(name) or facts(name, None, (), True) is not None:
        return []
    dockerfile = stage.dockerfile
    if any(other.name == name for other in dockerfile.stages):
        return []
    lacking = [build for build in dockerfile.builds if name not in {given.lower() for given in build.contexts}]
    return [
        build.service
        for build in lacking
        if build.service is not None
        and stage in dockerfile.select([build.target.value if build.target is not None else None]).reachable
    ]


def circle(dockerfile: Dockerfile) -> list[Stage]:
    """Stages that need each other in a circle, each needing the next; a stage that takes from itself is none."""
    stages = dockerfile.stages
    if not any(need.index > stage.index for stage in stages for need in stage.needs):
        return []
    found = next(cycles({stage: [(stage, need) for need in stage.needs if need is not stage] for stage in stages}), [])
    return [stage for stage, _, _ in found]
