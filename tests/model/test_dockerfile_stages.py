"""Stages: lineage, selection, and the instruction that decides each setting."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source, Span
from composelint.load.dockerfile import build_dockerfile
from composelint.model.dockerfile import Dockerfile, Onbuild, Run, Scratch
from composelint.model.values import Text, Unknown


def read(text: str) -> Dockerfile:
    return build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")


def named(value: str | None) -> Text | None:
    return None if value is None else Text(None if value == "?" else value, Span(Source("compose.yaml", value), 0, 1))


def labels(dockerfile: Dockerfile, kind: str) -> list[str]:
    return [stage.label for stage in dockerfile.stages if getattr(stage, kind)]


FOUR = "FROM a AS base\nFROM base AS test\nFROM b AS build\nFROM base AS app\nCOPY --from=build x y\n"


@pytest.mark.parametrize(
    ("text", "targets", "final", "shipped", "reachable"),
    [
        (FOUR, None, ["app"], ["base", "app"], ["base", "build", "app"]),
        (FOUR, ["test"], ["test"], ["base", "test"], ["base", "test"]),
        (FOUR, ["TEST"], ["test"], ["base", "test"], ["base", "test"]),
        (FOUR, [None, "test"], ["test", "app"], ["base", "test", "app"], ["base", "test", "build", "app"]),
        (FOUR, ["2"], ["build"], ["build"], ["build"]),
        (FOUR, ["nosuch"], ["app"], ["base", "app"], ["base", "build", "app"]),
        (FOUR, ["nosuch", "build"], ["build"], ["build"], ["build"]),
        (FOUR, ["?"], [], [], ["base", "test", "build", "app"]),
        ("FROM a AS x\nRUN m\nFROM b\nRUN --mount=type=bind,from=x,target=/x m", None, ["1"], ["1"], ["x", "1"]),
        ("FROM a\nFROM b\nCOPY --from=0 a b", None, ["1"], ["1"], ["0", "1"]),
        ("FROM a AS x\nFROM b\nONBUILD COPY --from=x a b", None, ["1"], ["1"], ["1"]),
        # Stages that need one another, themselves, or one further down.
        ("FROM a AS x\nCOPY --from=y a b\nFROM b AS y\nCOPY --from=x a b", None, ["y"], ["y"], ["x", "y"]),
        ("FROM a AS x\nCOPY --from=x a b", None, ["x"], ["x"], ["x"]),
        ("FROM a AS x\nCOPY --from=1 a b\nFROM b AS y", ["x"], ["x"], ["x"], ["x", "y"]),
        ("FROM a AS x\nCOPY --from=7 a b", None, ["x"], ["x"], ["x"]),
        ("ARG A", None, [], [], []),
    ],
)
def test_selection(
    text: str, targets: list[str | None] | None, final: list[str], shipped: list[str], reachable: list[str]
) -> None:
    dockerfile = read(text)
    for target in targets or []:
        dockerfile.add_build(None, named(target), {}, set())
    assert labels(dockerfile, "final") == final
    assert labels(dockerfile, "shipped") == shipped
    assert labels(dockerfile, "reachable") == reachable
    if targets is not None and "?" not in targets:
        assert {stage.label for stage in dockerfile.select(targets).final} == set(final)


@pytest.mark.parametrize(
    ("target", "expected"),
    [(None, "app"), ("base", "base"), ("Base", "base"), ("1", "test"), ("9", None), ("nosuch", None), ("?", None)],
)
def test_the_stage_of_a_target(target: str | None, expected: str | None) -> None:
    stage = read(FOUR).stage_for(named(target))
    assert (stage.label if stage else None) == expected


def test_users() -> None:
    base, test, build, app = read(FOUR).stages
    assert base.used_by == [test, app]
    assert build.used_by == [app.instructions[0]]
    assert test.used_by == []
    assert app.needs == [base, build]
    assert [stage.label for stage in app.lineage()] == ["base", "app"]


def test_where_a_stage_is_reported() -> None:
    assert [stage.span.text for stage in read("FROM a AS b\nFROM c\nFROM").stages] == ["b", "c", "FROM"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nHEALTHCHECK CMD x\nHEALTHCHECK CMD y", "HEALTHCHECK CMD y"),
        ("FROM a AS x\nHEALTHCHECK CMD x\nFROM x", "HEALTHCHECK CMD x"),
        ("FROM a AS x\nHEALTHCHECK CMD x\nFROM x\nHEALTHCHECK NONE", "HEALTHCHECK NONE"),
        ("FROM a AS x\nHEALTHCHECK CMD x\nFROM b\nCOPY --from=x a b", None),
        ("FROM a\nONBUILD HEALTHCHECK CMD x", None),
        ("FROM a", None),
    ],
)
def test_healthchecks(text: str, expected: str | None) -> None:
    found = read(text).stages[-1].healthcheck()
    assert (found.span.text if found else None) == expected
    assert found is None or found.none == ("NONE" in (expected or ""))


@pytest.mark.parametrize(
    ("text", "entrypoint", "command", "cleared"),
    [
        ('FROM a\nENTRYPOINT ["e"]\nCMD ["c"]', ["e"], ["c"], False),
        ('FROM a\nCMD ["c"]\nENTRYPOINT ["e"]', ["e"], ["c"], False),
        ('FROM a AS x\nCMD ["c"]\nFROM x\nENTRYPOINT ["e"]', ["e"], None, True),
        ('FROM a AS x\nENTRYPOINT ["e"]\nFROM x\nCMD ["c"]', ["e"], ["c"], False),
        ('FROM a AS x\nENTRYPOINT ["e"]\nCMD ["c"]\nFROM x', ["e"], ["c"], False),
        ("FROM a\nCMD c d", None, ["/bin/sh", "-c", "c d"], False),
        ('FROM a\nSHELL ["/bin/bash", "-lc"]\nCMD c d', None, ["/bin/bash", "-lc", "c d"], False),
        ("FROM a\nCMD []", None, [], False),
        ("FROM a", None, None, False),
        ('FROM a\nENTRYPOINT ["e"]', ["e"], None, True),
    ],
)
def test_commands(text: str, entrypoint: list[str] | None, command: list[str] | None, cleared: bool) -> None:
    stage = read(text).stages[-1]
    found, run = stage.entrypoint(), stage.command()
    assert (found.argv if found else None) == entrypoint
    assert (run.argv if run else None) == command
    assert (stage.command_cleared_by() is not None) == cleared


@pytest.mark.parametrize(
    ("text", "user", "workdir"),
    [
        ("FROM scratch\nUSER a:b\nWORKDIR /x\nWORKDIR y/../z", "a:b", "/x/z"),
        ("FROM scratch\nWORKDIR x", None, "/x"),
        ("FROM scratch", None, "/"),
        ("FROM example/nobody-knows\nWORKDIR x", None, None),
        ("FROM example/nobody-knows\nWORKDIR /x\nWORKDIR ../y", None, "/y"),
        ("FROM example/nobody-knows AS a\nUSER u\nWORKDIR /x\nFROM a\nWORKDIR y", "u", "/x/y"),
        ("FROM scratch\nENV D=/d\nWORKDIR $D/x", None, "/d/x"),
        ("FROM scratch\nARG D\nWORKDIR $D/x", None, None),
        ("FROM scratch\nONBUILD USER x\nONBUILD WORKDIR /y", None, "/"),
        ("FROM --platform=windows/amd64 example/x\nWORKDIR C:\\\\app", None, "C:\\app"),
        ("FROM --platform=windows/amd64 example/x\nWORKDIR app", None, None),
    ],
)
def test_user_and_directory(text: str, user: str | None, workdir: str | None) -> None:
    stage = read(text).stages[-1]
    found = stage.user()
    assert (found.value if found else None) == user
    assert stage.workdir().value == workdir


def test_what_holds_before_each_instruction() -> None:
    text = 'FROM scratch\nRUN a\nUSER u\nWORKDIR /w\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN b\nFROM x\nRUN c'
    dockerfile = read(text)
    before, *_, after = dockerfile.stages[0].instructions
    assert (before.user.value, before.workdir.value, before.shell) == ("0", "/", None)
    assert (after.user.value, after.workdir.value) == ("u", "/w")
    assert after.user.span.text == "u"
    assert after.shell is not None
    assert (after.shell.argv[1:], after.shell.foreign) == (["-eo", "pipefail", "-c"], False)
    unknown = dockerfile.stages[1].instructions[0]
    assert (unknown.user.value, unknown.workdir.value, unknown.shell) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("FROM a", False),
        ("FROM --platform=windows/amd64 a", True),
        ("FROM --platform=linux/amd64 a", False),
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022", True),
        ("# escape=`\nFROM a", True),
        ("FROM mcr.microsoft.com/windows/nanoserver:1809 AS x\nFROM x", True),
    ],
)
def test_windows(text: str, windows: bool) -> None:
    stage = read(text + "\nRUN a").stages[-1]
    assert stage.windows == windows
    run = stage.instructions[0]
    assert isinstance(run, Run)
    assert (run.script is None) == windows
    assert (run.shell is not None and run.shell.foreign) == windows


def test_foundations() -> None:
    stages = read("ARG Z\nFROM a:1 AS x\nFROM x\nFROM scratch AS y\nFROM y\nFROM $Z").stages
    assert [str(stage.external_base()) for stage in stages] == ["a:1", "a:1", "None", "None", "None"]
    assert [stage.from_scratch() for stage in stages] == [False, False, True, True, False]
    assert isinstance(stages[3].foundation, Scratch)
    assert isinstance(stages[4].foundation, Unknown)


def test_images_are_listed_where_they_are_named() -> None:
    text = (
        "FROM a:1 AS x\nCOPY --from=b:2 c d\nFROM x\nRUN --mount=from=e:3,target=/e f\nCOPY --from=x g h\nFROM scratch"
    )
    stages = read(text).stages
    assert [[str(image) for image in stage.images] for stage in stages] == [["a:1", "b:2"], ["e:3"], []]
    assert stages[1].images[0].span.text == "e:3"


def test_ports_and_environment() -> None:
    text = (
        "FROM a AS x\nEXPOSE 80 443/TCP 53/udp\nENV A=1 B=2\n"
        'FROM x\nENV B=3 P="8000 8001"\nARG C=4\nEXPOSE $P 9000-9002 $U x 1-99999\n'
    )
    stage = read(text).stages[-1]
    ports = stage.exposed_ports()
    assert list(ports)[:8] == [
        *((80, "tcp"), (443, "tcp"), (53, "udp"), (8000, "tcp"), (8001, "tcp")),
        *((9000, "tcp"), (9001, "tcp"), (9002, "tcp")),
    ]
    assert ports[9001, "tcp"].span.text == "9000-9002"
    assert len(ports) < 5000
    assert {name: text.value for name, text in stage.env().items()} == {"A": "1", "B": "3", "P": "8000 8001"}


def test_triggers_act_elsewhere() -> None:
    stage = read("FROM scratch\nENV A=1\nONBUILD RUN echo $A\nONBUILD ENV A=2\nLABEL a=$A").stages[0]
    onbuild = stage.instructions[1]
    assert isinstance(onbuild, Onbuild)
    trigger = onbuild.trigger
    assert isinstance(trigger, Run)
    assert (trigger.onbuild, onbuild.onbuild, trigger.parent) == (True, False, onbuild)
    assert (trigger.workdir.value, trigger.user.value, trigger.shell) == (None, None, None)
    assert trigger.span.text == "RUN echo $A"
    assert trigger.script is not None
    assert stage.env()["A"].value == "1"


def test_a_file_without_stages() -> None:
    dockerfile = read("ARG A=1\nRUN x\nARG B")
    assert (dockerfile.stages, dockerfile.stage_for(None)) == ([], None)
    assert [arg.span.text for arg in dockerfile.global_args] == ["ARG A=1", "ARG B"]
    assert [found.keyword for found in dockerfile.orphans] == ["RUN"]
    assert [found.keyword for found in dockerfile.instructions] == ["ARG", "RUN", "ARG"]
    run = dockerfile.orphans[0]
    assert (run.user.value, run.workdir.value, dict(run.env)["A"]) == (None, None, "1")
