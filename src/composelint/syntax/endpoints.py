"""Where a client connects to, as one text says it: URLs, connection strings, `host:port` and lists of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.patterns import pattern
from ..core.record import record
from ..core.source import Excerpt, Span
from .connection_strings import parse_connection_string
from .urls import HOST, Host, Part, Text, Url, find_urls, host_of

_LONGEST = 16_384
"""Characters of one text that are read; a longer one is left alone."""
_LONGEST_LIST = 2_048
_ITEM = r"\s*(?:[0-9]{1,5}@)?"
_DEVICE = r"/dev/(?:tcp|udp)/([\w.-]{1,253})/([0-9]{1,5})(?![0-9])"
_COMMENT = pattern(r"[ \t]*(?:#|//)")


@record
class Endpoint:
    """One address. `scheme` is None where none is written, "" in a connection string; `port` None also when unknown.

    `span` is all of the value that says it; `bare`: a host's name alone, which may as well be another word.
    """

    host: str
    port: int | None
    scheme: str | None
    span: Span
    host_span: Span
    port_span: Span | None = None
    bare: bool = False
    jdbc: bool = False
    user: Part | None = None
    password: Part | None = None
    database: Part | None = None


def find_endpoints(excerpt: Excerpt) -> list[Endpoint]:
    """The addresses of URLs that stand anywhere in a text, comments left out."""
    if len(excerpt.text) > _LONGEST:
        return []
    return [found for url in find_urls(excerpt) if not _commented(excerpt.text, url.start) for found in of_url(url)]


def read_endpoints(excerpt: Excerpt) -> list[Endpoint]:
    """The addresses of a value: URLs in it, else a connection string, else hosts that make it up, with ports or not."""
    text = excerpt.text
    if len(text) > _LONGEST:
        return []
    found = find_endpoints(excerpt) if "://" in text or "tcp" in text or "jdbc:" in text else []
    if found or "://" in text:
        return found
    string = parse_connection_string(excerpt) if "=" in text else None
    return list(of_url(string)) if string is not None else list(_listed(excerpt))


def of_url(url: Url) -> Iterator[Endpoint]:
    """The addresses of a URL or connection string, one for each of its hosts."""
    database = url.path
    if database is not None and url.scheme and database.raw.startswith("/"):
        known = None if database.value is None else database.value[1:]
        span = database.span
        database = Part(database.raw[1:], known, Span(span.source, min(span.start + 1, span.end), span.end))
    for host in url.hosts:
        if host.name is not None and not host.name.isdecimal():
            yield Endpoint(
                host.name,
                host.port,
                url.scheme,
                url.span,
                host.name_span,
                host.port_span,
                jdbc=url.jdbc,
                user=url.user,
                password=url.password,
                database=database if database is not None and database.raw else None,
            )


def find_devices(excerpt: Excerpt) -> Iterator[Endpoint]:
    """Addresses that bash opens as files: `/dev/tcp/host/port`."""
    if "/dev/tcp/" in excerpt.text and len(excerpt.text) <= _LONGEST:
        for found in pattern(_DEVICE).finditer(excerpt.text):
            span = excerpt.span
            yield Endpoint(
                found[1], int(found[2]), "tcp", span(*found.span()), span(*found.span(1)), span(*found.span(2))
            )


def _listed(excerpt: Excerpt) -> Iterator[Endpoint]:
    """`host`, `host:port`, `host1:port,host2:port`; `1@host:port` too, as the voters of a quorum are written."""
    text = Text(excerpt)
    shape = text.shape
    hosts: list[Host] = []
    at = 0
    while at <= len(shape) and len(shape) <= _LONGEST_LIST:
        stop = shape.find(",", at)
        stop = len(shape) if stop < 0 else stop
        start = pattern(_ITEM).match(shape, at, stop)
        first = at if start is None else start.end()
        last = first + len(shape[first:stop].rstrip())
        match = HOST.fullmatch(shape, first, last)
        host = host_of(text, match) if match is not None else None
        if match is None or (host is not None and (host.name or "").isdecimal()):
            return
        hosts += [] if host is None else [host]
        at = stop + 1
    for host in hosts:
        if host.name is not None:
            bare = host.port_span is None
            yield Endpoint(host.name, host.port, None, excerpt.span(), host.name_span, host.port_span, bare)


def _commented(text: str, at: int) -> bool:
    """Whether what stands at a place is on a line that a comment begins; a single line is none."""
    return "\n" in text and _COMMENT.match(text, text.rfind("\n", 0, at) + 1, at) is not None
