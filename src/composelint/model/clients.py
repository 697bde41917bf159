"""The addresses that a command connects to, by its words and by the options of known clients."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.source import Excerpt
from ..knowledge.clients import CLIENTS, WEB_CLIENTS, WITHOUT_ADDRESSES, Client
from ..knowledge.endpoints import sense
from ..syntax.endpoints import Endpoint, find_devices, find_endpoints, read_endpoints
from ..syntax.shell import Command, Word, split_options
from ..syntax.urls import Part
from .reach import EVERYWHERE, is_loopback


def addresses(command: Command) -> Iterator[Endpoint]:
    """Every address that is written in a command, each once."""
    for redirection in command.redirections:
        yield from find_devices(_raw(redirection.target))
    if command.program in WITHOUT_ADDRESSES:
        return
    client = CLIENTS.get(command.program)
    told = list(_told(client, command.arguments)) if client is not None else []
    yield from told
    taken = {endpoint.host_span for endpoint in told}
    program, before = command.program, ""
    for word in (*(assigned.word for assigned in command.assignments), *command.arguments):
        if before == "--" and program in CLIENTS:
            program = ""
        yield from (found for found in _written(word, before, program) if found.host_span not in taken)
        before = word.head


def _written(word: Word, before: str, program: str) -> Iterator[Endpoint]:
    """URLs in a word, or `host:port` as all of it or as the value of an option."""
    raw = _raw(word)
    name = word.head.partition("=")[0] if word.head.startswith("-") else before
    if name.startswith("-") and sense(name.lstrip("-")) == "none":
        return
    if "://" in raw.text:
        yield from (found for found in find_endpoints(raw) if found.host not in EVERYWHERE)
        return
    if word.value is None or ":" not in word.value:
        return
    text = word.excerpt
    at = word.value.find("=") + 1 if word.value.startswith("-") else 0
    end = len(text.text)
    if program in WEB_CLIENTS and "/" in text.text[at:]:
        end = text.text.index("/", at)
    for endpoint in read_endpoints(text.slice(at, end)):
        # A server's own address is written just so; only of clients it is known to be another's.
        if not endpoint.bare and not (is_loopback(endpoint.host) and program not in CLIENTS):
            yield endpoint


def _told(client: Client, arguments: list[Word]) -> Iterator[Endpoint]:
    """What the options of a client say."""
    values = _values(client, arguments)
    port = next((text for name in client.port if (text := values.get(name)) is not None), None)
    hosts = [values[name] for name in client.host if name in values]
    if client.operands:
        operands = [word for word in split_options(arguments, client.taking).operands if word.value is not None]
        hosts = [word.excerpt for word in operands[:1]]
        port = operands[1].excerpt if len(operands) > 1 else port
    for text in hosts[:1]:
        for endpoint in read_endpoints(text):
            endpoint.bare = False
            endpoint.scheme = endpoint.scheme or client.scheme
            if endpoint.port_span is None and port is not None:
                digits = port.text
                endpoint.port = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
                endpoint.port_span = port.whole
            endpoint.user = endpoint.user or _part(values, client.user)
            endpoint.database = endpoint.database or _part(values, client.database)
            yield endpoint


def _values(client: Client, arguments: list[Word]) -> dict[str, Excerpt]:
    """The known values of a client's options: `--host db`, `--host=db`, `-h db`, `-hdb`."""
    found: dict[str, Excerpt] = {}
    waiting = ""
    for word in arguments:
        if word.value == "--":
            break
        if waiting:
            if word.value is not None:
                found.setdefault(waiting, word.excerpt)
            waiting = ""
        elif word.value is not None and word.value.startswith("-"):
            name, equals, _ = word.value.partition("=")
            long = word.value.startswith("--")
            length = len(name) + len(equals) if long else 2
            name = name if long else word.value[:2]
            if name in client.taking and len(word.value) > length:
                found.setdefault(name, word.excerpt.slice(length, len(word.value)))
            elif name in client.taking:
                waiting = name
    return found


def _part(values: dict[str, Excerpt], names: list[str]) -> Part | None:
    text = next((values[name] for name in names if name in values), None)
    return None if text is None else Part(text.text, text.text, text.whole)


def _raw(word: Word) -> Excerpt:
    """A word as it is written, which still tells where its variables stand."""
    return word.of.slice(word.start, word.end)
