"""How things are mounted: twice, with options that nobody reads, or against what the image needs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.source import Span
from ...model.compose import Mount
from ...model.mounts import layout
from ...model.service import Service
from ...model.values import Via


def duplicate_mount_target(service: Service) -> Iterator[Defect]:
    """Two mounts of a container have the same target."""
    seen: dict[str, Mount] = {}
    for mount in layout(service).mounts:
        if mount.target is None or mount.key == "volumes_from":
            continue
        for step in _repeats(mount):
            yield _replaced(service, mount, step.span)
        other = seen.setdefault(mount.target, mount)
        # A volume and an entry of `tmpfs` are named with all the settings that Docker refuses side by side.
        if other is not mount and {other.key, mount.key} != {"volumes", "tmpfs"}:
            yield Defect(
                mount,
                f"{service.label} mounts two things at {mount.target}",
                also=[(other, "the other one is mounted here")],
                help="Docker refuses this, or one of the two hides the other: give one of them another target.",
            )


def _repeats(mount: Mount) -> list[Via]:
    steps = mount.body.via if mount.body is not None else ()
    return [step for step in steps if step.kind == "repeat"]


def _replaced(service: Service, mount: Mount, earlier: Span) -> Defect:
    if earlier.text == mount.span.text:
        message = f"{service.label} mounts {mount.target} twice in the same way"
        return Defect(mount, message, also=[(earlier, "first here")], help="Remove one of the two.", severity="info")
    return Defect(
        mount,
        f"{service.label} mounts {mount.target} twice: only this one counts",
        also=[(earlier, "Compose drops this one without a word")],
        help="Remove the one that is not meant, or give it another target.",
    )
