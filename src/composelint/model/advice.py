"""Lines to write: help texts whose fenced block is complete, valid and mergeable as an override file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from math import ceil
from typing import TYPE_CHECKING

from ..core.patterns import pattern
from . import commands
from .compose import text_of
from .heaps import heaps

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
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(word: str) -> str:
    """A string of JSON; what needs no more than its quotes escaped spares a run the whole library."""
    if word.isprintable():
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    from json import dumps

    return dumps(word, ensure_ascii=False)


# Waiting and restarting


def wait_lines(target: Service, condition: str) -> list[str]:
    """A `depends_on` that waits for a service."""
    return ["depends_on:", f"  {quoted_key(target.label)}:", f"    condition: {condition}"]


def wait_until_ready(service: Service, target: Service) -> str:
    """The lines that make a service wait, with the healthcheck that this needs."""
    wait = (service, wait_lines(target, "service_healthy"))
    if target.healthcheck() is not None:
        return advise(f"Wait for the healthcheck of {target.label}:", wait)
    lines = healthcheck_lines(target)
    if lines is None:
        return f"Give {target.label} a healthcheck, then wait for it with `condition: service_healthy`."
    return advise(f"Give {target.label} a healthcheck and wait for it:", (target, lines), wait)


def restart_lines(service: Service, policy: str) -> list[str]:
    """The restart policy in the form that the service uses already: `deploy.restart_policy` replaces `restart`."""
    if service.setting("deploy", "restart_policy") is not None:
        return ["deploy:", "  restart_policy:", f"    condition: {policy}"]
    return [f"restart: {policy}"]


# Healthchecks


def healthcheck_lines(service: Service) -> list[str] | None:
    """The `healthcheck:` to give a service; None when no test is sure to work in its image.

    Timings that the service sets already are left to it.
    """
    own = own_test(service)
    found = own or port_test(service)
    if found is None:
        return None
    facts = service.facts
    timings = {
        "interval": facts.interval if facts else "10s",
        "timeout": facts.timeout if facts and own else "5s",
        "retries": str(facts.retries) if facts else "5",
        "start_period": (facts.start_period if facts else None) or ("" if own else "10s"),
    }
    lines = [f"  {key}: {value}" for key, value in timings.items() if value and not service.setting("healthcheck", key)]
    return ["healthcheck:", f"  test: {flow_list(found)}", *lines]


_PORT_GIVEN = pattern(
    r"(?:--?[\w-]{0,30}(?:port|address|listen|bind)[\w-]{0,30}[\s=]\S{0,60}?|\bport=|(?:^|\s)-p\s*)(?<!\d)(\d{1,5})(?![\w.])"
)


def own_test(service: Service) -> list[str] | None:
    """The known image's own way to ask whether it is ready, with this service's settings in it.

    None where a foreign entrypoint or port makes it doubtful that it would work.
    """
    facts, build = service.facts, service.build
    stage = build.stage if build else None
    if facts is None or service.entrypoint is not None or (stage is not None and stage.entrypoint() is not None):
        return None
    ports = {int(number) for number in _PORT_GIVEN.findall(commands.text(service))}
    if build is not None:
        ports |= {*service.written_ports(), *service.image_ports()}
    if facts.ports and ports - {*facts.ports}:
        return None
    known = {name: (text.value, text.literal) for name, text in stage.env().items()} if stage else {}
    for name, variable in service.environment.items():
        known[name] = (variable.known, variable.value is not None and variable.value.literal)
    return facts.test(known, service.environment_complete and build is None)


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
    """A test that the service's first port answers, by a program that its image is known to have.

    The image's own ports say nothing of a command that Compose puts in the place of the image's.
    """
    from .listening import listening

    replaced = service.command is not None or service.entrypoint is not None
    facts, evidence = service.facts, listening(service)
    meant = service.written_ports() if replaced else service.container_ports()
    ports = [port for port in meant if evidence.listens(port) is not False]
    ports += evidence.ports if evidence.complete else ()
    return knock(facts.tools.get, ports[0]) if facts is not None and ports else None


def knock(has: Callable[[str], bool | None], port: int) -> list[str] | None:
    """A test that something listens on a port, by a program that is there."""
    from json import loads

    for tool, template in _PORT_TESTS:
        if has(tool):
            words: list[str] = loads(template.replace("{port}", str(port)))
            return words
    return None


# Limits

_SIZE = pattern(r"([0-9]{1,12}(?:\.[0-9]+)?)\s*([bkmgt]?)i?b?", re.IGNORECASE)
_MIB = {"": 1 / 1024**2, "b": 1 / 1024**2, "k": 1 / 1024, "m": 1.0, "g": 1024.0, "t": 1024.0**2}
_LEAST = 512
_LEAST_OF_JVM = 2048


def limit_lines(service: Service, missing: Iterable[str]) -> list[str]:
    """The missing limits (memory, cpus, pids) in the form that the service uses already; they must not be mixed."""
    values = {"memory": _memory(service), "cpus": '"1.0"', "pids": "200"}
    if service.setting("deploy", "resources", "limits") is not None:
        return ["deploy:", "  resources:", "    limits:", *(f"      {name}: {values[name]}" for name in missing)]
    names = {"memory": "mem_limit", "cpus": "cpus", "pids": "pids_limit"}
    return [f"{names[name]}: {values[name]}" for name in missing]


def _memory(service: Service) -> str:
    """A limit to begin with: at least its reservation, and twice what the image needs or the heap that it is given."""
    facts = service.facts
    sizes = [float(_LEAST_OF_JVM if facts and facts.jvm else _LEAST), 2.0 * facts.minimum_memory if facts else 0.0]
    for path in (("mem_reservation",), ("deploy", "resources", "reservations", "memory")):
        sizes.append(_mebibytes(text_of(service.setting(*path)) or ""))
    sizes += [2 * heap.size / 1024**2 for heap in heaps(service)]
    return size_word(max(sizes))


def size_word(mebibytes: float) -> str:
    """An amount of memory as Compose takes it."""
    rounded = ceil(mebibytes)
    return f"{rounded}m" if rounded % 1024 else f"{rounded // 1024}g"


def memory_lines(service: Service, mebibytes: float) -> list[str]:
    """A memory limit, rounded up, in the place where the service has its limit or its others."""
    step = 64 if mebibytes <= 1024 else 512
    size = size_word(ceil(mebibytes / step) * step)
    if service.setting("mem_limit") is None and service.setting("deploy", "resources", "limits") is not None:
        return ["deploy:", "  resources:", "    limits:", f"      memory: {size}"]
    return [f"mem_limit: {size}"]


def _mebibytes(text: str) -> float:
    match = _SIZE.fullmatch(text.strip())
    return float(match[1]) * _MIB[match[2].lower()] if match else 0.0
