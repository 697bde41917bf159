"""One document along the table: keys, casts, merge keys, interpolation, tags. What is wrong is told, the rest read."""

from __future__ import annotations

import pytest
from loading import UNKNOWN, data, load, web

from composelint.core.source import Source
from composelint.load.environment import Environment
from composelint.load.reader import Reader
from composelint.load.spec import ANY, PROJECT, Spec
from composelint.model.values import Map, Text
from composelint.syntax import yaml


def read(text: str, spec: Spec = ANY, *, blank: bool = False, **env: str) -> tuple[object, list[tuple[str, str]]]:
    """(plain data, problems) of a document read along a row of the table."""
    (root,) = yaml.parse(Source("compose.yaml", text)).documents
    reader = Reader(Environment(env).lookup, blank=blank)
    node = reader.read(root, spec)
    return data(node), [(problem.kind, problem.defect.span.text) for problem in reader.problems]


# --- types and casts


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("privileged: true", True),
        ("privileged: 'TRUE'", True),
        ("privileged: yes", True),
        ("privileged: off", False),
        ("init: ${X}", UNKNOWN),
        ("init: ${X:-false}", False),
        ("attach: 'no'", False),
        ("scale: 3", 3),
        ("scale: '3'", 3),
        ("scale: +3", 3),
        ("scale: ${N}", UNKNOWN),
        ("cpus: 0.5", 0.5),
        ("cpus: '0.5'", 0.5),
        ("cpus: '1e-1'", 0.1),
        ("cpu_shares: '512'", 512),
        ("mem_limit: 512m", "512m"),
        ("mem_limit: 536870912", 536870912),
        ("mem_reservation: 6291456", 6291456),
        ("oom_score_adj: '-500'", -500),
        ("restart: no", "no"),
        ("user: '1000'", "1000"),
        ("pid:", None),
        ("deploy:", None),
    ],
)
def test_a_value_takes_the_type_of_its_place(yaml: str, value: object) -> None:
    loaded = web(yaml)
    assert loaded.at("services", "web", yaml.split(":")[0]) == value
    assert not loaded.refused


