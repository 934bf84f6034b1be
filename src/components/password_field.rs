//! A password field, with a button that shows what is typed (there once scripts are).

use leptos::prelude::*;

use super::{FieldFrame, FieldView, label_of};
use crate::text::{find, lang, t};

#[component]
pub fn PasswordField(
    form: &'static str,
    name: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// Another key of the catalogue for the label.
    #[prop(optional)]
    label: Option<&'static str>,
    /// The address that says how strong a password is, for a meter once scripts are there.
    #[prop(optional)]
    meter: Option<&'static str>,
) -> impl IntoView {
    let field = FieldView::of(form, name);
    let hint = if autocomplete == "new-password" {
        find(lang(), &format!("hint-{name}"))
    } else {
        None
    };
    let described = field.described_by(hint.is_some());
    view! {
        <FieldFrame field=field.clone() name label=label_of(name, label) hint>
            <div class="with-button">
                <input
                    id=field.id.clone()
                    name=name
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=field.invalid()
                    aria-describedby=described
                />
                <button
                    type="button"
                    class="secondary"
                    hidden
                    data-reveals=field.id.clone()
                    data-hide=t("hide-password")
                    data-hide-label=t("hide-password-label")
                    aria-label=t("show-password-label")
                >
                    {t("show-password")}
                </button>
            </div>
            {meter
                .map(|address| {
                    view! {
                        <p class="meter" data-meter=field.id.clone() data-from=address hidden>
                            <meter
                                min="0"
                                max="4"
                                low="2"
                                high="3"
                                optimum="4"
                                value="0"
                                aria-hidden="true"
                            ></meter>
                            <span role="status"></span>
                        </p>
                    }
                })}
        </FieldFrame>
    }
}
