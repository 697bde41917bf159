"""What Compose refuses to run: every reason that the loader or a rule finds, for the services that are enabled."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import composelint
from composelint import ComposeError


def refused(text: str, *overrides: str, profiles: Sequence[str] = ()) -> set[str]:
    """The rules by which a stack is refused; empty when it is taken."""
    names = ["compose.yaml", *(f"over{number}.yaml" for number in range(len(overrides)))]
    try:
        composelint.config(
            dict(zip(names, (text, *overrides), strict=True)), compose_files=names, profiles=tuple(profiles)
        )
    except ComposeError as error:
        return {finding.rule for finding in error.findings}
    return set()


def web(body: str, rest: str = "") -> str:
    """One service with an image, and a database beside it."""
    return f"services: {{web: {{image: nginx, {body}}}, db: {{image: postgres}}}}\n{rest}"


def limits(plain: str, there: str) -> str:
    return web(f"{plain}, deploy: {{resources: {{{there}}}}}")


REFUSED = [
    ("services: {web: {init: true}}", "missing-image"),
    (web("build: {context: ., dockerfile: x, dockerfile_inline: FROM x}"), "conflicting-keys"),
    (web("build: {context: ., additional_contexts: {a: service:none}}"), "undefined-service"),
    (web("build: {context: ., additional_contexts: {a: service:db}}"), "conflicting-keys"),
    (web("platform: a, build: {context: ., platforms: [b]}"), "conflicting-keys"),
    (web("network_mode: host, networks: [default]"), "conflicting-keys"),
    (web("networks: [front]"), "undefined-resource"),
    (web("healthcheck: {test: [curl, x]}"), "invalid-value"),
    (web("depends_on: [none]"), "undefined-service"),
    (web("depends_on: {none: {condition: service_started, required: false}}"), "undefined-service"),
    (web("network_mode: service:none"), "undefined-service"),
    (web("volumes: ['data:/v']"), "undefined-resource"),
    (web("build: {context: ., secrets: [s]}"), "undefined-resource"),
    (web("configs: [c]"), "undefined-resource"),
    (web("secrets: [s]"), "undefined-resource"),
    (web("models: [m]"), "undefined-resource"),
    (web("scale: 1, deploy: {replicas: 2}"), "conflicting-keys"),
    (web("scale: -1"), "invalid-value"),
    (limits("cpus: 1", "limits: {cpus: '2'}"), "conflicting-keys"),
    (limits("mem_limit: 1g", "limits: {cpus: '1'}"), "conflicting-keys"),
    (limits("mem_reservation: 1g", "reservations: {memory: 2g}"), "conflicting-keys"),
    (limits("pids_limit: 5", "limits: {pids: 6}"), "conflicting-keys"),
    (web("container_name: web, scale: 2"), "conflicting-keys"),
    (web("develop: {watch: [{path: ., action: sync}]}"), "missing-required-key"),
    (web("tmpfs: [/run], volumes: ['/run']"), "conflicting-keys"),
    (web("init: true", "secrets: {s: {external: false}}"), "missing-required-key"),
    (web("depends_on: [web]"), "dependency-cycle"),
    (web("init: true", "volumes: {v: {external: true, driver: x}}"), "conflicting-keys"),
    (web("init: true", "configs: {c: {file: a, content: b}}"), "conflicting-keys"),
    (web("init: true", "configs: {c: {}}"), "missing-required-key"),
    (web("init: true", "secrets: {s: {file: a, environment: b}}"), "conflicting-keys"),
    (web("ports: [{target: 80, host_ip: x}]"), "invalid-value"),
    (web("develop: {watch: [{path: '', action: rebuild}]}"), "invalid-value"),
    (web("gpus: [{count: 1, device_ids: ['1']}]"), "conflicting-keys"),
    (web("volumes: [{type: bind, target: /x}]"), "missing-required-key"),
    (web("environment: {A: '${A:?no}'}"), "required-variable-missing"),
]


@pytest.mark.parametrize(("text", "rule"), REFUSED)
def test_what_compose_refuses_is_refused(text: str, rule: str) -> None:
    assert refused(text) == {rule}


TAKEN = [
    web("image: nginx", "").replace("image: nginx, image", "image"),
    limits("cpus: 0.5", "limits: {cpus: '0.50'}"),
    limits("mem_limit: 1g", "limits: {memory: 1024m}"),
    limits("mem_limit: 1g", "reservations: {memory: 1g}"),
    limits("pids_limit: 5", "limits: {pids: '5'}"),
    web("container_name: web, scale: 1"),
    web("network_mode: host, networks: {}"),
    web("tmpfs: [/run], volumes: ['/run/x']"),
    web("init: true", "networks: {n: {external: true, driver: bridge}}"),
    web("init: true", "volumes: {v: {external: true, name: x, x-y: 1}}"),
    web("environment: {A: '${A?}', B: $C}", "").replace("${A?}", "${A:-}"),
    "services: {x-a: &a {image: x}, web: {<<: *a, command: b}}",
]


@pytest.mark.parametrize("text", TAKEN)
def test_what_compose_takes_is_taken(text: str) -> None:
    assert refused(text) == set()


LATER = [
    "services: {a: {image: x, container_name: n1}, b: {image: x, container_name: n1}}",
    web("networks: {default: {ipv4_address: 10.0.0.5}}"),
    web("environment: {A: 1}, healthcheck: {test: echo $A}"),
]


@pytest.mark.parametrize("text", LATER)
def test_what_only_starting_brings_to_light_is_taken(text: str) -> None:
    assert refused(text) == set()
    report = composelint.lint({"compose.yaml": text}, select=["references"], complete=True)
    assert [finding.severity for finding in report.findings] == ["error"]


PROFILED = "services: {web: {image: nginx, depends_on: {%s}}, db: {%s, profiles: [data]}}"


@pytest.mark.parametrize(
    ("edge", "body", "profiles", "rules"),
    [
        ("db: {condition: service_started}", "image: x", (), {"undefined-service"}),
        ("db: {condition: service_started}", "image: x", ("data",), set()),
        ("db: {condition: service_started}", "image: x", ("*",), set()),
        ("db: {condition: service_started, required: false}", "image: x", (), set()),
        ("db: {condition: service_started, required: false}", "init: true", (), set()),
        ("db: {condition: service_started, required: false}", "init: true", ("data",), {"missing-image"}),
        ("db: {condition: service_started, required: false}", "image: x, networks: [n]", (), set()),
        ("db: {condition: service_started, required: false}", "image: x, depends_on: [q]", (), set()),
        ("db: {condition: service_started, required: false}", "image: x, restart: 5", (), {"wrong-type"}),
    ],
)
def test_only_enabled_services_must_be_consistent(
    edge: str, body: str, profiles: Sequence[str], rules: set[str]
) -> None:
    assert refused(PROFILED % (edge, body), profiles=profiles) == rules
