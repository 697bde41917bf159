"""Order, quotes, forms and names of compose files: hits and look-alikes."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, info, marks, web

import composelint


def with_options(rule: str, options: str, text: str) -> Marks:
    return marks(rule, text, {".composelint.yaml": f"options: {{{rule}: {{{options}}}}}\n"})


ORDER: list[tuple[str, Marks]] = [
    ("services: {web: {image: x, ports: ['80:80']}}", NONE),
    ("services: {web: {ports: ['80:80'], image: x}}", info("image")),
    ("services: {web: {ports: ['80:80'], volumes: ['./a:/a'], image: x, build: .}}", info("image")),
    ("services: {web: {cap_add: [X], image: x, cap_drop: [Y], ports: ['80:80']}}", NONE),
    ("services: {web: {x-a: b, image: x}}", NONE),
    ("volumes: {v: }\nservices: {web: {image: x}}", info("services")),
    ("x-a: {ports: [], image: x}\nservices: {web: {image: x}}", NONE),
    ("x-a: &a {ports: ['80:80'], image: x}\nservices: {web: *a}", NONE),
    ("services: {web: {image: x}}\nvolumes: {v: }\n---\nservices: {web: {image: x}}", NONE),
    ("services: {web: {<<: &a {restart: always}, image: x}}", NONE),
]


@pytest.mark.parametrize(("text", "expected"), ORDER)
def test_key_order(text: str, expected: Marks) -> None:
    assert marks("key-order", f"{text}\n") == expected


def test_an_order_of_ones_own() -> None:
    assert with_options("key-order", "service: [ports, image]", web("ports: ['80:80']")) == info("ports")
    assert with_options("key-order", "top-level: [volumes, services]", web("init: true", "volumes: {v: }\n")) == info(
        "volumes"
    )


SORTED: list[tuple[str, Marks]] = [
    ("services: {a: {image: x}, b: {image: x}}", NONE),
    ("services: {b: {image: x}, a: {image: x}}", info("a")),
    ("services: {b: {image: x}, a: {image: x}, B: {image: x}}", info("a")),
    ("services: {a: {image: x}, B: {image: x}}", NONE),
    ("services: {b: &b {image: x}, a: *b}", NONE),
    ("services: {b: {image: &i x}, a: {image: *i}}", NONE),
    ("services: {b: {image: &i x, hostname: *i}, a: {image: y}}", info("a")),
    ("services: {a: {image: x, ports: ['8080:80', '443:443']}}", info("'443:443'")),
    ("services: {a: {image: x, ports: ['443:443', '8080:80']}}", NONE),
    ("services: {a: {image: x, ports: ['127.0.0.1:443:443', '80:80']}}", info("'80:80'")),
    ("services: {a: {image: x, ports: ['${P}:443', '80:80']}}", NONE),
    ("services: {a: {image: x, ports: ['[::1]:90:90', '80-81:80-81/udp']}}", info("'80-81:80-81/udp'")),
    ("services: {a: {image: x, ports: [{target: 90}, '80:80']}}", NONE),
    ("services: {a: {image: x, environment: {B: c, A: b}}}", NONE),
    ("services: {a: {image: x, volumes: ['./b:/b', './a:/a']}}", NONE),
    ("services: {a: {image: x, networks: [n, m]}}\nnetworks: {m: , n: }", info("m")),
    ("services: {a: {image: x}}\nvolumes: {w: , v: }", info("v")),
    ("services: {a: {image: x}}\nsecrets: {w: {file: x}, v: {file: x}}", NONE),
]


@pytest.mark.parametrize(("text", "expected"), SORTED)
def test_unsorted_names(text: str, expected: Marks) -> None:
    assert marks("unsorted-names", f"{text}\n") == expected


def test_other_lists_on_request() -> None:
    text = "services: {a: {image: x, environment: ['B=1', 'A=2'], depends_on: [c, b]}, b: {image: x}, c: {image: x}}\n"
    assert with_options("unsorted-names", "lists: [environment]", text) == info("'A=2'")


QUOTED: list[tuple[str, Marks]] = [
    ('ports: ["80:80"]', NONE),
    ("ports: ['80:80']", info("'80:80'")),
    ("expose: [8000]", info("8000")),
    ("ports: [{target: 80}]", NONE),
    ("volumes: ['./a:/a:ro']", info("'./a:/a:ro'")),
    ('volumes: ["data:/a"]', info('"data:/a"')),
    ("volumes: [./a:/a]", NONE),
    ("volumes: ['./a b:/a']", NONE),
    ("volumes: ['${A}:/a']", NONE),
    ("volumes: ['@a:/a']", NONE),
]


@pytest.mark.parametrize(("body", "expected"), QUOTED)
def test_quoting_style(body: str, expected: Marks) -> None:
    assert (
        marks("quoting-style", web(body, "volumes: {data: , '@a': }\n" if "@a" in body else "volumes: {data: }\n"))
        == expected
    )


FORMS: list[tuple[str, str, Marks]] = [
    ("long", "ports: ['80:80']", info("'80:80'")),
    ("long", "ports: [80]", info("80")),
    ("long", "ports: [{target: 80}]", NONE),
    ("long", "ports: ['80-90:80-90']", NONE),
    ("short", "ports: ['80:80']", NONE),
    ("short", "ports: [{target: 80}]", info("{target: 80}")),
    ("short", "ports: [{target: 80, mode: ingress}]", info("{target: 80, mode: ingress}")),
    ("short", "ports: [{target: 80, mode: host}]", NONE),
    ("short", "ports: [{target: 80, name: web}]", NONE),
]


@pytest.mark.parametrize(("form", "body", "expected"), FORMS)
def test_short_port_form(form: str, body: str, expected: Marks) -> None:
    assert with_options("short-port-form", f"form: {form}", web(body)) == expected


def test_missing_project_name() -> None:
    assert marks("missing-project-name", web("init: true")) == info("services")
    assert marks("missing-project-name", web("init: true", "name: shop\n")) == NONE
    assert marks("missing-project-name", web("init: true", "name: ${NAME}\n")) == NONE
    assert marks("missing-project-name", web("init: true"), {".env": "COMPOSE_PROJECT_NAME=shop\n"}) == NONE
    assert marks("missing-project-name", web("init: true"), {".env": "OTHER=shop\n"}) == info("services")
    assert marks("missing-project-name", "x-a: b\n") == NONE


def test_a_file_laid_over_another_needs_no_name() -> None:
    files = {"compose.prod.yaml": web("init: true")}
    assert composelint.lint(files, select=["missing-project-name"]).findings == []


NAMES: list[tuple[str, Marks]] = [
    ("services: {web: {image: x}}", NONE),
    ("services: {web-2: {image: x}}", NONE),
    ("services: {sms_server: {image: x}}", info("sms_server")),
    ("services: {Web: {image: x}}", info("Web")),
    ("services: {web: {image: x}}\nvolumes: {V: }", info("V")),
    ("services: {web: {image: x}}\nnetworks: {N: }", info("N")),
    ("services: {web: {image: x}}\nsecrets: {S: {file: x}}", NONE),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_name_style(text: str, expected: Marks) -> None:
    assert marks("name-style", f"{text}\n") == expected


def test_a_pattern_that_cannot_be_read_fits_everything() -> None:
    assert with_options("name-style", "pattern: '('", "services: {Web: {image: x}}\n") == NONE
