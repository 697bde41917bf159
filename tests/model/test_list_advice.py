"""Lists without some of their entries: what is left stands as it was written."""

from __future__ import annotations

import pytest
from loaded import service

from composelint.model.host_access import items
from composelint.model.list_advice import without


def block(text: str, *path: str) -> list[str]:
    """The lines below the service's name when the first entry of a list goes."""
    made = service(f"api: {{image: x, {text}}}")
    help = without("Take it out", made, items(made, *path)[:1], *path)
    return [line.removeprefix("    ") for line in help.split("\n")[4:-1]] if "\n" in help else [help]


@pytest.mark.parametrize(
    ("text", "path", "lines"),
    [
        ("cap_add: [A]", ("cap_add",), ["cap_add: !reset null"]),
        ("cap_add: [A, B, 'C']", ("cap_add",), ["cap_add: !override", "  - B", "  - 'C'"]),
        ("cap_add: [A, '${B}']", ("cap_add",), ["cap_add: !override", "  - '${B}'"]),
        ("devices: [/dev/a, '/dev/b:/dev/c']", ("devices",), ["devices: !override", "  - '/dev/b:/dev/c'"]),
        ("group_add: [a, 7]", ("group_add",), ["group_add: !override", "  - 7"]),
        (
            "build: {context: ., entitlements: [a, b]}",
            ("build", "entitlements"),
            ["build:", "  entitlements: !override", "    - b"],
        ),
        ("cap_add: [" + ", ".join(f"C{number}" for number in range(30)) + "]", ("cap_add",), ["Take it out."]),
    ],
)
def test_what_is_left(text: str, path: tuple[str, ...], lines: list[str]) -> None:
    assert block(text, *path) == lines


def test_an_entry_of_several_lines_is_not_written_again() -> None:
    made = service("api:\n    image: x\n    devices:\n      - /dev/a\n      - source: /dev/b\n        target: /dev/c")
    assert without("Take it out", made, items(made, "devices")[:1], "devices") == "Take it out."
