-- Real gateways: what every attempt to send came to, how often a message failed, and which WeChat authorizations were used. Only additions.

ALTER TABLE outbox ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;

CREATE TABLE outbox_attempts (
    id TEXT PRIMARY KEY,
    message TEXT NOT NULL REFERENCES outbox (id),
    gateway TEXT NOT NULL,
    outcome TEXT NOT NULL,
    answer TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL
);
CREATE INDEX outbox_attempts_message ON outbox_attempts (message, began_at);

-- A state is used once; it is written down when it comes back, never when somebody merely asks for one.
CREATE TABLE wechat_states (
    state_hash TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX wechat_states_expires_at ON wechat_states (expires_at);
