"""Every row of the specification's table: a value that it accepts and one that it refuses, and what no type says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from loading import load, web

from composelint.load import forms, grammar
from composelint.load.rows import ANY, Spec
from composelint.load.spec import PROJECT

Path = tuple[str, ...]

KINDS = ("wrong-type", "invalid-value", "invalid-port", "unknown-key", "missing-required-key", "invalid-structure")
"""What the table itself says; a stack may be wrong for other reasons."""

SHORT: dict[Callable[..., object], object] = {
    forms.build_context: ".", forms.extends: "base", forms.include_path: "other.yaml", forms.source_only: "name",
    forms.env_file: "a.env", forms.env_file_list: "a.env", forms.shell_test: "true",
    forms.all_gpus: "all", forms.device: "/dev/a", forms.port: "80", forms.mount: "/data", forms.cron: "0 3 * * *",
}  # fmt: skip
LISTED: dict[Callable[..., object], object] = {
    forms.pairs: ["a=b"], forms.variables: ["A=b"], forms.contexts: ["a=b"], forms.ssh_keys: ["default"],
    forms.dependencies: ["db"], forms.names: ["a"],
}  # fmt: skip
WRITTEN = {
    grammar.DURATION: "1m30s", grammar.SIZE: "64m", grammar.CONTAINER_NAME: "web-1", grammar.RESTART: "on-failure:3",
    grammar.RESTART_CONDITION: "any", grammar.PULL_POLICY: "every_12h", grammar.HOST: "a=10.0.0.1",
    grammar.IPC: "shareable", grammar.PID: "host", grammar.ADDRESS: "10.0.0.1", grammar.SERVER: "10.0.0.1",
    grammar.COMMAND: "sh -c '(a)'",
    grammar.MODE: "0440", grammar.NUMBER_OR_ALL: "all", grammar.ENV_FORMAT: "raw", grammar.NOT_BLANK: "./a",
}  # fmt: skip
NOT_WRITTEN = {
    grammar.DURATION: "10", grammar.SIZE: "64x", grammar.CONTAINER_NAME: "-", grammar.RESTART: "sometimes",
    grammar.RESTART_CONDITION: "never", grammar.PULL_POLICY: "maybe", grammar.HOST: "a", grammar.IPC: "yes",
    grammar.PID: "me", grammar.ADDRESS: "ns.local", grammar.SERVER: "ns.local", grammar.MODE: "rw",
    grammar.COMMAND: "a (b)", grammar.NUMBER_OR_ALL: "some", grammar.ENV_FORMAT: "yaml", grammar.NOT_BLANK: "",
}  # fmt: skip


def rows(spec: Spec = PROJECT, path: Path = ()) -> Iterator[tuple[Path, Spec]]:
    """Every row with its path; `*` stands for any name, `[]` for an item."""
    if spec is ANY:
        return
    yield path, spec
    for key, below in (spec.keys or {}).items():
        yield from rows(below, (*path, key))
    if spec.of is not None:
        yield from rows(spec.of, (*path, "*"))
    if spec.item is not None:
        yield from rows(spec.item, (*path, "[]"))


ROWS = list(rows())
NAMES = {path: ".".join(path) or "the file" for path, _ in ROWS}


def sample(spec: Spec) -> object:
    """A value that a row accepts."""
    if spec.enum:
        return spec.enum[1]
    if spec.grammar is not None and "s" in spec.types:
        return WRITTEN[spec.grammar]
    if spec.keys is not None:
        return {key: sample(spec.keys[key]) for key in spec.required}
    if spec.of is not None:
        return {"a": sample(spec.of)}
    if spec.item is not None:
        return [sample(spec.item)]
    if spec.cast is not None:
        return True if spec.cast == "bool" else 7
    return next(value for letter, value in (("s", "a"), ("b", True), ("n", 7), ("i", 7)) if letter in spec.types)


def others(spec: Spec) -> Iterator[object]:
    """Further forms that a row accepts."""
    if spec.short is not None:
        yield sample(spec.item) if spec.short is forms.one_item and spec.item else SHORT[spec.short]
    if spec.listed is not None:
        yield LISTED[spec.listed]
    if spec.keys is not None and spec.item is not None:
        yield [sample(spec.item)]
    number = 7 << 20 if spec.unit == "memory" else 7
    accepted = (("b", False), ("0", None), ("i", number), ("n", number))
    yield from (value for letter, value in accepted if letter in spec.types)
    if spec.cast == "bool" and "s" in spec.types:
        yield "true"
    if spec.cast in ("int", "float"):
        yield "7"


def wrong(spec: Spec) -> object:
    """A value of a type that the row does not accept."""
    if spec.item is None and spec.listed is None:
        return ["x"]
    if spec.keys is None and spec.of is None:
        return {"q": "x"}
    return next(value for letters, value in (("ni", 5), ("b", True)) if not set(letters) & set(spec.types))


def document(path: Path, value: object) -> object:
    """The smallest document with a value at a path."""
    for at in reversed(range(len(path))):
        spec = at_path(path[:at])
        if path[at] == "[]":
            value = [value]
            continue
        key = "a" if path[at] == "*" else path[at]
        rest = {name: sample((spec.keys or {})[name]) for name in spec.required if name != key}
        value = {**rest, key: value}
    return value


def at_path(path: Path) -> Spec:
    return next(spec for found, spec in ROWS if found == path)


def said(value: object) -> list[str]:
    """The kinds of the schema's problems of a document in JSON."""
    return [problem.kind for problem in load(json.dumps(value)).problems if problem.kind in KINDS]


