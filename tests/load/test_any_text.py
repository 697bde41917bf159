"""Whatever the text, loading ends, does not raise, and points into the files."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from loading import load

import composelint
from composelint.core.source import Span

COMPOSE = """\
name: shop
include: [{path: other.yaml}]
x-base: &base
  restart: always
  logging: {driver: local, options: {max-size: 10m}}
services:
  web:
    <<: *base
    build: {context: ., target: app, args: [A=1, B]}
    image: ${REGISTRY:-docker.io}/web:${TAG}
    command: ["serve", "--port", "8080"]
    ports: ["127.0.0.1:8080:80", "9000-9001:90-91/udp"]
    environment: {PASSWORD: "${PASSWORD:?no}", URL: "postgres://u:p@db:5432/x"}
    env_file: [.env, {path: w.env, required: false}]
    depends_on: {db: {condition: service_healthy}}
    volumes: ["./src:/src:ro", data:/data]
    healthcheck: {test: curl -f http://localhost || exit 1, interval: 10s}
  db:
    extends: {service: base}
    image: postgres:17
    ports: !reset []
  base:
    deploy: {resources: {limits: {memory: 512m, cpus: "0.5"}}}
---
services:
  web:
    ports: !override ["80:80"]
volumes: {data: }
"""
OTHER = "services:\n  cache:\n    image: redis:7\nnetworks:\n  front:\n"
ENV = "TAG=1\nPASSWORD='x'\nURL=${TAG}\n"
DOCKERFILE = 'FROM alpine AS app\nRUN apk add curl && echo ${A}\nCOPY . /src\nCMD ["serve"]\n'
FILES = {"compose.yaml": COMPOSE, "other.yaml": OTHER, ".env": ENV, "Dockerfile": DOCKERFILE}

BITS = st.sampled_from(
    [*"\t\n :-#'\"|>[]{},&*!?%@`$\\<0é\x85\u2028", "${", "}", "<<: ", "*base", "- ", "  ", "null", "!reset "]
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, str]:
    """The project with a few characters of one of its files taken out, doubled, or put in."""
    files = dict(FILES)
    name = draw(st.sampled_from(sorted(files)))
    text = files[name]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        middle = draw(st.one_of(BITS, st.just(""), st.just(text[start:end] * 2)))
        text = text[:start] + middle + text[end:]
    files[name] = text
    return files


def inside(span: Span) -> bool:
    return 0 <= span.start <= span.end <= len(span.source.text)


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_a_mutated_project_is_loaded(files: dict[str, str]) -> None:
    loaded = load(files, ["compose.yaml"])
    for problem in loaded.problems:
        assert problem.defect.message
        assert inside(problem.defect.span)
        assert all(inside(span) for span, _ in problem.defect.also)
    for service in loaded.stack.services.values():
        assert inside(service.span)


@settings(max_examples=60, deadline=None)
@given(mutated())
def test_a_mutated_project_is_linted(files: dict[str, str]) -> None:
    report = composelint.lint(files, compose_files=["compose.yaml"], complete=True, today="2026-11-22")
    assert [finding.message for finding in report.findings if finding.rule == "internal-error"] == []
    for finding in report.findings:
        assert 0 < len(finding.message) <= 100
        assert inside(finding.span)
        assert all(inside(span) for span, _ in finding.also)
        assert finding.fingerprint
    assert report.to_dict()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab: -\n#'\"[]{}&*!|>$0.~\t", max_size=80))
def test_any_text_is_loaded(text: str) -> None:
    load(text)
