"""Paths of a Linux host, by what a container can do with them (Filesystem Hierarchy Standard 3.0; 2026)."""

from __future__ import annotations

from typing import Literal

Weight = Literal["error", "warning", "info", ""]

CODE_TARGETS = (
    "/app",
    "/src",
    "/code",
    "/usr/src",
    "/usr/app",
    "/workspace",
    "/workspaces",
    "/var/www",
    "/opt/app",
    "/site",
)
"""Where containers have the sources of the project, by habit."""
MADE_LATER = frozenset(
    """data datas database databases db dbdata pgdata log logs storage store backup backups dump dumps upload uploads
    media files tmp temp cache caches run state volume volumes shared output outputs out export exports download
    downloads results reports artifacts snapshots models letsencrypt acme certbot certs dist build target bin
    node_modules vendor .venv venv persistent persist secrets workspace""".split()
)
"""Names of directories that a stack, a build or its user fills while it runs: that Docker makes them is meant so."""


RELABELLED = frozenset(
    "/ /home /etc /usr /var /root /opt /boot /lib /lib64 /bin /sbin /proc /sys /dev /run /tmp".split()
)
"""Directories that programs of the host need with the labels they have (Docker: configure the SELinux label, 2026)."""
ROWS: tuple[tuple[str, str, Weight, Weight, str], ...] = (
    ("/", "", "error", "warning", "all of it"),
    ("/etc", "", "error", "warning", "its configuration and the hashes of its passwords"),
    ("/etc/passwd", "", "error", "", "its users"),
    ("/etc/group", "", "error", "", "its groups"),
    ("/etc/shadow", "", "error", "warning", "the hashes of its passwords"),
    ("/etc/gshadow", "", "error", "warning", "the hashes of its passwords"),
    ("/etc/sudoers", "", "error", "", "who may become root"),
    ("/etc/sudoers.d", "*", "error", "", "who may become root"),
    ("/etc/pam.d", "*", "error", "", "how users log in"),
    ("/etc/ssh", "*", "error", "warning", "its SSH keys"),
    ("/etc/ssl/private", "*", "error", "warning", "its private keys"),
    ("/etc/crontab", "", "error", "", "what it runs as root"),
    ("/etc/cron.d", "*", "error", "", "what it runs as root"),
    ("/etc/cron.daily", "*", "error", "", "what it runs as root"),
    ("/etc/cron.hourly", "*", "error", "", "what it runs as root"),
    ("/etc/init.d", "*", "error", "", "what it starts as root"),
    ("/etc/rc.local", "", "error", "", "what it starts as root"),
    ("/etc/systemd", "*", "error", "", "what it starts as root"),
    ("/etc/udev", "*", "error", "", "what it runs as root"),
    ("/etc/ld.so.preload", "", "error", "", "code in each of its programs"),
    ("/etc/ld.so.conf.d", "*", "error", "", "code in each of its programs"),
    ("/etc/profile", "", "error", "", "what its shells run"),
    ("/etc/profile.d", "*", "error", "", "what its shells run"),
    ("/etc/docker", "*", "error", "", "the settings of its engine"),
    ("/etc/kubernetes", "*", "error", "warning", "the keys of its cluster"),
    ("/etc/apt", "*", "error", "", "where it takes its packages from"),
    ("/etc/hosts", "", "warning", "", "where its names lead"),
    ("/etc/resolv.conf", "", "warning", "", "where its names lead"),
    ("/etc/localtime", "", "", "", "its time zone"),
    ("/etc/timezone", "", "", "", "its time zone"),
    ("/etc", "/*", "info", "", "part of its configuration"),
    ("/root", "", "error", "warning", "the home of root"),
    ("/root/.ssh", "*", "error", "warning", "the SSH keys of root"),
    ("/boot", "*", "error", "", "its kernel"),
    ("/proc", "", "error", "warning", "its processes"),
    ("/proc/sys", "*", "error", "", "the settings of its kernel"),
    ("/proc/sysrq-trigger", "", "error", "", "its kernel"),
    ("/bin", "*", "error", "", "its programs"),
    ("/sbin", "*", "error", "", "its programs"),
    ("/usr/bin", "*", "error", "", "its programs"),
    ("/usr/sbin", "*", "error", "", "its programs"),
    ("/usr/local/bin", "*", "error", "", "its programs"),
    ("/usr/local/sbin", "*", "error", "", "its programs"),
    ("/usr", "", "error", "", "its programs"),
    ("/lib", "", "error", "", "its libraries"),
    ("/lib64", "", "error", "", "its libraries"),
    ("/usr/lib", "", "error", "", "its libraries"),
    ("/lib/modules", "*", "error", "", "the modules of its kernel"),
    ("/usr/lib/modules", "*", "error", "", "the modules of its kernel"),
    ("/usr/lib/systemd", "*", "error", "", "what it starts as root"),
    ("/var", "", "error", "warning", "the state of everything on it"),
    ("/var/lib", "", "error", "warning", "the state of everything on it"),
    ("/var/lib/docker", "*", "error", "warning", "all containers, images and volumes"),
    ("/var/lib/docker/volumes", "", "error", "warning", "the volumes of all containers"),
    ("/var/lib/docker/volumes", "/*", "", "", "a volume"),
    ("/var/lib/docker/containers", "*", "error", "warning", "the logs and settings of all containers"),
    ("/var/lib/containerd", "*", "error", "warning", "all containers and images"),
    ("/var/lib/kubelet", "*", "error", "warning", "the pods and secrets of its cluster"),
    ("/var/spool/cron", "*", "error", "", "what it runs as root"),
    ("/var/log", "", "", "info", "the logs of everything on it"),
    ("/var/log/journal", "*", "", "info", "the logs of everything on it"),
    ("/sys", "", "", "warning", "its devices and its kernel"),
    ("/sys/fs/cgroup", "", "warning", "", "the control groups of everything on it"),
    ("/sys/kernel", "*", "", "warning", "its kernel"),
    ("/dev", "", "", "warning", "its disks and its memory"),
    ("/dev/mem", "", "", "warning", "its memory"),
    ("/dev/disk", "*", "", "warning", "its disks"),
    ("/dev/mapper", "*", "", "warning", "its disks"),
    ("/run", "", "", "warning", "the sockets of all its services"),
    ("/run/dbus", "*", "", "warning", "the bus on which its services are controlled"),
    ("/run/systemd", "*", "", "warning", "the sockets of its service manager"),
    ("/run/containerd", "*", "", "warning", "the socket of its containers"),
    ("/run/user", "*", "", "warning", "the sockets of a user's session"),
    ("/home", "", "", "warning", "the homes of all its users"),
    ("~", "", "", "warning", "a whole home directory"),
    ("~/.ssh", "*", "", "warning", "SSH keys"),
    ("~/.aws", "*", "", "warning", "the keys of AWS"),
    ("~/.azure", "*", "", "warning", "the keys of Azure"),
    ("~/.config/gcloud", "*", "", "warning", "the keys of Google Cloud"),
    ("~/.kube", "*", "", "warning", "the keys of Kubernetes"),
    ("~/.docker", "*", "", "warning", "the keys of registries"),
    ("~/.gnupg", "*", "", "warning", "PGP keys"),
    ("~/.netrc", "", "", "warning", "passwords"),
    ("~/.npmrc", "", "", "warning", "the token of npm"),
    ("~/.pypirc", "", "", "warning", "the token of PyPI"),
    ("~/.git-credentials", "", "", "warning", "passwords of git"),
)
"""A path of the host; whether all below it is meant as well (`*`), or only that (`/*`); how bad it is that a container
writes it, and that it sees it; what it gives. Of rows that fit the longest path wins; `~` stands for any home."""

HARMLESS_IN_HOME = ("known_hosts", "config", "authorized_keys", ".pub")
"""Endings of files in `~/.ssh` that are no secret."""