def judged(path: Path, value: object) -> list[str]:
    """The problems of a document with a value at a path; what these need besides is no matter of their row."""
    kinds = said(document(path, value))
    beyond = path[2:3] == ("develop",) or path == ("services", "*", "volumes", "[]", "type")
    if path[:1] in (("secrets",), ("configs",)) or beyond:
        return [kind for kind in kinds if kind != "missing-required-key"]
    return kinds


@pytest.mark.parametrize(("path", "spec"), ROWS, ids=NAMES.values())
def test_a_row_accepts_its_forms(path: Path, spec: Spec) -> None:
    for value in (sample(spec), *others(spec)):
        assert judged(path, value) == [], value


@pytest.mark.parametrize(("path", "spec"), ROWS, ids=NAMES.values())
def test_a_row_refuses_another_type(path: Path, spec: Spec) -> None:
    value = wrong(spec)
    if path == ():
        assert said(value) == ["invalid-structure"]
    elif path[-1] == "[]" and spec.short is forms.port:
        assert judged(path, True) == ["wrong-type"]
    else:
        assert "wrong-type" in judged(path, value), value
    if path and "0" not in spec.types and "extends" not in path[:-1]:
        assert judged(path, None) == ["wrong-type"]
    if spec.keys is not None and spec.extra != "open":
        assert "unknown-key" in judged(path, {**{key: sample(spec.keys[key]) for key in spec.required}, "nonsense": 1})


GRAMMARS = [(path, spec) for path, spec in ROWS if spec.grammar in NOT_WRITTEN and "s" in spec.types]


@pytest.mark.parametrize(("path", "spec"), GRAMMARS, ids=[NAMES[path] for path, _ in GRAMMARS])
def test_a_row_refuses_text_of_another_shape(path: Path, spec: Spec) -> None:
    assert spec.grammar is not None
    assert judged(path, NOT_WRITTEN[spec.grammar]) == ["invalid-value"]


ENUMS = [(path, spec) for path, spec in ROWS if spec.enum]


@pytest.mark.parametrize(("path", "spec"), ENUMS, ids=[NAMES[path] for path, _ in ENUMS])
def test_a_row_refuses_other_words(path: Path, spec: Spec) -> None:
    for word in spec.enum:
        assert judged(path, word) == []
    assert judged(path, "nonsense") == ["invalid-value"]


BOUNDED = [(path, spec) for path, spec in ROWS if spec.bounds]


@pytest.mark.parametrize(("path", "spec"), BOUNDED, ids=[NAMES[path] for path, _ in BOUNDED])
def test_a_row_refuses_numbers_beyond_its_bounds(path: Path, spec: Spec) -> None:
    least, most = spec.bounds or (0, 0)
    assert judged(path, int(least)) == []
    assert judged(path, int(least) - 1) == ["invalid-value"]
    if spec.cast:
        assert judged(path, str(int(least) - 1)) == ["invalid-value"]
    if most < float("inf"):
        assert judged(path, int(most)) == []
        assert judged(path, int(most) + 1) == ["invalid-value"]


