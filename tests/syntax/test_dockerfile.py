"""Dockerfiles as BuildKit reads them: lines, directives, heredocs, flags, forms, and what the builder refuses."""

from __future__ import annotations

import pytest

from composelint.core.source import Excerpt, Source
from composelint.syntax.dockerfile import DockerfileTree, InstructionNode, parse


def read(text: str) -> DockerfileTree:
    return parse(Excerpt.verbatim(Source("Dockerfile", text)))


def first(text: str) -> InstructionNode:
    return read(text).instructions[0]


def outline(text: str) -> list[tuple[str, int, int]]:
    return [(node.keyword, *node.lines) for node in read(text).instructions]


def value(node: InstructionNode) -> str:
    return node.text.text if node.text else ""


def complaints(text: str) -> list[str]:
    """`line: message` of everything found wrong, a missing FROM left out."""
    return [
        f"{problem.defect.span.line}: {problem.defect.message}"
        for problem in read(text).problems
        if problem.defect.message != "the Dockerfile has no FROM"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeffFROM a", [("FROM", 1, 1)]),
        ("FROM a\r\nRUN x \\\r\n  y\r\n", [("FROM", 1, 1), ("RUN", 2, 3)]),
        ("RUN x \\\n", [("RUN", 1, 1)]),
        ("RUN echo a\\\\\nRUN b", [("RUN", 1, 1), ("RUN", 2, 2)]),
        ("RUN echo a\\\\\\\n  b", [("RUN", 1, 1), ("B", 2, 2)]),
        ("RUN x \\  \n y", [("RUN", 1, 2)]),
        ("RUN x \\\n\\\n y", [("RUN", 1, 3)]),
        ("RUN x \\\n\n  && y", [("RUN", 1, 3)]),
        ("RUN x \\\n  # c \\\n  && y", [("RUN", 1, 3)]),
        ("RUN x \\\n# c \\\n\n", [("RUN", 1, 3)]),
        ("\\\n# c\nRUN x", [("RUN", 1, 3)]),
        ("# escape=`\nRUN x `\n y", [("RUN", 2, 3)]),
        ("# escape=`\nRUN x \\\nRUN y", [("RUN", 2, 2), ("RUN", 3, 3)]),
        ("COPY x C:\\\nRUN y", [("COPY", 1, 2)]),
        ("RUN<NBSP>x".replace("<NBSP>", "\xa0"), [("RUN\xa0X", 1, 1)]),
        ("  RUN x # y \\\n z", [("RUN", 1, 2)]),
        ("run\tx\nRuN\x0cy", [("RUN", 1, 1), ("RUN", 2, 2)]),
        ("RUN a\rb\n\n\n# c\n\nRUN d", [("RUN", 1, 1), ("RUN", 6, 6)]),
        ("RUN a\u2028RUN b", [("RUN", 1, 1)]),
        ("CMD\nUSER", [("CMD", 1, 1), ("USER", 2, 2)]),
    ],
)
def test_lines(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert outline(text) == expected
    assert read(text).agreed == (expected[0][0] != "RUN\xa0X"), "dockerfile-parse and the scan split alike"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN x \\\r\n  y\r\n", "x   y"),
        ("RUN x \\\n", "x"),
        ("RUN echo a\\\\\\\n", "echo a\\\\\\"),
        ("RUN x \\  \n y", "x  y"),
        ("RUN x \\\n\\\n y", "x  y"),
        ("RUN a \\\n b\\\nc", "a  bc"),
        ("COPY x C:\\\nRUN y", "x C:RUN y"),
        ("RUN x # y \\\n z", "x # y  z"),
        ("RUN   \t x  \t", "x"),
        ("RUN a\rb", "a\rb"),
        ("RUN x\ue000y", "x\ue000y"),
        ("RUN\xa0x  y z", "y z"),
        ("USER", ""),
    ],
)
def test_values(text: str, expected: str) -> None:
    assert value(first(text)) == expected


@pytest.mark.parametrize(
    ("text", "directives", "escape"),
    [
        ("# Escape = `\nRUN x", [("escape", "`")], "`"),
        ("#syntax=docker/dockerfile:1\n  # check = skip=all;error=true \nRUN x", None, "\\"),
        ("\n# escape=`\nRUN x", [], "\\"),
        ("# note\n# syntax=docker/dockerfile:1\nRUN x", [], "\\"),
        ("# unknown=1\n# escape=`\nRUN x", [], "\\"),
        ("# escape=\nRUN x", [], "\\"),
        ("RUN x\n# escape=`", [], "\\"),
        ("# escape=x\nRUN x", [("escape", "x")], "\\"),
    ],
)
def test_directives(text: str, directives: list[tuple[str, str]] | None, escape: str) -> None:
    tree = read(text)
    if directives is None:
        directives = [("syntax", "docker/dockerfile:1"), ("check", "skip=all;error=true")]
    assert [(directive.name, directive.value) for directive in tree.directives] == directives
    assert tree.escape == escape


