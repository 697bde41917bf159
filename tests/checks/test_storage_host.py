"""What of its host a container may change, and what it may see."""

from __future__ import annotations

import pytest
from marks import NONE, Marks, error, info, marks, warning

import composelint


def mounting(*mounts: str, image: str = "x", rest: str = "") -> str:
    return f"services: {{web: {{image: '{image}', volumes: [{', '.join(mounts)}]}}}}\n{rest}"


def device(path: str, options: str = "bind") -> str:
    return f"volumes: {{vol: {{driver_opts: {{type: none, o: '{options}', device: {path}}}}}}}\n"


WRITABLE: list[tuple[str, Marks]] = [
    (mounting("'/:/host'"), error("/")),
    (mounting("'/:/host:rw'"), error("/")),
    (mounting("'/:/host:ro'"), NONE),
    (mounting("'/:/host:ro,rslave'"), NONE),
    (mounting("/etc:/x1", "/etc/cron.d:/x2", "/root:/x3", "/boot/grub:/x4"),
     error("/etc", "/etc/cron.d", "/root", "/boot/grub")),
    (mounting("/usr:/x1", "/usr/bin:/x2", "/lib/modules/6.1:/x3", "/var/spool/cron:/x4", "/var/lib:/x5"),
     error("/usr", "/usr/bin", "/lib/modules/6.1", "/var/spool/cron", "/var/lib")),
    (mounting("//etc//:/x1", "/srv/../etc:/x2"), error("//etc//", "/srv/../etc")),
    (mounting("/usr/share:/x1", "/lib/x:/x2", "/var/www:/x3", "/var/lib/mine:/x4", "/srv:/x5", "/opt:/x6"), NONE),
    (mounting("/etcd:/x1", "/etc-data:/x2", "/homelab:/x3", "/variables:/x4", "/bin2:/x5"), NONE),
    (mounting("/etc/localtime:/x1", "/etc/timezone:/x2"), NONE),
    (mounting("/etc/hosts:/x1"), warning("/etc/hosts")),
    (mounting("/etc/nginx:/x1", "/etc/ssl/certs:/x2"), info("/etc/nginx", "/etc/ssl/certs")),
    (mounting("/root/app:/x1", "~/app:/x2", "/root/.cache:/x3"), NONE),
    (mounting("/root/.ssh:/x1"), error("/root/.ssh")),
    (mounting("/var/lib/docker:/x1", "/var/lib/containerd/x:/x2"), error("/var/lib/docker", "/var/lib/containerd/x")),
    (mounting("/var/lib/docker/volumes/x/_data:/x1"), NONE),
    (mounting("/var/lib/docker/volumes:/x1", image="portainer/portainer-ce:2.33.0"), info("/var/lib/docker/volumes")),
    (mounting("/var/run/docker.sock:/x1"), NONE),
    (mounting("/var/lib/docker/volumes:/x1", "/var/run/docker.sock:/x2"), info("/var/lib/docker/volumes")),
    (mounting("./etc:/etc", "etc:/etc", "'$X/etc:/etc'", "../../etc:/x1", "/etc"), NONE),
    (mounting("{type: bind, source: /etc, target: /x}"), error("/etc")),
    (mounting("{type: bind, source: /etc, target: /x, read_only: true}"), NONE),
    (mounting("vol:/x", rest=device("/etc")), error("vol")),
    (mounting("vol:/x:ro", rest=device("/etc")), NONE),
    (mounting("vol:/x", rest=device("/etc", "bind,ro")), NONE),
    (mounting("vol:/x", rest=device("/etc", "addr=nfs.example.com")), NONE),
    (mounting("vol:/x", rest=device("/srv")), NONE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRITABLE)
def test_writable_system_path(text: str, expected: Marks) -> None:
    assert marks("writable-system-path", text) == expected


SEEN: list[tuple[str, Marks]] = [
    (mounting("/etc:/x1:ro", "/etc/shadow:/x2:ro", "/root:/x3:ro", "/proc:/x4:ro"),
     warning("/etc", "/etc/shadow", "/root", "/proc")),
    (mounting("/etc:/x1", "/proc:/x2"), NONE),
    (mounting("/etc/nginx:/x1:ro", "/usr/bin/x:/x2:ro", "/lib/modules:/x3:ro", "/etc/group:/x4:ro"), NONE),
    (mounting("/sys:/x1", "/dev:/x2", "/dev/disk/by-id:/x3", "/run/user/1000:/x4"),
     warning("/sys", "/dev", "/dev/disk/by-id", "/run/user/1000")),
    (mounting("/sys/fs/cgroup:/x1:ro", "/dev/null:/x2", "/dev/shm:/x3", "/dev/snd:/x4", "/run/udev:/x5:ro"), NONE),
    (mounting("/var/log:/x1", "/var/log/journal:/x2:ro"), info("/var/log", "/var/log/journal")),
    (mounting("/home:/x1", "~:/x2", "/home/x/:/x3", "$HOME:/x4", "'${HOME}/:/x5'"),
     warning("/home", "~", "/home/x/", "$HOME", "'${HOME}/")),
    (mounting("~/.ssh:/x1", "/home/x/.ssh/id_ed25519:/x2:ro", "/Users/x/.aws:/x3", "'C:\\Users\\x\\.kube:/x4'"),
     warning("~/.ssh", "/home/x/.ssh/id_ed25519", "/Users/x/.aws", "C:\\Users\\x\\.kube")),
    (mounting("'${HOME:-/root}/.docker/config.json:/x1:ro'"), warning("'${HOME:-/root}/.docker/config.json")),
    (mounting("~/.ssh/known_hosts:/x1", "~/.ssh/id_rsa.pub:/x2", "~/.ssh/config:/x3"), NONE),
    (mounting("~/work:/x1", "~/.config:/x2", "~/.cache:/x3", "'$WORK/.ssh:/x4'", "./.ssh:/x5", "/srv/.ssh:/x6"), NONE),
    (mounting("~/.docker/config.json:/x1", image="containrrr/watchtower:1.7"), info("~/.docker/config.json")),
    (mounting("/:/rootfs:ro", image="gcr.io/cadvisor/cadvisor:v0.52"), info("/")),
    (mounting("/sys:/sys", image="gcr.io/cadvisor/cadvisor:v0.52"), warning("/sys")),
    (mounting("vol:/x:ro", rest=device("/etc")), warning("vol")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SEEN)
def test_sensitive_host_path(text: str, expected: Marks) -> None:
    assert marks("sensitive-host-path", text) == expected


def test_containers_to_develop_in_may_see_a_home() -> None:
    files = {".devcontainer/compose.yaml": mounting("~/.ssh:/root/.ssh:ro")}
    report = composelint.lint(files, select=["sensitive-host-path"])
    assert [finding.severity for finding in report.findings] == ["info"]


@pytest.mark.parametrize("mount", ["/:/host", "/:/host:ro"])
def test_of_the_root_one_rule_speaks(mount: str) -> None:
    rules = ["writable-system-path", "sensitive-host-path", "docker-api-exposed"]
    report = composelint.lint({"compose.yaml": mounting(f"'{mount}'")}, select=rules)
    assert len(report.findings) == 1
