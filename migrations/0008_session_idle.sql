-- When a session ends that is not used any more, so that those that have ended are found without a
-- look at each.
CREATE INDEX IF NOT EXISTS sessions_idle_end ON sessions ((seen_at + idle));
