//! The envelope of an operation's reply, as a page or the form island looks at it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Ok,
    FormError,
    #[default]
    Error,
}

impl Status {
    /// The status of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "ok" => Some(Self::Ok),
            "form_error" => Some(Self::FormError),
            "error" => Some(Self::Error),
            _ => None,
        }
    }
}

/// What every reply says, whatever the operation; its own fields beside these are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Envelope {
    pub status: Status,
    /// One sentence for a person.
    pub msg: String,
    /// The parameter's own name → sentences; each name once.
    #[serde(deserialize_with = "of_object")]
    pub errors: Vec<(String, Vec<String>)>,
    /// On failure, what a program can switch on.
    pub reason: Option<String>,
    /// Seconds, where waiting helps.
    pub retry_after: Option<u64>,
    /// Where the operation says to go on.
    pub redirect_url: Option<String>,
}

/// A list, since a map's code is larger than all that the island does with it.
fn of_object<'de, D: Deserializer<'de>>(reply: D) -> Result<Vec<(String, Vec<String>)>, D::Error> {
    Ok(BTreeMap::deserialize(reply)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_s_own_fields_are_passed_over() {
        let reply = json!({"status": "form_error", "msg": "m", "errors": {}, "score": 3});
        let read: Envelope = serde_json::from_value(reply).expect("an envelope");
        assert_eq!((read.status, read.msg.as_str()), (Status::FormError, "m"));
    }

    #[test]
    fn a_status_is_found_by_the_name_it_is_written_by() {
        for status in [Status::Ok, Status::FormError, Status::Error] {
            let written = json!(status);
            assert_eq!(written.as_str().and_then(Status::find), Some(status));
        }
        assert_eq!(Status::find("fine"), None);
    }

    #[test]
    fn what_is_no_envelope_is_not_taken_for_one() {
        for other in [
            json!({}),
            json!({"status": "ok"}),
            json!({"status": "fine", "msg": "", "errors": {}}),
        ] {
            assert!(serde_json::from_value::<Envelope>(other).is_err());
        }
    }
}
