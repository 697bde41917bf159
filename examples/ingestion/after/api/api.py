"""Shows the latest reading of every weather station."""

from datetime import datetime

from database import connect
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(title="Weather stations")


class Reading(BaseModel):
    station: str
    taken_at: datetime
    celsius: float


@app.get("/health")
def health() -> dict[str, str]:
    with connect() as connection:
        connection.execute("SELECT 1")
    return {"status": "ok"}


@app.get("/readings/latest")
def latest() -> list[Reading]:
    query = "SELECT DISTINCT ON (station) station, taken_at, celsius FROM readings ORDER BY station, taken_at DESC"
    with connect() as connection:
        rows = connection.execute(query).fetchall()
    return [Reading(station=station, taken_at=taken_at, celsius=celsius) for station, taken_at, celsius in rows]
