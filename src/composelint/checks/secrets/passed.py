"""Credentials that Compose passes into a build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect, Place
from ...model.secret_advice import build_secret_help
from ...model.service import Service
from ...model.service_secrets import reported_by

if TYPE_CHECKING:
    from ...model.instructions import Instruction

_LONGEST_NAME = 40


def credential_in_build_arg(service: Service) -> Iterator[Defect]:
    """A build argument that Compose passes is a literal credential."""
    build = service.build
    for entry, others in reported_by(service) if build is not None else ():
        secret, name = entry.secret, entry.path[-1]
        if not entry.in_build_args or secret.weak or secret.kind not in ("name", "pair", "url"):
            continue
        declared = _declaring(service, name)
        if declared is not None and not declared:
            continue
        shipped = declared is None or any(arg.stage is not None and arg.stage.shipped for arg in declared)
        yield Defect(
            secret.span,
            f"{service.label} is built with a literal {name[:_LONGEST_NAME]}, which its history keeps",
            also=[*_declarations(declared), *((other.name, f"{other.label} gets it too") for other in others)],
            help=build_secret_help(service, name, in_list=entry.in_list),
            severity=None if shipped else "warning",
        )


def _declaring(service: Service, name: str) -> list[Instruction] | None:
    """The ARG instructions of a name in the Dockerfile; None when nobody knows it."""
    dockerfile = service.build.dockerfile if service.build is not None else None
    if dockerfile is None:
        return None
    return [
        instruction
        for instruction in dockerfile.instructions
        if instruction.keyword == "ARG" and any(pair.key.value == name for pair in instruction.node.pairs)
    ]


def _declarations(declared: list[Instruction] | None) -> list[tuple[Place, str]]:
    return [(arg.node, "declared here") for arg in (declared or ())[:1]]
