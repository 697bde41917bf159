"""What variables stand for along a Dockerfile, and which builds decide it."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source, Span
from composelint.load.dockerfile import build_dockerfile
from composelint.model.dockerfile import Copy, Dockerfile, Label, Scratch, Stage
from composelint.model.images import ImageReference
from composelint.model.values import Text, Unknown


def read(text: str, *builds: dict[str, str | None], contexts: set[str] | None = None) -> Dockerfile:
    """A Dockerfile that services build with these arguments (None: a value nobody knows)."""
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    for arguments in builds:
        dockerfile.add_build(None, None, {name: given(value) for name, value in arguments.items()}, contexts or set())
    return dockerfile


def given(value: str | None) -> Text | None:
    source = Source("compose.yaml", value or "?")
    return None if value is None else Text(value, Span(source, 0, len(value)))


def label(dockerfile: Dockerfile, stage: int = -1) -> str | None:
    """What the last LABEL of a stage holds."""
    instruction = [i for i in dockerfile.stages[stage].instructions if isinstance(i, Label)][-1]
    value = instruction.labels[-1].value
    assert value is not None
    return value.value


UNKNOWN = "?"


@pytest.mark.parametrize(
    ("text", "builds", "expected"),
    [
        ("FROM scratch\nENV A=1\nENV A=2 B=$A\nLABEL l=$B", [], "1"),
        ("FROM scratch\nENV A=1\nLABEL l=$A", [], "1"),
        ("FROM scratch\nLABEL l=$A\nENV A=1", [], ""),
        ("FROM a\nLABEL l=$A", [], UNKNOWN),
        ("FROM a\nLABEL l=${A:-d}", [], UNKNOWN),
        ("FROM scratch\nLABEL l=$PATH", [], UNKNOWN),
        ("FROM scratch\nLABEL l=$HTTP_PROXY", [], UNKNOWN),
        ("FROM a\nENV A=$A:x\nLABEL l=$A", [], UNKNOWN),
        # ARG in a stage: the build argument, its default, the global one's.
        ("FROM a\nARG A=1\nLABEL l=$A", [], "1"),
        ("FROM a\nARG A=1\nLABEL l=$A", [{"A": "2"}], "2"),
        ("FROM a\nARG A=1\nLABEL l=$A", [{"B": "2"}], "1"),
        ("ARG A=0\nFROM a\nARG A=1\nLABEL l=$A", [], "1"),
        ("ARG A=0\nFROM a\nARG A\nLABEL l=$A", [], "0"),
        ("ARG A=0\nFROM a\nARG A\nLABEL l=$A", [{"A": "2"}], "2"),
        ("ARG A=0\nARG B=$A-\nFROM a\nARG B\nLABEL l=$B", [{"A": "2"}], "2-"),
        ("ARG A=0\nFROM a\nLABEL l=$A", [], UNKNOWN),
        ("ARG A=0\nFROM scratch\nLABEL l=$A", [], ""),
        ("FROM a\nARG A=1\nLABEL l=$A", [{"A": None}], UNKNOWN),
        # Nobody gives a value: unknown, unless every builder is known and no base could set it.
        ("FROM a\nARG A\nLABEL l=$A", [], UNKNOWN),
        ("FROM a\nARG A\nLABEL l=${A:-d}", [], "d"),
        ("FROM a\nARG A\nLABEL l=$A", [{}], UNKNOWN),
        ("FROM scratch\nARG A\nLABEL l=$A", [{}], ""),
        ("FROM scratch\nARG A\nLABEL l=$A", [], UNKNOWN),
        # Several services: one value when they agree.
        ("FROM a\nARG A=1\nLABEL l=$A", [{"A": "2"}, {"A": "2"}], "2"),
        ("FROM a\nARG A=1\nLABEL l=$A", [{"A": "2"}, {"A": "3"}], UNKNOWN),
        ("FROM a\nARG A=1\nLABEL l=$A", [{"A": "2"}, {}], UNKNOWN),
        # The later line with a value decides, ARG or ENV.
        ("FROM a\nENV A=1\nARG A=2\nLABEL l=$A", [], "2"),
        ("FROM a\nARG A=2\nENV A=1\nLABEL l=$A", [{"A": "3"}], "1"),
        ("FROM a\nENV A=1\nARG A\nLABEL l=$A", [], "1"),
        # Automatic platform arguments are set outside, and inside only when asked for.
        ("FROM a\nARG TARGETARCH\nLABEL l=$TARGETARCH", [], UNKNOWN),
        ("FROM scratch\nLABEL l=$TARGETARCH", [], ""),
        ("FROM a\nARG TARGETARCH=amd64\nLABEL l=$TARGETARCH", [], "amd64"),
        # Lineage: variables flow into stages built from a stage, not along copies.
        ("FROM scratch AS x\nARG A=1\nENV B=2\nFROM x\nLABEL l=$A$B", [], "12"),
        ("FROM scratch AS x\nENV B=2\nFROM scratch\nCOPY --from=x a b\nLABEL l=$B", [], ""),
        ("FROM scratch AS x\nENV B=2\nFROM x\nARG B\nLABEL l=$B", [], "2"),
        ("FROM scratch AS x\nENV B=2\nFROM x\nENV B=3\nLABEL l=$B", [], "3"),
        # Quotes.
        ("FROM scratch\nENV A='$x' B=\"a b\"\nLABEL l=$A$B", [], "$xa b"),
    ],
)
def test_values(text: str, builds: list[dict[str, str | None]], expected: str) -> None:
    assert label(read(text, *builds)) == (None if expected == UNKNOWN else expected)


@pytest.mark.parametrize(
    ("text", "builds", "expected"),
    [
        ("ARG V=1\nFROM a:$V\nRUN echo $V", [], "a:1"),
        ("ARG V=1\nFROM a:$V", [{"V": "2"}], "a:2"),
        ("ARG V\nFROM a:${V:-3}", [], "a:3"),
        ("FROM a:${V:-3}", [], "a:3"),
        ("ARG V\nFROM a:$V", [{}], "a:"),
        ("FROM b\nARG V=1\nFROM a:$V", [], "a:"),
        ("FROM --platform=$BUILDPLATFORM a", [], "a"),
    ],
)
def test_images(text: str, builds: list[dict[str, str | None]], expected: str) -> None:
    image = read(text, *builds).stages[-1].instruction.image
    assert image is not None
    assert image.value == expected


def test_a_global_argument_is_not_bound_inside_a_stage() -> None:
    run = read("ARG V=1\nFROM a:$V\nRUN echo $V").stages[0].instructions[0]
    assert run.env.binding("V") is None
    assert "V" not in run.env
    bound = read("ARG V=1\nFROM a:$V\nARG V\nRUN echo $V").stages[0].instructions[1]
    binding = bound.env.binding("V")
    assert binding is not None
    assert (binding.kind, binding.default, binding.given) == ("arg", True, False)
    assert dict(bound.env) == {"V": "1"}


def test_platforms_are_unknown_outside_the_stages() -> None:
    platform = read("FROM --platform=$BUILDPLATFORM a").stages[0].platform
    assert platform is not None
    assert platform.value is None


def test_values_say_how_they_arrived() -> None:
    dockerfile = read("ARG V=1\nFROM a:$V AS x\nENV B=2\nLABEL l=$B${U:-u}\nUSER me")
    image = dockerfile.stages[0].instruction.image
    assert image is not None
    assert [(via.kind, via.span.text) for via in image.via] == [("default", "1")]
    assert [(piece.value, piece.span.text) for piece in image.pieces] == [("a:", "a:"), ("1", "$V")]
    assert not image.literal
    user = dockerfile.stages[0].user()
    assert user is not None
    assert (user.via, user.literal, user.excerpt.text) == ((), True, "me")
    given_image = read("ARG V=1\nFROM a:$V", {"V": "2"}).stages[0].instruction.image
    assert given_image is not None
    assert [(via.kind, via.span.source.path) for via in given_image.via] == [("env", "compose.yaml")]


def test_a_partly_unknown_value_keeps_its_known_pieces() -> None:
    stage = read("ARG V\nFROM example/a:$V-slim").stages[0]
    base = stage.base
    assert isinstance(base, ImageReference)
    assert (base.name.value, base.repository, base.tag_known) == (None, "example/a", False)
    assert isinstance(read("ARG V\nFROM $V").stages[0].base, Unknown)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("FROM a AS x\nFROM x", ["image", "stage"]),
        ("FROM a AS x\nFROM X", ["image", "stage"]),
        ("FROM a AS Xy\nFROM xy", ["image", "stage"]),
        ("FROM x\nFROM a AS x", ["image", "image"]),
        ("FROM a AS a", ["image"]),
        ("FROM a\nFROM 0", ["image", "image"]),
        ("FROM scratch", ["scratch"]),
        ("ARG B=x\nFROM a AS x\nFROM $B", ["image", "stage"]),
        ("FROM", ["unknown"]),
        ("ARG B\nFROM $B", ["unknown"]),
        ("ARG B\nFROM example/$B", ["image"]),
    ],
)
def test_bases(text: str, kinds: list[str]) -> None:
    classes = {Stage: "stage", ImageReference: "image", Scratch: "scratch", Unknown: "unknown"}
    assert [classes[type(stage.base)] for stage in read(text).stages] == kinds


def test_the_last_of_several_stages_of_one_name_is_meant() -> None:
    dockerfile = read("FROM a AS x\nFROM b AS x\nFROM x")
    assert dockerfile.stages[2].base is dockerfile.stages[1]


@pytest.mark.parametrize(
    ("text", "contexts", "replaced"),
    [
        ("FROM alpine", {"alpine"}, True),
        ("FROM docker.io/library/alpine:latest", {"alpine"}, True),
        ("FROM alpine:3.20", {"alpine"}, False),
        ("FROM a AS x\nFROM x", {"X"}, True),
        ("FROM alpine", {"other"}, False),
        ("FROM scratch", {"other"}, False),
    ],
)
def test_an_additional_context_takes_the_place_of_a_base(text: str, contexts: set[str], replaced: bool) -> None:
    assert isinstance(read(text, {}, contexts=contexts).stages[-1].base, Unknown) == replaced


def test_a_build_that_is_added_later_changes_what_was_worked_out_before() -> None:
    dockerfile = read("ARG V=1\nFROM a:$V AS x\nARG A=1\nLABEL l=$A\nFROM b")
    assert (label(dockerfile, 0), dockerfile.stages[0].final, str(dockerfile.stages[0].base)) == ("1", False, "a:1")
    target = Text("x", Span(dockerfile.source, 0, 0))
    dockerfile.add_build(None, target, {"A": given("2"), "V": given("3")}, set())
    assert (label(dockerfile, 0), dockerfile.stages[0].final, str(dockerfile.stages[0].base)) == ("2", True, "a:3")


def test_copies_are_expanded_from_is_not() -> None:
    dockerfile = read("FROM scratch\nARG D=dist\nCOPY --from=$D --chown=$D:x ${D}/a /b/$D")
    copy = dockerfile.stages[0].instructions[-1]
    assert isinstance(copy, Copy)
    assert [source.value for source in copy.sources] == ["dist/a"]
    assert copy.destination.value == "/b/dist"
    chown = copy.flag("chown")
    assert chown is not None
    assert chown.value == "dist:x"
    assert copy.from_ is not None
    assert (copy.from_.text.value, copy.from_.stage, copy.from_.image) == (None, None, None)


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "text",
    [
        "FROM scratch\n" + "ENV A=$A$A:x\n" * 3000 + "LABEL l=$A",
        "FROM scratch\n" + "".join(f"ENV A{n}=$A{n - 1}x\n" for n in range(1, 3000)) + "LABEL l=x",
        "FROM scratch\n" + "ARG A\n" * 5000 + "LABEL l=x",
        "".join(f"FROM a{n} AS a{n + 1}\nENV A=$A\n" for n in range(3000)) + "LABEL l=x",
        "FROM scratch AS a\n" * 3000 + "LABEL l=x",
        "FROM scratch\n" + "WORKDIR a\n" * 3000 + "LABEL l=x",
    ],
    ids=["doubling", "chain", "same", "deep", "namesakes", "directories"],
)
def test_hostile_files_take_little_time(text: str) -> None:
    dockerfile = read(text)
    label(dockerfile)
    for stage in dockerfile.stages[-3:]:
        _ = stage.lineage(), stage.workdir(), stage.states, stage.reachable, stage.env()
