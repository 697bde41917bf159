"""What fixes of ports, addresses, waiting and healthchecks write, and where nothing is offered."""

from __future__ import annotations

import pytest

import composelint


def fixed(rule: str, text: str, files: dict[str, str] | None = None, *, unsafe: bool = True) -> str | None:
    """The compose file after the fixes of one rule; None when it stays as it is."""
    everything: dict[str, str | bytes] = {"compose.yaml": text, **(files or {})}
    return composelint.fix(everything, select=[rule], unsafe=unsafe, today="2026-11-22").get("compose.yaml")


def one(body: str) -> str:
    return f"services:\n  db:\n    image: postgres:17\n{body}"


PORTS: list[tuple[str, str, str | None]] = [
    ("exposed-backend-port", "    ports: ['5432:5432']\n", "    ports: ['127.0.0.1:5432:5432']\n"),
    ("exposed-backend-port", '    ports: ["[::]:5432:5432"]\n', '    ports: ["127.0.0.1:5432:5432"]\n'),
    ("exposed-backend-port", '    ports: ["${PORT:-5432}:5432"]\n', '    ports: ["127.0.0.1:${PORT:-5432}:5432"]\n'),
    ("exposed-backend-port", "    ports:\n      - 5432\n", '    ports:\n      - "127.0.0.1::5432"\n'),
    (
        "exposed-backend-port",
        "    ports:\n      - {target: 5432, published: 5432, host_ip: 0.0.0.0}\n",
        "    ports:\n      - {target: 5432, published: 5432, host_ip: 127.0.0.1}\n",
    ),
    ("exposed-backend-port", '    ports: ["${BIND:-0.0.0.0}:5432:5432"]\n', None),
    ("exposed-backend-port", '    ports: ["127.0.0.1:5432:5432"]\n', None),
    ("unlistened-port", '    ports: ["127.0.0.1:5433:5433"]\n', '    ports: ["127.0.0.1:5433:5432"]\n'),
    (
        "unlistened-port",
        '    ports:\n      - {target: 5433, published: "5433"}\n',
        '    ports:\n      - {target: 5432, published: "5433"}\n',
    ),
    ("ports-without-effect", '    network_mode: host\n    ports: ["5432:5432"]\n', "    network_mode: host\n"),
    ("ports-without-effect", '    network_mode: none\n    ports: ["5432:5432"]\n', None),
]


@pytest.mark.parametrize(("rule", "before", "after"), PORTS)
def test_published_ports(rule: str, before: str, after: str | None) -> None:
    assert fixed(rule, one(before)) == (one(after) if after is not None else None)
    assert fixed(rule, one(before), unsafe=False) is None


def test_what_others_share_is_left() -> None:
    shared = 'x-db: &db\n  image: postgres:17\n  ports: ["5432:5432"]\nservices:\n  db: *db\n'
    assert fixed("exposed-backend-port", shared) is None
    extended = "services:\n  db: {extends: {file: base.yaml, service: db}}\n"
    base = {"base.yaml": 'services:\n  db:\n    image: postgres:17\n    ports: ["5432:5432"]\n'}
    assert fixed("exposed-backend-port", extended, base) is None
