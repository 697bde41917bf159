"""How things are mounted."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, web

LONG = "{type: bind, source: ./b, target: /x"

TWICE: list[tuple[str, Marks]] = [
    (web("volumes: ['./a:/x', './b:/x']"), error("'./b:/x'")),
    (web("volumes: ['./a:/x', './b:/x', './c:/x/']"), error("'./c:/x/'")),
    (web("volumes: ['./a:/x', './a:/x']"), info("'./a:/x'")),
    (web("volumes: ['./a:/x', './a:/x:ro']"), error("'./a:/x:ro'")),
    (web("volumes: ['./a:/x', './b:/x/y', './c:/xx']"), NONE),
    (web(f"volumes: ['./a:/x', {LONG}}}]"), error(f"{LONG}}}")),
    (web(f"volumes: ['./a:/x', {LONG}/}}]"), error(f"{LONG}/}}")),
    (web("volumes: ['./a:$X', './b:$X']"), NONE),
    (web("volumes: ['./a:/x'], tmpfs: /x"), NONE),
    (web("tmpfs: [/x, /x]"), NONE),
    (web("tmpfs: ['/x:size=1', '/x:mode=1']"), error("'/x:mode=1'")),
    (web("configs: [a], secrets: [{source: s, target: /a}]", "configs: {a: {content: x}}\nsecrets: {s: {file: x}}"),
     error("a")),
    (web("configs: [a], secrets: [a]", "configs: {a: {content: x}}\nsecrets: {a: {file: x}}"), NONE),
    (web("volumes: ['./a:/run/secrets/s'], secrets: [s]", "secrets: {s: {file: x}}"), error("s")),
    ("services: {a: {image: x, volumes: ['./a:/x']}, b: {image: x, volumes: ['./b:/x'], volumes_from: [a]}}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TWICE)
def test_duplicate_mount_target(text: str, expected: Marks) -> None:
    assert marks("duplicate-mount-target", text) == expected


def test_an_override_may_replace() -> None:
    over = {"compose.override.yaml": "services: {web: {volumes: ['./b:/x']}}\n"}
    assert marks("duplicate-mount-target", web("volumes: ['./a:/x']"), over) == NONE
    over = {"compose.override.yaml": "services: {web: {volumes: ['./b:/x', './c:/x']}}\n"}
    assert marks("duplicate-mount-target", web("volumes: ['./a:/x']"), over) == error("'./c:/x'")