@pytest.mark.parametrize(
    ("text", "frontend", "foreign", "labs"),
    [
        ("# syntax=docker/dockerfile:1\nRUN x", "docker/dockerfile:1", False, False),
        ("# syntax=docker.io/docker/dockerfile-upstream@sha256:1\nRUN x", None, False, False),
        ("# syntax=docker/dockerfile:1.7-labs\nRUN x", "docker/dockerfile:1.7-labs", False, True),
        ("# syntax=docker/dockerfiles:1\nRUN x", "docker/dockerfiles:1", True, False),
        ("# syntax=example/other option\nRUN x", "example/other", True, False),
        ("#!/usr/bin/env docker\n# syntax=a/b\nRUN x", "a/b", True, False),
        ("// syntax=a/b\nRUN x", "a/b", True, False),
        ('{"syntax": "a/b"}', "a/b", True, False),
        ("RUN x\n# syntax=a/b", None, False, False),
    ],
)
def test_frontends(text: str, frontend: str | None, foreign: bool, labs: bool) -> None:
    tree = read(text)
    assert (tree.foreign, tree.labs) == (foreign, labs)
    assert frontend is None or tree.frontend == frontend


@pytest.mark.parametrize(
    ("text", "heredocs", "expected"),
    [
        (
            "RUN <<EOF\nUSER root\n# c\nx \\\nEOF\nUSER b",
            [("EOF", "USER root\n# c\nx \\\n", True)],
            [("RUN", 1, 5), ("USER", 6, 6)],
        ),
        ("RUN <<-EOF\n\tx\n\tEOF", [("EOF", "x\n", True)], [("RUN", 1, 3)]),
        ("RUN <<EOF\nx\n EOF\nEOF", [("EOF", "x\n EOF\n", True)], [("RUN", 1, 4)]),
        ("COPY <<A <<B /d/\n1\nA\n2\nB", [("A", "1\n", True), ("B", "2\n", True)], [("COPY", 1, 5)]),
        ("COPY <<'E' /x\n$a\nE", [("E", "$a\n", False)], [("COPY", 1, 3)]),
        ("COPY <<\\E /x\n$a\nE", [("E", "$a\n", False)], [("COPY", 1, 3)]),
        ("RUN cat <<EOF > f && z\nx\nEOF\nRUN q", [("EOF", "x\n", True)], [("RUN", 1, 3), ("RUN", 4, 4)]),
        ("RUN x && \\\n cat <<E\nb\nE", [("E", "b\n", True)], [("RUN", 1, 4)]),
        ("RUN cat 3<<E\nb\nE", [("E", "b\n", True)], [("RUN", 1, 3)]),
        ("RUN cat <<<x", [], [("RUN", 1, 1)]),
        ("RUN echo $((1<<2))", [], [("RUN", 1, 1)]),
        ('RUN echo "a <<E b"', [], [("RUN", 1, 1)]),
        ("RUN a<<b", [], [("RUN", 1, 1)]),
        ("RUN echo it's <<EOF\nRUN y", [], [("RUN", 1, 1), ("RUN", 2, 2)]),
        ("RUN echo ${v^} <<EOF\nRUN y", [], [("RUN", 1, 1), ("RUN", 2, 2)]),
        ("RUN echo ${v:0:1} <<EOF\nRUN y\nEOF", [("EOF", "RUN y\n", True)], [("RUN", 1, 3)]),
        ("CMD cat <<EOF\nRUN y", [], [("CMD", 1, 1), ("RUN", 2, 2)]),
        ("HEALTHCHECK CMD cat <<EOF\nRUN y", [], [("HEALTHCHECK", 1, 1), ("RUN", 2, 2)]),
        ('RUN ["cat","<<EOF"]\nRUN y', [], [("RUN", 1, 1), ("RUN", 2, 2)]),
        ('RUN --mount=type=cache ["cat","<<EOF"]\nRUN y', [], [("RUN", 1, 1), ("RUN", 2, 2)]),
        ("ONBUILD RUN <<E\nx\nE", [("E", "x\n", True)], [("ONBUILD", 1, 3)]),
        ("ONBUILD CMD <<E\nRUN y", [], [("ONBUILD", 1, 1), ("RUN", 2, 2)]),
        ("RUN cat << E\nx\nE", [("E", "x\n", True)], [("RUN", 1, 3)]),
        ('RUN <<"E F"\nx\nE F', [("E F", "x\n", False)], [("RUN", 1, 3)]),
        ("RUN <<E\r\nx\r\nE\r\n", [("E", "x\n", True)], [("RUN", 1, 3)]),
        ("RUN <<$E\nx\n$E", [("$E", "x\n", True)], [("RUN", 1, 3)]),
        ("RUN <<E\nE", [("E", "", True)], [("RUN", 1, 2)]),
        ("RUN x\\ <<E\nE", [], [("RUN", 1, 1), ("E", 2, 2)]),
        ('RUN "a\\" b" <<E\nE', [("E", "", True)], [("RUN", 1, 2)]),
        ('RUN "a\\" <<E\nRUN y', [], [("RUN", 1, 1), ("RUN", 2, 2)]),
        ("RUN <<A; <<-B-1\nB-1\nA;\n\tB-1", [("A;", "B-1\n", True), ("B-1", "", True)], [("RUN", 1, 4)]),
        (
            "RUN <<A\nRUN <<B\nB\nRUN <<B\nx\nB",
            [("A", "", True), ("B", "", True), ("B", "x\n", True)],
            [("RUN", 1, 1), ("RUN", 2, 3), ("RUN", 4, 6)],
        ),
        ("# escape=`\nRUN <<E `\n x\nb\nE", [("E", "b\n", True)], [("RUN", 2, 5)]),
    ],
)
def test_heredocs(text: str, heredocs: list[tuple[str, str, bool]], expected: list[tuple[str, int, int]]) -> None:
    tree = read(text)
    assert [(h.name, h.content.text, h.expands) for node in tree.instructions for h in node.heredocs] == heredocs
    assert outline(text) == expected
    assert tree.agreed


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ('CMD ["a", \\\n "b"]', "exec", ["a", "b"]),
        ("CMD []", "exec", []),
        ('CMD ["C:\\new", "\\u0041\\ud83d\\ude00\\ud800x"]', "exec", ["C:\new", "A\U0001f600\ufffdx"]),
        ("CMD ['a','b']", "shell", []),
        ('CMD ["a",]', "shell", []),
        ('CMD ["a"] b', "shell", []),
        ("CMD [a]", "shell", []),
        ("CMD", "none", []),
        ("HEALTHCHECK --interval=5s CMD curl x || exit 1", "shell", []),
        ('HEALTHCHECK CMD ["curl","x"]', "exec", ["curl", "x"]),
        ("healthcheck none", "none", []),
        ("COPY --link --chown=a:b --from=x . /y", "none", [".", "/y"]),
        ("COPY a --from=b c", "none", ["a", "--from=b", "c"]),
        ('COPY ["a b", "/c"]', "exec", ["a b", "/c"]),
        ('COPY "a b" /c', "none", ['"a', 'b"', "/c"]),
        ("RUN -- --x y", "shell", []),
        ("FROM --platform=linux/amd64 a As B", "none", ["a", "As", "B"]),
        ("EXPOSE 80 443/udp", "none", ["80", "443/udp"]),
        ("USER a b", "none", ["a b"]),
        ("VOLUME /a /b", "none", ["/a", "/b"]),
    ],
)
def test_forms(text: str, form: str, words: list[str]) -> None:
    node = first(text)
    assert (node.form, [word.text for word in node.words]) == (form, words)


