"""Platforms: how they are written, and which one a stage is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .images import ImageReference

if TYPE_CHECKING:
    from .stages import Stage

_SAME = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "armhf": "arm", "i386": "386", "x86": "386"}
_OF_NAMESPACES = {"arm32v5": "arm/v5", "arm32v6": "arm/v6", "arm32v7": "arm/v7", "arm64v8": "arm64", "i386": "386"}


def platform_of(stage: Stage) -> str | None:
    """The one platform that a stage's own FROM is bound to; None when it is not, or nobody knows."""
    if stage.platform is not None:
        return stage.platform.value if stage.platform.literal else None
    base = stage.base
    if not isinstance(base, ImageReference) or base.architecture is None:
        return None
    return f"linux/{_OF_NAMESPACES.get(base.architecture, base.architecture)}"


def normalised(platform: str) -> tuple[str, str, str]:
    """(system, architecture, variant), as containerd reads it."""
    parts = [*platform.strip().lower().split("/"), "", ""]
    if parts[0] not in ("linux", "windows", "darwin", "freebsd"):
        parts.insert(0, "linux")
    architecture = _SAME.get(parts[1], parts[1])
    variant = {"arm64": "", "amd64": "", "arm": parts[2] or "v7"}.get(architecture, parts[2])
    return parts[0], architecture, variant
