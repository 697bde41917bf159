"""Which image runs: its tag, its digest, its age."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..core.defect import Defect, Severity
from ..core.nearest import nearest
from ..knowledge.releases import SYSTEMS, End, end_of, retired, supported
from ..model.compose import Stack, find, text_of
from ..model.images import ImageReference
from ..model.platforms import normalised, platform_of
from ..model.service import Service
from ..model.values import Items

if TYPE_CHECKING:
    from ..model.stages import Stage

_ONE_LONG_LINE = ("jenkins/jenkins", "haproxy")
"""Images whose `lts` is one line for years."""


def untagged_image(image: ImageReference) -> Iterator[Defect]:
    """An image is named without tag and digest, so that it is whatever is newest."""
    if image.tag is not None or image.digest is not None or not image.tag_known or image.scratch:
        return
    if image.repository is None or image.problem is not None or retired(image.repository):
        return
    yield Defect(
        image,
        f"{str(image)[:50]} has no tag, so whatever is newest on that day is taken",
        help=_pin(image),
    )


def moving_tag(image: ImageReference) -> Iterator[Defect]:
    """A tag names no version, so that its content changes under the same name."""
    word = image.moving
    if word is None or image.digest is not None or image.repository is None or image.problem is not None:
        return
    kind = "names no version" if word not in (image.tag or "").lower() or word == image.tag else f"is {word}"
    yield Defect(
        image,
        f"the tag of {_short(image)} {kind}: its content changes from day to day",
        help=_pin(image),
        severity="info" if word == "lts" and image.repository in _ONE_LONG_LINE else None,
    )


def invalid_image_reference(image: ImageReference) -> Iterator[Defect]:
    """An image is named in a way that Docker refuses."""
    problem = image.problem
    if problem is not None and image.name.value:
        yield Defect(image, f"{image.name.value[:40]} is no image name: it {problem}", help=_meant(image.name.value))


def _meant(name: str) -> str:
    if "://" in name:
        return f"Write it without the scheme: `{name.split('://', 1)[1][:80]}`."
    if name != name.lower():
        return f"Names of repositories are in lower case: `{name.lower()[:80]}`."
    return "A name is `registry/repository:tag`, all but the tag in lower case."


def _pin(image: ImageReference) -> str:
    lines = supported(image.repository or "")
    known = f" Supported: {lines}." if lines else ""
    return f"Name the version that you have tested: `{image.repository}:<version>`.{known}"


def _short(image: ImageReference) -> str:
    text = str(image)
    return text if len(text) <= 40 else f"{text[:19]}…{text[-20:]}"


def unpinned_digest(image: ImageReference) -> Iterator[Defect]:
    """An image is named without a digest, so that its tag can be moved to other content."""
    if image.digest is None and image.tag_known and not image.scratch and image.problem is None:
        yield Defect(image, f"{str(image)[:60]} is not pinned to a digest", help="Append `@sha256:…` to the tag.")


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


def undeclared_arg_in_from(stage: Stage) -> Iterator[Defect]:
    """FROM uses a variable that no ARG above the first FROM declares."""
    from ..model.build_variables import filled_in
    from ..model.scope import AUTOMATIC, PREDEFINED

    dockerfile = stage.dockerfile
    for variable, _ in filled_in(stage.instruction):
        name = variable.name
        declared = stage.instruction.env.binding(name) is not None or name in AUTOMATIC | PREDEFINED
        if declared or variable.defaulted or dockerfile.tree.foreign:
            continue
        near = nearest(name, [binding for binding in dockerfile.global_names.by_name if binding not in AUTOMATIC])
        inside = any(name in other.names.by_name for other in dockerfile.stages[: stage.index])
        why = "an ARG inside a stage does not reach FROM" if inside else "no ARG declares it"
        yield Defect(
            variable.span,
            f"${name[:40]} is empty here: {why}",
            help=f"Did you mean ${near}?" if near else f"Add `ARG {name[:40]}=…` above the first FROM.",
        )


def unusable_default_base(stage: Stage) -> Iterator[Defect]:
    """Without a build argument, FROM names no image that Docker can pull."""
    from ..model.build_variables import filled_in

    text = stage.instruction.image
    if text is None or text.value is None or text.literal or stage.parent is not None:
        return
    if any(stage.instruction.env.binding(variable.name) is None for variable, _ in filled_in(stage.instruction)):
        return
    problem = "is empty" if not text.value else ImageReference.parse(text).problem
    if problem is not None:
        yield Defect(text, f"FROM reads {text.value[:40] or 'nothing'}, which {problem}")


def constant_platform(stage: Stage) -> Iterator[Defect]:
    """FROM is bound to one platform."""
    platform = stage.platform
    if platform is None or platform.value is None or not platform.literal:
        return
    words = platform.value.lower().split("/")
    others = [other.platform.value for other in stage.dockerfile.stages if other.platform is not None]
    fanned = len({value for value in others if value}) > 1
    if fanned or any(word in (stage.name or "") for word in words) or _wanted(stage, platform.value):
        return
    yield Defect(platform, f"FROM is bound to {platform.value[:30]}, wherever it is built")


def _wanted(stage: Stage, platform: str) -> bool:
    services = [build.service for build in stage.dockerfile.builds if build.service is not None]
    settings = [service.setting("platform") for service in services]
    return bool(settings) and all(getattr(setting, "value", None) == platform for setting in settings)


def redundant_platform(stage: Stage) -> Iterator[Defect]:
    """`--platform=$TARGETPLATFORM` says what the builder does anyway."""
    flag = next((flag for flag in stage.instruction.flags if flag.name == "platform"), None)
    if flag is not None and flag.value is not None and flag.value.text in ("$TARGETPLATFORM", "${TARGETPLATFORM}"):
        yield Defect(flag.word, "--platform=$TARGETPLATFORM is what the builder takes anyway", help="Remove the flag.")


def platform_mismatch(service: Service) -> Iterator[Defect]:
    """A service wants another platform than its Dockerfile builds for."""
    build = service.build
    if build is None or build.stage is None:
        return
    several = find(build.body, "platforms")
    single = service.setting("platform")
    wanted = list(several.value) if several and isinstance(several.value, Items) else []
    if not wanted and single is not None:
        wanted = [single]
    for stage in build.stage.lineage():
        given = platform_of(stage)
        for platform in wanted:
            text = text_of(platform)
            if given and text and normalised(given) != normalised(text):
                yield Defect(
                    platform,
                    f"{service.label[:30]} wants {text[:24]}, but its Dockerfile is bound to {given[:24]}",
                    also=[(stage.instruction.head, "bound here")],
                    help="Remove `--platform` from FROM, or name the same platform in both places.",
                )


def untrusted_registry(image: ImageReference, *, registries: tuple[str, ...] = ()) -> Iterator[Defect]:
    """An image comes from a registry that is not on the list."""
    registry = image.registry
    if not registries or registry is None or image.scratch or image.name.value is None:
        return
    if not any(_fits(registry, allowed.lower()) for allowed in registries):
        yield Defect(image, f"{str(image)[:50]} comes from {registry[:30]}, which is not on the list")


def _fits(registry: str, allowed: str) -> bool:
    if allowed.startswith("*"):
        return registry.endswith(allowed[1:])
    return registry.startswith(allowed[:-1]) if allowed.endswith("*") else registry == allowed
