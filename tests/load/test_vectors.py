"""The vectors of the Compose loading semantics: one input, what Compose makes of it or why it refuses."""

from __future__ import annotations

from typing import Any

import pytest

import composelint
from composelint import ComposeError

Files = dict[str, str]


def loaded(text: str, *overrides: str, files: Files | None = None, **options: Any) -> dict[str, Any]:
    """The stack of a compose file and its overrides."""
    names = ["compose.yaml", *(f"over{number}.yaml" for number in range(len(overrides)))]
    everything = dict(zip(names, (text, *overrides), strict=True)) | (files or {})
    result: dict[str, Any] = composelint.config(everything, compose_files=names, **options)
    return result


def refused(text: str, *overrides: str, files: Files | None = None, **options: Any) -> set[str]:
    """The rules by which Compose would refuse a stack; empty when it takes it."""
    try:
        loaded(text, *overrides, files=files, **options)
    except ComposeError as error:
        return {finding.rule for finding in error.findings}
    return set()


def web(body: str, rest: str = "") -> str:
    """A file with one service, its body in flow style."""
    return f"services: {{web: {{image: nginx, {body}}}}}\n{rest}"


def service(body: str, *overrides: str, rest: str = "", **options: Any) -> dict[str, Any]:
    result: dict[str, Any] = loaded(web(body, rest), *map(web, overrides), **options)["services"]["web"]
    return result


def environment(assignment: str, **env: str) -> object:
    """What `A` becomes."""
    return service(f"environment: {{A: {assignment}}}", env=env)["environment"]["A"]


def ports(*texts: str) -> list[tuple[str | None, str | None, int, str]]:
    entries = service(f"ports: [{', '.join(map(repr, texts))}]")["ports"]
    return [(entry.get("host_ip"), entry.get("published"), entry["target"], entry["protocol"]) for entry in entries]


PORTS = [
    ("3000", [(None, None, 3000, "tcp")]),
    ("3000-3001", [(None, None, 3000, "tcp"), (None, None, 3001, "tcp")]),
    ("8000-9000:80", [(None, "8000-9000", 80, "tcp")]),
    ("80-81:8080-8081", [(None, "80", 8080, "tcp"), (None, "81", 8081, "tcp")]),
    ("9999-10000:9999-10000", [(None, "10000", 10000, "tcp"), (None, "9999", 9999, "tcp")]),
    ("[::1]:6001:6001", [("::1", "6001", 6001, "tcp")]),
    ("::1:6000:6000", [("::1", "6000", 6000, "tcp")]),
    ("127.0.0.1::80/UDP", [("127.0.0.1", None, 80, "udp")]),
    (":80", [(None, None, 80, "tcp")]),
    ("80/", [(None, None, 80, "tcp")]),
    ("53:53/sctp", [(None, "53", 53, "sctp")]),
]


@pytest.mark.parametrize(("text", "expected"), PORTS)
def test_a_port_is_expanded(text: str, expected: list[tuple[str | None, str | None, int, str]]) -> None:
    assert ports(text) == expected
    assert all(entry["mode"] == "ingress" for entry in service(f"ports: ['{text}']")["ports"])


@pytest.mark.parametrize(
    "text",
    ["80-82:8080-8081", "65536", "90-80", "80:", "nas.local:80:80", "80/icmp", "80:eighty", "x:80", "1:2:3:80", "-1"],
)
def test_a_port_is_refused(text: str) -> None:
    assert refused(web(f"ports: ['{text}']")) == {"invalid-port"}


def mount(text: str, rest: str = "") -> dict[str, Any]:
    found: dict[str, Any] = service(f"volumes: ['{text}']", rest=rest)["volumes"][0]
    return found


MOUNTS = [
    (r"C:\a:D:\b:ro", {"type": "bind", "source": "C:\\a", "target": "D:\\b", "read_only": True, "bind": {}}),
    ("name:/t:bogus", {"type": "volume", "source": "name", "target": "/t", "volume": {}}),
    ("name:/t:nocopy", {"type": "volume", "source": "name", "target": "/t", "volume": {"nocopy": True}}),
    (".", {"type": "volume", "target": ".", "volume": {}}),
    ("/a", {"type": "volume", "target": "/a", "volume": {}}),
    ("/data/", {"type": "volume", "target": "/data", "volume": {}}),
    ("/h:/a/../b//", {"type": "bind", "source": "/h", "target": "/b", "bind": {}}),
    (
        "/h:/t:rshared,Z",
        {"type": "bind", "source": "/h", "target": "/t", "bind": {"propagation": "rshared", "selinux": "Z"}},
    ),
    ("./x:/t", {"type": "bind", "source": "./x", "target": "/t", "bind": {}}),
]


