"""GitLab's Code Quality report, against what GitLab documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pipelines import HOSTILE, hostile
from sample import Sample, found, matches_snapshot, shop

from composelint.core.defect import Defect, Finding
from composelint.core.source import Source, Span
from composelint.output.gitlab import render

DOCUMENTED: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format as a JSON Schema."""


def issues(report: Sample) -> Any:
    return json.loads(render(report))


def test_the_shop_in_gitlab() -> None:
    assert matches_snapshot("shop.gitlab.json", render(shop()))


@pytest.mark.parametrize("report", [Sample(), shop(), *map(hostile, HOSTILE)])
def test_it_is_what_gitlab_documents(report: Sample) -> None:
    found = issues(report)
    Draft202012Validator(DOCUMENTED).validate(found)
    assert len(found) == len(report.findings) + len(report.errors)
    assert len({each["fingerprint"] for each in found}) == len(found)


def test_nothing_found_is_an_empty_list() -> None:
    assert issues(Sample()) == []


def test_severities() -> None:
    severities = {each["check_name"]: each["severity"] for each in issues(shop())}
    assert severities["literal-credential"] == "critical"
    assert severities["missing-healthcheck"] == "major"
    assert severities["stale-dependencies"] == "info"
    assert severities["composelint"] == "blocker"


@pytest.mark.parametrize("fingerprint", ["abc", ""])
def test_equal_fingerprints_are_told_apart_alike_in_every_run(fingerprint: str) -> None:
    def report() -> Sample:
        defect = Defect(Span(Source("compose.yaml", "x: 1\n"), 0, 1), "wrong")
        return Sample([Finding("some-rule", "error", defect, stack=".", fingerprint=fingerprint) for _ in range(3)])

    first = [each["fingerprint"] for each in issues(report())]
    assert len(set(first)) == 3
    assert first == [each["fingerprint"] for each in issues(report())]
    assert not fingerprint or first[0] == fingerprint


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        *((path, path) for path in ("a b.yaml", "café.yaml", "::error::.yaml", "##[error].yaml", "a\nb.yaml")),
        ("\udcff.yaml", "\\udcff.yaml"),
    ],
)
def test_a_path_is_kept_as_it_is(path: str, shown: str) -> None:
    (issue,) = issues(Sample([found("some-rule", "error", Span(Source(path, "x: 1\n"), 0, 1), "wrong")]))
    assert issue["location"]["path"] == shown
