"""Published ports: exposed, colliding, without effect; each hit beside what looks like it and must stay silent."""

from __future__ import annotations

import pytest
from stacks import NODE, NONE, PYTHON, Found, at, found

import composelint

EXPOSED: list[tuple[str, Found]] = [
    ("db: {image: 'postgres:17', ports: ['5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['0.0.0.0:5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['[::]:5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: [{target: 5432, published: 5432, host_ip: '0.0.0.0'}]}", at("db")),
    ("db: {image: 'postgres:17', ports: ['15432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['${PORT:-5432}:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['${DB_PORT}:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['${WHERE}:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${WHERE}']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${IP}:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${IP:-127.0.0.1}:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['${IP:-0.0.0.0}:5432:5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['127.0.0.1:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['192.168.1.2:5432:5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['127.0.0.1::5432']}", NONE),
    ("db: {image: 'postgres:17', ports: ['5432']}", at("db")),
    ("db: {image: 'postgres:17', ports: ['5432:5432'], network_mode: host}", NONE),
    ("db: {image: 'postgres:17', ports: ['5432:5432'], scale: 0}", NONE),
    ("db: {image: 'postgres:17', ports: ['5432:5432'], profiles: [template]}", NONE),
    ("db: {image: 'postgres:17', ports: ['5432:5432'], profiles: [dev]}", at("db")),
    ("db: {image: 'postgres:17', ports: ['5432:5432'], network_mode: bridge}", at("db")),
    ("db: {image: 'org/postgres-custom', ports: ['9999:9999']}", at("db")),
    ("db: {image: 'org/postgres-exporter', ports: ['9187:9187']}", NONE),
    ("db: {image: 'acme/thing', ports: ['5432:5432']}", at("db")),
    ("db: {image: 'acme/thing', ports: ['5432:8080']}", NONE),
    ("db: {image: 'acme/thing', ports: ['5432:5432/udp']}", NONE),
    ("db: {image: 'acme/thing', ports: ['8500:8500', '9000:9000', '8086:8086']}", NONE),
    ("ui: {image: 'dpage/pgadmin4', ports: ['8080:80']}", at("ui")),
    ("ui: {image: 'grafana/grafana', ports: ['3000:3000']}", at("ui")),
    ("web: {image: 'nginx:1.29', ports: ['9200:9200']}", NONE),
    ("docker: {image: 'tecnativa/docker-socket-proxy', ports: ['2375:2375']}", NONE),
    ("console: {image: 'portainer/portainer-ce', ports: ['9000:9000']}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), EXPOSED)
def test_exposed_backend_port(services: str, expected: Found) -> None:
    assert found("exposed-backend-port", services) == expected


BUILT: list[tuple[str, Found]] = [
    (PYTHON, NONE),
    ("FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n", at("db")),
    ("FROM acme/base\n", at("db")),
]


@pytest.mark.parametrize(("dockerfile", "expected"), BUILT)
def test_a_build_is_what_it_is_built_from(dockerfile: str, expected: Found) -> None:
    assert found("exposed-backend-port", "db: {build: ., ports: ['5432:5432']}", dockerfile=dockerfile) == expected


EVERYWHERE: list[tuple[str, Found]] = [
    ("api: {build: ., ports: ['8000:8000']}", at("api", "info")),
    ("api: {build: ., ports: ['8000']}", at("api", "info")),
    ("api: {build: ., ports: ['127.0.0.1:8000:8000']}", NONE),
    ("api: {build: ., ports: ['${BIND}:8000:8000']}", NONE),
    ("api: {build: ., ports: ['8000:8000'], network_mode: none}", NONE),
    ("api: {build: ., ports: ['5432:5432']}", at("api", "info")),
    ("api: {build: ., command: pytest, ports: ['8000']}", NONE),
    ("api: {build: ., command: pytest, ports: ['8000:8000']}", at("api", "info")),
    ("web: {image: 'nginx:1.29', ports: ['80:80', '443:443']}", NONE),
    ("web: {image: 'nginx:1.29', ports: ['8080:80']}", NONE),
    ("web: {image: 'nginx:1.29', ports: ['8080:8080']}", at("web", "info")),
    ("db: {image: 'postgres:17', ports: ['5432:5432', '9187:9187']}", NONE),
]


@pytest.mark.parametrize(("services", "expected"), EVERYWHERE)
def test_port_on_all_interfaces(services: str, expected: Found) -> None:
    assert found("port-on-all-interfaces", services, dockerfile=NODE) == expected


def said(rule: str, text: str, **more: str) -> list[str]:
    """The messages and helps of one rule."""
    report = composelint.lint({"compose.yaml": text, **more}, select=[rule])
    return [f"{finding.message}\n{finding.help or ''}" for finding in report.findings]


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ('"5432:5432"', "127.0.0.1:5432:5432"),
        ("5432:5432/tcp", "127.0.0.1:5432:5432/tcp"),
        ('"0.0.0.0:5432:5432"', "127.0.0.1:5432:5432"),
        ('"[::]:5432:5432"', "127.0.0.1:5432:5432"),
        ('"5432"', "127.0.0.1::5432"),
        ('"${DB_PORT:-5432}:5432"', "127.0.0.1:${DB_PORT:-5432}:5432"),
        ("{target: 5432, published: 5433}", "127.0.0.1:5433:5432"),
        ("{target: 5432}", "127.0.0.1::5432"),
        ("{target: 5432, published: 5433, host_ip: '::'}", "127.0.0.1:5433:5432"),
    ],
)
def test_the_help_replaces_all_ports(written: str, rewritten: str) -> None:
    text = f'services: {{db: {{image: postgres, ports: ["127.0.0.1:1:1", {written}, "[::1]:2:2/udp"]}}}}\n'
    (words,) = said("exposed-backend-port", text)
    lines = [f'      - "{port}"' for port in ("127.0.0.1:1:1", rewritten, "[::1]:2:2/udp")]
    assert "\n".join(["    ports: !override", *lines]) in words