@pytest.mark.parametrize(("text", "expected"), MOUNTS)
def test_a_volume_is_expanded(text: str, expected: dict[str, Any]) -> None:
    assert mount(text, "volumes: {name: }\n") == expected


@pytest.mark.parametrize("text", ["/foo:/foo:ro:x", "", "::/t", "/a::ro"])
def test_a_volume_is_refused(text: str) -> None:
    assert refused(web(f"volumes: ['{text}']")) == {"invalid-value"}


INTERPOLATION: list[tuple[str, dict[str, str], str]] = [
    ("$${FOO}", {"FOO": "x"}, "${FOO}"),
    ("${A:-${B-x}}y", {}, "xy"),
    ("${A:-${B-x}}y", {"B": ""}, "y"),
    ("$FOO.bar", {"FOO": "x"}, "x.bar"),
    ("$1", {}, "$1"),
    ("$(id)", {}, "$(id)"),
    ("${A:+r}", {"A": "x"}, "r"),
    ("${A:+r}", {"A": ""}, ""),
    ("${A+r}", {"A": ""}, "r"),
    ("${A-d}", {"A": ""}, ""),
    ("${A:-d}", {"A": ""}, "d"),
    ("${A:-b:-c}", {}, "b:-c"),
    ("${A?must}", {"A": ""}, ""),
    ("$A", {"A": "$B", "B": "x"}, "$B"),
    ("$NONE", {}, ""),
]


@pytest.mark.parametrize(("text", "env", "expected"), INTERPOLATION)
def test_interpolation(text: str, env: dict[str, str], expected: str) -> None:
    assert environment(f"'{text}'", **env) == expected


@pytest.mark.parametrize("text", ["${", "${}", "${ FOO}", "${FOO!}", "${1A}", "${FOO:default}", "${FOO/a/b}", "${FOO"])
def test_an_invalid_reference_is_refused_wherever_it_stands(text: str) -> None:
    assert refused(web(f"labels: {{a: '{text}'}}")) == {"invalid-interpolation"}
    assert refused(web("init: true", f"x-free: ['{text}']\n")) == {"invalid-interpolation"}


def test_a_required_variable_without_value_is_refused() -> None:
    assert refused(web("environment: {A: '${A:?need ${B}}'}"), env={"B": "b"})
    assert refused(web("environment: {A: '${A:?}'}"), env={"A": ""})
    assert not refused(web("environment: {A: '${A?}'}"), env={"A": ""})


def test_casts() -> None:
    assert service("privileged: 'yes'")["privileged"] is True
    assert service("deploy: {replicas: '${N}'}", env={"N": "3"})["deploy"]["replicas"] == 3
    assert refused(web("deploy: {replicas: '${N}'}")) == {"wrong-type"}
    assert refused(web("privileged: 'maybe'")) == {"wrong-type"}
    assert refused(web("scale: '0x10'")) == {"wrong-type"}


DOTENV = [
    ('A="x\\ny" # c', "x\ny"),
    ("A=x#y", "x#y"),
    ("A=x #y", "x"),
    ("A= #c", "#c"),
    ("export A = x", "x"),
    ("A: x", "x"),
    ("A='pa$word'", "pa$word"),
    ("A=pa$word", "pa"),
    ("A='it\\'s'", "it's"),
    ('A="\\$B"', "$B"),
    ("B=1\nA=${B}2", "12"),
    ("A=1\nA=2", "2"),
    ("\ufeffA=1", "1"),
]


@pytest.mark.parametrize(("text", "expected"), DOTENV)
def test_dotenv(text: str, expected: str) -> None:
    files = {".env": text, "service.env": text}
    assert service("environment: {A: '${A}'}", files=files)["environment"]["A"] == expected
    assert service("env_file: service.env", files={"service.env": text})["environment"]["A"] == expected


@pytest.mark.parametrize("text", ["A B=1", 'A="x', "A=${", "A!=1"])
def test_dotenv_refused(text: str) -> None:
    assert refused(web("init: true"), files={".env": text}) == {"invalid-env-file"}
    assert refused(web("env_file: x.env"), files={"x.env": text}) == {"invalid-env-file"}


