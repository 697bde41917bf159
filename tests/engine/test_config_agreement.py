"""Reader and JSON Schema agree on whatever may be written into a configuration, and nothing makes the reader crash."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from composelint.engine.config import ConfigError, configured
from composelint.engine.config_spec import CONFIG, OVERRIDE, POLICY, STACK
from composelint.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
VALIDATOR = Draft202012Validator(json.loads((ROOT / "src/composelint/schemas/config.schema.json").read_text()))

RULES = ["missing-healthcheck", "missing-resource-limits", "health", "all", "recommended", "kics:x", "no"]
NAMES = st.sampled_from(RULES)
WORDS = ["error", "off", "never", "stack", "service", "strict", "a", "", "pids", "x-y", "compose.yaml", "$x"]
FILES = {name: "" for name in (*RULES, *WORDS) if name}
"""Every text that may stand for a file names one that is there."""
SCALARS = st.one_of(
    NAMES,
    st.sampled_from(WORDS),
    st.sampled_from([0, 3, 1.5, True, False, None]),
)
KEYS = st.one_of(
    NAMES, st.sampled_from([*(OVERRIDE.keys or {}), *(POLICY.keys or {}), *(STACK.keys or {}), "pids", "x-y", "a", "A"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
LISTS = st.lists(SCALARS, max_size=2)
STACKS = st.fixed_dictionaries(
    {"files": st.just(["compose.yaml"])}, optional={"profiles": LISTS, "name": SCALARS, "a": LISTS}
)
OVERRIDES = st.dictionaries(st.sampled_from([*(OVERRIDE.keys or {})]), st.one_of(LISTS, VALUES), max_size=3)
LIKELY = {
    "stacks": st.lists(STACKS, max_size=2),
    "overrides": st.lists(OVERRIDES, max_size=2),
    "policies": st.dictionaries(
        KEYS, st.fixed_dictionaries({"schema": st.just({})}, optional={"scope": SCALARS}), max_size=2
    ),
    "options": st.dictionaries(NAMES, st.dictionaries(st.just("pids"), SCALARS), max_size=2),
    "severity": st.dictionaries(NAMES, SCALARS, max_size=2),
    "env": st.dictionaries(KEYS, SCALARS, max_size=2),
}
CHECKED_ELSEWHERE = ("extends", "plugins", "shellcheck")
"""They name files, distributions and programs, which no schema knows."""


@st.composite
def configurations(draw: st.DrawFn) -> object:
    keys = draw(st.lists(st.sampled_from([*(CONFIG.keys or {}), "x-y", "a"]), max_size=3, unique=True))
    return {
        key: draw(st.one_of(VALUES, LIKELY.get(key, LISTS), LIKELY.get(key, SCALARS)))
        for key in keys
        if key not in CHECKED_ELSEWHERE
    }


def refusal(text: str) -> str:
    """Why a configuration is refused; empty when it is taken."""
    workspace = Workspace.in_memory({**FILES, ".composelint.yaml": text})
    try:
        configured(workspace, ["."]).rules()
    except ConfigError as error:
        return str(error)
    return ""


@settings(max_examples=300, deadline=None)
@given(configurations())
def test_reader_and_schema_agree(config: object) -> None:
    reason = refusal(json.dumps(config))
    assert (not reason) == VALIDATOR.is_valid(config)
    assert not reason or reason.startswith(".composelint.yaml:1:")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:[]{}-&*!<>|'\"#\n \t\x00\ufeff,?%@selct.", max_size=60))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    reason = refusal(text)
    assert not reason or reason.startswith(".composelint.yaml")
