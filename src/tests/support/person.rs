//! Somebody who uses the portal, with a cookie jar, in one of the three ways in.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use reqwest::{
    Client, RequestBuilder, Response,
    cookie::{CookieStore as _, Jar},
    header::HeaderMap,
    redirect,
};
use menhu::api;
use serde::Serialize;
use serde_json::Value;

use super::{Page, contract};

/// An answer that takes longer will never come: the test then says which.
const PATIENCE: Duration = Duration::from_mins(1);

/// The three ways in. What the islands do inside a browser is shown by the journeys in Chromium; here they are what a browser sends for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A program: the document's JSON and nothing else.
    Json,
    /// An island's typed call: the form as the server function's own type encodes it, from our own page.
    Island,
    /// A plain form of the page, read from the page and posted to its URL.
    Form,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// Null when the answer is not JSON.
    pub body: Value,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (status, headers, path) = (response.status().as_u16(), response.headers().clone(), response.url().path().to_owned());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        // HEAD and preflights have none.
        if !text.is_empty() {
            contract::judge(&path, status, &body);
        }
        Self { status, headers, text, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()).collect()
    }
}

/// What a person sees of an operation's outcome, whatever the way.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub ok: bool,
    /// The sentence; a plain form whose success leads to another page's start is without one.
    pub msg: String,
    pub errors: BTreeMap<String, String>,
    pub goes_to: Option<String>,
}

impl Seen {
    pub fn error(&self, field: &str) -> &str {
        self.errors.get(field).map_or("", String::as_str)
    }
}

pub struct Person {
    pub client: Client,
    jar: Arc<Jar>,
    url: String,
    way: Way,
}

/// The path of a page, and the pairs that its form would send.
type PlainForm = (String, Vec<(String, String)>);

/// A form as it was filled in, and not sent yet.
pub struct Filled {
    operation: String,
    fields: Value,
    /// The plain form's page and what it would send, or where the page led instead of showing one.
    form: Option<Result<PlainForm, Seen>>,
}

impl Person {
    pub fn new(url: &str, way: Way) -> Self {
        let jar = Arc::new(Jar::default());
        let client =
            Client::builder().cookie_provider(Arc::clone(&jar)).redirect(redirect::Policy::none()).no_proxy().timeout(PATIENCE).build().expect("a client");
        Self { client, jar, url: url.to_owned(), way }
    }

    /// With this cookie, as `name=value`, in the jar.
    pub fn holding(self, cookie: &str) -> Self {
        self.jar.add_cookie_str(cookie, &self.url.parse().expect("a URL"));
        self
    }

    /// With all these cookies, as [`Person::cookie`] gives them.
    pub fn holding_all(self, cookies: &str) -> Self {
        cookies.split("; ").fold(self, Person::holding)
    }

    /// The whole address of this path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The cookies in the jar, as the browser would send them.
    pub fn cookie(&self) -> String {
        let cookies = self.jar.cookies(&self.url.parse().expect("a URL"));
        cookies.and_then(|cookies| cookies.to_str().map(ToOwned::to_owned).ok()).unwrap_or_default()
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Calls an operation as a program does.
    pub async fn call(&self, operation: &str, body: impl Serialize) -> Answer {
        self.send(self.post(&format!("/users/{operation}/")).json(&body)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.url))).await
    }

    /// A GET operation's reply.
    pub async fn ask(&self, operation: &str) -> Value {
        self.get(&format!("/users/{operation}/")).await.body
    }

    pub async fn page(&self, path: &str) -> Page {
        Page::of(&self.get(path).await.text)
    }

    pub async fn is_signed_in(&self) -> bool {
        self.ask("me").await["status"] == "ok"
    }

    /// Does what a person would do in their way: calls the operation, or fills in the form on its page and presses its button.
    pub async fn submit(&self, operation: &str, fields: Value) -> Seen {
        self.press(self.fill(operation, fields).await).await
    }

    /// Opens the page and fills its form in; the page may be out of date when the button is [pressed](Self::press).
    pub async fn fill(&self, operation: &str, fields: Value) -> Filled {
        let form = if self.way == Way::Form {
            let path = page_of(operation, &fields);
            Some(self.fill_form(&path, operation, &fields).await.map(|pairs| (path, pairs)))
        } else {
            None
        };
        Filled { operation: operation.to_owned(), fields, form }
    }

    pub async fn press(&self, filled: Filled) -> Seen {
        let Filled { operation, fields, form } = filled;
        match form {
            Some(Ok((path, pairs))) => self.post_form(&path, &operation, &pairs).await,
            Some(Err(led_away)) => led_away,
            None => {
                let url = format!("{}/users/{operation}/", self.url);
                let reads = api::find(&operation).is_some_and(api::Operation::reads);
                let island = self.way == Way::Island;
                let fields = if island { typed(&operation, fields) } else { fields };
                let mut request = if reads { self.client.get(url) } else { self.client.post(url).json(&fields) };
                if island {
                    request = request.header("sec-fetch-site", "same-origin").header("accept", "application/json");
                    if !reads {
                        request = request.header("origin", &self.url);
                    }
                }
                seen(&self.send(request).await.body)
            }
        }
    }

    /// Fills in the page's form for `operation`, or for the form that its code button stands in, and presses the button.
    pub async fn submit_form(&self, path: &str, operation: &str, fields: &Value) -> Seen {
        match self.fill_form(path, operation, fields).await {
            Ok(pairs) => self.post_form(path, operation, &pairs).await,
            Err(led_away) => led_away,
        }
    }

    async fn fill_form(&self, path: &str, operation: &str, fields: &Value) -> Result<Vec<(String, String)>, Seen> {
        let answer = self.get(path).await;
        if answer.status == 303 {
            return Err(Seen { goes_to: Some(answer.header("location").to_owned()), ..Seen::default() });
        }
        let mut page = Page::of(&answer.text);
        // The lists of cities and districts come one after the other, by a button of their own.
        for _ in 0..if operation == "change_my_recv_info" { 2 } else { 0 } {
            page = Page::of(&self.send(self.own_page(path).form(&page.filled("regions", fields))).await.text);
        }
        Ok(page.filled(operation, fields))
    }

    async fn post_form(&self, path: &str, operation: &str, pairs: &[(String, String)]) -> Seen {
        let answer = self.send(self.own_page(path).form(pairs)).await;
        match (answer.status, answer.header("location")) {
            // Where the page is asked for anew, the sentence stands on it.
            (303, location) if location.contains("?done=") => self.page(location).await.seen(),
            (303, location) => Seen { ok: !location.starts_with("/login"), goes_to: Some(location.to_owned()), ..Seen::default() },
            (200 | 422, _) => Page::of(&answer.text).seen(),
            (status, _) => panic!("{operation} on {path} answered {status}: {}", answer.text),
        }
    }

    /// A POST as our own page makes it.
    fn own_page(&self, path: &str) -> RequestBuilder {
        self.post(path).header("origin", &self.url).header("sec-fetch-site", "same-origin")
    }
}

