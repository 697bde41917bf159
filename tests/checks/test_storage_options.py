"""How things are mounted."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning, web

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


IGNORED: list[tuple[str, Marks]] = [
    (web("volumes: ['./a:/x:ro', './a:/x1:rw', 'vv:/x2:nocopy', './a:/x3:z', './a:/x4:rshared']"), NONE),
    (web("volumes: ['./a:/x:r']"), warning("r")),
    (web("volumes: ['./a:/x:Ro,z']"), warning("Ro,z")),
    (web("volumes: ['./a:/x:read_only']"), warning("read_only")),
    (web("volumes: ['./a:/x:RW']"), info("RW")),
    (web("volumes: ['./a:/x:exec']"), warning("exec")),
    (web("volumes: ['./a:/x:uid=1000,gid=1000']"), warning("uid=1000,gid=1000")),
    (web("volumes: ['./a:/x:ro,rw']"), warning("ro,rw")),
    (web("volumes: ['./a:/x:cached', './a:/x2:$MODE', './a:/x3:${MODE:-exec,x}']"), NONE),
    (web("volumes: ['/home/me:/x:z']"), error("z")),
    (web("volumes: ['/home/me/x:/x:z', './a:/x2:Z', '/opt/x:/x3:z']"), NONE),
    (web("volumes: ['/usr:/x:ro,Z']"), error("ro,Z")),
    (web("volumes: ['~:/x:z']"), error("z")),
    (web("volumes: [{type: bind, source: /home, target: /x, bind: {selinux: Z}}]"), error("Z")),
    (web("volumes: [{type: bind, source: /home/me/x, target: /x, bind: {selinux: Z}}]"), NONE),
    (web("volumes: [{type: volume, source: vv, target: /x, bind: {propagation: shared}}]"), warning("bind")),
    (web("volumes: [{type: bind, source: ./a, target: /x, volume: {nocopy: true}}]"), warning("volume")),
    (web("volumes: [{type: volume, source: vv, target: /x, tmpfs: {size: 1}}]"), warning("tmpfs")),
    (web("volumes: [{type: tmpfs, target: /x, tmpfs: {size: 1}}]"), NONE),
    (web("volumes: [{type: bind, source: ./a, target: /x, bind: {propagation: shared}}]"), NONE),
    (web("tmpfs: ['/x:exec,uid=1']"), NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IGNORED)
def test_ignored_mount_option(text: str, expected: Marks) -> None:
    assert marks("ignored-mount-option", text) == expected


def reading(image: str, more: str = "") -> str:
    return web(f"read_only: true{more}").replace("image: x", f"image: '{image}'")


BROKEN: list[tuple[str, Marks]] = [
    (reading("nginx:1.29"), warning("true")),
    (reading("nginx:1.29", ", tmpfs: [/var/cache/nginx]"), warning("true")),
    (reading("nginx:1.29", ", tmpfs: [/var/cache/nginx, /run]"), NONE),
    (reading("nginx:1.29", ", tmpfs: [/var/cache, /var/run]"), NONE),
    (reading("nginx:1.29", ", tmpfs: [/var/cache/nginx/client_temp, /run/x]"), NONE),
    (reading("nginx:1.29", ", volumes: ['cc:/var/cache/nginx', {type: tmpfs, target: /run}]"), NONE),
    (reading("nginx:1.29", ", volumes: ['cc:/var/cache/nginx:ro'], tmpfs: /run"), warning("true")),
    (reading("nginx:1.29", ", volumes: ['./n:/etc/nginx/nginx.conf']"), NONE),
    (reading("nginx:1.29", ", volumes: ['./n:/etc/nginx/conf.d']"), warning("true")),
    (reading("nginx:1.29", ", volumes: ['./n:/etc/nginx']"), NONE),
    (reading("nginx:1.29", ", tmpfs: ['$X']"), NONE),
    (reading("nginx:1.29", ", entrypoint: /x"), NONE),
    (reading("nginx:1.29").replace("true", "false"), NONE),
    (reading("nginx:1.29").replace("true", "$READ_ONLY"), NONE),
    (reading("nginxinc/nginx-unprivileged:1.29"), warning("true")),
    (reading("nginxinc/nginx-unprivileged:1.29", ", tmpfs: /tmp"), NONE),
    (reading("postgres:17"), warning("true")),
    (reading("postgres:17", ", tmpfs: /var/run/postgresql"), NONE),
    (reading("mongo:8"), warning("true")),
    (reading("mongo:8", ", tmpfs: [/tmp]"), NONE),
    (reading("grafana/grafana:12.1.0"), warning("true")),
    (reading("grafana/grafana:12.1.0", ", volumes: ['gg:/var/lib/grafana']"), NONE),
    (reading("redis:8"), NONE),
    (reading("caddy:2.10"), NONE),
    (reading("traefik:3"), NONE),
    (reading("acme/nginx:3"), NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_read_only_breaks_image(text: str, expected: Marks) -> None:
    assert marks("read-only-breaks-image", text) == expected
