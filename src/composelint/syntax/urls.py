"""Connection strings in any text: URLs, JDBC, ADO, libpq and Go's MySQL form -> user, password, hosts, with spans.

Nothing here validates; it finds what a client would connect to. Parts that hold a variable or a placeholder are
unknown: their value is None, while what stands around them is still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..core.patterns import pattern
from ..core.source import Excerpt, Span

_UNKNOWN = "\ufffc"
# Variables, command substitutions, template expressions and `<placeholders>` hide what they hold.
_OPAQUE = pattern(r"\$\{(?:[^{}]++|\{[^{}]*+\})*+\}|\$\([^()]*+\)|\$\$?[A-Za-z_]\w*+|\{\{[^{}]*+\}\}|<[\w .-]{1,40}>")
_SCHEME = pattern(r"(?:(?<![A-Za-z0-9])(?:jdbc|r2dbc):(?:[a-z0-9]+:)*)?[A-Za-z][A-Za-z0-9+._-]+$|\ufffc+$")
_LONGEST_SCHEME = 64
_END = pattern(r"[\s\"'`<>|\\^\x00-\x1f]")
_BLANK = pattern(r"\s")
_AUTHORITY = pattern(r"[^/?#]*")
HOST = pattern(
    r"(?:\[([0-9A-Fa-f:.%]+)\]|([\w.\ufffc-]*))"
    r"(?::([0-9]{1,5}(?![\w-])|[0-9]*\ufffc[\ufffc0-9]*)?)?"
)
# Rare forms: compiled when they are first met.
_GO_DSN = r"\btcp6?\(([^\s()\"'`]*+)\)(/[^\s\"'`?]*+)(?:\?([^\s\"'`]*+))?"
_BEFORE_DSN = r"(?:--?[\w-]+=|[A-Za-z_]\w*=)?(?:([a-z][a-z0-9+]*)://)?"
_ORACLE = r"jdbc:oracle:\w{2,5}:([^\s\"'`@]{0,200})@(?://)?"
_PERCENT = r"(?:%[0-9A-Fa-f]{2})+"

_HOSTLESS = frozenset(
    "file unix npipe docker docker-image docker-archive oci oci-layout oci-archive containers-storage data jar"
    " classpath sqlite sqlite3 mem memory s3 s3a s3n gs op vault ssm secret env".split()
)
"""Schemes whose `//` is followed by a path, a bucket or an image, not by a host."""
_JDBC_MODES = frozenset(("loadbalance", "replication", "failover", "sequential", "aurora"))
_WEB = frozenset(("http", "https", "ws", "wss"))
_USER_KEYS = frozenset(("user", "username", "user id", "userid", "uid", "user name"))
_PASSWORD_KEYS = frozenset(("password", "pwd", "pass"))


class Part:
    """A piece of a URL: `raw` as written, `value` decoded, None when it holds something unknown."""

    __slots__ = ("raw", "span", "value")

    def __init__(self, raw: str, value: str | None, span: Span) -> None:
        self.raw = raw
        self.value = value
        self.span = span

    def __repr__(self) -> str:
        return f"Part({self.raw!r})"


class Host:
    """`name[:port]`. `name` is None when unknown; so is `port`, and then `port_span` tells that one is written."""

    __slots__ = ("name", "name_span", "port", "port_span", "span")

    def __init__(self, name: str | None, port: int | None, span: Span, name_span: Span, port_span: Span | None) -> None:
        self.name = name
        self.port = port
        self.span = span
        self.name_span = name_span
        self.port_span = port_span

    def __repr__(self) -> str:
        return f"Host({self.name!r}, {self.port!r})"


class Url:
    """What a client connects to. `scheme` is lower case without `jdbc:`, empty for connection strings, None unknown.

    `password` is None when there is none, and a part with the value "" when it is written as empty.
    """

    __slots__ = ("end", "hosts", "jdbc", "password", "path", "query", "scheme", "span", "start", "user")

    def __init__(self, excerpt: Excerpt, start: int, end: int, scheme: str | None) -> None:
        self.start = start
        self.end = end
        self.span = excerpt.span(start, end)
        self.scheme = scheme
        self.jdbc = False
        self.user: Part | None = None
        self.password: Part | None = None
        self.hosts: list[Host] = []
        self.path: Part | None = None
        """From its `/` on; of a connection string the database's name."""
        self.query: list[tuple[Part, Part]] = []

    def __repr__(self) -> str:
        return f"Url({self.scheme!r}, {self.user!r}, {self.hosts!r}, {self.path!r})"