@pytest.mark.parametrize(
    "yaml",
    [
        "privileged: 1", "privileged: 'maybe'", "init: ''", "scale: 1.5", "scale: '0x3'", "scale: '1_000'",
        "scale: ' 3'", "scale: ''", "scale: true", "cpus: half", "cpus: nan", "cpus: '1_0'", "cpus: ''", "cpus: '0x1'",
        "image: 5", "image: [a]", "image: {a: b}", "user: 1000", "restart: false", "command: {a: b}", "command: true",
        "cap_add: a", "environment: x", "healthcheck: x", "labels: 5", "volumes: {a: b}", "ports: x", "tmpfs: {a: b}",
        "build: 5", "deploy: []", "logging: []", "hostname: 2024-01-02", "stop_signal: 9", "mem_reservation: 1.5",
        "cpu_count: 1.5", "use_api_socket: 'true'", "cpus: .nan", "cpus: .inf",
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_where_it_stands(yaml: str) -> None:
    key, _, value = yaml.partition(": ")
    loaded = web(yaml)
    assert loaded.said == [("wrong-type", value)]
    assert loaded.at("services", "web", key) == UNKNOWN


@pytest.mark.parametrize(
    "key", ["environment", "ports", "volumes", "networks", "build", "healthcheck", "labels", "image"]
)
def test_nothing_is_told_at_the_key(key: str) -> None:
    loaded = web(f"{key}:")
    assert loaded.said == [("wrong-type", key)]
    assert "not nothing" in loaded.messages[0]


def test_text_in_the_wrong_place_is_not_repeated() -> None:
    (message,) = web("environment: PASSWORD=hunter2").messages
    assert "hunter2" not in message
    (message,) = web("healthcheck: {interval: 30}").messages
    assert message == "services.web.healthcheck.interval must be text, not 30"


@pytest.mark.parametrize(
    ("yaml", "advice"),
    [
        ("healthcheck: {interval: 30}", "Write 30s, with a unit."),
        ("deploy: {resources: {limits: {memory: 512}}}", "Write 512m, with a unit."),
        ("hostname: 5", 'Put it in quotes: "5".'),
        ("ports:", "Docker refuses an empty value here: remove the key, or give it one."),
        ("cap_add: x", "Docker accepts a list here."),
        ("command: {a: b}", "Docker accepts text or a list here."),
    ],
)
def test_the_help_says_what_to_write(yaml: str, advice: str) -> None:
    assert [problem.defect.help for problem in web(yaml).problems] == [advice]


# --- vocabularies and grammars


@pytest.mark.parametrize(
    "yaml",
    [
        "restart: on-failure:5", "restart: ''", "pull_policy: every_1d12h", "stop_grace_period: 1m30s", "mem_limit: -1",
        "stop_grace_period: '0'", "mem_limit: 6m", "mem_limit: 0", "mem_limit: ${X}", "container_name: a-b",
        "cgroup: host",
        "dns: 1.1.1.1", "dns: ['::1', fe80::1]", "extra_hosts: ['a:::1', b=1, 'c:host-gateway']", "ipc: container:x",
        "extra_hosts: {a: 10.0.0.1}", "restart: ${X}", "volumes: [{type: '${X}', target: /a}]", "shm_size: 64000000",
        "group_add: [1, '1']", "security_opt: ['${X}', '${X}']", "stop_grace_period: .5s", "mem_limit: 1.5 GB",
    ],
)  # fmt: skip
def test_what_fits_is_silent(yaml: str) -> None:
    assert web(yaml).said == []


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ("restart: sometimes", "sometimes"),
        ("restart: on-failure:x", "on-failure:x"),
        ("restart: always:3", "always:3"),
        ("restart: ${X:-alway}", "${X:-alway}"),
        ("cgroup: other", "other"),
        ("pull_policy: everyday", "everyday"),
        ("stop_grace_period: '10'", "'10'"),
        ("stop_grace_period: 10S", "10S"),
        ("stop_grace_period: 1 m", "1 m"),
        ("stop_grace_period: ''", "''"),
        ("mem_limit: 10x", "10x"),
        ("mem_limit: 1kk", "1kk"),
        ("mem_limit: 5m", "5m"),
        ("mem_limit: 1024", "1024"),
        ("deploy: {resources: {limits: {memory: 5M}}}", "5M"),
        ("dns: ns.local", "ns.local"),
        ("dns: [1.1.1, 1.1.1.1]", "1.1.1"),
        ("container_name: x", "x"),
        ("extra_hosts: [example]", "example"),
        ("volumes: [{type: disk, target: /a}]", "disk"),
        ("gpus: 2", "2"),
        ("security_opt: [a, b, a]", "a"),
        ("group_add: [1, 1]", "1"),
        ("environment: ['A =b']", "A "),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(yaml: str, place: str) -> None:
    assert web(yaml).said == [("invalid-value", place)]


# --- keys


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("services: {web: {image: x, x-a: 1, y: 2}}", [("unknown-key", "y")]),
        ("x-a: {1: a}\n", [("invalid-structure", "1")]),
        ("services: {web: {image: x, environment: {true: a, null: b, 2024-01-02: c, 1.5: d}}}", [
            ("invalid-structure", "true"), ("invalid-structure", "null"), ("invalid-structure", "2024-01-02"),
            ("invalid-structure", "1.5"),
        ]),
        ("? [a, b]\n: c\n", [("invalid-structure", "[a, b]")]),
        ("services: {'web app': {image: x}}", [("invalid-value", "'web app'")]),
        ("services: {on: {image: x}, yes: {image: y}}", []),
        ("volumes: {x-data: , data: }", []),
        ("networks: {a: {ipam: {config: [{subnet: s, x: y}]}}}", [("unknown-key", "x")]),
        ("include: [{path: a, x-b: c}]", [("unknown-key", "x-b")]),
    ],
)  # fmt: skip
def test_keys_are_text_and_known(text: str, said: list[tuple[str, str]]) -> None:
    assert read(text, PROJECT)[1] == said