def two(first: str, second: str, more: str = "") -> str:
    return f"a: {{image: x/a, ports: [{first}]}}\nb: {{image: x/b, ports: [{second}]{more}}}"


COLLISIONS: list[tuple[str, set[str]]] = [
    (two("'8080:80'", "'8080:81'"), {"error"}),
    (two("'8080:80'", "'8081:80'"), set()),
    (two("'8080:80'", "'8080:80/udp'"), set()),
    (two("'8080:80'", "'127.0.0.1:8080:80'"), {"error"}),
    (two("'8080:80'", "'[::1]:8080:80'"), {"error"}),
    (two("'0.0.0.0:8080:80'", "'[::1]:8080:80'"), set()),
    (two("'0.0.0.0:8080:80'", "'[::]:8080:80'"), set()),
    (two("'0.0.0.0:8080:80'", "'8080:80'"), {"error"}),
    (two("'127.0.0.1:8080:80'", "'127.0.0.2:8080:80'"), set()),
    (two("'${IP}:8080:80'", "'8080:80'"), set()),
    (two("'${PORT}:80'", "'${PORT}:80'"), set()),
    (two("'${PORT:-80}:80'", "'${PORT:-80}:80'"), {"error"}),
    (two("'80'", "'80'"), set()),
    (two("'0:80'", "'0:80'"), set()),
    (two("'8080:80'", "'8080:80'", ", profiles: [x]"), {"error"}),
    (two("'8080:80'", "'8080:80'", ", scale: 0"), set()),
    (two("'8080:80'", "'8080:80'", ", network_mode: host"), set()),
    (two("'8080:80'", "'8080:80'", ", network_mode: bridge"), {"error"}),
    (two("'8080-8082:80-82'", "'8082:80'"), {"error"}),
    (two("'8080-8082:80'", "'8082:80'"), set()),
    (two("'8080-8081:80'", "'8081:80', '8080:81'"), {"error"}),
    (two("'8080-8081:80'", "'8080-8081:80'"), set()),
    (two("'8080-8081:80'", "'8080-8081:80', '8080-8081:81'"), {"error"}),
    (two("'2000-9000:2000-9000'", "'8080:80'"), {"error"}),
    (two("'2000-9000:2000-9000'", "'9001:80'"), set()),
    (two("'2000-9000:2000-9000'", "'5000-9999:5000-9999'"), {"error"}),
    (two("'2000-9000:80'", "'8080:80'"), set()),
    ("a: {image: x/a, ports: ['8080:80', '8080:81']}", {"error"}),
    ("a: {image: x/a, ports: ['8080:80', '8080:80']}", set()),
    ("a: {image: x/a, ports: ['8080:80'], scale: 2}", {"error"}),
    ("a: {image: x/a, ports: ['8080-8081:80'], scale: 2}", set()),
    ("a: {image: x/a, ports: ['8080-8081:80'], scale: 3}", {"error"}),
    ("a: {image: x/a, ports: ['8080-8081:80-81'], scale: 2}", {"error"}),
    ("a: {image: x/a, ports: ['80'], scale: 2}", set()),
    ("a: {image: x/a, ports: ['8080:80'], scale: '${N}'}", set()),
    ("a: {image: x/a, ports: ['8080:80'], deploy: {replicas: 2}}", {"error"}),
    ("a: {image: x/a, ports: ['8080:80'], deploy: {mode: replicated, replicas: 2}}", set()),
    ("a: {image: x/a, ports: ['8080:80']}\nb: {extends: a}", {"error"}),
    ("a: {image: 'postgres:17', network_mode: host}\nb: {image: x/b, ports: ['5432:80']}", {"warning"}),
    ("a: {image: 'traefik:3', network_mode: host}\nb: {image: x/b, ports: ['80:80']}", set()),
    ("a: {image: 'postgres:17', network_mode: host, command: -p 1}\nb: {image: x/b, ports: ['5432:80']}", set()),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), COLLISIONS)
