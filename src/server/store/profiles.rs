//! What the profile shows beside the account's own row, out of several tables in one statement.

use sqlx::{AnyConnection, FromRow};

use super::deliveries::Delivery;

#[derive(FromRow)]
pub struct ProfileRow {
    /// Empty until given.
    #[sqlx(flatten)]
    pub delivery: Delivery,
    /// 1 when a WeChat is bound, else 0.
    pub wechats: i64,
    /// The events signed up for, separated by commas, which no event's key has.
    pub bookings: String,
}

pub async fn find(db: &mut AnyConnection, account: &str) -> sqlx::Result<ProfileRow> {
    sqlx::query_as(
        "SELECT COALESCE(province_code, '') AS province_code, COALESCE(province, '') AS province, \
             COALESCE(city_code, '') AS city_code, COALESCE(city, '') AS city, \
             COALESCE(area_code, '') AS area_code, COALESCE(area, '') AS area, \
             COALESCE(street, '') AS street, COALESCE(recv_name, '') AS recv_name, \
             COALESCE(recv_phone, '') AS recv_phone, \
             (SELECT COUNT(*) FROM wechat_identities WHERE account = a.id) AS wechats, \
             COALESCE((SELECT STRING_AGG(bookin_type, ',' ORDER BY bookin_type) FROM bookings \
                 WHERE account = a.id), '') AS bookings
         FROM accounts a LEFT JOIN deliveries ON account = a.id WHERE a.id = $1",
    )
    .bind(account)
    .fetch_one(db)
    .await
}
