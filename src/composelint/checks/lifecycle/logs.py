"""What becomes of a container's output."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import AddKey, Intent, Replace
from ...model.advice import advise
from ...model.compose import Stack, text_of
from ...model.kept import remembered
from ...model.service import Service
from ...model.values import Map

LOCAL = ("logging:", "  driver: local")
BOUNDED = ("logging:", "  options:", '    max-size: "10m"', '    max-file: "3"')


def unbounded_logs(service: Service) -> Iterator[Defect]:
    """The output of a server that runs for long is kept in a file that grows without end."""
    if not service.is_server or service.scaled_to_zero or service.partial or not _grows(service):
        return
    thought_of = service.setting("logging") is not None or _any_bounded(service.stack)
    if not thought_of and service.restarts_always() is None:
        return
    if service.setting("logging") is None:
        help = advise("The driver `local` keeps the last 100 MB, compressed:", (service, LOCAL))
    else:
        help = advise("Let Docker begin a new file in time, and throw the oldest away:", (service, BOUNDED))
    yield Defect(
        service.key("logging") or service.name,
        f"the log of {service.label} grows without a limit",
        help=help,
        severity="info" if service.development or not thought_of else None,
        fix=_limited(service),
    )


def _limited(service: Service) -> list[Intent]:
    """The lines of the help, as far as they are not there."""
    title, key, written = f"Limit the log of {service.label}", service.key("logging"), service.setting("logging")
    if key is None:
        return [AddKey(service.name, LOCAL, title, "unsafe")]
    if written is None or written.via:
        return []
    there = service.setting("logging", "options")
    options = [
        line for line in BOUNDED[2:] if not isinstance(there, Map) or line.split(":")[0].strip() not in there.fields
    ]
    return [AddKey(key, [line[2:] for line in (BOUNDED[1], *options)], title, "unsafe")]


def _grows(service: Service) -> bool:
    """Docker's default driver writes its output, and no setting ends that file."""
    logging, driver = service.setting("logging"), service.setting("logging", "driver")
    if logging is None:
        return True
    options = service.setting("logging", "options")
    known = isinstance(logging, Map) and (options is None or isinstance(options, Map))
    return known and (driver is None or text_of(driver) == "json-file") and not _bounded(service)


@remembered
def _any_bounded(stack: Stack) -> bool:
    return any(_bounded(service) for service in stack.services.values())


def _bounded(service: Service) -> bool:
    return service.setting("logging", "options", "max-size") is not None


def logging_disabled(service: Service) -> Iterator[Defect]:
    """The output of a service is thrown away."""
    driver, options = service.setting("logging", "driver"), service.setting("logging", "options")
    if driver is None or text_of(driver) != "none" or service.kind in ("job", "template", "provider"):
        return
    yield Defect(
        driver,
        f"{service.label} writes no log, so that nobody can see why it fails",
        help=advise("Keep the last of it: the driver `local` throws the oldest away by itself.", (service, LOCAL)),
        fix=[Replace(driver, "local", "Keep the last of the log", "unsafe")] if not options else (),
    )
