"""Published ports as they are written: address, host ports, what is unknown, and how they are written again."""

from __future__ import annotations

import pytest
from loaded import service

from composelint.model.ports import Mapping, listed, mappings, published, rewritten, without_effect

RANDOM = (None, None)


def ports(*entries: str, more: str = "") -> list[Mapping]:
    return mappings(service(f"a: {{image: x/y, ports: [{', '.join(entries)}]{more}}}"))


@pytest.mark.parametrize(
    ("entry", "ip", "bounds", "target", "protocol"),
    [
        ("'80:81'", "", (80, 80), 81, "tcp"),
        ("80", "", RANDOM, 80, "tcp"),
        ("'0:80'", "", RANDOM, 80, "tcp"),
        ("'127.0.0.1::80/udp'", "127.0.0.1", RANDOM, 80, "udp"),
        ("'[::1]:80:81'", "::1", (80, 80), 81, "tcp"),
        ("'8000-8009:80'", "", (8000, 8009), 80, "tcp"),
        ("'${PORT}:80'", "", RANDOM, 80, "tcp"),
        ("'${DB_PORT}:80'", "", RANDOM, 80, "tcp"),
        ("'${WHERE}:80'", None, RANDOM, 80, "tcp"),
        ("'${ADDRESS}:80:81'", None, (80, 80), 81, "tcp"),
        ("'${ADDRESS:-10.0.0.1}:80:81'", "10.0.0.1", (80, 80), 81, "tcp"),
        ("'80:${PORT}'", None, (80, 80), None, "tcp"),
        ("'${PORTS}'", None, RANDOM, None, "tcp"),
        ("{target: 80}", "", RANDOM, 80, "tcp"),
        ("{target: 80, published: 81, protocol: udp, host_ip: '::'}", "::", (81, 81), 80, "udp"),
        ("{target: 80, published: '81-82', host_ip: '${IP}'}", None, (81, 82), 80, "tcp"),
    ],
)
def test_one_entry(
    entry: str, ip: str | None, bounds: tuple[int | None, int | None], target: int | None, protocol: str
) -> None:
    (found,) = ports(entry)
    assert (found.ip, (found.low, found.high), found.target, found.protocol) == (ip, bounds, target, protocol)


@pytest.mark.parametrize(
    ("entry", "families"),
    [
        ("'80:80'", {4, 6}),
        ("'0.0.0.0:80:80'", {4}),
        ("'[::]:80:80'", {6}),
        ("'127.0.0.1:80:80'", set()),
        ("'${IP}:80:80'", set()),
    ],
)
def test_on_how_many_interfaces(entry: str, families: set[int]) -> None:
    (found,) = ports(entry)
    assert (set(found.families), found.everywhere) == (families, bool(families))


def test_a_long_range_is_one_block() -> None:
    (found,) = ports("'2000-9000:2000-9000'")
    assert (found.block, found.low, found.high) == (True, 2000, 9000)
    assert [found.block for found in ports("'2000-2001:2000-2001'", "'2000-9000:80'")] == [False] * 3


def test_ports_in_words() -> None:
    assert listed(ports("'80:80'")) == "80"
    assert listed(ports("'80:80'", "'80:80/udp'", "'90-92:90-92'", "'8000-8009:80'", "'5432'")) == (
        "80, 90-92, 8000-8009 and 5432"
    )


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("", None),
        (", network_mode: host", "host"),
        (", network_mode: none", "none"),
        (", network_mode: 'container:b'", "container:b"),
        (", network_mode: bridge", None),
        (", network_mode: '${MODE}'", None),
        (", networks: [n]", None),
    ],
)
def test_what_takes_their_effect(more: str, why: str | None) -> None:
    one = service(f"a: {{image: x/y, ports: ['80:80']{more}}}")
    assert without_effect(one) == why
    assert bool(published(one)) is (why is None)


@pytest.mark.parametrize(
    ("entries", "lines"),
    [
        (["'1:2'", "'[::1]:3:4/udp'"], ["1:2", "[::1]:3:4/udp"]),
        (["{target: 2, published: 1}"], ["1:2"]),
        (["{target: 2, host_ip: '::1', published: '1-3', protocol: udp}"], ["[::1]:1-3:2/udp"]),
        (["{target: 2, host_ip: '10.0.0.1'}"], ["10.0.0.1::2"]),
        (["{target: 2, published: '${P}'}"], None),
        (["{target: '${T}', published: 1}"], None),
        ([f"'{number}:80'" for number in range(1, 60)], None),
    ],
)
def test_written_again(entries: list[str], lines: list[str] | None) -> None:
    found = rewritten(ports(*entries))
    assert found == (None if lines is None else ["ports: !override", *(f'  - "{line}"' for line in lines)])