@pytest.mark.parametrize("mode", ["0440", "0o440", "'0440'", "288", "0x120"])
def test_file_modes(mode: str) -> None:
    rest = "secrets: {s: {file: ./s}}\n"
    [secret] = service(f"secrets: [{{source: s, mode: {mode}}}]", rest=rest)["secrets"]
    assert secret == {"source": "s", "target": "/run/secrets/s", "mode": "0440"}


YAML_REFUSED = [
    ("services:\n  web:\n    <<: {image: a}\n    <<: {image: b}\n", "duplicate-key"),
    ("services: {web: {image: nginx, environment: {1: x}}}\n", "invalid-structure"),
    ("services: {web: {image: nginx, environment: {true: x}}}\n", "invalid-structure"),
    ("services: {web: {image: nginx}, web: {image: nginx}}\n", "duplicate-key"),
    ("services: {web: {image: nginx}}\n---\n", "invalid-structure"),
    ("", "invalid-structure"),
    ("[a]\n", "invalid-structure"),
    ("services: {web: {<<: 5, image: nginx}}\n", "invalid-yaml"),
    ("services: {web: &w {image: nginx, x-a: *w}}\n", "invalid-yaml"),
    ("services: {web: {image: *nothing}}\n", "invalid-yaml"),
    ("services:\n\tweb: {image: nginx}\n", "invalid-yaml"),
]


@pytest.mark.parametrize(("text", "rule"), YAML_REFUSED)
def test_yaml_that_is_refused(text: str, rule: str) -> None:
    assert refused(text) == {rule}


def test_yaml_that_is_accepted() -> None:
    assert service("environment: {on: 1, yes: 2, '3': 4}")["environment"] == {"on": "1", "yes": "2", "3": "4"}
    text = "x-a: &a {image: one, init: true}\nx-b: &b {image: two, tty: true}\nservices: {web: {<<: [*a, *b]}}\n"
    assert loaded(text)["services"]["web"]["image"] == "one"
    assert loaded(text)["services"]["web"]["tty"] is True
    text = "x-l: &l [{image: one}, {tty: true}]\nservices: {web: {<<: *l}}\n"
    assert loaded(text)["services"]["web"]["tty"] is True
    text = "services: {web: {image: nginx}}\n---\nservices: {web: {image: httpd}}\n"
    assert loaded(text)["services"]["web"]["image"] == "httpd"


RENDERED = [
    ("0x10", "16"), ("010", "8"), ("1_000", "1000"), ("1.0", "1"), ("1.10", "1.1"), ("1000000.0", "1e+06"),
    ("123456.5", "123456.5"), ("true", "true"), ("no", "no"), ("22:22", "22:22"), ("08", "8"), ("~", None),
    ("2024-01-02", "2024-01-02 00:00:00 +0000 UTC"), ("-0.0", "-0"), ("1e-5", "1e-05"), ("0.0001", "0.0001"),
    ("!!str 5", "5"), ("0b11", "3"), ("0o17", "15"), ("1e3", "1000"), (".5", "0.5"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), RENDERED)
def test_scalars_where_text_is_wanted(written: str, expected: str | None) -> None:
    assert environment(written) == expected


def test_merge_environment() -> None:
    merged = service("environment: ['A=1', 'C=3']", "environment: {A: 2, B: }")["environment"]
    assert merged == {"A": "2", "B": None, "C": "3"}
    assert service("environment: {A: 1}", "environment: {A: }")["environment"] == {"A": None}
    assert service("environment: {A: 1}", "environment: [A]", env={"A": "out"})["environment"] == {"A": "out"}


def test_merge_lists() -> None:
    both = service("ports: ['8080:80']", "ports: ['9090:80']")["ports"]
    assert [entry["published"] for entry in both] == ["8080", "9090"]
    assert service("command: [a]", "command: [b]")["command"] == ["b"]
    assert len(service("ports: ['80:80']", "ports: ")["ports"]) == 1


def test_reset_and_override() -> None:
    assert "ports" not in service("ports: ['80:80']", "ports: !reset []")
    replaced = service("ports: ['80:80']", "ports: !override ['1:1']")["ports"]
    assert [entry["target"] for entry in replaced] == [1]
    assert "environment" not in service("environment: !reset {A: 1}")
    assert service("environment: {A: 1, B: 2}", "environment: {A: !reset }")["environment"] == {"B": "2"}


