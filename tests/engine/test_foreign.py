"""Other tools' ignore comments take back what our rules say under their names."""

from __future__ import annotations

import pytest
from linting import Engine, rule

from composelint.core.defect import Defect
from composelint.engine.foreign import read
from composelint.model.dockerfile import Instruction
from composelint.model.service import Service


@pytest.mark.parametrize(
    ("text", "tool", "reach", "aliases", "reason"),
    [
        ("# hadolint ignore=DL3008", "hadolint", "line", ["DL3008"], ""),
        ("#hadolint ignore = DL3008, SC2086 it is pinned", "hadolint", "line", ["DL3008", "SC2086"], "it is pinned"),
        ("# hadolint global ignore=DL3008", "hadolint", "file", ["DL3008"], ""),
        ("# check=skip=FromAsCasing,StageNameCasing", "buildkit", "file", ["FromAsCasing", "StageNameCasing"], ""),
        ("# check=skip=JSONArgsRecommended;error=true", "buildkit", "file", ["JSONArgsRecommended"], ""),
        ("#check=error=true;skip=WorkdirRelativePath", "buildkit", "file", ["WorkdirRelativePath"], ""),
        ("# check=skip=all", "buildkit", "file", [], ""),
        ("# checkov:skip=CKV_DOCKER_2:the platform asks", "checkov", "file", ["CKV_DOCKER_2"], "the platform asks"),
        ("# checkov:skip=CKV_DOCKER_2", "checkov", "file", ["CKV_DOCKER_2"], ""),
        ("# trivy:ignore:AVD-DS-0002", "trivy", "line", ["DS-0002"], ""),
        ("#trivy:ignore:DS002 -- root by design", "trivy", "line", ["DS-0002"], "root by design"),
        ("# trivy:ignore:DS-0002 trivy:ignore:DS-0026", "trivy", "line", ["DS-0002", "DS-0026"], ""),
        ("# kics-scan ignore-line", "kics", "line", [], ""),
        ("# kics-scan ignore", "kics", "file", [], ""),
        ("# nosemgrep: dockerfile.security.missing-user.missing-user", "semgrep", "line", ["missing-user"], ""),
        ("# nosemgrep: a.b, c.d", "semgrep", "line", ["b", "d"], ""),
        ("# nosemgrep", "semgrep", "line", [], ""),
        ("# nosem", "semgrep", "line", [], ""),
        ("# dclint disable-line no-version-field", "dclint", "line", ["no-version-field"], ""),
        ("# dclint disable", "dclint", "file", [], ""),
        ("# dclint disable a-rule b-rule", "dclint", "file", ["a-rule", "b-rule"], ""),
    ],
)  # fmt: skip
def test_what_another_tool_is_told(text: str, tool: str, reach: str, aliases: list[str], reason: str) -> None:
    comment = read(text, dockerfile=True)
    assert comment is not None
    assert (comment.tool, comment.reach, comment.reason) == (tool, reach, reason)
    assert comment.aliases == [f"{tool}:{alias}" for alias in aliases]


@pytest.mark.parametrize(
    "text",
    [
        "# hadolint", "# hadolint ignore", "# hadolint ignore=", "# use hadolint ignore=DL3008", "# check the skip=x",
        "# check=error=true", "# healthcheck=skip=x", "# checkov", "# trivy:ignore", "# kics-scan",
        "# kics-scan ignore-lines", "# kics-scan ignored", "# nosemgreps", "# nosemgrep-later: x", "# dclint",
        "# dclint disabled", "# dclint disable, please", "# composelint: ignore[x]",
    ],
)  # fmt: skip
def test_what_only_looks_like_it(text: str) -> None:
    assert read(text, dockerfile=True) is None


@pytest.mark.parametrize("text", ["# hadolint ignore=DL3008", "# checkov:skip=CKV_DOCKER_2", "# trivy:ignore:DS-0002"])
def test_what_is_said_of_dockerfiles_only(text: str) -> None:
    assert read(text, dockerfile=False) is None


def test_a_trivy_comment_may_end() -> None:
    comment = read("# trivy:ignore:DS-0002:exp:2027-01-31", dockerfile=True)
    assert comment is not None
    assert (comment.aliases, comment.until) == (["trivy:DS-0002"], "2027-01-31")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine(monkeypatch)
    aliased = rule("run", "Instruction")
    aliased.aliases = ("hadolint:DL1", "trivy:DS-0001", "kics:a", "checkov:CKV_1", "buildkit:Run", "semgrep:run")
    made.add(aliased, lambda node: [Defect(node, "an instruction")] if isinstance(node, Instruction) else [])
    other = rule("name")
    other.aliases = ("dclint:name", "kics:b")
    made.add(other, lambda node: [Defect(node.name, "a name")] if isinstance(node, Service) else [])
    return made


@pytest.mark.parametrize(
    ("above", "left"),
    [
        ("# hadolint ignore=DL1\n", 1), ("# hadolint ignore=DL2\n", 2), ("# trivy:ignore:AVD-DS-0001\n", 1),
        ("# trivy:ignore:DS-0001:exp:2026-11-21\n", 2), ("# kics-scan ignore-line\n", 1), ("# kics-scan ignore\n", 0),
        ("# checkov:skip=CKV_1:why\n", 0), ("# checkov:skip=CKV_2:why\n", 2), ("# nosemgrep: a.b.run\n", 1),
        ("# nosemgrep\n", 1), ("# dclint disable\n", 2), ("# nothing\n", 2),
    ],
)  # fmt: skip
def test_a_dockerfile(engine: Engine, above: str, left: int) -> None:
    report = engine.lint({"Dockerfile": f"FROM x\n{above}RUN a\nRUN b\n"})
    assert [finding.rule for finding in report.findings] == ["run"] * left
    assert len(report.suppressed) == 2 - left


def test_a_directive_of_the_build(engine: Engine) -> None:
    assert engine.lint({"Dockerfile": "# check=skip=Run\nFROM x\nRUN a\n"}).findings == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("services:\n  a: # dclint disable-line name\n    image: x\n  b:\n    image: x\n", 1),
        ("# dclint disable name\nservices:\n  a:\n    image: x\n  b:\n    image: x\n", 0),
        ("services:\n  # kics-scan ignore-line\n  a:\n    image: x\n  b:\n    image: x\n", 1),
        ("services:\n  # checkov:skip=CKV_1\n  a:\n    image: x\n  b:\n    image: x\n", 2),
    ],
)
def test_a_compose_file(engine: Engine, text: str, left: int) -> None:
    assert [finding.rule for finding in engine.lint(text).findings] == ["name"] * left


def test_the_reason_is_kept(engine: Engine) -> None:
    report = engine.lint({"Dockerfile": "FROM x\n# checkov:skip=CKV_1: the platform asks\nRUN a\n"})
    assert [entry.reason for entry in report.suppressed] == ["the platform asks"]


def test_many_comments_and_findings_take_linear_time(engine: Engine, no_hang: None) -> None:
    comments = "".join(f"# composelint: ignore[name, x{n % 9}]\n# nosemgrep: a.b{n % 9}\n" for n in range(20_000))
    services = "".join(f"  s{n}:\n    image: x\n" for n in range(4_000))
    report = engine.lint({"compose.yaml": f"services:\n{comments}{services}"})
    assert len(report.suppressed) == 1
    flow = "{" + ", ".join(f"s{n}: {{}}" for n in range(4_000)) + "}"
    report = engine.lint({"compose.yaml": f"{comments}services: {flow}\n"})
    assert len(report.suppressed) == 4_000
