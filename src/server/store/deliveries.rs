//! The table `deliveries`: where an account wants things sent.

use sqlx::{AnyConnection, FromRow};

use crate::values::{regions::Region, time::Timestamp};

#[derive(Clone, Debug, Default, FromRow)]
pub struct Delivery {
    pub province_code: String,
    pub province: String,
    pub city_code: String,
    pub city: String,
    /// Empty, with its name, where the city has no areas or none was given.
    pub area_code: String,
    pub area: String,
    pub street: String,
    pub recv_name: String,
    pub recv_phone: String,
}

impl Delivery {
    pub fn region(self) -> Region {
        Region {
            province_code: self.province_code,
            province: self.province,
            city_code: self.city_code,
            city: self.city,
            area_code: self.area_code,
            area: self.area,
        }
    }
}

pub async fn find(db: &mut AnyConnection, account: &str) -> sqlx::Result<Option<Delivery>> {
    sqlx::query_as(
        "SELECT province_code, province, city_code, city, area_code, area, street, \
         recv_name, recv_phone FROM deliveries WHERE account = $1",
    )
    .bind(account)
    .fetch_optional(db)
    .await
}

pub async fn set(
    db: &mut AnyConnection,
    account: &str,
    delivery: &Delivery,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO deliveries (account, province_code, province, city_code, city, area_code, area, street, recv_name, recv_phone, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (account) DO UPDATE SET province_code = excluded.province_code, province = excluded.province, city_code = excluded.city_code,
             city = excluded.city, area_code = excluded.area_code, area = excluded.area, street = excluded.street,
             recv_name = excluded.recv_name, recv_phone = excluded.recv_phone, changed_at = excluded.changed_at",
    )
    .bind(account)
    .bind(&delivery.province_code)
    .bind(&delivery.province)
    .bind(&delivery.city_code)
    .bind(&delivery.city)
    .bind(&delivery.area_code)
    .bind(&delivery.area)
    .bind(&delivery.street)
    .bind(&delivery.recv_name)
    .bind(&delivery.recv_phone)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
