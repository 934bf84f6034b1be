//! `/profile`: personal, company and delivery information, and the devices that are signed in.

use leptos::prelude::*;

use crate::{
    api::{
        ApiError, Reply,
        profile::{Profile, Recv, RegionChoice, RegionList, me, regions},
        sessions::{SessionRow, sessions},
    },
    components::{
        AccountField, Field, FormHeader, FormMessages, Layout, Loaded, Select, Submit, form_state,
    },
    island::EnhancedForm,
    text::{lang, t, with},
    values::{device, form_data::FORM},
};

const PERSON: &str = "change_my_info";
const COMPANY: &str = "change_company_info";
const DELIVERY: &str = "change_my_recv_info";
/// Where the next level of a region is asked for.
const REGIONS: &str = "/users/regions/?parent=";
const REVOKE: &str = "session_revoke";

#[component]
pub fn ProfilePage() -> impl IntoView {
    view! {
        <Layout title=t("profile-title")>
            <h1>{t("profile-title")}</h1>
            <Loaded future=me() let:reply>
                {match reply {
                    Ok(reply) => reply.data.clone().map(|me| view! { <Cards me /> }.into_any()),
                    Err(_) => {
                        Some(
                            view! {
                                <p class="note" role="alert">
                                    {t("error-internal")}
                                </p>
                            }
                                .into_any(),
                        )
                    }
                }}
            </Loaded>
            <Loaded future=sessions() let:reply>
                {reply
                    .as_ref()
                    .ok()
                    .and_then(|reply| reply.data.clone())
                    .map(|list| view! { <Devices sessions=list.sessions /> })}
            </Loaded>
        </Layout>
    }
}

#[component]
fn Cards(me: Profile) -> impl IntoView {
    let industries = me
        .select_fields
        .iter()
        .map(|code| view! { <li>{t(&format!("industry-{code}"))}</li> })
        .collect_view();
    let bound = if me.notify_email_is_bind {
        ("badge ok", "binding-bound")
    } else {
        ("badge", "profile-email-waiting")
    };
    view! {
        {me.free_mail_warning.then(|| view! { <p class="note">{t("profile-free-mail")}</p> })}
        <section class="card">
            <h2>{t("profile-account")}</h2>
            <dl>
                <dt>{t("profile-username")}</dt>
                <dd data-value="username">{me.username}</dd>
                <dt>{t("label-mobile")}</dt>
                <dd data-value="mobile">{me.mobile}</dd>
                <dt>{t("label-user_email")}</dt>
                <dd data-value="user_email">{me.user_email}</dd>
                <dt>{t("profile-notify_email")}</dt>
                <dd data-value="notify_email">
                    {me.notify_email} " " <span class=bound.0>{t(bound.1)}</span>
                </dd>
                <dt>{t("label-select_fields")}</dt>
                <dd data-value="select_fields">
                    <ul class="tags">{industries}</ul>
                </dd>
            </dl>
            <div class="actions">
                <a class="button secondary" href="/binding">
                    {t("profile-change-contacts")}
                </a>
                <a class="button secondary" href="/password">
                    {t("password-title")}
                </a>
            </div>
        </section>
        <section class="card">
            <h2>{t("profile-personal")}</h2>
            <EnhancedForm>
                <FormHeader form=PERSON />
                <Field form=PERSON name="realname" autocomplete="name" value=me.realname />
                <Field form=PERSON name="qq" autocomplete="off" inputmode="numeric" value=me.qq />
                <Submit form=PERSON label=t("save") busy=t("saving") />
            </EnhancedForm>
        </section>
        <section class="card">
            <h2>{t("profile-company")}</h2>
            <EnhancedForm>
                <FormHeader form=COMPANY />
                <Field
                    form=COMPANY
                    name="company_name"
                    autocomplete="organization"
                    value=me.company_name
                />
                <Field
                    form=COMPANY
                    name="company_url"
                    kind="url"
                    autocomplete="url"
                    inputmode="url"
                    value=me.company_url
                />
                <Submit form=COMPANY label=t("save") busy=t("saving") />
            </EnhancedForm>
        </section>
        <Delivery recv=me.recv />
    }
}