# --- merge keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}", {"x": 1, "y": 3}),
        ("a: &a {x: 1}\nb: {x: , <<: *a}", {"x": None}),
        ("a: &a {x: 1}\nc: &c {x: 2, y: 2}\nb: {<<: [*a, *c]}", {"x": 1, "y": 2}),
        ("a: &a [{x: 1}, {x: 2, y: 2}]\nb: {<<: *a}", {"x": 1, "y": 2}),
        ("a: &a {x: 1}\nc: &c {<<: *a, y: 2}\nb: {<<: *c, z: 3}", {"z": 3, "y": 2, "x": 1}),
        ("b: {<<: {x: 1}, y: 2}", {"y": 2, "x": 1}),
        ("b: {'<<': 1}", {"<<": 1}),
        ("a: &a {x: {p: 1, q: 2}}\nb: {<<: *a, x: {p: 3}}", {"x": {"p": 3}}),
    ],
)
def test_a_merge_key_brings_what_is_not_written(text: str, expected: object) -> None:
    found, said = read(text)
    assert isinstance(found, dict)
    assert found["b"] == expected
    assert not said


@pytest.mark.parametrize(
    ("text", "place"),
    [("b: {<<: 1}", "1"), ("a: &a [x]\nb: {<<: *a}", "x"), ("a: &a 1\nb: {<<: [*a]}", "*a"), ("b: {<<: }", "<<")],
)
def test_a_merge_of_anything_else_is_refused(text: str, place: str) -> None:
    assert read(text)[1] == [("invalid-yaml", place)]


def test_a_merged_value_knows_how_it_came() -> None:
    loaded = load("x-a: &a {image: nginx}\nservices:\n  web: &w\n    <<: *a\n  api: *w\n")
    image, other = loaded.text("services", "web", "image"), loaded.text("services", "api", "image")
    assert [(via.kind, via.span.text) for via in image.via] == [("merge", "*a")]
    assert [(via.kind, via.span.text) for via in other.via] == [("alias", "*w"), ("merge", "*a")]
    assert image.span == other.span


# --- interpolation


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a$$b", "a$b"),
        ("$1 $(x) $?", "$1 $(x) $?"),
        ("${A}", "1"),
        ("x${A}y", "x1y"),
        ("${B:-d}", "d"),
        ("${B:-${A}}", "1"),
        ("${B:-${C:-x}}y", "xy"),
        ("${A:+r}", "r"),
        ("${B:+r}", ""),
        ("${B}", UNKNOWN),
        ("x${B}", UNKNOWN),
        ("${B:?why}", UNKNOWN),
        ("${E:-d}", "d"),
        ("${E-d}", ""),
    ],
)
def test_variables_are_filled_in(text: str, value: str) -> None:
    assert read(f"a: '{text}'", A="1", E="")[0] == {"a": value}


@pytest.mark.parametrize(("text", "value"), [("${B}", ""), ("x${B}y", "xy"), ("${B:?why}", UNKNOWN), ("${B:-d}", "d")])
def test_compose_takes_an_unset_variable_for_empty(text: str, value: str) -> None:
    assert read(f"a: '{text}'", blank=True)[0] == {"a": value}


def test_keys_are_not_interpolated() -> None:
    assert read("'${A}': 1", A="x")[0] == {"${A}": 1}


def test_the_pieces_of_a_text_know_their_places() -> None:
    loaded = web('image: "${R:-docker.io}/web:${TAG}"')
    image = loaded.text("services", "web", "image")
    assert [(piece.value, piece.span.text) for piece in image.pieces] == [
        ("docker.io", "${R:-docker.io}"),
        ("/web:", "/web:"),
        (None, "${TAG}"),
    ]
    assert (image.value, image.known_text, image.literal) == (None, "docker.io/web:\ufffc", False)
    assert [(via.kind, via.span.text, via.name) for via in image.via] == [("default", "docker.io", "R")]


