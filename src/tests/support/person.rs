//! `UserFixture` who uses the portal, with a cookie jar, in one of the three ways in.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use menhu::{
    api,
    values::{envelope::Envelope, form_data, form_state::FormState, redirects::DONE_COOKIE},
};
use reqwest::{
    Client, RequestBuilder, Response,
    cookie::{CookieStore as _, Jar},
    header::HeaderMap,
    redirect,
};
use serde::Serialize;
use serde_json::Value;

use super::{Page, contract};

/// An answer that takes longer will never come: the test then says which.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(1);

/// The three ways in. What the island does inside a browser is shown by the journeys in Chromium;
/// here it is what it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A program: the document's JSON and nothing else.
    Json,
    /// The island: what stands in the page's form, as JSON, to the operation that the pressed
    /// button names.
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
        let (status, headers, path) = (
            response.status().as_u16(),
            response.headers().clone(),
            response.url().path().to_owned(),
        );
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        // HEAD and preflights have none.
        if !text.is_empty() {
            contract::judge(&path, status, &body);
        }
        Self {
            status,
            headers,
            text,
            body,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The cookies that the answer sets, without the device's.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| cookie.to_str().ok())
            .filter(|cookie| !cookie.contains("menhu-device="))
            .collect()
    }

    /// Whether the page that comes next is to say what was done.
    pub fn says_done(&self) -> bool {
        let done = format!("{DONE_COOKIE}=");
        let cookies = self.cookies();
        let said = cookies
            .iter()
            .filter_map(|cookie| cookie.strip_prefix(&done));
        said.filter(|rest| !rest.starts_with(';')).count() > 0
    }

    /// The cookie that makes the browser known as a device of the account.
    pub fn device_cookie(&self) -> &str {
        self.headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| cookie.to_str().ok())
            .find(|cookie| cookie.contains("menhu-device="))
            .unwrap_or_default()
    }
}

/// What a person sees of an operation's reply, whatever the way.
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

/// A form as it was filled in, and not sent yet.
pub struct Filled {
    operation: String,
    content: Content,
}

enum Content {
    /// For the operation's own URL, without any page.
    Fields(Value),
    /// What the form on the page at this path would send.
    Form {
        path: String,
        pairs: Vec<(String, String)>,
    },
    /// The page led elsewhere instead of showing a form.
    LedAway(Seen),
}

