"""Files on top of each other, as Compose merges them."""

from __future__ import annotations

import pytest
from loading import UNKNOWN, load, web

from composelint.model.values import Map

TCP = {"protocol": "tcp"}


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        # scalars, nothing, other types
        ("image: a", "image: b", "b"),
        ("image: a", "user: b", "a"),
        ("user: a", "user: '${X}'", UNKNOWN),
        ("networks: {a: }", "networks: {a: {priority: 1}}", {"a": {"priority": 1}}),
        ("networks: {a: {priority: 1}}", "networks: {a: }", {"a": {"priority": 1}}),
        ("deploy: {mode: x}", "deploy:", {"mode": "x"}),
        # mappings by key, lists one behind the other
        ("healthcheck: {test: a, interval: 1s}", "healthcheck: {interval: 2s, disable: true}", {
            "test": ["CMD-SHELL", "a"], "interval": "2s", "disable": True,
        }),
        ("deploy: {resources: {limits: {cpus: '1', memory: 8m}}}", "deploy: {resources: {limits: {memory: 9m}}}", {
            "resources": {"limits": {"cpus": 1.0, "memory": "9m"}},
        }),
        ("security_opt: [a]", "security_opt: [b]", ["a", "b"]),
        # replaced as a whole
        ("command: [a, b]", "command: [c]", ["c"]),
        ("command: a b", "command: [c]", ["c"]),
        ("command: [a]", "command:", None),
        ("entrypoint: [a]", "entrypoint: ''", ""),
        ("healthcheck: {test: [CMD, a]}", "healthcheck: {test: b}", {"test": ["CMD-SHELL", "b"]}),
        ("ulimits: {a: {soft: 1, hard: 2}, b: 1}", "ulimits: {a: 5}", {"a": 5, "b": 1}),
        ("logging: {driver: json-file, options: {max-size: 1m}}", "logging: {driver: syslog}", {"driver": "syslog"}),
        ("logging: {driver: a, options: {x: 1}}", "logging: {options: {y: 2}}", {
            "driver": "a", "options": {"x": 1, "y": 2},
        }),
        ("logging: {driver: a, options: {x: 1}}", "logging: {driver: a, options: {y: 2}}", {
            "driver": "a", "options": {"x": 1, "y": 2},
        }),
        # lists and mappings that are the same thing
        ("environment: [A=1, C=3]", "environment: {A: 2, B: }", {"A": 2, "C": "3", "B": None}),
        ("environment: {A: 1}", "environment: [A=2]", {"A": "2"}),
        ("labels: [a=1]", "labels: {b: 2}", {"a": "1", "b": 2}),
        ("depends_on: [a]", "depends_on: {a: {condition: service_healthy}, b: {condition: service_started}}", {
            "a": {"condition": "service_healthy", "required": True}, "b": {"condition": "service_started"},
        }),
        ("networks: [a]", "networks: {b: {aliases: [x]}}", {"a": None, "b": {"aliases": ["x"]}}),
        ("build: .", "build: {target: x}", {"context": ".", "target": "x"}),
        ("build: {context: a, args: [A=1]}", "build: {args: {A: 2, B: 3}}", {"context": "a", "args": {"A": 2, "B": 3}}),
        ("build: {context: a}", "build: b", {"context": "b"}),
        # the later item with the same key replaces the earlier one, in its place
        ("dns: 1.1.1.1", "dns: [2.2.2.2, 1.1.1.1]", ["1.1.1.1", "2.2.2.2"]),
        ("tmpfs: ['/a', '/b:size=1m']", "tmpfs: '/b:size=2m'", ["/a", "/b:size=2m"]),
        ("cap_add: [A, B]", "cap_add: [B, C]", ["A", "B", "C"]),
        ("expose: [80, '81']", "expose: ['80', 82]", ["80", "81", 82]),
        ("profiles: [a]", "profiles: [a, b]", ["a", "b"]),
        ("ports: ['8080:80']", "ports: ['9090:80']", [
            {"target": 80, "published": "8080", **TCP}, {"target": 80, "published": "9090", **TCP},
        ]),
        ("ports: ['8080:80']", "ports: ['8080:80/tcp', '8080:80/udp']", [
            {"target": 80, "published": "8080", **TCP}, {"target": 80, "published": "8080", "protocol": "udp"},
        ]),
        ("ports: ['8080:80']", "ports: [{target: 80, published: 8080}]", [
            {"target": 80, "published": "8080", **TCP}, {"target": 80, "published": 8080},
        ]),
        ("ports: ['8080:80']", "ports: ['127.0.0.1:8080:80']", [
            {"target": 80, "published": "8080", **TCP},
            {"host_ip": "127.0.0.1", "target": 80, "published": "8080", **TCP},
        ]),
        ("ports: ['8080:80']", "ports: []", [{"target": 80, "published": "8080", **TCP}]),
        ("ports: ['8080:80']", "ports: !reset []", None),
        ("ports: ['8080:80']", "ports: !override ['1:1']", [{"target": 1, "published": "1", **TCP}]),
        ("env_file: [a, b]", "env_file: [{path: a, required: false}]", [
            {"path": "a", "required": False}, {"path": "b", "required": True},
        ]),
        ("secrets: [a]", "secrets: [{source: a, uid: '1'}, {source: b, target: /run/secrets/a}]", [
            {"source": "b", "target": "/run/secrets/a"},
        ]),
        ("configs: [a]", "configs: [{source: b, target: /a}]", [{"source": "b", "target": "/a"}]),
        ("devices: ['/a:/x']", "devices: ['/b:/x', '/c']", [
            {"source": "/b", "target": "/x", "permissions": "rwm"},
            {"source": "/c", "target": "/c", "permissions": "rwm"},
        ]),
        ("links: [a, b]", "links: [b, c]", ["a", "b", "c"]),
        ("extra_hosts: [a=1.1.1.1]", "extra_hosts: [b=2.2.2.2]", ["a=1.1.1.1", "b=2.2.2.2"]),
    ],
)  # fmt: skip
def test_a_service_with_its_override(base: str, over: str, merged: object) -> None:
    loaded = web(base, over)
    service = loaded.at("services", "web")
    assert isinstance(service, dict)
    assert service.get(base.split(":")[0]) == merged
    assert [entry for entry in loaded.said if entry[0] not in ("wrong-type", "missing-file", "undefined-service")] == []


