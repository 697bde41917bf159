"""What the fixes of the opinions on order, quotes and forms make of compose files."""

from __future__ import annotations

import pytest
from stacks import TODAY

import composelint

WEB = "services:\n  web:\n    image: nginx:1.29\n"


def mended(rule: str, text: str, options: str = "") -> str:
    """The compose file after the safe fixes of one rule, which says what it said before."""
    files = {"compose.yaml": text}
    if options:
        files[".composelint.yaml"] = f"options: {{{rule}: {{{options}}}}}\n"
    after = composelint.fix(files, select=[rule], today=TODAY).get("compose.yaml", text)
    assert said(after) == said(text)
    return after


def said(text: str) -> str:
    """What a file says, whatever the order."""
    return ordered(composelint.config({"compose.yaml": text}))


def ordered(value: object) -> str:
    if isinstance(value, dict):
        return str(sorted((key, ordered(below)) for key, below in value.items()))
    return str(sorted(map(ordered, value))) if isinstance(value, list) else repr(value)


def port(*lines: str) -> str:
    return f"{WEB}    ports:\n" + "".join(f"{line}\n" for line in lines)


LONG = [
    ('"8080:80"', ["target: 80", 'published: "8080"']),
    ("8080:80/udp", ["target: 80", 'published: "8080"', "protocol: udp"]),
    ("'127.0.0.1:8080:80'", ["target: 80", 'published: "8080"', 'host_ip: "127.0.0.1"']),
    ('"[::1]:8080:80"', ["target: 80", 'published: "8080"', 'host_ip: "::1"']),
    ("80", ["target: 80"]),
]


@pytest.mark.parametrize(("short", "long"), LONG)
def test_ports_in_the_long_form(short: str, long: list[str]) -> None:
    first, *rest = long
    after = port(f"      - {first}", *(f"        {line}" for line in rest))
    assert mended("short-port-form", port(f"      - {short}")) == after


@pytest.mark.parametrize("short", ["127.0.0.1::80", "${PORT}:80", "80-81", "&a 80:80"])
def test_ports_that_stay_short(short: str) -> None:
    assert mended("short-port-form", port(f"      - {short}")) == port(f"      - {short}")


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("{target: 80, published: 8080}", '"8080:80"'),
        (
            "{target: 80, published: '8080', host_ip: 127.0.0.1, protocol: udp, mode: ingress}",
            '"127.0.0.1:8080:80/udp"',
        ),
        ("{target: 80, published: '8080', host_ip: '::1'}", '"[::1]:8080:80"'),
        ("{target: 80}", '"80"'),
        ("{target: 80, host_ip: 127.0.0.1}", None),
        ("{target: 80, x-why: z}", None),
        ("{target: 80, mode: host}", None),
        ('{target: 80, published: "${PORT}"}', None),
    ],
)
def test_ports_in_the_short_form(long: str, short: str | None) -> None:
    assert mended("short-port-form", port(f"      - {long}"), "form: short") == port(f"      - {short or long}")


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("quoting-style", port("      - 22:22  # shell", "    expose: [9000]"),
         port('      - "22:22"  # shell', '    expose: ["9000"]')),
        ("quoting-style", f"{WEB}    volumes: ['./a:/a', \"./b:/b:ro,z\"]\n",
         f"{WEB}    volumes: [./a:/a, \"./b:/b:ro,z\"]\n"),
        ("key-order",
         "services:\n  web:\n    x-note: stays\n    ports: ['80:80']\n\n    # why this one\n    image: nginx\n",
         "services:\n  web:\n    x-note: stays\n    # why this one\n    image: nginx\n\n    ports: ['80:80']\n"),
        ("key-order", "services:\n  web:\n    restart: always\n    init: true\n    image: nginx\n",
         "services:\n  web:\n    image: nginx\n    init: true\n    restart: always\n"),
        ("key-order", "x-b: &b {tty: true}\nservices:\n  web:\n    ports: ['80:80']\n    <<: *b\n    image: nginx\n",
         "x-b: &b {tty: true}\nservices:\n  web:\n    image: nginx\n    <<: *b\n    ports: ['80:80']\n"),
        ("unsorted-names", "services:\n  # front\n  web: {image: x}\n\n  # back\n  api: {image: y}\n", None),
        ("unsorted-names", "services:\n  web: {image: x}\n\n  # back\n  api: {image: y}\n",
         "services:\n  # back\n  api: {image: y}\n\n  web: {image: x}\n"),
        ("unsorted-names", f"{WEB}    networks:\n      b:\n        aliases: [x]\n      a:\nnetworks:\n  b:\n  a:\n",
         f"{WEB}    networks:\n      a:\n      b:\n        aliases: [x]\nnetworks:\n  a:\n  b:\n"),
        ("unsorted-names", port("      - 8080:80  # web", "      - 443:443"),
         port("      - 443:443", "      - 8080:80  # web")),
    ],
)  # fmt: skip
def test_what_is_written(rule: str, before: str, after: str | None) -> None:
    assert mended(rule, before) == (after or before)
