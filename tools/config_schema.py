"""The JSON Schema of `.composelint.yaml`, from the table that reads the file and the rules that it may name."""

from __future__ import annotations

import json
from collections.abc import Iterable

from composelint.core.rule import THEMES, Rule
from composelint.engine.config_spec import CONFIG, FOREIGN_NAME, POLICY_NAME, Row, options_row
from composelint.engine.select import GROUPS
from composelint.load.spec import Spec

Json = dict[str, object]

TYPES = {"s": "string", "n": "number", "i": "integer", "b": "boolean", "0": "null"}
FOREIGN = f"^{FOREIGN_NAME}$"
REMARK = "^(shellcheck|hadolint):SC[0-9]{4}$"


def text(rules: Iterable[Rule], project: str) -> str:
    """The text of `config.schema.json`."""
    known = list(rules)
    head: Json = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{project}/raw/main/src/composelint/schemas/config.schema.json",
        "title": "composelint configuration",
    }
    definitions: Json = {
        "selector": {
            "anyOf": [
                {"enum": selectors(known)},
                {"type": "string", "pattern": FOREIGN},
                {"type": "string", "pattern": REMARK},
            ]
        },
        "severities": {
            "type": "object",
            "propertyNames": {"anyOf": [{"enum": sorted(rule.slug for rule in known)}, {"pattern": FOREIGN}]},
        },
        "options": {
            "type": "object",
            "properties": {rule.slug: {"$ref": f"#/$defs/options of {rule.slug}"} for rule in known if rule.options}
            | {rule.slug: {"type": "object", "maxProperties": 0} for rule in known if not rule.options},
            "patternProperties": {FOREIGN: {"type": "object"}},
            "additionalProperties": False,
        },
    }
    for rule in known:
        if rule.options:
            definitions[f"options of {rule.slug}"] = schema(options_row(rule.options))
    return json.dumps({**head, **schema(CONFIG), "$defs": definitions}, indent=2, ensure_ascii=False) + "\n"


def selectors(rules: Iterable[Rule]) -> list[str]:
    """Everything that `select` and `ignore` take, beside the names of plugins' rules and policies."""
    known = list(rules)
    aliases = {alias for rule in known for alias in rule.aliases}
    return [*GROUPS, *THEMES, *sorted(rule.slug for rule in known), *sorted(aliases)]


def schema(row: Spec) -> Json:
    """One row, and what is below it."""
    if not isinstance(row, Row):
        return {}
    doc: Json = {"description": row.doc} if row.doc else {}
    if row.vocabulary == "selector":
        return doc | {"$ref": "#/$defs/selector"}
    if row.vocabulary == "options":
        return doc | {"$ref": "#/$defs/options"}
    if row.enum:
        return doc | {"enum": list(row.enum)}
    kinds = [TYPES[letter] for letter in row.types]
    kinds += ["array"] if row.item is not None else []
    kinds += ["object"] if row.keys is not None or row.of is not None else []
    found = doc | {"type": kinds[0] if len(kinds) == 1 else kinds}
    if "s" in row.types and row.vocabulary != "value":
        found["minLength"] = 1
    if row.item is not None:
        found |= {"items": schema(row.item)} | ({"minItems": row.least} if row.least else {})
    if row.keys is not None:
        found["properties"] = {name: schema(below) for name, below in row.keys.items()}
        found |= {"patternProperties": {"^x-": True}} if row.extra == "x" else {}
        found["additionalProperties"] = False
        found |= {"required": list(row.required)} if row.required else {}
        found |= {"anyOf": [{"required": [name]} for name in row.either]} if row.either else {}
    return found | (named(row) if row.of is not None else {})


def named(row: Row) -> Json:
    """A mapping from names to one row."""
    below = schema(row.of) if row.of is not None else {}
    if row.vocabulary == "rule":
        return {"$ref": "#/$defs/severities", "additionalProperties": below}
    names = {"propertyNames": {"pattern": f"^{POLICY_NAME}$"}} if row.vocabulary == "policy" else {}
    return {**names, "additionalProperties": below or True}
