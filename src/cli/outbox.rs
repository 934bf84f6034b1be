//! `menhu outbox`: the messages on their way out.

use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{operator::OperatorArgs, sentence};
use crate::{
    server::{Portal, services::manage_outbox, store::outbox::MessageState},
    values::{email::Email, mobile::Mobile},
};

#[derive(Subcommand)]
pub enum OutboxCommand {
    /// The newest messages, and what each attempt to send them came to
    List {
        /// Only those in this state
        #[arg(long, value_parser = message_state())]
        state: Option<MessageState>,
        /// At most so many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=10_000))]
        limit: i64,
    },
    /// Send messages at once that failed, or that wait for their next attempt
    Retry {
        /// The message's id, as `list` shows it
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// All of them
        #[arg(long, conflicts_with = "id")]
        all: bool,
        #[command(flatten)]
        operator: OperatorArgs,
    },
}

pub async fn run(portal: &Portal, command: OutboxCommand) -> Result<(), String> {
    match command {
        OutboxCommand::List { state, limit } => {
            for (message, attempts) in manage_outbox::list(portal, state, limit)
                .await
                .map_err(sentence)?
            {
                let next = if message.state == MessageState::Queued {
                    format!("\tnext {}", message.next_at.rfc3339())
                } else {
                    String::new()
                };
                println!(
                    "{}\t{}\t{}\t{}\t{}\t{}\t{} attempts{next}",
                    message.id,
                    message.state,
                    message.channel,
                    masked(&message.recipient),
                    message.template,
                    message.created_at.rfc3339(),
                    message.attempts,
                );
                for attempt in attempts {
                    let took = (attempt.ended_at - attempt.began_at).millis();
                    println!(
                        "\t{}\t{}\t{}\t{}\t{took} ms",
                        attempt.began_at.rfc3339(),
                        attempt.gateway,
                        attempt.outcome,
                        attempt.answer
                    );
                }
            }
            Ok(())
        }
        OutboxCommand::Retry { id, operator, .. } => {
            let revived = manage_outbox::retry(portal, id.as_deref(), &operator.operator())
                .await
                .map_err(sentence)?;
            println!("{revived} to be sent now");
            if revived == 0 && id.is_some() {
                Err(
                    "there is no such message that failed or waits and whose time is not over"
                        .into(),
                )
            } else {
                Ok(())
            }
        }
    }
}

/// How a message stands, by its name.
fn message_state() -> impl TypedValueParser<Value = MessageState> {
    PossibleValuesParser::new(MessageState::ALL.map(MessageState::as_str))
        .try_map(|name| MessageState::of(&name).ok_or("there is no such state"))
}

/// As much of a number or an address as tells people apart.
fn masked(recipient: &str) -> String {
    recipient
        .parse::<Mobile>()
        .map(|mobile| mobile.masked())
        .or_else(|_| recipient.parse::<Email>().map(|email| email.masked()))
        .unwrap_or_default()
}