DISTINCT = [(path, spec) for path, spec in ROWS if spec.distinct and spec.item is not None]


@pytest.mark.parametrize(("path", "spec"), DISTINCT, ids=[NAMES[path] for path, _ in DISTINCT])
def test_a_row_refuses_equal_items(path: Path, spec: Spec) -> None:
    assert spec.item is not None
    item = sample(spec.item)
    assert judged(path, [item, item]) == ["invalid-value"]


REPLACING = [(path, spec) for path, spec in ROWS if spec.unique and spec.item is not None]


@pytest.mark.parametrize(("path", "spec"), REPLACING, ids=[NAMES[path] for path, _ in REPLACING])
def test_equal_items_of_other_rows_become_one(path: Path, spec: Spec) -> None:
    assert spec.item is not None
    item = sample(spec.item)
    assert judged(path, [item, item]) == []


# --- what the rows do not say by themselves


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        ("environment: {A: }", "environment: {'': x}"),
        ("environment: [A]", "environment: [5]"),
        ("labels: {1a: b}", "labels: {[a]: b}"),
        ("command: [a]", "command: [5]"),
        ("command: ''", "command: 5"),
        ("command: echo $$(a b) `c d`", "command: echo (a b)"),
        ("command: it\\'s", "command: it's"),
        ("command: a > b", "command: a b)"),
        ("entrypoint: 'a \"b c\"'", "entrypoint: 'a \"b c'"),
        ("expose: [80, 81-82/udp]", "expose: [80.5]"),
        ("ulimits: {nofile: 5}", "ulimits: {nofile: {soft: 5}}"),
        ("extra_hosts: {a: 10.0.0.1}", "extra_hosts: {'a:b': 10.0.0.1}"),
        ("extra_hosts: ['a:::1']", "extra_hosts: ['a:b=10.0.0.1']"),
        ("cpu_percent: '50'", "cpu_percent: '50.5'"),
        ("cpu_rt_runtime: '400'", "cpu_rt_runtime: '400ms'"),
        ("build: {additional_contexts: [a=b]}", "build: {additional_contexts: [a]}"),
        ("build: {ssh: [default, a=b]}", "build: {ssh: [a]}"),
        ("build: {ssh: {default: }}", "build: {ssh: default}"),
        ("dns: ['']", "dns: [~]"),
        ("gpus: all", "gpus: some"),
        ("devices: [vendor/class=id]", "devices: ['a:b:c:d']"),
        ("ports: [{target: 80, published: 80-90}]", "ports: [{target: 80-90}]"),
        ("ports: [{target: 80, host_ip: '::1'}]", "ports: [{target: 80, host_ip: '[::1]'}]"),
        ("depends_on: {x-a: {condition: service_started}}", "depends_on: {x-a: 5}"),
        ("blkio_config: {weight: 10}", "blkio_config: {x-a: 5}"),
        ("healthcheck: {x-a: 5}", "healthcheck: {y-a: 5}"),
        ("use_api_socket: true", "use_api_socket: 'true'"),
        ("depends_on: {db: {condition: service_started, required: 'true'}}", "depends_on: {db: {required: 1}}"),
        ("secrets: [{source: a, uid: '1'}]", "secrets: [{source: a, uid: 1}]"),
        ("configs: [{source: a, mode: 0o440}]", "configs: [{source: a, mode: 0b}]"),
        (
            "volumes: [{type: tmpfs, target: /a, tmpfs: {mode: 0o700}}]",
            "volumes: [{type: tmpfs, target: /a, tmpfs: {mode: '0700'}}]",
        ),
    ],
)  # fmt: skip
def test_a_service(accepted: str, refused: str) -> None:
    assert [entry for entry in web(accepted).said if entry[0] in KINDS] == []
    assert [entry for entry in web(refused).said if entry[0] in KINDS] != []


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        ("services: {x-base: {image: a}}", "services: {x-base: {nonsense: a}}"),
        ("volumes: {x-base: }", "volumes: {x-base: {nonsense: a}}"),
        ("networks: {'a b': }", "volumes: {'a b': }"),
        ("models: {'a b': {model: m}}", "services: {'a b': {image: m}}"),
        ("name: ''", "name: 5"),
        ("version: '3'", "version: 3"),
        ("x-a: {b: [1, ~, 2024-01-01]}", "y-a: 5"),
        ("networks: {n: }", "secrets: {n: }"),
        ("volumes: {n: }", "configs: {n: }"),
        ("volumes: {n: {external: 'yes'}}", "volumes: {n: {external: maybe}}"),
        ("secrets: {n: {driver_opts: {a: 1}, file: x}}", "configs: {n: {driver_opts: {a: 1}, file: x}}"),
        ("models: {m: {model: a, context_size: 5}}", "models: {m: {name: a}}"),
        ("services: {}", "services:"),
    ],
)
def test_a_file(accepted: str, refused: str) -> None:
    assert load(accepted).said == []
    assert load(refused).said != []


