"""Short forms become long ones, and keep their places."""

from __future__ import annotations

from typing import Any

import pytest
from loading import UNKNOWN, data, web

from composelint.load.discover import StackFiles
from composelint.load.stack import Options, load
from composelint.model.values import Items, Map, Node, Text
from composelint.workspace import Workspace

TCP = {"protocol": "tcp"}
CREATED = {"create_host_path": True}


def items(key: str, *entries: str, **env: str) -> tuple[Any, list[tuple[str, str]]]:
    """(canonical entries, problems) of a list with these entries, written in double quotes."""
    quoted = "".join(f'\n  - "{entry}"' for entry in entries)
    loaded = web(f"{key}:{quoted}", env=env)
    return loaded.at("services", "web", key), loaded.said


# --- ports


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", [{"target": 80}]),
        ("8080:80", [{"target": 80, "published": "8080"}]),
        (":80", [{"target": 80}]),
        ("0:0", [{"target": 0, "published": "0"}]),
        ("127.0.0.1:8080:80", [{"host_ip": "127.0.0.1", "target": 80, "published": "8080"}]),
        ("127.0.0.1::80", [{"host_ip": "127.0.0.1", "target": 80}]),
        ("[::1]:6001:6001", [{"host_ip": "::1", "target": 6001, "published": "6001"}]),
        ("::1:6000:6000", [{"host_ip": "::1", "target": 6000, "published": "6000"}]),
        ("[::]:80:80", [{"host_ip": "::", "target": 80, "published": "80"}]),
        ("3000-3001", [{"target": 3000}, {"target": 3001}]),
        ("8000-9000:80", [{"target": 80, "published": "8000-9000"}]),
        ("80-81:90-91", [{"target": 90, "published": "80"}, {"target": 91, "published": "81"}]),
        ("5-5:6-6", [{"target": 6, "published": "5-5"}]),
        ("80/", [{"target": 80}]),
    ],
)
def test_a_port_is_read(text: str, expected: list[dict[str, object]]) -> None:
    assert items("ports", text) == ([{**port, **TCP} for port in expected], [])


@pytest.mark.parametrize(("text", "protocol"), [("53/udp", "udp"), ("53/UDP", "udp"), ("1:53/sctp", "sctp")])
def test_a_protocol_is_lower_case(text: str, protocol: str) -> None:
    (port,) = items("ports", text)[0]
    assert port["protocol"] == protocol


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("80-82:8080-8081", '"80-82:8080-8081"'),
        ("90-80", "90-80"),
        ("65536", "65536"),
        ("1:2:3:4", "1:2"),
        ("host:80:80", "host"),
        ("256.0.0.1:80:80", "256.0.0.1"),
        ("1.2.3:80:80", "1.2.3"),
        ("8080:", '"8080:"'),
        ("", '""'),
        ("80/http", "http"),
        ("a:80", "a"),
        ("80:b", "b"),
        ("80 :80", "80 "),
        ("-1", "-1"),
        ("٣", "٣"),
        (":" * 5000, None),
    ],
)
def test_a_port_that_is_none_is_told_at_the_part_that_is_wrong(text: str, place: str | None) -> None:
    found, said = items("ports", text)
    assert found == [UNKNOWN]
    assert [kind for kind, _ in said] == ["invalid-port"]
    assert place is None or said[0][1] == place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${P}:80", {"target": 80, "published": UNKNOWN}),
        ("8080:${P}", {"target": UNKNOWN, "published": "8080"}),
        ("${IP}:8080:80", {"host_ip": UNKNOWN, "target": 80, "published": "8080"}),
        ("127.0.0.1:${P}:80", {"host_ip": "127.0.0.1", "target": 80, "published": UNKNOWN}),
        ("80${P}:80", {"target": 80, "published": UNKNOWN}),
    ],
)
def test_the_known_part_of_a_port_stays_known(text: str, expected: dict[str, object]) -> None:
    assert items("ports", text) == ([{**expected, **TCP}], [])


def test_a_variable_may_be_a_part_of_a_port() -> None:
    assert items("ports", "${IP}:${P:-8080}:80", IP="10.0.0.1") == (
        [{"host_ip": "10.0.0.1", "target": 80, "published": "8080", **TCP}],
        [],
    )


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("ports: [80]", [{"target": 80, **TCP}]),
        ("ports: [22:22]", [{"target": 22, "published": "22", **TCP}]),
        ("ports: [{target: '80', published: 8080}]", [{"target": 80, "published": 8080}]),
        ("ports: [80, '80']", [{"target": 80, **TCP}]),
        ("ports: ['80:80', '81:80']", [{"target": 80, "published": n, **TCP} for n in ("80", "81")]),
    ],
)
def test_numbers_and_long_forms(yaml: str, expected: object) -> None:
    loaded = web(yaml)
    assert loaded.at("services", "web", "ports") == expected
    assert not loaded.refused


