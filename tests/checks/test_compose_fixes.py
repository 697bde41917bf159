"""What the fixes of single rules make of compose files, and what they leave alone."""

from __future__ import annotations

import pytest
from stacks import TODAY

import composelint

API = "services:\n  api:\n    image: ghcr.io/acme/api:3\n"


def mended(rule: str, text: str, **others: str) -> str:
    """The compose file after the fixes of one rule, safe and unsafe ones."""
    files = {"compose.yaml": text} | {name.replace("_", "."): other for name, other in others.items()}
    return composelint.fix(files, select=[rule], unsafe=True, today=TODAY).get("compose.yaml", text)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("privileged-container", "    privileged: true  # usb\n    tty: true\n", "    tty: true\n"),
        ("privileged-container", "    develop: {watch: []}\n    privileged: 'true'\n", "    develop: {watch: []}\n"),
        ("privileged-build", "    build: {context: ., network: host}\n", "    build: {context: .}\n"),
        ("host-namespace", "    pid: host\n    userns_mode: host\n", ""),
        ("host-only-sysctl", '    sysctls:\n      - "vm.swappiness=1"\n      - net.core.somaxconn=9\n',
         "    sysctls:\n      - net.core.somaxconn=9\n"),
        ("host-takeover-capability", "    cap_add: [ALL, CHOWN, SYS_ADMIN]\n", "    cap_add: [CHOWN]\n"),
        ("risky-capability", "    cap_add:\n      - BPF\n      - SYS_TIME\n      - NET_ADMIN\n", ""),
        ("unconfined-profile", "    security_opt: [seccomp=unconfined, 'label:type:x']\n",
         "    security_opt: ['label:type:x']\n"),
        ("missing-hardening", "    ports: ['80:80']\n    security_opt: ['no-new-privileges:false']\n",
         "    ports: ['80:80']\n    security_opt: ['no-new-privileges:true']\n"),
        ("missing-hardening", "    ports: ['80:80']\n    security_opt:\n",
         "    ports: ['80:80']\n    security_opt:\n      - no-new-privileges:true\n"),
    ],
)  # fmt: skip
def test_fixes_of_a_service(rule: str, before: str, after: str) -> None:
    assert mended(rule, API + before) == API + after


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("command-cut-at-operator", "command: a $$x && ${B}  # two", 'command: ["sh", "-c", "a $$x && ${B}"]  # two'),
        ("command-cut-at-operator", "command: bash -ec a && b", 'command: ["bash", "-ec", "a && b"]'),
        ("command-cut-at-operator", "command: sh -c 'a x' && b", 'command: ["sh", "-c", "sh -c \'a x\' && b"]'),
        ("logging-disabled", "logging: {driver: none}", "logging: {driver: local}"),
        ("unbounded-logs", "logging: {driver: json-file, options: {max-file: 2}}",
         'logging: {driver: json-file, options: {max-file: 2, max-size: "10m"}}'),
        ("signals-not-forwarded", "command: [sh, -c, 'a && A=$$B ./run-it x']",
         "command: [sh, -c, 'a && A=$$B ./run-it x']"),
        ("signals-not-forwarded", "command: [sh, -c, 'a $$B && ./x']", "command: [sh, -c, 'a $$B && ./x']"),
        ("signals-not-forwarded", "command: [sh, -c, 'a B && ./x-y']", "command: [sh, -c, 'a B && exec ./x-y']"),
        ("signals-not-forwarded", "command: [sh, -c, '(a && ./run-it x)']", "command: [sh, -c, '(a && ./run-it x)']"),
        ("swarm-only-key", "deploy: {labels: ['a.b=c$$d', 'e=${F}'], replicas: 2}\n    labels: {x: y}",
         """deploy: {replicas: 2}\n    labels: {x: y, "a.b": "c$$d", "e": "${F}"}"""),
        ("oom-killer-disabled", "oom_kill_disable: true\n    tty: true", "tty: true"),
    ],
)  # fmt: skip
def test_fixes_of_what_runs(rule: str, before: str, after: str) -> None:
    server = "services:\n  api:\n    image: python:3.13-slim\n    ports: ['80:80']\n    {}\n"
    assert mended(rule, server.format(before)) == server.format(after)


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("privileged-container", "    privileged: ${PRIVILEGED:-true}\n"),
        ("privileged-build", "    build: {privileged: true}\n"),
        ("host-namespace", "    ipc: ${IPC:-host}\n"),
        ("host-only-sysctl", "    sysctls: ['vm.swappiness=${SWAP:-1}']\n"),
        ("risky-capability", "    cap_add: [NET_ADMIN]\n    devices: [/dev/net/tun]\n"),
        ("unconfined-profile", "    security_opt: ['${PROFILE:-seccomp=unconfined}']\n"),
        ("command-cut-at-operator", "    command: a && b\n"),
        ("command-cut-at-operator", "    command: >\n      a &&\n      b\n"),
        ("command-cut-at-operator", "    entrypoint: a && b\n    command: c\n"),
        ("command-cut-at-operator", "    entrypoint: [/app]\n    command: a && b\n"),
        ("swarm-only-key", "    deploy:\n      labels:\n        a: b  # why\n"),
        ("swarm-only-key", "    deploy:\n      labels:\n        traefik.http.middlewares.m.basicauth.users: a:b\n"),
        ("swarm-only-key", "    deploy: {labels: {a: b}}\n    labels: [c=d]\n"),
        ("swarm-only-key", "    deploy: {labels: *l}\nx-l: &l {a: b}\n"),
        ("oom-killer-disabled", "    oom_score_adj: ${ADJ:--1000}\n"),
        ("logging-disabled", "    logging: {driver: none, options: {x: y}}\n"),
        ("unbounded-logs", "    restart: always\n    logging: *log\nx-log: &log {driver: json-file}\n"),
        ("missing-hardening", "    ports: ['80:80']\n    security_opt: &a [x]\n  b: {image: x, security_opt: *a}\n"),
    ],
)
def test_what_is_not_written_there_or_is_needed_is_left(rule: str, body: str) -> None:
    assert mended(rule, API + body) == API + body


