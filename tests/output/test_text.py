"""The text report: what a person sees, and what a terminal must never see."""

from __future__ import annotations

import re

import pytest
from sample import Sample, Summary, found, health_help, matches_snapshot, shop

from composelint.core.source import Source, Span
from composelint.output.text import render, render_concise, summary

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
STACK = [Summary("shop", ["shop/compose.yaml"], ["web"], [])]


def of(text: str, start: int, end: int, **named: object) -> str:
    """The report on one finding in one file."""
    span = Span(Source("shop/compose.yaml", text), start, end)
    return render(Sample([found("some-rule", "warning", span, "web is wrong", "web")], STACK), **named)  # type: ignore[arg-type]


def frame(report: str) -> list[str]:
    """The rows of the only frame, without the gutter."""
    return [line.partition("│")[2].removeprefix(" ") for line in report.splitlines() if "│" in line]


def test_the_shop_in_text() -> None:
    assert matches_snapshot("shop.txt", render(shop()))


def test_the_shop_in_one_line_each() -> None:
    assert matches_snapshot("shop.concise.txt", render_concise(shop()))


def test_colour_adds_nothing_but_colour() -> None:
    assert ESCAPES.sub("", render(shop(), colour=True)) == render(shop())
    assert ESCAPES.sub("", render_concise(shop(), colour=True)) == render_concise(shop())


@pytest.mark.parametrize("colour", [False, True])
def test_no_control_character_reaches_the_terminal(colour: bool) -> None:
    for text in (render(shop(), colour=colour), render_concise(shop(), colour=colour)):
        assert all(line.isprintable() for line in ESCAPES.sub("", text).splitlines())
        assert "\\u202e" in text
    assert "\\x1b[31mred" in ESCAPES.sub("", render(shop(), colour=colour))


@pytest.mark.parametrize("hostile", ["\x1b]0;title\x07", "a\rb", "\u2066x\u2069", "\x9b31m", "\u200b", "\udc80"])
def test_hostile_text_is_shown_wherever_it_comes_from(hostile: str) -> None:
    source = Source(f"{hostile}/compose.yaml", f"services: {hostile}\n")
    span = Span(source, 0, 8)
    finding = found(
        "some-rule", "error", span, hostile, hostile, also=[(span, hostile)], help=f"{hostile}\n```\n{hostile}\n```"
    )
    report = Sample([finding, finding], [Summary(hostile, [], [], []), *STACK], errors=[(hostile, hostile)])
    for text in (render(report), render_concise(report)):
        assert all(line.isprintable() for line in text.split("\n"))


def test_secrets_are_masked() -> None:
    assert "hunter2" not in render(shop())


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Sample([], STACK), "All good: nothing to report in 1 stack (1 file)"),
        (Sample(), "All good: nothing to report in 0 stacks (0 files)"),
        (Sample([], STACK, errors=[("a", "b")]), "Nothing found in 1 stack (1 file), 1 failure"),
        (shop(), "3 errors, 7 warnings, 2 infos in 2 stacks (3 files), 1 suppressed, 1 failure"),
    ],
)
def test_the_last_line_counts(report: Sample, expected: str) -> None:
    assert summary(report) == expected
    assert render(report).splitlines()[-1] == expected


def test_paths_are_shown_as_the_caller_wants_them() -> None:
    text = render(shop(), place=lambda path: f"../{path}")
    assert "╭─ ../shop/compose.yaml:5:26" in text
    assert "../shop/.env: permission denied" in text


def test_one_stack_needs_no_heading() -> None:
    assert of("a: 1\n", 0, 1).startswith("warning: web is wrong [some-rule]\n")


