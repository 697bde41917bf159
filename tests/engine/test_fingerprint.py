"""A fingerprint survives what does not change a finding, and tells findings apart."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest
from linting import Engine, rule

import composelint
from composelint.core.defect import Defect
from composelint.core.source import Source
from composelint.engine.fingerprint import Keys
from composelint.engine.report import Report
from composelint.load.discover import StackFiles
from composelint.load.stack import Options, load
from composelint.model.service import Service
from composelint.workspace import Workspace

TEXT = "services:\n  web:\n    image: a\n    cap_add: [X, Y]\n  db:\n    image: b\n"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    def image(service: Service) -> Iterator[Defect]:
        node = service.body.get("image")
        if node is not None:
            yield Defect(node, f"the image of {service.label}")

    def caps(service: Service) -> Iterator[Defect]:
        for item in service.setting("cap_add") or ():  # type: ignore[union-attr]  # a list in these tests
            yield Defect(item, f"a capability of {service.label}")  # type: ignore[arg-type]  # an item

    made = Engine(monkeypatch)
    made.add(rule("image"), image)
    made.add(rule("caps"), caps)
    return made


def prints(report: Report) -> dict[tuple[str, str | None, str], str]:
    return {(finding.rule, finding.service, finding.span.text): finding.fingerprint for finding in report.findings}


def test_findings_are_told_apart(engine: Engine) -> None:
    found = prints(engine.lint(TEXT))
    assert len(found) == 4
    assert len(set(found.values())) == 4
    assert all(len(text) == 16 for text in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\n\n" + TEXT,
        TEXT.replace("    image: b", "    user: x\n    image: b"),
        TEXT.replace("  db:", "  cache:\n    user: x\n  db:"),
        TEXT.replace("[X, Y]", "\n      - X\n      - Y"),
        "x-a: 1\n" + TEXT + "volumes:\n  a:\n",
    ],
)
def test_moved_lines_keep_their_fingerprints(engine: Engine, text: str) -> None:
    assert prints(engine.lint(text)) == prints(engine.lint(TEXT))


def test_a_renamed_file_keeps_its_fingerprints(engine: Engine) -> None:
    assert prints(engine.lint({"docker-compose.yml": TEXT})) == prints(engine.lint({"compose.yaml": TEXT}))


def test_another_directory_is_another_stack(engine: Engine) -> None:
    here, there = prints(engine.lint({"compose.yaml": TEXT})), prints(engine.lint({"a/compose.yaml": TEXT}))
    assert not set(here.values()) & set(there.values())


def test_a_new_finding_changes_no_other(engine: Engine) -> None:
    before, after = prints(engine.lint(TEXT)), prints(engine.lint(TEXT.replace("[X, Y]", "[X, Y, Z]")))
    assert {key: value for key, value in after.items() if key in before} == before
    assert len(after) == len(before) + 1


def test_an_anchor_s_value_is_told_apart_by_its_place(engine: Engine) -> None:
    report = engine.lint("x-a: &a {image: a}\nservices: {web: *a, db: {image: b}}\n")
    assert len({finding.fingerprint for finding in report.findings}) == 2


FILES = {
    "compose.yaml": "name: x\nservices:\n  web:\n    build: .\n    ports:\n      - 80:80\n    env_file: w.env\n"
    "---\nvolumes:\n  v: {name: n}\n",
    "w.env": "# c\nA=1\nB='x\n y'\n",
    "Dockerfile": "FROM a AS one\nRUN x \\\n  y\nFROM one\nRUN z\n",
}


@pytest.mark.parametrize(
    ("path", "text", "key"),
    [
        ("compose.yaml", "name: x", "name"),
        ("compose.yaml", "web:", "services.web"),
        ("compose.yaml", "build", "services.web.build"),
        ("compose.yaml", "80:80", "services.web.ports.[]"),
        ("compose.yaml", "name: n", "volumes.v.name"),
        ("compose.yaml", "---", ""),
        ("w.env", "# c", ""),
        ("w.env", "A=1", "A"),
        ("w.env", "y'", "B"),
        ("Dockerfile", "FROM a", "one.FROM"),
        ("Dockerfile", "  y", "one.RUN"),
        ("Dockerfile", "RUN z", "1.RUN"),
    ],
)
def test_the_key_that_holds_a_place(path: str, text: str, key: str) -> None:
    stack, _ = load(Workspace.in_memory(FILES, complete=True), StackFiles(".", ["compose.yaml"]), Options())
    source = next(file.source for file in stack.files if file.path == path)
    assert ".".join(Keys(stack).at(source, source.text.index(text))) == key


def test_a_place_outside_the_stack_has_no_key() -> None:
    stack, _ = load(Workspace.in_memory(FILES, complete=True), StackFiles(".", ["compose.yaml"]), Options())
    assert Keys(stack).at(Source("elsewhere", "a: 1"), 0) == []


def test_what_stands_inside_a_service_is_about_it() -> None:
    text = """\
        services:
          my.web:
            image: nginx:1.30
            ports: ["99999:80"]
          api:
            build:
              context: .
              dockerfile_inline: |
                FROM alpine:3.23
                RUN cd /x
        volumes:
          spare: {}
        """
    report = composelint.lint({"compose.yaml": dedent(text)})
    found = {finding.rule: finding.service for finding in report.findings}
    assert found["invalid-port"] == "my.web"
    assert found["lost-shell-state"] == "api"
    assert found["unused-resource"] is None