@pytest.mark.parametrize(
    ("text", "flags", "rest"),
    [
        ("COPY --link --chown=a:b --from=x . /y", [("link", None), ("chown", "a:b"), ("from", "x")], ". /y"),
        (
            'RUN --mount=type=secret,id="a b" --network=none x',
            [("mount", "type=secret,id=a b"), ("network", "none")],
            "x",
        ),
        ("RUN --mount=type=secret,id=a\\ b x", [("mount", "type=secret,id=a b")], "x"),
        ("RUN -- --x y", [], "--x y"),
        ("RUN -x y", [], "-x y"),
        ("HEALTHCHECK --interval=5s CMD x", [("interval", "5s")], "x"),
        ("ADD --frm=1 a b", [("frm", "1")], "a b"),
        ("COPY --from= a b", [("from", "")], "a b"),
    ],
)
def test_flags(text: str, flags: list[tuple[str, str | None]], rest: str) -> None:
    node = first(text)
    assert [(flag.name, flag.value.text if flag.value else None) for flag in node.flags] == flags
    assert value(node) == rest
    assert [flag.known for flag in node.flags] == [flag.name != "frm" for flag in node.flags]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ('ENV A=1 B="x y" C=a\\ b', [("A", "1"), ("B", "x y"), ("C", "a b")]),
        ("ENV A b c=d", [("A", "b c=d")]),
        ("LABEL \"com.example\"='a b'", [("com.example", "a b")]),
        ('ARG A B=1 C="x y"', [("A", None), ("B", "1"), ("C", "x y")]),
        ("ENV A= B=''", [("A", ""), ("B", "")]),
        ("ENV A=a=b", [("A", "a=b")]),
        ("# escape=`\nENV A=a` b", [("A", "a b")]),
    ],
)
def test_pairs(text: str, pairs: list[tuple[str, str | None]]) -> None:
    node = first(text)
    assert [(pair.name, pair.value.value if pair.value else None) for pair in node.pairs] == pairs
    assert all(pair.legacy == (" b c" in text) for pair in node.pairs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: the Dockerfile holds no instruction"]),
        ("# only this\n\n", ["1: the Dockerfile holds no instruction"]),
        ("# syntax=a\n# syntax=b\nRUN x", ["2: the directive `syntax` is given twice"]),
        ("# escape=x\nRUN x", ["1: `escape` is neither a backslash nor a backtick"]),
        ("RUN <<E\nx", ["1: the heredoc `E` has no line that ends it"]),
        ("RUN cat <<EOF>f\nx\nEOF\n", ["1: the heredoc `EOF>f` has no line that ends it"]),
        ("COPY a <<E\nx\nE", ["1: COPY cannot have a heredoc as its destination"]),
        ('CMD ["a",1]', ["1: CMD takes an array of strings only"]),
        ('COPY ["a",null]', ["1: COPY takes an array of strings only"]),
        ("SHELL /bin/bash", ["1: SHELL takes a JSON array only"]),
        ("SHELL []", ["1: SHELL has an empty array"]),
        ("RUN []", ["1: RUN has an empty array, there is nothing to run"]),
        ("ENV A=1 B", ["1: ENV has a word without `=`"]),
        ("ENV A", ["1: ENV needs a name and a value"]),
        ("ENV", ["1: ENV has no arguments"]),
        ("LABEL a=b c", ["1: LABEL has a word without `=`"]),
        ("ENV =b", ["1: ENV has a value without a name"]),
        ("FROM", ["1: FROM has no image"]),
        ("FROM a b", ["1: FROM takes `image` or `image AS name`"]),
        ("FROM a AS 1x", ["1: FROM has an invalid stage name"]),
        ("COPY a", ["1: COPY needs a source and a destination"]),
        ("ADD --chown=a b", ["1: ADD needs a source and a destination"]),
        ("USER", ["1: USER has no value"]),
        ("EXPOSE", ["1: EXPOSE has no arguments"]),
        ("VOLUME []", ["1: VOLUME has no arguments"]),
        ('VOLUME ["/a", ""]', ["1: VOLUME has an empty entry"]),
        ("HEALTHCHECK", ["1: HEALTHCHECK has no arguments"]),
        ("HEALTHCHECK NONE x", ["1: HEALTHCHECK NONE takes no arguments"]),
        ("HEALTHCHECK curl x", ["1: HEALTHCHECK takes CMD or NONE only"]),
        ("HEALTHCHECK CMD", ["1: HEALTHCHECK CMD has no command"]),
        ("ONBUILD", ["1: ONBUILD has no instruction"]),
        ("ONBUILD ENV A", ["1: ENV needs a name and a value"]),
        ("WORKDIR ${}", ["1: WORKDIR has a bad substitution `${}`"]),
        ("COPY it's /x", ["1: COPY has a single quote that is never closed"]),
        ("ENV A=1 \\\n B=${n^}", ["2: ENV has an unknown modifier in `${n^}`"]),
        ("FROM a:${n", ["1: FROM has a `${` without `}`"]),
        ("RUN x\n\\", ["2: a continuation leads to no instruction"]),
        ("RUN " + "x" * 70_000, ["1: a line is longer than 65,535 bytes"]),
        ("RUN a\ufffd", ["1: bytes here are not UTF-8"]),
        # What only looks wrong, or is another rule's business, is silent here.
        ("ONBUILD WORKDIR ${}", []),
        ("RUN echo ${n^} it's", []),
        ("MAINTAINER it's me", []),
        ("CMD echo ${}", []),
        ("NOSUCH thing ${}", []),
        ("ONBUILD ONBUILD FROM a b c", []),
        ("RUN x \\\n\n y", []),
        ("CMD ['a']", []),
        ("COPY --nosuch a b", []),
        ("ENTRYPOINT []\nCMD []", []),
        ("CMD\nRUN", []),
        ("FROM a As B", []),
        ("ARG A", []),
        ("WORKDIR ${A:-it} \\$x 'it''s'", []),
    ],
)
def test_what_the_builder_refuses(text: str, expected: list[str]) -> None:
    assert complaints(text) == expected


