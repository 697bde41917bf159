"""Capabilities of the kernel, by what they permit a container to do.

From capabilities(7), man-pages 6.9; what is given by default from Docker's manual, "Runtime privilege and Linux
capabilities", 2026. Names are without `CAP_`, in capitals.
"""

from __future__ import annotations

TAKEOVER = {
    "ALL": "do whatever root of the host may do",
    "SYS_ADMIN": "mount file systems and leave its namespaces",
    "SYS_MODULE": "load modules into the host's kernel",
    "SYS_RAWIO": "read and write the memory and ports of the host's devices",
}
"""With any of these a process that is taken over takes the host."""

RISKY = {
    "AUDIT_CONTROL": "change the rules by which the host's kernel keeps its audit log",
    "AUDIT_READ": "read the host's audit log",
    "BLOCK_SUSPEND": "keep the host from suspending",
    "BPF": "load programs into the host's kernel",
    "CHECKPOINT_RESTORE": "freeze processes and choose their numbers",
    "DAC_READ_SEARCH": "read any file of the host's file systems that it can name",
    "IPC_LOCK": "lock memory, without limit",
    "LEASE": "hold leases on any file, which delays whoever opens it",
    "LINUX_IMMUTABLE": "make files unchangeable, even for root",
    "MAC_ADMIN": "change the rules of AppArmor and Smack",
    "MAC_OVERRIDE": "pass over the rules of Smack",
    "NET_ADMIN": "change interfaces, routes and firewall rules",
    "NET_BROADCAST": "send broadcasts and listen to multicasts",
    "PERFMON": "watch what the host's kernel and its processes do",
    "SYS_BOOT": "load another kernel, and reboot",
    "SYS_NICE": "raise the priority of any process",
    "SYS_PACCT": "switch the accounting of processes on and off",
    "SYS_PTRACE": "read and change the memory of any process that it sees",
    "SYS_RESOURCE": "pass over limits and quotas",
    "SYS_TIME": "set the clock of the host",
    "SYS_TTY_CONFIG": "control the host's terminals",
    "SYSLOG": "read the host's kernel log, with the kernel's addresses",
    "WAKE_ALARM": "set timers that wake the host",
}
"""What a container is not given by default, and what it can do with it."""

EXPECTED = {
    "AUDIT_CONTROL": "auditbeat",
    "AUDIT_READ": "auditbeat",
    "BPF": "beyla pyroscope parca falco cilium pixie tetragon ebpf alloy netdata datadog",
    "DAC_READ_SEARCH": "metricbeat",
    "IPC_LOCK": "vault openbao elasticsearch opensearch",
    "NET_ADMIN": """wireguard wg openvpn gluetun tailscale netbird pihole adguard adguardhome zerotier keepalived
        vpn nordvpn nordlynx mullvad firezone ipsec strongswan softether innernet nebula dnsmasq""",
    "PERFMON": "beyla pyroscope parca falco cilium pixie tetragon ebpf alloy netdata",
    "SYS_ADMIN": "chrome chromium puppeteer playwright browserless selenium scrutiny rclone s3fs mergerfs netdata",
    "SYS_MODULE": "wireguard wg openvpn ipsec strongswan",
    "SYS_NICE": "mysql percona plex frigate pihole",
    "SYS_PTRACE": "metricbeat netdata datadog datadoghq spy strace gdb mssql beyla sysdig falco cadvisor",
    "SYS_RAWIO": "scrutiny smartctl smartd",
    "SYS_RESOURCE": "beyla parca datadog netdata",
    "SYS_TIME": "chrony ntp chronyd ntpd pihole",
}
"""Words of image names whose programs ask for a capability in their own manuals (2026)."""

OF_HOST = {"NET_ADMIN": "change interfaces, routes and firewall rules of the host"}
"""What some permit when the container shares the host's network."""

DEVICES = {"NET_ADMIN": "/dev/net/tun", "SYS_ADMIN": "/dev/fuse"}
"""Devices that are of no use without a capability."""


def normalized(name: str) -> str:
    """A name as the tables have it; Docker takes any case, and a leading `CAP_` before all but `ALL`."""
    plain = name.strip().upper()
    return plain if plain == "CAP_ALL" else plain.removeprefix("CAP_")


def expected(capability: str, words: frozenset[str]) -> bool:
    """Whether one of an image's words says that its program needs the capability."""
    return not words.isdisjoint(EXPECTED.get(capability, "").split())