@pytest.mark.parametrize(
    ("text", "start", "end", "rows"),
    [
        ("web: x\n", 0, 3, ["web: x", "^^^"]),
        ("\tweb: x\n", 1, 4, ["    web: x", "    ^^^"]),
        ("a\tweb: x\n", 2, 5, ["a   web: x", "    ^^^"]),
        ("漢字: web\n", 4, 7, ["漢字: web", "      ^^^"]),
        ("漢字: web\n", 0, 2, ["漢字: web", "^^^^"]),
        ("cafe\u0301: web\n", 7, 10, ["cafe\u0301: web", "      ^^^"]),
        ("a\x00b: web\n", 5, 8, ["a\\x00b: web", "        ^^^"]),
        ("a: web\r\n", 3, 6, ["a: web", "   ^^^"]),
        ("##[error] web\n", 10, 13, ["#\\x23[error] web", "             ^^^"]),
        ("##vso[x] web\n", 9, 12, ["#\\x23vso[x] web", "            ^^^"]),
        ("# #[error] web\n", 11, 14, ["# #[error] web", "           ^^^"]),
        ("::error:: web\n", 10, 13, ["::error:: web", "          ^^^"]),
        ("a: >\n  web\n  x\nb: 1\n", 3, 14, ["a: >", "   ^"]),
        ("a:\n", 2, 2, ["a:", "  ^"]),
        ("a: 1\n\n", 5, 5, []),
        ("a: 1\n", 0, 0, []),
        ("", 0, 0, []),
    ],
)
def test_carets_stand_under_what_they_mean(text: str, start: int, end: int, rows: list[str]) -> None:
    assert frame(of(text, start, end)) == rows


@pytest.mark.parametrize(
    ("before", "after", "row", "carets"),
    [
        (0, 200, "web" + "y" * 56 + "…", "^^^"),
        (200, 200, "…" + "x" * 19 + "web" + "y" * 36 + "…", " " * 20 + "^^^"),
        (200, 0, "…" + "x" * 56 + "web", " " * 57 + "^^^"),
        (200, 5, "…" + "x" * 51 + "web" + "y" * 5, " " * 52 + "^^^"),
        (1_000_000, 1_000_000, "…" + "x" * 19 + "web" + "y" * 36 + "…", " " * 20 + "^^^"),
    ],
)
def test_a_long_line_is_cut_around_its_carets(before: int, after: int, row: str, carets: str) -> None:
    text = "x" * before + "web" + "y" * after + "\n"
    assert frame(of(text, before, before + 3, width=64)) == [row, carets]


def test_carets_end_where_the_window_ends() -> None:
    row, carets = frame(of("x" * 500, 100, 400, width=64))
    assert len(row) == len(carets) == 60


def test_neighbouring_lines_share_a_frame() -> None:
    source = Source("shop/compose.yaml", "".join(f"line{number}: x\n" for number in range(1, 10)))
    spans = [
        Span(source, source.line_starts[number - 1], source.line_starts[number - 1] + 5) for number in (1, 2, 4, 9)
    ]
    also = [(span, f"place {number}") for number, span in enumerate(spans[1:])]
    text = render(Sample([found("some-rule", "info", spans[0], "web is wrong", also=also)], STACK))
    assert text.splitlines()[1:-2] == [
        "  ╭─ shop/compose.yaml:1:1",
        "1 │ line1: x",
        "  │ ^^^^^",
        "2 │ line2: x",
        "  │ ----- place 0",
        "3 │ line3: x",
        "4 │ line4: x",
        "  │ ----- place 1",
        "  ┆",
        "9 │ line9: x",
        "  │ ----- place 2",
    ]


def folded(*names: str, message: str = "{} has no limit", help: str | None = None) -> str:
    source = Source("shop/compose.yaml", "services:\n" + "".join(f"  {name}:\n    image: x\n" for name in names))
    findings = []
    for name in names:
        start = source.text.index(f"  {name}:\n") + 2
        span = Span(source, start, start + len(name))
        advice = None if help is None else help.format(name)
        findings.append(found("some-rule", "warning", span, message.format(name), name, help=advice))
    return render(Sample(findings, STACK), width=80)


