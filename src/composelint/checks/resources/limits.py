"""What a service may take, and what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import advise, limit_lines
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
