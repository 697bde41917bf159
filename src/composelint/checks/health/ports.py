"""Tests that ask where the service is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...core.defect import Defect, Place
from ...model.health_test import Address, HealthTest, test_in_force
from ...model.listening import listening
from ...model.reach import is_loopback, meant, namespace_owner
from ...model.service import Service

if TYPE_CHECKING:
    from ...model.stages import Stage


def healthcheck_wrong_port(subject: Service | Stage) -> Iterator[Defect]:
    """A healthcheck asks a port on which its service does not listen, or another service."""
    test = test_in_force(subject)
    if test is None or not test.services:
        return
    asked = test.addresses()
    for endpoint in asked:
        if all(_itself(service, endpoint.host) for service in test.services):
            yield from _unheard(test, endpoint)
    others = [_other(test, endpoint) for endpoint in asked]
    if others and None not in others:
        yield from _stranger(test, asked[0], others[0])


def _itself(service: Service, host: str) -> bool:
    return is_loopback(host) or meant(service, host) == (service,)


def _unheard(test: HealthTest, endpoint: Address) -> Iterator[Defect]:
    """The port is one on which, by complete evidence, nothing listens."""
    from ...model.probe_remedies import rewritten_fix

    port = endpoint.port
    evidence = [listening(service) for service in test.services]
    if port is None or any(found.listens(port) is not False for found in evidence):
        return
    number, heard = next(iter(evidence[0].ports.items()))
    outside = next((mapping for mapping in test.services[0].ports if mapping.published == str(port)), None)
    also: list[tuple[Place, str]] = [(heard.at, heard.words)]
    if outside is not None:
        also.append((outside, f"{port} is its port on the host"))
    only = len({one for found in evidence for one in found.ports}) == 1
    target = outside.target if outside is not None and outside.target in evidence[0].ports else None
    right = target or (number if only else None)
    words = _asking(test, endpoint, port, right) if right is not None else None
    yield Defect(
        endpoint.port_span or endpoint.host_span,
        f"{test.label} asks port {port}, but {heard.words}",
        also=also,
        help=_help(test, right, words),
        fix=rewritten_fix(test.holder, words, f"Ask port {right}"),
    )


def _help(test: HealthTest, right: int | None, words: list[str] | None) -> str:
    from ...model.probes import known_words, rewritten

    if words is not None:
        return rewritten("A healthcheck runs inside the container, where the server's own port counts:", test, words)
    if right is None or known_words(test.words) is None:
        return "A healthcheck runs inside the container: ask the port on which the server listens there."
    return f"A healthcheck runs inside the container: ask port {right}."


def _asking(test: HealthTest, endpoint: Address, port: int, right: int) -> list[str] | None:
    """The same test with another port."""
    from ...model.probes import known_words

    words = known_words(test.words)
    if words is None:
        return None
    host = re.escape(endpoint.host)
    if endpoint.port_span is None:
        swapped = [re.sub(rf"({host})(?=[/'\"\s]|\Z)", rf"\g<1>:{right}", word) for word in words]
    else:
        swapped = [re.sub(rf"((?:{host}|\[{host}\]):){port}(?!\d)", rf"\g<1>{right}", word) for word in words]
    alone = rf"(?<![\w.:]){port}(?![\w.:])"
    if swapped == words and len(re.findall(alone, " ".join(words))) == 1:
        swapped = [re.sub(alone, str(right), word) for word in words]
    return ["CMD-SHELL" if test.shell else "CMD", *swapped] if swapped != words else None


def _other(test: HealthTest, endpoint: Address) -> Service | None:
    """The other service that is asked, if it is one and has a network of its own."""
    service = test.services[0]
    targets = meant(service, endpoint.host)
    if len(targets) != 1 or targets[0] in test.services or is_loopback(endpoint.host):
        return None
    target, owner = targets[0], namespace_owner(service)
    return None if owner is None or owner is namespace_owner(target) else target


def _stranger(test: HealthTest, endpoint: Address, target: Service | None) -> Iterator[Defect]:
    if target is not None:
        yield Defect(
            endpoint.host_span,
            f"{test.label} asks {target.label}, and not the service itself",
            also=[(target.name, "this is asked")],
            help=f"That says whether {target.label} is well, not whether this service is: ask the service itself.",
            severity="info",
        )