class Text:
    """An excerpt beside its shape: the same text with everything unknown blotted out, character by character."""

    __slots__ = ("excerpt", "shape", "text")

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.text = excerpt.text
        self.shape = _OPAQUE.sub(lambda found: _UNKNOWN * len(found[0]), excerpt.text)

    def part(self, start: int, end: int, *, decode: bool = True) -> Part:
        raw = self.text[start:end]
        known = None if _UNKNOWN in self.shape[start:end] else _decoded(raw) if decode else raw
        return Part(raw, known, self.excerpt.span(start, end))


def find_urls(excerpt: Excerpt) -> list[Url]:
    """Every URL in a text, JDBC URLs and Go's MySQL addresses included, in order."""
    if not any(sign in excerpt.text for sign in ("://", "tcp", "jdbc:oracle:")):
        return []
    text = Text(excerpt)
    return sorted([*_urls(text, _END), *_go_dsns(text), *_oracle_urls(text)], key=lambda url: url.start)


def parse_url(excerpt: Excerpt) -> Url | None:
    """The URL that a text, but for blanks around it, consists of."""
    text = Text(excerpt)
    start = len(text.text) - len(text.text.lstrip())
    end = len(text.text.rstrip())
    for url in (*_urls(text, _BLANK), *_go_dsns(text), *_oracle_urls(text)):
        if (url.start, url.end) == (start, end):
            return url
    return None


def _urls(text: Text, ending: re.Pattern[str]) -> Iterator[Url]:
    shape = text.shape
    done = stop = end = 0
    mark = shape.find("://")
    while mark >= 0:
        low = max(done, mark - _LONGEST_SCHEME)
        scheme = _SCHEME.search(shape[low:mark])
        if mark >= stop:
            ender = ending.search(shape, mark + 3)
            stop = len(shape) if ender is None else ender.start()
            end = _trimmed(shape, mark + 3, stop) if ending is _END else stop
        following = shape.find("://", mark + 3)
        if scheme is not None:
            last = _before_next(shape, mark + 3, following, end) if mark < following < end else end
            url = _read(text, low + scheme.start(), mark, max(last, mark + 3))
            if url is not None:
                yield url
                done = url.end
                following = shape.find("://", done)
        mark = following


def _trimmed(shape: str, start: int, end: int) -> int:
    """In running text the marks that close a sentence or a bracket are no part of a URL."""
    while end > start and shape[end - 1] in ".,;:!?)]}":
        end -= 1
    return end


def _before_next(shape: str, start: int, following: int, end: int) -> int:
    """Where a URL ends that is followed by another one in the same list: `a://x,b://y`."""
    low = max(start, following - _LONGEST_SCHEME)
    scheme = _SCHEME.search(shape[low:following])
    at = low + scheme.start() if scheme else start
    return at - 1 if at > start and shape[at - 1] in ",;|" else end


def _read(text: Text, start: int, mark: int, end: int) -> Url | None:
    """The URL from `start` to `end` whose `://` stands at `mark`; None when it cannot be one."""
    shape = text.shape
    scheme = shape[start:mark].lower()
    names = [name for name in scheme.split(":") if name not in _JDBC_MODES]
    url = Url(text.excerpt, start, end, None if _UNKNOWN in scheme else names[-1])
    url.jdbc = ":" in scheme
    at = mark + 3
    if url.scheme is not None and url.scheme.partition("+")[0] in _HOSTLESS:
        url.path = text.part(at, end)
        return url
    authority = _AUTHORITY.match(shape, at, end)
    stop = end if authority is None else authority.end()
    sign = shape.rfind("@", at, stop)
    if sign >= 0:
        _credentials(text, url, at, sign)
        at = sign + 1
    after = _hosts(text, url, at, stop)
    if after < 0:
        return None
    _tail(text, url, after, stop, end)
    return url


def _credentials(text: Text, url: Url, start: int, end: int) -> None:
    colon = text.shape.find(":", start, end)
    url.user = text.part(start, end if colon < 0 else colon)
    if colon >= 0:
        url.password = text.part(colon + 1, end)


