-- Everything of the sixteen operations that the first slice left out. Only additions: an older node may still run while this is applied.

ALTER TABLE accounts ADD COLUMN company_url TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN notify_email TEXT;
ALTER TABLE accounts ADD COLUMN notify_email_key TEXT;
CREATE UNIQUE INDEX accounts_notify_email_key ON accounts (notify_email_key);

-- Where things are sent: code and the name of the day, both.
CREATE TABLE deliveries (
    account TEXT PRIMARY KEY REFERENCES accounts (id),
    province_code TEXT NOT NULL,
    province TEXT NOT NULL,
    city_code TEXT NOT NULL,
    city TEXT NOT NULL,
    area_code TEXT NOT NULL,
    area TEXT NOT NULL,
    street TEXT NOT NULL,
    recv_name TEXT NOT NULL,
    recv_phone TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE wechat_identities (
    account TEXT PRIMARY KEY REFERENCES accounts (id),
    app_id TEXT NOT NULL,
    openid TEXT NOT NULL,
    unionid TEXT UNIQUE,
    bound_at BIGINT NOT NULL,
    UNIQUE (app_id, openid)
);

CREATE TABLE events (
    bookin_type TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    city TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    taken BIGINT NOT NULL DEFAULT 0,
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE bookings (
    account TEXT NOT NULL REFERENCES accounts (id),
    bookin_type TEXT NOT NULL REFERENCES events (bookin_type),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, bookin_type)
);
CREATE INDEX bookings_bookin_type ON bookings (bookin_type);

-- The two documented sessions: 2027-04-16 14:00 in Beijing and Chengdu, 200 seats each, open from now until they start.
INSERT INTO events (bookin_type, title, city, place, starts_at, capacity, opens_at, closes_at, position) VALUES
    ('1', '新行业沙龙 北京场', '北京', '国家会议中心 三层 302', 1807855200000, 200, 0, 1807855200000, 1),
    ('2', '新行业沙龙 成都场', '成都', '世纪城新国际会展中心 蜀蓉厅', 1807855200000, 200, 0, 1807855200000, 2);
