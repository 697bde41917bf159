"""The build cache: what runs again although nothing changed that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Intents
from ...model.dockerfile import Dockerfile
from ...model.layer_advice import reordered, say
from ...model.layer_fix import reordering, tools_above
from ...model.layers import Late, late_installs


def sources_before_dependencies(dockerfile: Dockerfile) -> Iterator[Defect]:
    """Dependencies are installed below the copy of the sources, so that any source change installs them again."""
    for late in late_installs(dockerfile):
        if late.kind != "install":
            continue
        if late.copy.mount is not None:
            message = "{command} mounts the whole context: any source change reinstalls all {packages}"
        elif late.all_are("cached"):
            message = "{copy} before {command}: any source change runs it again, though cheaply"
        elif late.apart:
            message = "{copy} before {command}, which needs none of it and runs again"
        else:
            message = "{copy} before {command}: any source change reinstalls all {packages}"
        yield _defect(late, message, reordering(late))


def tools_after_sources(dockerfile: Dockerfile) -> Iterator[Defect]:
    """Tools that have nothing to do with the sources are installed below the copy of the sources."""
    for late in late_installs(dockerfile):
        if late.kind == "tool":
            message = "{copy} before {command}: any source change repeats the install"
            yield _defect(late, message, tools_above(late))


def build_without_dependency_layer(dockerfile: Dockerfile) -> Iterator[Defect]:
    """A build downloads its dependencies below the copy of the sources, without a layer of their own above it."""
    for late in late_installs(dockerfile):
        if late.kind == "build":
            yield _defect(late, "{command} after {copy} gets all {packages} again at each source change")


def _defect(late: Late, message: str, fix: Intents = ()) -> Defect:
    again = [(install, "this runs again") for install in late.installs]
    return Defect(late.copy, say(late, message), also=again, help=reordered(late), severity=late.severity, fix=fix)
