"""The grammar of rule documents: front matter, sections, example projects, carets, placeholders."""

from __future__ import annotations

import re
from zlib import crc32

import pytest

from composelint import documents
from composelint.documents import DocumentError, markdown
from composelint.documents.examples import Project, projects
from composelint.documents.placeholders import PLACEHOLDERS
from composelint.workspace import Workspace

FRONT = """\
---
summary: Something is missing.
severity: warning
scope: Service | Stage
enabled: false
fix: none
aliases: [kics:some_query, "hadolint:DL3008"]
options: {grace: 30, names: [a, b]}
silences: [other-rule]
since: 0.1.0
raised-by: check
---
"""
PAGE = FRONT + "# missing-thing\n\nWhy it hurts.\n\n## Bad\n\n```yaml\na: 1\n```\n\n## References\n\n- a page\n"


def page(old: str = "", new: str = "", path: str = "health/missing-thing.md") -> documents.Document:
    assert old in PAGE
    return documents.parse(path, PAGE.replace(old, new, 1) if old else PAGE)


def test_front_matter_becomes_a_rule() -> None:
    rule = page().rule
    assert (rule.slug, rule.theme, rule.severity, rule.fix) == ("missing-thing", "health", "warning", "none")
    assert rule.summary == "Something is missing."
    assert rule.scopes == ("Service", "Stage")
    assert rule.enabled is False
    assert rule.aliases == ("kics:some_query", "hadolint:DL3008")
    assert rule.options == {"grace": 30, "names": ["a", "b"]}
    assert rule.silences == ("other-rule",)
    assert (rule.since, rule.raised_by, rule.module) == ("0.1.0", "check", None)


def test_what_may_be_left_out_has_a_default() -> None:
    rule = documents.parse(
        "style/x.md",
        "---\nsummary: s\nseverity: info\nscope: Stack\nenabled: true\nfix: safe\nsince: 0.1.0\n---\n# x\n",
    ).rule
    assert (rule.aliases, rule.options, rule.silences, rule.raised_by) == ((), {}, (), "check")


def test_sections_are_markdown_by_title() -> None:
    assert page().sections == {"": "Why it hurts.", "Bad": "```yaml\na: 1\n```", "References": "- a page"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("severity: warning", "severity: fatal", "not one of error, warning, info"),
        ("severity: warning\n", "", "missing ['severity']"),
        ("enabled: false", "enabled: no", "enabled is 'no'"),
        ("since: 0.1.0", "since: 0.1", "since is 0.1"),
        ("fix: none", "fix: none\nlevel: 3", "unknown ['level']"),
        ("fix: none", "fix: maybe", "not one of none, safe, unsafe, mixed"),
        ("kics:some_query", "some_query", "aliases holds 'some_query'"),
        ("[other-rule]", "[Other]", "silences holds 'Other'"),
        ("raised-by: check", "raised-by: magic", "not one of check, load, engine"),
        ("fix: none", "fix: none\nfix: safe", "already defined"),
        ("summary: Something is missing.", "summary: [", "front matter"),
        ("---\n", "", "must begin with front matter"),
        ("# missing-thing", "# missing-thin", 'the title is "missing-thin"'),
        ("## References", "## Bad", 'two sections "Bad"'),
        ("a page\n", "a page\r\n", "LF line ends"),
    ],
)  # fmt: skip
def test_a_page_that_breaks_the_grammar_is_refused(old: str, new: str, words: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(words)):
        page(old, new)


@pytest.mark.parametrize("path", ["nothing/missing-thing.md", "health/Missing.md", "missing-thing.md"])
def test_a_path_must_be_theme_and_slug(path: str) -> None:
    with pytest.raises(DocumentError):
        page(path=path)


@pytest.mark.parametrize("slug", ["no-such-rule", "../README", "", "Missing", "README"])
def test_loading_what_is_no_rule_is_a_lookup_error(slug: str) -> None:
    with pytest.raises(LookupError):
        documents.load(slug)


def only(text: str) -> Project:
    (project,) = projects(text)
    return project


def carets(text: str) -> list[tuple[str, int, int, int, str]]:
    return [(caret.path, caret.line, caret.column, caret.end, caret.words) for caret in only(text).carets]


def block(*lines: str, language: str = "yaml") -> str:
    return "\n".join([f"```{language}", *lines, "```"])


def test_the_language_of_a_block_names_its_file() -> None:
    text = "\n".join(block("x", language=name) for name in ("yaml", "dockerfile", "dotenv", "dockerignore"))
    assert list(only(text).files) == ["compose.yaml", "Dockerfile", ".env", ".dockerignore"]


@pytest.mark.parametrize(
    ("before", "path"),
    [
        ("`api/compose.yaml`", "api/compose.yaml"),
        ("`api/compose.yaml`:\n", "api/compose.yaml"),
        ("Now `compose.dev.yaml` is read:", "compose.yaml"),
        ("`a` and `b`", "compose.yaml"),
        ("`first`\n\nmore words", "compose.yaml"),
    ],
)
def test_a_line_that_is_a_path_in_backticks_names_the_file(before: str, path: str) -> None:
    assert list(only(f"{before}\n{block('x')}").files) == [path]


def test_a_named_block_may_have_any_language() -> None:
    assert only(f"`nginx.conf`:\n\n{block('listen 80;', language='nginx')}").files == {"nginx.conf": "listen 80;\n"}


def test_headings_begin_projects() -> None:
    text = (
        f"{block('a: 1')}\n### Second\nwords\n{block('b: 1')}\n{block('FROM x', language='dockerfile')}\n### Nothing\n"
    )
    assert [(project.title, list(project.files)) for project in projects(text)] == [
        ("", ["compose.yaml"]),
        ("Second", ["compose.yaml", "Dockerfile"]),
    ]


