"""Checks become findings: stamped, once each, silenced where another rule speaks, and safe from crashes."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from linting import Engine, rule, shown

import composelint
from composelint.core.defect import Defect
from composelint.engine.plan import Call
from composelint.load.project import Project
from composelint.load.services import build_services
from composelint.model.compose import Stack, TextFile
from composelint.model.dockerfile import Dockerfile, Instruction, Stage
from composelint.model.service import Service

TWO = "services:\n  web: {image: a}\n  db: {image: b}\n"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    return Engine(monkeypatch)


def each(service: Service) -> Iterator[Defect]:
    yield Defect(service.name, f"{service.label} is one")


def whole(service: Service) -> Iterator[Defect]:
    """The service's body, which holds its image."""
    yield Defect(service.body, f"{service.label} is whole")


def image(service: Service) -> Iterator[Defect]:
    node = service.body.get("image")
    if node is not None:
        yield Defect(node, "an image", severity="info")


def broken(service: Service) -> Iterator[Defect]:
    if service.label == "db":
        raise KeyError(service.label)
    yield from each(service)


def test_a_check_sees_every_object_of_its_scope(engine: Engine) -> None:
    def stack(stack: Stack) -> Iterator[Defect]:
        yield Defect(stack, f"{len(stack.services)} services")

    def text(file: TextFile) -> Iterator[Defect]:
        yield Defect(file, file.kind)

    engine.add(rule("each"), each)
    engine.add(rule("stack", "Stack"), stack)
    engine.add(rule("text", "TextFile"), text)
    report = engine.lint({"compose.yaml": TWO, ".env": "A=1\n"})
    assert [(finding.rule, finding.service, finding.message) for finding in report.findings] == [
        ("text", None, "env"),
        ("stack", None, "2 services"),
        ("text", None, "compose"),
        ("each", "web", "web is one"),
        ("each", "db", "db is one"),
    ]


def test_a_defect_may_weigh_differently_from_its_rule(engine: Engine) -> None:
    engine.add(rule("image"), image)
    engine.add(rule("each"), each)
    assert {finding.rule: finding.severity for finding in engine.lint(TWO).findings} == {
        "image": "info",
        "each": "warning",
    }


def test_equal_findings_are_told_once(engine: Engine) -> None:
    engine.add(rule("image"), image)
    report = engine.lint("x-a: &a {image: a}\nservices: {web: *a, db: *a}\n")
    assert shown(report.findings) == [("image", 1, "a")]


def test_a_rule_silences_another_where_it_speaks(engine: Engine) -> None:
    engine.add(rule("image"), image)
    engine.add(rule("each"), each)
    assert len(engine.lint(TWO).findings) == 4
    engine.add(rule("whole", silences=("image",)), whole)
    assert [finding.rule for finding in engine.lint(TWO).findings] == ["each", "whole", "each", "whole"]


def test_a_rule_that_does_not_run_silences_nothing(engine: Engine) -> None:
    engine.add(rule("image"), image)
    engine.add(rule("whole", silences=("image",)), whole)
    engine.rules["whole"].enabled = False
    assert [finding.rule for finding in engine.lint(TWO).findings] == ["image", "image"]


def test_a_problem_of_the_loader_is_told_once_a_place(engine: Engine) -> None:
    engine.add(rule("wrong-type", "TextFile"))
    report = engine.lint("x-a: &a {ports: 5}\nservices: {web: {image: x, <<: *a}, db: {image: y, <<: *a}}\n")
    assert shown(report.findings) == [("wrong-type", 1, "5")]


def test_a_problem_of_a_rule_that_does_not_run_is_not_told(engine: Engine) -> None:
    assert engine.lint("services: {web: {image: x, ports: 5}}").findings == []


def test_a_crash_of_a_check_is_a_finding_and_the_run_goes_on(engine: Engine) -> None:
    engine.add(rule("broken"), broken)
    engine.add(rule("each"), each)
    report = engine.lint(TWO)
    assert [finding.rule for finding in report.findings] == ["internal-error", "broken", "each", "each"]
    crash = report.findings[0]
    assert crash.message.startswith("the check broken crashed: KeyError in broken, line ")
    assert (crash.span.source.path, crash.severity, crash.span.start) == ("compose.yaml", "error", 0)
    assert report.exit_code("never") == 2


def test_a_crash_shows_nothing_of_the_file(engine: Engine) -> None:
    def leaky(service: Service) -> Iterator[Defect]:
        yield from ()
        raise ValueError("hunter2")

    engine.add(rule("leaky"), leaky)
    (finding,) = engine.lint("services: {web: {image: hunter2}}").findings
    assert "hunter2" not in finding.message
    assert "hunter2" not in (finding.help or "")


def test_a_crash_of_a_real_check_ends_with_2_and_hides_no_other_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(service: Service) -> Iterator[Defect]:
        raise RecursionError

    before = composelint.lint({"compose.yaml": "services: {web: {image: 'nginx:1.29', prots: []}}"})
    check = Call.check
    monkeypatch.setattr(Call, "check", lambda call: boom if call.rule.slug == "missing-restart-policy" else check(call))
    after = composelint.lint({"compose.yaml": "services: {web: {image: 'nginx:1.29', prots: []}}"})
    gone = {finding.rule for finding in before.findings} - {finding.rule for finding in after.findings}
    assert gone == {"missing-restart-policy"}
    assert [finding.rule for finding in after.findings if finding.rule == "internal-error"] == ["internal-error"]
    assert (before.exit_code(), after.exit_code(), after.exit_code("never")) == (1, 2, 2)


