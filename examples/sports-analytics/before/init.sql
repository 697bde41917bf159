-- Postgres runs this once, when the volume is still empty.

CREATE TABLE matches (
    id serial PRIMARY KEY,
    played_on date NOT NULL DEFAULT current_date,
    home text NOT NULL,
    away text NOT NULL CHECK (away <> home),
    home_goals integer NOT NULL CHECK (home_goals >= 0),
    away_goals integer NOT NULL CHECK (away_goals >= 0)
);

CREATE VIEW standings AS
SELECT
    team,
    count(*) AS played,
    sum(CASE WHEN scored > conceded THEN 3 WHEN scored = conceded THEN 1 ELSE 0 END) AS points,
    sum(scored - conceded) AS goal_difference
FROM (
    SELECT home AS team, home_goals AS scored, away_goals AS conceded FROM matches
    UNION ALL
    SELECT away, away_goals, home_goals FROM matches
) AS results
GROUP BY team;

INSERT INTO matches (played_on, home, away, home_goals, away_goals) VALUES
    ('2026-09-05', 'Harbour Town', 'Old Mill Rovers', 2, 1),
    ('2026-09-12', 'Old Mill Rovers', 'Castle Hill', 0, 0),
    ('2026-09-19', 'Castle Hill', 'Harbour Town', 3, 1);