@pytest.mark.parametrize("text", ["0-65535", "0-65535:0-65535"])
def test_a_long_range_is_one_entry_whose_port_is_unknown(text: str) -> None:
    ((port,), said) = items("ports", text)
    assert port["target"] == UNKNOWN
    assert not said


def test_ranges_do_not_multiply() -> None:
    entries = [f"127.0.{n // 250}.{n % 250}::1-1000" for n in range(20_000)]
    found, said = items("ports", *entries)
    assert isinstance(found, list)
    assert len(found) < 40_000
    assert not said


# --- mounts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a", {"type": "volume", "target": "/a", "volume": {}}),
        (".", {"type": "volume", "target": ".", "volume": {}}),
        ("/a:/b", {"type": "bind", "source": "/a", "target": "/b", "bind": CREATED}),
        ("./a:/b:ro", {"type": "bind", "source": "./a", "target": "/b", "read_only": True, "bind": CREATED}),
        ("~/a:/b", {"type": "bind", "source": "~/a", "target": "/b", "bind": CREATED}),
        ("data:/b", {"type": "volume", "source": "data", "target": "/b", "volume": {}}),
        ("data/x:/b", {"type": "volume", "source": "data/x", "target": "/b", "volume": {}}),
        ("data:/b:nocopy", {"type": "volume", "source": "data", "target": "/b", "volume": {"nocopy": True}}),
        ("data:/t:bogus,cached", {"type": "volume", "source": "data", "target": "/t", "volume": {}}),
        ("/a:/b:rw,z", {"type": "bind", "source": "/a", "target": "/b", "bind": {**CREATED, "selinux": "z"}}),
        ("/a:/b:slave", {"type": "bind", "source": "/a", "target": "/b", "bind": {**CREATED, "propagation": "slave"}}),
        ("/a://b/../c/", {"type": "bind", "source": "/a", "target": "/c", "bind": CREATED}),
        (r"C:\\a:/b", {"type": "bind", "source": "C:\\a", "target": "/b", "bind": CREATED}),
        (
            r"C:\\a:D:\\b:ro",
            {"type": "bind", "source": "C:\\a", "target": "D:\\b", "read_only": True, "bind": CREATED},
        ),
        (r"\\\\.\\pipe\\x:/b", {"type": "bind", "source": "\\\\.\\pipe\\x", "target": "/b", "bind": CREATED}),
    ],
)
def test_a_mount_is_read(text: str, expected: object) -> None:
    assert items("volumes", text) == ([expected], [])


@pytest.mark.parametrize("text", ["", "/a::ro", ":/a", "/a:/b:", "/foo:/foo:ro:x", "a:" * 5000 + "b"])
def test_a_mount_that_is_none_is_refused(text: str) -> None:
    found, said = items("volumes", text)
    assert found == [UNKNOWN]
    assert [kind for kind, _ in said] == ["invalid-value"]


@pytest.mark.parametrize(
    ("text", "kind"), [("${D}/x:/b", "bind"), ("./${D}:/b", "bind"), ("${D}:/b", UNKNOWN), ("x${D}:/b", "volume")]
)
def test_an_unknown_source_tells_its_kind_only_when_it_can(text: str, kind: str) -> None:
    (mount,) = items("volumes", text)[0]
    assert (mount["type"], mount["source"], mount["target"]) == (kind, UNKNOWN, "/b")


# --- lists that are mappings


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("environment: [A=1, B, 'C=', 'D=x=y', 'E= x']", {"A": "1", "B": None, "C": "", "D": "x=y", "E": " x"}),
        ("environment: {A: 1, B: , C: '', D: true}", {"A": 1, "B": None, "C": "", "D": True}),
        ("environment: [A=1, A=2]", {"A": "2"}),
        ("environment: ['A=${X}', 'B=${X:-x}', '${X}=1']", {"A": UNKNOWN, "B": "x"}),
        ("labels: [com.example.a=1, b]", {"com.example.a": "1", "b": None}),
        ("depends_on: [a, b]", {name: {"condition": "service_started", "required": True} for name in "ab"}),
        ("networks: [a, b]", {"a": None, "b": None}),
        ("models: [m]", {"m": None}),
        ("sysctls: ['net.a=1']", {"net.a": "1"}),
    ],
)
def test_a_list_becomes_a_mapping(yaml: str, expected: object) -> None:
    assert web(yaml).at("services", "web", yaml.split(":")[0]) == expected


@pytest.mark.parametrize("yaml", ["environment: [1]", "depends_on: [1]", "networks: [true]", "labels: [[a]]"])
def test_an_entry_of_the_wrong_type_is_told(yaml: str) -> None:
    assert ("wrong-type", yaml.split("[", 1)[1][:-1]) in web(yaml).said


