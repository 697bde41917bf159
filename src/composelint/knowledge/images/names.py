"""How one image can be named in several ways, and what the words of a tag mean (image build files, 2026)."""

from __future__ import annotations

from collections.abc import Sequence


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


HUB = "docker.io"
HUB_HOSTS = frozenset(("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"))
MIRRORS = (
    "public.ecr.aws/docker/library/",
    "mcr.microsoft.com/mirror/docker/library/",
    "mirror.gcr.io/library/",
    "mirror.gcr.io/",
)
"""Prefixes under which a registry serves Docker Hub's images unchanged."""

ARCHITECTURES = frozenset(
    ("amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "mips64le", "ppc64le", "riscv64", "s390x")
)
"""Namespaces on Docker Hub that hold the official images of one architecture."""

MOVING = _set(
    """latest stable edge nightly dev devel develop test testing beta alpha rc next canary main master trunk head
    snapshot current lts mainline release prod production staging rolling unstable experimental"""
)
"""Words that name a channel whose content changes."""

CODENAMES = _set(
    """wheezy jessie stretch buster bullseye bookworm trixie forky sid trusty xenial bionic focal jammy noble
    oracular plucky questing resolute"""
)
VARIANTS = (
    _set(
        """alpine slim perl otel apache fpm cli zts management jre jdk ubuntu debian distroless scratch dind rootless
    nonroot debug noble-chiseled chiseled headless full minimal standard plus windowsservercore nanoserver
    ltsc2016 ltsc2019 ltsc2022 ltsc2025 ubi ubi8 ubi9 ubi10 hotspot alpaquita"""
    )
    | CODENAMES
)
"""Words that say which build of a version, never which version."""

NAMED_BY_CODENAME = frozenset(("debian", "ubuntu", "buildpack-deps"))
"""Images whose release is the codename."""


def variant(word: str) -> bool:
    """Whether a tag's word chooses a build: `alpine`, `alpine3.20`, `bookworm`, `jre`."""
    return word in VARIANTS or word.rstrip("0123456789.") in VARIANTS


def moving(repository: str, words: Sequence[str]) -> str | None:
    """The word of a tag without version that makes it a moving one: a channel, or a build of whatever is newest."""
    if not words:
        return None
    if words[0] in MOVING:
        return words[0]
    if repository in NAMED_BY_CODENAME or not all(variant(word) for word in words):
        return None
    return words[0]


def windows(repository: str, words: Sequence[str]) -> bool:
    """Whether an image is known to be built for Windows."""
    if repository.startswith(("mcr.microsoft.com/windows", "mcr.microsoft.com/dotnet/framework/")):
        return True
    return any(word.startswith(("windowsservercore", "nanoserver", "ltsc20")) for word in words)
