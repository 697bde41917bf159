"""Connection strings made of `key=value` pairs: ADO.NET and ODBC (`;`), StackExchange.Redis (`,`), libpq (blanks)."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.patterns import pattern
from ..core.source import Excerpt
from .urls import HOST, Host, Text, Url, credentials_from, host_of

_HOST_KEYS = frozenset(
    ("server", "host", "hostname", "hostaddr", "data source", "datasource", "addr", "address", "network address")
)
_DATABASE_KEYS = frozenset(("database", "dbname", "initial catalog", "databasename"))
_LIBPQ_KEYS = frozenset(("host", "hostaddr", "port", "user", "password", "dbname", "sslmode", "connect_timeout"))
_FILES = (".db", ".db3", ".sqlite", ".sqlite3", ".mdf", ".mdb")
_KEY = pattern(r"\s*[A-Za-z][\w .-]*")
_PROTOCOL = r"(?i)\s*(?:(?:tcp|np|lpc|admin):)?\s*"
_CLOSING = {'"': '"', "'": "'", "{": "}"}
_MAX_LENGTH = 4096


def parse_connection_string(excerpt: Excerpt) -> Url | None:
    """What a text connects to that consists of such pairs; None when it names neither a host nor a password.

    `scheme` is empty, `path` is the database's name, `query` holds all pairs.
    """
    if "=" not in excerpt.text or len(excerpt.text) > _MAX_LENGTH or "\n" in excerpt.text.strip():
        return None
    text = Text(excerpt)
    separator = _separator(text.shape)
    if separator is None:
        return None
    url = Url(excerpt, 0, len(text.text), "")
    port: tuple[int, int] | None = None
    for start, equals, value, end in _pairs(text.shape, separator):
        key = text.text[start:equals].strip().lower()
        if equals == start:
            # Only the Redis client writes its hosts without a key, and first.
            if separator != "," or url.query:
                return None
            _servers(text, url, value, end)
        elif _KEY.fullmatch(text.shape, start, equals) is None:
            return None
        else:
            url.query.append((text.part(start, equals, decode=False), text.part(value, end, decode=False)))
        if key in _HOST_KEYS:
            _servers(text, url, value, end)
        elif key in _DATABASE_KEYS:
            url.path = text.part(value, end, decode=False)
        elif key == "port":
            port = (value, end)
    for host in url.hosts:
        if port is not None and host.port_span is None:
            _set_port(text, host, *port)
    credentials_from(url)
    return url if len(url.query) > 1 and (url.hosts or url.password is not None) else None


def _separator(shape: str) -> str | None:
    """What stands between the pairs; None when the text is no connection string."""
    if ";" in shape:
        return ";"
    first, comma, _ = shape.partition(",")
    if comma and "=" not in first:
        return ","
    return " " if shape.partition("=")[0].strip() in _LIBPQ_KEYS else None


def _pairs(shape: str, separator: str) -> Iterator[tuple[int, int, int, int]]:
    """(start of the key, its `=`, start and end of the value without quotes); without a key the first two are equal."""
    unclosed: set[str] = set()
    at = 0
    while at < len(shape):
        stop = shape.find(separator, at)
        stop = len(shape) if stop < 0 else stop
        equals = shape.find("=", at, stop)
        if equals < 0:
            if shape[at:stop].strip():
                yield at, at, at, stop
            at = stop + 1
            continue
        value = equals + 1 + len(shape[equals + 1 : stop]) - len(shape[equals + 1 : stop].lstrip())
        closing = _CLOSING.get(shape[value : value + 1], "")
        end = shape.find(closing, value + 1) if closing and closing not in unclosed else -1
        if end >= 0:
            yield at, equals, value + 1, end
            stop = shape.find(separator, end)
            at = len(shape) if stop < 0 else stop + 1
            continue
        unclosed.add(closing)
        yield at, equals, value, value + len(shape[value:stop].rstrip())
        at = stop + 1


def _servers(text: Text, url: Url, start: int, end: int) -> None:
    """`host`, `tcp:host,1433`, `host\\instance`, `host1:5432,host2`; files and descriptions are no hosts."""
    shape = text.shape
    protocol = pattern(_PROTOCOL).match(shape, start, end)
    at = start if protocol is None else protocol.end()
    if shape[at:end].startswith(("(", "/", "|", ".", "~")) or shape[at:end].lower().endswith(_FILES):
        return
    while at < end:
        stop = shape.find(",", at, end)
        stop = end if stop < 0 else stop
        last = url.hosts[-1] if url.hosts else None
        if shape[at:stop].strip().isdecimal() and last is not None and last.port_span is None:
            _set_port(text, last, at, stop)
        else:
            match = HOST.match(shape, at, stop)
            if match is not None and (match.end() == stop or shape[match.end()] == "\\"):
                host = host_of(text, match)
                url.hosts += [] if host is None else [host]
        at = stop + 1


def _set_port(text: Text, host: Host, start: int, end: int) -> None:
    written = text.part(start, end, decode=False)
    host.port_span = written.span
    digits = (written.value or "").strip()
    host.port = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 5 else None
