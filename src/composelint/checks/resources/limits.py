"""What a service may take, and what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import advise, limit_lines, memory_lines
from ...model.heaps import heaps
from ...model.limits import amount, mebibytes, memory_limit
from ...model.service import Service

WORDS = {"memory": "memory", "cpus": "CPU", "pids": "process"}


def missing_resource_limits(service: Service, *, pids: bool = False) -> Iterator[Defect]:
    """A server may take all memory or CPU of its host."""
    if not service.is_server or service.scaled_to_zero or service.setting("cgroup_parent") is not None:
        return
    limits = {"memory": service.memory_limit(), "cpus": service.cpu_limit()}
    if pids:
        limits["pids"] = service.pids_limit()
    missing = [name for name, limit in limits.items() if limit is None]
    if not missing:
        return
    words = [f"no {WORDS[name]} limit" for name in missing]
    said = " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    yield Defect(
        service.name,
        f"{service.label} has {said}",
        help=advise(
            "Set limits a little above what `docker stats` shows under load; the numbers here are only a start:",
            (service, limit_lines(service, missing)),
        ),
        severity="info" if "memory" not in missing or service.development else None,
    )


RESERVED = (
    ("memory", ("mem_reservation",), ("deploy", "resources", "reservations", "memory")),
    ("CPUs", ("deploy", "resources", "reservations", "cpus")),
)
RESERVATIONS = "A reservation is what is kept free for it, a limit the most it gets: lower one or raise the other."


def reservation_above_limit(service: Service) -> Iterator[Defect]:
    """More is reserved than may be used; or memory is to be swapped out by more than everything."""
    limits = {"memory": amount(service.memory_limit()), "CPUs": amount(service.limit(*CPU_LIMITS))}
    for what, *places in RESERVED:
        limit = limits[what]
        for reserved in [amount(service.setting(*place)) for place in places]:
            if reserved is None or limit is None or reserved.value is None or limit.value is None:
                continue
            if reserved.value > limit.value and not reserved.same(limit):
                yield Defect(
                    reserved.at,
                    f"{service.label} reserves more {what} than its limit allows",
                    also=[(limit.at, "the limit")],
                    help=_raised(service, reserved.value) if what == "memory" else RESERVATIONS,
                    severity=None if what == "memory" else "warning",
                )
    swappiness = amount(service.setting("mem_swappiness"))
    if swappiness is not None and swappiness.value is not None and not -1 <= swappiness.value <= 100:
        help = "It is a percentage: 0 keeps everything in memory, 100 swaps freely."
        yield Defect(swappiness.at, f"the mem_swappiness of {service.label} is not between 0 and 100", help=help)


def _raised(service: Service, size: float) -> str:
    return advise("Lower the reservation, or raise the limit:", (service, memory_lines(service, size / 1024**2)))


CPU_LIMITS = (("cpus",), ("deploy", "resources", "limits", "cpus"))


def memory_limit_too_small(service: Service) -> Iterator[Defect]:
    """The memory limit is below what the image needs to start."""
    limit, facts = memory_limit(service), service.facts
    if limit is None or limit.value is None or facts is None or not service.is_server or service.entrypoint is not None:
        return
    needed = facts.minimum_memory * 1024**2
    if limit.value >= needed or any(heap.size <= limit.value * heap.share for heap in heaps(service)):
        return
    name = facts.product
    yield Defect(
        limit.at,
        f"{service.label} may use {mebibytes(limit.value)}, but {name} needs about {facts.minimum_memory} MiB",
        help=advise(
            f"With less, {name} is killed while it starts, or soon after. Give it room to work as well:",
            (service, memory_lines(service, 2 * facts.minimum_memory)),
        ),
    )
