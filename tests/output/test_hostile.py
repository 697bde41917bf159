"""No format lets what a file says become anything but text, and none is overwhelmed by many findings."""

from __future__ import annotations

import time

import pytest
from pipelines import HOSTILE, PIPELINES, hostile, many
from sample import Sample

from composelint.output import github, renderer


def rendered(format: str, report: Sample) -> str:
    return github.summary(report) if format == "summary" else renderer(format)(report)


@pytest.mark.parametrize("format", [*PIPELINES, "summary"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_text(format: str, text: str) -> None:
    page = rendered(format, hostile(text))
    assert all(line.isprintable() for line in page.split("\n"))
    page.encode()
    assert "##[" not in page
    own = ("::error ", "::warning ", "::notice ") if format == "github" else ()
    for line in page.split("\n"):
        assert not line.lstrip().startswith("::") or line.startswith(own)


@pytest.mark.parametrize("format", ["sarif", "gitlab", "junit", "checkstyle"])
@pytest.mark.parametrize("text", HOSTILE)
def test_what_machines_read_is_ascii(format: str, text: str) -> None:
    assert rendered(format, hostile(text)).isascii()


@pytest.mark.parametrize("format", [*PIPELINES, "summary"])
@pytest.mark.parametrize("message", ["{0} has no healthcheck", "{0} has problem {1}"])
def test_many_findings_take_time_in_proportion(format: str, message: str) -> None:
    report = many(5000, message)
    start = time.perf_counter()
    rendered(format, report)
    assert time.perf_counter() - start < 10
