"""Ignore comments take findings back, and say when they are not needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from linting import Engine, rule, shown

from composelint.core.defect import Defect
from composelint.engine.report import Report
from composelint.model.dockerfile import Dockerfile
from composelint.model.service import Service


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine(monkeypatch)
    made.add(rule("image"), image)
    made.add(rule("name"), name)
    return made


def image(service: Service) -> Iterator[Defect]:
    node = service.body.get("image")
    if node is not None:
        yield Defect(node, "an image")


def name(service: Service) -> Iterator[Defect]:
    yield Defect(service.name, "a name")


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def stack(comment: str, above: str = "") -> str:
    return f"services:\n  web:\n{above}    image: nginx {comment}\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (stack(""), ["name", "image"]),
        (stack("# composelint: ignore[image]"), ["name"]),
        (stack("#composelint:ignore[image]"), ["name"]),
        (stack("# composelint: ignore[ image , name ] why"), ["name"]),
        (stack("# composelint: ignore[health] a theme"), ["name"]),
        (stack("# composelint: ignore[all]"), ["name"]),
        (stack("", "    # composelint: ignore[image]\n"), ["name"]),
        (stack("", "    # composelint: ignore[image]\n\n    # more words\n"), ["name"]),
        (stack("", "# composelint: ignore[image]\n"), ["name"]),
        (stack("", "    # composelint: ignore[image]\n    user: x\n"), ["name", "unused-ignore", "image"]),
        (stack("# composelint: ignore[name]"), ["name", "image", "unused-ignore"]),
        (stack("# composelint: ignore image"), ["name", "image"]),
        (stack("# ignore[image]"), ["name", "image"]),
        (stack("# see composelint: ignore[image]"), ["name", "image"]),
        ("services:\n  web: # composelint: ignore[name]\n    image: nginx\n", ["image"]),
        ("services:\n  # composelint: ignore[name]\n  web:\n    image: nginx\n", ["image"]),
        ("services: {web: {image: nginx}} # composelint: ignore[image, name]\n", []),
        ("services:\n  web:\n    image: 'nginx # composelint: ignore[image]'\n", ["name", "image"]),
    ],
)
def test_a_comment_speaks_for_its_line_or_the_next(engine: Engine, text: str, left: list[str]) -> None:
    assert sorted(rules(engine.lint(text))) == sorted(left)


def test_what_is_taken_back_is_kept_with_its_reason(engine: Engine) -> None:
    report = engine.lint(stack("# composelint: ignore[image]  the registry has one tag "))
    (taken,) = report.suppressed
    assert (taken.finding.rule, taken.reason) == ("image", "the registry has one tag")
    assert report.exit_code() == 1


@pytest.mark.parametrize(
    ("until", "today", "left"),
    [
        ("2026-11-22", "2026-11-22", ["name"]),
        ("2026-11-23", "2026-11-22", ["name"]),
        ("2026-11-21", "2026-11-22", ["image", "name", "unused-ignore"]),
        ("2026-11-21", "", ["name"]),
    ],
)
def test_an_ignore_ends_after_its_day(engine: Engine, until: str, today: str, left: list[str]) -> None:
    report = engine.lint(stack(f"# composelint: ignore[image, until={until}] soon"), today=today)
    assert sorted(rules(report)) == left


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("iamge", "no rule is called 'iamge'; did you mean image?"),
        ("", "no rule is called ''; `composelint rules` lists them"),
        ("image, nobody-knows", "no rule is called 'nobody-knows'; `composelint rules` lists them"),
        ("image, until=soon", "no rule is called 'until=soon'; `composelint rules` lists them"),
        ("name", "nothing to ignore here: name"),
        ("image, until=2020-01-01", "this ignore ended on 2020-01-01"),
    ],
)
def test_a_comment_that_does_nothing_is_told(engine: Engine, names: str, message: str) -> None:
    report = engine.lint(stack(f"# composelint: ignore[{names}] why"))
    (told,) = [finding for finding in report.findings if finding.rule == "unused-ignore"]
    assert told.message == message
    assert told.span.text == f"# composelint: ignore[{names}] why"
    assert told.fingerprint


def test_a_comment_for_a_rule_that_does_not_run_is_left_alone(engine: Engine) -> None:
    engine.rules["name"].enabled = False
    assert rules(engine.lint(stack("# composelint: ignore[image, name]"))) == []


def test_a_crash_cannot_be_ignored(engine: Engine) -> None:
    def crash(service: Service) -> Iterator[Defect]:
        raise ValueError

    engine.add(rule("crash"), crash)
    report = engine.lint("# composelint: ignore[internal-error, all]\nservices: {web: {}}\n")
    assert "internal-error" in rules(report)


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  web:\n    # composelint: ignore[inner]\n    command: |\n      one\n      two\n",
        "services:\n  web:\n    command: | # composelint: ignore[inner]\n      one\n      two\n",
        "services:\n  web:\n    # composelint: ignore[inner]\n    command: one\n      two\n",
    ],
)
def test_what_spans_lines_is_reached_as_a_whole(engine: Engine, text: str) -> None:
    def inner(service: Service) -> Iterator[Defect]:
        assert service.command is not None
        yield Defect(service.command.words[1], "the second word")

    engine.add(rule("inner"), inner)
    assert rules(engine.lint(text)) == ["name"]
    assert "inner" in rules(engine.lint(text.replace("composelint:", "nothing:")))


def test_a_file_of_two_stacks_needs_its_comments_in_one_of_them(engine: Engine) -> None:
    def bare(service: Service) -> Iterator[Defect]:
        if service.setting("user") is None:
            yield Defect(service.name, "no user")

    engine.add(rule("bare"), bare)
    files = {
        "compose.yaml": "services:\n  web: # composelint: ignore[bare, name]\n    build: .\n",
        "compose.prod.yaml": "services:\n  web:\n    user: x\n",
    }
    report = engine.lint(files)
    assert len(report.stacks) == 2
    assert report.findings == []
    assert [entry.finding.rule for entry in report.suppressed] == ["bare", "name"]
    alone = engine.lint(files, [["compose.yaml", "compose.prod.yaml"]])
    assert rules(alone) == []


def test_env_files_have_comments_too(engine: Engine) -> None:
    from composelint.model.compose import TextFile

    def entry(file: TextFile) -> Iterator[Defect]:
        for one in file.entries.entries if file.entries else ():
            yield Defect(one, one.name)

    engine.add(rule("entry", "TextFile"), entry)
    env = "# composelint: ignore[entry]\nA=1\nB=2 # composelint: ignore[entry]\nC='x\n y'\n"
    report = engine.lint({"compose.yaml": "services: {web: {user: x}}", ".env": env})
    assert [finding.message for finding in report.findings if finding.rule == "entry"] == ["C"]


DOCKERFILE = """\
# composelint: ignore[run]
RUN a && \\
    b
