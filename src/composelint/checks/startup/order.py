"""What a service uses without saying that it depends on it."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.address_remedies import dependency_fix
from ...model.advice import advise, wait_lines, wait_until_ready
from ...model.connections import Connection
from ...model.needs import depends_on, needed_in_return, together
from ...model.service import Service


def undeclared_dependency(service: Service) -> Iterator[Defect]:
    """A service connects to another one that it does not depend on."""
    if service.kind in ("provider", "template") or service.scaled_to_zero or service.reconnects():
        return
    if service.stack.fragment or (service.is_job and service.profiles):
        return
    used: dict[Service, Connection] = {}
    for connection in service.connections():
        target = connection.to
        if target is not None and target is not service and not connection.aside and not _shared(service, connection):
            used.setdefault(target, connection)
    for target, connection in used.items():
        if _starts_first(service, target) and not depends_on(service, target):
            lines = advise(f"Let {target.label} start first:", (service, wait_lines(target, "service_started")))
            yield Defect(
                connection.host_span,
                f"{service.label} uses {target.label} ({connection.where}) but does not depend on it",
                also=[(target.name, "nothing says that this is started first")],
                help=wait_until_ready(service, target) if target.takes_time() else lines,
                severity=None if target.takes_time() else "info",
                fix=dependency_fix(service, target),
            )


def _shared(service: Service, connection: Connection) -> bool:
    """Whether a job got the setting with those of others (an anchor, `extends`): what it needs itself, nobody said."""
    variable = service.environment.get(connection.key.value or "") if service.is_job and connection.key else None
    value = variable.value if variable is not None else None
    return value is not None and any(step.kind in ("alias", "merge", "extends") for step in value.via)


def _starts_first(service: Service, target: Service) -> bool:
    """Whether a service that is always there with this one should be started before it."""
    facts = target.facts
    if not target.is_server or target.scaled_to_zero or target.role == "monitoring" or (facts and facts.sink):
        return False
    if not together(service, target) or needed_in_return(service, target):
        return False
    return service.shares_network(target) is True
