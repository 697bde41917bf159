"""SARIF: valid, read by others, complete, harmless."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from pipelines import HOSTILE, RULES, hostile, load, markup
from pydantic import ValidationError
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log
from sample import Sample, at, found, matches_snapshot, shop
from sarif.loader import load_sarif_file

import composelint
from composelint import _catalog, documents
from composelint.core.source import Source, Span
from composelint.output import escapes, sarif
from composelint.output.sarif import render


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that does not grow, for the snapshots."""
    monkeypatch.setattr(sarif, "RULES", RULES)
    monkeypatch.setattr(sarif, "load", load)


def log(report: Sample) -> Any:
    return json.loads(render(report))


def run(report: Sample) -> Any:
    (only,) = log(report)["runs"]
    return only


def test_the_shop_in_sarif() -> None:
    assert matches_snapshot("shop.sarif", json.dumps(log(shop()), indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("report", [Sample(), shop(), *map(hostile, HOSTILE)])
def test_it_fits_the_models_made_from_the_schema(report: Sample) -> None:
    Log.model_validate(log(report))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), "2.0.0"),
        (("runs", 0, "columnKind"), "bytes"),
        (("runs", 0, "invocations", 0, "executionSuccessful"), None),
        (("runs", 0, "results", 0, "level"), "info"),
        (("runs", 0, "results", 0, "severity"), "error"),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startLine"), 0),
        (("runs", 0, "results", 0, "suppressions"), [{"kind": "comment"}]),
    ],
)
def test_the_models_refuse_what_the_schema_refuses(path: tuple[str | int, ...], value: object) -> None:
    broken = log(shop())
    place = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValidationError):
        Log.model_validate(broken)


def test_sarif_tools_reads_it(tmp_path: Path) -> None:
    report = shop()
    path = tmp_path / "shop.sarif"
    path.write_text(render(report), encoding="utf-8")
    (read,) = load_sarif_file(str(path)).runs
    assert read.get_tool_name() == "composelint"
    found = [(each["Location"], each["Line"], each["Severity"], each["Code"]) for each in read.get_records()]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    findings = report.findings + [entry.finding for entry in report.suppressed]
    assert found == [
        (finding.span.source.path, finding.span.line, levels[finding.severity], finding.rule) for finding in findings
    ]
    assert read.get_report().get_issue_count_for_severity("error") == 3


def test_equal_input_gives_equal_bytes_and_a_line_for_each_result() -> None:
    assert render(shop()) == render(shop())
    assert sum(line.startswith('{"ruleId"') for line in render(shop()).splitlines()) == 13


# Rules


def test_every_result_points_to_its_rule() -> None:
    only = run(shop())
    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    assert {rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in only["results"]} == {True}
    assert {rule["id"] for rule in rules} == {result["ruleId"] for result in only["results"]}


@pytest.mark.parametrize(
    ("slug", "configuration", "properties"),
    [
        ("missing-healthcheck", {"level": "warning"}, {"tags": ["health"]}),
        ("stale-dependencies", {"level": "note"}, {"tags": ["layers"]}),
        ("port-collision", {"level": "error"}, {"tags": ["network"]}),
        (
            "port-on-all-interfaces",
            {"level": "note"},
            {"tags": ["network", "security"], "security-severity": "2.5"},
        ),
        ("literal-credential", {"level": "error"}, {"tags": ["secrets", "security"], "security-severity": "8.0"}),
        (
            "missing-user",
            {"level": "warning", "enabled": False},
            {"tags": ["privileges", "security"], "security-severity": "5.5"},
        ),
    ],
)
def test_what_a_rule_says_of_itself(slug: str, configuration: object, properties: object) -> None:
    rule = sarif._rule(slug)
    assert rule["defaultConfiguration"] == configuration
    assert rule["properties"] == properties
    assert rule["shortDescription"] == {"text": RULES[slug].summary}
    assert str(rule["helpUri"]).endswith(f"/rules/{RULES[slug].theme}/{slug}.md")


def test_the_help_is_the_document() -> None:
    rule: Any = sarif._rule("missing-healthcheck")
    assert rule["fullDescription"]["text"] == "Nobody can tell a server that hangs from one that runs."
    assert rule["help"]["text"].endswith("When to ignore it: never.")
    assert rule["help"]["markdown"].startswith("Nobody can tell a server that\nhangs")
    assert "## Bad\n\n```yaml\nservices:\n  db:\n" in rule["help"]["markdown"]


def test_a_rule_of_a_plugin_needs_no_document() -> None:
    span = Span(Source("compose.yaml", "x: 1\n"), 0, 1)
    (rule,) = run(Sample([found("of-a-plugin", "error", span, "x is wrong")]))["tool"]["driver"]["rules"]
    assert rule == {"id": "of-a-plugin", "shortDescription": {"text": "of-a-plugin"}}


def test_a_policy_says_what_it_wants() -> None:
    policy = ".composelint.yaml", "select: [policy/labelled]\npolicies: {labelled: {schema: {required: [labels]}}}\n"
    report = composelint.lint(dict([policy, ("compose.yaml", "services: {web: {image: 'nginx:1.30'}}")]))
    (rule,) = json.loads(render(report))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == {"text": "The policy labelled of this project."}


