-- What the second round of hardening needs. Only additions: an older node may still run while this is applied.

-- The language that notices to the account's owner are written in.
ALTER TABLE accounts ADD COLUMN lang TEXT NOT NULL DEFAULT 'zh';

-- How often it happened within the minute that the row stands for.
ALTER TABLE audit ADD COLUMN count BIGINT NOT NULL DEFAULT 1;

-- Attempts that have begun and are not judged yet.
ALTER TABLE login_failures ADD COLUMN pending BIGINT NOT NULL DEFAULT 0;

-- For pruning.
CREATE INDEX codes_expires_at ON codes (expires_at);
CREATE INDEX email_links_expires_at ON email_links (expires_at);
CREATE INDEX login_failures_last_at ON login_failures (last_at);
CREATE INDEX outbox_done_at ON outbox (done_at);