def test_a_run_block_says_how_the_project_is_linted() -> None:
    project = only(f"{block('complete: true', 'profiles: [debug]', language='run')}\n{block('a: 1')}")
    assert project.run == {"complete": True, "profiles": ["debug"]}
    assert list(project.files) == ["compose.yaml"]


@pytest.mark.parametrize("names", [[], [".env"], ["a/very/long/path/to/a/file.env", "b"]])
def test_a_run_block_says_what_git_tracks(names: list[str]) -> None:
    project = only(block(f"tracked: [{', '.join(names)}]", language="run") + "\n" + block("a: 1"))
    workspace = Workspace.in_memory(project.inputs)
    assert project.run == {}
    assert [workspace.tracked(name) for name in (*names, "other")] == [*(True for _ in names), False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (block("x", language="text"), "needs a path"),
        (block("x") + "\n" + block("y"), "a second compose.yaml"),
        (block("# ^ at nothing"), "point past"),
        (block("a", "# ^ too far"), "point past"),
    ],
)
def test_a_block_that_breaks_the_grammar_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        projects(text)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("a: 1", "  db:", "# ^^ has none"), [(2, 3, 5, "has none")]),
        (("FROM x", "#^^^ whole"), [(1, 1, 5, "whole")]),
        (("  ab", "  #^ is itself a caret"), [(1, 3, 5, "is itself a caret")]),
        (("  ab: c", "  #   ^ indented"), [(1, 7, 8, "indented")]),
        (("abcdef", "# ^^ first", "#   ^ second"), [(1, 3, 5, "first"), (1, 5, 6, "second")]),
        (("ab", "#^", "cd", "#^ two"), [(1, 1, 3, ""), (2, 1, 3, "two")]),
        (("ab", "# ^ of no width, behind the end"), [(1, 3, 4, "of no width, behind the end")]),
        (("a: 1  # ^^ no caret line", "# a comment ^^"), []),
    ],
)
def test_carets_count_columns_and_leave_the_file(
    lines: tuple[str, ...], expected: list[tuple[int, int, int, str]]
) -> None:
    assert carets(block(*lines)) == [("compose.yaml", *caret) for caret in expected]
    assert "# ^" not in only(block(*lines)).files["compose.yaml"].replace("1  # ^^ no caret line", "")


def test_carets_are_counted_on_the_page_as_it_stands() -> None:
    token = PLACEHOLDERS["github-token"]()
    text = block("a: [<github-token>, end]", "#   ^^^^^^^^^^^^^^ leaks", "#                   ^^^ after")
    assert only(text).files["compose.yaml"] == f"a: [{token}, end]\n"
    assert carets(text) == [("compose.yaml", 1, 5, 45, "leaks"), ("compose.yaml", 1, 47, 50, "after")]


def test_a_value_of_several_lines_keeps_the_indentation() -> None:
    text = block("a: |", "  <private-key>", "# ^^^^^^^^^^^^^ leaks", "b: 1", "#^ later")
    lines = only(text).files["compose.yaml"].splitlines()
    assert all(line.startswith("  ") for line in lines[1:-1])
    assert carets(text) == [("compose.yaml", 2, 3, 30, "leaks"), ("compose.yaml", 10, 1, 3, "later")]


def test_an_unknown_placeholder_stays_as_it_is() -> None:
    assert only(block("a: <your-token>")).files == {"compose.yaml": "a: <your-token>\n"}


SHAPES = {
    "aws-key-id": r"AKIA[A-Z2-7]{16}",
    "aws-secret-key": r"[A-Za-z0-9/+]{40}",
    "github-fine-grained-token": r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
    "github-token": r"ghp_[A-Za-z0-9]{36}",
    "gitlab-token": r"glpat-[A-Za-z0-9_-]{20}",
    "jwt": r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}",
    "private-key": r"-{5}BEGIN [A-Z ]+-{5}\n(?:[A-Za-z0-9/+]{64}\n)+-{5}END [A-Z ]+-{5}",
    "random-hex": r"[0-9a-f]{64}",
    "slack-token": r"xoxb-[0-9]{12}-[0-9]{13}-[A-Za-z0-9]{24}",
    "stripe-key": r"sk_live_[A-Za-z0-9]{24}",
}


@pytest.mark.parametrize("name", SHAPES)
def test_placeholders_have_the_shape_of_the_real_thing(name: str) -> None:
    value = PLACEHOLDERS[name]()
    assert re.fullmatch(SHAPES[name], value)
    assert value == PLACEHOLDERS[name]()


def test_a_github_token_carries_its_checksum() -> None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    token = PLACEHOLDERS["github-token"]().removeprefix("ghp_")
    number = 0
    for digit in token[30:]:
        number = number * 62 + digits.index(digit)
    assert number == crc32(token[:30].encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n```yaml\nb\n```\nc", ["a", ("yaml", ["b"]), "c"]),
        ("````md\n```yaml\nb\n```\n````", [("md", ["```yaml", "b", "```"])]),
        ("~~~\n```\n~~~", [("", ["```"])]),
        ("``` is inline ```", ["``` is inline ```"]),
        ("```yaml\nnever closed", [("yaml", ["never closed"])]),
    ],
)
def test_fenced_blocks_are_told_from_prose(text: str, expected: list[object]) -> None:
    found = [
        (piece.language, piece.lines) if isinstance(piece, markdown.Block) else piece for piece in markdown.pieces(text)
    ]
    assert found == expected
