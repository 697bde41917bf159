"""The JSON report: its schema, its order, its bytes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sample import Sample, matches_snapshot, shop

from composelint.core.rule import Rule
from composelint.output.json import render, to_dict

SCHEMA: dict[str, Any] = json.loads(
    (files("composelint") / "schemas" / "report.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_shop_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Rule("missing-healthcheck", "health", "", "warning", "Service", True, "none")
    monkeypatch.setattr("composelint.output.json.RULES", {known.slug: known})
    assert matches_snapshot("shop.json", render(shop()))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [Sample(), shop()])
def test_a_report_fits_its_schema(report: Sample) -> None:
    VALIDATOR.validate(json.loads(render(report)))
    assert json.loads(render(report)) == to_dict(report)


def objects(schema: object) -> list[dict[str, Any]]:
    """Every schema of an object below a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "properties" in schema and isinstance(schema["properties"], dict) else []
    return own + [found for value in schema.values() for found in objects(value)]


def test_the_schema_is_strict() -> None:
    assert len(objects(SCHEMA)) >= 10
    for schema in objects(SCHEMA):
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), "2"),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "location", "start", "line"), 0),
        (("findings", 0, "extra"), 1),
        (("findings", 0, "fix"), {"safety": "safe", "title": "x", "edits": []}),
        (("summary", "error"), -1),
    ],
)
def test_the_schema_refuses_what_is_no_report(path: tuple[str | int, ...], value: object) -> None:
    report: Any = to_dict(shop())
    place = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(report)


def test_findings_are_sorted_by_place_and_rule() -> None:
    report = shop()
    report.findings.reverse()
    found: Any = to_dict(report)["findings"]
    assert found == to_dict(shop())["findings"]
    keys = [(each["location"]["path"], *each["location"]["start"].values(), each["rule"]) for each in found]
    assert keys == sorted(keys)


def test_the_keys_stand_in_the_order_of_the_schema() -> None:
    report: Any = to_dict(shop())
    assert list(report) == list(SCHEMA["properties"])
    assert list(report["findings"][0]) == list(SCHEMA["$defs"]["finding"]["properties"])


def test_equal_input_gives_equal_bytes_and_only_ascii() -> None:
    assert render(shop()) == render(shop())
    assert render(shop()).isascii()
    assert "\x1b" not in render(shop())
