"""Memory, CPU and processes."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.defect import Defect
from ..model.advice import advise
from ..model.service import Service


def missing_resource_limits(service: Service, *, pids: bool = False) -> Iterator[Defect]:
    """A server may take all memory or CPU of its host."""
    if not service.is_server or service.scaled_to_zero or service.setting("cgroup_parent") is not None:
        return
    limits = (
        ("memory", service.memory_limit()),
        ("CPU", service.cpu_limit()),
        *([("process", service.pids_limit())] if pids else []),
    )
    missing = [name for name, limit in limits if limit is None]
    if not missing:
        return
    words = " and ".join(f"no {name} limit" for name in missing)
    only_cpu = missing == ["CPU"]
    yield Defect(
        service.name,
        f"{service.label} has {words}",
        help=advise(
            "Set limits a little above what `docker stats` shows under load; the numbers here are a start:",
            (service, _limits(service, missing)),
        ),
        severity="info" if only_cpu or service.development else None,
    )


def _limits(service: Service, missing: list[str]) -> list[str]:
    """The missing limits in the form that the service uses already; the two forms must not be mixed."""
    facts = service.facts
    memory = max(512, facts.minimum_memory if facts else 0)
    values = {"memory": f"{memory}m", "CPU": '"1.0"', "process": "200"}
    if service.setting("deploy", "resources", "limits") is not None:
        names = {"memory": "memory", "CPU": "cpus", "process": "pids"}
        return ["deploy:", "  resources:", "    limits:", *(f"      {names[name]}: {values[name]}" for name in missing)]
    names = {"memory": "mem_limit", "CPU": "cpus", "process": "pids_limit"}
    return [f"{names[name]}: {values[name]}" for name in missing]
