"""Groups of the host whose members may do more than others there.

From the Debian manual's list of system groups and the manuals of Docker, LXD and libvirt (2026).
"""

from __future__ import annotations

POWERFUL = {
    "root": "it may read what only root's group may",
    "0": "it may read what only root's group may",
    "docker": "it may command the Docker engine",
    "disk": "it may read and write the disks past their file systems",
    "shadow": "it may read the hashes of all passwords",
    "sudo": "its members may become root",
    "wheel": "its members may become root",
    "kmem": "it may read the kernel's memory",
    "lxd": "it may command LXD",
    "incus-admin": "it may command Incus",
    "libvirt": "it may command all virtual machines",
}
