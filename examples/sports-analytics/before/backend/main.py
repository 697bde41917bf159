"""A small API over the match results."""

import os

from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, text

engine = create_engine(os.environ["DATABASE_URL"])
app = FastAPI(title="Sports analytics")


class Match(BaseModel):
    home: str
    away: str
    home_goals: int
    away_goals: int


@app.get("/standings")
def standings() -> list[dict[str, str | int]]:
    query = text("SELECT * FROM standings ORDER BY points DESC, goal_difference DESC")
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


@app.post("/matches", status_code=201)
def add_match(match: Match, x_api_token: str = Header()) -> Match:
    if x_api_token != os.environ["API_TOKEN"]:
        raise HTTPException(403)
    query = text(
        "INSERT INTO matches (home, away, home_goals, away_goals) VALUES (:home, :away, :home_goals, :away_goals)"
    )
    with engine.begin() as connection:
        connection.execute(query, match.model_dump())
    return match
