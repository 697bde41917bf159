"""For which platform an image is pulled or built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect
from ...core.edit import ReplaceText
from ...core.source import Span
from ...model.compose import find, text_of
from ...model.platforms import normalised, platform_of
from ...model.service import Service
from ...model.values import Items

if TYPE_CHECKING:
    from ...model.stages import Stage


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
        at = flag.word.span
        gone = Span(at.source, at.start, at.end + 1)
        message = "--platform=$TARGETPLATFORM is what the builder takes anyway"
        fix = [ReplaceText(gone, "", "Remove the flag", was=f"{flag.word.text} ")]
        yield Defect(flag.word, message, help="Remove the flag.", fix=fix)


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


def pinned_platform(service: Service) -> Iterator[Defect]:
    """A service asks for one platform, which is emulated on machines of another."""
    node = service.setting("platform")
    platform = text_of(node)
    if (
        node is None
        or platform is None
        or not platform.startswith("linux/")
        or find(service.body, "build", "platforms") is not None
    ):
        return
    facts = service.facts
    if facts is not None and facts.platforms is not None:
        return
    yield Defect(
        node,
        f"{service.label} runs as {platform} everywhere, emulated where the machine is another",
        help="Remove `platform`: Docker takes the image that fits the machine.",
    )
