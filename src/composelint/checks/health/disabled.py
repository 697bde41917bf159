"""Healthchecks that are switched off."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.defect import Defect, Place
from ...model.advice import advise, healthcheck_lines
from ...model.service import Service
from ...model.values import Items


def healthcheck_disabled(service: Service) -> Iterator[Defect]:
    """A service switches its healthcheck off."""
    block = service.healthcheck_block
    if block is None or not block.switched_off or service.kind in ("template", "provider", "job"):
        return
    at: Place = block
    if block.disabled:
        at = service.setting("healthcheck", "disable") or block
    elif isinstance(block.test, Items):
        at = block.test.items[0]
    test = block.test if block.disabled and block.test is not None else None
    below = _below(service)
    also: list[tuple[Place, str]] = [(below, "this one is switched off")] if below is not None else []
    if test is not None:
        also.append((test, "this is never run"))
    help = _help(service, own=test is not None)
    yield Defect(at, f"{service.label} switches its healthcheck off", also=also, help=help)


def _below(service: Service) -> Place | None:
    """The HEALTHCHECK of the Dockerfile that would be in force."""
    stage = service.build.stage if service.build is not None else None
    check = stage.healthcheck() if stage is not None else None
    return check.head if check is not None and not check.none else None


def _help(service: Service, *, own: bool) -> str:
    why = "Nobody can wait for it, and nobody sees when it hangs."
    facts = service.facts
    if own:
        return advise(f"{why} Switch its test on again:", (service, ["healthcheck:", "  disable: false"]))
    if _below(service) is not None or (facts is not None and facts.healthcheck):
        sentence = f"{why} Leave the block away, and the check of its image is in force:"
        return advise(sentence, (service, ["healthcheck: !reset null"]))
    lines = healthcheck_lines(service)
    if lines is None:
        return f"{why} Give it a test with a program that its image has."
    return advise(f"{why} Give it a test:", (service, [lines[0], "  disable: false", *lines[1:]]))
