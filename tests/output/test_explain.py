"""A rule's document in the terminal."""

from __future__ import annotations

import re

import pytest
from sample import matches_snapshot

from composelint.core.rule import Rule
from composelint.documents import all_documents, parse
from composelint.output.explain import headline, markdown, render

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

   It goes on here, as deep as its item.

   - nested, with `code \\| bar` and words enough that it needs a second line
   - [nested](https://docs.docker.com)

| image | test | why a table may need more room than the terminal has |
|:---|---|---|
| `postgres` | `pg_isready -U analyst` | it answers when **the server** takes connections, not before |
| a \\| b | | |

## Bad

### A database

```yaml
services:
  db:
# ^^ has no healthcheck

    image: postgres:17
```

```dockerfile
FROM postgres:17
```

## References

- <https://docs.docker.com>
"""
DOCUMENT = parse("health/missing-healthcheck.md", PAGE)


def test_the_page_in_text() -> None:
    assert matches_snapshot("explain.txt", render(DOCUMENT, colour=False, width=72))


def test_colour_takes_nothing_but_backticks() -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", render(DOCUMENT, colour=True, width=72))
    expected = render(DOCUMENT, colour=False, width=72).replace("`", "")
    # A table is padded as it is shown.
    assert [line.split() for line in plain.split("\n")] == [line.split() for line in expected.split("\n")]


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


def test_columns_of_a_table_stand_in_line_in_colour_too() -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", render(DOCUMENT, colour=True, width=72)).split("\n")
    head = next(at for at, line in enumerate(plain) if line.startswith("image"))
    rows = plain[head : plain.index("", head)]
    assert {line[line.index("test") :][:4] for line in rows[:1]} == {"test"}
    second, third = rows[0].index("test"), rows[0].index("why")
    assert all(line[second - 2 : second].strip() == "" and line[third - 2 : third].strip() == "" for line in rows)
    assert all(len(line) <= 72 for line in rows)


@pytest.mark.parametrize("width", [40, 80])
def test_every_document_can_be_shown(width: int) -> None:
    for document in all_documents():
        text = render(document, colour=False, width=width)
        assert text.startswith(document.rule.slug)
        assert "\n\n\n" not in text


def test_a_page_in_markdown_holds_all_that_the_document_says() -> None:
    for document in all_documents():
        page = markdown(document)
        headings = [line[3:] for line in page.split("\n") if line.startswith("## ")]
        assert page.startswith(f"# {document.rule.slug}\n\n*{headline(document.rule)}*\n\n{document.rule.summary}\n")
        assert all(text in page for text in document.sections.values())
        assert [*filter(None, document.sections), "Facts"] == headings