def test_a_file_without_from_is_refused_at_its_first_instruction() -> None:
    problems = read("# c\nARG A\nRUN x").problems
    assert [(problem.kind, problem.defect.span.text) for problem in problems] == [("invalid-dockerfile", "ARG")]
    assert read("ARG A\nFROM a").problems == []


def test_a_binary_file_is_one_problem_and_nothing_else() -> None:
    tree = read("\x7fELF\0\0RUN <<E\n")
    assert [problem.defect.message for problem in tree.problems] == ["this is a binary file, not a Dockerfile"]
    assert tree.instructions == []
    assert read("FROM a\n" + "#" * 9000 + "\n# \0").problems == []


def test_another_frontend_lowers_every_problem() -> None:
    problems = read("# syntax=example/other\nFROM a b\nRUN <<E\n").problems
    assert [problem.defect.severity for problem in problems] == ["warning", "warning"]
    assert [problem.defect.severity for problem in read("FROM a b").problems] == [None]


def test_a_glued_heredoc_says_what_to_do() -> None:
    assert "a space after `EOF`" in (read("RUN cat <<EOF>f\nx\nEOF").problems[0].defect.help or "")
    assert read("RUN cat <<EOF\nx").problems[0].defect.help is None


def test_spans() -> None:
    text = (
        "FROM a AS b\n  RUN --mount=type=cache,target=/c \\\n  # why\n  cmd x\n"
        'CMD ["a", \\\n  "b\\n"]\nENV A=1 \\\n B="c"\n'
    )
    start, run, cmd, env = read(text).instructions
    assert [word.span.text for word in start.words] == ["a", "AS", "b"]
    assert run.span.text == "RUN --mount=type=cache,target=/c \\\n  # why\n  cmd x"
    assert run.head.text == "RUN --mount=type=cache,target=/c"
    assert run.keyword_span.text == "RUN"
    assert run.flags[0].span.text == "--mount=type=cache,target=/c"
    assert run.flags[0].name_span.text == "--mount"
    assert run.flags[0].value is not None
    assert run.flags[0].value.span.text == "type=cache,target=/c"
    assert run.text is not None
    assert run.text.span.text == "cmd x"
    assert [word.span.text for word in cmd.words] == ['"a"', '"b\\n"']
    assert cmd.words[1].excerpt.span(0, 1).text == "b"
    assert cmd.head.text == 'CMD ["a",'
    assert [(pair.key.span.text, pair.value.span.text if pair.value else "") for pair in env.pairs] == [
        ("A", "1"),
        ("B", '"c"'),
    ]