def _hosts(text: Text, url: Url, start: int, end: int) -> int:
    """Read `host:port,host:port`; where they end, or -1 when something else stands there."""
    at = start
    while True:
        match = HOST.match(text.shape, at, end)
        if match is None or (match.end() < end and text.shape[match.end()] not in ",;"):
            return -1
        host = host_of(text, match)
        if host is not None:
            url.hosts.append(host)
        at = match.end()
        if at >= end or text.shape[at] == ";":
            return at
        at += 1


def host_of(text: Text, match: re.Match[str]) -> Host | None:
    group = 1 if match[1] is not None else 2
    name, port = match[group], match[3]
    if not name:
        return None
    span = text.excerpt.span
    return Host(
        None if _UNKNOWN in name else name,
        int(port) if port and _UNKNOWN not in port else None,
        span(*match.span()),
        span(*match.span(group)),
        span(*match.span(3)) if port else None,
    )


def _tail(text: Text, url: Url, after: int, stop: int, end: int) -> None:
    """Path and parameters; SQL Server's JDBC driver separates its own with `;`, right behind the host."""
    shape = text.shape
    if after < stop:
        _parameters(text, url, after + 1, end, ";")
    else:
        fragment = shape.find("#", stop, end)
        last = end if fragment < 0 else fragment
        mark = shape.find("?", stop, last)
        url.path = text.part(stop, last if mark < 0 else mark)
        if mark >= 0:
            _parameters(text, url, mark + 1, last, "&")
    if url.scheme not in _WEB:
        credentials_from(url)


def _parameters(text: Text, url: Url, start: int, end: int, separator: str) -> None:
    at = start
    while at < end:
        stop = text.shape.find(separator, at, end)
        stop = end if stop < 0 else stop
        equals = text.shape.find("=", at, stop)
        if equals >= 0:
            url.query.append((text.part(at, equals), text.part(equals + 1, stop)))
        at = stop + 1


def credentials_from(url: Url) -> None:
    """User and password from parameters, where the authority names none."""
    for key, value in url.query:
        name = key.raw.strip().lower()
        if url.user is None and name in _USER_KEYS:
            url.user = value
        elif url.password is None and name in _PASSWORD_KEYS:
            url.password = value


def _go_dsns(text: Text) -> Iterator[Url]:
    """`user:password@tcp(host:port)/database?parameters` of Go's MySQL driver."""
    shape = text.shape
    for found in re.finditer(_GO_DSN, shape) if "tcp" in shape else ():
        start = user = sign = found.start()
        if shape.startswith("@", sign - 1):
            sign -= 1
            before = pattern(_BEFORE_DSN).match(shape, _start_of_word(shape, sign), sign)
            if before is not None:
                start, user = before.start(1) if before[1] else before.end(), before.end()
        url = Url(text.excerpt, start, found.end(), "mysql")
        if user < sign:
            _credentials(text, url, user, sign)
        _hosts(text, url, *found.span(1))
        url.path = text.part(*found.span(2))
        if found[3]:
            _parameters(text, url, *found.span(3), "&")
        yield url


def _start_of_word(shape: str, end: int) -> int:
    """Where the word begins that ends at `end`; words that are too long begin at their limit."""
    start = max(0, end - 256)
    breaks = [found.end() for found in re.finditer(r"[\s\"'`]", shape[start:end])]
    return start + (breaks[-1] if breaks else 0)


def _oracle_urls(text: Text) -> Iterator[Url]:
    """`jdbc:oracle:thin:user/password@//host:port/service`, which has no `://`."""
    for found in re.finditer(_ORACLE, text.shape) if "jdbc:oracle:" in text.shape else ():
        limit = min(len(text.shape), found.end() + 1000)
        stop = _END.search(text.shape, found.end(), limit)
        end = limit if stop is None else stop.start()
        host = HOST.match(text.shape, found.end(), end)
        url = Url(text.excerpt, found.start(), end, "oracle")
        url.jdbc = True
        if host is not None and (read := host_of(text, host)) is not None:
            url.hosts.append(read)
            url.path = text.part(host.end(), end)
        slash = text.shape.find("/", *found.span(1))
        if slash >= 0:
            url.user = text.part(found.start(1), slash, decode=False)
            url.password = text.part(slash + 1, found.end(1), decode=False)
        yield url


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    return re.sub(_PERCENT, lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)
