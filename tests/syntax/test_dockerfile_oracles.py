"""Our reading beside two other readers: BuildKit's own parser (an older one, compiled) and a port of the current one.

Known differences of theirs, left out of what is generated or compared:
- `dockerfile` embeds an older BuildKit: a blank between `<<` and the name makes no heredoc, and text after a JSON array
  is let pass, so that a heredoc behind it counts as none; it looks for blanks in HEALTHCHECK byte by byte.
- `e2b` raises on unknown instructions and reads no heredocs under ONBUILD; it splits COPY's words at quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import e2b_dockerfile_utils as e2b
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from composelint.core.source import Excerpt, Source
from composelint.syntax.dockerfile import DockerfileTree, parse
from composelint.syntax.dockerfile.words import Found, expand, joined, lex

try:
    import dockerfile
except ImportError:  # it has wheels for x86-64 only
    dockerfile = None

Outline = list[tuple[str, int, int]]


def read(text: str) -> DockerfileTree:
    return parse(Excerpt.verbatim(Source("Dockerfile", text)))


def ours(tree: DockerfileTree) -> Outline:
    return [(node.keyword, *node.lines) for node in tree.instructions]


def of_buildkit(text: str) -> Outline | None:
    """None when it refuses the text."""
    try:
        found = dockerfile.parse_string(text)
    except (dockerfile.GoParseError, UnicodeDecodeError):
        return None
    return [(command.cmd.upper(), command.start_line, command.end_line) for command in found if command.cmd]


def of_port(text: str) -> Outline | None:
    try:
        found = e2b.parse_dockerfile_ast(text).instructions
    except e2b.DockerfileSyntaxError:
        return None
    return [(instruction.name, instruction.start_line, instruction.end_line) for instruction in found]


KEYWORDS = (
    "RUN COPY ADD CMD ENV LABEL ARG USER WORKDIR VOLUME ENTRYPOINT SHELL MAINTAINER STOPSIGNAL ONBUILD HEALTHCHECK run"
).split()
FRAGMENTS = (
    *(f"{keyword} " for keyword in KEYWORDS), "FROM a", "EXPOSE 1", "HEALTHCHECK CMD ", "ONBUILD RUN ",
    "\n", "\n", "\n", "\n", "\r\n", "\\\n", "\\\n", "\\ \n", "\\\\\n", "\\\r\n", "`\n", "\n\n", "\n  # c\n",
    "\n# c \\\n", "\n# escape=`\n", "# syntax=a\n", "# note\n", "<<E", "<<-E", "<<'E'", '<<"E F"', "<<E ", "<<<", "<<",
    "3<<E", "\nE\n", "\n\tE\n", "\n E\n", "\nE F\n", "\nE", "x", "x y", "a=b", "A=$B", "/d", "'", '"', "\\", "`", "$",
    "${x}", "${x:-d}", "${", "}", '["a"]', '["a", "b"]', '["a",', "]", "[1]", "--from=b ", "--", " ", "  ", "\t",
    "\x0b", "#", "# ", "\ue000", "\xa0", "\u2003", "é", "&& y", "||", ";", "=",
)  # fmt: skip

files = st.lists(st.sampled_from(FRAGMENTS), max_size=16).map("".join)
with_mark = st.tuples(st.sampled_from(("", "", "\ufeff", "# escape=`\n", "FROM a\n")), files).map("".join)
generated = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


def check(text: str, oracle: Callable[[str], Outline | None]) -> None:
    """The oracle refuses what we find a problem in, and reads all else as we do."""
    tree, theirs = read(text), oracle(text)
    if theirs is None:
        assert tree.problems or any(not node.known for node in tree.instructions)
    else:
        assert ours(tree) == theirs


@pytest.mark.skipif(dockerfile is None, reason="no wheel of BuildKit's parser for this machine")
@given(with_mark)
@generated
def test_lines_beside_buildkit(text: str) -> None:
    assume("[" not in text and not ("HEALTHCHECK" in text and not text.isascii()))
    assume(not re.search(r"<<[ \t\r]", text))
    check(text, of_buildkit)


@given(with_mark)
@generated
def test_lines_beside_its_port(text: str) -> None:
    assume("<<" not in text or "ONBUILD" not in text)
    check(text, of_port)


@given(with_mark)
@generated
def test_heredocs_beside_the_port(text: str) -> None:
    assume("<<" in text and "ONBUILD" not in text)
    try:
        theirs = e2b.parse_dockerfile_ast(text).instructions
    except e2b.DockerfileSyntaxError:
        return
    assert [
        (heredoc.name, heredoc.content.text, heredoc.chomp)
        for node in read(text).instructions
        for heredoc in node.heredocs
    ] == [
        (heredoc.name, content(heredoc.content, heredoc.chomp), heredoc.chomp)
        for instruction in theirs
        for heredoc in instruction.heredocs
    ]


def content(text: str, chomp: bool) -> str:
    """Ours drops carriage returns, and leading tabs where asked to."""
    text = re.sub(r"\r+(?=\n|\Z)", "", text)
    return re.sub(r"(?m)^\t+", "", text) if chomp else text


WORDS = (
    "a", "b-1.2", ".", "*", "?", " ", "$", "${", "}", "$n", "${n}", "${e:-", "${e-", "${u:-", "${u-", "${u:+", "${n:+",
    "${n+", "${v%", "${v%%", "${v#", "${v##", "${v/", "${v//", "/", "n:", "'", '"', "\\", "`", "\\$", "\\}", "\\*",
    "$u", "$n_a", "$1", "$@", "${1}", "${n^}", "${n:0:1}", "{", ":", "é",
)  # fmt: skip
ENVIRONMENT = {"n": "x", "e": "", "v": "app-1.2.tar.gz", "é": "y"}


def ours_expanded(text: str, escape: str) -> str | None:
    def lookup(name: str) -> Found | None:
        return Found(ENVIRONMENT[name]) if name in ENVIRONMENT else None

    parts, error = lex(text, escape)
    return None if error else joined(expand(parts, lookup))


@given(st.lists(st.sampled_from(WORDS), max_size=10).map("".join), st.sampled_from("\\`"))
@settings(max_examples=1000, deadline=None)
def test_expansion_beside_the_port(text: str, escape: str) -> None:
    """The port replaces an empty match behind a full one, where Go does not; empty patterns are unknown to us."""
    try:
        theirs = e2b.ShellLex(escape, env=ENVIRONMENT, skip_unset_env=False).process_word(text)
    except ValueError:
        return
    found = ours_expanded(text, escape)
    assert found == theirs or "//" in text or (found is None and ("/" in text or escape == "`"))
