"""Settings of the kernel that each container has for itself; all others belong to the host.

What runc lets through (libcontainer/configs/validate, 2026); everything else makes it refuse the container. About
`user.*`, which each user namespace has for itself, nothing is said.
"""

from __future__ import annotations

IPC = frozenset(
    f"kernel.{name}" for name in ("msgmax", "msgmnb", "msgmni", "sem", "shmall", "shmmax", "shmmni", "shm_rmid_forced")
)


def dotted(name: str) -> str:
    """A name with dots between its parts; sysctl also takes slashes, and then a dot is a slash."""
    first = next((char for char in name if char in "./"), ".")
    return name if first == "." else name.translate(str.maketrans("./", "/."))


def namespace(name: str) -> str | None:
    """The namespace that has the setting for itself: "net", "ipc", "uts" or "user"; None when none has."""
    if name in IPC or name.startswith("fs.mqueue."):
        return "ipc"
    if name.startswith(("net.", "user.")):
        return name.partition(".")[0]
    return "uts" if name == "kernel.domainname" else None
