"""Devices of the host that hand over more than themselves.

From the kernel's list of devices (Documentation/admin-guide/devices.txt, 6.x). Paths are below `/dev/`; a glob's `*`
reaches over `/`.
"""

from __future__ import annotations

TAKEOVER = {
    **dict.fromkeys(
        """sd[a-z]* hd[a-z]* vd[a-z]* xvd[a-z]* nvme[0-9]* mmcblk[0-9]* md[0-9]* md/* dm-[0-9]* loop[0-9]* mapper/*
        disk/* block/* zd[0-9]* zvol/* rbd[0-9]* nbd[0-9]* mtdblock[0-9]* mtd[0-9]* bcache[0-9]* drbd[0-9]*""".split(),
        "a disk of the host, with whatever is on it",
    ),
    **dict.fromkeys(("mem", "kmem", "port"), "the memory of the host"),
    "zfs": "the control of all ZFS pools",
}
"""Globs, and what they name."""

RISKY = {
    "kmsg": "the log of the host's kernel",
    "tpm*": "the host's keys",
    "uinput": "a keyboard for the host",
    "vfio/*": "a device of the host with direct access to memory",
}
"""Those that are less, or need more to be misused."""

GUESTS = {"kvm": "the host's virtual machines"}
"""What virtual machines need, and what keeps to them."""

DISK_MAJORS = frozenset((3, 7, 8, 9, 22, 43, 202, 259, *range(65, 72), *range(128, 136), 179, 253))
"""Major numbers of block devices: disks, loop, RAID, network block devices; 253 by habit the device mapper's."""
