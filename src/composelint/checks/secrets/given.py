"""Credentials that commands of services are given, where `ps` and `docker inspect` show them."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...knowledge.credentials.names import split
from ...model.accounts import passwords
from ...model.secret_advice import command_help, in_test_directory
from ...model.secrets import Secret
from ...model.service import Service
from ...model.service_secrets import Held, reported_by

_WHERE = {"healthcheck": "the healthcheck", "command": "the command", "entrypoint": "the entrypoint"}


def credential_in_command(service: Service) -> Iterator[Defect]:
    """A command, a healthcheck or a hook is given a literal credential."""
    for entry, others in reported_by(service, in_commands=True):
        secret = entry.secret
        if secret.kind != "argument" or not entry.in_command or (secret.weak and not _in_use(service, secret)):
            continue
        ways: list[tuple[Place, str]] = [(via.span, via.words) for via in entry.via]
        yield Defect(
            secret.span,
            f"{_where(entry)} of {service.label} is given a literal credential ({secret.name.strip()})",
            also=ways + [(other.name, f"{other.label} gets it too") for other in others],
            help=command_help(service, entry),
            severity="info" if in_test_directory(secret.span.source.path) else None,
        )


def _where(entry: Held) -> str:
    return _WHERE.get(entry.path[0], "a hook")


def _in_use(service: Service, secret: Secret) -> bool:
    """Whether a weak value is nevertheless the password of a server that the stack runs."""
    sets = service.stateful and "requirepass" in split(secret.name)
    return sets or secret.value in passwords(service.stack)
