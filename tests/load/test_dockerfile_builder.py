"""From text to a Dockerfile that is ready to be linked."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source, Span
from composelint.load.dockerfile import CLASSES, build_dockerfile
from composelint.model.dockerfile import Instruction, Onbuild
from composelint.syntax.dockerfile.forms import KEYWORDS


def test_problems_are_the_reader_s() -> None:
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("d/Dockerfile", "FROM a\nENV A\n")), path="d/Dockerfile")
    assert [(problem.kind, problem.defect.span.text) for problem in dockerfile.problems] == [
        ("invalid-dockerfile", "A")
    ]
    assert (dockerfile.path, dockerfile.inline, dockerfile.source.path) == ("d/Dockerfile", False, "d/Dockerfile")
    assert (dockerfile.context, dockerfile.ignore, dockerfile.builds) == (None, None, [])


def test_every_instruction_finds_its_stage() -> None:
    text = (
        "# c\nARG A\nRUN early\nFROM a AS x\nNOSUCH y\nMAINTAINER me\n"
        "FROM x\nONBUILD COPY a b\nONBUILD ONBUILD RUN x\nONBUILD"
    )
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    assert [[found.keyword for found in stage.instructions] for stage in dockerfile.stages] == [
        ["NOSUCH", "MAINTAINER"],
        ["ONBUILD", "ONBUILD", "ONBUILD"],
    ]
    for stage in dockerfile.stages:
        assert stage.instruction.stage is stage
        assert [found.index for found in stage.instructions] == list(range(len(stage.instructions)))
        assert all(found.stage is stage for found in stage.instructions)
    triggers = [found.trigger for found in dockerfile.stages[1].instructions if isinstance(found, Onbuild)]
    assert [trigger.keyword if trigger else None for trigger in triggers] == ["COPY", "ONBUILD", None]
    assert [comment.text for comment in dockerfile.comments] == ["c"]


def test_an_inline_dockerfile_stands_in_its_scalar() -> None:
    source = Source("compose.yaml", 'dockerfile_inline: "FROM a\\nUSER b"\n')
    excerpt = Excerpt(source, "FROM a\nUSER b", [(0, 20, 6), (7, 28, 6)], Span(source, 19, 35))
    dockerfile = build_dockerfile(excerpt, path="compose.yaml", inline=True)
    user = dockerfile.stages[0].user()
    assert user is not None
    assert (user.span.text, user.span.start) == ("b", 33)
    assert (dockerfile.span.text, dockerfile.inline) == ('"FROM a\\nUSER b"', True)


@pytest.mark.parametrize("keyword", [keyword for keyword in KEYWORDS if keyword not in ("FROM", "MAINTAINER")])
def test_every_keyword_has_its_class(keyword: str) -> None:
    assert CLASSES[keyword] is not Instruction


@pytest.mark.parametrize(
    "text",
    ["", "\0", "\ufeff", "FROM", "\\", "\\\n", "#", "ONBUILD\n" * 3, "RUN <<", "COPY --from", "FROM a AS", "ENV\\"],
)
def test_nothing_makes_it_fail(text: str) -> None:
    dockerfile = build_dockerfile(Excerpt.verbatim(Source("Dockerfile", text)), path="Dockerfile")
    assert dockerfile.problems
    for stage in dockerfile.stages:
        _ = stage.base, stage.states, stage.reachable, stage.used_by, stage.windows