@pytest.mark.parametrize(
    ("names", "message", "title"),
    [
        (("db",), "{} has no limit", "db has no limit"),
        (("db", "api"), "{} has no limit", "each of db and api has no limit"),
        (("db", "db-2", "d"), "{} has no limit", "each of db, db-2 and d has no limit"),
        (("a", "b", "c", "d", "e"), "{} has no limit", "each of 5 services has no limit"),
        (("db", "api"), "port of {} is open", "port of each of db and api is open"),
        (("db", "api"), "no limit", "no limit"),
        (("db", "api"), "{} waits for {}", "db waits for db"),
    ],
)
def test_equal_findings_are_told_once(names: tuple[str, ...], message: str, title: str) -> None:
    lines = folded(*names, message=message.replace("{} waits for {}", "{0} waits for {0}")).splitlines()
    assert lines[0] == f"warning: {title} [some-rule]"
    assert sum("warning:" in line for line in lines) == 1
    if len(names) > 1:
        assert [line.split()[-1] for line in lines if ":3" in line] == list(names)


def test_different_messages_are_not_folded() -> None:
    text = folded("db", "api", message="{} has no limit").replace("each", "")
    assert text.count("warning:") == 1
    source = Source("shop/compose.yaml", "db api\n")
    spans = Span(source, 0, 2), Span(source, 3, 6)
    findings = [
        found("some-rule", "warning", spans[0], "db has no limit", "db"),
        found("some-rule", "error", spans[1], "api has no limit", "api"),
    ]
    assert render(Sample(findings, STACK)).count("[some-rule]") == 2


@pytest.mark.parametrize(
    ("names", "help", "expected"),
    [
        (("db",), "Limit {}.", ["╰─ help: Limit db."]),
        (("db", "api"), "Limit it.", ["╰─ help: Limit it."]),
        (("db", "api"), "Limit {}.", ["╰─ help for db, alike for the others: Limit db."]),
        (("db", "api"), None, []),
    ],
)
def test_help_is_shown_once(names: tuple[str, ...], help: str | None, expected: list[str]) -> None:
    assert [line.strip() for line in folded(*names, help=help).splitlines() if "help" in line] == expected


def test_help_keeps_its_block_as_it_is() -> None:
    span = Span(Source("shop/compose.yaml", "db: x\n"), 0, 2)
    help = health_help("db", "[x]")
    text = render(Sample([found("some-rule", "warning", span, "db is wrong", "db", help=help)], STACK), width=60)
    assert text.splitlines()[4:-2] == [
        "  ╰─ help: Give db a healthcheck, so that others can wait",
        "     for it and Docker can tell that it hangs:",
        "",
        "       services:",
        "         db:",
        "           healthcheck:",
        "             test: [x]",
    ]


def test_many_places_are_listed_with_what_stands_there() -> None:
    lines = [f'  - "{port}:80"\n' for port in range(8001, 8007)]
    source = Source("shop/compose.yaml", "".join([*lines, "  " + "x" * 100 + "web" + "y" * 100 + "\n"]))
    starts = [start + 4 for start in source.line_starts[:6]] + [source.line_starts[6] + 102]
    findings = [
        found("some-rule", "warning", Span(source, start, start + 3), "a port is open", f"s{number}", also=also)
        for number, start in enumerate(starts)
        for also in ([(Span(source, 2, 3), "the first")] if number == 1 else [],)
    ]
    assert render(Sample(findings, STACK), width=70).splitlines()[1:-2] == [
        '  ╭─ shop/compose.yaml:1:5    s0  - "8001:80"',
        '  ├─ shop/compose.yaml:2:5    s1  - "8002:80"',
        "  │    shop/compose.yaml:1:3  the first",
        '  ├─ shop/compose.yaml:3:5    s2  - "8003:80"',
        '  ├─ shop/compose.yaml:4:5    s3  - "8004:80"',
        '  ├─ shop/compose.yaml:5:5    s4  - "8005:80"',
        '  ├─ shop/compose.yaml:6:5    s5  - "8006:80"',
        "  ├─ shop/compose.yaml:7:103  s6  …web" + "y" * 31 + "…",
    ]
