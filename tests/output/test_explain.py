"""A rule's document in the terminal."""

from __future__ import annotations

import re

import pytest
from sample import matches_snapshot

from composelint.core.rule import Rule
from composelint.documents import all_documents, parse
from composelint.output.explain import headline, render

PAGE = """\
---
summary: A service has no healthcheck.
severity: warning
scope: Service
enabled: true
fix: none
aliases: [kics:healthcheck_not_set, dclint:x]
options: {grace: 30}
since: 0.1.0
---
# missing-healthcheck

A server that hangs **looks well**, but is *not* (2 * 3 * 4, `**/*.py`),
see [the manual](https://docs.docker.com/reference/compose-file/services/) and
`healthcheck:`. This paragraph goes on until it is longer than a line of the terminal may be.

1. first, with words enough that this item of a list needs a second line in a terminal
2. second

| image | test |
|---|---|
| a | b |

## Bad

### A database

```yaml
services:
  db:
# ^^ has no healthcheck

    image: postgres:17
```

## References

- <https://docs.docker.com>
"""
DOCUMENT = parse("health/missing-healthcheck.md", PAGE)


def test_the_page_in_text() -> None:
    assert matches_snapshot("explain.txt", render(DOCUMENT, colour=False, width=72))


def test_colour_takes_nothing_but_backticks() -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", render(DOCUMENT, colour=True, width=72))
    assert plain == render(DOCUMENT, colour=False, width=72).replace("`", "")


@pytest.mark.parametrize(
    ("enabled", "fix", "words"),
    [
        (True, "none", "error · health · on by default · no fix"),
        (False, "safe", "error · health · off by default · safe fix"),
        (True, "mixed", "error · health · on by default · safe and unsafe fixes"),
    ],
)
def test_the_headline_says_what_matters(enabled: bool, fix: str, words: str) -> None:
    rule = Rule("x", "health", "", "error", "Service", enabled, fix)  # type: ignore[arg-type]  # one of its words
    assert headline(rule) == words


def test_every_document_can_be_shown() -> None:
    for document in all_documents():
        text = render(document, colour=False, width=80)
        assert text.startswith(document.rule.slug)
        assert "\n\n\n" not in text