def test_a_value_from_the_env_file_says_so() -> None:
    loaded = load({"compose.yaml": "services: {web: {image: 'x:${TAG}-${TAG}'}}", ".env": "TAG=1\n"})
    image = loaded.text("services", "web", "image")
    assert image.value == "x:1-1"
    assert [(via.kind, via.span.source.path, via.span.text) for via in image.via] == [("env", ".env", "1")]


def test_a_fault_is_told_once_even_where_an_alias_brings_it_to_many() -> None:
    assert [kind for kind, _ in load("x-a: &a '${A B}'\nservices: {w: {image: *a}, v: {image: *a}}").said] == (
        ["invalid-interpolation"] * 3
    )


def test_a_text_does_not_grow_without_end() -> None:
    loaded = web("image: '" + "${A}" * 200_000 + "'", env={"A": "x" * 1000})
    image = loaded.text("services", "web", "image")
    assert image.value is None
    assert len(image.known_text) < 10


def test_many_references_are_read_in_one_go() -> None:
    image = web("image: '" + "${A:-x}" * 50_000 + "'").text("services", "web", "image")
    assert image.value == "x" * 50_000


# --- tags


def test_reset_and_override_are_remembered_by_path() -> None:
    (root,) = yaml.parse(
        Source("c.yaml", "services: {w: {ports: !reset [], command: !override [a], image: x, user: !reset }}")
    ).documents
    reader = Reader(Environment().lookup)
    node = reader.read(root, PROJECT)
    assert reader.resets == [("services", "w", key) for key in ("ports", "command", "user")]
    assert data(node) == {"services": {"w": {"command": ["a"], "image": "x"}}}


def test_a_reset_reaches_through_an_alias_and_drops_list_items() -> None:
    found, _ = read("x-a: &a !reset []\nservices: {w: {ports: *a, cap_add: [A, !reset B]}}", PROJECT)
    assert found == {"services": {"w": {"cap_add": ["A"]}}}


def test_an_overriding_scalar_is_text() -> None:
    assert read("a: !override 5")[0] == {"a": "5"}


# --- paths


def test_a_path_starts_from_the_directory_of_its_project() -> None:
    loaded = load(
        {"compose.yaml": "include: [sub/c.yaml]", "sub/c.yaml": "services: {web: {build: {target: x}, env_file: a}}"}
    )
    assert loaded.text("services", "web", "env_file", "0", "path").base == "sub"
    build = loaded.service().build
    assert build is not None
    assert build.context is not None
    assert (build.context.value, build.context.base) == (".", "sub")


def test_a_deep_document_is_read_without_deep_recursion() -> None:
    text = "x: " + "[" * 190 + "]" * 190
    found, said = read(text)
    assert not said
    assert isinstance(found, dict)


def test_chains_of_merge_keys_are_read() -> None:
    lines = ["x0: &x0 {k0: 0}"] + [f"x{n}: &x{n} {{<<: *x{n - 1}, k{n}: {n}}}" for n in range(1, 90)]
    found, said = read("\n".join(lines))
    assert not said
    assert isinstance(found, dict)
    assert len(found["x89"]) == 90


def test_every_row_of_the_table_is_read_from_an_empty_file() -> None:
    (root,) = yaml.parse(Source("c.yaml", "{}")).documents
    node = Reader(Environment().lookup).read(root, PROJECT)
    assert isinstance(node, Map)
    assert not node.fields


def test_the_key_of_a_field_is_a_text_with_its_place() -> None:
    loaded = web("image: nginx")
    node = loaded.node("services", "web")
    assert isinstance(node, Map)
    key = node.fields["image"].key
    assert isinstance(key, Text)
    assert (key.value, key.span.text) == ("image", "image")
