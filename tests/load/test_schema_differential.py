"""The table against the official JSON Schema of the Compose specification, on documents made by changing valid ones.

The schema comes with the development dependency check-jsonschema (vendored from compose-spec/compose-spec). Where the
two may differ is said below, each with its reason; everything else is a defect of the table.
"""

from __future__ import annotations

import importlib.resources
import json
import os
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import load

from composelint.load.rows import ANY, Spec
from composelint.load.spec import PROJECT

FILE = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
EXAMPLES = int(os.environ.get("COMPOSELINT_EXAMPLES", "0"))
"""More examples than usual, and other ones each time."""

# --- where the two differ

LENIENT = {
    r".* uniqueItems": "Compose makes equal items one before it looks at the schema; for KEY=value lists so do we",
    r"services\.\w+\.depends_on\.[\w.-]+\.required type": "a text is cast",
    r"services\.\w+\.(mem_limit|memswap_limit|shm_size) type": "a fraction of a byte was taken, and lost, for years",
    r"(networks|models) additionalProperties": "any name was taken for years",
    r"jobs\.\w+\.triggers required": "the table cannot say that one of two keys is needed",
    r"services\.\w+\.extends\.file type": "Compose takes a null file for none",
}
"""Place and keyword by which the schema may object where we do not, and why."""

STRICT = {
    r"services\.\w+\.blkio_config\.(weight|weight_device\.weight) ": "an unsigned field takes no text",
    r"services\.\w+\.volumes\.tmpfs\.mode ": "an unsigned field takes no text",
    r"services\.\w+\.expose ": "Compose takes no fraction for a port",
    r"services\.\w+\.storage_opt\.": "options are decoded as texts",
    r"services\.\w+\.gpus\.": "the schema forbids further keys in the wrong place; decoding refuses their types",
    r"services\.\w+\.(build\.)?ulimits\.": "the schema looks at limits with lowercase names only",
    r"services\.\w+\.(logging\.options|provider\.options|networks\.\w+\.driver_opts)\. ": "nor at empty names",
    r"(networks|volumes|secrets)\.\w+\.driver_opts\. ": "nor here",
    r'unknown key "[^"]*" in A B of \w+$': "nor at models with other names than letters, digits, ., _ and -",
}
"""Beginnings of what we say where the schema accepts, and why."""

CAST = re.compile(r'must be [^,]+, not "')
"""A text where a number or a switch is wanted must be one: the schema only sees text."""

BEYOND = ("invalid-value", "invalid-port", "missing-required-key")
"""What the schema does not say at all: grammars, ports, sources; said of the merged model."""

# --- valid documents