def test_merge_logging() -> None:
    base = "logging: {driver: json-file, options: {max-size: 1m}}"
    assert service(base, "logging: {driver: syslog}")["logging"] == {"driver": "syslog"}
    merged = service(base, "logging: {options: {max-file: 3}}")["logging"]
    assert merged == {"driver": "json-file", "options": {"max-size": "1m", "max-file": "3"}}


def test_extends_brings_references_that_must_exist_here() -> None:
    base = {"base.yaml": "services: {b: {image: nginx, depends_on: [db]}, db: {image: postgres}}\n"}
    assert refused("services: {web: {extends: {file: base.yaml, service: b}}}\n", files=base) == {"undefined-service"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("My App", "myapp"), ("-x", "x"), ("_A.B-c_1", "ab-c_1"), ("${N}", "fromenv")],
)
def test_project_names(name: str, expected: str) -> None:
    assert loaded(web("init: true", f"name: '{name}'\n"), env={"N": "fromenv"})["name"] == expected


def test_a_required_variable_says_why() -> None:
    with pytest.raises(ComposeError, match=r"required.*need"):
        loaded(web("environment: {A: '${A:?need ${B}}'}"), env={"B": "b"})


def judged(text: str, **options: Any) -> set[str]:
    """The rules of what Compose refuses in a whole project, after all files are merged."""
    report = composelint.lint({"compose.yaml": text}, today="2026-01-01", **options)
    return {finding.rule for finding in report.findings if finding.rule in CONSISTENCY}


CONSISTENCY = (
    "conflicting-keys", "dependency-cycle", "missing-image", "missing-required-key", "path-like-volume",
    "undefined-resource", "undefined-service",
)  # fmt: skip
LIMITED = "services: {a: {image: x, mem_limit: 1g, deploy: {resources: {limits: {%s}}}}}"
CONSISTENT = [
    (LIMITED % 'cpus: "1"', "conflicting-keys"),
    (LIMITED % 'cpus: "1", memory: 1g', None),
    ('services: {a: {image: x, tmpfs: [/run], volumes: ["/h:/run"]}}', "conflicting-keys"),
    ('services: {a: {image: x, tmpfs: [/run], volumes: ["/h:/run/lock"]}}', None),
    ("services: {a: {image: x, secrets: [s]}}\nsecrets: {s: {external: false}}", "missing-required-key"),
    ("services: {a: {image: x, secrets: [s]}}\nsecrets: {s: {external: true}}", None),
    ("services: {a: {image: x, scale: 2, deploy: {replicas: 3}}}", "conflicting-keys"),
    ("services: {a: {image: x, scale: 2, deploy: {replicas: 2}}}", None),
    ("services: {a: {image: x, network_mode: host, networks: [n]}}\nnetworks: {n: }", "conflicting-keys"),
    ("services: {a: {hostname: x}}", "missing-image"),
    ("services: {a: {provider: {type: x}}}", None),
    ("services: {a: {image: x, networks: [n]}}", "undefined-resource"),
    ("services: {a: {image: x, networks: [default]}}", None),
    ('services: {a: {image: x, volumes: ["data/x:/y"]}}', "path-like-volume"),
    ('services: {a: {image: x, volumes: ["./data/x:/y"]}}', None),
    ("services: {a: {image: x, depends_on: [b]}, b: {image: x, links: [a]}}", "dependency-cycle"),
    ("services: {a: {image: x, depends_on: [b]}, b: {image: x}}", None),
    ("services: {a: {image: x, depends_on: {b: {condition: service_started, required: false}}}}", "undefined-service"),
]


@pytest.mark.parametrize(("text", "rule"), CONSISTENT)
def test_consistency(text: str, rule: str | None) -> None:
    assert judged(text) == ({rule} if rule else set())


PROFILED = "services: {a: {image: x, depends_on: {b: {condition: service_started%s}}}, b: {image: x, profiles: [p]}}"


def test_a_dependency_on_a_disabled_service() -> None:
    assert refused(PROFILED % "") == {"undefined-service"}
    assert refused(PROFILED % "", profiles=["p"]) == set()
    assert refused(PROFILED % ", required: false") == set()
