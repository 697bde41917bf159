"""What containers may do to their hosts: each rule's cases with what they weigh, and their look-alikes."""

from __future__ import annotations

import pytest
from stacks import NONE, TODAY, at, found

import composelint
from composelint.knowledge.host import capabilities, devices, groups, kernel, namespaces, sockets

IMAGE = "image: ghcr.io/acme/api:3"
Weight = str | None
"""The severity that a case is reported with; None where it must stay silent."""


def weight(rule: str, body: str, *, dockerfile: str | None = None) -> Weight:
    """What one rule says of one service, whose keys stand in `body` as a flow mapping does."""
    said = found(rule, f"api: {{{body}}}", dockerfile=dockerfile)
    assert len({severity for _, severity in said}) < 2
    return next((severity for _, severity in said), None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{IMAGE}, privileged: true", "error"),
        (f"{IMAGE}, privileged: 'true'", "error"),
        (f"{IMAGE}, privileged: '${{P:-true}}'", "error"),
        (f"{IMAGE}, privileged: '${{P}}'", None),
        (f"{IMAGE}, privileged: false", None),
        ("image: 'docker:28-dind', privileged: true", "warning"),
        ("image: ghcr.io/acme/ci-dind, privileged: true", "warning"),
        ("image: 'docker:28-cli', privileged: true", "error"),
        (f"{IMAGE}, pre_stop: [{{command: x, privileged: true}}]", "error"),
        (f"{IMAGE}, post_start: [{{command: x, privileged: false}}]", None),
        (
            f"{IMAGE}, develop: {{watch: [{{path: ., action: sync+exec, target: /a,"
            " exec: {command: x, privileged: true}}]}",
            "error",
        ),
    ],
)
def test_privileged_containers(body: str, expected: Weight) -> None:
    assert weight("privileged-container", body) == expected


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ("privileged: true", "warning"),
        ("entitlements: [security.insecure]", "warning"),
        ("entitlements: ['device=vendor.com/x']", "warning"),
        ("entitlements: [network.host]", "info"),
        ("network: host", "info"),
        ("network: default", None),
        ("privileged: '${P}'", None),
    ],
)
def test_privileged_builds(build: str, expected: Weight) -> None:
    assert weight("privileged-build", f"build: {{context: ., {build}}}") == expected


@pytest.mark.parametrize(
    ("capability", "image", "takeover", "risky"),
    [
        ("SYS_ADMIN", "acme/x", "error", None),
        ("cap_sys_admin", "acme/x", "error", None),
        ("ALL", "acme/x", "error", None),
        ("CAP_ALL", "acme/x", None, None),
        ("SYS_MODULE", "lscr.io/linuxserver/wireguard", "warning", None),
        ("SYS_ADMIN", "browserless/chrome", "warning", None),
        ("NET_ADMIN", "acme/x", None, "warning"),
        ("NET_ADMIN", "qmcgaw/gluetun", None, "info"),
        ("NET_ADMIN", "acme/x:tailscale", None, "warning"),
        ("SYS_NICE", "mysql:8.4", None, "info"),
        ("SYS_NICE", "postgres:17", None, "warning"),
        ("NET_BIND_SERVICE", "acme/x", None, None),
        ("MKNOD", "acme/x", None, None),
        ("NO_SUCH_THING", "acme/x", None, None),
        ("'${CAPABILITY}'", "acme/x", None, None),
    ],
)
def test_capabilities(capability: str, image: str, takeover: Weight, risky: Weight) -> None:
    body = f"image: '{image}', cap_add: [{capability}]"
    assert (weight("host-takeover-capability", body), weight("risky-capability", body)) == (takeover, risky)


def test_a_debugger_is_for_development() -> None:
    body = f"{IMAGE}, cap_add: [SYS_PTRACE, NET_ADMIN]"
    said = found("risky-capability", f"api: {{{body}, profiles: [debug]}}")
    assert said == {("api", "info"), ("api", "warning")}


def test_a_device_tells_what_a_capability_is_for() -> None:
    tunnel = f"{IMAGE}, cap_add: [NET_ADMIN, SYS_ADMIN], devices: [/dev/net/tun, /dev/fuse]"
    assert (weight("risky-capability", tunnel), weight("host-takeover-capability", tunnel)) == ("info", "warning")


