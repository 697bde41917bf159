"""Sockets of the host by which whoever reaches them commands it.

From the manuals of Docker, containerd, CRI-O, Podman, BuildKit and systemd (2026).
"""

from __future__ import annotations

ENGINE = frozenset(
    (
        "docker.sock", "docker.raw.sock", "containerd.sock", "crio.sock", "podman.sock", "balena-engine.sock",
        "balena.sock", "buildkitd.sock", "nri.sock", "kubelet.sock", "docker_engine",
    )
)  # fmt: skip
"""File names; the last one is Docker's named pipe on Windows."""

SYSTEM = frozenset(("/run/systemd/private", "/run/systemd", "/run/dbus/system_bus_socket", "/run/dbus"))
"""Paths by which the host's service manager is asked."""

ENGINE_DIRECTORIES = frozenset(("/", "/run", "/run/containerd", "/run/podman", "/run/crio", "/run/buildkit"))
"""Directories that hold one where its package puts it; `/var/run` is `/run`, and `/var` only links to it."""

PLAIN_PORT = 2375
"""On which the engine listens to everybody when it is told to listen without TLS."""

WRITING = ("POST",)
"""Switches by which the proxies of this family let through more than reading (their manuals, 2026)."""
MAKING = ("CONTAINERS", "EXEC", "SERVICES", "SWARM")
"""What, together with writing, lets whoever asks start a container of any kind."""
