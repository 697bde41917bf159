"""What Compose, and the programs in images, make of mounts."""

from __future__ import annotations

OPTIONS = frozenset("ro rw nocopy z Z private rprivate shared rshared slave rslave".split())
"""What the short form of a mount knows (compose-go, format/volume.go, 2026)."""
OLD_OPTIONS = frozenset(("cached", "delegated", "consistent"))
"""What only Docker for Mac once knew."""
READ_ONLY = frozenset(("r", "read", "readonly", "read-only", "read_only", "read only"))
"""What is meant as `ro`, in lower case."""
BLOCKS = {"bind": ("bind",), "volume": ("volume", "cluster"), "tmpfs": ("tmpfs",), "image": ("image",)}
"""The blocks of the long form, and the types of mounts that they belong to (docker/compose, 2026)."""

TOLERANT = frozenset(("rabbitmq", "caddy"))
"""Images that start without the directories that they would write, or of which that is not certain."""
NEEDS_TMP = frozenset(("mongo", "mysql", "mariadb", "elasticsearch", "keycloak", "nginx-unprivileged"))
"""Last words of images that do not start without a writable /tmp: they keep sockets, and their own files, there."""
CONFIGURED_BY = {
    "nginx": "/etc/nginx/nginx.conf",
    "nginx-unprivileged": "/etc/nginx/nginx.conf",
    "httpd": "/usr/local/apache2/conf/httpd.conf",
    "mysql": "/etc/my.cnf",
    "elasticsearch": "/usr/share/elasticsearch/config",
}
"""Files that may name other directories for what an image writes."""
MOUNTING_WORDS = frozenset(
    """rclone mergerfs fuse sshfs s3fs s3ql goofys geesefs juicefs seaweedfs ceph gluster glusterfs cvmfs plexdrive zurg
    decypharr csi kubelet hyperkube k3s k0s rke2 kind rancher mountpoint autofs nfs gcsfuse blobfuse encfs gocryptfs
    altmount restic kopia""".split()
)
"""Words in the names of images whose task it is to mount something for the host."""