def test_port_collision(services: str, expected: set[str]) -> None:
    assert {severity for _, severity in found("port-collision", services)} == expected


def test_profiles_that_never_meet() -> None:
    services = [f"{name}: {{image: x/y, ports: ['80:80'], profiles: [{name}]}}" for name in "abc"]
    assert found("port-collision", *services) == NONE


def test_an_override_that_should_replace() -> None:
    (words,) = said(
        "port-collision",
        "services: {a: {image: x, ports: ['80:80', '81:81']}}\n",
        **{"compose.override.yaml": "services: {a: {ports: ['127.0.0.1:80:80']}}\n"},
    )
    assert words.startswith("a publishes host port 80 twice: Compose appends lists of ports\n")
    assert '    ports: !override\n      - "127.0.0.1:80:80"\n```' in words


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("entry", ["1-65535:1-65535", "1-65535:80", "1-999:1-999", "80:80", "1-60:80"])
def test_many_services_want_much(entry: str) -> None:
    services = [f"s{number}: {{image: x/y, ports: ['{entry}'], scale: 99999}}" for number in range(150)]
    assert said("port-collision", "services:\n" + "".join(f"  {line}\n" for line in services))


LOOPBACK: list[tuple[str, Found]] = [
    ("a: {build: ., command: uvicorn x:y, ports: ['80:8000']}", at("a", "error")),
    ("a: {build: ., command: uvicorn x:y, ports: ['127.0.0.1:80:8000']}", at("a", "error")),
    ("a: {build: ., command: uvicorn x:y, ports: ['80:8000/udp']}", NONE),
    ("a: {build: ., command: uvicorn x:y, expose: ['8000']}", NONE),
    ("a: {build: ., command: uvicorn x:y}", NONE),
    ("a: {build: ., command: uvicorn x:y}\nb: {image: x/y, environment: {URL: 'http://a:8000'}}", at("a", "error")),
    ("a: {build: ., command: uvicorn x:y}\nb: {image: x/y, environment: {NAME: a}}", NONE),
    ("a: {build: ., command: uvicorn x:y, environment: {URL: 'http://a:8000'}}", NONE),
    ("a: {build: ., command: ./x --bind=127.0.0.1:80, ports: ['80:80']}", at("a")),
    ("a: {build: ., command: ./x --bind=0.0.0.0:80, ports: ['80:80']}", NONE),
    ("a: {build: ., command: ./x --host localhost, ports: ['80:80']}", NONE),
    ("a: {build: ., command: ./x, environment: {BIND_ADDR: localhost}, ports: ['80:80']}", at("a")),
    ("a: {image: x/y, environment: {BIND_ADDR: localhost}, ports: ['80:80']}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), LOOPBACK)
def test_listens_on_loopback(services: str, expected: Found) -> None:
    assert found("listens-on-loopback", services, dockerfile=PYTHON) == expected


@pytest.mark.parametrize(
    ("service", "help"),
    [
        ("build: ., command: uvicorn x:y", 'command: ["uvicorn", "x:y", "--host", "0.0.0.0"]'),
        ("build: ., command: uvicorn --host localhost x:y", 'command: ["uvicorn", "--host", "0.0.0.0", "x:y"]'),
        ("build: ., command: gunicorn -b 127.0.0.1:80 x", 'command: ["gunicorn", "-b", "0.0.0.0:80", "x"]'),
        ("build: ., command: hypercorn --bind=localhost:80 x", 'command: ["hypercorn", "--bind=0.0.0.0:80", "x"]'),
        ("build: ., command: sh -c 'uvicorn x:y'", "give uvicorn `--host 0.0.0.0`."),
        ("build: .", "give uvicorn `--host 0.0.0.0`."),
        ("build: ., command: ./x --bind localhost", "let it listen on 0.0.0.0."),
    ],
)
def test_how_to_listen_everywhere(service: str, help: str) -> None:
    text = f"services: {{a: {{{service}, ports: ['80:80']}}}}\n"
    (words,) = said("listens-on-loopback", text, Dockerfile=PYTHON)
    assert help in words


UNLISTENED: list[tuple[str, Found]] = [
    ("a: {image: 'postgres:17', ports: ['5433:5433']}", at("a")),
    ("a: {image: 'postgres:17', ports: ['5433:5432']}", NONE),
    ("a: {image: 'postgres:17', ports: ['5433:5433/udp']}", NONE),
    ("a: {image: 'postgres:17', ports: ['5433']}", at("a")),
    ("a: {image: 'postgres:17', ports: ['5432-5433:5432-5433']}", NONE),
    ("a: {image: 'postgres:17', ports: ['5431-5432:5431-5432']}", NONE),
    ("a: {image: 'postgres:17', ports: ['5433:${PORT}']}", NONE),
    ("a: {image: 'postgres:17', ports: ['${PORT}:5433']}", at("a")),
    ("a: {image: 'postgres:17', ports: ['5433:5433'], environment: {PGPORT: 5433}}", NONE),
    ("a: {image: 'postgres:17', ports: ['5433:5433'], environment: {X: 'y:5433/z'}}", NONE),
    ("a: {image: 'postgres:17', ports: ['5433:5433'], network_mode: host}", NONE),
    ("a: {image: 'grafana/grafana:12.1.0', ports: ['3001:3001']}", at("a")),
    ("a: {image: 'grafana/grafana:12.1.0', ports: ['3001:3001'], environment: {GF_SERVER_HTTP_PORT: 3001}}", NONE),
    ("a: {image: 'grafana/grafana:12.1.0', ports: ['80:80'], environment: {GF_SERVER_HTTP_PORT: '${P}'}}", NONE),
    ("a: {image: 'grafana/grafana:12.1.0', ports: ['3001:3001'], volumes: ['./c:/etc/grafana']}", NONE),
    ("a: {image: 'nginx:1.29', ports: ['3000:3000']}", at("a")),
    ("a: {image: 'nginx:1.29', ports: ['443:443'], volumes: ['./c:/etc/nginx/conf.d']}", NONE),
    ("a: {build: ., ports: ['3000:3000']}", at("a")),
    ("a: {build: ., ports: ['3000:3000'], command: ./run}", NONE),
    ("a: {build: ., ports: ['5678:5678']}", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("services", "expected"), UNLISTENED)
def test_unlistened_port(services: str, expected: Found) -> None:
    assert found("unlistened-port", services, dockerfile=PYTHON) == expected


def test_the_right_container_port() -> None:
    (words,) = said(
        "unlistened-port", "services: {a: {image: 'postgres:17', ports: ['127.0.0.1:1:1/tcp', '2:5432']}}\n"
    )
    assert '    ports: !override\n      - "127.0.0.1:1:5432/tcp"\n      - "2:5432"\n' in words
    (words,) = said("unlistened-port", "services: {a: {image: 'rabbitmq:4', ports: ['15672:15672']}}\n")
    assert "Only the `management` tags of rabbitmq listen there." in words


EFFECT: list[tuple[str, Found]] = [
    ("a: {image: x/y, ports: ['80:80'], network_mode: host}", at("a")),
    ("a: {image: x/y, ports: [], network_mode: host}", NONE),
    ("a: {image: x/y, network_mode: host}", NONE),
    ("a: {image: x/y, ports: ['80:80'], network_mode: none}", at("a")),
    ("a: {image: x/y, ports: ['80:80'], network_mode: bridge}", NONE),
    ("a: {image: x/y, ports: ['80:80'], network_mode: 'container:z'}", at("a", "error")),
    ("a: {image: x/y, ports: ['80:80'], network_mode: 'service:b'}\nb: {image: x/z}", at("a", "error")),
    ("a: {image: x/y, ports: ['80:80'], network_mode: '${MODE}'}", NONE),
    ("a: {image: x/y, ports: ['80:80'], networks: [b]}\nnetworks: {b: {internal: true}}", at("a")),
    ("a: {image: x/y, ports: ['80:80']}\nnetworks: {default: {internal: true}}", at("a")),
    ("a: {image: x/y, ports: ['80:80'], networks: [b, c]}\nnetworks: {b: {internal: true}, c: {}}", NONE),
    ("a: {image: x/y, ports: ['80:80'], networks: [b]}\nnetworks: {b: {internal: '${X}'}}", NONE),
    ("a: {image: x/y, ports: ['80:80'], networks: [b]}\nnetworks: {b: {external: true}}", NONE),
    (
        "a: {image: x/y, ports: ['80:80'], networks: [b], deploy: {placement: {constraints: [x]}}}"
        "\nnetworks: {b: {internal: true}}",
        NONE,
    ),
]


@pytest.mark.parametrize(("services", "expected"), EFFECT)
def test_ports_without_effect(services: str, expected: Found) -> None:
    services = services.replace("\nnetworks:", "\n#networks:")
    lines = "services:\n" + "".join(f"  {line}\n" for line in services.split("\n")).replace("  #networks", "networks")
    report = composelint.lint({"compose.yaml": lines}, select=["ports-without-effect", "invalid-yaml"])
    assert {(finding.service or "", finding.severity) for finding in report.findings} == expected


HOST: list[tuple[str, Found]] = [
    ("a: {image: x/y, network_mode: host}", at("a")),
    ("a: {image: prom/node-exporter, network_mode: host}", at("a", "info")),
    ("a: {image: 'ghcr.io/home-assistant/home-assistant:stable', network_mode: host}", at("a", "info")),
    ("a: {image: 'tailscale/tailscale:v1', network_mode: host}", at("a", "info")),
    ("a: {image: x/y, network_mode: bridge}", NONE),
    ("a: {image: x/y, network_mode: '${MODE}'}", NONE),
    ("a: {image: x/y, network_mode: '${MODE:-host}'}", at("a")),
    ("a: {image: x/y, pid: host}", NONE),
]


@pytest.mark.parametrize(("services", "expected"), HOST)
def test_host_network(services: str, expected: Found) -> None:
    assert found("host-network", services) == expected


LOW: list[tuple[str, Found]] = [
    ("a: {image: x/y, ports: ['22:2222']}", at("a", "info")),
    ("a: {image: x/y, ports: ['2222:22']}", NONE),
    ("a: {image: x/y, ports: ['80:80', '443:443']}", NONE),
    ("a: {image: x/y, ports: ['1024:80', '80']}", NONE),
    ("a: {image: x/y, ports: ['22:22'], network_mode: host}", NONE),
]


@pytest.mark.parametrize(("services", "expected"), LOW)
def test_privileged_host_port(services: str, expected: Found) -> None:
    assert found("privileged-host-port", services) == expected


APPS = [f"app{number}: {{image: x/app{number}}}" for number in range(3)]
PROXY, DB = "proxy: {image: 'nginx:1.29', ports: ['80:80']}", "db: {image: 'postgres:17'}"


@pytest.mark.parametrize(
    ("services", "flat"),
    [
        ([PROXY, DB, *APPS], True),
        ([PROXY, *APPS, "more: {image: x/more}"], False),
        ([PROXY, DB, *APPS[:2]], False),
        (["proxy: {image: 'nginx:1.29'}", DB, *APPS], False),
        ([PROXY, "db: {image: 'postgres:17', networks: [x]}", *APPS], False),
        ([PROXY, "db: {image: 'postgres:17', network_mode: host}", *APPS], False),
        ([PROXY, DB, *APPS[:2], "job: {image: x/y, command: alembic upgrade head}"], False),
    ],
)
def test_flat_network(services: list[str], flat: bool) -> None:
    assert bool(found("flat-network", *services)) is flat


@pytest.mark.parametrize(("allow", "ports"), [('["a:80"]', "81"), ('["a:81", "a:80"]', ""), ('["b:80"]', "80 and 81")])
def test_what_everybody_may_reach(allow: str, ports: str) -> None:
    text = "services: {a: {image: x/y, ports: ['80:80', '81:81']}}\n"
    configured = f"options: {{port-on-all-interfaces: {{allow: {allow}}}}}\n"
    words = said("port-on-all-interfaces", text, **{".composelint.yaml": configured})
    assert [line.partition("\n")[0] for line in words] == (
        [f"a publishes {ports} on every interface of the host"] if ports else []
    )


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM node:22\nEXPOSE 3000\nCMD node x.js\n", at("a", "info")),
        ("FROM node:22\nEXPOSE 3000/udp\nCMD node x.js\n", NONE),
        ("FROM node:22\nEXPOSE 3000 8000\nCMD node x.js\n", NONE),
        ("FROM node:22\nEXPOSE 3000\nENV PORT=8000\nCMD node x.js\n", NONE),
        ("FROM node:22\nEXPOSE $PORT\nCMD node x.js\n", NONE),
        ("FROM node:22\nEXPOSE 3000 $PORT\nCMD node x.js\n", NONE),
        ("FROM node:22\nCMD node x.js\n", NONE),
        ("FROM node:22\nEXPOSE 3000\nCMD node x.js --port 8000\n", NONE),
        ("FROM acme/base\nEXPOSE 3000\n", at("a", "info")),
    ],
)
def test_what_the_image_exposes_instead(dockerfile: str, expected: Found) -> None:
    services = "a: {build: ., ports: ['8000:8000', '9229:9229']}"
    assert found("unlistened-port", services, dockerfile=dockerfile) == expected
