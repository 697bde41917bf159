"""Lines to write: help texts whose fenced block is complete, valid and mergeable as an override file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .service import Service

Lines = Iterable[str]


def advise(sentence: str, *blocks: tuple[Service, Lines]) -> str:
    """A sentence and a Compose block: for each service the lines below its name, indented relative to each other."""
    written = ["services:"]
    for service, lines in blocks:
        written.append(f"  {quoted_key(service.label)}:")
        written += [f"    {line}" for line in lines]
    return fenced(sentence, "yaml", written)


def fenced(sentence: str, language: str, lines: Lines) -> str:
    return "\n".join([sentence, f"```{language}", *lines, "```"])


def quoted_key(name: str) -> str:
    """A service's name as a YAML key; one that YAML would read as a number or a word of its own is quoted."""
    from ..syntax.scalars import plain

    return name if isinstance(plain(name), str) else f'"{name}"'


def flow_list(words: Iterable[str]) -> str:
    """A list of strings in one line; JSON is YAML."""
    from json import dumps

    return dumps(list(words), ensure_ascii=False)


def healthcheck_lines(service: Service) -> list[str] | None:
    """The `healthcheck:` to give a service; None when no test is sure to work in its image."""
    found = own_test(service) or port_test(service)
    if found is None:
        return None
    facts = service.own_facts
    lines = [
        "healthcheck:",
        f"  test: {flow_list(found)}",
        f"  interval: {facts.interval if facts else '10s'}",
        f"  timeout: {facts.timeout if facts else '5s'}",
        f"  retries: {facts.retries if facts else 5}",
    ]
    start_period = facts.start_period if facts else "10s"
    return [*lines, f"  start_period: {start_period}"] if start_period else lines


def own_test(service: Service) -> list[str] | None:
    """The known image's own way to ask whether it is ready, with this service's settings in it."""
    facts = service.own_facts
    if facts is None:
        return None
    known = {
        name: (variable.known, variable.value is not None and variable.value.literal)
        for name, variable in service.environment.items()
    }
    return facts.test(known, service.environment_complete)


_PORT_TESTS = (
    ("python", """["CMD", "python", "-c", "import socket; socket.create_connection(('127.0.0.1', {port}), 3)"]"""),
    (
        "node",
        """["CMD", "node", "-e", "require('net').connect({port}, '127.0.0.1').on('connect', () => process.exit(0))"""
        """.on('error', () => process.exit(1))"]""",
    ),
    ("nc", """["CMD", "nc", "-z", "127.0.0.1", "{port}"]"""),
    ("bash", """["CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/{port}"]"""),
)
"""What can knock at a port with what is in an image, the first tool that is there wins."""


def port_test(service: Service) -> list[str] | None:
    """A test that the service's first port answers, by a program that its image is known to have."""
    from json import loads

    facts, ports = service.facts, service.container_ports()
    if facts is None or not ports:
        return None
    for tool, template in _PORT_TESTS:
        if facts.tools.get(tool):
            words: list[str] = loads(template.replace("{port}", str(ports[0])))
            return words
    return None
