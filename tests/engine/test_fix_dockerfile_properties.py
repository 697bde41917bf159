"""Whatever a Dockerfile looks like: what is mended is mended once, and nothing else is lost."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import composelint
from composelint._catalog import RULES
from composelint.core.source import Excerpt, Source
from composelint.syntax import dockerfile

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

INSTRUCTIONS = [
    "ENV A 1", "ENV PATH /x:$PATH", "LABEL a b c", 'ENV A "b" c', "MAINTAINER me", "ADD a b", "COPY a b /app",
    "EXPOSE 80:8080/TCP", "run apk add curl", "RUN apk add \\\n    # why\n    curl \\\n\n    jq",
    "RUN apt-get update && apt-get install curl", "RUN apt-get update \\\n  && apt-get install -y curl",
    "RUN pip install -r requirements.txt", 'RUN ["pip", "install", "flask"]', "RUN curl -sS http://x/y -o y # no",
    "RUN <<EOF\nset -e\napk add git\nEOF", "RUN wget http://x/y | tar x", "CMD node server.js", "CMD a && b",
    "ENTRYPOINT run $X", "WORKDIR app", "USER app", "RUN sudo apt update", "RUN yarn install", "COPPY x y",
    "COPY --from=0 /a /b", "FROM alpine:3.22 AS Base", "FROM Base", "# a comment", "#", "", "  RUN dnf install -y x",
    "ONBUILD RUN apk add x", "HEALTHCHECK CMD curl x",
]  # fmt: skip


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    bases = st.sampled_from(["alpine:3.22", "debian:13", "node:22", "registry.example.com/x:1", "fedora:43"])
    lines = [draw(st.sampled_from(["", "# syntax=docker/dockerfile:1\n", "# escape=`\n"])) + f"FROM {draw(bases)}"]
    lines += draw(st.lists(st.sampled_from(INSTRUCTIONS), max_size=8))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


FIXABLE = [rule.slug for rule in RULES.values() if rule.fix != "none"]


def mended(text: str) -> str:
    return composelint.fix({"Dockerfile": text}, unsafe=True, select=FIXABLE).get("Dockerfile", text)


def read(text: str) -> dockerfile.DockerfileTree:
    return dockerfile.parse(Excerpt.verbatim(Source("Dockerfile", text)))


@SLOW
@given(dockerfiles())
def test_comments_line_ends_and_directives_stay(text: str) -> None:
    after = mended(text)
    old, new = read(text), read(after)
    assert Counter(comment.text for comment in old.comments) == Counter(comment.text for comment in new.comments)
    assert [directive.value for directive in old.directives] == [directive.value for directive in new.directives]
    assert len(new.problems) <= len(old.problems)
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")
    else:
        assert "\r" not in after
    assert mended(after) == after


mutations = st.tuples(st.integers(0, 300), st.sampled_from("\t\n \\`#\"'$&|;<>[]{}()=\x00x"))


@SLOW
@given(dockerfiles(), st.lists(mutations, max_size=5))
def test_no_text_makes_it_fail(text: str, changes: list[tuple[int, str]]) -> None:
    for at, char in changes:
        text = text[:at] + char + text[at + 1 :]
    report = composelint.lint({"Dockerfile": mended(text)}, select=FIXABLE)
    assert not [finding for finding in report.findings if finding.rule == "internal-error"]
    report.to_dict()
