"""A baseline takes known findings out of a report, and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from repository import Repository

from composelint.core.defect import Defect, Finding
from composelint.core.source import Source, Span
from composelint.engine.baseline import VERSION, Known, gone, known_of, read, render, subtract
from composelint.engine.fingerprint import number
from composelint.engine.report import Report, UsageError

STACK = """\
services:
  web:
    image: nginx:1.27
    restart: always
  db:
    image: postgres:16-alpine
    restart: always
    environment:
      POSTGRES_PASSWORD: ${DB_PASSWORD}
"""
RULES = ("--select", "missing-healthcheck,missing-restart-policy,literal-credential,tools-after-sources")


def finding(rule: str = "r", stack: str = ".", service: str = "s", key: str = "k", message: str = "m") -> Finding:
    source = Source("compose.yaml", "services:\n")
    made = Finding(rule, "warning", Defect(Span(source, 0, 1), message), stack=stack, service=service)
    made.identity = (rule, stack, service, key)
    return made


def report(*findings: Finding) -> Report:
    number(findings)
    return Report(list(findings))


def entries(*findings: Finding) -> list[Known]:
    return known_of(report(*findings).findings)


def messages(findings: Iterable[Finding]) -> list[str]:
    return [one.message for one in findings]


@pytest.mark.parametrize(
    ("known", "now", "left"),
    [
        (["a"], ["a"], []),
        ([], ["a"], ["a"]),
        (["a"], [], []),
        (["a"], ["a", "a"], ["a"]),
        (["a", "a"], ["a"], []),
        (["a", "b"], ["b", "a"], []),
        (["a"], ["new", "a"], ["new"]),
        (["a", "b"], ["a", "new", "b"], ["new"]),
        (["old words"], ["new words"], []),
        (["old words", "a"], ["b", "a", "new words"], ["new words"]),
    ],
)
def test_of_equal_findings_as_many_go_as_are_known(known: list[str], now: list[str], left: list[str]) -> None:
    made = report(*(finding(message=words) for words in now))
    subtract(made, entries(*(finding(message=words) for words in known)))
    assert messages(made.findings) == left


@pytest.mark.parametrize(
    "other", [finding(rule="x"), finding(stack="x"), finding(service="x"), finding(key="x")], ids=lambda it: it.identity
)
def test_another_finding_stays(other: Finding) -> None:
    other.identity = other.identity[:4]
    made = report(other)
    assert subtract(made, entries(finding())) == []
    assert made.findings == [other]


def test_a_crash_is_neither_written_nor_taken_back() -> None:
    crash = report(finding(rule="internal-error"))
    assert known_of(crash.findings) == []
    assert subtract(crash, [Known(crash.findings[0].fingerprint, "internal-error", ".", None, "m")]) == []
    assert len(crash.findings) == 1


def test_what_is_gone_is_said_where_everything_was_looked_at() -> None:
    known = entries(finding(), finding(stack="a"), finding(stack="a/b"), finding(stack="ab"), finding(rule="x"))
    assert [it.stack for it in gone(known, known[:1], ["r"], ["."])] == ["a", "a/b", "ab"]
    assert [it.stack for it in gone(known, [], ["r"], ["a"])] == ["a", "a/b"]
    assert gone(known, [], ["r"], []) == []
    assert [it.rule for it in gone(known, [], ["x"], ["."])] == ["x"]


def test_the_file_is_sorted_and_has_a_line_for_each_finding(tmp_path: Path) -> None:
    known = entries(
        finding(stack="b"), finding(stack="a", message='"</script>\x1b\ud800'), finding(rule="a", stack="b")
    )
    text = render(known)
    assert text == render(reversed(known))
    assert [line.split('"stack": ')[1][:3] for line in text.splitlines() if "fingerprint" in line] == [
        '"a"',
        '"b"',
        '"b"',
    ]
    assert text.isascii()
    (tmp_path / "b.json").write_text(text)
    again = read(str(tmp_path / "b.json"))
    assert sorted(map(Known.order, again)) == sorted(map(Known.order, known))
    assert json.loads(text)["version"] == VERSION


def test_an_empty_baseline_is_one(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(render([]))
    assert read(str(tmp_path / "b.json")) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no baseline"),
        ("{", "no baseline"),
        ("[" * 100_000, "no baseline"),
        ("\udcff\udcfe", "no baseline"),
        ("[]", "no baseline of composelint"),
        ("{}", "no baseline of composelint"),
        ('{"format": "composelint-baseline"}', "of version None, and this composelint reads 1"),
        (
            '{"format": "composelint-baseline", "version": 2, "findings": []}',
            "of version 2, and this composelint reads 1",
        ),
        ('{"format": "composelint-baseline", "version": 1}', "no list of findings"),
        ('{"format": "composelint-baseline", "version": 1, "findings": {}}', "no list of findings"),
        ('{"format": "composelint-baseline", "version": 1, "findings": [1]}', "finding 1 lacks"),
        ('{"format": "composelint-baseline", "version": 1, "findings": [{"rule": "x"}]}', "finding 1 lacks"),
    ],
)
def test_what_is_no_baseline_says_why(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=reason) as caught:
        read(str(path))
    assert str(path) in str(caught.value)


def test_a_baseline_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "none", tmp_path, tmp_path / "fifo"):
        with pytest.raises(UsageError, match="baseline"):
            read(str(path))


def test_a_hundred_thousand_findings_take_linear_time(tmp_path: Path, no_hang: None) -> None:
    many = report(*(finding(key=f"k{n % 50_000}", message=f"m{n}") for n in range(100_000)))
    path = tmp_path / "b.json"
    path.write_text(render(known_of(many.findings)))
    made = report(*(finding(key="same" if n % 2 else f"k{n}", message=f"m{n}") for n in range(100_000)))
    assert len(subtract(made, read(str(path)))) == 25_000
    assert len(made.findings) == 75_000


# In a repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "project")
    made.commit({"compose.yaml": STACK, "tool/Dockerfile": "FROM python:3.13\nCOPY . .\nRUN apt-get install -y git\n"})
    return made


def baselined(repository: Repository) -> list[tuple[str, str]]:
    return repository.found(*RULES, "--baseline", "b.json")


def test_known_findings_survive_moved_lines_and_renamed_files(repository: Repository) -> None:
    written = repository.run("baseline", "-o", "b.json", *RULES)
    assert (written.returncode, written.stdout) == (0, "")
    assert "the baseline holds 2 known findings" in written.stderr
    assert baselined(repository) == []
    repository.write({"compose.yaml": "# moved\n\n" + STACK.replace("  db:", "  other:\n    image: x:1\n\n  db:")})
    repository.git("mv", "compose.yaml", "docker-compose.yml")
    repository.git("mv", "tool/Dockerfile", "tool/tool.Dockerfile")
    assert baselined(repository) == [("missing-restart-policy", "docker-compose.yml:7:3")]


def test_the_file_shows_no_secret(repository: Repository) -> None:
    secret = "hunter2" + "Xk9pQ4vz"
    repository.write({"compose.yaml": STACK.replace("${DB_PASSWORD}", secret)})
    text = repository.run("baseline", *RULES).stdout
    assert "literal-credential" in text
    assert secret not in text


def test_a_baseline_shrinks_and_never_grows_by_an_update(repository: Repository) -> None:
    repository.run("baseline", "-o", "b.json", *RULES)
    before = (repository.path / "b.json").read_text()
    repository.write(
        {"tool/Dockerfile": "FROM python:3.13\n", "compose.yaml": STACK.replace("    restart: always\n", "")}
    )
    checked = repository.run("check", "--baseline", "b.json", *RULES)
    assert checked.returncode == 1
    assert "1 of the findings in b.json are gone: `composelint baseline --update b.json`" in checked.stderr
    repository.run("baseline", "--update", "b.json", *RULES)
    after = (repository.path / "b.json").read_text()
    assert len(after.splitlines()) == len(before.splitlines()) - 1
    assert {line.rstrip(",") for line in after.splitlines()} <= {line.rstrip(",") for line in before.splitlines()}
    assert "tool" in before
    assert "tools-after-sources" not in after
    assert "gone" not in repository.run("check", "--baseline", "b.json", *RULES).stderr


@pytest.mark.parametrize(
    "arguments", [["compose.yaml"], ["-f", "compose.yaml"], ["--select", "missing-restart-policy"], ["tool"]]
)
def test_a_part_of_a_run_says_nothing_of_the_rest(repository: Repository, arguments: list[str]) -> None:
    repository.run("baseline", "-o", "b.json", *RULES)
    chosen = [] if "--select" in arguments else RULES
    done = repository.run("check", "--baseline", "b.json", *chosen, *arguments)
    assert "gone" not in done.stderr
    assert done.returncode == 0


def test_nothing_half_written(repository: Repository) -> None:
    (repository.path / "locked").mkdir()
    repository.write({"locked/b.json": "before"})
    for target, code in (("nowhere/b.json", 2), ("locked", 2)):
        done = repository.run("baseline", "-o", target)
        assert done.returncode == code
        assert "cannot be written" in done.stderr
    assert sorted(path.name for path in (repository.path / "locked").iterdir()) == ["b.json"]
    assert repository.run("check", "--baseline", "locked/b.json").returncode == 2
