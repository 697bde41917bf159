"""A small API over the match results."""

import os
import secrets
from pathlib import Path

from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import URL, create_engine, text


def secret(name: str) -> str:
    """Read the file that NAME_FILE points to, as the official images do."""
    return Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()


engine = create_engine(
    URL.create(
        "postgresql+psycopg",
        host=os.environ["DB_HOST"],
        port=int(os.environ["DB_PORT"]),
        database=os.environ["DB_NAME"],
        username=os.environ["DB_USER"],
        password=secret("DB_PASSWORD"),
    ),
    pool_pre_ping=True,
)
api_token = secret("API_TOKEN")
app = FastAPI(title="Sports analytics")


class Match(BaseModel):
    home: str
    away: str
    home_goals: int
    away_goals: int


@app.get("/health")
def health() -> dict[str, str]:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ok"}


@app.get("/standings")
def standings() -> list[dict[str, str | int]]:
    query = text("SELECT * FROM standings ORDER BY points DESC, goal_difference DESC")
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


@app.post("/matches", status_code=201)
def add_match(match: Match, x_api_token: str = Header()) -> Match:
    if not secrets.compare_digest(x_api_token.encode(), api_token.encode()):
        raise HTTPException(403)
    query = text(
        "INSERT INTO matches (home, away, home_goals, away_goals) VALUES (:home, :away, :home_goals, :away_goals)"
    )
    with engine.begin() as connection:
        connection.execute(query, match.model_dump())
    return match
