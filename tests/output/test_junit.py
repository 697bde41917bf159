"""JUnit's XML, as readers of it see it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from pipelines import HOSTILE, hostile
from sample import Sample, Summary, found, matches_snapshot, shop

from composelint.core.source import Source, Span
from composelint.output.junit import render


def suites(report: Sample) -> list[TestSuite]:
    xml = JUnitXml.fromstring(render(report).encode("ascii"))
    assert isinstance(xml, JUnitXml)
    return list(xml)


def test_the_shop_in_junit() -> None:
    assert matches_snapshot("shop.junit.xml", render(shop()))


def test_a_suite_per_stack_and_a_case_per_finding() -> None:
    assert [(suite.name, len(list(suite))) for suite in suites(shop())] == [
        ("page", 1),
        ("shop", 11),
        ("composelint", 1),
    ]


def test_a_finding_fails_its_case() -> None:
    _, stack, _ = suites(shop())
    case = next(case for case in stack if case.name.startswith("literal-credential"))
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert case.classname == "shop/compose.yaml"
    assert (failure.message, failure.type) == ("POSTGRES_PASSWORD of db is written into the file", "error")
    assert str(failure.text).startswith("shop/compose.yaml:5:26: error: POSTGRES_PASSWORD of db")


def test_an_info_is_shown_but_fails_nothing() -> None:
    (case,) = suites(shop())[0]
    assert [type(result) for result in case.result] == [Skipped]


def test_what_could_not_be_linted_is_an_error() -> None:
    (case,) = suites(shop())[-1]
    assert [(type(result), result.message) for result in case.result] == [(Error, "permission denied")]


@pytest.mark.parametrize(
    ("stacks", "expected"),
    [
        ([], []),
        ([Summary("shop", ["shop/compose.yaml"], [], [])], [("shop", "shop/compose.yaml")]),
        ([Summary("api/Dockerfile", [], [], ["api/Dockerfile"])], [("api/Dockerfile", "api/Dockerfile")]),
        ([Summary("shop", ["a.yaml"], [], []), Summary("shop", ["b.yaml"], [], [])], [("shop", "a.yaml")]),
        ([Summary("shop", [], [], [])], [("shop", "shop")]),
    ],
)
def test_a_stack_without_findings_passes(stacks: list[Summary], expected: list[tuple[str, str]]) -> None:
    found = suites(Sample([], stacks))
    assert [(suite.name, case.classname) for suite in found for case in suite] == expected
    assert all(case.is_passed for suite in found for case in suite)


@pytest.mark.parametrize("report", [Sample(), shop(), *map(hostile, HOSTILE)])
def test_the_numbers_are_those_of_the_cases(report: Sample) -> None:
    root = ElementTree.fromstring(render(report))
    for suite in [root, *root]:
        given = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
        assert given == {
            "tests": len(suite.findall(".//testcase")),
            "failures": len(suite.findall(".//failure")),
            "errors": len(suite.findall(".//error")),
            "skipped": len(suite.findall(".//skipped")),
        }


@pytest.mark.parametrize("report", [shop(), *map(hostile, HOSTILE)])
def test_nothing_but_the_known_elements(report: Sample) -> None:
    root = ElementTree.fromstring(render(report))
    assert {element.tag for element in root.iter()} <= {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
    }
    assert len(root.findall(".//failure")) == sum(finding.severity != "info" for finding in report.findings)


def test_cases_of_the_same_name_are_numbered() -> None:
    source = Source("compose.yaml", "x: 1\n")
    report = Sample([found("some-rule", "error", Span(source, at, at + 1), "wrong") for at in range(3)])
    (suite,) = suites(report)
    assert [case.name for case in suite] == ["some-rule: wrong", "some-rule: wrong (2)", "some-rule: wrong (3)"]
