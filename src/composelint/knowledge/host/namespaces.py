"""Namespaces that a container can share with its host, and whose programs need that.

From the Compose specification and namespaces(7); who needs one says so in its manual (2026).
"""

from __future__ import annotations

SHARED = {
    "pid": "sees every process of the host, and can signal them",
    "ipc": "shares the host's shared memory and semaphores",
    "uts": "can change the host's name",
    "userns_mode": "is not remapped: its root is the host's root",
    "cgroup": "sees the control groups of the host",
}
"""Key of a service -> what it means when its value is `host`."""

EXPECTED = {
    "pid": """exporter netdata datadog datadoghq cadvisor falco beyla pyroscope parca tetragon glances newrelic
        dynatrace sysdig telegraf beszel auditbeat metricbeat""",
    "ipc": "nvidia pytorch vllm cuda tensorflow triton tritonserver sglang tgi rocm ros ros2 huggingface transformers",
    "uts": "netdata datadog datadoghq newrelic dynatrace",
    "cgroup": "datadog datadoghq cadvisor netdata systemd beyla beszel metricbeat",
}
"""Words of image names whose programs ask for it."""

HOST_NETWORK = frozenset(
    """
    homeassistant assistant homebridge openhab esphome scrypted matter plex jellyfin emby minidlna dlna airplay
    shairport snapserver owntone music roon logitechmediaserver pihole adguardhome adguard dnsmasq dhcp kea unbound
    unifi omada avahi mdns zeroconf wireguard wg openvpn tailscale netbird zerotier nebula keepalived frr bird metallb
    exporter cadvisor netdata datadog datadoghq dynatrace newrelic telegraf glances beszel metricbeat packetbeat
    ntopng suricata zeek arpwatch fail2ban crowdsec coturn asterisk freeswitch kamailio freepbx ros ros2
    """.split()
)
"""Words of image names whose programs ask for the host's network in their manuals: discovery by multicast, DHCP,
routing, media on many ports, or the host's own figures (2026)."""