#[component]
fn Delivery(recv: Recv) -> impl IntoView {
    let state = form_state(DELIVERY);
    let chosen = |name: &str, saved: &str| {
        if state.typed.is_empty() {
            saved.to_owned()
        } else {
            state.value(name).unwrap_or_default().to_owned()
        }
    };
    let (province, city) = (
        chosen("province", &recv.province_code),
        chosen("city", &recv.city_code),
    );
    // What was saved is offered where it belongs, though the list may have it no more.
    let saved = recv.clone();
    let with_saved = |mut list: Vec<(String, String)>, code: String, name: String| {
        if !code.is_empty() && list.iter().all(|choice| choice.0 != code) {
            list.push((code, name));
        }
        list
    };
    let levels = async move {
        let below = async |parent: String| {
            if parent.is_empty() {
                Vec::new()
            } else {
                listed(regions(parent).await)
            }
        };
        let provinces = with_saved(
            listed(regions(String::new()).await),
            saved.province_code.clone(),
            saved.province,
        );
        let mut cities = below(province.clone()).await;
        if province == saved.province_code {
            cities = with_saved(cities, saved.city_code.clone(), saved.city);
        }
        // A city of another province, chosen before the province was changed, has no districts to
        // offer here.
        let mut areas = Vec::new();
        if cities.iter().any(|choice| choice.0 == city) {
            areas = below(city.clone()).await;
            if (province, city) == (saved.province_code, saved.city_code) {
                areas = with_saved(areas, saved.area_code, saved.area);
            }
        }
        [provinces, cities, areas]
    };
    view! {
        <section class="card">
            <h2>{t("profile-delivery")}</h2>
            <Loaded future=levels let:levels>
                <DeliveryForm levels=levels.clone() recv=recv.clone() />
            </Loaded>
        </section>
    }
}

/// The choices of province, city and area, as they follow from each other.
type Levels = [Vec<(String, String)>; 3];

#[component]
fn DeliveryForm(levels: Levels, recv: Recv) -> impl IntoView {
    let [provinces, cities, areas] = levels;
    // Who asked for the next level, without scripts, goes on there, and not at the page's top.
    let state = form_state(DELIVERY);
    let has_asked = !state.typed.is_empty() && state.msg.is_empty() && state.errors.is_empty();
    let is_city_next = state.value("city").unwrap_or_default().is_empty() || areas.is_empty();
    view! {
        <EnhancedForm>
            <FormHeader form=DELIVERY />
            <Select
                form=DELIVERY
                name="province"
                autocomplete="address-level1"
                choices=provinces
                value=recv.province_code
                asks_for=("city", REGIONS)
            />
            <Select
                form=DELIVERY
                name="city"
                autocomplete="address-level2"
                choices=cities
                autofocus=has_asked && is_city_next
                value=recv.city_code
                asks_for=("area", REGIONS)
            />
            <Select
                form=DELIVERY
                name="area"
                autocomplete="address-level3"
                choices=areas
                autofocus=has_asked && !is_city_next
                value=recv.area_code
            />
            // Without scripts the next level's list comes with the page.
            <noscript>
                <button type="submit" name=FORM value="regions" class="secondary">
                    {t("profile-next-level")}
                </button>
            </noscript>
            <Field form=DELIVERY name="street" autocomplete="street-address" value=recv.street />
            <Field form=DELIVERY name="recv_name" autocomplete="name" value=recv.recv_name />
            <Field
                form=DELIVERY
                name="recv_phone"
                kind="tel"
                autocomplete="tel"
                inputmode="tel"
                value=recv.recv_phone
            />
            <Submit form=DELIVERY label=t("save") busy=t("saving") />
        </EnhancedForm>
    }
}

fn listed(reply: Result<Reply<RegionList>, ApiError>) -> Vec<(String, String)> {
    let list = reply
        .ok()
        .and_then(|reply| reply.data)
        .map(|data| data.regions)
        .unwrap_or_default();
    list.into_iter()
        .map(|RegionChoice { code, name }| (code, name))
        .collect()
}

#[component]
fn Devices(sessions: Vec<SessionRow>) -> impl IntoView {
    let others = sessions.len() > 1;
    let rows = sessions
        .into_iter()
        .map(|session| {
            let seen = session
                .last_seen_at
                .get(..16)
                .unwrap_or_default()
                .replace('T', " ");
            view! {
                <li>
                    <p>
                        {device::name(&session.device).unwrap_or_else(|| t("devices-unknown"))} " "
                        {session
                            .current
                            .then(|| view! { <span class="badge ok">{t("devices-this")}</span> })}
                    </p>
                    <p class="hint">
                        {with(
                            lang(),
                            "devices-seen",
                            &[("address", &session.address), ("time", &seen)],
                        )}
                    </p>
                    {(!session.current)
                        .then(|| {
                            view! {
                                <form method="post">
                                    <AccountField form=REVOKE />
                                    <input type="hidden" name="id" value=session.id.clone() />
                                    <button type="submit" name=FORM value=REVOKE class="secondary">
                                        {t("devices-sign-out")}
                                    </button>
                                </form>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{t("devices-title")}</h2>
            <FormMessages form=REVOKE />
            <ul class="devices">{rows}</ul>
            {others
                .then(|| {
                    view! {
                        <form method="post">
                            <AccountField form=REVOKE />
                            <input type="hidden" name="all" value="1" />
                            <button type="submit" name=FORM value=REVOKE class="secondary">
                                {t("devices-sign-out-others")}
                            </button>
                        </form>
                    }
                })}
        </section>
    }
}
