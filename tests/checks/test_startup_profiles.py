"""Dependencies on services that a profile hides: hits and look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

import composelint

BAD = at("a", "error")


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("a: {image: x, depends_on: [b]}\nb: {image: x, profiles: [p]}", BAD),
        ("a: {image: x, depends_on: {b: {condition: service_healthy}}}\nb: {image: x, profiles: [p]}", BAD),
        ("a: {image: x, depends_on: {b: {condition: '${X}'}}}\nb: {image: x, profiles: [p]}", BAD),
        ("a: {image: x, profiles: [q], depends_on: [b]}\nb: {image: x, profiles: [p]}", BAD),
        ("a: {image: x, links: [b]}\nb: {image: x, profiles: [p]}", BAD),
        ("a: {image: x, volumes_from: [b]}\nb: {image: x, profiles: [p]}", BAD),
        ("a: {image: x, network_mode: 'service:b'}\nb: {image: x, profiles: [p]}", BAD),
        ("a: {image: x, depends_on: {b: {condition: service_started, required: false}}}\n"
         "b: {image: x, profiles: [p]}", NONE),
        ("a: {image: x, profiles: [p], depends_on: [b]}\nb: {image: x, profiles: [p]}", NONE),
        ("a: {image: x, profiles: [p, q], depends_on: [b]}\nb: {image: x, profiles: [q]}", NONE),
        ("a: {image: x, profiles: [p], depends_on: [b]}\nb: {image: x}", NONE),
        ("a: {image: x, depends_on: [b]}\nb: {image: x, profiles: ['${P}']}", NONE),
        ("a: {image: x, profiles: ['${P}'], depends_on: [b]}\nb: {image: x, profiles: [p]}", NONE),
        ("a: {image: x, depends_on: [b]}\nb: {image: x, profiles: []}", NONE),
    ],
)  # fmt: skip
def test_dependency_outside_profile(services: str, expected: Found) -> None:
    assert found("dependency-outside-profile", services) == expected


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ("COMPOSE_PROFILES=p", 0),
        ("COMPOSE_PROFILES=q, p", 0),
        ("COMPOSE_PROFILES=*", 0),
        ("COMPOSE_PROFILES=q", 1),
        ("COMPOSE_PROFILES=", 1),
        ("OTHER=p", 1),
    ],
)
def test_profiles_of_the_project(env: str, expected: int) -> None:
    text = "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, profiles: [p]}\n"
    report = composelint.lint({"compose.yaml": text, ".env": f"{env}\n"}, select=["dependency-outside-profile"])
    assert len(report.findings) == expected
