"""Certificates that nobody checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect, Severity
from ...knowledge.downloads import TLS_OFF, TLS_OFF_ALWAYS
from ...model.compose import Variable
from ...model.service import Service

if TYPE_CHECKING:
    from ...model.commandlines import Command
    from ...model.dockerfile import Instruction


def tls_off_by_environment(subject: Instruction | Service) -> Iterator[Defect]:
    """A variable switches the checks of certificates off for every program that reads it."""
    if isinstance(subject, Service):
        for variable in subject.environment.values():
            yield from _tls_off(variable, f"{subject.label} does not check who it talks to", None)
    elif subject.run is not None:
        yield from _in_commands(subject.commands)
    else:
        yield from _in_variables(subject)


def _in_variables(instruction: Instruction) -> Iterator[Defect]:
    from ...model.dockerfile import Arg, Env, Onbuild

    inner = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    if isinstance(inner, (Env, Arg)) and inner.stage is not None:
        severity: Severity | None = None if inner.stage.shipped else "info"
        for variable in inner.variables:
            yield from _tls_off(variable, "programs do not check who they talk to", severity)


def _in_commands(commands: Iterable[Command]) -> Iterator[Defect]:
    for command in commands:
        for assigned in command.assignments:
            if assigned.value is not None and _switches_off(assigned.name, assigned.value):
                yield Defect(assigned, f"{assigned.name} is set: programs do not check who they talk to", help=_ADVICE)
        for word in command.arguments if command.program == "export" else ():
            name, equals, value = (word.value or "").partition("=")
            if equals and _switches_off(name, value):
                yield Defect(word, f"{name} is set: programs do not check who they talk to", help=_ADVICE)


_ADVICE = "Add the certificate of the authority instead: `update-ca-certificates`, or NODE_EXTRA_CA_CERTS for Node.js."


def _tls_off(variable: Variable, message: str, severity: Severity | None) -> Iterator[Defect]:
    name, value = variable.name.value, variable.known
    if name is not None and value is not None and _switches_off(name, value):
        at = variable.value if variable.value is not None and value else variable.name
        yield Defect(at, f"{name} is {value or 'empty'}: {message}", help=_ADVICE, severity=severity)


def _switches_off(name: str, value: str) -> bool:
    if name in TLS_OFF_ALWAYS:
        return bool(value.strip())
    known = TLS_OFF.get(name.upper() if name.startswith("npm_") else name, ())
    return value.strip().lower() in known
