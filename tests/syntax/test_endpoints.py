"""Addresses in one text: what they are, where they stand, and what is none."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source
from composelint.syntax.endpoints import Endpoint, find_devices, find_endpoints, read_endpoints


def excerpt(text: str) -> Excerpt:
    return Excerpt.verbatim(Source("compose.yaml", text))


def shown(found: list[Endpoint]) -> list[tuple[str, int | None, str | None]]:
    for one in found:
        assert one.host_span.text == one.host
        assert one.port is None or (one.port_span is not None and one.port_span.text == str(one.port))
    return [(one.host, one.port, one.scheme) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db", [("db", None, None)]),
        (" db ", [("db", None, None)]),
        ("db:5432", [("db", 5432, None)]),
        ("a:1,b:2", [("a", 1, None), ("b", 2, None)]),
        ("a, b", [("a", None, None), ("b", None, None)]),
        ("1@a:9093,2@b:9093", [("a", 9093, None), ("b", 9093, None)]),
        ("http://a:1,http://b:2", [("a", 1, "http"), ("b", 2, "http")]),
        ("mongodb://u:p@a:1,b:2/db", [("a", 1, "mongodb"), ("b", 2, "mongodb")]),
        ("jdbc:mysql://db/shop", [("db", None, "mysql")]),
        ("u:p@tcp(db:3306)/shop", [("db", 3306, "mysql")]),
        ("Server=db,1433;Database=shop;User Id=sa", [("db", 1433, "")]),
        ("-Durl=jdbc:postgresql://db:5432/x -Xmx1g", [("db", 5432, "postgresql")]),
        ("http://[::1]:80/", [("::1", 80, "http")]),
        ("a:${PORT}", [("a", None, None)]),
        ("${HOST}:80", []),
        ("http://${HOST}:80", []),
        ("unix:///run/x.sock", []),
        ("s3://bucket/key", []),
        ("two words", []),
        ("a/b", []),
        ("a:b", []),
        ("a:1:2", []),
        ("12:30", []),
        ("5432", []),
        ("", []),
        (",", []),
    ],
)
def test_values(text: str, expected: list[tuple[str, int | None, str | None]]) -> None:
    assert shown(read_endpoints(excerpt(text))) == expected


def test_a_bare_host_is_told_apart() -> None:
    assert [one.bare for one in read_endpoints(excerpt("a,b:1"))] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("url: http://a:1\n", ["a"]),
        ("# url: http://a:1\nurl: http://b:1\n", ["b"]),
        ("  // http://a:1\nhttp://b:1", ["b"]),
        ("--url=http://a:1\n", ["a"]),
        ("db:5432\n", []),
    ],
)
def test_running_text(text: str, expected: list[str]) -> None:
    assert [one.host for one in find_endpoints(excerpt(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exec 3<>/dev/tcp/db/5432", [("db", 5432, "tcp")]),
        ("/dev/tcp/db/${PORT}", []),
        ("/dev/null", []),
    ],
)
def test_devices(text: str, expected: list[tuple[str, int | None, str | None]]) -> None:
    assert shown(list(find_devices(excerpt(text)))) == expected


@pytest.mark.parametrize(
    ("text", "user", "password", "database"),
    [
        ("postgres://app:p%40ss@db/shop?x=1", "app", "p@ss", "shop"),
        ("postgres://app@db", "app", None, None),
        ("postgres://db/", None, None, None),
        ("redis://:pw@cache/0", "", "pw", "0"),
        ("host=db user=app password=pw dbname=shop", "app", "pw", "shop"),
        ("jdbc:mysql://db/shop?user=app&password=pw", "app", "pw", "shop"),
    ],
)
def test_parts(text: str, user: str | None, password: str | None, database: str | None) -> None:
    (found,) = read_endpoints(excerpt(text))
    assert [part and part.value for part in (found.user, found.password, found.database)] == [user, password, database]
