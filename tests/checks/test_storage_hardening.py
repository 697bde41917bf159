"""Mounts that give a container more than it needs."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, info, marks


def service(body: str, image: str = "nginx:1.29") -> str:
    return f"services: {{web: {{image: '{image}', {body}}}}}\n"


SHARED: list[tuple[str, Marks]] = [
    (service("volumes: ['/a:/b:shared']"), info("shared")),
    (service("volumes: ['/a:/b:ro,rshared']"), info("ro,rshared")),
    (service("volumes: ['/a:/b:slave', '/a:/c:rslave', '/a:/d:private', '/a:/e']"), NONE),
    (service("volumes: [{type: bind, source: /a, target: /b, bind: {propagation: rshared}}]"), info("rshared")),
    (service("volumes: [{type: bind, source: /a, target: /b, bind: {propagation: $P}}]"), NONE),
    (service("volumes: ['/a:/b:shared']", "rclone/rclone:1.70"), NONE),
    (service("volumes: ['/a:/b:shared']", "rancher/k3s:v1.33"), NONE),
]


@pytest.mark.parametrize(("text", "expected"), SHARED)
def test_shared_propagation(text: str, expected: Marks) -> None:
    assert marks("shared-propagation", text) == expected


WRITABLE: list[tuple[str, str, bool]] = [
    ("nginx:1.29", "./n.conf:/etc/nginx/nginx.conf", True),
    ("nginx:1.29", "./n.conf:/etc/nginx/nginx.conf:rw", True),
    ("nginx:1.29", "./n.conf:/etc/nginx/nginx.conf:ro", False),
    ("nginx:1.29", "./dir:/etc/nginx/conf.d", True),
    ("nginx:1.29", "./dir:/etc/nginx", False),
    ("nginx:1.29", "./dir:/usr/share/nginx/html", False),
    ("nginx:1.29", "./n.crt:/etc/ssl/n.crt", True),
    ("nginx:1.29", "/etc/nginx/nginx.conf:/etc/nginx/nginx.conf", False),
    ("nginx:1.29", "~/nginx.conf:/etc/nginx/nginx.conf", False),
    ("nginx:1.29", "$X/nginx.conf:/etc/nginx/nginx.conf", False),
    ("nginx:1.29", "conf:/etc/nginx/conf.d", False),
    ("postgres:17", "./dir:/docker-entrypoint-initdb.d", True),
    ("postgres:17", "./a.sql:/docker-entrypoint-initdb.d/a.sql", True),
    ("mysql:8", "./my.cnf:/etc/mysql/conf.d/my.cnf", True),
    ("traefik:3", "./t.yml:/etc/traefik/traefik.yml", True),
    ("traefik:3", "./acme.json:/etc/traefik/acme.json", False),
    ("elasticsearch:8.19.0", "./e.yml:/usr/share/elasticsearch/config/elasticsearch.yml", False),
    ("eclipse-mosquitto:2", "./m.conf:/mosquitto/config/mosquitto.conf", False),
    ("redis:8", "./redis.conf:/usr/local/etc/redis/redis.conf", True),
    ("lscr.io/linuxserver/nginx:1", "./n.conf:/etc/nginx/nginx.conf", False),
    ("acme/nginx:1", "./n.conf:/etc/nginx/nginx.conf", False),
]


@pytest.mark.parametrize(("image", "mount", "told"), WRITABLE)
def test_writable_config_mount(image: str, mount: str, told: bool) -> None:
    found = marks("writable-config-mount", service(f"volumes: ['{mount}']", image), {"dir/a": ""})
    assert found == (info(f"'{mount}'") if told else NONE)


def test_sentinels_rewrite_their_configuration() -> None:
    body = "command: redis-server /etc/redis/redis.conf --sentinel, volumes: ['./r.conf:/etc/redis/redis.conf']"
    assert marks("writable-config-mount", service(body, "redis:8")) == NONE


@pytest.mark.parametrize("body", ["entrypoint: /start.sh", "command: sh -c 'envsubst < a > /etc/nginx/nginx.conf'"])
def test_what_starts_otherwise_may_write_its_configuration(body: str) -> None:
    mounts = "volumes: ['./n.conf:/etc/nginx/nginx.conf']"
    assert marks("writable-config-mount", service(f"{body}, {mounts}")) == NONE
    assert marks("writable-config-mount", service(f"command: nginx -g 'daemon off;', {mounts}")) != NONE


def test_a_build_reads_its_configuration_too() -> None:
    text = "services: {web: {build: ., volumes: ['./app.ini:/etc/app.ini', './src:/app']}}\n"
    assert marks("writable-config-mount", text) == info("'./app.ini:/etc/app.ini'")


TMPFS: list[tuple[str, Marks]] = [
    (service("tmpfs: '/x:exec'"), info("exec")),
    (service("tmpfs: ['/x:size=1m,exec,suid']"), info("size=1m,exec,suid")),
    (service("tmpfs: ['/x:noexec,nosuid', /y, '/z:$OPTIONS']"), NONE),
    (service("tmpfs: /x:exec", "acme/web:1"), NONE),
    (service("tmpfs: /x:exec", "cassandra:5"), NONE),
    (service("tmpfs: /x:exec", "elasticsearch:8.19.0"), NONE),
    (service("tmpfs: /x:dev", "elasticsearch:8.19.0"), info("dev")),
    (service("tmpfs: /x:dev", "acme/web:1"), info("dev")),
    (service("volumes: ['/a:/b:exec']"), NONE),
    (service("volumes: [{type: tmpfs, target: /b, tmpfs: {mode: 0777}}]"), NONE),
    ("services: {web: {build: ., tmpfs: '/tmp:exec'}}\n", NONE),
]


@pytest.mark.parametrize(("text", "expected"), TMPFS)
def test_executable_tmpfs(text: str, expected: Marks) -> None:
    assert marks("executable-tmpfs", text) == expected
