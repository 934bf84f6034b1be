-- Which secrets the database is used with, by a keyed hash of each: a node with another one says so and is not ready. Only additions.

CREATE TABLE secrets (
    number BIGINT PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