def test_a_mount_on_the_same_target_replaces_the_earlier_one() -> None:
    (mount,) = web("volumes: [./a:/data]", "volumes: [store:/data/:ro]").service().mounts
    assert (mount.type, mount.source, mount.target, mount.read_only) == ("volume", "store", "/data", True)


def test_three_files_in_order() -> None:
    loaded = web("image: a\nuser: a", "image: b", "image: c")
    assert loaded.at("services", "web") == {"image": "c", "user": "a"}


def test_a_document_is_merged_as_a_file_is() -> None:
    loaded = load("services: {web: {image: a, ports: ['1:1']}}\n---\nservices: {web: {image: b, ports: !reset []}}\n")
    assert loaded.at("services", "web") == {"image": "b"}


def test_a_reset_takes_away_what_earlier_files_said_and_nothing_else() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {web: {image: a, environment: {A: 1, B: 2}}, old: {image: b}}\nvolumes: {v: }",
            "compose.override.yaml": "services: {web: {environment: {A: !reset }}, old: !reset }\nvolumes: !reset ",
        }
    )
    assert loaded.at() == {"services": {"web": {"image": "a", "environment": {"B": 2}}}}


def test_a_reset_in_the_only_file_drops_the_key() -> None:
    assert web("image: a\nports: !reset ['1:1']").at("services", "web") == {"image": "a"}


def test_top_level_sections_are_merged_by_name() -> None:
    loaded = load(
        {
            "compose.yaml": "services: {a: {image: x}}\nvolumes: {v: {driver: a}}\nname: one",
            "compose.override.yaml": "services: {b: {image: y}}\nvolumes: {v: {name: n}, w: }\nname: two",
        }
    )
    assert loaded.at("volumes") == {"v": {"driver": "a", "name": "n"}, "w": None}
    assert loaded.at("name") == "two"
    assert list(loaded.stack.services) == ["a", "b"]


def test_pools_of_a_network_are_matched_by_subnet() -> None:
    base = "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.1}]}}}"
    over = "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/24, ip_range: 10.0.0.8/29}, {subnet: 10.1.0.0/24}]}}}"
    loaded = load({"compose.yaml": base, "compose.override.yaml": over})
    assert loaded.at("networks", "n", "ipam", "config") == [
        {"subnet": "10.0.0.0/24", "gateway": "10.0.0.1", "ip_range": "10.0.0.8/29"},
        {"subnet": "10.1.0.0/24"},
    ]


@pytest.mark.parametrize(
    ("base", "over", "said"),
    [
        ("security_opt: [a]", "security_opt: [b, a]", [("invalid-value", "a")]),
        ("group_add: [1]", "group_add: ['1']", []),
        ("cap_add: [A]", "cap_add: [A]", []),
        ("volumes_from: [a]", "volumes_from: ['a:ro']", []),
    ],
)
def test_equal_items_that_meet_by_merging(base: str, over: str, said: list[tuple[str, str]]) -> None:
    assert [entry for entry in web(base, over).said if entry[0] == "invalid-value"] == said


def test_a_value_remembers_what_it_replaced_and_a_mapping_where_it_began() -> None:
    loaded = web("image: a\nhealthcheck:\n  retries: 1", "image: b\nhealthcheck:\n  retries: 2")
    image = loaded.text("services", "web", "image")
    assert [(via.kind, via.span.source.path, via.span.text) for via in image.via] == [
        ("override", "compose0.yaml", "a")
    ]
    service = loaded.node("services", "web")
    assert isinstance(service, Map)
    places = {name: entry.key.span.source.path for name, entry in service.fields.items()}
    assert places == {"image": "compose1.yaml", "healthcheck": "compose0.yaml"}
    assert loaded.service().name.span.source.path == "compose0.yaml"


def test_an_override_that_says_nothing_new_leaves_the_base_as_written() -> None:
    image = web("image: a", "user: b").text("services", "web", "image")
    assert image.via == ()