/// The page that an operation's form is on; behind the mailed link it is there for the link's token.
fn page_of(operation: &str, fields: &Value) -> String {
    let page = match (operation, fields["action_name"].as_str()) {
        ("account_logout", _) => "/",
        ("send_sms_code", Some("ChangePwd")) => "/password/reset",
        ("send_sms_code", Some("ChangeMobile")) => "/binding",
        _ => api::find(operation).and_then(|operation| operation.pages().first()).expect("a page has a form for it"),
    };
    if page == "/binding/email" {
        return format!("{page}?token={}", fields["token"].as_str().unwrap_or_default());
    }
    page.to_owned()
}

/// The fields as the island's typed call sends them.
fn typed(operation: &str, fields: Value) -> Value {
    use menhu::api::{
        change_mobile::ChangeMobileForm,
        events::BookinForm,
        login::LoginForm,
        notify_email::{BindEmailForm, ChangeNotifyEmailForm, SendEmailCodeForm},
        password::{ChangeMyPwdForm, ChangePwdByMobileForm},
        profile::{ChangeCompanyInfoForm, ChangeMyInfoForm, ChangeMyRecvInfoForm},
        register::RegisterForm,
        sessions::SessionRevokeForm,
        sms_code::{CheckSmsCodeForm, SendSmsCodeForm},
        wechat::WeixinUnbindForm,
    };
    fn through<F: serde::de::DeserializeOwned + Serialize>(fields: Value) -> Value {
        serde_json::to_value(serde_json::from_value::<F>(fields).expect("any object is a form")).expect("JSON")
    }
    match operation {
        "account_register" => through::<RegisterForm>(fields),
        "account_login" => through::<LoginForm>(fields),
        "send_sms_code" => through::<SendSmsCodeForm>(fields),
        "vaild_sms_code" => through::<CheckSmsCodeForm>(fields),
        "change_mobile" => through::<ChangeMobileForm>(fields),
        "send_email_code" => through::<SendEmailCodeForm>(fields),
        "change_notify_email" => through::<ChangeNotifyEmailForm>(fields),
        "bind_email" => through::<BindEmailForm>(fields),
        "change_pwd_by_mobile" => through::<ChangePwdByMobileForm>(fields),
        "change_my_pwd" => through::<ChangeMyPwdForm>(fields),
        "change_my_info" => through::<ChangeMyInfoForm>(fields),
        "change_company_info" => through::<ChangeCompanyInfoForm>(fields),
        "change_my_recv_info" => through::<ChangeMyRecvInfoForm>(fields),
        "new_industry_bookin" | "cancel_bookin" => through::<BookinForm>(fields),
        "weixin_unbind" => through::<WeixinUnbindForm>(fields),
        "session_revoke" => through::<SessionRevokeForm>(fields),
        _ => fields,
    }
}

fn seen(body: &Value) -> Seen {
    let errors = body["errors"].as_object().expect("errors is always there").iter();
    Seen {
        ok: body["status"] == "ok",
        msg: body["msg"].as_str().expect("msg is always there").to_owned(),
        errors: errors
            .map(|(field, list)| (field.clone(), list.as_array().expect("a list").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")))
            .collect(),
        goes_to: body["redirect_url"].as_str().map(ToOwned::to_owned),
    }
}
