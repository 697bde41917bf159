"""What each instruction says: copies, mounts, healthchecks, and the scripts that run."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source
from composelint.load.dockerfile import build_dockerfile
from composelint.model.dockerfile import Copy, Env, Expose, Healthcheck, Instruction, Label, Program, Run, Volume
from composelint.model.programs import seconds


def last(text: str) -> Instruction:
    """The last instruction of a file that begins FROM scratch, unless it says otherwise."""
    text = text if text.startswith(("FROM", "#")) else f"FROM scratch AS base\nFROM scratch\n{text}"
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    return dockerfile.stages[-1].instructions[-1]


def copy(text: str) -> Copy:
    found = last(text)
    assert isinstance(found, Copy)
    return found


def run(text: str) -> Run:
    found = last(text)
    assert isinstance(found, Run)
    return found


@pytest.mark.parametrize(
    ("text", "sources", "destination", "target"),
    [
        ("COPY a b /c/", ["a", "b"], "/c/", "/c/"),
        ("WORKDIR /w\nCOPY . .", ["."], ".", "/w/"),
        ("WORKDIR /w\nCOPY . ..", ["."], "..", "/"),
        ("WORKDIR /w\nCOPY a ./b", ["a"], "./b", "/w/b"),
        ('COPY ["a b", "/c d"]', ["a b"], "/c d", "/c d"),
        ("FROM example/x\nCOPY a b", ["a"], "b", None),
        ("FROM example/x\nCOPY a /b", ["a"], "/b", "/b"),
        ("ARG U\nCOPY $U/a $U/b", [None], None, None),
        ("COPY <<A b <<'C D' /e/\nA\nC D\n", ["b"], "/e/", "/e/"),
        ("COPY << A /e/\nA\n", [], "/e/", "/e/"),
        ("FROM --platform=windows/amd64 x\nCOPY a /b", ["a"], "/b", None),
    ],
)
def test_copies(text: str, sources: list[str | None], destination: str | None, target: str | None) -> None:
    found = copy(text)
    assert [source.value for source in found.sources] == sources
    assert found.destination.value == destination
    assert found.target == target


@pytest.mark.parametrize(
    ("text", "stage", "image"),
    [
        ("COPY --from=base a b", "base", None),
        ("COPY --from=BASE a b", "base", None),
        ("COPY --from=0 a b", "base", None),
        ("COPY --from=example/tool:1 a b", None, "example/tool:1"),
        ("COPY --from=9 a b", None, None),
        ("COPY --from=$X a b", None, None),
    ],
)
def test_where_copies_come_from(text: str, stage: str | None, image: str | None) -> None:
    origin = copy(text).from_
    assert origin is not None
    assert (origin.stage.label if origin.stage else None) == stage
    assert (str(origin.image) if origin.image else None) == image
    assert origin.span.text == text.split("=")[1].split()[0]
    assert not copy(text).from_context


def test_an_additional_context_is_a_source() -> None:
    text = "FROM scratch AS base\nFROM scratch\nCOPY --from=base a b"
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    dockerfile.add_build(None, None, {}, {"base"})
    found = dockerfile.stages[1].instructions[0]
    assert isinstance(found, Copy)
    assert found.from_ is not None
    assert (found.from_.context, found.from_.stage) == ("base", None)


@pytest.mark.parametrize(
    ("text", "local", "remote", "from_context"),
    [
        ("ADD a https://example.org/b /c", ["a"], ["https://example.org/b"], True),
        ("ADD https://example.org/b /c", [], ["https://example.org/b"], False),
        ("ADD git@example.org:a/b.git /c", [], ["git@example.org:a/b.git"], False),
        ("ADD https://example.org/$V /c", [], [None], False),
        ("COPY a b", ["a"], [], True),
        ("COPY --from= a b", ["a"], [], True),
        ("COPY <<A /b\nA", [], [], False),
    ],
)
def test_context_and_network(text: str, local: list[str | None], remote: list[str | None], from_context: bool) -> None:
    found = copy(f"FROM x\nARG V\n{text}")
    assert [source.value for source in found.local_sources] == local
    assert [source.value for source in found.remote_sources] == remote
    assert found.from_context == from_context


def test_copy_flags() -> None:
    found = copy("COPY --link --parents=true --exclude=a --exclude=*.b --chown=u:g . /c")
    assert (found.link, found.parents, found.has_flag("nosuch")) == (True, True, False)
    assert [text.value for text in found.exclude] == ["a", "*.b"]
    chown = found.flag("chown")
    assert chown is not None
    assert (chown.value, chown.span.text) == ("u:g", "u:g")
    assert (found.flag("link"), found.flag("chmod")) == (None, None)
    assert not copy("COPY --link=false a b").link


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("target=/x", ("bind", "/x", None, True, False)),
        ("type=cache,target=/c", ("cache", "/c", None, False, False)),
        ("type=cache,target=c,ro", ("cache", "/w/c", None, True, False)),
        ("TYPE=secret,id=s,required", ("secret", "/run/secrets/s", "s", True, True)),
        ("type=secret,source=s,required=false", ("secret", "/run/secrets/s", "s", True, False)),
        ("type=secret,id=s,env=S", ("secret", None, "s", True, False)),
        ("type=secret,id=s,dst=/a/../b", ("secret", "/b", "s", True, False)),
        ('type=secret,id="a b"', ("secret", "/run/secrets/a b", "a b", True, False)),
        ("type=bind,rw,dst=/x", ("bind", "/x", None, False, False)),
        ("type=bind,readonly=false,dst=/x", ("bind", "/x", None, False, False)),
        ("type=tmpfs,target=/t,size=1g", ("tmpfs", "/t", None, False, False)),
        ("type=ssh", ("ssh", None, None, True, False)),
        ("type=cache,id=$N,target=/$N", ("cache", "/n", "n", False, False)),
        ("type=$U,target=/x", (None, "/x", None, True, False)),
        ("", ("bind", None, None, True, False)),
    ],
)
def test_mounts(value: str, expected: tuple[str | None, str | None, str | None, bool, bool]) -> None:
    (mount,) = run(f"ARG U\nENV N=n\nWORKDIR /w\nRUN --mount={value} x").mounts
    id = mount.id.value if mount.id else None
    assert (mount.type, mount.path, id, mount.read_only, mount.required) == expected


def test_mounts_keep_their_places() -> None:
    (mount,) = run('RUN --mount=type=bind,from=base,\\"source=a,b\\",target=/x cmd').mounts
    assert mount.from_ is not None
    assert mount.from_.stage is not None
    assert (mount.from_.stage.label, mount.from_.span.text) == ("base", "base")
    assert [option.name.value for option in mount.options] == ["type", "from", "source", "target"]
    assert mount.source is not None
    assert mount.target is not None
    assert (mount.source.value, mount.source.span.text) == ("a,b", "a,b")
    assert (mount.target.span.text, mount.span.text[:7]) == ("/x", "--mount")
    assert run("RUN --mount=type=bind,from= x").mounts[0].from_ is None
    assert run("RUN --network=none x").mounts == []


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("RUN a && b", ["a", "b"]),
        ('RUN ["a", "b c"]', ["a"]),
        ('RUN ["sh", "-c", "a; b \\"c\\""]', ["a", "b"]),
        ('RUN ["/bin/bash", "-eo", "pipefail", "-c", "a | b"]', ["a", "b"]),
        ("RUN sh -c 'a; b'", ["a", "b"]),
        ("RUN <<E\na\nb x\nE", ["a", "b"]),
        ("RUN <<E\n#!/bin/bash\na\nE", ["a"]),
        ("RUN <<E\n#!/usr/bin/env python3\nimport os\nE", None),
        ("RUN <<E python3\nimport os\nE", None),
        ("RUN cat <<E > f && z\nbody\nE", ["cat", "z"]),
        ("RUN --mount=type=cache,target=/c <<E\na\nE", ["a"]),
        ("RUN <<-E\n\ta\n\tE", ["a"]),
        ('SHELL ["pwsh", "-c"]\nRUN a', None),
        ('SHELL ["/bin/bash", "-c"]\nRUN a', ["a"]),
        ("RUN ['a']", None),
        ("RUN if", None),
        ("RUN []", None),
        ("RUN", None),
        ("CMD exec a b", ["a"]),
        ('ENTRYPOINT ["a"]', ["a"]),
        ("HEALTHCHECK CMD curl x || exit 1", ["curl", "exit"]),
        ("HEALTHCHECK NONE", None),
        ("ONBUILD RUN a", ["a"]),
    ],
)
def test_scripts(text: str, programs: list[str] | None) -> None:
    found = last(text)
    found = getattr(found, "trigger", found)
    assert isinstance(found, Program)
    script = found.script
    assert (None if script is None else [command.program for command in script.commands]) == programs


def test_a_shell_reads_its_heredoc() -> None:
    for text in ("RUN <<E bash\na\nE", "RUN bash <<E\na\nE"):
        script = run(text).script
        assert script is not None
        assert "a" in [command.program for command in script.commands]


def test_scripts_know_variables_and_options_of_their_shell() -> None:
    script = run('ENV V=1\nARG W=2\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a $V $W $X | b; c').script
    assert script is not None
    assert [word.value for word in script.commands[0].arguments][:2] == ["1", "2"]
    assert script.pipelines[0].pipefail
    assert not script.commands[1].unchecked


def test_scripts_stand_where_they_are_written() -> None:
    places = {
        "RUN a && \\\n  # c\n  curl -k x": "curl -k x",
        'RUN ["sh", "-c", "a; curl \\"-k\\" x"]': 'curl \\"-k\\" x',
        "RUN <<-E\n\ta\n\tcurl -k x\n\tE": "curl -k x",
    }
    for text, expected in places.items():
        script = run(text).script
        assert script is not None
        assert script.commands[-1].span.text == expected


def test_words_of_the_exec_form() -> None:
    found = last('CMD ["a", \\\n "b$C\\n"]')
    assert isinstance(found, Program)
    assert [(word.value, word.span.text) for word in found.words] == [("a", '"a"'), ("b$C\n", '"b$C\\n"')]
    assert found.argv == ["a", "b$C\n"]


def test_healthchecks() -> None:
    found = last("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 --start-period=x CMD curl x")
    assert isinstance(found, Healthcheck)
    timings = [found.interval, found.timeout, found.start_period, found.start_interval, found.retries]
    assert [timing.value if timing else "absent" for timing in timings] == [90, 0.5, None, "absent", 3]
    assert timings[0] is not None
    assert (timings[0].text, timings[0].span.text) == ("1m30s", "1m30s")
    assert (found.none, found.argv) == (False, ["/bin/sh", "-c", "curl x"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("1.5h", 5400), ("1h2m3s", 3723), ("10us", 1e-5), ("", None), ("5", None), ("s", None), ("1s x", None)],
)
def test_durations(text: str, expected: float | None) -> None:
    assert seconds(text) == (None if expected is None else pytest.approx(expected))


def test_variables_and_labels() -> None:
    env = last('ENV A=1 "B"="x y"\n')
    assert isinstance(env, Env)
    assert [(variable.name.value, variable.known) for variable in env.variables] == [("A", "1"), ("B", "x y")]
    legacy = last("LABEL a b c")
    assert isinstance(legacy, Label)
    assert [(label.name.value, label.known) for label in legacy.labels] == [("a", "b c")]
    assert [label.span.text for label in legacy.labels] == ["a"]


def test_ports_and_volumes() -> None:
    expose = last("EXPOSE 80 1000-1002/udp 127.0.0.1:90:91 x 99999")
    assert isinstance(expose, Expose)
    assert [(port.low, port.high, port.protocol) for port in expose.ports] == [
        (80, 80, "tcp"), (1000, 1002, "udp"), (91, 91, "tcp"), (None, None, "tcp"), (99999, 99999, "tcp"),
    ]  # fmt: skip
    volume = last('VOLUME ["/a b", "/c"]')
    assert isinstance(volume, Volume)
    assert [path.value for path in volume.paths] == ["/a b", "/c"]


@pytest.mark.parametrize(
    ("text", "programs", "running"),
    [
        ("RUN apt-get update && sudo apt-get install x; curl y", ["apt-get", "curl"], ["update", "install x"]),
        ("ONBUILD RUN apt-get update", ["apt-get"], ["update"]),
        ('RUN ["apt-get", "update"]', ["apt-get"], ["update"]),
        ("RUN curl y", ["curl"], []),
        ("RUN 'open", [], []),
        ("ONBUILD USER apt-get", [], []),
        ('CMD ["apt-get", "update"]', [], []),
        ("COPY apt-get update /", [], []),
    ],
)
def test_the_programs_of_a_run(text: str, programs: list[str], running: list[str]) -> None:
    found = last(text)
    assert list(found.programs) == programs
    commands = found.running(("apt", "apt-get"))
    assert [" ".join(word.raw.strip('"') for word in command.arguments) for command in commands] == running
    assert [command for command in found.commands if command.program == "apt-get"] == commands


@pytest.mark.parametrize("text", ["/a", "'/a'", '"/a"', "/$b"])
def test_the_place_of_a_word(text: str) -> None:
    found = copy(f"COPY x {text}").destination
    assert (found.span.text, found.span.line, found.span) == (text, 3, found.span)
    assert found.excerpt.text in ("/a", "/$b")
    assert not hasattr(found, "spam")