def test_a_word_cut_by_a_continuation_spans_its_lines_and_is_not_exact() -> None:
    word = first("COPY a\\\nb c").words[0]
    assert (word.text, word.span.text, word.exact) == ("ab", "a\\\nb", False)
    assert first("COPY a \\\nb c").words[1].exact


def test_heredoc_spans_point_into_the_body() -> None:
    heredoc = first("RUN <<-EOF\n\tcurl x\n\t\ty\n\tEOF\n").heredocs[0]
    assert heredoc.span.text == "<<-EOF"
    assert heredoc.body_span.text == "\tcurl x\n\t\ty\n"
    assert heredoc.terminator_span.text == "\tEOF"
    content = heredoc.content
    assert content.text == "curl x\ny\n"
    at = content.text.index("y")
    assert (content.span(0, 4).text, content.span(at, at + 1).text) == ("curl", "y")


def test_comments_know_where_they_stand() -> None:
    text = "# syntax=x/y\n# one\n\n# two\n#three\nRUN a \\\n  # four\n b\n# five\nRUN <<E\n# body\nE\n"
    tree = read(text)
    assert [comment.text for comment in tree.comments] == ["one", "two", "three", "four", "five"]
    assert [comment.inside for comment in tree.comments] == [False, False, False, True, False]
    assert [comment.span.text for comment in tree.comments][3] == "# four"
    assert [[comment.text for comment in node.comment_above] for node in tree.instructions] == [
        ["two", "three"],
        ["five"],
    ]


