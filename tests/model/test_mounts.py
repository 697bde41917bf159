"""What is mounted where, and what a place of data lies on."""

from __future__ import annotations

import pytest
from loaded import service, services

from composelint.model.data import DataPlace, data_places, ground, is_configuration
from composelint.model.mounts import is_below, layout


def told(text: str) -> list[tuple[str, str | None, str | None, bool]]:
    return [(it.key, it.type, it.target, it.read_only) for it in layout(service(text)).mounts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {image: x}", []),
        ("a: {image: x, volumes: ['./b:/c/../d/']}", [("volumes", "bind", "/d", False)]),
        ("a: {image: x, volumes: ['vv:/c:ro', '/e']}", [
            ("volumes", "volume", "/c", True), ("volumes", "volume", "/e", False)]),
        ("a: {image: x, volumes: [{type: bind, source: ./b, target: /c/, read_only: true}]}",
         [("volumes", "bind", "/c", True)]),
        ("a: {image: x, volumes: ['$S:/c', './b:$T']}", [
            ("volumes", None, "/c", False), ("volumes", "bind", None, False)]),
        ("a: {image: x, tmpfs: ['/run/', '/tmp:size=1m']}", [
            ("tmpfs", "tmpfs", "/run", False), ("tmpfs", "tmpfs", "/tmp", False)]),
        ("a: {image: x, secrets: [s, {source: s, target: t}, {source: s, target: /u}]}", [
            ("secrets", "secret", "/run/secrets/s", True), ("secrets", "secret", "/run/secrets/t", True),
            ("secrets", "secret", "/u", True)]),
        ("a: {image: x, configs: [c, {source: c, target: d}, {source: c, target: $E}]}", [
            ("configs", "config", "/c", True), ("configs", "config", "/d", True), ("configs", "config", None, True)]),
        ("a: {image: x, volumes_from: ['b:ro', 'container:c', b]}\nb: {image: x, volumes: ['vv:/c'], tmpfs: /t}",
         [("volumes_from", "volume", "/c", True)]),
        ("a: {image: x, volumes_from: [b], volumes: ['vv:/c']}\nb: {image: x, volumes_from: [a], volumes: ['ww:/d']}",
         [("volumes", "volume", "/c", False), ("volumes_from", "volume", "/d", False)]),
    ],
)  # fmt: skip
def test_layout(text: str, expected: list[tuple[str, str | None, str | None, bool]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("a: {image: x, volumes: ['./b:/c', '$S:/d']}", True),
        ("a: {image: x, volumes: ['./b:$C']}", False),
        ("a: {image: x, volumes: [true]}", False),
        ("a: {image: x, tmpfs: ['$T']}", False),
        ("a: {image: x, configs: ['$C']}", False),
        ("a: {image: x, volumes_from: ['container:b']}", False),
        ("a: {extends: {file: other.yaml, service: b}, image: x}", False),
    ],
)
def test_what_may_be_missing_from_a_layout(text: str, complete: bool) -> None:
    assert layout(service(text)).complete is complete


def test_the_deepest_mount_covers() -> None:
    found = layout(service("a: {image: x, volumes: ['xx:/', 'yy:/a/b', 'zz:/a/bc']}"))
    covering = {path: found.covering(path) for path in ("/a", "/a/b", "/a/b/c", "/a/bc/d")}
    assert {path: mount.source for path, mount in covering.items() if mount} == {
        "/a": "xx", "/a/b": "yy", "/a/b/c": "yy", "/a/bc/d": "zz",
    }  # fmt: skip
    assert [mount.source for mount in found.inside("/a")] == ["yy", "zz"]
    assert found.at("/a/b") is not None
    assert found.at("/a") is None


@pytest.mark.parametrize(
    ("path", "directory", "expected"),
    [("/a", "/a", True), ("/a/b", "/a", True), ("/ab", "/a", False), ("/", "/a", False), ("/a", "/", True)],
)
def test_is_below(path: str, directory: str, expected: bool) -> None:
    assert is_below(path, directory) is expected


