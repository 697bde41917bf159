"""The rules on settings that contradict each other and on forms of another time, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web


def limits(plain: str, there: str) -> str:
    return web(f"{plain}, deploy: {{resources: {{{there}}}}}")


CONFLICTS: list[tuple[str, Marks]] = [
    (web("build: {context: ., dockerfile: x, dockerfile_inline: FROM x}"), error("dockerfile_inline")),
    (web("build: {context: ., dockerfile_inline: FROM x}"), NONE),
    (web("platform: a, build: {context: ., platforms: [b, c]}"), error("a")),
    (web("platform: c, build: {context: ., platforms: [b, c]}"), NONE),
    (web("platform: '${P}', build: {context: ., platforms: [b]}"), NONE),
    (web("platform: a, build: {context: ., platforms: ['${P}']}"), NONE),
    (web("platform: a, build: {context: ., platforms: []}"), NONE),
    (web("network_mode: host, networks: [default]"), error("network_mode")),
    (web("network_mode: host, networks: {}"), NONE),
    (web("scale: 2, deploy: {replicas: 3}"), error("2")),
    (web("scale: 2, deploy: {replicas: 2}"), NONE),
    (web("scale: '${N}', deploy: {replicas: 2}"), NONE),
    (web("container_name: cc, deploy: {replicas: 2}"), error("container_name")),
    (web("container_name: cc, deploy: {replicas: 1}"), NONE),
    (web("container_name: cc, scale: 0"), NONE),
    (limits("cpus: 1", "limits: {cpus: '1.0'}"), NONE),
    (limits("cpus: 0.1", "limits: {cpus: '0.1'}"), NONE),
    (limits("cpus: 1", "limits: {cpus: '2'}"), error("cpus")),
    (limits("cpus: 1", "limits: {memory: 1g}"), error("cpus")),
    (limits("cpus: 0", "limits: {memory: 1g}"), NONE),
    (limits("cpus: 1", "limits: {cpus: '${C}'}"), NONE),
    (limits("cpus: 1", "reservations: {memory: 1g}"), NONE),
    (limits("mem_limit: 1g", "limits: {memory: 1024M}"), NONE),
    (limits("mem_limit: 1073741824", "limits: {memory: 1gb}"), NONE),
    (limits("mem_limit: 1g", "limits: {memory: 2g}"), error("mem_limit")),
    (limits("mem_limit: '${M}'", "limits: {memory: 2g}"), NONE),
    (limits("mem_reservation: 1g", "reservations: {cpus: '1'}"), error("mem_reservation")),
    (limits("pids_limit: -1", "limits: {cpus: '1'}"), error("pids_limit")),
    (web("memswap_limit: 1g"), error("1g")),
    (web("memswap_limit: -1"), NONE),
    (web("memswap_limit: 0"), NONE),
    (web("memswap_limit: 1g, mem_limit: 1g"), NONE),
    (web("memswap_limit: 1g, mem_limit: 2g"), error("1g")),
    (web("memswap_limit: 1g, mem_limit: '${M}'"), NONE),
    (web("memswap_limit: 3g, deploy: {resources: {limits: {memory: 2g}}}"), NONE),
    (web("tmpfs: /run, volumes: ['/run']"), error("/run")),
    (web("tmpfs: ['/run:size=1m'], volumes: ['data:/run/x', {type: tmpfs, target: /tmp}]"), NONE),
    (web("healthcheck: {start_interval: 1s}"), error("start_interval")),
    (web("healthcheck: {start_interval: 1s, start_period: 0s}"), NONE),
    (web("gpus: [{count: 1, device_ids: [a]}]"), error("count")),
    (web("gpus: [{count: 1}, {device_ids: [a]}]"), NONE),
    (web("deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1, device_ids: [a]}]}}}"),
     error("count")),
    (web("mac_address: 'a:1', networks: {n: {mac_address: 'a:2'}}"), error("'a:1'")),
    (web("mac_address: 'a:1', networks: {n: {mac_address: 'A:1'}}"), NONE),
    (web("mac_address: 'a:1', networks: {a: , n: {mac_address: 'a:2'}}"), NONE),
    (web("mac_address: 'a:1', networks: {a: , n: {priority: 1, mac_address: 'a:2'}}"), error("'a:1'")),
    (web("mac_address: 'a:1', networks: {a: , n: {priority: '${P}', mac_address: 'a:2'}}"), NONE),
    ("volumes: {v: {external: true, driver: x}}", error("driver")),
    ("volumes: {v: {external: true, name: n, x-a: b}}", NONE),
    ("volumes: {v: {external: false, driver: x}}", NONE),
    ("volumes: {v: {external: '${E}', driver: x}}", NONE),
    ("networks: {v: {external: true, driver: x}}", info("driver")),
    ("secrets: {s: {external: true, file: ./x}}", info("file")),
    ("secrets: {s: {file: ./x, environment: X}}", error("environment")),
    ("configs: {c: {file: ./x, content: x}}", error("content")),
    ("configs: {c: {content: x}}", NONE),
    ("networks: {n: {name: a, external: {name: b}}}", error("b")),
    ("networks: {n: {name: a, external: {name: a}}}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CONFLICTS)
def test_conflicting_keys(text: str, expected: Marks) -> None:
    text = text if "services" in text else web("init: true", text)
    assert marks("conflicting-keys", text) == expected


def test_pairs_from_two_files_point_at_both() -> None:
    import composelint

    files = {"compose.yaml": web("mem_limit: 1g"), "compose.override.yaml": limits("init: true", "limits: {cpus: '1'}")}
    (finding,) = composelint.lint(files, select=["conflicting-keys"]).findings
    assert finding.span.source.path == "compose.yaml"
    assert [span.source.path for span, _ in finding.also] == ["compose.override.yaml"]


SIZES: list[tuple[str, Marks]] = [
    ("mem_limit: 1.5e9", error("1.5e9")),
    ("mem_limit: 512.0", error("512.0")),
    ("mem_reservation: 1e9", error("1e9")),
    ("shm_size: 1e9, memswap_limit: 2e9", error("1e9", "2e9")),
    ("build: {context: ., shm_size: 1e9}", error("1e9")),
    ("volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1e9}}]", error("1e9")),
    ("mem_limit: 1.5g", NONE),
    ("mem_limit: '1.5e9'", NONE),
    ("mem_limit: 1500000000", NONE),
    ("mem_limit: 0.0", NONE),
    ("mem_limit: '${M}'", NONE),
    ("cpus: 1.5", NONE),
]


@pytest.mark.parametrize(("body", "expected"), SIZES)
def test_size_read_as_zero(body: str, expected: Marks) -> None:
    assert marks("size-read-as-zero", web(body)) == expected


VERSIONS: list[tuple[str, dict[str, str], Marks]] = [
    ("version: '3.8'\n" + web("init: true"), {}, info("version")),
    (web("init: true"), {"compose.override.yaml": "version: '3'\n" + web("init: true")}, info("version")),
    ("version: '3.8'\n" + web("deploy: {mode: global}"), {}, NONE),
    ("version: '3.8'\n" + web("deploy: {mode: global}, build: ."), {}, info("version")),
    ("version: '3.8'\n" + web("deploy: {replicas: 2}"), {}, info("version")),
    (web("labels: {version: '1'}", "x-version: 1\n"), {}, NONE),
    (web("init: true"), {"stack.compose.yaml": "version: '3'\n" + web("init: true")}, NONE),
]


@pytest.mark.parametrize(("text", "files", "expected"), VERSIONS)
def test_obsolete_version(text: str, files: dict[str, str], expected: Marks) -> None:
    assert marks("obsolete-version", text, files) == expected


OLD: list[tuple[str, Marks]] = [
    ("services: {a: {image: x, links: [b, 'b:c']}, b: {image: x}}", info("b", "'b:c'")),
    ("services: {a: {image: x, network_mode: bridge, links: [b]}, b: {image: x}}", NONE),
    (web("external_links: [a], volumes_from: ['container:b']"), info("external_links", "volumes_from")),
    (
        web("volumes: ['./a:/b:cached', './c:/d:ro', './cached:/e', './f:/g:delegated,ro']"),
        info("cached", "delegated,ro"),
    ),
    (web("init: true", "networks: {n: {external: {name: m}}}"), info("external")),
    (web("init: true", "networks: {n: {external: true, name: m}}"), NONE),
    (web("extra_hosts: ['a:1.2.3.4'], scale: 1"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), OLD)
def test_deprecated_form(text: str, expected: Marks) -> None:
    assert marks("deprecated-form", text) == expected


EXTENSIONS: list[tuple[str, Marks]] = [
    ("services: {x-a: {init: true}}", error("x-a")),
    ("services: {x-a: &a {init: true}, b: {<<: *a, image: x}}", error("x-a")),
    ("services: {x-a: &a {image: x}, b: {<<: *a}}", warning("x-a")),
    ("services: {x-a: {image: x}}", NONE),
    ("services: {x-a: &a {image: x}, b: {<<: *a, depends_on: [x-a]}}", NONE),
    ("services: {x-a: &a {image: x}, b: {extends: x-a, tty: true}}", NONE),
    (web("init: true", "volumes: {x-v: }"), warning("x-v")),
    (web("volumes: ['x-v:/v']", "volumes: {x-v: }"), NONE),
    ("x-a: {init: true}\n" + web("x-b: 1"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), EXTENSIONS)
def test_extension_as_name(text: str, expected: Marks) -> None:
    assert marks("extension-as-name", text) == expected


TRAPS: list[tuple[str, Marks]] = [
    ("environment: {A: 2024-01-02, B: '2024-01-02'}", warning("2024-01-02")),
    ("environment: {A: 0777, B: '0777', C: 777}", warning("0777")),
    ("environment: {A: 1_000, B: 1e3, C: 08, D: 0x10, E: 1000}", warning("1_000", "1e3", "08", "0x10")),
    ("environment: {PY_VERSION: 3.10, TAG: 1.0, RATIO: 0.10, X: 1.5}", warning("3.10", "1.0")),
    ("environment: {A: yes, B: no, C: true, D: ~, E: 22:22}", NONE),
    ("environment: ['A=0777', 'B=2024-01-02']", NONE),
    ("labels: {a: 0777}, annotations: {b: 1e3}", warning("0777", "1e3")),
    ("build: {context: ., args: {A: 3.10, VERSION: 3.10}}", warning("3.10")),
    ("ports: [22:22, '23:23', 80:80, 8022:22]", warning("22:22")),
    ("expose: [22:22]", warning("22:22")),
    ("privileged: yes, tty: on, init: 'yes', read_only: true", warning("yes", "on")),
    ("restart: no", NONE),
    ("secrets: [{source: s, mode: 440}, {source: s, target: t, mode: 0440}]", warning("440")),
    ("secrets: [{source: s, mode: 0o440}, {source: s, target: t, mode: '440'}]", NONE),
    ("volumes: [{type: tmpfs, target: /t, tmpfs: {mode: 755}}]", warning("755")),
    ("cpus: 0.50, scale: 1", NONE),
]


@pytest.mark.parametrize(("body", "expected"), TRAPS)
def test_yaml_type_trap(body: str, expected: Marks) -> None:
    assert marks("yaml-type-trap", web(body, "secrets: {s: {file: ./s}}")) == expected


def test_a_number_under_a_password_is_not_repeated() -> None:
    import composelint

    text = web("environment: {PASSWORD: 01234}")
    (finding,) = composelint.lint({"compose.yaml": text}, select=["yaml-type-trap"]).findings
    assert "668" not in finding.message + (finding.help or "")


NULLS: list[tuple[str, str, Marks]] = [
    ("ports: [80]", "ports: ", warning("ports")),
    ("ports: [80]", "ports: ~", warning("ports")),
    ("ports: [80]", "ports: []", NONE),
    ("ports: [80]", "ports: !reset ", NONE),
    ("init: true", "ports: !reset ", NONE),
    ("command: a", "command: ", NONE),
    ("environment: {A: 1}", "environment: {A: }", NONE),
    ("environment: {A: 1}", "environment: ", warning("environment")),
    ("networks: {default: {aliases: [a]}}", "networks: {default: }", NONE),
    ("deploy: {replicas: 2}", "deploy: ", NONE),
]


@pytest.mark.parametrize(("base", "over", "expected"), NULLS)
def test_ineffective_null_override(base: str, over: str, expected: Marks) -> None:
    override = {"compose.override.yaml": f"services: {{web: {{{over}}}}}\n"}
    assert marks("ineffective-null-override", web(base), override) == expected
