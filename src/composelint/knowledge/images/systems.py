"""Images: operating systems, and the empty ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rows import MANUAL

if TYPE_CHECKING:
    from .rows import Cells, Row

# Their command is a shell, which ends at once when a service gives it nothing to do.
SYSTEM: Cells = {
    "source": MANUAL,
    "role": "runtime",
    "ports": (),
    "data": (),
    "healthcheck": False,
    "user": "root",
    "file_variables": (),
    "required": (),
    "init": (),
    "workdir": "/",
    "command": False,
}
CHAINGUARD: Cells = {"source": MANUAL, "healthcheck": False, "user": "65532"}
NO_LANGUAGES = "-python -python3 -node"

ROWS: tuple[Row, ...] = (
    {"names": "debian", "like": SYSTEM, "tools": NO_LANGUAGES, "family": "debian"},
    {"names": "ubuntu", "like": SYSTEM, "tools": NO_LANGUAGES, "family": "ubuntu"},
    {"names": "alpine", "like": SYSTEM, "tools": f"-bash {NO_LANGUAGES}", "family": "alpine"},
    {
        "names": "busybox quay.io/prometheus/busybox",
        "like": SYSTEM,
        "tools": NO_LANGUAGES,
        "family": "busybox",
    },
    {"names": "fedora quay.io/fedora/fedora", "like": SYSTEM, "tools": "curl", "family": "fedora"},
    {
        "names": "almalinux rockylinux rockylinux/rockylinux oraclelinux redhat/ubi8 redhat/ubi9 redhat/ubi10"
        " registry.access.redhat.com/ubi8 registry.access.redhat.com/ubi9 registry.access.redhat.com/ubi10"
        " registry.access.redhat.com/ubi8/ubi registry.access.redhat.com/ubi9/ubi registry.access.redhat.com/ubi10/ubi",
        "like": SYSTEM,
        "tools": "curl -wget",
        "family": "rhel",
        "but": (
            ("minimal", {"family": "rhel-minimal", "tools": "?curl -wget"}),
            ("slim", {"family": "rhel-minimal", "tools": "?curl -wget"}),
        ),
    },
    {
        "names": "redhat/ubi8-minimal redhat/ubi9-minimal redhat/ubi10-minimal almalinux/9-minimal"
        " registry.access.redhat.com/ubi8/ubi-minimal registry.access.redhat.com/ubi9/ubi-minimal"
        " registry.access.redhat.com/ubi10/ubi-minimal registry.access.redhat.com/ubi8-minimal"
        " registry.access.redhat.com/ubi9-minimal",
        "like": SYSTEM,
        "tools": "curl -wget",
        "family": "rhel-minimal",
    },
    {
        "names": "redhat/ubi8-micro redhat/ubi9-micro redhat/ubi10-micro registry.access.redhat.com/ubi8/ubi-micro"
        " registry.access.redhat.com/ubi9/ubi-micro registry.access.redhat.com/ubi10/ubi-micro",
        "like": SYSTEM,
        "tools": "sh bash -curl -wget",
    },
    {
        "names": "centos quay.io/centos/centos",
        "like": SYSTEM,
        "tools": "curl",
        "family": "rhel",
    },
    {"names": "amazonlinux public.ecr.aws/amazonlinux/amazonlinux", "like": SYSTEM, "tools": "sh bash curl -wget"},
    {"names": "opensuse/leap opensuse/tumbleweed registry.suse.com/bci/bci-base", "like": SYSTEM, "family": "suse"},
    {"names": "archlinux", "like": SYSTEM, "tools": "curl", "family": "arch"},
    {"like": SYSTEM, "names": "mcr.microsoft.com/azurelinux/base/core mcr.microsoft.com/cbl-mariner/base/core"},
    {"names": "scratch", "like": SYSTEM, "family": "bare", "user": "root"},
    {
        "names": "gcr.io/distroless/",
        "like": SYSTEM,
        "family": "bare",
        "but": (("debug", {"family": "busybox"}), ("nonroot", {"user": "65532"})),
    },
    # Chainguard's images share their ways whatever they hold; servers that start by a script have a shell.
    {
        "names": "cgr.dev/chainguard/ chainguard/",
        "like": CHAINGUARD,
        "family": "wolfi",
        "but": (("dev", {"tools": "sh"}),),
    },
    {
        "names": "cgr.dev/chainguard/static cgr.dev/chainguard/glibc-dynamic cgr.dev/chainguard/python"
        " cgr.dev/chainguard/node cgr.dev/chainguard/jre chainguard/static chainguard/glibc-dynamic chainguard/python"
        " chainguard/node chainguard/jre",
        "like": CHAINGUARD,
        "family": "bare",
        "but": (("dev", {"family": "wolfi", "tools": "sh"}),),
    },
    {"names": "mcr.microsoft.com/windows/", "source": MANUAL, "role": "runtime", "family": "windows", "command": False},
)