def test_a_check_that_is_gone_is_a_crash_too(engine: Engine) -> None:
    engine.add(rule("gone"), each)
    del engine.module.__dict__["gone"]
    assert [finding.rule for finding in engine.lint(TWO).findings] == ["internal-error"]


def test_a_crash_of_the_loader_is_a_finding_and_the_other_stacks_are_judged(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(project: Project, stack: Stack) -> None:
        if stack.root == "a":
            raise RuntimeError("no")
        build_services(project, stack)

    monkeypatch.setattr("composelint.load.stack.build_services", fail)
    engine.add(rule("each"), each)
    report = engine.lint({"a/compose.yaml": TWO, "b/compose.yaml": TWO})
    assert [(finding.rule, finding.span.source.path) for finding in report.findings] == [
        ("internal-error", "a/compose.yaml"),
        ("each", "b/compose.yaml"),
        ("each", "b/compose.yaml"),
    ]
    assert report.exit_code("never") == 2


@pytest.mark.parametrize(
    ("severity", "codes"),
    [
        ("error", {"error": 1, "warning": 1, "info": 1, "never": 0}),
        ("warning", {"error": 0, "warning": 1, "info": 1, "never": 0}),
        ("info", {"error": 0, "warning": 0, "info": 1, "never": 0}),
    ],
)
def test_the_exit_code_follows_the_gate(engine: Engine, severity: str, codes: dict[str, int]) -> None:
    engine.add(rule("each", severity=severity), each)
    report = engine.lint(TWO)
    assert {gate: report.exit_code(gate) for gate in codes} == codes
    report.errors.append(("x", "cannot be read"))
    assert {report.exit_code(gate) for gate in codes} == {2}


def test_an_empty_report_is_clean(engine: Engine) -> None:
    report = engine.lint(TWO)
    assert report.exit_code("info") == 0
    assert report.counts() == {"error": 0, "warning": 0, "info": 0}


# --- many stacks


def test_a_place_is_reported_once_however_many_stacks_reach_it(engine: Engine) -> None:
    engine.add(rule("each"), each)
    files = {"compose.yaml": TWO, "compose.prod.yaml": "services: {web: {user: x}}", "compose.alone.yaml": TWO}
    report = engine.lint(files)
    assert [stack.files for stack in report.stacks] == [
        ["compose.yaml"],
        ["compose.alone.yaml"],
        ["compose.yaml", "compose.prod.yaml"],
    ]
    assert [finding.span.source.path for finding in report.findings] == ["compose.alone.yaml"] * 2 + [
        "compose.yaml"
    ] * 2


def test_a_file_that_another_stack_includes_is_no_stack_of_its_own(engine: Engine) -> None:
    engine.add(rule("each"), each)
    files = {
        "compose.yaml": "include: [db/compose.yaml]\nservices: {web: {image: x}}",
        "db/compose.yaml": "services: {db: {image: y, depends_on: [web]}}",
    }
    report = engine.lint(files)
    assert [(stack.root, stack.files, stack.services) for stack in report.stacks] == [
        (".", ["compose.yaml", "db/compose.yaml"], ["db", "web"])
    ]


def test_a_dockerfile_that_a_stack_builds_is_no_stack_of_its_own(engine: Engine) -> None:
    files = {
        "compose.yaml": "services: {web: {build: api}}",
        "api/Dockerfile": "FROM a\n",
        "job/Dockerfile": "FROM b\n",
    }
    report = engine.lint(files)
    assert [(stack.root, stack.files, stack.dockerfiles) for stack in report.stacks] == [
        (".", ["compose.yaml"], ["api/Dockerfile"]),
        ("job/Dockerfile", [], ["job/Dockerfile"]),
    ]
    assert report.paths == {"compose.yaml", "api/Dockerfile", "job/Dockerfile"}


def test_findings_are_sorted_by_place(engine: Engine) -> None:
    engine.add(rule("each"), each)
    engine.add(rule("image"), image)
    report = engine.lint({"b/compose.yaml": TWO, "a/compose.yaml": TWO})
    keys = [finding.sort_key() for finding in report.findings]
    assert keys == sorted(keys)
    assert len(keys) == 8


def test_a_judged_dockerfile_is_gone_without_a_search_for_garbage() -> None:
    text = (
        "ARG V=1\nFROM golang:$V AS build\nRUN --mount=type=cache,target=/c,from=build go build ./...\n"
        "ONBUILD RUN make\nFROM build AS unused\nFROM scratch\nCOPY --from=build /app /app\nCOPY . /src\n"
        'RUN <<EOF\napt-get install -y x\nEOF\nENV A=b\nUSER root\nCMD ["/app"]\n'
    )

    def parts() -> int:
        return sum(isinstance(found, Dockerfile | Stage | Instruction) for found in gc.get_objects())

    files = {"Dockerfile": text, "go.mod": "module x\n"}
    composelint.lint(files, complete=True)
    gc.collect()
    before = parts()
    gc.disable()
    try:
        report = composelint.lint(files, complete=True)
        assert parts() == before
    finally:
        gc.enable()
    assert report.findings
