"""Dockerfiles of a few lines, and what the checks say about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from composelint.core.defect import Defect
from composelint.core.source import Excerpt, Source
from composelint.load.dockerfile import build_dockerfile
from composelint.model.dockerfile import Dockerfile, Instruction

Check = Callable[[Instruction], Iterable[Defect]]


def dockerfile(text: str) -> Dockerfile:
    return build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")


def found(check: Check, text: str) -> list[Defect]:
    """What a check says about all instructions of the stages that are built."""
    stages = [stage for stage in dockerfile(text).stages if stage.reachable]
    return [defect for stage in stages for made in stage.instructions for defect in check(made)]


def said(check: Check, text: str) -> list[str]:
    """The places of the defects, as written."""
    return [defect.span.text for defect in found(check, text)]


def in_run(check: Check, command: str, base: str = "debian:13-slim") -> list[str]:
    return said(check, f"FROM {base}\nRUN {command}\n")
