"""Paths of a Linux host, by what a container can do with them (Filesystem Hierarchy Standard 3.0; 2026)."""

from __future__ import annotations

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