# hadolint ignore=DL1,DL9
RUN c \\
  d
RUN e
# hadolint ignore=DL1
"""


@pytest.mark.parametrize(
    ("head", "left"),
    [
        ("FROM x\n", ["e"]),
        ("# hadolint global ignore=DL1\nFROM x\n", []),
        ("# hadolint global ignore=DL2\nFROM x\n", ["e"]),
    ],
)
def test_dockerfiles_know_hadolint_s_comments(engine: Engine, head: str, left: list[str]) -> None:
    def run(dockerfile: Dockerfile) -> Iterator[Defect]:
        for stage in dockerfile.stages:
            for instruction in stage.instructions:
                span = instruction.span
                last = span.text.split()[-1]
                at = span.source.text.index(f" {last}", span.start) + 1
                yield Defect(type(span)(span.source, at, at + 1), last)

    made = rule("run", "Dockerfile")
    made.aliases = ("hadolint:DL1",)
    engine.add(made, run)
    report = engine.lint({"Dockerfile": head + DOCKERFILE})
    assert [finding.message for finding in report.findings if finding.rule == "run"] == left


def test_another_tool_s_comment_is_never_unused(engine: Engine) -> None:
    assert rules(engine.lint({"Dockerfile": "# hadolint global ignore=DL1\n# hadolint ignore=XY\nFROM x\n"})) == []


def test_findings_and_comments_by_line(engine: Engine) -> None:
    lines = [f"  s{n}:\n    image: x # composelint: ignore[image]" for n in range(50)]
    report = engine.lint("services:\n" + "\n".join(lines) + "\n")
    assert len(report.suppressed) == 50
    assert {entry[0] for entry in shown(report.findings)} == {"name"}