def test_the_shared_memory_of_a_browser_is_left() -> None:
    text = "services:\n  chrome:\n    image: selenium/standalone-chrome:4.35.0\n    ipc: host\n"
    assert mended("host-namespace", text) == text


def test_a_size_that_a_variable_gives_is_left() -> None:
    text = "services:\n  chrome: {image: 'selenium/standalone-chrome:4.35.0', shm_size: '${SHM:-1m}'}\n"
    assert mended("small-shared-memory", text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k8s.gcr.io/pause:3.5", "registry.k8s.io/pause:3.5"),
        ("minio/mc:${MC:-RELEASE.2025-04-16T18-13-26Z}", "quay.io/minio/mc:${MC:-RELEASE.2025-04-16T18-13-26Z}"),
        ("'bitnami/kafka:3.7'", "'bitnamilegacy/kafka:3.7'"),
        ("${REGISTRY:-k8s.gcr.io}/pause:3.5", "${REGISTRY:-k8s.gcr.io}/pause:3.5"),
        ("docker.io/bitnami/kafka:3.7", "docker.io/bitnami/kafka:3.7"),
        ("mailhog/mailhog", "mailhog/mailhog"),
    ],
)
def test_images_that_moved(before: str, after: str) -> None:
    text = "services:\n  a:\n    image: {}\n"
    assert mended("retired-image", text.format(before)) == text.format(after)
    files = {"Dockerfile": f"FROM {before} AS a\n"}
    if before[0] not in "'$" and "$" not in before:
        made = composelint.fix(files, select=["retired-image"], unsafe=True, today=TODAY)
        assert {**files, **made} == {"Dockerfile": f"FROM {after} AS a\n"}


@pytest.mark.parametrize(("before", "after"), [("", "\n    pull_policy: build"), ("\n    pull_policy: always",) * 2])
def test_an_image_of_ones_own_is_built(before: str, after: str) -> None:
    text = "services:\n  db:\n    image: postgres:17\n    build: ./db{}\n"
    built = text.format(after.replace("always", "build"))
    assert mended("build-tagged-as-public-image", text.format(before)) == built


POSTGRES = """\
services:
  db:
    image: postgres:17
    environment: {environment}
    {more}
secrets:
  postgres_password: {{file: ./p.txt}}
"""
FILE = "POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password"


@pytest.mark.parametrize(
    ("environment", "more", "after"),
    [
        (f"{{POSTGRES_PASSWORD: x1, {FILE}}}", "secrets: [postgres_password]", f"{{{FILE}}}"),
        (f"[POSTGRES_PASSWORD=x1, {FILE.replace(': ', '=')}]", "secrets: [postgres_password]",
         f"[{FILE.replace(': ', '=')}]"),
        (f"{{POSTGRES_PASSWORD: x1, {FILE}}}", "tty: true", None),
        (f"{{POSTGRES_PASSWORD: x1, {FILE}}}", "command: x $$POSTGRES_PASSWORD\n    secrets: [postgres_password]",
         None),
        (f"{{POSTGRES_PASSWORD: '${{P:-x}}', {FILE}}}", "secrets: [postgres_password]", None),
    ],
)  # fmt: skip
def test_the_file_of_a_secret_counts_alone(environment: str, more: str, after: str | None) -> None:
    text = POSTGRES.format(environment=environment, more=more)
    files: dict[str, str | bytes] = {"compose.yaml": text, "p.txt": ""}
    made = composelint.fix(files, select=["value-and-file-variant"], unsafe=True, complete=True, today=TODAY)
    assert made.get("compose.yaml", text) == POSTGRES.format(environment=after or environment, more=more)