# --- merging


@pytest.mark.parametrize(
    ("base", "accepted", "refused"),
    [
        ("gpus: [{count: 1}]", "gpus: [{count: 2}]", "gpus: all"),
        ("gpus: all", "gpus: [{count: 2}]", "gpus: all"),
        ("build: {no_cache_filter: [a]}", "build: {no_cache_filter: [b]}", "build: {no_cache_filter: b}"),
        ("build: {ssh: {default: }}", "build: {ssh: {a: b}}", "build: {ssh: [a=b]}"),
        ("x-a: {b: c}", "x-a: {b: d}", "x-a: c"),
        ("x-a: [b]", "x-a: [c]", "x-a: {b: c}"),
        ("x-a: b", "x-a: [c]", None),
        ("provider: {type: a, options: {b: [c]}}", "provider: {options: {b: [d]}}", "provider: {options: {b: d}}"),
        ("storage_opt: {a: b}", "storage_opt: {a: c}", None),
        ("extra_hosts: {a: 10.0.0.1}", "extra_hosts: [b=10.0.0.1]", None),
        ("labels: {a: b}", "labels: [c=d]", None),
        ("ulimits: {a: {soft: 1, hard: 2}}", "ulimits: {a: 5}", None),
    ],
)
def test_forms_that_meet(base: str, accepted: str, refused: str | None) -> None:
    assert web(base, accepted).said == []
    if refused is not None:
        assert [kind for kind, _ in web(base, refused).said] == ["wrong-type"]


def test_the_labels_of_secrets_and_configs_keep_their_form() -> None:
    for section in ("secrets", "configs"):
        for base, over, clash in [("{a: b}", "{c: d}", False), ("[a=b]", "[c=d]", False), ("{a: b}", "[c=d]", True)]:
            files = {
                "compose.yaml": f"services: {{}}\n{section}: {{s: {{file: x, labels: {base}}}}}",
                "compose.override.yaml": f"{section}: {{s: {{labels: {over}}}}}",
            }
            assert [kind for kind, _ in load(files).said] == (["wrong-type"] if clash else [])


def test_hosts_are_joined() -> None:
    loaded = web("extra_hosts: {a: 10.0.0.1, b: [10.0.0.2, 10.0.0.3]}", "extra_hosts: [a=10.0.0.1, a=10.0.0.4]")
    assert loaded.at("services", "web", "extra_hosts") == ["a=10.0.0.1", "b=10.0.0.2", "b=10.0.0.3", "a=10.0.0.4"]


def test_an_override_without_a_value_keeps_the_base() -> None:
    for key, value in [("ports", "['1:1']"), ("environment", "{A: 1}"), ("build", "{context: x}"), ("image", "a")]:
        loaded = web(f"{key}: {value}", f"{key}:")
        assert loaded.said == [("ineffective-null-override", key)]
        assert loaded.at("services", "web", key) == web(f"{key}: {value}").at("services", "web", key)
    assert [kind for kind, _ in web("logging: {driver: a}", "logging:").said] == ["wrong-type"]
    assert [kind for kind, _ in web("healthcheck: {test: a}", "healthcheck: {test: }").said] == ["wrong-type"]
    assert web("command: a", "command:").at("services", "web", "command") is None
