"""Whether what a program is told to take fits into what it may take."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect
from ...model.advice import advise, memory_lines
from ...model.heaps import contradictions, heap_shares, heaps
from ...model.limits import mebibytes, memory_limit
from ...model.service import Service

MOST_PERCENT = 85
"""Of the memory limit for the heap of a JVM, which needs some for its threads, classes and buffers, too."""


def heap_above_memory_limit(service: Service) -> Iterator[Defect]:
    """A heap, a cache or a buffer may grow beyond the memory limit, or leaves too little for the rest."""
    for at, first, most in contradictions(service):
        yield Defect(
            at,
            f"the heap of {service.label} begins with {mebibytes(first)}, more than the {mebibytes(most)} it may reach",
            help="A JVM refuses to start with an -Xms above its -Xmx.",
        )
    limit = memory_limit(service)
    if limit is None or limit.value is None:
        return
    for heap in heaps(service):
        if heap.size <= limit.value * heap.share:
            continue
        above = heap.size > limit.value
        size, allowed = mebibytes(heap.size), mebibytes(limit.value)
        percent = round(100 * heap.size / limit.value)
        yield Defect(
            heap.at,
            f"the {heap.noun} of {service.label} may grow to {size}, "
            + (f"above its memory limit of {allowed}" if above else f"{percent} % of its memory limit of {allowed}"),
            also=[(limit.at, "the memory limit")],
            help=advise(
                f"The kernel kills what crosses the limit. Shrink the {heap.noun}, or make room for the rest, too:",
                (service, memory_lines(service, heap.size / heap.share / 1024**2)),
            ),
            severity=None if above else "warning",
        )
    for at, share in heap_shares(service):
        if share > MOST_PERCENT:
            yield Defect(
                at,
                f"the heap of {service.label} may take {share:g} % of its memory limit",
                also=[(limit.at, "the memory limit")],
                help="Threads, classes and buffers need memory beside the heap: 75 is a usual share.",
                severity="warning",
            )
