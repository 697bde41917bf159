"""Credentials that a build leaves in the image or in its history."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place, Severity
from ...knowledge.credentials.names import sense
from ...knowledge.credentials.values import none, weak
from ...model.arguments import ACCOUNTS
from ...model.compose import Variable
from ...model.dockerfile_secrets import given, runs_with, secret_arguments, written_out
from ...model.instructions import Arg, Env, Instruction, Label, Onbuild
from ...model.programs import Run
from ...model.secret_advice import run_help, run_without
from ...model.service import Service

_LONGEST_NAME = 29
"""Of a name in a message; with the longest sentence around it, 100 characters."""


def secret_in_dockerfile(instruction: Instruction) -> Iterator[Defect]:
    """A Dockerfile writes a credential into the image: literally, or from a build argument."""
    inner = _acting(instruction)
    if inner is None or instruction.stage is None:
        return
    lowered: Severity | None = None if instruction.stage.shipped else "warning"
    for secret in written_out(inner):
        if secret.kind == "hash" or (secret.weak and isinstance(inner, Arg)):
            continue
        name = secret.name[:_LONGEST_NAME] or "a URL"
        weight: Severity | None = "info" if secret.weak else lowered
        if secret.weak:
            message = f"{inner.keyword} ships {name} with a default password"
        else:
            message = f"{inner.keyword} writes {name} into the image in plain text"
        yield Defect(secret.span, message, help=_way_out(inner, secret.name), severity=weight)
    for variable, argument in secret_arguments(inner) if isinstance(inner, (Env, Label)) else ():
        value = variable.value
        harmless = value is not None and value.value is not None and (none(value.value) or weak(value.value))
        yield Defect(
            value or variable.name,
            f"{inner.keyword} keeps the secret build argument {argument[:_LONGEST_NAME]} in the image",
            help=_way_out(inner, argument),
            severity="info" if harmless else lowered,
        )


def _acting(instruction: Instruction) -> Instruction | None:
    return instruction.trigger if isinstance(instruction, Onbuild) else instruction


def _way_out(instruction: Instruction, name: str) -> str:
    if isinstance(instruction, Arg):
        help = run_help(runs_with(instruction, name), name)
        if help is not None:
            return help
    return "Everybody with the image can read it: set it when the container starts, by `environment:` or `secrets:`."


def secret_as_build_arg(instruction: Instruction) -> Iterator[Defect]:
    """A build argument is meant to carry a secret, which the image's history then keeps."""
    if not isinstance(instruction, Arg) or instruction.stage is None:
        return
    for variable in instruction.variables:
        name = variable.name.value or ""
        if sense(name) in (None, "weak") or not _to_be_filled(variable, name):
            continue
        runs = runs_with(instruction, name)
        givers = [build.service for build in instruction.dockerfile.builds if name in build.arguments]
        services = [service for service in givers if service is not None]
        idle = not runs and not services
        yield Defect(
            variable.name,
            f"the image's history keeps what the build argument {name[:_LONGEST_NAME]} is given",
            also=[(given, f"{service.label} gives it here") for service, given in _given(services, name)],
            help=run_help(runs, name) or "Pass it as a build secret: `RUN --mount=type=secret` leaves no trace.",
            severity="info" if idle or not instruction.stage.shipped else None,
        )


def _to_be_filled(variable: Variable, name: str) -> bool:
    """Without a default, or with one that only holds its place."""
    default = variable.known
    if variable.value is None or default == "":
        return True
    return default is not None and weak(default) and not none(default, name)


def _given(services: list[Service], name: str) -> Iterator[tuple[Service, Place]]:
    for service in services:
        variable = service.build.args.get(name) if service.build is not None else None
        if variable is not None:
            yield service, variable.name


def credential_in_run(instruction: Instruction) -> Iterator[Defect]:
    """A command of a build is given a literal credential."""
    inner = _acting(instruction)
    if instruction.stage is None or not isinstance(inner, Run):
        return
    for secret in given(inner):
        account = secret.name in ACCOUNTS
        if secret.kind not in ("argument", "url") or (secret.weak and not account):
            continue
        what = f"a literal credential for {secret.name[:_LONGEST_NAME]}" if secret.name else "a URL with a credential"
        yield Defect(
            secret.span,
            f"RUN is given {what}, which the image's history keeps",
            help=run_without(inner, secret),
            severity="info" if account and not instruction.stage.shipped else None,
        )
