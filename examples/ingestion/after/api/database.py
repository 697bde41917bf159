"""How the programs of this image reach Postgres."""

import os
from pathlib import Path

import psycopg


def connect() -> psycopg.Connection:
    """Host, database and user come from PGHOST, PGDATABASE and PGUSER, which libpq reads by itself."""
    password = Path(os.environ["DB_PASSWORD_FILE"]).read_text(encoding="utf-8").strip()
    return psycopg.connect(password=password, connect_timeout=3)
