"""What images run when they start for the first time, beyond the directory of each image's row."""

from __future__ import annotations

DIRECTORIES = ("/docker-entrypoint-initdb.d", "/container-entrypoint-initdb.d")
"""Where databases look for scripts; an image that has one of them may know the other."""
REALMS = "/opt/keycloak/data/import"
"""Keycloak reads it with `--import-realm` only (Keycloak, importing and exporting realms, 2026)."""
SCRIPT_ENDINGS = (".psql", ".pgsql", ".ddl", ".mysql")
"""Endings of scripts by any tool's reckoning, which no image takes."""
NOT_RECURSIVE = frozenset((
    "postgres", "postgis/postgis", "pgvector/pgvector", "mysql", "mariadb", "percona", "mongo",
    "clickhouse/clickhouse-server",
))  # fmt: skip
"""Images that look at the files directly in the directory only (their entrypoint scripts, 2026)."""
MIGRATIONS = (
    "alembic.ini", "alembic", "migrations", "db/migrate", "db/migrations", "prisma", "manage.py", "artisan",
    "src/migrations", "app/migrations", "src/main/resources/db", "database/migrations", "priv/repo/migrations",
    "flyway.conf", "drizzle.config.ts",
)  # fmt: skip
"""What lies in the sources of programs that bring their database up to date by themselves."""