def test_what_shares_the_network_of_the_host_changes_that() -> None:
    files = {"compose.yaml": f"services: {{api: {{{IMAGE}, network_mode: host, cap_add: [NET_ADMIN]}}}}\n"}
    (finding,) = composelint.lint(files, select=["risky-capability"], today=TODAY).findings
    assert "firewall rules of the host" in finding.message


def mounted(volume: str, image: str = "acme/x:1", rest: str = "") -> str:
    return f"image: '{image}', volumes: [{volume}]{rest}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (mounted("/var/run/docker.sock:/var/run/docker.sock"), "error"),
        (mounted("/run/docker.sock:/x:ro"), "error"),
        (mounted("//var/run/docker.sock:/var/run/docker.sock"), "error"),
        (mounted("/var/run/../run/docker.sock:/x"), "error"),
        (mounted("/run/k3s/containerd/containerd.sock:/x"), "error"),
        (mounted("/var/run:/host/run"), "error"),
        (mounted("/run/containerd:/x"), "error"),
        (mounted("/:/host:ro"), "error"),
        (mounted("{type: npipe, source: '\\\\.\\pipe\\docker_engine', target: '\\\\.\\pipe\\docker_engine'}"), "error"),
        (mounted("'${S:-/var/run/docker.sock}:/var/run/docker.sock'"), "error"),
        (mounted("/run/user/1000/docker.sock:/var/run/docker.sock"), "warning"),
        (mounted("'${XDG_RUNTIME_DIR}/docker.sock:/var/run/docker.sock'"), "warning"),
        (mounted("/var/run/docker.sock:/var/run/docker.sock", "portainer/portainer-ce:2.33.1"), "warning"),
        (mounted("/:/rootfs:ro", "gcr.io/cadvisor/cadvisor:v0.52.1"), "warning"),
        (mounted("/run/dbus/system_bus_socket:/run/dbus/system_bus_socket"), "warning"),
        (f"{IMAGE}, use_api_socket: true", "error"),
        (f"{IMAGE}, use_api_socket: false", None),
        (mounted("'${S}:/var/run/docker.sock'"), None),
        (mounted("'${DIR}/x:/x'"), None),
        (mounted("./docker.sock:/x"), None),
        (mounted("/var:/var"), None),
        (mounted("/var/lib/docker:/x"), None),
        (mounted("/runner:/x"), None),
        (mounted("/etc/docker.sock.d:/x"), None),
        (mounted("run:/run"), None),
        (mounted("/run"), None),
        (mounted("/:/host", "prom/node-exporter:v1.9.1"), None),
        (mounted("/:/host", rest=", user: '1000'"), None),
        (mounted("/:/host", rest=", user: '0:0'"), "error"),
        (mounted("/var/run/docker.sock:/x", rest=", user: '1000'"), "error"),
    ],
)
def test_how_the_engine_is_reached(body: str, expected: Weight) -> None:
    text = f"services:\n  api: {{{body}}}\nvolumes:\n  run:\n"
    report = composelint.lint({"compose.yaml": text}, select=["docker-api-exposed"], today=TODAY)
    assert report.errors == []
    assert [finding.severity for finding in report.findings] == ([] if expected is None else [expected])


