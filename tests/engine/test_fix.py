"""Rounds of fixing: what of a report is mended, in which files, and what a file looks like afterwards."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import composelint
from composelint._catalog import RULES
from composelint.core.edit import Edit, overlap
from composelint.core.source import Source, Span
from composelint.engine.fix.claims import Change
from composelint.engine.fix.draft import layers
from composelint.engine.fix.shapes import ours, theirs
from composelint.syntax import yaml

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WAITING = """\
services:
  api:
    build: .
    depends_on:
      - db  # the store
      - cache
  db:
    image: postgres:17-alpine
  cache:
    image: redis:8-alpine
"""
WAITED = """\
services:
  api:
    build: .
    depends_on:
      db:  # the store
        condition: service_healthy
      cache:
        condition: service_healthy
  db:
    image: postgres:17-alpine
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U postgres -d postgres -h 127.0.0.1"]
      interval: 10s
      timeout: 5s
      retries: 5
      start_period: 10s
  cache:
    image: redis:8-alpine
    healthcheck:
      test: ["CMD", "redis-cli", "ping"]
      interval: 10s
      timeout: 5s
      retries: 5
"""


def fix(text: str, select: str = "schema", unsafe: bool = False, **others: str) -> str:
    files = {"compose.yaml": text, **others}
    return composelint.fix(files, select=[select], unsafe=unsafe).get("compose.yaml", text)


def test_one_fix_makes_room_for_the_next() -> None:
    files = {"compose.yaml": WAITING}
    select = ["missing-healthcheck", "depends-on-without-condition"]
    assert composelint.fix(files, select=select, unsafe=True) == {"compose.yaml": WAITED}
    assert composelint.fix({"compose.yaml": WAITED}, select=select, unsafe=True) == {}


def test_unsafe_fixes_are_made_only_when_asked_for() -> None:
    assert fix(WAITING, "missing-healthcheck") == WAITING


def test_what_an_ignore_comment_takes_back_is_not_mended() -> None:
    text = '# composelint: ignore[obsolete-version]\nversion: "3"\nservices: {a: {image: "x:1"}}\n'
    assert fix(text, "obsolete-version") == text


def test_several_stacks_share_a_file_that_is_mended_once() -> None:
    files = {
        "a/compose.yaml": "include: [../base.yaml]\n",
        "b/compose.yaml": "include: [../base.yaml]\n",
        "base.yaml": 'version: "3"\nservices: {a: {image: "x:1"}}\n',
    }
    assert composelint.fix(files, select=["obsolete-version"]) == {"base.yaml": 'services: {a: {image: "x:1"}}\n'}


def test_a_dockerfile_inside_a_compose_file_is_left() -> None:
    text = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM alpine:3.22\n        ADD a b\n"
    assert fix(text, "add-for-local-files") == text
    (found,) = composelint.lint({"compose.yaml": text}, select=["add-for-local-files"]).findings
    assert found.fix is None


def test_a_block_that_comes_by_a_merge_key_is_not_replaced() -> None:
    base = "x-base: &base\n  healthcheck: {interval: 5s}\n"
    text = base + "services:\n  db:\n    <<: *base\n    image: postgres:17\n"
    assert fix(text, "missing-healthcheck", unsafe=True) == text
    plain = "services:\n  db:\n    image: postgres:17\n    healthcheck: {interval: 5s}\n"
    assert "interval: 5s, test: [" in fix(plain, "missing-healthcheck", unsafe=True)


@pytest.mark.parametrize(
    "text",
    [
        "x-a: &a {restart: always, tty: yes}\nservices:\n  web:\n    <<: *a\n    image: x:1\n",
        "services:\n  web: &a\n    image: x:1\n    tty: yes\n  other: *a\n",
    ],
)
def test_what_arrives_by_an_alias_is_left(text: str) -> None:
    assert fix(text, "yaml-type-trap") == text


def test_a_byte_order_mark_stays() -> None:
    text = '\ufeffversion: "3"\nservices: {a: {image: "x:1"}}\n'
    assert composelint.fix({"compose.yaml": text.encode()}, select=["schema"]) == {
        "compose.yaml": '\ufeffservices: {a: {image: "x:1"}}\n'
    }


def test_the_report_carries_what_a_fix_would_do() -> None:
    text = 'version: "3"\nservices: {a: {image: "x:1", tty: yes}}\n'
    report = composelint.lint({"compose.yaml": text}, select=["obsolete-version", "yaml-type-trap"])
    found = report.to_dict()["findings"]
    assert isinstance(found, list)
    fixes = {finding["rule"]: finding["fix"] for finding in found}
    assert fixes["obsolete-version"] == {
        "safety": "safe",
        "title": "Remove the version",
        "edits": [
            {"path": "compose.yaml", "start": {"line": 1, "column": 1}, "end": {"line": 2, "column": 1}, "text": ""}
        ],
    }
    assert fixes["yaml-type-trap"]["edits"][0]["text"] == "true"


def test_a_fix_that_would_show_a_secret_is_not_shown() -> None:
    token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    text = f"FROM alpine:3.22\nCMD run --token {token}\n"
    report = composelint.lint({"Dockerfile": text}, select=["shell-form-command", "leaked-credential"])
    assert token not in str(report.to_dict())
    mended = composelint.fix({"Dockerfile": text}, select=["shell-form-command"], unsafe=True)
    assert mended == {"Dockerfile": f'FROM alpine:3.22\nCMD ["run", "--token", "{token}"]\n'}


def test_a_file_that_cannot_be_read_is_left() -> None:
    text = 'version: "3"\nservices: {a: {image: "x:1"}\n'
    assert fix(text, "schema") == text


# Properties

values = st.sampled_from(["nginx:1.29", '"a b"', "'it''s'", "1", "yes", "~", "${X:-y}", "[a, b]", "{k: v}", "!t x"])
comments = st.sampled_from(["", "  # why", " # ä ✓"])
lines = st.sampled_from(["", "# between", "    # deeper", "  # shallow"])


@st.composite
def stacks(draw: st.DrawFn) -> str:
    """A compose file that something can be mended in, written in all sorts of ways."""
    step = draw(st.sampled_from([2, 4]))
    pad = " " * step
    rows = ['version: "3.8"' + draw(comments), draw(lines), "services:" + draw(comments)]
    for name in draw(st.lists(st.sampled_from(["web", "db", "cache"]), unique=True, min_size=1)):
        rows += [draw(lines), f"{pad}{name}:" + draw(comments)]
        rows.append(
            f"{pad * 2}image: {draw(st.sampled_from(['postgres:17', 'redis:8', 'nginx:1.29']))}" + draw(comments)
        )
        if draw(st.booleans()):
            rows.append(f"{pad * 2}tty: {draw(st.sampled_from(['yes', 'off', 'true']))}" + draw(comments))
        if draw(st.booleans()):
            rows += [f"{pad * 2}x-note: |", f"{pad * 3}a # no comment", draw(st.sampled_from(["", f"{pad * 3}b"]))]
        if draw(st.booleans()):
            rows.append(f"{pad * 2}x-value: {draw(values)}" + draw(comments))
        if draw(st.booleans()):
            rows += [f"{pad * 2}environment:" + draw(comments), f"{pad * 3}MODE: {draw(values)}", draw(lines)]
    text = "\n".join(rows) + draw(st.sampled_from(["", "\n", "\n\n", "\n# the end"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


SELECT = ["obsolete-version", "yaml-type-trap", "missing-restart-policy", "missing-healthcheck"]


@SLOW
@given(stacks())
def test_comments_line_ends_and_everything_else_stay(text: str) -> None:
    mended = composelint.fix({"compose.yaml": text}, select=SELECT, unsafe=True)
    after = mended.get("compose.yaml", text)
    assert ("\r\n" in after) == ("\r\n" in text)
    assert ("\n" in after.replace("\r\n", "")) == ("\n" in text.replace("\r\n", ""))
    kept = Counter(line.strip() for line in text.splitlines() if not line.startswith("version"))
    lost = kept - Counter(line.strip() for line in after.splitlines())
    assert all(not line or line.startswith("tty:") or "MODE: 1" in line for line in lost), lost
    assert not yaml.parse(Source("", after)).broken
    assert composelint.fix({"compose.yaml": after}, select=SELECT, unsafe=True) == {}


@SLOW
@given(stacks())
def test_both_readers_see_the_same_comments(text: str) -> None:
    assert ours(text).comments == theirs(text).comments


FIXABLE = [rule.slug for rule in RULES.values() if rule.fix != "none"]
mutations = st.tuples(st.integers(0, 400), st.sampled_from("\t\n {}[]:#-&*!|>'\"%@`\\\x00x"))


@SLOW
@given(stacks(), st.lists(mutations, max_size=4))
def test_no_text_makes_it_fail(text: str, changes: list[tuple[int, str]]) -> None:
    for at, char in changes:
        text = text[:at] + char + text[at + 1 :]
    mended = composelint.fix({"compose.yaml": text}, unsafe=True, select=FIXABLE)
    report = composelint.lint({"compose.yaml": mended.get("compose.yaml", text)}, select=FIXABLE)
    assert not [finding for finding in report.findings if finding.rule == "internal-error"]
    if not yaml.parse(Source("", text)).broken:
        assert not yaml.parse(Source("", mended.get("compose.yaml", text))).broken


def test_what_touches_the_same_characters_takes_turns() -> None:
    source = Source("x", "0123456789")

    def change(*places: tuple[int, int, str]) -> Change:
        return Change([Edit(Span(source, start, end), text) for start, end, text in places])

    first, inside, behind = change((2, 5, "a")), change((3, 3, "b")), change((5, 7, "c"))
    before, alike, around = change((2, 2, "d")), change((2, 2, "d")), change((0, 9, "e"))
    groups = layers([first, inside, behind, before, alike, around])
    assert groups == [[first, behind, before], [inside, alike], [around]]


edits = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.sampled_from(["", "a"])), min_size=1, max_size=3)


@given(st.lists(edits, max_size=8))
def test_a_group_never_overlaps(drawn: list[list[tuple[int, int, str]]]) -> None:
    source = Source("x", "0123456789")
    changes = [Change([Edit(Span(source, at, min(at + n, 10)), text) for at, n, text in row]) for row in drawn]
    changes = [change for change in changes if not overlap(change.edits)]
    groups = layers(changes)
    assert sum(map(len, groups)) <= len(changes)
    for group in groups:
        assert not overlap(edit for change in group for edit in change.edits)


@pytest.mark.usefixtures("no_hang")
def test_many_fixes_of_one_file_cost_no_more_than_they_are_worth() -> None:
    rows = [f"  s{number}:\n    image: x:1\n    tty: yes\n" for number in range(700)]
    mended = fix("services:\n" + "".join(rows), "yaml-type-trap")
    assert mended.count("tty: true") == 700


def test_ignore_comments_without_use_go_from_every_kind_of_file() -> None:
    comment = "# composelint: ignore[obsolete-version] was needed once\n"
    files = {
        "compose.yaml": f"services:\n  a:\n    image: x:1\n    {comment}    env_file: .env\n    build: .\n",
        ".env": f"A=1 {comment}{comment}B=2\n",
        "Dockerfile": f"{comment}FROM alpine:3.22\nRUN a \\\n  {comment}  b\n",
    }
    assert composelint.fix(files, select=["unused-ignore", "obsolete-version"]) == {
        "compose.yaml": "services:\n  a:\n    image: x:1\n    env_file: .env\n    build: .\n",
        ".env": "A=1\nB=2\n",
        "Dockerfile": "FROM alpine:3.22\nRUN a \\\n  b\n",
    }