SERVICES: list[dict[str, Any]] = [
    {
        "image": "nginx", "command": ["a", "b"], "entrypoint": "x", "environment": {"A": 1, "B": None, "C": True},
        "labels": ["a=b"], "ports": ["80:80", 90, {"target": 80, "published": "8080", "host_ip": "10.0.0.1"}],
        "volumes": ["./a:/a", {"type": "tmpfs", "target": "/t", "tmpfs": {"size": "1m", "mode": 448}}],
        "depends_on": {"db": {"condition": "service_healthy", "restart": True, "required": False}},
        "networks": {"front": {"aliases": ["a"], "priority": 1, "driver_opts": {"a": 1}}, "back": None},
        "healthcheck": {"test": ["CMD", "a"], "interval": "1s", "retries": 3, "disable": False},
        "ulimits": {"nofile": {"soft": 1, "hard": 2}, "nproc": "5"}, "x-note": {"a": [1, None]},
        "extra_hosts": {"a": "10.0.0.1", "b": ["::1"]},
    },
    {
        "deploy": {
            "replicas": 2, "labels": {"a": "b"}, "placement": {"constraints": ["a"], "max_replicas_per_node": 1},
            "resources": {
                "limits": {"cpus": "0.5", "memory": "64m", "pids": 5},
                "reservations": {
                    "devices": [{"capabilities": ["gpu"], "count": "all"}],
                    "generic_resources": [{"discrete_resource_spec": {"kind": "a", "value": 1}}],
                },
            },
            "restart_policy": {"condition": "any", "delay": "1s", "max_attempts": 1, "window": "1s"},
            "update_config": {"parallelism": 1, "delay": "1s", "order": "start-first", "max_failure_ratio": 0.5},
        },
        "develop": {"watch": [{"path": "a", "action": "sync", "target": "b", "ignore": ["c"], "initial_sync": True}]},
        "post_start": [{"command": "a", "environment": ["A=b"]}], "pre_start": [{"image": "x", "user": "u"}],
        "credential_spec": {"file": "a"}, "models": {"m": {"endpoint_var": "M"}}, "cgroup": "host", "umask": 18,
    },
    {
        "build": {
            "context": ".", "dockerfile": "D", "args": ["A=b", "C"], "ssh": ["default"], "cache_from": ["a"],
            "additional_contexts": {"a": "b"}, "no_cache_filter": "a", "shm_size": "1m", "secrets": ["s"],
            "extra_hosts": ["a=10.0.0.1"], "ulimits": {"nofile": 5}, "provenance": True, "pull": "true",
        },
        "cap_add": ["A"], "cap_drop": ["B"], "security_opt": ["a"], "profiles": ["dev"], "links": ["web"],
        "devices": ["/dev/a", {"source": "/dev/b", "target": "/dev/c"}], "dns": "10.0.0.1", "tmpfs": ["/run"],
        "env_file": ["a.env", {"path": "b.env", "required": False}], "label_file": "a", "expose": [80, "81"],
        "secrets": ["s", {"source": "s", "target": "t", "uid": "1", "mode": 288}], "configs": [{"source": "c"}],
    },
    {
        "gpus": [{"count": 1, "driver": "d", "options": {"a": "b"}}], "group_add": [1, "a"], "init": True,
        "logging": {"driver": "local", "options": {"a": 1, "b": None}}, "scale": 1, "stop_grace_period": "1s",
        "sysctls": {"a": 1}, "storage_opt": {"size": "1G"}, "pull_policy": "daily", "restart": "on-failure:3",
        "blkio_config": {"weight": 10, "device_read_bps": [{"path": "/dev/a", "rate": "1m"}]}, "cpus": 0.5,
        "mem_limit": "64m", "mem_swappiness": 5, "oom_score_adj": 5, "pids_limit": 5, "cpu_count": 1,
        "cpu_percent": 50, "extends": {"service": "web", "file": "base.yaml"}, "container_name": "web-1",
    },
    {"provider": {"type": "a", "options": {"a": [1, "b"], "c": True}}, "gpus": "all", "pid": None, "command": None},
]  # fmt: skip
DOCUMENTS: list[dict[str, Any]] = [
    *({"services": {"web": service, "db": {"image": "x"}}} for service in SERVICES),
    {
        "jobs": {
            "nightly": {"image": "x", "triggers": {"manual": True, "schedule": ["0 3 * * *", {"cron": "0 4 * * *"}]}},
        },
        "version": "3", "name": "shop", "x-top": ["anything"],
        "include": ["a.yaml", {"path": ["b.yaml"], "env_file": "e", "project_directory": "d"}],
    },
    {
        "networks": {
            "front": {"driver": "bridge", "ipam": {"config": [{"subnet": "10.0.0.0/8", "aux_addresses": {"a": "b"}}]}},
            "back": None, "outer": {"external": True, "name": "o"},
        },
        "volumes": {"data": None, "other": {"driver": "local", "driver_opts": {"o": "bind"}, "labels": ["a"]}},
        "secrets": {"s": {"file": "s"}, "e": {"environment": "E"}, "x": {"external": {"name": "y"}}},
        "configs": {"c": {"content": "c"}, "f": {"file": "f", "labels": {"a": "b"}}},
        "models": {"m": {"model": "a", "context_size": 5, "runtime_flags": ["a"]}},
    },
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 7, 99999, 0.5, 1.0, "", "a", "a=b", "5", "10.0.0.1", "1s", "64m", "80:80", "all",
    "true", "service_started", [], ["a"], ["a", "a"], [1], [None], [{}], ["a", 1], {}, {"a": "b"}, {"a": None},
    {"a": 1}, {"a": ["b"]}, {"x-a": 1}, {"": "a"}, {"target": 80}, {"source": "s"}, {"type": "bind"},
    {"condition": "service_started"},
]  # fmt: skip
KEYS = [
    "a", "x-a", "", "image", "name", "target", "source", "path", "labels", "driver", "command", "required", "soft",
    "external", "file", "A B", "ports", "build", "context", "test", "limits", "options", "count", "umask", "service",
]  # fmt: skip