PROXY = "image: 'tecnativa/docker-socket-proxy:0.3.0'"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("image: 'docker:28-dind', ports: ['2375:2375'], environment: {DOCKER_TLS_CERTDIR: ''}", "error"),
        ("image: 'docker:28-dind', ports: ['127.0.0.1::2375'], environment: {DOCKER_TLS_CERTDIR: ''}", "warning"),
        ("image: 'docker:28-dind', ports: ['2375:2375'], command: dockerd -H tcp://0.0.0.0:2375", "error"),
        ("image: 'docker:28-dind', environment: {DOCKER_TLS_CERTDIR: ''}", None),
        ("image: 'docker:28-dind', ports: ['2375:2375']", None),
        ("image: 'docker:28-dind', ports: ['2376:2376']", None),
        ("image: acme/x, ports: ['2375:2375']", None),
        (f"{PROXY}, ports: ['2375:2375'], volumes: ['/run/docker.sock:/var/run/docker.sock']", "error"),
        (f"{PROXY}, volumes: ['/run/docker.sock:/var/run/docker.sock'], environment: {{POST: 1}}", None),
        (f"{PROXY}, volumes: ['/run/docker.sock:/var/run/docker.sock'], environment: {{POST: 1, EXEC: 1}}", "warning"),
        (f"{PROXY}, volumes: ['/run/docker.sock:/var/run/docker.sock'], environment: {{POST: 0, EXEC: 1}}", None),
        ("image: ghcr.io/acme/my-socket-proxy, volumes: ['/run/docker.sock:/var/run/docker.sock']", None),
    ],
)
def test_engines_and_proxies_on_the_network(body: str, expected: Weight) -> None:
    assert weight("docker-api-exposed", body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{IMAGE}, pid: host", "warning"),
        (f"{IMAGE}, pid: host, cap_add: [SYS_PTRACE]", "error"),
        (f"{IMAGE}, pid: host, privileged: true", "error"),
        (f"{IMAGE}, pid: 'service:db'", None),
        ("image: 'prom/node-exporter:v1.9.1', pid: host", "info"),
        (f"{IMAGE}, ipc: host", "warning"),
        ("image: 'vllm/vllm-openai:v0.10.0', ipc: host", "info"),
        (f"{IMAGE}, ipc: shareable", None),
        (f"{IMAGE}, uts: host", "warning"),
        (f"{IMAGE}, userns_mode: host", "info"),
        (f"{IMAGE}, cgroup: host", "warning"),
        (f"{IMAGE}, cgroup: private", None),
        (f"{IMAGE}, network_mode: host", None),
        (f"{IMAGE}, ipc: '${{IPC}}'", None),
    ],
)
def test_shared_namespaces(body: str, expected: Weight) -> None:
    db = "db: {image: acme/db}"
    said = found("host-namespace", f"api: {{{body}}}", db)
    assert said == (NONE if expected is None else at("api", expected))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("seccomp=unconfined", "warning"),
        ("seccomp:unconfined", "warning"),
        ("'seccomp=unconfined', 'seccomp=./p.json'", None),
        ("'seccomp=./p.json', 'seccomp=unconfined'", "warning"),
        ("apparmor:unconfined", "warning"),
        ("apparmor=docker-default", None),
        ("'label:disable', 'label:type:x'", "warning"),
        ("label:type:disable", None),
        ("systempaths=unconfined", "warning"),
        ("no-new-privileges", None),
        ("'${OPTION}'", None),
    ],
)
def test_profiles_that_are_switched_off(options: str, expected: Weight) -> None:
    assert weight("unconfined-profile", f"{IMAGE}, security_opt: [{options}]") == expected
    assert weight("unconfined-profile", f"{IMAGE}, privileged: true, security_opt: [{options}]") is None


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("/dev/sda", "error"),
        ("/dev/sda1:/dev/x:r", "error"),
        ("/dev/nvme0n1", "error"),
        ("/dev/mapper/root", "error"),
        ("/dev/disk/by-uuid/1", "error"),
        ("/dev/disk", "error"),
        ("/dev/mem", "error"),
        ("/dev", "error"),
        ("/dev/", "error"),
        ("/dev/vfio/12", "warning"),
        ("/dev/kmsg", "warning"),
        ("/dev/kvm", "info"),
        ("/dev/sda:/dev/sda:m", None),
        ("/dev/snd", None),
        ("/dev/serial/by-id/x", None),
        ("/dev/memory_bandwidth", None),
        ("/dev/mei0", None),
        ("nvidia.com/gpu=all", None),
        ("'${DISK}:/dev/x'", None),
    ],
)
def test_devices(device: str, expected: Weight) -> None:
    assert weight("dangerous-device", f"{IMAGE}, devices: [{device}]") == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("b 8:* rwm", "error"),
        ("b 8:0 r", "error"),
        ("b *:* rwm", "error"),
        ("a *:* rwm", "error"),
        ("b 253:* w", "error"),
        ("b 8:* m", None),
        ("b 11:0 r", None),
        ("c 8:* rwm", None),
        ("c *:* rwm", None),
        ("b 99999999999999999999:* rwm", None),
        ("nonsense", None),
    ],
)
def test_device_rules(rule: str, expected: Weight) -> None:
    assert weight("dangerous-device", f"{IMAGE}, device_cgroup_rules: ['{rule}']") == expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("docker", "warning"),
        ("'0'", "warning"),
        ("0", "warning"),
        ("'${DOCKER_GID}'", "warning"),
        ("'${DOCKER_GROUP_ID:-999}'", "warning"),
        ("'${RENDER_GID:-109}'", None),
        ("'${DOCKER_TAG}'", None),
        ("999", None),
        ("video", None),
    ],
)
def test_groups(group: str, expected: Weight) -> None:
    assert weight("host-group-added", f"{IMAGE}, group_add: [{group}]") == expected


