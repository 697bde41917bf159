"""No format lets what a file says become anything but text, and none is overwhelmed by many findings."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from json import loads

import pytest
from pipelines import HOSTILE, hostile, many
from ruamel.yaml import YAML
from sample import Sample

from composelint.output import FORMATS, config, renderer
from composelint.output import text as terminal
from composelint.output.report import Report

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
COMMAND = re.compile(r"##\w*\[")
PLACES: dict[str, Callable[[Report], str]] = {
    "concise": terminal.render_concise,
    "coloured": lambda report: ESCAPES.sub("", terminal.render(report, colour=True, width=80)),
    "narrow": lambda report: terminal.render(report, width=40),
}


def rendered(format: str, report: Sample) -> str:
    return PLACES[format](report) if format in PLACES else renderer(format)(report)


@pytest.mark.parametrize("format", [*FORMATS, *PLACES])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_text(format: str, text: str) -> None:
    page = rendered(format, hostile(text))
    assert all(line.isprintable() for line in page.split("\n"))
    page.encode()
    assert not COMMAND.search(page)
    own = ("::error ", "::warning ", "::notice ") if format == "github" else ()
    for line in page.split("\n"):
        assert not line.lstrip().startswith("::") or line.startswith(own)


@pytest.mark.parametrize("text", [text[:1000] for text in HOSTILE if "\ud800" not in text])
def test_a_merged_stack_is_but_text_too(text: str) -> None:
    merged: dict[str, object] = {"name": text, "services": {text: {"command": [text, {text: text}]}}}
    places: dict[config.Path, str] = {("services", text): f"{text}:1", ("name",): text}
    yaml, json = config.yaml(merged, places), config.json(merged, places)
    for page in (yaml, config.yaml(merged), json, config.json(merged), config.variables([(text, text, text)])):
        assert not COMMAND.search(page)
        assert not any(line.lstrip().startswith("::") for line in page.split("\n"))
    assert loads(json)["config"] == merged
    assert YAML(typ="safe", pure=True).load(yaml) == merged


@pytest.mark.parametrize("format", ["json", "sarif", "gitlab", "junit", "checkstyle"])
@pytest.mark.parametrize("text", HOSTILE)
def test_what_machines_read_is_ascii(format: str, text: str) -> None:
    assert rendered(format, hostile(text)).isascii()


@pytest.mark.parametrize("format", [*FORMATS, *PLACES])
@pytest.mark.parametrize("message", ["{0} has no healthcheck", "{0} has problem {1}"])
def test_many_findings_take_time_in_proportion(format: str, message: str) -> None:
    report = many(5000, message)
    start = time.perf_counter()
    rendered(format, report)
    assert time.perf_counter() - start < 10
