//! The portal without the web: one value that holds its parts, which the use cases (`services`) are
//! given. No leptos, no axum.

pub mod crypto;
pub mod env;
pub mod error;
pub mod gateways;
pub mod messages;
pub mod policy;
pub mod services;
pub mod settings;
pub mod store;
pub mod visitor;

use std::sync::{Arc, Weak};

use tokio::sync::Notify;

use self::{
    crypto::keys::Keys,
    env::Env,
    error::Fault,
    gateways::Gateways,
    policy::{
        login_throttle::LoginThrottle,
        passwords::{Hasher, StrengthMeter},
    },
    settings::{Config, Settings},
    store::Store,
};
use crate::values::imprint::Imprint;

/// Everything an operation needs; made once, shared by all requests.
pub struct Portal {
    pub settings: Settings,
    /// Who is behind it, as pages and messages say it.
    pub imprint: Arc<Imprint>,
    pub store: Store,
    pub gateways: Gateways,
    pub env: Env,
    pub keys: Keys,
    pub(crate) hasher: Hasher,
    pub(crate) strength: StrengthMeter,
    pub(crate) login_throttle: LoginThrottle,
    /// Notified after each commit that queued a message, so that the senders need not wait for
    /// their next look; one for each channel.
    pub(crate) outbox_wakeups: [Notify; 2],
    itself: Weak<Self>,
}

impl Portal {
    /// Opens the database of the settings, brings it up to date and puts the parts together.
    ///
    /// # Errors
    /// The database cannot be opened or migrated, or the secret beside it cannot be read or made.
    pub async fn open(config: Config, env: Env) -> Result<Arc<Self>, Fault> {
        let Config { settings, gateways } = config;
        // Before the database is touched: what lettre makes of a setting shows here.
        let gateways =
            Gateways::of(gateways, settings.is_production(), &env).map_err(Fault::Internal)?;
        let keys = Keys::of(&settings.secrets(&env).map_err(Fault::Internal)?);
        let store = open_store(&settings).await?;
        let hasher = Hasher::new(&env)?;
        Ok(Arc::new_cyclic(|itself| Self {
            gateways,
            imprint: Arc::new(settings.imprint.imprint()),
            settings,
            store,
            env,
            keys,
            hasher,
            strength: StrengthMeter::default(),
            login_throttle: LoginThrottle::default(),
            outbox_wakeups: Default::default(),
            itself: itself.clone(),
        }))
    }

    /// The same portal, for a task that must go on when the caller hangs up.
    pub(crate) fn shared(&self) -> Arc<Self> {
        let shared = self.itself.upgrade();
        shared.expect("whoever borrows the portal keeps it alive")
    }
}

/// The database of the settings, brought up to date; nothing else that is set matters.
///
/// # Errors
/// It cannot be opened or migrated.
pub async fn open_store(settings: &Settings) -> Result<Store, Fault> {
    let store = Store::wait_for(&settings.database_url, settings.database_connections).await?;
    store.migrate().await?;
    store::email_keys::renew(&store).await?;
    Ok(store)
}
