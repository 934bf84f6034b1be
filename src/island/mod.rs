//! The form as an island: it submits without a reload, shows the reply beside the fields, counts
//! the code button down, reveals passwords.
//!
//! The markup is the server's, with and without scripts; the island fills the places that are there
//! for it, and posts the same JSON to the same URL as any program does. There is one island for all
//! forms: a typed call for each would cost a hundred kilobytes of WASM to send what the form holds.

use leptos::{html, prelude::*};

cfg_if::cfg_if! {
    if #[cfg(feature = "hydrate")] {
        mod countdown;
        mod dom;
        mod edit;
        mod regions;
        mod reply;
        mod request;
        mod reveal;
        mod show;
        mod strength;
        mod submit;

        fn enhance(form: NodeRef<html::Form>) {
            form.on_load(move |form| {
                countdown::attach(&form);
                reveal::attach(&form);
                regions::attach(&form);
                strength::attach(&form);
                edit::attach(&form);
                submit::attach(&form);
            });
        }
    } else {
        fn enhance(_: NodeRef<html::Form>) {}
    }
}

/// A form posted to the page's own URL; with scripts, to the operation that the pressed button
/// names.
///
/// Nothing in or on this function may depend on the build: leptos makes the island's name from it,
/// and both builds must make the same one. What it needs to know stands in its markup: properties
/// would bring a parser of JSON along.
#[island]
pub fn EnhancedForm(children: Children) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    enhance(form);
    view! {
        <form method="post" novalidate node_ref=form>
            {children()}
        </form>
    }
}
