"""Images that get no updates any more."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.day import Day
from ...core.defect import Defect, Severity
from ...core.edit import Intent, ReplaceText, Safety
from ...knowledge.releases import SYSTEMS, End, end_of, retired
from ...model.compose import Stack
from ...model.images import ImageReference
from ...model.remedies import in_place


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
            fix=_renamed(image, ("bitnami/", "bitnamilegacy/"), "unsafe"),
        )
    found = retired(name)
    if found is not None:
        since = f" ({found.since})" if found.since else ""
        yield Defect(
            image,
            f"{name} {found.what}{since}",
            help=f"Use {found.instead}.",
            severity="error" if found.gone else None,
            fix=_renamed(image, found.moved, "unsafe" if found.gone else "safe"),
        )


def _renamed(image: ImageReference, moved: tuple[str, str], safety: Safety) -> list[Intent]:
    """The same tag under the name that the image has now, where the old name is written out at the beginning."""
    old, new = moved
    written = image.name.resolved()
    if not old or not written.text.startswith(old) or not in_place(image.name):
        return []
    place = written.span(0, len(old))
    return [ReplaceText(place, new, f"Take it from {new.rstrip('/')}", safety, was=old)] if place.text == old else []


def end_of_life_image(stack: Stack, *, soon_days: int = 0) -> Iterator[Defect]:
    """The version of an image gets no fixes any more."""
    built = {service.image.identity for service in stack.services.values() if service.build and service.image}
    for service in stack.services.values():
        if service.image is not None and service.build is None and service.image.identity not in built:
            yield from _ended(service.image, service.label, stack.today, soon_days)
    for dockerfile in stack.dockerfiles:
        for stage in dockerfile.stages:
            if not stage.reachable:
                continue
            for image in stage.images:
                if image.identity not in built:
                    runs = stage.shipped and image is stage.base
                    who = f"the stage {stage.name}" if stage.name else "the image"
                    yield from _ended(image, who, stack.today, soon_days, None if runs else "info")


def _ended(
    image: ImageReference, who: str, today: Day, soon_days: int, severity: Severity | None = None
) -> Iterator[Defect]:
    if image.repository is None or not image.tag_known:
        return
    rows = end_of(image.repository, image.version, image.variant)
    ends = [end for end in rows if today.is_past(_earlier(end.day, soon_days))]
    for end in sorted(ends, key=lambda end: end.mild)[:1]:
        yield Defect(
            image,
            _words(end, who, today),
            help=f"Supported: {end.title} {end.supported}.",
            severity="info" if end.mild or not today.is_past(end.day) else severity,
        )


def _words(end: End, who: str, today: Day) -> str:
    verb = "stands on" if end.title in SYSTEMS else "runs"
    what = f"{who} {verb} {end.title} {end.version}"
    if not today.is_past(end.day):
        return f"{what}, which gets fixes until {end.day} only"
    if end.mild:
        return f"{what}, whose regular support ended on {end.day}"
    years = today.years_since(end.day)
    return f"{what}, which has had no fixes since {end.day}{f', for {years} years' if years > 1 else ''}"


def _earlier(day: str, days: int) -> str:
    """A day so many days before, both ISO 8601."""
    if not days:
        return day
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=min(days, 3650))).isoformat()
