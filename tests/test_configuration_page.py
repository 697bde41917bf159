"""The page about the configuration: its example is one that reader and schema accept, and it names every key."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator

import composelint
from composelint.documents.plain import mapping
from composelint.engine.config import configured
from composelint.engine.config_spec import CONFIG, POLICY, PRESETS
from composelint.engine.init import PAGE, SCHEMA
from composelint.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "configuration.md").read_text()
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
PUBLISHED = json.loads((ROOT / "src/composelint/schemas/config.schema.json").read_text())
FILES = {
    "compose.yaml": "services:\n  shop:\n    image: ${REGISTRY}/shop:1\n  proxy:\n    image: nginx:1.27\n",
    "deploy/production.yaml": "services: {}\n",
    "deploy/production.env": "A=1\n",
    ".composelint.yaml": EXAMPLE,
}


def test_the_example_can_be_used() -> None:
    assert [error.message for error in Draft202012Validator(PUBLISHED).iter_errors(mapping(EXAMPLE))] == []
    config = configured(Workspace.in_memory(FILES, complete=True), ["."])
    assert [files.compose for files in config.spelled] == [["compose.yaml", "deploy/production.yaml"]]
    assert set(config.rules()) >= {"missing-healthcheck", "policy/own-registry"}


def test_the_examples_policy_finds_what_it_says() -> None:
    report = composelint.lint(FILES, select=["policy/own-registry"], complete=True)
    assert [found.message for found in report.findings] == ["proxy: images come from our registry"]


def test_the_page_names_every_key_and_the_schema() -> None:
    keys = set(re.findall(r"^\| `([\w-]+)` \|", TEXT, re.MULTILINE))
    assert set(CONFIG.keys or ()) | set(POLICY.keys or ()) <= keys
    assert set(mapping(EXAMPLE)) | {"extends", "plugins", "select"} == set(CONFIG.keys or ())
    assert all(f"`{preset}`" in TEXT for preset in PRESETS)
    assert f"$schema={SCHEMA}\n" in EXAMPLE
    assert PUBLISHED["$id"] == SCHEMA
    assert PAGE.endswith("/docs/configuration.md")
