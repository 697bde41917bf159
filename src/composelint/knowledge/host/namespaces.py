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
