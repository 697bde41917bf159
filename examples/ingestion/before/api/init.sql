-- May run any number of times.

CREATE TABLE IF NOT EXISTS readings (
    station text NOT NULL,
    taken_at timestamptz NOT NULL,
    celsius numeric(4, 1) NOT NULL,
    PRIMARY KEY (station, taken_at)
);
