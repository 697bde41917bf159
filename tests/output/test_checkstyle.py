"""Checkstyle's XML."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from pipelines import HOSTILE, RULES, hostile
from sample import Sample, found, matches_snapshot, shop

from composelint.core.source import Source, Span
from composelint.output import checkstyle
from composelint.output.checkstyle import render


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that does not grow, for the snapshots."""
    monkeypatch.setattr(checkstyle, "RULES", RULES)


def test_the_shop_in_checkstyle() -> None:
    assert matches_snapshot("shop.checkstyle.xml", render(shop()))


@pytest.mark.parametrize("report", [Sample(), shop(), *map(hostile, HOSTILE)])
def test_every_finding_stands_below_its_file(report: Sample) -> None:
    root = ElementTree.fromstring(render(report))
    assert root.tag == "checkstyle"
    assert {file.tag for file in root} <= {"file"}
    entries = [entry for file in root for entry in file]
    assert len(entries) == len(report.findings) + len(report.errors)
    for entry in entries:
        assert entry.tag == "error"
        assert set(entry.attrib) == {"line", "column", "severity", "message", "source"}
        assert entry.attrib["severity"] in ("error", "warning", "info")


def test_the_source_names_theme_and_rule() -> None:
    sources = {entry.attrib["source"] for entry in ElementTree.fromstring(render(shop())).iter("error")}
    assert {"composelint.health.missing-healthcheck", "composelint.moving-tag", "composelint"} <= sources


@pytest.mark.parametrize("words", ["<a> & 'b' \"c\"", "]]>", "café 漢字 👩", "a::b"])
def test_printable_text_comes_back_as_it_was(words: str) -> None:
    span = Span(Source(words, "x: 1\n"), 0, 1)
    (file,) = ElementTree.fromstring(render(Sample([found("some-rule", "error", span, words)])))
    assert file.attrib["name"] == words
    assert file[0].attrib["message"] == words
