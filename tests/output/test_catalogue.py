"""The list of rules."""

from __future__ import annotations

import json

import pytest

from composelint._catalog import PROJECT, RULES
from composelint.core.rule import Rule
from composelint.output.catalogue import FORMATS, render

SAMPLE = [
    Rule("untagged-image", "images", "An image has no tag | digest.", "warning", "ImageReference", True, "none"),
    Rule("missing-healthcheck", "health", "No healthcheck.", "error", "Service", False, "safe", aliases=("kics:x",)),
]


def test_text_groups_by_theme() -> None:
    assert render(SAMPLE, "text").splitlines() == [
        "health: Whether a service can say that it is well.",
        "",
        "  error    missing-healthcheck  No healthcheck. (off by default)",
        "",
        "images: Which image runs: tags, digests, age, platform.",
        "",
        "  warning  untagged-image       An image has no tag | digest.",
        "",
        "2 rules, 1 on by default",
    ]


def test_json_is_a_list_of_rules() -> None:
    assert json.loads(render(SAMPLE, "json"))[1] == {
        "rule": "missing-healthcheck",
        "theme": "health",
        "summary": "No healthcheck.",
        "severity": "error",
        "enabled": False,
        "fix": "safe",
        "aliases": ["kics:x"],
        "docs": f"{PROJECT}/blob/main/rules/health/missing-healthcheck.md",
    }


def test_markdown_escapes_what_would_end_a_cell() -> None:
    link = f"{PROJECT}/blob/main/rules/images/untagged-image.md"
    assert rf"| [untagged-image]({link}) | warning | on | none | An image has no tag \| digest. |" in render(
        SAMPLE, "markdown"
    )


@pytest.mark.parametrize("format", FORMATS)
def test_the_whole_catalogue_renders(format: str) -> None:
    text = render(list(RULES.values()), format)
    assert all(slug in text for slug in RULES)
    assert text.endswith("\n")