impl Person {
    pub fn new(url: &str, way: Way) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(ANSWER_TIMEOUT)
            .build()
            .expect("a client");
        Self {
            client,
            jar,
            url: url.to_owned(),
            way,
        }
    }

    /// With this cookie, as `name=value`, in the jar.
    pub fn holding(self, cookie: &str) -> Self {
        self.jar
            .add_cookie_str(cookie, &self.url.parse().expect("a URL"));
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
        let cookies = cookies.and_then(|cookies| cookies.to_str().map(ToOwned::to_owned).ok());
        let cookies = cookies.unwrap_or_default();
        let sessions = cookies
            .split("; ")
            .filter(|cookie| !cookie.starts_with("menhu-device="));
        sessions.collect::<Vec<_>>().join("; ")
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Calls an operation as a program does.
    pub async fn call(&self, operation: &str, body: impl Serialize) -> Answer {
        self.send(self.post(&format!("/users/{operation}/")).json(&body))
            .await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.url)))
            .await
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

    /// Does what a person would do in their way: calls the operation, or fills in the form on its
    /// page and presses its button.
    pub async fn submit(&self, operation: &str, fields: Value) -> Seen {
        self.press(self.fill(operation, fields).await).await
    }

    /// Opens the page and fills its form in; the page may be out of date when the button is
    /// [pressed](Self::press).
    pub async fn fill(&self, operation: &str, fields: Value) -> Filled {
        let path = page_of(operation, &fields);
        let content = match (self.way, path) {
            (Way::Form, Some(path)) => match self.fill_form(&path, operation, &fields).await {
                Ok(pairs) => Content::Form { path, pairs },
                Err(led_away) => Content::LedAway(led_away),
            },
            (Way::Form, None) => panic!("no page has a form for {operation}"),
            // Where the page shows no such form now, one that was opened before is sent.
            (Way::Island, Some(path)) => match self.open_form(&path, operation, &fields).await {
                Ok(page) if page.offers(operation, &fields) => Content::Form {
                    path,
                    pairs: page.filled(operation, &fields),
                },
                Ok(_) | Err(_) => Content::Fields(fields),
            },
            (Way::Island, None) | (Way::Json, _) => Content::Fields(fields),
        };
        Filled {
            operation: operation.to_owned(),
            content,
        }
    }

    pub async fn press(&self, filled: Filled) -> Seen {
        let Filled { operation, content } = filled;
        match content {
            Content::LedAway(seen) => seen,
            Content::Form { path, pairs } if self.way == Way::Form => {
                self.post_form(&path, &operation, &pairs).await
            }
            Content::Form { pairs, .. } => {
                let body = form_data::to_json(pairs.iter().cloned());
                let answer = self.send(self.operation_request(&operation, &body)).await;
                seen_by_island(&operation, pairs, answer.body)
            }
            Content::Fields(fields) => seen(
                &self
                    .send(self.operation_request(&operation, &fields))
                    .await
                    .body,
            ),
        }
    }

    /// The request to the operation's own URL, as a program makes it, or as a browser does for the
    /// island.
    fn operation_request(&self, operation: &str, body: &impl Serialize) -> RequestBuilder {
        let path = format!("/users/{operation}/");
        let reads = api::find(operation).is_some_and(api::Operation::reads);
        let request = if reads {
            self.client.get(self.url(&path))
        } else {
            self.post(&path).json(body)
        };
        match (self.way, reads) {
            (Way::Island, true) => request.header("sec-fetch-site", "same-origin"),
            (Way::Island, false) => request
                .header("sec-fetch-site", "same-origin")
                .header("origin", &self.url),
            (Way::Json | Way::Form, _) => request,
        }
    }

    /// Fills in the page's form for `operation`, or for the form that its code button stands in,
    /// and presses the button.
    pub async fn submit_form(&self, path: &str, operation: &str, fields: &Value) -> Seen {
        match self.fill_form(path, operation, fields).await {
            Ok(pairs) => self.post_form(path, operation, &pairs).await,
            Err(led_away) => led_away,
        }
    }

    async fn fill_form(
        &self,
        path: &str,
        operation: &str,
        fields: &Value,
    ) -> Result<Vec<(String, String)>, Seen> {
        Ok(self
            .open_form(path, operation, fields)
            .await?
            .filled(operation, fields))
    }

    /// The page with the form in it, or where it leads instead.
    async fn open_form(&self, path: &str, operation: &str, fields: &Value) -> Result<Page, Seen> {
        let answer = self.get(path).await;
        if answer.status == 303 {
            return Err(Seen {
                goes_to: Some(answer.header("location").to_owned()),
                ..Seen::default()
            });
        }
        let mut page = Page::of(&answer.text);
        // The lists of cities and districts come one after the other, by a button of their own.
        for _ in 0..if operation == "change_my_recv_info" {
            2
        } else {
            0
        } {
            page = Page::of(
                &self
                    .send(self.own_page(path).form(&page.filled("regions", fields)))
                    .await
                    .text,
            );
        }
        Ok(page)
    }

    async fn post_form(&self, path: &str, operation: &str, pairs: &[(String, String)]) -> Seen {
        let answer = self.send(self.own_page(path).form(pairs)).await;
        match (answer.status, answer.header("location")) {
            // What leads elsewhere by its reply, too.
            (303, location) if ["account_register", "account_logout"].contains(&operation) => {
                Seen {
                    ok: true,
                    goes_to: Some(location.to_owned()),
                    ..Seen::default()
                }
            }
            // The sentence stands on the page that comes next.
            (303, location) if answer.says_done() => self.page(location).await.seen(),
            (303, location) => Seen {
                ok: !location.starts_with("/login"),
                goes_to: Some(location.to_owned()),
                ..Seen::default()
            },
            (200 | 422, _) => Page::of(&answer.text).seen(),
            (status, _) => panic!("{operation} on {path} answered {status}: {}", answer.text),
        }
    }

    /// A POST as our own page makes it.
    fn own_page(&self, path: &str) -> RequestBuilder {
        self.post(path)
            .header("origin", &self.url)
            .header("sec-fetch-site", "same-origin")
    }
}

/// The page that an operation's form is on, if there is one; behind the mailed link it is there for
/// the link's token.
fn page_of(operation: &str, fields: &Value) -> Option<String> {
    let page = match (operation, fields["action_name"].as_str()) {
        ("account_logout", _) => "/",
        ("send_sms_code", Some("ChangePwd")) => "/password/reset",
        ("send_sms_code", Some("ChangeMobile")) => "/binding",
        _ => api::find(operation)?.pages().first()?,
    };
    if page == "/binding/email" {
        return Some(format!(
            "{page}?token={}",
            fields["token"].as_str().unwrap_or_default()
        ));
    }
    Some(page.to_owned())
}

/// What the island puts into the page, by the same function.
fn seen_by_island(operation: &str, pairs: Vec<(String, String)>, body: Value) -> Seen {
    let reply: Envelope = serde_json::from_value(body).expect("an envelope");
    let goes_to = reply.redirect_url.clone();
    let state = FormState::after(operation, pairs, reply);
    let errors = state
        .errors
        .iter()
        .map(|(field, sentences)| (field.clone(), sentences.join(" ")));
    Seen {
        ok: state.done,
        errors: errors.collect(),
        msg: state.msg,
        goes_to,
    }
}

fn seen(body: &Value) -> Seen {
    let errors = body["errors"]
        .as_object()
        .expect("errors is always there")
        .iter();
    Seen {
        ok: body["status"] == "ok",
        msg: body["msg"]
            .as_str()
            .expect("msg is always there")
            .to_owned(),
        errors: errors
            .map(|(field, list)| {
                (
                    field.clone(),
                    list.as_array()
                        .expect("a list")
                        .iter()
                        .filter_map(Value::as_str)
                        .collect::<Vec<_>>()
                        .join(" "),
                )
            })
            .collect(),
        goes_to: body["redirect_url"].as_str().map(ToOwned::to_owned),
    }
}
