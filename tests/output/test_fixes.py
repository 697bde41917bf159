"""What mends a finding, in the reports that carry it: as others read it, the file becomes what it should."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log

import composelint
from composelint.core.source import Source
from composelint.output import diff, sarif, text

SCHEMA = json.loads((files("composelint") / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
OLD = 'version: "3"\nservices:\n  a:\n    image: "x:1"\n    depends_on: [b]\n    tty: yes\n  b:\n    image: redis:8\n'
WITHOUT_VERSION = OLD.removeprefix('version: "3"\n')
SELECT = ["obsolete-version", "yaml-type-trap", "missing-healthcheck"]


@pytest.fixture
def report() -> composelint.Report:
    return composelint.lint({"compose.yaml": OLD}, select=SELECT)


def made(text: str, edits: list[Any]) -> str:
    """A text after the edits of a report, whose lines and columns count code points from 1."""
    lines = text.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + column - 1

    for start, end, new in sorted(((offset(*edit[0]), offset(*edit[1]), edit[2]) for edit in edits), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def test_the_json_report_fits_its_schema_and_mends(report: composelint.Report) -> None:
    plain = report.to_dict()
    Draft202012Validator(SCHEMA).validate(plain)
    found: Any = plain["findings"]
    fixes = {finding["rule"]: finding["fix"] for finding in found}
    assert {rule: fix["safety"] for rule, fix in fixes.items()} == {
        "obsolete-version": "safe",
        "yaml-type-trap": "safe",
        "missing-healthcheck": "unsafe",
    }
    edits = [
        ((edit["start"]["line"], edit["start"]["column"]), (edit["end"]["line"], edit["end"]["column"]), edit["text"])
        for edit in fixes["obsolete-version"]["edits"]
    ]
    assert made(OLD, edits) == WITHOUT_VERSION


def test_the_sarif_log_fits_its_schema_and_mends(report: composelint.Report) -> None:
    log: Any = json.loads(sarif.render(report))
    Log.model_validate(log)
    results = {result["ruleId"]: result for result in log["runs"][0]["results"]}
    (fix,) = results["obsolete-version"]["fixes"]
    (change,) = fix["artifactChanges"]
    assert fix["description"] == {"text": "Remove the version."}
    assert change["artifactLocation"] == {"uri": "compose.yaml", "uriBaseId": "SRCROOT"}
    edits = [
        (
            (replacement["deletedRegion"]["startLine"], replacement["deletedRegion"]["startColumn"]),
            (replacement["deletedRegion"]["endLine"], replacement["deletedRegion"]["endColumn"]),
            replacement["insertedContent"]["text"],
        )
        for replacement in change["replacements"]
    ]
    assert made(OLD, edits) == WITHOUT_VERSION


def test_the_text_names_the_option_that_mends(report: composelint.Report) -> None:
    page = text.render(report)
    assert "[obsolete-version] fix available (--fix)" in page
    assert "[missing-healthcheck] fix available (--unsafe-fixes)" in page


def changed(before: str, after: str) -> str:
    return diff.render([(Source("compose.yaml", before), after)])


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a\nb\n", "a\n", ["@@ -1,2 +1 @@", " a", "-b"]),
        (
            "a\nb",
            "a\nc",
            ["@@ -1,2 +1,2 @@", " a", "-b", "\\ No newline at end of file", "+c", "\\ No newline at end of file"],
        ),
        ("a\r\nb\r\n", "a\r\n", ["@@ -1,2 +1 @@", " a\r", "-b\r"]),
        ("a\x1b[31m\n", "b\x1b\tc\n", ["@@ -1 +1 @@", "-a\\x1b[31m", "+b\\x1b\tc"]),
        ("-- a\nb\n", "b\n", ["@@ -1,2 +1 @@", "--- a", " b"]),
    ],
)
def test_a_diff_is_one_that_others_read(before: str, after: str, lines: list[str]) -> None:
    expected = ["--- a/compose.yaml", "+++ b/compose.yaml", *lines]
    assert changed(before, after).split("\n") == [*expected, ""]


def test_a_diff_hides_secrets() -> None:
    source = Source("compose.yaml", "a: 1\n-- b: hunter22\nc: hunter22\nd: 1\n")
    places = [(at, at + 8, "****") for at in (source.text.index("hunter22"), source.text.rindex("hunter22"))]
    source.hidden = places
    shown = diff.render([(source, "-- b: hunter22\nc: [hunter22]\nd: 1\n")])
    assert "hunter22" not in shown
    assert " -- b: ********\n-c: ********\n+c: [********]\n" in shown


def test_nothing_changed_is_no_diff() -> None:
    assert diff.render([]) == ""
