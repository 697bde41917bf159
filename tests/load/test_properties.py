"""What holds of every stack that Compose takes, and of every text that it is written in."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import yaml as library
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from loading import load
from test_schema_differential import mutated

import composelint
from composelint import ComposeError
from composelint.core.source import Span
from composelint.model.values import Field, Items, Map, Node, Number, Text

EXAMPLES = int(os.environ.get("COMPOSELINT_EXAMPLES", "0"))
"""More examples than usual, and other ones each time."""
Files = dict[str, str]


def usual(number: int) -> settings:
    return settings(
        max_examples=EXAMPLES or number,
        derandomize=not EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


STYLES = st.sampled_from(("json", "block", "flow", "single", "double", "literal"))


def written(document: Any, style: str) -> str:
    """A document as YAML, its scalars in one style."""
    if style == "json":
        return json.dumps(document, indent=1)
    quotes = {"single": "'", "double": '"', "literal": "|"}.get(style)
    text: str = library.safe_dump(document, sort_keys=False, default_style=quotes, default_flow_style=style == "flow")
    return text


def without_others(document: dict[str, Any]) -> dict[str, Any]:
    """A document that needs no other file."""
    document.pop("include", None)
    services = document.get("services")
    for service in services.values() if isinstance(services, dict) else ():
        if isinstance(service, dict):
            for key in ("extends", "env_file", "label_file"):
                service.pop(key, None)
            # An empty image is no image, which only the stack as a whole can tell.
            if service.get("image") == "":
                del service["image"]
    return document


STACKS = mutated().map(without_others)


def config(files: Files) -> dict[str, object] | None:
    """The stack, None when Compose refuses it."""
    try:
        return composelint.config(files, compose_files=[name for name in files if "env" not in name], profiles=["*"])
    except ComposeError:
        return None


@given(mutated(), STYLES)
@usual(60)
def test_loading_never_raises(document: dict[str, Any], style: str) -> None:
    config({"compose.yaml": written(document, style)})
    composelint.lint({"compose.yaml": written(document, style)}, today="2026-01-01")


@given(STACKS)
@usual(60)
def test_the_canonical_form_is_its_own_canonical_form(document: dict[str, Any]) -> None:
    once = config({"compose.yaml": json.dumps(document)})
    assume(once is not None)
    assert config({"compose.yaml": json.dumps(once).replace("$", "$$")}) == once


@given(STACKS)
@usual(40)
def test_an_override_that_says_nothing_changes_nothing(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    alone = config({"compose.yaml": text})
    assume(alone is not None)
    services = document.get("services")
    bodies = json.dumps({"services": {name: {} for name in services}}) if isinstance(services, dict) else "{}"
    for empty in ("{}", "# nothing\n", bodies):
        assert config({"compose.yaml": text, "over.yaml": empty}) == alone


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node if isinstance(node, Map | Items) else ():
        if isinstance(below, Field):
            yield below.key
            yield from nodes(below.value)
        else:
            yield from nodes(below)


@given(mutated(), STYLES)
@usual(60)
def test_every_span_lies_in_its_source_and_holds_what_it_claims(document: dict[str, Any], style: str) -> None:
    loaded = load(written(document, style), complete=False)
    for node in nodes(loaded.project.model):
        holds(node, node.span)
    for problem in loaded.problems:
        span = problem.defect.span
        assert 0 <= span.start <= span.end <= len(span.source.text)


def holds(node: Node, span: Span) -> None:
    source = span.source.text
    assert 0 <= span.start <= span.end <= len(source)
    for step in node.via:
        assert 0 <= step.span.start <= step.span.end <= len(step.span.source.text)
    if isinstance(node, Number) and node.text:
        assert node.text in span.text
    if isinstance(node, Text):
        excerpt = node.excerpt
        for at, place, length in excerpt.runs:
            assert excerpt.text[at : at + length] == source[place : place + length]
        if node.pieces:
            assert [piece.span.source for piece in node.pieces] == [span.source] * len(node.pieces)
        elif excerpt.runs == [(0, span.start, len(span.text))]:
            assert span.text == excerpt.text


PLAIN = st.text(alphabet="abcxyz-_./ 0189", min_size=1, max_size=12).map(lambda text: f"v{text}".strip())


@given(st.lists(PLAIN, min_size=1, max_size=6), st.sampled_from(("", "'", '"')))
@usual(40)
def test_a_text_stands_where_its_span_says(values: list[str], quote: str) -> None:
    lines = "".join(f"      V{number}: {quote}{value}{quote}\n" for number, value in enumerate(values))
    loaded = load(f"services:\n  web:\n    image: x\n    environment:\n{lines}")
    for number, value in enumerate(values):
        text = loaded.text("services", "web", "environment", f"V{number}")
        assert text.value == value
        assert text.span.text == f"{quote}{value}{quote}"
        assert text.excerpt.span().text == value
        assert text.span.line == 5 + number
