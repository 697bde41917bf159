"""Images that get no updates any more."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Severity
from ...knowledge.releases import SYSTEMS, End, end_of, retired
from ...model.compose import Stack
from ...model.images import ImageReference


def retired_image(image: ImageReference) -> Iterator[Defect]:
    """An image was given up by its publisher."""
    name = image.repository
    if name is None or image.digest is not None:
        return
    if name.startswith("bitnami/") and image.version is not None:
        yield Defect(
            image,
            f"{str(image)[:50]} cannot be pulled: Bitnami withdrew versioned tags in 2025-08",
            help=f"A frozen copy without updates is bitnamilegacy/{name[8:]}; better is the project's own image.",
            severity="error",
        )
    found = retired(name)
    if found is not None:
        yield Defect(image, f"{name[:40]} {found.what} ({found.since})", help=f"Use {found.instead}.")


def end_of_life_image(stack: Stack) -> Iterator[Defect]:
    """The version of an image gets no fixes any more."""
    built = {service.image.identity for service in stack.services.values() if service.build and service.image}
    for service in stack.services.values():
        if service.image is not None and service.build is None and service.image.identity not in built:
            yield from _ended(service.image, service.label, stack.today)
    for dockerfile in stack.dockerfiles:
        for stage in dockerfile.stages:
            if not stage.reachable:
                continue
            for image in stage.images:
                if image.identity not in built:
                    runs = stage.shipped and image is stage.base
                    who = f"the stage {stage.name}" if stage.name else "the image"
                    yield from _ended(image, who, stack.today, None if runs else "info")


def _ended(image: ImageReference, who: str, today: str, severity: Severity | None = None) -> Iterator[Defect]:
    if image.repository is None or not image.tag_known or not today:
        return
    ends = [end for end in end_of(image.repository, image.version, image.variant) if end.day < today]
    for end in ends[:1]:
        yield Defect(image, _words(end, who), help=f"Supported: {end.title} {end.supported}.", severity=severity)


def _words(end: End, who: str) -> str:
    verb = "stands on" if end.title in SYSTEMS else "runs"
    return f"{who[:40]} {verb} {end.title} {end.version}, which has had no fixes since {end.day}"