@pytest.mark.parametrize(
    ("body", "dockerfile", "expected"),
    [
        (f"{IMAGE}, user: root", None, "info"),
        (f"{IMAGE}, user: '0:1000'", None, "info"),
        (f"{IMAGE}, user: '1000:0'", None, None),
        (f"{IMAGE}, user: '${{U}}'", None, None),
        (f"{IMAGE}, user: root, command: chown -R 1 /data", None, None),
        (f"{IMAGE}, user: root, environment: [PUID=1000]", None, None),
        ("image: 'grafana/grafana:12.1.0', user: '0'", None, "info"),
        ("image: 'nginx:1.29', user: root", None, None),
        ("image: 'postgres:17', user: root", None, None),
        ("build: ., user: root, ports: ['80:80']", "FROM alpine:3.22\nUSER app\nCMD [x]\n", "info"),
        ("build: ., user: root, ports: ['80:80']", "FROM alpine:3.22\nCMD [x]\n", "info"),
        ("build: ., user: root, ports: ['80:80']", "FROM alpine:3.22\nCMD exec su-exec app x\n", None),
        ("build: ., user: root, ports: ['80:80']", None, None),
    ],
)
def test_who_runs_as_root(body: str, dockerfile: str | None, expected: Weight) -> None:
    assert weight("runs-as-root", body, dockerfile=dockerfile) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("sysctls: {vm.max_map_count: 262144}", "error"),
        ("privileged: true, sysctls: [vm.overcommit_memory=1]", "error"),
        ("sysctls: {kernel.pid_max: 1}", "error"),
        ("sysctls: {net.core.somaxconn: 1024}", None),
        ("network_mode: host, sysctls: {net.core.somaxconn: 1024}", "error"),
        ("sysctls: {net/ipv4/conf/eth0.1/forwarding: 1}", None),
        ("sysctls: {vm/max_map_count: 1}", "error"),
        ("sysctls: {kernel.shmmax: 1}", None),
        ("ipc: host, sysctls: {kernel.shmmax: 1}", "error"),
        ("sysctls: {kernel.domainname: x}", None),
        ("runtime: kata, sysctls: {vm.max_map_count: 1}", None),
        ("runtime: '${RUNTIME}', sysctls: {vm.max_map_count: 1}", None),
        ("sysctls: {user.max_user_namespaces: 1}", None),
        ("runtime: runc, sysctls: {vm.max_map_count: 1}", "error"),
        ("sysctls: {}", None),
    ],
)
def test_settings_of_the_kernel(body: str, expected: Weight) -> None:
    assert weight("host-only-sysctl", f"{IMAGE}, {body}") == expected


def hardening(body: str, *require: str) -> list[str]:
    options = {"missing-hardening": {"require": list(require)}} if require else {}
    text = f"services:\n  api: {{{body}}}\n"
    configuration = "options:\n" + "".join(
        f"  {rule}:\n    require: [{', '.join(given['require'])}]\n" for rule, given in options.items()
    )
    files = {"compose.yaml": text} | ({".composelint.yaml": configuration} if options else {})
    report = composelint.lint(files, select=["missing-hardening"], today=TODAY)
    return [finding.message for finding in report.findings]


