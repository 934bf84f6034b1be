//! The frame around every operation: finds the caller, runs it, and puts what came of it into
//! words.

use std::sync::Arc;

use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{ApiError, Operation, Reply, Status, caller::Caller};
use crate::{
    server::error::{Error, Fault, Refused, Result},
    values::{imprint::Imprint, lang::Lang},
};

/// Runs the operation. A refusal is a reply too; only a fault is an error, logged here, once.
pub async fn respond<T>(
    operation: &Operation,
    run: impl AsyncFnOnce(Caller) -> Result<T>,
) -> Result<Reply<T>, ApiError> {
    respond_with(operation, |_| operation.done(), run).await
}

/// As [`respond`], with a sentence for success that depends on what is given back.
pub async fn respond_with<T>(
    operation: &Operation,
    done: impl FnOnce(&T) -> String,
    run: impl AsyncFnOnce(Caller) -> Result<T>,
) -> Result<Reply<T>, ApiError> {
    let caller = Caller::find()?;
    let (lang, imprint) = (caller.visitor.lang, Arc::clone(&caller.portal.imprint));
    let outcome = async {
        if operation.is_an_account_s() {
            caller.refuse_another_account().await?;
        }
        run(caller).await
    };
    match outcome.await {
        Ok(data) => Ok(Reply::ok(lang, &done(&data), data)),
        Err(Error::Refused(refused)) => Ok(refuse(operation, lang, &imprint, &refused)),
        Err(Error::Fault(fault)) => Err(fail(&fault)),
    }
}

/// What is wrong with the session is an `error` everywhere: it never reached the form.
fn refuse<T>(operation: &Operation, lang: Lang, imprint: &Imprint, refused: &Refused) -> Reply<T> {
    let status = match refused {
        Refused::LoginRequired | Refused::AccountChanged => Status::Error,
        _ => operation.failure,
    };
    Reply::refused(lang, imprint, status, refused)
}

fn fail(fault: &Fault) -> ApiError {
    tracing::error!(%fault, "an operation failed");
    if fault.is_passing()
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(axum::http::StatusCode::SERVICE_UNAVAILABLE);
    }
    ApiError::default()
}