Step = str | int
Path = tuple[Step, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in a document."""
    yield path
    for step, below in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from paths(below, (*path, step))


PLACES = [list(paths(document)) for document in DOCUMENTS]


def holder(document: Any, path: Path) -> Any:
    for step in path[:-1]:
        document = document[step]
    return document


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A valid document with one to three changes: a value replaced, a key removed, added or moved."""
    which = draw(st.integers(0, len(DOCUMENTS) - 1))
    document = deepcopy(DOCUMENTS[which])
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(PLACES[which][1:]))
        try:
            parent = holder(document, path)
            current = parent[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(parent, str):
            continue
        kind = draw(st.sampled_from(("value", "value", "remove", "key", "borrow")))
        if kind == "value":
            parent[path[-1]] = deepcopy(draw(st.sampled_from(VALUES)))
        elif kind == "remove":
            del parent[path[-1]]
        elif kind == "key" and isinstance(current, dict):
            current[draw(st.sampled_from(KEYS))] = deepcopy(draw(st.sampled_from(VALUES)))
        elif kind == "borrow":
            other = draw(st.sampled_from(PLACES[which][1:]))
            parent[path[-1]] = deepcopy(holder(DOCUMENTS[which], other)[other[-1]])
    return document


def complaints(document: Any) -> list[tuple[str, str]]:
    """(kind, message) of what we say of a document's form."""
    found = load(json.dumps(document), complete=False).problems
    kinds = ("wrong-type", "unknown-key", "invalid-structure", *BEYOND)
    return [(problem.kind, problem.defect.message) for problem in found if problem.kind in kinds]


def objections(document: Any) -> list[str]:
    """Dotted place and keyword of everything that the schema objects to."""

    def leaves(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
        if not error.context:
            yield error
        for inner in error.context or ():
            yield from leaves(inner)

    errors = [leaf for error in VALIDATOR.iter_errors(document) for leaf in leaves(error)]
    return [
        f"{'.'.join(step for step in error.absolute_path if isinstance(step, str))} {error.validator}"
        for error in errors
    ]


def test_the_documents_are_valid() -> None:
    for document in DOCUMENTS:
        assert objections(document) == []
        assert complaints(document) == []


@given(mutated())
@settings(
    max_examples=EXAMPLES or 300, derandomize=not EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck)
)
def test_the_schema_and_the_table_agree(document: dict[str, Any]) -> None:
    said, objected = complaints(document), objections(document)
    if objected and not said:
        assert any(re.fullmatch(why, one) for one in objected for why in LENIENT), f"the schema refuses {objected}"
    if said and not objected:
        hard = [(kind, message) for kind, message in said if kind not in BEYOND and not CAST.search(message)]
        assert all(any(re.match(why, message) for why in STRICT) for _, message in hard), f"only we refuse {hard}"


# --- the same keys in the same places


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """A schema with its references followed, its conjunctions and alternatives laid together."""
    while "$ref" in node:
        node = SCHEMA["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    parts = [resolved(part) for part in [*node.get("allOf", ()), *node.get("oneOf", ())]]
    found = dict(node)
    for part in parts:
        for name in ("properties", "patternProperties"):
            found[name] = {**part.get(name, {}), **found.get(name, {})}
        if "items" in part:
            found.setdefault("items", part["items"])
    return found


def compare(node: dict[str, Any], spec: Spec, path: str) -> Iterator[str]:
    node = resolved(node)
    if spec is ANY:
        return
    theirs, ours = set(node.get("properties", ())), set(spec.keys or ())
    yield from (f"{path}.{name}: only in the schema" for name in theirs - ours)
    yield from (f"{path}.{name}: only in the table" for name in ours - theirs)
    for name in theirs & ours:
        yield from compare(node["properties"][name], (spec.keys or {})[name], f"{path}.{name}")
    named = [below for pattern, below in node.get("patternProperties", {}).items() if pattern != "^x-"]
    if spec.of is not None and named:
        yield from compare(named[0], spec.of, f"{path}.*")
    if spec.item is not None and "items" in node:
        yield from compare(node["items"], spec.item, f"{path}[]")
    enum = set(node.get("enum", ()))
    if spec.enum and enum != set(spec.enum):
        yield f"{path}: {sorted(enum)} against {spec.enum}"
    if set(node.get("required", ())) - set(spec.required):
        yield f"{path}: required in the schema are {node['required']}"


def test_the_keys_are_the_same() -> None:
    assert list(compare(SCHEMA, PROJECT, "")) == []
