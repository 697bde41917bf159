"""The rules on what a healthcheck runs, their hits and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, Found, at, found

BAD = at("a", "error")
INVALID: list[tuple[str, Found]] = [
    ("[pg_isready]", BAD),
    ("[Cmd, pg_isready]", BAD),
    ("[cmd-shell, 'pg_isready || exit 1']", BAD),
    ("['']", BAD),
    ("[CMD]", BAD),
    ("[CMD-SHELL]", BAD),
    ("[CMD-SHELL, '']", BAD),
    ("[CMD-SHELL, curl, -f]", BAD),
    ("[CMD, curl -f http://localhost]", BAD),
    ("[CMD, 'curl -f http://localhost || exit 1']", BAD),
    ("[CMD, curl -f, http://localhost]", BAD),
    ("CMD curl -f http://localhost", BAD),
    ("CMD-SHELL curl -f http://localhost", BAD),
    ('\'["CMD", "pg_isready"]\'', BAD),
    ('"[CMD-SHELL, pg_isready]"', BAD),
    ("'[CMD, pg_isready]'", BAD),
    ("NONE", BAD),
    ("''", BAD),
    ("'${X:-}'", NONE),
    ("[CMD, pg_isready]", NONE),
    ("[CMD-SHELL, pg_isready -U x]", NONE),
    ("[NONE]", NONE),
    ("[]", NONE),
    ("curl -f http://localhost", NONE),
    ("'[ -f /tmp/ready ]'", NONE),
    ("'[[ -f /tmp/ready ]]'", NONE),
    ("cmd /c check", NONE),
    ("CMDCHECK=1 /check", NONE),
    ("[CMD, /opt/my checks/run.sh]", NONE),
    ("[CMD, psql, -c, SELECT 1]", NONE),
    ("[CMD, 'C:\\Program Files\\check.exe']", NONE),
    ("['${HEAD}', x]", NONE),
    ("'${TEST}'", NONE),
    ("[CMD, '${PROGRAM}']", NONE),
]


@pytest.mark.parametrize(("test", "expected"), INVALID)
def test_invalid_healthcheck_test(test: str, expected: Found) -> None:
    assert found("invalid-healthcheck-test", f"a: {{image: x, healthcheck: {{test: {test}}}}}") == expected


def test_a_test_that_is_switched_off_is_never_read() -> None:
    assert found("invalid-healthcheck-test", "a: {image: x, healthcheck: {test: [curl], disable: true}}") == NONE


ANY_STAGE = at("", "error")


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ('["CMD", "curl"]', ANY_STAGE),
        ("CMD curl", ANY_STAGE),
        ('["curl -f http://localhost"]', ANY_STAGE),
        ('["curl", "-f", "http://localhost"]', NONE),
        ("curl -f http://localhost || exit 1", NONE),
        ("[ -f /tmp/ready ]", NONE),
    ],
)
def test_invalid_tests_in_a_dockerfile(check: str, expected: Found) -> None:
    text = f"FROM python:3.13\nHEALTHCHECK CMD {check}\n"
    assert found("invalid-healthcheck-test", "a: {build: .}", dockerfile=text) == expected
    assert found("invalid-healthcheck-test", "a: {build: ., healthcheck: {test: x}}", dockerfile=text) == NONE


def judged(rule: str, test: str, image: str = "nginx:1.29", settings: str = "") -> Found:
    """What a rule says of one service with a healthcheck."""
    return found(rule, f"a: {{image: '{image}', {settings} healthcheck: {{test: {test}}}}}")


WITHOUT_SHELL: list[tuple[str, Found]] = [
    ("[CMD, curl, -f, 'http://localhost', '||', exit, '1']", BAD),
    ("[CMD, curl, -f, 'http://localhost', '&&', 'true']", BAD),
    ("[CMD, curl, -f, 'http://localhost || exit 1']", BAD),
    ("[CMD, curl, -f, 'http://localhost', '>', /dev/null]", BAD),
    ("[CMD, curl, -f, 'http://localhost', '2>&1']", BAD),
    ("[CMD, curl, -f, 'http://localhost', '>/dev/null']", BAD),
    ("[CMD, redis-cli, ping, '|', grep, PONG]", BAD),
    ("[CMD, curl, '$$(hostname)']", BAD),
    ("[CMD, curl, '`hostname`']", BAD),
    ("[CMD, curl, 'http://$$HOSTNAME/']", at("a")),
    ("[CMD, pg_isready, -U, '$${POSTGRES_USER}']", at("a")),
    ("[CMD, curl, 'http://localhost:$$PORT/']", NONE),
    ("[CMD, curl, 'http://localhost/?a=1&b=2;c']", NONE),
    ("[CMD, sh, -c, 'curl -f http://localhost || exit 1']", NONE),
    ("[CMD, /bin/bash, -lc, 'curl -f http://localhost || exit 1']", NONE),
    ("[CMD, timeout, '5', bash, -c, 'true || exit 1']", NONE),
    ("[CMD, grep, -E, 'a|b', /tmp/x]", NONE),
    ("[CMD, grep, '|', /tmp/x]", NONE),
    ("[CMD, test, '$$(cat /tmp/x)', '=', '1']", NONE),
    ("[CMD, find, /tmp, -exec, rm, '{}', ';']", NONE),
    ("[CMD, psql, -c, 'SELECT 1; SELECT 2 || exit']", NONE),
    ("[CMD, mongosh, --eval, 'x || exit 1']", NONE),
    ("[CMD, mosquitto_sub, -t, '$$SYS/#']", NONE),
    ("[CMD, curl, '${URL}']", NONE),
    ("[CMD, node, -p, 'process.env.A_B || exit `$$HOME`']", NONE),
    ("[CMD, python, check.py, '||', exit, '1']", BAD),
    ("[CMD-SHELL, 'curl -f http://localhost || exit 1']", NONE),
    ("curl -f http://localhost:$$PORT || exit 1", NONE),
    ("[NONE]", NONE),
]


@pytest.mark.parametrize(("test", "expected"), WITHOUT_SHELL)
def test_healthcheck_without_shell(test: str, expected: Found) -> None:
    assert judged("healthcheck-without-shell", test) == expected


@pytest.mark.parametrize(
    ("image", "test", "expected"),
    [
        ("quay.io/coreos/etcd:v3.6.4", "etcdctl endpoint health", BAD),
        ("quay.io/coreos/etcd:v3.6.4", "[CMD-SHELL, etcdctl endpoint health]", BAD),
        ("quay.io/coreos/etcd:v3.6.4", "[CMD, etcdctl, endpoint, health]", NONE),
        ("portainer/portainer-ce:2.33.1", "wget -q --spider http://localhost:9000", BAD),
        ("portainer/portainer-ce:2.33.1-alpine", "wget -q --spider http://localhost:9000", NONE),
        ("portainer/portainer-ce:${TAG}", "wget -q --spider http://localhost:9000", NONE),
        ("registry.example.com/our/api:1", "/api --health", NONE),
        ("nginx:1.29", "curl -f http://localhost", NONE),
    ],
)
def test_images_without_a_shell(image: str, test: str, expected: Found) -> None:
    assert judged("healthcheck-without-shell", test, image) == expected


def test_a_variable_of_the_service_is_not_filled_in() -> None:
    test = "[CMD, curl, 'http://localhost:$$PORT/']"
    assert judged("healthcheck-without-shell", test, settings="environment: {PORT: 80},") == at("a")


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM scratch\nCOPY a /a\nHEALTHCHECK CMD /a --health\n", ANY_STAGE),
        ('FROM scratch\nCOPY a /a\nHEALTHCHECK CMD ["/a", "--health"]\n', NONE),
        ("FROM scratch\nCOPY a /a\nHEALTHCHECK NONE\n", NONE),
        ("FROM scratch\nCOPY --from=busybox:1.37 /bin/sh /bin/sh\nHEALTHCHECK CMD /a --health\n", NONE),
        ("FROM scratch\nADD rootfs.tar.gz /\nHEALTHCHECK CMD /a --health\n", NONE),
        ('FROM scratch\nSHELL ["/tool", "run"]\nHEALTHCHECK CMD /a --health\n', NONE),
        ("FROM python:3.13-slim\nHEALTHCHECK CMD /a --health\n", NONE),
        ('FROM python:3.13\nHEALTHCHECK CMD ["curl", "-f", "http://localhost:$PORT_NUMBER"]\n', at("")),
        ('FROM python:3.13\nENV PORT=80\nHEALTHCHECK CMD ["curl", "-f", "http://localhost:$PORT"]\n', at("")),
        ('FROM python:3.13\nHEALTHCHECK CMD ["curl", "http://localhost", "||", "exit", "1"]\n', ANY_STAGE),
        ("FROM python:3.13\nHEALTHCHECK CMD curl http://localhost:$PORT || exit 1\n", NONE),
        ("FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nHEALTHCHECK CMD check.exe\n", NONE),
        ("FROM scratch AS a\nHEALTHCHECK CMD /a --health\nFROM python:3.13\nCOPY --from=a /a /a\n", NONE),
    ],
)
def test_dockerfiles_without_a_shell(dockerfile: str, expected: Found) -> None:
    assert found("healthcheck-without-shell", "a: {build: .}", dockerfile=dockerfile) == expected


SLIM = "python:3.13-slim"
TOOL_MISSING: list[tuple[str, str, Found]] = [
    (SLIM, "curl -f http://localhost:8000", BAD),
    (SLIM, "curl -f http://localhost:8000 || exit 1", BAD),
    (SLIM, "[CMD, curl, -f, 'http://localhost:8000']", BAD),
    (SLIM, "[CMD, /usr/bin/curl, -f, 'http://localhost:8000']", BAD),
    (SLIM, "[CMD, sh, -c, 'curl -f http://localhost:8000 || exit 1']", BAD),
    (SLIM, "[CMD, timeout, '5', curl, 'http://localhost:8000']", BAD),
    (SLIM, "test -f /tmp/x && curl -f http://localhost:8000", BAD),
    (SLIM, "curl -s http://localhost:8000 | grep ok || exit 1", BAD),
    (SLIM, "'[ \"$$(curl -s http://localhost:8000)\" = ok ]'", BAD),
    (SLIM, "curl -f http://localhost:8000 || wget -q http://localhost:8000 || exit 1", BAD),
    (SLIM, "nc -z localhost 8000", BAD),
    (SLIM, "[CMD, nc, -z, localhost, '8000']", BAD),
    (SLIM, "'[ \"$$(curl -s http://localhost:8000)\" = ok ] || exit 1'", BAD),
    (SLIM, "'[ \"$$(curl -s http://localhost:8000)\" = ok ] || python check.py'", NONE),
    (SLIM, "curl -f http://localhost:8000; python check.py", BAD),
    (SLIM, "curl -f http://localhost:8000 || python check.py", NONE),
    (SLIM, "curl -s http://localhost:8000 | grep ok || python check.py | grep ok", NONE),
    (SLIM, "command -v curl && curl -f http://localhost:8000", NONE),
    (SLIM, "which curl || exit 0; python check.py", NONE),
    (SLIM, "'if [ -x /usr/bin/curl ]; then curl -f http://localhost; else python check.py; fi'", NONE),
    (SLIM, "python -c 'import curl'", NONE),
    (SLIM, "[CMD, python, curl]", NONE),
    (SLIM, "bash -c 'echo > /dev/tcp/localhost/8000'", NONE),
    (SLIM, "/opt/curl -f http://localhost:8000", NONE),
    (SLIM, "$$CHECK http://localhost:8000", NONE),
    (SLIM, "'${CHECK}'", NONE),
    (SLIM, "'echo \"curl'", NONE),
    ("python:3.13", "curl -f http://localhost:8000", NONE),
    ("python:${TAG}", "curl -f http://localhost:8000", NONE),
    ("node:22-alpine", "curl -f http://localhost:3000", BAD),
    ("node:22-alpine", "wget -q --spider http://localhost:3000", NONE),
    ("node:22-slim", "wget -q --spider http://localhost:3000", BAD),
    ("node:22-alpine", "bash -c true", NONE),
    ("postgres:17", "curl localhost:5432", BAD),
    ("postgres:17", "pg_isready", NONE),
    ("mariadb:11.8", "mysqladmin ping", BAD),
    ("mariadb:11.8", "healthcheck.sh --connect", NONE),
    ("mariadb:10.6", "mysqladmin ping", NONE),
    ("mongo:8", "mongo --eval 'db.stats()'", BAD),
    ("mongo:4.4", "mongo --eval 'db.stats()'", NONE),
    ("mongo:5", "mongo --eval 'db.stats()'", NONE),
    ("mcr.microsoft.com/mssql/server:2022-latest", "/opt/mssql-tools/bin/sqlcmd -Q 'SELECT 1'", BAD),
    ("mcr.microsoft.com/mssql/server:2022-latest", "/opt/mssql-tools18/bin/sqlcmd -C -Q 'SELECT 1'", NONE),
    ("mcr.microsoft.com/mssql/server:2017-latest", "/opt/mssql-tools/bin/sqlcmd -Q 'SELECT 1'", NONE),
    ("quay.io/coreos/etcd:v3.6.4", "[CMD, curl, 'http://localhost:2379']", BAD),
    ("quay.io/coreos/etcd:v3.6.4", "[CMD, sh, -c, etcdctl endpoint health]", BAD),
    ("quay.io/coreos/etcd:v3.6.4", "[CMD, etcdctl, endpoint, health]", NONE),
    ("quay.io/coreos/etcd:v3.6.4", "curl http://localhost:2379", NONE),
    ("registry.example.com/our/api:1", "curl http://localhost:2379", NONE),
    ("rabbitmq:4", "rabbitmq-diagnostics -q ping", NONE),
    ("rabbitmq:4-management", "curl -f http://localhost:15672", BAD),
]


@pytest.mark.parametrize(("image", "test", "expected"), TOOL_MISSING)
def test_healthcheck_tool_missing(image: str, test: str, expected: Found) -> None:
    assert judged("healthcheck-tool-missing", test, image) == expected


CURLS = "HEALTHCHECK CMD curl -f http://localhost:8000 || exit 1\n"


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        (f"FROM {SLIM}\n{CURLS}", ANY_STAGE),
        (f"FROM {SLIM}\nRUN apt-get install -y curl\n{CURLS}", NONE),
        (f"FROM {SLIM}\n{CURLS}FROM {SLIM}\n", NONE),
        (f"FROM {SLIM} AS base\n{CURLS}FROM base\nRUN apt-get install -y gcc\n", ANY_STAGE),
        (f"FROM {SLIM} AS base\n{CURLS}FROM base\nRUN apt-get install -y curl\n", NONE),
        (f"FROM registry.example.com/base\n{CURLS}", NONE),
        (f'FROM {SLIM}\nHEALTHCHECK CMD ["curl", "-f", "http://localhost:8000"]\n', ANY_STAGE),
    ],
)
def test_missing_tools_of_dockerfiles(dockerfile: str, expected: Found) -> None:
    rule = "healthcheck-tool-missing"
    assert found(rule, "a: {build: .}", dockerfile=dockerfile) == expected
    assert found(rule, "a: {build: ., healthcheck: {interval: 5s}}", dockerfile=dockerfile) == expected
    assert found(rule, "a: {build: ., healthcheck: {test: python x.py}}", dockerfile=dockerfile) == NONE
    assert found(rule, "a: {build: ., healthcheck: {disable: true}}", dockerfile=dockerfile) == NONE
    assert found(rule, "a: {build: ., volumes: ['./curl:/usr/bin/curl']}", dockerfile=dockerfile) == NONE


def test_a_dockerfile_is_judged_for_what_compose_asks_of_its_image() -> None:
    asks = "a: {build: ., healthcheck: {test: curl -f http://localhost:8000}}"
    assert found("healthcheck-tool-missing", asks, dockerfile=f"FROM {SLIM}\n") == BAD
    assert found("healthcheck-tool-missing", asks, dockerfile=f"FROM {SLIM}\nRUN apt install -y curl\n") == NONE
    assert found("healthcheck-tool-missing", asks) == NONE


SWALLOWED = at("a")
PASSES: list[tuple[str, Found]] = [
    ("curl -f http://localhost || true", SWALLOWED),
    ("curl -f http://localhost || exit 0", SWALLOWED),
    ("curl -f http://localhost || echo down", SWALLOWED),
    ("curl -f http://localhost || echo down >&2", SWALLOWED),
    ("curl -f http://localhost; exit 0", SWALLOWED),
    ("curl -f http://localhost; true", SWALLOWED),
    ("'true'", SWALLOWED),
    ("exit 0", SWALLOWED),
    ("true || exit 1", SWALLOWED),
    ("echo $$(curl -f http://localhost)", SWALLOWED),
    ("curl -f http://localhost || true || exit 1", SWALLOWED),
    ("curl -f http://localhost || exit 1 || true", NONE),
    ("[CMD, 'true']", SWALLOWED),
    ("[CMD, /bin/true]", SWALLOWED),
    ("[CMD, echo, ok]", SWALLOWED),
    ("[CMD, sh, -c, 'curl -f http://localhost || true']", SWALLOWED),
    ("curl -f http://localhost || exit 1", NONE),
    ("curl -f http://localhost || exit 1; exit 0", NONE),
    ("curl -f http://localhost && true", NONE),
    ("curl -f http://localhost || (echo down; exit 1)", NONE),
    ("if curl -f http://localhost; then exit 0; else exit 1; fi", NONE),
    ("if true; then curl -f http://localhost; fi", NONE),
    ("set -e; curl -f http://localhost; true", NONE),
    ("curl -f http://localhost || kill 1", NONE),
    ("echo ruok | nc localhost 2181", NONE),
    ("bash -c 'echo > /dev/tcp/localhost/80'", NONE),
    ("bash -c 'true </dev/tcp/localhost/80'", NONE),
    ("for port in 1 2; do nc -z localhost $$port; done", NONE),
    ("curl http://localhost", SWALLOWED),
    ("curl http://localhost || exit 1", SWALLOWED),
    ("curl -s -o /dev/null http://localhost || exit 1", SWALLOWED),
    ("curl -sS localhost:8080/health", SWALLOWED),
    ("[CMD, curl, 'http://localhost']", SWALLOWED),
    ("[CMD, curl, -X, GET, 'http://localhost']", SWALLOWED),
    ("curl http://localhost:$$PORT/health || exit 1", SWALLOWED),
    ("pg_isready && curl http://localhost", SWALLOWED),
    ("curl -sf http://localhost", NONE),
    ("curl -fsSLo /dev/null http://localhost", NONE),
    ("curl --fail http://localhost", NONE),
    ("curl --fail-with-body http://localhost", NONE),
    ("curl -s http://localhost | grep ok", NONE),
    ("'test $$(curl -s -o /dev/null -w \"%{http_code}\" http://localhost) = 200'", NONE),
    ("'[ \"$$(curl -s http://localhost)\" = ok ]'", NONE),
    ("'curl -s -w \"%{http_code}\" http://localhost'", NONE),
    ("curl telnet://localhost:5432", NONE),
    ("curl $$OPTIONS http://localhost", NONE),
    ("'curl ${OPTIONS} http://localhost'", NONE),
    ("curl -K /etc/curlrc", NONE),
    ("while ! curl http://localhost; do sleep 1; done", NONE),
    ("wget -q --spider http://localhost", NONE),
    ("ps aux | grep nginx", SWALLOWED),
    ("ps aux | grep -q nginx || exit 1", SWALLOWED),
    ("ps aux | grep -v grep | grep nginx", NONE),
    ("ps aux | grep nginx | grep -v grep", NONE),
    ("'ps aux | grep [n]ginx'", NONE),
    ("pgrep -f 'celery worker' || exit 1", SWALLOWED),
    ("pgrep -f 'celery worker'", NONE),
    ("'pgrep -f [c]elery || exit 1'", NONE),
    ("[CMD, pgrep, -f, celery]", NONE),
    ("pgrep celery || exit 1", NONE),
    ("'${TEST}'", NONE),
    ("[NONE]", NONE),
]


@pytest.mark.parametrize(("test", "expected"), PASSES)
def test_healthcheck_always_passes(test: str, expected: Found) -> None:
    assert judged("healthcheck-always-passes", test) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("command: nginx -g 'daemon off;'", SWALLOWED),
        ("command: [/usr/sbin/nginx, -g, 'daemon off;']", SWALLOWED),
        ("command: sh -c 'nginx; tail -f /dev/null'", NONE),
        ("command: nginx, init: true", NONE),
        ("command: other", NONE),
    ],
)
def test_process_one_is_always_there(settings: str, expected: Found) -> None:
    assert judged("healthcheck-always-passes", "[CMD, pgrep, nginx]", settings=f"{settings},") == expected
    assert judged("healthcheck-always-passes", "pidof nginx || exit 1", settings=f"{settings},") == expected


def test_a_healthcheck_of_a_dockerfile_always_passes() -> None:
    text = "FROM node:22\nHEALTHCHECK CMD curl http://localhost:3000 || exit 1\n"
    assert found("healthcheck-always-passes", "a: {build: .}", dockerfile=text) == at("")
    assert found("healthcheck-always-passes", "a: {build: ., healthcheck: {test: x}}", dockerfile=text) == NONE


PORTS: list[tuple[str, str, Found]] = [
    ("image: 'nginx:1.29', ports: ['8080:80']", "curl -f http://localhost:8080/", at("a")),
    ("image: 'nginx:1.29', ports: ['8080:80']", "[CMD, curl, -f, 'http://127.0.0.1:8080/']", at("a")),
    ("image: 'nginx:1.29', ports: ['8080:80']", "curl -f http://a:8080/", at("a")),
    ("image: 'nginx:1.29', ports: ['8080:80']", "wget -q --spider localhost:8080", at("a")),
    ("image: 'nginx:1.29', ports: ['8080:80']", "bash -c 'exec 3<>/dev/tcp/localhost/8080'", at("a")),
    ("image: 'nginx:1.29'", "curl -f http://localhost:8080/", at("a")),
    ("image: 'nginx:1.29'", "curl -f http://localhost/", NONE),
    ("image: 'nginx:1.29'", "curl -f http://localhost:80/", NONE),
    ("image: 'nginx:1.29'", "curl -f http://localhost:$$PORT/", NONE),
    ("image: 'nginx:1.29'", "'curl -f http://localhost:${PORT}/'", NONE),
    ("image: 'nginx:1.29'", "curl -f http://example.com:8080/", NONE),
    ("image: 'nginx:1.29', volumes: ['./n.conf:/etc/nginx/nginx.conf']", "curl -f http://localhost:8080/", NONE),
    ("image: 'nginx:1.29', network_mode: host", "curl -f http://localhost:8080/", NONE),
    ("image: 'redis:8'", "redis-cli -h 127.0.0.1 -p 6380 ping", at("a")),
    ("image: 'redis:8', command: redis-server --port 6380", "redis-cli -h 127.0.0.1 -p 6380 ping", NONE),
    ("image: 'redis:8', command: redis-server --port 6380", "redis-cli -h 127.0.0.1 -p 6379 ping", at("a")),
    ("image: 'registry.example.com/our/api:1'", "curl -f http://localhost:8080/", NONE),
    ("image: '${X}'", "curl -f http://localhost:8080/", NONE),
    ("image: 'python:3.13', command: uvicorn x --port 5000", "curl -f http://localhost:8000/", at("a")),
    ("image: 'python:3.13', command: uvicorn x --port 5000", "curl -f http://localhost:5000/", NONE),
    ("image: 'python:3.13', command: uvicorn x --port 5000, environment: {ADMIN: 8000}",
     "curl -f http://localhost:8000/", NONE),
    ("image: 'python:3.13', command: python x.py", "curl -f http://localhost:8000/", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("service", "test", "expected"), PORTS)
def test_healthcheck_wrong_port(service: str, test: str, expected: Found) -> None:
    assert found("healthcheck-wrong-port", f"a: {{{service}, healthcheck: {{test: {test}}}}}") == expected


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("a: {image: x, healthcheck: {test: curl -f http://b:80}}\nb: {image: y}", at("a", "info")),
        ("a: {image: x, healthcheck: {test: nc -z b 80}}\nb: {image: y}", at("a", "info")),
        ("a: {image: x, healthcheck: {test: nc -z b 80 && nc -z localhost 1}}\nb: {image: y}", NONE),
        ("a: {image: x, healthcheck: {test: nc -z c 80}}\nb: {image: y}", NONE),
        ("a: {image: x, network_mode: 'service:b', healthcheck: {test: nc -z b 80}}\nb: {image: y}", NONE),
        ("a: {image: x, healthcheck: {test: nc -z me 80}, container_name: me}\nb: {image: y}", NONE),
    ],
)
def test_a_healthcheck_that_asks_another_service(services: str, expected: Found) -> None:
    assert found("healthcheck-wrong-port", services) == expected


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("a: {build: .}", at("")),
        ("a: {build: ., command: uvicorn x --port 8000}", NONE),
        ("a: {build: .}\nb: {build: ., command: uvicorn x --port 8000}", NONE),
        ("a: {build: .}\nb: {build: ., command: uvicorn x --port 8000, healthcheck: {disable: true}}", at("")),
        ("a: {build: ., healthcheck: {test: 'true'}}", NONE),
    ],
)
def test_the_port_of_a_healthcheck_in_a_dockerfile(services: str, expected: Found) -> None:
    text = 'FROM python:3.13\nHEALTHCHECK CMD curl -f localhost:8000\nCMD ["uvicorn", "x", "--port", "5000"]\n'
    assert found("healthcheck-wrong-port", services, dockerfile=text) == expected
