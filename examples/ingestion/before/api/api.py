"""Shows the latest reading of every weather station."""

import os
from datetime import datetime

import psycopg
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(title="Weather stations")


class Reading(BaseModel):
    station: str
    taken_at: datetime
    celsius: float


@app.get("/readings/latest")
def latest() -> list[Reading]:
    query = "SELECT DISTINCT ON (station) station, taken_at, celsius FROM readings ORDER BY station, taken_at DESC"
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        rows = connection.execute(query).fetchall()
    return [Reading(station=station, taken_at=taken_at, celsius=celsius) for station, taken_at, celsius in rows]