@pytest.mark.parametrize(
    ("environment", "more", "after"),
    [
        ("{POSTGRES_PASSWORD: '${P}', A: b}", "secrets: [other]", "secrets: [other, postgres_password]"),
        ("{POSTGRES_PASSWORD: '${P}', A: b}", "secrets: [postgres_password]", "secrets: [postgres_password]"),
        ("{POSTGRES_PASSWORD: x1, A: b}", "tty: true", None),
        ("['POSTGRES_PASSWORD=${P}', A=b]", "tty: true", None),
    ],
)
def test_a_secret_takes_the_place_of_a_variable(environment: str, more: str, after: str | None) -> None:
    text = POSTGRES.format(environment=environment, more=more) + "  other: {file: ./o.txt}\n"
    files: dict[str, str | bytes] = {"compose.yaml": text, "p.txt": "", "o.txt": ""}
    made = composelint.fix(files, select=["secret-file-variant"], unsafe=True, complete=True, today=TODAY)
    new = POSTGRES.format(environment=f"{{{FILE}, A: b}}", more=after) + "  other: {file: ./o.txt}\n"
    new = new.replace("FILE: /run/secrets/postgres_password, A", "FILE: '/run/secrets/postgres_password', A")
    assert made.get("compose.yaml", text) == (new if after else text)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("unused-anchor", "services: {a: &a {image: x}}\n", "services: {a: {image: x}}\n"),
        ("unused-anchor", "x-a: &a {b: c}\nservices: {a: {image: x}}\n", None),
        ("duplicate-key", "x: &x {a: 1}\ny: &y {a: 2}\nservices:\n  a: {<<: *x, <<: *y}\n", None),
        ("duplicate-key", "x: &x {a: 1}\ny: &y {<<: *x}\nservices:\n  a: {<<: *x, <<: *y}\n", None),
        ("duplicate-key", "services:\n  a: {image: x, image: y}\n", None),
        ("invalid-structure", "services: {1: {image: x}}\n", 'services: {"1": {image: x}}\n'),
        ("invalid-structure", "services: {~: {image: x}}\n", None),
        ("invalid-structure", "services: {a: {image: x, 7: y}}\n", None),
    ],
)
def test_fixes_of_files(rule: str, before: str, after: str | None) -> None:
    assert mended(rule, before) == (after or before)


def test_a_block_that_is_merged_in_empty_is_not_reset() -> None:
    base = API + "    ports: ['80:80']\n"
    text = "x-a: &a\n  ports:\nservices:\n  api:\n    <<: *a\n"
    files = {"compose.yaml": base, "compose.override.yaml": text}
    assert composelint.fix(files, select=["ineffective-null-override"], unsafe=True) == {}


def test_a_merged_block_is_not_replaced() -> None:
    text = "x-log: &log\n  logging: {driver: json-file}\n" + API + "    <<: *log\n    restart: always\n"
    assert mended("unbounded-logs", text) == text
    grace = "x-g: &g\n  stop_grace_period: 3s\n"
    text = grace + "services:\n  db:\n    <<: *g\n    image: mysql:8.4\n    volumes: ['./d:/var/lib/mysql']\n"
    assert mended("short-grace-period", text) == text


def test_nothing_is_added_twice_where_services_extend_each_other() -> None:
    text = "services:\n  a: {image: 'nginx:1.29', ports: ['80:80']}\n  b: {extends: a, tty: true}\n"
    made = mended("missing-hardening", text)
    assert made == text.replace("tty: true", "tty: true, security_opt: [no-new-privileges:true]")
    assert [finding.rule for finding in composelint.lint({"compose.yaml": made}, select=["schema"]).findings] == []


def test_what_another_file_says_is_left() -> None:
    base = API + "    privileged: false\n"
    text = "services:\n  api:\n    privileged: true\n"
    files = {"compose.yaml": base, "compose.override.yaml": text}
    assert composelint.fix(files, select=["privileged-container"], unsafe=True) == {}
