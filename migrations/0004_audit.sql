-- What happened to whose account, for half a year and more. Only additions; no foreign key, since failures concern names that nobody has, too.

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    account TEXT,
    event TEXT NOT NULL,
    about TEXT NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    request TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_account ON audit (account, created_at);
CREATE INDEX audit_created_at ON audit (created_at);
