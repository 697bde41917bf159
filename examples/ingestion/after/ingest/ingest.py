"""Loads the readings of the weather stations into Postgres, then ends."""

import csv
import os
from pathlib import Path

import psycopg
import requests


def secret(name: str) -> str:
    """Read the file that NAME_FILE points to, as the official images do."""
    return Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()


if os.environ["FEED_URL"]:
    response = requests.get(os.environ["FEED_URL"], headers={"X-Api-Key": secret("FEED_API_KEY")}, timeout=30)
    response.raise_for_status()
    lines = response.text.splitlines()
else:
    lines = Path("readings.csv").read_text(encoding="utf-8").splitlines()

readings = list(csv.DictReader(lines))
# Host, database and user come from PGHOST, PGDATABASE and PGUSER, which libpq reads by itself.
with psycopg.connect(password=secret("DB_PASSWORD")) as connection, connection.cursor() as cursor:
    cursor.executemany(
        "INSERT INTO readings VALUES (%(station)s, %(taken_at)s, %(celsius)s) ON CONFLICT DO NOTHING", readings
    )
print(len(readings), "readings loaded")
