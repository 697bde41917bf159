"""Workflow commands, read back as the runner reads them."""

from __future__ import annotations

import pytest
from pipelines import HOSTILE, hostile, many
from sample import Sample, Summary, found, matches_snapshot, shop

from composelint.core.defect import Severity
from composelint.core.source import Source, Span
from composelint.output.github import render
from composelint.output.github_summary import render as summary

Command = tuple[str, dict[str, str], str]


def commands(text: str) -> list[Command]:
    """(name, properties, data) of each command, by the steps of the runner's `ActionCommand.TryParseV2`."""
    found = []
    for line in text.split("\n"):
        line = line.lstrip()
        end = line.find("::", 2)
        if line.startswith("::") and end >= 0:
            name, _, rest = line[2:end].partition(" ")
            pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if pair)
            properties = {pair[0]: unescaped(pair[1], "\r\n:,%") for pair in pairs if len(pair) == 2}
            found.append((name, properties, unescaped(line[end + 2 :], "\r\n%")))
    return found


def unescaped(text: str, chars: str) -> str:
    for char in chars:
        text = text.replace(f"%{ord(char):02X}", char)
    return text


def places(*spans: Span, severity: Severity = "error") -> list[Command]:
    """The commands for findings that are not alike."""
    findings = [found(f"rule-{at}", severity, span, "wrong") for at, span in enumerate(spans)]
    return commands(render(Sample(findings)))


def test_the_shop_in_commands() -> None:
    assert matches_snapshot("shop.github.txt", render(shop()))


def test_the_shop_as_a_summary() -> None:
    assert summary(shop()).startswith("## composelint\n\n3 errors, 7 warnings, 2 infos in 2 stacks (3 files)")


def test_a_clean_run_annotates_nothing() -> None:
    report = Sample([], [Summary("shop", ["shop/compose.yaml"], [], [])])
    assert render(report) == "All good: nothing to report in 1 stack (1 file)\n"


def test_equal_findings_are_one_annotation_at_the_first_place() -> None:
    (name, properties, message), *others = commands(render(many(3, "{} has no healthcheck")))
    assert not others
    assert name == "warning"
    assert properties == {
        "file": "compose.yaml",
        "line": "1",
        "endLine": "1",
        "col": "1",
        "endColumn": "3",
        "title": "missing-healthcheck",
    }
    assert message.split("\n") == [
        "each of s0, s1 and s2 has no healthcheck",
        "also at compose.yaml:2 (s1)",
        "also at compose.yaml:3 (s2)",
        "compose.yaml:1: here",
        "",
        "help: Mend each of s0, s1 and s2:",
        "",
        "services:",
        "  s0: {}",
        "  s1: {}",
        "  s2: {}",
    ]


def test_places_of_one_annotation_are_counted_when_they_are_many() -> None:
    (command,) = commands(render(many(5000, "{} has no healthcheck")))
    assert command[2].split("\n")[9:13] == [
        "also at compose.yaml:10 (s9)",
        "also at compose.yaml:11 (s10)",
        "and at 4989 more places",
        "compose.yaml:1: here",
    ]


def test_a_range_of_lines_has_no_columns() -> None:
    source = Source("compose.yaml", "a: |\n  b\n  c\n")
    (_, one, _), (_, several, _) = places(Span(source, 3, 4), Span(source, 3, 9))
    assert (one["line"], one["endLine"], one["col"], one["endColumn"]) == ("1", "1", "4", "5")
    assert (several["line"], several["endLine"]) == ("1", "3")
    assert not {"col", "endColumn"} & several.keys()


@pytest.mark.parametrize(
    ("severity", "name", "shown"), [("error", "error", 10), ("warning", "warning", 10), ("info", "notice", 9)]
)
def test_what_github_would_not_show_is_counted(severity: Severity, name: str, shown: int) -> None:
    source = Source("compose.yaml", "x: 1\n")
    given = places(*[Span(source, 0, 1)] * 9, severity=severity)
    assert [command[0] for command in given] == [name] * 9
    *given, last = places(*[Span(source, 0, 1)] * 50, severity=severity)
    assert [command[0] for command in given] == [name] * shown
    assert last[0] == "notice"
    assert last[2].startswith(f"{50 - shown} more findings without an annotation")


def test_failures_are_errors_and_count_as_such() -> None:
    span = Span(Source("compose.yaml", "x: 1\n"), 0, 1)
    report = Sample([found("some-rule", "error", span, "wrong")], errors=[(f"{at}/.env", "gone") for at in range(20)])
    *given, last = commands(render(report))
    assert [command[2] for command in given] == [f"{at}/.env: gone" for at in range(10)]
    assert last[2].startswith("11 more findings")


@pytest.mark.parametrize("text", HOSTILE)
def test_every_command_is_ours(text: str) -> None:
    found = commands(render(hostile(text)))
    assert [command[0] for command in found] == ["error", "error", "warning", "notice"]
    for _, properties, _ in found[1:]:
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert properties["file"].endswith("/compose.yaml")
        assert properties["title"] in {"missing-healthcheck", "unknown-rule", "missing-user"}


@pytest.mark.parametrize("path", ["a:b,c.yaml", "100%.yaml", "%0A%25,::.yaml", "a=b c.yaml", "café 漢.yaml"])
def test_paths_come_back_as_they_were(path: str) -> None:
    ((_, properties, message),) = places(Span(Source(path, "x: 1\n"), 0, 1))
    assert properties["file"] == path
    assert message == "wrong"


def test_the_summary_stays_below_what_github_takes() -> None:
    text = summary(many(5000, "{0} has problem {1}, which takes a few more words to say"))
    assert 900_000 < len(text.encode()) <= 1_000_000
    assert text.splitlines()[-1].endswith("more findings did not fit here.")
