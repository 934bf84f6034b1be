//! Every page's URL on one screen, and the document around a page.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components::visit,
    pages::{
        bind_email::BindEmailPage,
        binding::BindingPage,
        docs::DocsPage,
        error::ErrorPage,
        events::EventsPage,
        home::HomePage,
        legal::{PrivacyPage, TermsPage},
        login::LoginPage,
        password::PasswordPage,
        password_reset::PasswordResetPage,
        profile::ProfilePage,
        register::RegisterPage,
    },
};

/// A page, and whether one must be signed in to see it.
pub struct Page {
    pub path: &'static str,
    pub signed_in: bool,
}

/// What the boundary needs to know of each page.
pub const PAGES: [Page; 12] = [
    Page {
        path: "/",
        signed_in: false,
    },
    Page {
        path: "/register",
        signed_in: false,
    },
    Page {
        path: "/login",
        signed_in: false,
    },
    Page {
        path: "/password/reset",
        signed_in: false,
    },
    Page {
        path: "/password",
        signed_in: true,
    },
    Page {
        path: "/binding",
        signed_in: true,
    },
    Page {
        path: "/binding/email",
        signed_in: false,
    },
    Page {
        path: "/profile",
        signed_in: true,
    },
    Page {
        path: "/events",
        signed_in: true,
    },
    Page {
        path: "/terms",
        signed_in: false,
    },
    Page {
        path: "/privacy",
        signed_in: false,
    },
    Page {
        path: "/docs",
        signed_in: false,
    },
];

/// The status of an error that the page tells of, instead of what its address says.
#[derive(Clone, Copy, Debug)]
pub struct Failure(pub u16);

/// The login page comes before the one at the address, which somebody must be signed in to see.
#[derive(Clone, Copy, Debug)]
pub struct SignInFirst;

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    if let Some(Failure(status)) = use_context() {
        return view! { <ErrorPage status /> }.into_any();
    }
    if use_context::<SignInFirst>().is_some() {
        return view! { <LoginPage /> }.into_any();
    }
    view! {
        <Router>
            <FlatRoutes fallback=|| view! { <ErrorPage status=404 /> }>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async />
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/password/reset") view=PasswordResetPage ssr=SsrMode::Async />
                <Route path=path!("/password") view=PasswordPage ssr=SsrMode::Async />
                <Route path=path!("/binding") view=BindingPage ssr=SsrMode::Async />
                <Route path=path!("/binding/email") view=BindEmailPage ssr=SsrMode::Async />
                <Route path=path!("/profile") view=ProfilePage ssr=SsrMode::Async />
                <Route path=path!("/events") view=EventsPage ssr=SsrMode::Async />
                <Route path=path!("/terms") view=TermsPage ssr=SsrMode::Async />
                <Route path=path!("/privacy") view=PrivacyPage ssr=SsrMode::Async />
                <Route path=path!("/docs") view=DocsPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
    .into_any()
}

/// The built browser files, by their hashed names.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    pub css: String,
    pub js: String,
    pub wasm: String,
}

impl Assets {
    /// The one script that stands in the page; none where there are no islands' files.
    #[must_use]
    pub fn loader(&self) -> Option<String> {
        let Self { js, wasm, .. } = self;
        (!js.is_empty()).then(|| format!("{GUARD}{LOADER}({js:?},{wasm:?})"))
    }
}

/// Lets no form be submitted twice: a second click a moment later would answer the first one with
/// what it has changed. A form that its island submits is the island's business; one whose answer
/// does not come can be sent again after a while, or after coming back to the page.
const GUARD: &str = "addEventListener('submit',event=>{const form=event.target;if(event.defaultPrevented)return;\
if(form.hasAttribute('aria-busy'))return event.preventDefault();form.setAttribute('aria-busy','true');\
setTimeout(()=>form.removeAttribute('aria-busy'),1e4)});\
addEventListener('pageshow',()=>{for(const form of document.forms)form.removeAttribute('aria-busy')});";

/// Fetches script and WASM only where there is an island, both at once, and brings the islands to
/// life. What leptos looks for is empty: no page hands resources or errors over (`web::render`).
const LOADER: &str = "(async(js,wasm)=>{const islands=document.querySelectorAll('leptos-island');if(!islands.length)return;\
for(const name of ['RESOLVED_RESOURCES','SERIALIZED_ERRORS','PENDING_RESOURCES','RESOURCE_RESOLVERS','INCOMPLETE_CHUNKS'])globalThis['__'+name]=[];\
const bytes=fetch(wasm);const mod=await import(js);await mod.default({module_or_path:bytes});mod.hydrate();\
for(const island of islands)mod[island.dataset.component]?.(island);document.documentElement.dataset.ready=''})";

/// The document; `watched` adds the script that reloads the page when `make dev` has built anew.
/// Scripts come after the page is parsed; until then, and without them, every form posts to its own
/// page.
#[must_use]
pub fn shell(assets: &Assets, watched: bool) -> impl IntoView + use<> {
    let css = assets.css.clone();
    let visit = visit();
    let loader = assets
        .loader()
        .map(|loader| view! { <script type="module">{loader}</script> });
    let reload = watched.then(
        || view! { <AutoReload options=LeptosOptions::builder().output_name("menhu").build() /> },
    );
    view! {
        <!DOCTYPE html>
        <html lang=visit.lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="format-detection" content="telephone=no" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {(!css.is_empty()).then(|| view! { <link rel="stylesheet" href=css /> })}
                <MetaTags />
                {loader}
                {reload}
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
