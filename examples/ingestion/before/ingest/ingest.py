"""Loads the readings of the weather stations into Postgres, then ends."""

import csv
import os
import time
from pathlib import Path

import psycopg
import requests

time.sleep(10)  # Postgres is slow to start

if os.environ["FEED_URL"]:
    response = requests.get(os.environ["FEED_URL"], headers={"X-Api-Key": os.environ["FEED_API_KEY"]}, timeout=30)
    response.raise_for_status()
    lines = response.text.splitlines()
else:
    lines = Path("readings.csv").read_text().splitlines()

readings = list(csv.DictReader(lines))
with psycopg.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
    cursor.executemany(
        "INSERT INTO readings VALUES (%(station)s, %(taken_at)s, %(celsius)s) ON CONFLICT DO NOTHING", readings
    )
print(len(readings), "readings loaded")