@pytest.mark.parametrize(
    ("body", "require", "expected"),
    [
        ("image: 'nginx:1.29'", (), ["api runs without no-new-privileges"]),
        ("image: 'nginx:1.29', security_opt: ['no-new-privileges:true']", (), []),
        ("image: 'nginx:1.29', security_opt: [no-new-privileges]", (), []),
        ("image: 'nginx:1.29', security_opt: ['no-new-privileges=false']", (), ["api runs without no-new-privileges"]),
        ("image: 'nginx:1.29', security_opt: ['${O}']", (), []),
        ("image: 'nginx:1.29', cap_drop: [all]", ("cap-drop",), []),
        ("image: 'nginx:1.29', cap_drop: [NET_RAW]", ("cap-drop",), ["api runs without cap-drop"]),
        ("image: 'nginx:1.29', read_only: true", ("read-only",), []),
        ("image: 'nginx:1.29', read_only: '${RO}'", ("read-only",), []),
        (
            "image: 'nginx:1.29', read_only: false",
            ("cap-drop", "read-only"),
            ["api runs without cap-drop and read-only"],
        ),
        ("image: 'nginx:1.29'", ("no-such-measure",), []),
        ("image: 'flyway/flyway:11', command: migrate", (), []),
        ("image: 'nginx:1.29', profiles: [dev]", (), []),
        ("image: 'nginx:1.29', privileged: true", (), []),
        ("image: 'mcr.microsoft.com/windows/servercore:ltsc2022', ports: ['80:80']", (), []),
    ],
)
def test_measures(body: str, require: tuple[str, ...], expected: list[str]) -> None:
    assert hardening(body, *require) == expected


@pytest.mark.parametrize(
    "body",
    [
        "cap_add: [1, {a: b}], security_opt: [{a: b}], devices: [1, {source: /dev/sda}], group_add: [{a: b}]",
        "cap_add: x, security_opt: x, devices: x, group_add: x, sysctls: x, user: [x], pid: [x]",
        "cap_add: [''], security_opt: ['', ':', '='], devices: ['', ':', '::'], group_add: ['']",
        "sysctls: {'': 1, '.': 1, '/': 1}, user: ':', device_cgroup_rules: ['', ' ', 'b  rw']",
        "volumes: ['', ':', '//:/x', '/../..:/x', {type: bind}], secrets: [x], post_start: [x], develop: x",
    ],
)
def test_odd_settings_do_no_harm(body: str) -> None:
    text = f"services:\n  api: {{{IMAGE}, {body}}}\n"
    report = composelint.lint({"compose.yaml": text}, select=["privileges", "internal-error"], today=TODAY)
    assert [finding for finding in report.findings if finding.rule == "internal-error"] == []


def test_the_tables_do_not_contradict_each_other() -> None:
    assert not capabilities.TAKEOVER.keys() & capabilities.RISKY.keys()
    assert capabilities.EXPECTED.keys() <= capabilities.TAKEOVER.keys() | capabilities.RISKY.keys()
    assert capabilities.DEVICES.keys() <= capabilities.EXPECTED.keys()
    assert namespaces.EXPECTED.keys() <= namespaces.SHARED.keys()
    assert not devices.TAKEOVER.keys() & devices.RISKY.keys()
    assert all(path.startswith("/") for path in (*sockets.SYSTEM, *sockets.ENGINE_DIRECTORIES))
    assert all(kernel.namespace(name) == "ipc" for name in kernel.IPC)
    assert groups.POWERFUL["0"] == groups.POWERFUL["root"]


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize(
    "body",
    [
        "cap_add: [" + ", ".join(f"C{number}" for number in range(20_000)) + "]",
        "devices: [" + ", ".join(f"/dev/x{number}" for number in range(5_000)) + "]",
        "devices: [" + ", ".join(f"/dev/sda{number}" for number in range(5_000)) + "]",
        "group_add: ['$" + "DOCKER" * 20_000 + "']",
        "security_opt: ['" + "seccomp=" * 20_000 + "']",
        "volumes: ['" + "/.." * 20_000 + ":/x']",
        "command: '--password " + "--password=" * 20_000 + "'",
        "command: '" + "--insecure" * 20_000 + "'",
        "environment: {" + ", ".join(f"A{number}_FILE: /run/secrets/a{number}" for number in range(3_000)) + "}",
        "secrets: ["
        + ", ".join(f"a{number}" for number in range(3_000))
        + "], environment: {"
        + ", ".join(f"A{number}_FILE: /run/secrets/b{number}" for number in range(3_000))
        + "}",
    ],
)
def test_long_lists_and_texts_take_no_time(body: str) -> None:
    files = {"compose.yaml": f"services: {{api: {{{IMAGE}, {body}}}}}\n"}
    report = composelint.lint(files, select=["privileges", "secrets"], today=TODAY)
    assert [finding for finding in report.findings if finding.rule == "internal-error"] == []
