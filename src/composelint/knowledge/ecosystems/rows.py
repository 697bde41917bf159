"""What a row of the table of package managers says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...core.globs import Globs

Kind = Literal["install", "build", "tool"]


class Ecosystem:
    """One row. `manifests` end in locks; `copied` is what a first layer copies when nobody knows which files exist.

    `also` are files that an install reads where they exist, `aux` others that say nothing about the sources (a
    trailing `/` is a directory). `deps` makes the dependencies' command out of a build command: the command itself,
    or `+ options` to add. `declares`: texts of which the manifests hold one if they name any dependency; `tied`: texts
    by which the install reads the sources too; `vendored`: paths that show that dependencies are among the sources.
    """

    __slots__ = (
        "_files",
        "also",
        "aux",
        "build",
        "cache",
        "copied",
        "declares",
        "deps",
        "family",
        "install",
        "manifests",
        "name",
        "packages",
        "source",
        "tied",
        "tool",
        "vendored",
    )

    def __init__(
        self,
        name: str,
        family: str,
        packages: str,
        source: str,
        *,
        manifests: str = "",
        copied: str = "",
        also: str = "",
        aux: str = "",
        install: Sequence[str] = (),
        build: Sequence[str] = (),
        tool: Sequence[str] = (),
        cache: str = "",
        deps: str = "",
        declares: str = "",
        tied: str = "",
        vendored: str = "",
    ) -> None:
        self.name = name
        self.family = family
        self.packages = packages
        self.source = source
        self.manifests = tuple(manifests.split())
        self.copied = tuple(copied.split())
        self.also = tuple(also.split())
        self.aux = tuple(aux.split())
        self.install = tuple(install)
        self.build = tuple(build)
        self.tool = tuple(tool)
        self.cache = tuple(cache.split())
        self.deps = deps
        self.declares = tuple(declares.split())
        self.tied = tuple(tied.split())
        self.vendored = tuple(vendored.split())
        self._files: Globs | None = None

    @property
    def files(self) -> Globs:
        """The names of its manifests and locks."""
        if self._files is None:
            self._files = Globs(self.manifests)
        return self._files

    @property
    def usages(self) -> Sequence[tuple[Kind, Sequence[str]]]:
        return (("install", self.install), ("build", self.build), ("tool", self.tool))

    def __repr__(self) -> str:
        return f"Ecosystem({self.name})"
