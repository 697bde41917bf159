"""What a text connects to: found in every form, and not where nothing is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composelint.core.source import Excerpt, Source
from composelint.syntax.connection_strings import parse_connection_string
from composelint.syntax.urls import Part, Url, find_urls, parse_url


def excerpt(text: str) -> Excerpt:
    return Excerpt.verbatim(Source("compose.yaml", text))


def value(part: Part | None) -> str | None:
    return None if part is None else part.value


def hosts(url: Url) -> list[tuple[str | None, int | None]]:
    return [(host.name, host.port) for host in url.hosts]


@pytest.mark.parametrize(
    ("text", "scheme", "user", "password", "wanted", "path"),
    [
        ("postgres://u:p@db:5432/app", "postgres", "u", "p", [("db", 5432)], "/app"),
        ("postgresql+asyncpg://u:p@db/app?ssl=1", "postgresql+asyncpg", "u", "p", [("db", None)], "/app"),
        ("redis://:p@cache:6379/0", "redis", "", "p", [("cache", 6379)], "/0"),
        ("redis://cache", "redis", None, None, [("cache", None)], ""),
        ("amqp://u:@mq//", "amqp", "u", "", [("mq", None)], "//"),
        ("amqp://u@mq", "amqp", "u", None, [("mq", None)], ""),
        ("mongodb://u:p@a:1,b:2,c/db?replicaSet=x", "mongodb", "u", "p", [("a", 1), ("b", 2), ("c", None)], "/db"),
        ("mongodb+srv://u:p@h/db", "mongodb+srv", "u", "p", [("h", None)], "/db"),
        ("http://u:p%40s%C3%A9@h/x", "http", "u", "p@sé", [("h", None)], "/x"),
        ("http://u:p:q@h@x/", "http", "u", "p:q@h", [("x", None)], "/"),
        ("http://[::1]:80/x#f", "http", None, None, [("::1", 80)], "/x"),
        ("http://host/path@version", "http", None, None, [("host", None)], "/path@version"),
        ("http://host?x=a@b", "http", None, None, [("host", None)], ""),
        ("HTTP://Host:80", "http", None, None, [("Host", 80)], ""),
        ("tcp://0.0.0.0:2375", "tcp", None, None, [("0.0.0.0", 2375)], ""),
        ("jdbc:postgresql://h:5432/db?user=x&password=y", "postgresql", "x", "y", [("h", 5432)], "/db"),
        ("jdbc:mysql:loadbalance://a:1,b:2/db", "mysql", None, None, [("a", 1), ("b", 2)], "/db"),
        ("r2dbc:postgresql://u:p@h/db", "postgresql", "u", "p", [("h", None)], "/db"),
        ("jdbc:sqlserver://h:1433;databaseName=d;user=sa;password=p", "sqlserver", "sa", "p", [("h", 1433)], None),
        ("jdbc:oracle:thin:u/p@//h:1521/svc", "oracle", "u", "p", [("h", 1521)], "/svc"),
        ("jdbc:oracle:thin:@h:1521:sid", "oracle", None, None, [("h", 1521)], ":sid"),
        ("u:p@tcp(h:3306)/db?parseTime=true", "mysql", "u", "p", [("h", 3306)], "/db"),
        ("tcp(h:3306)/db", "mysql", None, None, [("h", 3306)], "/db"),
        ("mysql://u:p@tcp(h:3306)/db", "mysql", "u", "p", [("h", 3306)], "/db"),
        ("SASL_PLAINTEXT://kafka:9092", "sasl_plaintext", None, None, [("kafka", 9092)], ""),
        ("postgres:///db?host=h", "postgres", None, None, [], "/db"),
        ("unix:///var/run/docker.sock", "unix", None, None, [], "/var/run/docker.sock"),
        ("sqlite:///app.db", "sqlite", None, None, [], "/app.db"),
        ("docker-image://alpine@sha256:abc", "docker-image", None, None, [], "alpine@sha256:abc"),
        ("http://under_score:80/", "http", None, None, [("under_score", 80)], "/"),
    ],
)
def test_whole_urls(
    text: str, scheme: str, user: str | None, password: str | None, wanted: list[object], path: str | None
) -> None:
    url = parse_url(excerpt(text))
    assert url is not None
    assert (url.scheme, value(url.user), value(url.password)) == (scheme, user, password)
    assert hosts(url) == wanted
    assert value(url.path) == path
    assert url.span.text == text
    assert [it.span.text for it in find_urls(excerpt(text))] == [text]


@pytest.mark.parametrize(
    ("text", "scheme", "password", "wanted"),
    [
        ("postgres://${U}:${PW:-a b@c/d}@${H}:${P}/db", "postgres", None, [(None, None)]),
        ("postgres://u:$PW@db:5432/", "postgres", None, [("db", 5432)]),
        ("postgres://u:$$PW@db:5432/", "postgres", None, [("db", 5432)]),
        ("postgres://u:\ufffc@db:5432/", "postgres", None, [("db", 5432)]),
        ("postgres://u:ab\ufffc@db:\ufffc/", "postgres", None, [("db", None)]),
        ("postgres://u:<password>@db/", "postgres", None, [("db", None)]),
        ("postgres://u:{{ .Values.pw }}@db/", "postgres", None, [("db", None)]),
        ("${SCHEME}://u:p@db", None, "p", [("db", None)]),
        ("http://$(hostname -i):80/x", "http", None, [(None, 80)]),
        ("http://api-${N}.local:80/x", "http", None, [(None, 80)]),
    ],
)
def test_unknown_parts(text: str, scheme: str | None, password: str | None, wanted: list[object]) -> None:
    url = parse_url(excerpt(text))
    assert url is not None
    assert (url.scheme, value(url.password), hosts(url)) == (scheme, password, wanted)
    assert url.password is None or url.password.raw == url.password.span.text


def test_a_written_but_unknown_port() -> None:
    urls = find_urls(excerpt("http://a http://b:${P} http://c:80"))
    assert [(url.hosts[0].port, url.hosts[0].port_span is None) for url in urls] == [
        (None, True),
        (None, False),
        (80, False),
    ]


def test_spans() -> None:
    (url,) = find_urls(excerpt("run --to 'https://us%40r:p%20w@h1:1,h2:2/a?k=v%20w&x' now"))
    assert url.user is not None
    assert url.password is not None
    assert url.path is not None
    assert [it.span.text for it in (url.user, url.password, url.path)] == ["us%40r", "p%20w", "/a"]
    assert url.user.value == "us@r"
    assert [(it.span.text, it.name_span.text, it.port_span and it.port_span.text) for it in url.hosts] == [
        ("h1:1", "h1", "1"),
        ("h2:2", "h2", "2"),
    ]
    assert [(key.value, it.value, it.span.text) for key, it in url.query] == [("k", "v w", "v%20w")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("curl -f http://localhost:8080/health || exit 1", ["http://localhost:8080/health"]),
        ("see (http://a/b), or http://c.", ["http://a/b", "http://c"]),
        ("a=http://x:1,http://y:2", ["http://x:1", "http://y:2"]),
        ("PLAINTEXT://kafka:9092,OUT_SIDE://localhost:29092", ["PLAINTEXT://kafka:9092", "OUT_SIDE://localhost:29092"]),
        ("amqp://a;amqp://b", ["amqp://a", "amqp://b"]),
        ('{"url":"http://x/y","z":1}', ["http://x/y"]),
        ("http://x/?next=http://y/", ["http://x/?next=http://y/"]),
        ("--dsn=u:p@tcp(h:3306)/db x", ["u:p@tcp(h:3306)/db"]),
        ("DSN=u:p@tcp(h:3306)/db", ["u:p@tcp(h:3306)/db"]),
        ("<https://example.org>", ["https://example.org"]),
        ("one http://a\ntwo http://b", ["http://a", "http://b"]),
        ("wait-for tcp://db:5432 -- run", ["tcp://db:5432"]),
    ],
)
def test_urls_in_running_text(text: str, wanted: list[str]) -> None:
    assert [url.span.text for url in find_urls(excerpt(text))] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "git@github.com:x/y.git",
        "user@example.org",
        "user:pass",
        "user:pass@host",
        "registry.example.org:5000/team/app:1.2@sha256:abc",
        "C:\\data\\x",
        "C://data",
        "./x://y",
        "://host",
        "//host/path",
        "http://",
        "http:///",
        "a:b:c",
        "tcp(x)",
        "http://host:port/",
        "http://ho st",
        "x tcp://a",
    ],
)
def test_what_is_no_url(text: str) -> None:
    url = parse_url(excerpt(text))
    assert url is None or (not url.hosts and url.password is None)


@pytest.mark.parametrize(
    "text", ["git@github.com:x/y.git", "me@example.org", "a:b@c", "C:\\x", "nginx:1@sha256:0", "tcp(x)"]
)
def test_nothing_is_found_where_nothing_is(text: str) -> None:
    assert find_urls(excerpt(f"before {text} after")) == []


@pytest.mark.parametrize(
    ("text", "user", "password", "wanted", "database"),
    [
        ("Server=h,1433;Database=d;User Id=sa;Password=x;", "sa", "x", [("h", 1433)], "d"),
        ("Server=tcp:h,1433;Initial Catalog=d;UID=sa;PWD=x", "sa", "x", [("h", 1433)], "d"),
        ("Host=h;Port=5432;Username=u;Password=x;Database=d", "u", "x", [("h", 5432)], "d"),
        ("Host=a:1,b:2;Username=u;Password=x", "u", "x", [("a", 1), ("b", 2)], None),
        ("Server=a,b;Uid=u;Pwd=x", "u", "x", [("a", None), ("b", None)], None),
        ("Data Source=h\\SQLEXPRESS;User ID=sa;Password=", "sa", "", [("h", None)], None),
        ("Driver={ODBC Driver 18};Server=h;UID=sa;PWD={a;b}", "sa", "a;b", [("h", None)], None),
        ("server = h ; password = 'a;b' ; user id=u", "u", "a;b", [("h", None)], None),
        ("Data Source=/data/app.db;Password=x", None, "x", [], None),
        ("Data Source=app.db;Password=x", None, "x", [], None),
        ("Server=(localdb)\\x;Password=x", None, "x", [], None),
        ("host=h port=5432 user=u password=x dbname=d", "u", "x", [("h", 5432)], "d"),
        ("host=/var/run user=u password='a b'", "u", "a b", [], None),
        ("redis:6379,password=x,ssl=False", None, "x", [("redis", 6379)], None),
        ("a:1,b:2,password=x,ssl=False", None, "x", [("a", 1), ("b", 2)], None),
        ("Server=${H};Port=${P};Password=${PW:-a;b}", None, None, [(None, None)], None),
    ],
)
def test_connection_strings(
    text: str, user: str | None, password: str | None, wanted: list[object], database: str | None
) -> None:
    url = parse_connection_string(excerpt(text))
    assert url is not None
    assert (value(url.user), value(url.password), hosts(url), value(url.path)) == (user, password, wanted, database)
    assert url.password is None or url.password.raw == url.password.span.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a=b",
        "Server=h",
        "a=b;c=d",
        "echo x; server=h; port=1",
        "http://h/?server=x;y=z",
        "host=h",
        "A=1 host=h user=u",
        "postgres://u:p@h/db?a=b;server=x",
        "one\nServer=h;Port=1",
    ],
)
def test_what_is_no_connection_string(text: str) -> None:
    assert parse_connection_string(excerpt(text)) is None


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"ab:/@,;?&=#[]()'\" %4\\", "://", "${", "}", "jdbc:", "tcp(", "jdbc:oracle:thin:", "password"]
        )
    ).map("".join)
)
def test_whatever_the_text_parts_stand_where_they_say(text: str) -> None:
    whole = [parse_url(excerpt(text)), parse_connection_string(excerpt(text))]
    for url in [*find_urls(excerpt(text)), *(it for it in whole if it)]:
        assert url.span.text == text[url.start : url.end]
        for part in (url.user, url.password, url.path, *(it for pair in url.query for it in pair)):
            assert part is None or part.span.text == part.raw
        for host in url.hosts:
            assert host.name in (None, host.name_span.text)


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a://",
        "ab://!:",
        "ab://x,",
        "ab://u:p@h/?a=b&",
        "${",
        "{{",
        "<a",
        "$(",
        "@tcp(h)/x",
        "tcp(",
        "jdbc:oracle:thin:@",
        'a="x;',
        "a={x;",
        "http://x, ",
        "://",
        "%41",
    ],
)
def test_time_is_linear(unit: str) -> None:
    text = excerpt(unit * (100_000 // len(unit)))
    find_urls(text)
    parse_url(text)
    parse_connection_string(text)