@pytest.mark.parametrize("slug", _catalog.RULES)
def test_every_real_rule_has_what_github_requires(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RULES", _catalog.RULES)
    monkeypatch.setattr(sarif, "load", documents.load)
    rule: Any = sarif._rule(slug)
    for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
        assert 0 < len(text) <= 1024
        assert "\n" not in text
    assert 100 < len(rule["help"]["text"]) < len(rule["help"]["markdown"])


# Results


@pytest.mark.parametrize(
    ("text", "words", "region"),
    [
        ("services:\n", "services", (1, 1, 1, 9)),
        ("\ufeffservices:\n", "services", (1, 1, 1, 9)),
        ("a: 1\r\n漢字: 👩\u200d💻 web\r\n", "web", (2, 9, 2, 12)),
        ("a: |\n  b\n  c\n", "|\n  b\n", (1, 4, 3, 1)),
        ("a: 1\n", "", (1, 1, 1, 1)),
    ],
)
def test_columns_count_code_points_and_end_behind(text: str, words: str, region: tuple[int, ...]) -> None:
    span = at(Source("compose.yaml", text), words)
    (result,) = run(Sample([found("some-rule", "error", span, "wrong")]))["results"]
    names = ("startLine", "startColumn", "endLine", "endColumn")
    assert result["locations"][0]["physicalLocation"]["region"] == dict(zip(names, region, strict=True))


def test_related_places_are_linked_from_the_message() -> None:
    (result,) = (each for each in run(shop())["results"] if each["ruleId"] == "stale-dependencies")
    assert result["message"]["text"].endswith("See [runs again](1), [built for this service](2).")
    assert [(each["id"], each["message"]["text"]) for each in result["relatedLocations"]] == [
        (1, "runs again."),
        (2, "built for this service."),
    ]
    places = [each["physicalLocation"]["artifactLocation"]["uri"] for each in result["relatedLocations"]]
    assert places == ["shop/api/Dockerfile", "shop/compose.yaml"]


@pytest.mark.parametrize(
    ("message", "help", "text", "markdown"),
    [
        ("db is wrong", None, "db is wrong.", "db is wrong."),
        ("is db wrong?", None, "is db wrong?", "is db wrong?"),
        ("a_b *c*", "Use `x`.", "a_b *c*.\n\nUse `x`.", "a\\_b \\*c\\*.\n\nUse `x`."),
        ("wrong", "Set:\n\n```yaml\na: 1\n```", "wrong.\n\nSet.", "wrong.\n\nSet:\n\n```yaml\na: 1\n```"),
        ("[a](https://b)", None, "[a] (https://b).", "\\[a\\] (https://b)."),
        ("<b>&", None, "<b>&.", "&lt;b&gt;&amp;."),
        ("a\x1b\u202e", None, "a\\x1b\\u202e.", "a\\\\x1b\\\\u202e."),
    ],
)
def test_messages(message: str, help: str | None, text: str, markdown: str) -> None:
    span = Span(Source("compose.yaml", "x: 1\n"), 0, 1)
    (result,) = run(Sample([found("some-rule", "error", span, message, help=help)]))["results"]
    assert result["message"] == {"text": text, "markdown": markdown}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_markup_of_a_file_is_in_the_markdown(text: str) -> None:
    for result in run(hostile(text))["results"]:
        html, addresses, _ = markup(result["message"]["markdown"])
        assert html == []
        assert set(addresses) <= {"1"}


def test_suppressed_findings_say_so_with_their_reason() -> None:
    *active, last = run(shop())["results"]
    assert last["ruleId"] == "missing-user"
    assert last["suppressions"] == [{"kind": "inSource", "justification": "needs port 80"}]
    assert [result["suppressions"] for result in active] == [[]] * 12
    assert all("suppressions" not in result for result in run(Sample(shop().findings))["results"])


def test_fingerprints_are_ours() -> None:
    report = shop()
    fingerprints = [result["partialFingerprints"] for result in run(report)["results"][:12]]
    assert fingerprints == [{"composelint/v1": finding.fingerprint} for finding in report.findings]


@pytest.mark.parametrize(
    ("report", "successful", "notified"),
    [
        (Sample(), True, []),
        (shop(), False, ["permission denied."]),
        (
            Sample([found("internal-error", "error", Span(Source("compose.yaml", ""), 0, 0), "a check crashed")]),
            False,
            [],
        ),
    ],
)
def test_what_went_wrong_is_told(report: Sample, successful: bool, notified: list[str]) -> None:
    (invocation,) = run(report)["invocations"]
    assert invocation["executionSuccessful"] is successful
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == notified


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("shop/compose.yaml", "shop/compose.yaml"),
        ("../a-b_c.d~/x", "../a-b_c.d~/x"),
        ("a b/c#d?e%.yaml", "a%20b/c%23d%3Fe%25.yaml"),
        ("c:/[x]&'(y)'", "c%3A/%5Bx%5D%26%27%28y%29%27"),
        ("café/漢", "caf%C3%A9/%E6%BC%A2"),
        ("\udcff", "%FF"),
        ("\ud800", "%3F"),
    ],
)
def test_paths_become_uris(path: str, uri: str) -> None:
    assert escapes.uri(path) == uri
    if path != "\ud800":
        assert unquote_to_bytes(uri) == path.encode("utf-8", "surrogateescape")
