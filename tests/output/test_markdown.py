"""The comment on a pull request: what it says, how long it gets, what it must not become."""

from __future__ import annotations

import re

import pytest
from pipelines import HOSTILE, RULES, hostile, many, markup
from sample import Sample, Summary, found, matches_snapshot, shop

from composelint.core.source import Source, Span
from composelint.documents import address
from composelint.output import escapes, markdown
from composelint.output.markdown import LIMIT, render

OWN_HTML = {"<br>", "<span>", "</span>", "<details><summary>help</summary>", "</details>"}
REFERENCE = re.compile(r"@\w|#\d|://|www\.\w|\$\S")


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that does not grow, for the snapshots."""
    monkeypatch.setattr(markdown, "RULES", RULES)


def test_the_shop_in_markdown() -> None:
    assert matches_snapshot("shop.md", render(shop()))


def test_a_clean_run_is_two_lines() -> None:
    report = Sample([], [Summary("shop", ["shop/compose.yaml"], [], [])])
    assert render(report) == "## composelint\n\nAll good: nothing to report in 1 stack (1 file)\n"


def test_the_worst_comes_first() -> None:
    headings = [line for line in render(shop()).splitlines() if line.startswith("#")]
    assert headings == ["## composelint", "### What could not be done", "### 3 errors", "### 7 warnings", "### 2 infos"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_file_cannot_write_the_comment(text: str) -> None:
    html, addresses, texts = markup(render(hostile(text)))
    assert {line for piece in html for line in piece.split("\n")} <= OWN_HTML
    assert set(addresses) <= {address(rule) for rule in RULES.values()}
    assert not [stretch for stretch in texts if REFERENCE.search(stretch)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_file_cannot_change_the_outline(text: str) -> None:
    page = render(hostile(text))
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings == ["## composelint", "### What could not be done", "### 2 errors", "### 1 warning", "### 1 info"]
    assert sum(line.startswith("- **") for line in page.splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db has no healthcheck", "db has no healthcheck"),
        ("write `mem_limit: 1g` there", "write `mem_limit: 1g` there"),
        ("POSTGRES_PASSWORD", "POSTGRES\\_PASSWORD"),
        ("a *b* [c](d) <e> & ~f~ | g \\", "a \\*b\\* \\[c\\](d) &lt;e&gt; &amp; \\~f\\~ \\| g \\\\"),
        ("odd ` tick", "odd \\` tick"),
        ("`a<b>` `c", "`a<b>` \\`c"),
        ("a@b, #1, ${X}", "a<span>@</span>b, <span>#</span>1, <span>$</span>{X}"),
        ("see https://x.example or www.x.example", "see https<span>:</span>//x.example or <span>www</span>.x.example"),
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("=====", "\\====="),
        ("1.5 times", "1\\.5 times"),
        ("::error::x", "\\\\x3a:error::x"),
        ("a\n b", "a\\\\n b"),
    ],
)
def test_prose(text: str, expected: str) -> None:
    assert escapes.prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "`a`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
        ("", "`  `"),
        ("a\tb", "`a\\tb`"),
        ("##[x]", "`#\\x23[x]`"),
    ],
)
def test_code(text: str, expected: str) -> None:
    assert escapes.code(text) == expected


@pytest.mark.parametrize(
    ("lines", "language", "expected"),
    [
        (["a: 1"], "yaml", ["```yaml", "a: 1", "```"]),
        (["```", "x"], "", ["````", "```", "x", "````"]),
        (["a ````` b"], "sh", ["``````sh", "a ````` b", "``````"]),
        ([], "", ["```", "```"]),
        (["::error::x", "  ::error::x"], "", ["```", "\\x3a:error::x", "  \\x3a:error::x", "```"]),
    ],
)
def test_fenced(lines: list[str], language: str, expected: list[str]) -> None:
    assert escapes.fenced(lines, language) == expected


def test_equal_findings_are_told_once_with_their_places() -> None:
    (entry,) = (line for line in render(many(8, "{0} has no healthcheck")).splitlines() if line.startswith("- **"))
    assert entry.startswith("- **each of 8 services has no healthcheck** ([missing-healthcheck](")
    places = [f"`compose.yaml:{number}` (s{number - 1})" for number in range(1, 6)]
    assert entry.endswith(f")<br>{', '.join(places)}, 3 more places")


def test_what_is_wrong_goes_before_help_when_room_is_short() -> None:
    report = many(40, "{0} has problem {1}")
    full, short = render(report), render(report, limit=8000)
    assert [line for line in full.splitlines() if line.startswith("- **")] == [
        line for line in short.splitlines() if line.startswith("- **")
    ]
    assert 0 < short.count("<details>") < full.count("<details>") == 40
    assert len(short.encode()) <= 8000


@pytest.mark.parametrize("limit", [LIMIT, 5000, 700, 400])
@pytest.mark.parametrize("message", ["{0} has problem {1}", "漢字 {0} {1} 漢字", "{0} {1}" + "x" * 3000])
def test_the_comment_fits_and_counts_what_is_left_out(limit: int, message: str) -> None:
    text = render(many(3000, message), limit=limit)
    assert len(text.encode()) <= limit
    *_, last = text.splitlines()
    told = sum(line.startswith("- **") for line in text.splitlines())
    assert last == f"{3000 - told} more findings did not fit here."


def test_one_giant_does_not_silence_the_others() -> None:
    source = Source("compose.yaml", "x: 1\n")
    span = Span(source, 0, 1)
    report = Sample([found("a", "error", span, "x" * LIMIT), found("b", "error", span, "db is wrong")])
    assert "- **db is wrong**" in render(report)
    assert render(report).endswith("1 more finding did not fit here.\n")
