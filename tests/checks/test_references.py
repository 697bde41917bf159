"""The rules on names and files that point to nothing, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web

FAR = "include: ['oci://docker.io/a/b:1']\n"

MISSING_IMAGE: list[tuple[str, dict[str, str], Marks]] = [
    ("services: {a: {init: true}}", {}, error("a")),
    ("services: {a: {image: '${X}'}}", {}, NONE),
    ("services: {a: {build: .}}", {}, NONE),
    ("services: {a: {provider: {type: t}}}", {}, NONE),
    ("services: {a: {image: 5}}", {}, NONE),
    ("services: {a: {init: true, profiles: [debug]}}", {}, error("a")),
    ("services: {a: {init: true, profiles: [template]}}", {}, NONE),
    ("services: {a: {init: true}, b: {extends: a, image: x}}", {}, error("a")),
    ("services: {a: {init: true, profiles: [p]}, b: {extends: a, image: x}}", {}, NONE),
    ("services: {b: {extends: {file: c.yaml, service: a}}}", {"c.yaml": "services: {a: {image: x}}"}, NONE),
    ("services: {b: {extends: {file: c.yaml, service: a}}}", {"c.yaml": "services: {a: {init: true}}"}, error("b")),
    ("services: {b: {extends: {file: ../c.yaml, service: a}}}", {}, NONE),
    (FAR + "services: {a: {init: true}}", {}, NONE),
    ("services: {x-a: &a {init: true}, b: {<<: *a, image: x}}", {}, NONE),
    (
        "services: {a: {image: x}}",
        {"compose.override.yaml": "services: {a: {init: true}, b: {init: true}}"},
        error("b"),
    ),
    ("services: {a: {image: x}}", {"other/compose.prod.yaml": "services: {a: {init: true}}"}, NONE),
]


@pytest.mark.parametrize(("text", "files", "expected"), MISSING_IMAGE)
def test_missing_image(text: str, files: dict[str, str], expected: Marks) -> None:
    assert marks("missing-image", text, files) == expected


UNDEFINED: list[tuple[str, Marks]] = [
    (web("networks: [n]"), error("n")),
    (web("networks: [default]"), NONE),
    (web("networks: {n: {aliases: [a]}}"), error("n")),
    (web("networks: [n]", "networks: {n: }"), NONE),
    (web("networks: ['${N}']"), NONE),
    (web("volumes: [data:/d]"), error("data")),
    (web("volumes: [data:/d]", "volumes: {data: 5}"), NONE),
    (web("volumes: [data/x:/d]"), error("data/x")),
    (web("volumes: ['${D}:/d', '${D}/x:/e', /f, './g:/g', 'C:\\h:/h']"), NONE),
    (web("volumes: [{type: volume, source: data, target: /d}]"), error("data")),
    (web("volumes: [{type: cluster, source: data, target: /d}]"), error("data")),
    (web("volumes: [{type: '${T}', source: data, target: /d}]"), NONE),
    (web("volumes: [{type: image, source: data, target: /d}]"), NONE),
    (web("secrets: [s, {source: t}]", "secrets: {t: {file: ./t}}"), error("s")),
    (web("configs: [c]"), error("c")),
    (web("credential_spec: {config: c}"), error("c")),
    (web("build: {context: ., secrets: [s]}"), error("s")),
    (web("models: {m: {endpoint_var: A}}"), error("m")),
    (web("models: [m]", "models: {m: {model: a}}"), NONE),
    (FAR + web("networks: [n]"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), UNDEFINED)
def test_undefined_resource(text: str, expected: Marks) -> None:
    assert marks("undefined-resource", text) == expected


UNUSED: list[tuple[str, dict[str, str], Marks]] = [
    (web("init: true", "volumes: {v: }"), {}, warning("v")),
    (web("volumes: [one:/x]", "volumes: {one: , two: }"), {}, warning("two")),
    (web("volumes: [vv:/x]", "volumes: {vv: }"), {}, NONE),
    (web("volumes: ['${V}:/x']", "volumes: {vv: }\nnetworks: {n: }"), {}, warning("n")),
    (web("init: true", "volumes: {v: {external: true}}"), {}, NONE),
    (web("init: true", "networks: {default: {driver: bridge}}"), {}, NONE),
    (web("init: true", "volumes: {default: }"), {}, warning("default")),
    (web("build: {context: ., secrets: [s]}", "secrets: {s: {file: ./s}}"), {}, NONE),
    (web("credential_spec: {config: c}", "configs: {c: {file: ./c}}"), {}, NONE),
    (web("models: [m]", "models: {m: {model: a}, o: {model: a}}"), {}, warning("o")),
    (web("profiles: [p], volumes: [vv:/x]", "volumes: {vv: }"), {}, NONE),
    ("include: [a.yaml]\n" + web("init: true"), {"a.yaml": "volumes: {v: }"}, NONE),
    ("include: [a.yaml]\n" + web("init: true"), {"a.yaml": "services: {b: {image: x}}\nvolumes: {v: }"}, warning("v")),
    ("include: [a.yaml]\n" + web("volumes: [vv:/x]"), {"a.yaml": "services: {b: {image: x}}\nvolumes: {vv: }"}, NONE),
    (FAR + web("init: true", "volumes: {v: }"), {}, NONE),
    (web("init: true", "volumes: {v: }"), {"compose.prod.yaml": "services: {web: {init: true}}"}, warning("v")),
    (web("init: true", "volumes: {vv: }"), {"compose.prod.yaml": "services: {web: {volumes: ['vv:/x']}}"}, NONE),
    (web("init: true", "volumes: {vv: }"), {"compose.tools.yaml": "services: {a: {image: x}}"}, NONE),
]


@pytest.mark.parametrize(("text", "files", "expected"), UNUSED)
def test_unused_resource(text: str, files: dict[str, str], expected: Marks) -> None:
    assert marks("unused-resource", text, files) == expected


def circle(*edges: str) -> str:
    """Services of one letter; `ab` is the edge from a to b."""
    names = sorted({name for edge in edges for name in edge})
    waits = {name: [edge[1] for edge in edges if edge[0] == name] for name in names}
    bodies = [f"{name}: {{image: x, depends_on: [{', '.join(waits[name])}]}}" for name in names]
    return f"services: {{{', '.join(bodies)}}}"


CYCLES: list[tuple[str, Marks]] = [
    (circle("ab", "bc", "ca"), error("b")),
    (circle("ab", "bc", "ac"), NONE),
    (circle("aa"), error("a")),
    (circle("ab", "ba", "cd", "dc"), error("b", "d")),
    (circle("ab", "bb"), error("b")),
    ("services: {a: {image: x, links: [b]}, b: {image: x, volumes_from: [a]}}", error("b")),
    ("services: {a: {image: x, network_mode: 'service:b'}, b: {image: x, depends_on: [a]}}", error("'service:b'")),
    ("services: {a: {image: x, volumes_from: ['container:a']}}", NONE),
    (
        "services: {a: {image: x, profiles: [p], depends_on: {b: {condition: service_started, required: false}}},"
        " b: {image: x, profiles: [q], depends_on: [a]}}",
        NONE,
    ),
    (
        "services: {a: {image: x, depends_on: {b: {condition: service_started, required: false}}},"
        " b: {image: x, depends_on: [a]}}",
        error("b"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CYCLES)
def test_dependency_cycle(text: str, expected: Marks) -> None:
    assert marks("dependency-cycle", text) == expected


DOCKERFILE = "ARG A\nFROM x AS base\nONBUILD ARG B\nFROM base AS Dev\nARG C=1 D\nFROM base AS other\nARG E\n"

TARGETS: list[tuple[str, str, Marks]] = [
    ("dev", DOCKERFILE, NONE),
    ("DEV", DOCKERFILE, NONE),
    ("'2'", DOCKERFILE, NONE),
    ("'3'", DOCKERFILE, error("'3'")),
    ("prod", DOCKERFILE, error("prod")),
    ("''", DOCKERFILE, NONE),
    ("'${T}'", DOCKERFILE, NONE),
    ("prod", "# syntax=example.com/x\n" + DOCKERFILE, NONE),
    ("prod", "ARG P\nFROM x AS $P\n", NONE),
    ("prod", "", NONE),
]


@pytest.mark.parametrize(("target", "dockerfile", "expected"), TARGETS)
def test_unknown_build_target(target: str, dockerfile: str, expected: Marks) -> None:
    text = web(f"build: {{context: ., target: {target}}}")
    assert marks("unknown-build-target", text, {"Dockerfile": dockerfile}) == expected


ARGS: list[tuple[str, str, Marks]] = [
    ("target: dev, args: {A: 1, B: 1, C: 1, D: 1}", DOCKERFILE, NONE),
    ("target: dev, args: {E: 1, F: 1}", DOCKERFILE, info("E") | warning("F")),
    ("target: dev, args: [F=1, G]", DOCKERFILE, warning("F", "G")),
    ("target: '${T}', args: {F: 1}", DOCKERFILE, NONE),
    ("target: no, args: {F: 1}", DOCKERFILE, NONE),
    ("args: {http_proxy: 1, ALL_PROXY: 1, BUILDKIT_X: 1, SOURCE_DATE_EPOCH: 0, TARGETARCH: a}", DOCKERFILE, NONE),
    ("args: {F: 1}", "FROM node:onbuild\n", NONE),
    ("args: {F: 1, BASE: '${X}'}", "ARG BASE\nFROM $BASE\n", NONE),
    ("args: {F: 1}", "FROM scratch\n", warning("F")),
    ("args: {F: 1}", "# syntax=example.com/x\nFROM x\n", NONE),
    ('dockerfile_inline: "FROM x\\nARG F\\n", args: {F: 1, G: 1}', "", warning("G")),
]


@pytest.mark.parametrize(("build", "dockerfile", "expected"), ARGS)
def test_undeclared_build_arg(build: str, dockerfile: str, expected: Marks) -> None:
    assert marks("undeclared-build-arg", web(f"build: {{context: ., {build}}}"), {"Dockerfile": dockerfile}) == expected


def test_an_argument_of_several_builds_is_judged_with_all_of_them() -> None:
    shared = (
        "x-a: &a {F: 1, G: 1}\nservices:\n  a: {build: {context: a, args: *a}}\n  b: {build: {context: b, args: *a}}\n"
    )
    files = {"a/Dockerfile": "FROM x\nARG F\n", "b/Dockerfile": "FROM x\n"}
    assert marks("undeclared-build-arg", shared, files) == warning("G")


INPUTS: list[tuple[str, dict[str, str], Marks]] = [
    ("build: ./api", {}, error("./api")),
    ("build: ./api", {"api/x": ""}, error("build")),
    ("build: ./api", {"api/Dockerfile": "FROM x\n"}, NONE),
    ("build: {context: ., dockerfile: d/x}", {}, error("d/x")),
    ("build: {context: ., dockerfile: ../x}", {}, NONE),
    ("build: {context: ., dockerfile: '${X}'}", {}, NONE),
    ("build: {context: ., dockerfile_inline: FROM x}", {}, NONE),
    (
        "build: {context: ., dockerfile_inline: FROM x, additional_contexts: {a: ./a, b: 'docker-image://c'}}",
        {},
        error("./a"),
    ),
    ("build: /somewhere/else", {}, NONE),
    ("build: ~/api", {}, NONE),
    ("build: '${WHERE}'", {}, NONE),
    ("build: https://example.com/a.git", {}, NONE),
    ("build: git@example.com:a.git", {}, NONE),
]


@pytest.mark.parametrize(("build", "files", "expected"), INPUTS)
def test_missing_build_input(build: str, files: dict[str, str], expected: Marks) -> None:
    assert marks("missing-build-input", web(build), files) == expected
    assert marks("missing-build-input", web(build), files, complete=False) == NONE


def test_a_context_that_is_a_file_is_none() -> None:
    assert marks("missing-build-input", web("build: ./api"), {"api": ""}, complete=False) == error("./api")


TAGS: list[tuple[str, str, Marks]] = [
    ("build: ./a, image: t", "build: ./b, image: t", warning("t")),
    ("build: ./a, image: t", "build: ./a, image: t", NONE),
    ("build: ./a, image: t", "build: {context: ./a, dockerfile: Dockerfile}, image: t", NONE),
    ("build: ./a, image: t", "build: {context: ./a, dockerfile: other}, image: t", warning("t")),
    ("build: {context: ., args: {A: 1}}, image: t", "build: {context: ., args: {A: 2}}, image: t", warning("t")),
    ("build: {context: ., args: {A: 1}}, image: t", "build: {context: ., args: {A: '${B}'}}, image: t", NONE),
    ("build: ./a, image: '${T}'", "build: ./b, image: '${T}'", NONE),
    ("build: ./a, image: t", "image: t", NONE),
    ("build: ./a, image: t, profiles: [p]", "build: ./b, image: t, profiles: [q]", NONE),
]


@pytest.mark.parametrize(("one", "other", "expected"), TAGS)
def test_shared_build_tag(one: str, other: str, expected: Marks) -> None:
    assert marks("shared-build-tag", f"services: {{a: {{{one}}}, b: {{{other}}}}}") == expected


NAMES: list[tuple[str, Marks]] = [
    ("a: {image: x, container_name: nn}, b: {image: x, container_name: nn}", error("nn")),
    ("a: {image: x, container_name: nn}, b: {image: x, container_name: mm}", NONE),
    ("a: {image: x, container_name: '${N}'}, b: {image: x, container_name: '${N}'}", NONE),
    ("a: {image: x, container_name: shop-b-1}, b: {image: x}", error("shop-b-1")),
    ("a: {image: x, container_name: shop-a-1}, b: {image: x}", NONE),
    ("a: {image: x, container_name: shop-b-1}, b: {image: x, container_name: bb}", NONE),
    ("a: {image: x, container_name: nn, profiles: [p]}, b: {image: x, container_name: nn, profiles: [q]}", NONE),
    ("a: {image: x, container_name: nn, profiles: [p]}, b: {image: x, container_name: nn}", error("nn")),
]


@pytest.mark.parametrize(("services", "expected"), NAMES)
def test_duplicate_container_name(services: str, expected: Marks) -> None:
    assert marks("duplicate-container-name", f"name: shop\nservices: {{{services}}}") == expected


def addressed(address: str, network: str) -> str:
    return web(f"networks: {{n: {{ipv4_address: '{address}'}}}}", f"networks: {{n: {network}}}")


POOL = "{ipam: {config: [{subnet: 10.0.0.0/24}]}}"
ADDRESSES: list[tuple[str, Marks]] = [
    (addressed("10.0.0.9", POOL), NONE),
    (addressed("10.0.1.9", POOL), error("'10.0.1.9'")),
    (addressed("10.0.0.0", POOL), error("'10.0.0.0'")),
    (addressed("10.0.0.255", POOL), error("'10.0.0.255'")),
    (addressed("10.0.0.1", POOL), error("'10.0.0.1'")),
    (addressed("10.0.0.1", "{driver: macvlan, ipam: {config: [{subnet: 10.0.0.0/24}]}}"), NONE),
    (addressed("10.0.0.1", "{ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.2}]}}"), NONE),
    (addressed("10.0.0.2", "{ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.2}]}}"), error("'10.0.0.2'")),
    (addressed("10.0.0.1", "{ipam: {config: [{subnet: 10.0.0.0/24, ip_range: 10.0.0.128/25}]}}"), NONE),
    (addressed("nonsense", POOL), error("'nonsense'")),
    (addressed("${A}", POOL), NONE),
    (addressed("10.0.0.9", "{ipam: {config: [{subnet: '${S}'}]}}"), NONE),
    (addressed("10.0.0.9", "{ipam: {driver: dhcp}}"), NONE),
    (addressed("10.0.0.9", "{external: true}"), NONE),
    (addressed("10.0.0.9", "{}"), error("'10.0.0.9'")),
    (addressed("10.0.0.9", "{ipam: {config: []}}"), error("'10.0.0.9'")),
    (addressed("10.0.0.9", "{ipam: {config: [{subnet: 10.0.0.0/33}]}}"), error("10.0.0.0/33")),
    (addressed("10.0.0.9", "{ipam: {config: [{subnet: 10.0.0.5/24}]}}"), error("10.0.0.5/24")),
    (addressed("10.0.0.9", "{ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.1.0.1}]}}"), error("10.1.0.1")),
    (web("networks: {default: {ipv4_address: 10.0.0.9}}"), error("10.0.0.9")),
    (web("networks: {n: {ipv6_address: 'fd00::5'}}", f"networks: {{n: {POOL}}}"), error("'fd00::5'")),
    (
        web("networks: [a, b]", "networks: {a: {ipam: {config: [{subnet: 10.0.0.0/8}]}}, b: " + POOL + "}"),
        error("10.0.0.0/24"),
    ),
    (
        web("networks: [a, b]", "networks: {a: {ipam: {config: [{subnet: 'fd00::/8'}]}}, b: " + POOL + "}"),
        NONE,
    ),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_invalid_static_address(text: str, expected: Marks) -> None:
    assert marks("invalid-static-address", text) == expected


ANCHORS: list[tuple[str, Marks]] = [
    ("x-a: &a {init: true}\n" + web("tty: true"), info("&a")),
    ("x-a: &a {init: true}\n" + web("<<: *a"), NONE),
    ("x-airflow-common: &a {init: true}\n" + web("tty: true"), NONE),
    ("x-a: &a {init: true}\nx-b: &a {init: false}\n" + web("<<: *a"), info("&a")),
    (web("labels: {a: 'b&c', d: \"&e\"}"), NONE),
    ("x-a: &a {init: true}\nservices: {web: {image: x, tty: [}}\n", NONE),
]


@pytest.mark.parametrize(("text", "expected"), ANCHORS)
def test_unused_anchor(text: str, expected: Marks) -> None:
    assert marks("unused-anchor", text) == expected


UNSEEN: list[tuple[str, dict[str, str], Marks]] = [
    ("include: ['https://example.com/a.git']\n" + web("init: true"), {}, info("'https://example.com/a.git'")),
    ("include: ['${A}']\n" + web("init: true"), {}, NONE),
    (web("env_file: ../x.env"), {}, info("../x.env")),
    (web("build: 'git@example.com:a.git'"), {}, info("'git@example.com:a.git'")),
    (web("build: ."), {"Dockerfile": "# syntax=docker/dockerfile:1\nFROM x\n"}, NONE),
]


@pytest.mark.parametrize(("text", "files", "expected"), UNSEEN)
def test_unseen_part(text: str, files: dict[str, str], expected: Marks) -> None:
    assert marks("unseen-part", text, files) == expected
