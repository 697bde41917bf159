"""What nothing refers to, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import DropAnchor
from ...model.anchors import Anchor, anchors
from ...model.compose import Stack, TextFile

OF_TOOLS = ("x-airflow", "x-podman", "x-casaos", "x-aws", "x-bake", "x-docker", "x-develop", "x-umbrel")
"""Top-level blocks that other programs read."""


def unused_anchor(file: TextFile) -> Iterator[Defect]:
    """An anchor is set and no alias uses it."""
    if file.stream is None or file.stream.broken or not file.keys:
        return
    unused = [anchor for anchor in anchors(file) if not anchor.uses]
    for anchor in unused:
        if not (anchor.path and anchor.path[0].startswith(OF_TOOLS)):
            yield Defect(
                anchor.span,
                f"nothing uses the anchor &{anchor.name}{_where(anchor)}",
                help=_mend(anchor),
                fix=[] if _block(anchor) else [DropAnchor(anchor.span, f"Remove &{anchor.name}", "unsafe")],
            )


def _where(anchor: Anchor) -> str:
    return f" of {anchor.path[-1]}" if anchor.path and anchor.path[-1] != anchor.name else ""


def _block(anchor: Anchor) -> bool:
    """Whether it names a whole block that lives by its anchor alone."""
    return len(anchor.path) == 1 and anchor.path[0].startswith("x-")


def _mend(anchor: Anchor) -> str:
    if _block(anchor):
        return f"Compose itself ignores {anchor.path[0]}: remove the block, if no other program reads it."
    return f"Remove `&{anchor.name}`."


def unseen_part(stack: Stack) -> Iterator[Defect]:
    """A part of the stack was not looked at, so that nothing is said about it."""
    for place, reason in stack.unseen:
        yield Defect(place, reason, help="Findings that depend on it are left out.")
    for service in stack.services.values():
        build = service.build
        if build is not None and build.context is not None and build.local is False:
            message = f"the build context of {service.label} is remote and not fetched"
            yield Defect(build.context, message, help="Neither its Dockerfile nor its files are looked at.")
    for dockerfile in stack.dockerfiles:
        frontend = dockerfile.tree.directive("syntax")
        if frontend is not None and dockerfile.tree.foreign:
            message = f"{frontend.value} reads this Dockerfile, whose language is unknown"
            yield Defect(frontend, message, help="Only what Docker's own frontend would understand is looked at.")
