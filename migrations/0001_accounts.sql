-- The first slice: accounts, sessions, codes, limits and the outbox. Common dialect of SQLite and PostgreSQL: TEXT, BIGINT (milliseconds since 1970 UTC, or counts).

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    mobile TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    realname TEXT NOT NULL,
    qq TEXT NOT NULL,
    company_name TEXT NOT NULL,
    industries TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    session_epoch BIGINT NOT NULL,
    notify_waiting TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE consents (
    account TEXT NOT NULL REFERENCES accounts (id),
    version TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, version)
);

CREATE TABLE email_links (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    email TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    account TEXT REFERENCES accounts (id),
    epoch BIGINT NOT NULL,
    data TEXT NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    idle BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);
CREATE INDEX sessions_ends_at ON sessions (ends_at);

CREATE TABLE codes (
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    account TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    tries_since BIGINT NOT NULL,
    PRIMARY KEY (action, target, account)
);

CREATE TABLE limits (
    key TEXT PRIMARY KEY,
    stamps TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX limits_expires_at ON limits (expires_at);

CREATE TABLE budgets (
    day BIGINT PRIMARY KEY,
    used BIGINT NOT NULL
);

CREATE TABLE login_failures (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    template TEXT NOT NULL,
    sealed TEXT NOT NULL,
    lang TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_error TEXT,
    done_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, next_at);
