"""Creates the tables, then ends."""

import os
from pathlib import Path

import psycopg

with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute(Path("init.sql").read_bytes())
print("tables are ready")
