"""Where a service's settings, commands and configs name something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..knowledge.endpoints import sense
from .values import Items, Text

if TYPE_CHECKING:
    import re

    from ..core.source import Span
    from .service import Service

_LONGEST = 65_536
"""Characters of one text that are searched."""


def mentions(service: Service, wanted: re.Pattern[str]) -> Iterator[tuple[Span, str, str]]:
    """Each place that matches in what the service is given: the place, what matched, and words for where it stands.

    Variables that speak of the service itself or of browsers are left out.
    """
    for text, where in _texts(service):
        if len(text.known_text) <= _LONGEST and wanted.search(text.known_text):
            resolved = text.resolved()
            for found in wanted.finditer(resolved.text):
                yield resolved.span(*found.span()), found[0], where


def _texts(service: Service) -> Iterator[tuple[Text, str]]:
    for name, variable in service.environment.items():
        if variable.value is not None and sense(name) != "none":
            yield variable.value, name
    stage = service.build.stage if service.build is not None else None
    for name, value in (stage.env() if stage is not None else {}).items():
        if name not in service.environment and sense(name) != "none":
            yield value, name
    for command in (service.entrypoint, service.command):
        for word in command.words if command is not None else ():
            yield word, "its command"
    block = service.healthcheck_block
    for item in block.test if block is not None and isinstance(block.test, Items) else ():
        if isinstance(item, Text):
            yield item, "its healthcheck"
    for usage in service.usages:
        body = usage.resource.body if usage.kind == "config" and usage.resource is not None else None
        content = body.get("content") if body is not None else None
        if isinstance(content, Text):
            yield content, "its config"
