"""What is asked of the kernel: who is killed when memory ends, and how large shared memory is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...core.defect import Defect
from ...core.edit import AddKey, Intent, Replace
from ...core.patterns import pattern
from ...model import commands
from ...model.advice import advise, size_word
from ...model.compose import find
from ...model.heaps import settings
from ...model.limits import amount, mebibytes
from ...model.mounts import layout
from ...model.remedies import taken_out
from ...model.service import Service
from ...model.values import Flag, Number

SPARED = -900
"""An `oom_score_adj` at or below which a process is practically never chosen; -1000 switches it off."""


def oom_killer_disabled(service: Service) -> Iterator[Defect]:
    """The kernel may not kill the service when memory runs out."""
    disabled, score = service.setting("oom_kill_disable"), service.setting("oom_score_adj")
    if isinstance(disabled, Flag) and disabled.value is True:
        limited = service.memory_limit() is not None
        sentence = "Its processes hang instead" if limited else "It may take the memory of the whole host"
        yield Defect(
            disabled,
            f"the kernel may not kill {service.label} when its memory runs out",
            help=advise(
                f"{sentence}; let the kernel end it, and Docker start it again:",
                (service, ["oom_kill_disable: false"]),
            ),
            severity=None if limited else "error",
            fix=taken_out(find(service.body, "oom_kill_disable"), "Remove oom_kill_disable"),
        )
    if isinstance(score, Number) and score.value is not None and score.value <= SPARED:
        yield Defect(
            score,
            f"the kernel kills almost everything else before {service.label} when memory runs out",
            help=advise("Among what it spares this for are Docker and sshd:", (service, ["oom_score_adj: 0"])),
            fix=taken_out(find(service.body, "oom_score_adj"), "Remove oom_score_adj"),
        )


DEFAULT_SHARED = 64 * 1024**2
LEAST_FOR_BROWSERS = 512 * 1024**2
WORKERS = 2
"""PostgreSQL's `max_parallel_workers_per_gather` when nobody sets it (PostgreSQL 18 documentation)."""
_WORKERS = pattern(r"\bmax_parallel_workers_per_gather\s*=\s*[\"']?(\d{1,4})")
_WORK_MEMORY = pattern(r"\bwork_mem\s*=\s*[\"']?(\d{1,9})\s?(kb|mb|gb)", re.IGNORECASE)
_BYTES = {"kb": 1024, "mb": 1024**2, "gb": 1024**3}


def small_shared_memory(service: Service) -> Iterator[Defect]:
    """A program that needs shared memory gets Docker's 64 MB."""
    facts, size = service.facts, amount(service.setting("shm_size"))
    if facts is None or service.kind in ("template", "provider") or _brings_its_own(service):
        return
    if size is not None and size.value is None:
        return
    given = size.value if size is not None and size.value else DEFAULT_SHARED
    at = size.at if size is not None else service.name
    if facts.browser and given < LEAST_FOR_BROWSERS and not _without(service):
        yield Defect(
            at,
            f"the browser of {service.label} gets {mebibytes(given)} of shared memory, and crashes on large pages",
            help=advise("2 GB are known to be enough:", (service, ["shm_size: 2g"])),
            fix=_sized(service, "2g"),
        )
    needed = _parallel_query(service) if "POSTGRES_PASSWORD" in facts.password_variables else 0
    if needed > given:
        enough = size_word(2 * needed / 1024**2)
        yield Defect(
            at,
            f"one parallel query of {service.label} may need {mebibytes(needed)} of shared memory, "
            f"which is {mebibytes(given)}",
            help=advise(
                'Otherwise it fails with "could not resize shared memory segment":',
                (service, [f"shm_size: {enough}"]),
            ),
            severity="info",
            fix=_sized(service, enough),
        )


def _sized(service: Service, size: str) -> list[Intent]:
    written, title = service.setting("shm_size"), f"Give {service.label} {size} of shared memory"
    if written is not None:
        return [Replace(written, size, title, "unsafe")]
    return [AddKey(service.name, [f"shm_size: {size}"], title, "unsafe")]


def _brings_its_own(service: Service) -> bool:
    """Whether it shares the memory of others, or mounts some."""
    mounts = layout(service)
    return service.setting("ipc") is not None or not mounts.complete or mounts.covering("/dev/shm") is not None


def _without(service: Service) -> bool:
    """Whether the browser is told to do without."""
    texts = [commands.text(service), *(value.value or "" for _, value in settings(service))]
    return not service.environment_complete or any("--disable-dev-shm-usage" in text for text in texts)


def _parallel_query(service: Service) -> float:
    """Bytes that the workers of one hash join share: `work_mem` for each of them and for their leader."""
    text = commands.text(service)
    if "work_mem" not in text:
        return 0.0
    memory, workers = _WORK_MEMORY.search(text), _WORKERS.search(text)
    count = int(workers[1]) if workers is not None else WORKERS
    return float(int(memory[1]) * _BYTES[memory[2].lower()] * (count + 1)) if memory is not None and count else 0.0