PLACES = [
    ("a: {image: 'postgres:17'}", ["/var/lib/postgresql/data"]),
    ("a: {image: 'postgres:18'}", ["/var/lib/postgresql"]),
    ("a: {image: postgres}", ["/var/lib/postgresql"]),
    ("a: {image: 'postgres:$TAG'}", None),
    ("a: {image: 'postgres:17', environment: {PGDATA: /a/b/}}", ["/a/b"]),
    ("a: {image: 'postgres:17', environment: {PGDATA: $D}}", None),
    ("a: {image: 'postgres:17', environment: {PGDATA: ''}}", None),
    ("a: {image: 'postgres:17', command: '-D /a'}", ["/a"]),
    ("a: {image: 'postgres:17', command: '-D a'}", None),
    ("a: {image: 'postgres:17', command: '-c data_directory=/a -c dir=1'}", None),
    ("a: {image: 'postgres:17', command: '-c max_connections=1'}", ["/var/lib/postgresql/data"]),
    ("a: {image: 'mysql:8', command: '--datadir=/a'}", ["/a"]),
    ("a: {image: 'mysql:8', command: '--skip-name-resolve --dir-x=/a'}", ["/var/lib/mysql"]),
    ("a: {image: 'mysql:8', command: $ARGS}", None),
    ("a: {image: 'minio/minio', command: server /a/}", ["/a"]),
    ("a: {image: 'minio/minio', command: 'server --console-address :9001 /a'}", ["/a"]),
    ("a: {image: 'minio/minio', command: 'server --console-address=:9001 /a'}", ["/a"]),
    ("a: {image: 'minio/minio', command: server, environment: {MINIO_VOLUMES: /a}}", ["/a"]),
    ("a: {image: 'minio/minio', command: 'server http://m{1...4}/a'}", None),
    ("a: {image: 'zookeeper:3.9'}", ["/data", "/datalog"]),
    ("a: {image: 'apache/kafka:4.1.0'}", ["/tmp/kraft-combined-logs"]),
    ("a: {image: 'apache/kafka:4.1.0', environment: {KAFKA_LOG_DIRS: '/a,/b'}}", ["/a", "/b"]),
    ("a: {image: 'nginx:1.29'}", []),
    ("a: {image: acme/db}", None),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_data_places(text: str, expected: list[str] | None) -> None:
    places = data_places(service(text))
    assert (None if places is None else [place.path for place in places]) == expected


@pytest.mark.parametrize(
    ("mounts", "expected"),
    [
        ("", "anonymous"),
        ("'vv:/var/lib/postgresql/data'", "mount"),
        ("'./b:/var/lib/postgresql/data'", "mount"),
        ("'vv:/var/lib/postgresql'", "anonymous"),
        ("'/var/lib/postgresql/data'", "anonymous"),
        ("{type: tmpfs, target: /var/lib/postgresql/data}", "memory"),
        ("'vv:$T'", "unknown"),
    ],
)
def test_ground(mounts: str, expected: str) -> None:
    found = service(f"a: {{image: 'postgres:17', volumes: [{mounts}]}}")
    assert ground(found, DataPlace("/var/lib/postgresql/data")) == expected


def test_a_directory_that_the_image_does_not_declare_lies_in_the_container() -> None:
    found = service("a: {image: 'postgres:17'}")
    assert ground(found, DataPlace("/srv/data")) == "container"


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        ("./a.cnf:/etc/mysql/conf.d/a.cnf", True),
        ("./a:/etc/mysql/conf.d", True),
        ("./a.yml:/opt/a.yml", True),
        ("./a:/var/lib/mysql", False),
    ],
)
def test_is_configuration(mount: str, expected: bool) -> None:
    assert is_configuration(services(f"a: {{image: x, volumes: ['{mount}']}}")["a"].mounts[0]) is expected