def test_an_inline_dockerfile_points_into_its_yaml() -> None:
    source = Source("compose.yaml", "x: |\n  FROM a\n  RUN <<E\n    b\n  E\n")
    text, runs, at = "", [], source.text.index("\n") + 1
    for line in source.text[at:].splitlines(keepends=True):
        runs.append((len(text), at + 2, len(line) - 2))
        text += line[2:]
        at += len(line)
    tree = parse(Excerpt(source, text, runs, Excerpt.verbatim(source, 7).whole))
    origin, run = tree.instructions
    assert (origin.span.text, origin.span.line, origin.words[0].span.text) == ("FROM a", 2, "a")
    assert run.lines == (2, 4)
    assert (run.head.text, run.head.line) == ("RUN <<E", 3)
    assert run.heredocs[0].content.span(2, 3).text == "b"
    assert tree.problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CMD ['a','b']", True),
        ('CMD ["a",]', True),
        ('CMD ["a"] b', True),
        ("CMD [ 'npm', 'start' ]", True),
        ("CMD [npm, start]", True),
        ("CMD [“npm”]", True),
        ('CMD "npm", "start"', True),
        ("COPY ['a b', '/c']", True),
        ('HEALTHCHECK CMD ["a" "b"]', True),
        ('CMD ["a"]', False),
        ('RUN [ "$A" = b ] && c', False),
        ('RUN [[ "$A" = b ]]', False),
        ("RUN [ -f x ]", False),
        ("COPY [ab].txt /c", False),
        ("COPY [ab] [cd]", False),
        ('RUN echo "a", "b"', False),
        ("RUN x [y]", False),
        ("ENV A=['a']", False),
    ],
)
def test_broken_exec_form(text: str, expected: bool) -> None:
    assert first(text).broken_exec is expected


def test_facts_for_later_rules() -> None:
    assert [span.line for span in first("RUN a \\\n\n # c\n  \n b").empty_continuations] == [2, 4]
    assert [word.text for word in first("COPY a --from=b --x c").late_flags] == ["--from=b"]
    assert first("RUN a --network=none").late_flags == []
    unknown, nested = read("RUNN x\nONBUILD RUNN y").instructions
    assert (unknown.known, unknown.written_keyword) == (False, "RUNN")
    assert nested.known
    assert nested.nested is not None
    assert (nested.nested.known, nested.nested.span.text) == (False, "RUNN y")
    trigger = first("ONBUILD copy --from=a b c").nested
    assert trigger is not None
    assert (trigger.keyword, trigger.flags[0].name, [word.text for word in trigger.words]) == (
        "COPY",
        "from",
        ["b", "c"],
    )


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "text",
    [
        "RUN <<E\n" * 20_000,
        "RUN " + "<<E " * 20_000 + "\n",
        "RUN a \\\n" * 50_000,
        "RUN a\n\\\n\n\n" * 20_000,
        "ONBUILD " * 20_000,
        "COPY [" * 10_000 + "\n",
        'CMD ["' + '\\"' * 50_000,
        "CMD " + "[" * 100_000 + "]" * 100_000,
        "ENV A=" + "${A:-" * 20_000,
        "ENV A=" + "'" * 40_001,
        "ENV " + "A=$A " * 20_000,
        "RUN --mount=" + "'" * 40_001 + " x",
        "# " + "a" * 60_000 + "=\n",
        "#" + " " * 60_000 + "\n",
        "RUN " + " " * 60_000 + "x",
        "FROM a AS b\n" * 20_000,
        "HEALTHCHECK --" + "a" * 60_000,
        "\\\n" * 50_000,
        "COPY a\\\n" * 20_000,
    ],
    ids=lambda text: text[:16],
)
def test_hostile_files_take_linear_time(text: str) -> None:
    tree = read(text)
    for node in tree.instructions[:50]:
        _ = node.span, node.head, node.broken_exec, node.empty_continuations, [word.span for word in node.words[:50]]
