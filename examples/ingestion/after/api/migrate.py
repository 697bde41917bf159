"""Creates the tables, then ends."""

from pathlib import Path

from database import connect

with connect() as connection:
    connection.execute(Path("init.sql").read_bytes())
print("tables are ready")