# --- single values that become lists or mappings


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("build: ./app", {"context": "./app"}),
        ("env_file: a.env", [{"path": "a.env", "required": True}]),
        ("env_file: [a.env, {path: b.env, required: 'no'}]", [
            {"path": "a.env", "required": True}, {"path": "b.env", "required": False},
        ]),
        ("dns: 10.0.0.1", ["10.0.0.1"]),
        ("tmpfs: /run", ["/run"]),
        ("label_file: x", ["x"]),
        ("secrets: [a, {source: b, mode: 0440}]", [{"source": "a"}, {"source": "b", "mode": 288}]),
        ("gpus: all", [{"count": "all"}]),
        ("healthcheck: {test: curl x}", {"test": ["CMD-SHELL", "curl x"]}),
        ("healthcheck: {test: [CMD, x]}", {"test": ["CMD", "x"]}),
        ("command: a b", "a b"),
        ("command: [a, b]", ["a", "b"]),
        ("entrypoint:", None),
        ("devices: [/dev/a, '/dev/b:/dev/c:r']", [
            {"source": "/dev/a", "target": "/dev/a", "permissions": "rwm"},
            {"source": "/dev/b", "target": "/dev/c", "permissions": "r"},
        ]),
        ("ulimits: {nproc: 5, nofile: {soft: '1', hard: 2}}", {"nproc": 5, "nofile": {"soft": 1, "hard": 2}}),
    ],
)  # fmt: skip
def test_a_single_value_becomes_what_its_long_form_is(yaml: str, expected: object) -> None:
    loaded = web(yaml)
    assert loaded.at("services", "web", yaml.split(":")[0]) == expected
    assert "wrong-type" not in [kind for kind, _ in loaded.said]


# --- places


def spans(node: Node) -> list[str]:
    """The text of every scalar below a node, as written in the file."""
    if isinstance(node, Map):
        return [text for entry in node for text in spans(entry.value)]
    if isinstance(node, Items):
        return [text for item in node for text in spans(item)]
    return [node.span.text]


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("ports: ['127.0.0.1:8080:80/udp']", ["127.0.0.1", "80", "8080", "udp"]),
        ('volumes: ["./a:/b"]', ["./a:/b", "./a", "/b", "./a:/b"]),
        ("environment: [A=one two]", ["one two"]),
        ("environment: ['A=it''s']", ["it''s"]),
        ("depends_on: [db]", ["", "db"]),
        ("devices: [/dev/b:/dev/c:r]", ["/dev/b", "/dev/c", "r"]),
    ],
)
def test_parts_of_a_short_form_stand_where_they_are_written(yaml: str, expected: list[str]) -> None:
    found = spans(web(yaml).node("services", "web", yaml.split(":")[0]))
    assert [text.strip("'\"") for text in found] == expected


def test_a_part_remembers_the_references_in_it() -> None:
    loaded = web("volumes: ['${DIR:-/srv}/a:/b-${X}/c']")
    source, target = (loaded.text("services", "web", "volumes", "0", name) for name in ("source", "target"))
    assert [(piece.value, piece.span.text) for piece in source.pieces] == [("/srv", "${DIR:-/srv}"), ("/a", "/a")]
    assert [(piece.value, piece.span.text) for piece in target.pieces] == [
        ("/b-", "/b-"), (None, "${X}"), ("/c", "/c"),
    ]  # fmt: skip
    assert (source.value, source.literal, target.value, target.known_text) == ("/srv/a", False, None, "/b-\ufffc/c")


def test_a_key_of_a_list_entry_stands_in_the_entry() -> None:
    loaded = web("environment:\n  - PASSWORD=secret")
    environment = loaded.node("services", "web", "environment")
    assert isinstance(environment, Map)
    (entry,) = environment
    assert (entry.key.span.text, entry.value.span.text) == ("PASSWORD", "secret")
    assert isinstance(entry.value, Text)
    assert data(entry.value) == "secret"


@pytest.mark.parametrize("entries", ['["A=${X:-}", "B=x${X:-}", "C="]', '{A: "${X:-}", B: "x${X:-}", C: ""}'])
def test_what_a_reference_left_empty_is_not_literal(entries: str) -> None:
    text = f"services:\n  w:\n    image: a\n    environment: {entries}\n"
    stack, _ = load(Workspace.in_memory({"compose.yaml": text}), StackFiles(".", ["compose.yaml"]), Options())
    found = {name: (it.known, it.value and it.value.literal) for name, it in stack.services["w"].environment.items()}
    assert found == {"A": ("", False), "B": ("x", False), "C": ("", True)}
