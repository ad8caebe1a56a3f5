//! One recorded request and its response.

use std::borrow::Cow;

use super::filter::RequestFilter;
use super::sender::Sender;
use super::showing::{present, secrets_named};
use crate::clock::Timestamp;
use crate::faults::Connection;
use crate::ops::Operation;
use crate::value::Value;

#[derive(Clone)]
pub(super) struct Record {
    /// The position among events and requests.
    pub(super) sequence: u64,
    pub(super) operation: Option<&'static Operation>,
    pub(super) at: Timestamp,
    pub(super) sender: Sender,
    pub(super) request: Box<[u8]>,
    pub(super) answer: Answer,
    /// How an injected fault broke the connection.
    pub(super) connection: Option<Connection>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.operation.map_or("Record", |operation| operation.name))
    }
}

#[derive(Clone)]
pub(super) enum Answer {
    Response(Box<[u8]>),
    Failure {
        code: &'static str,
        message: Option<String>,
        status: u16,
        situation: &'static str,
    },
}

impl Record {
    pub(super) fn bytes(&self) -> usize {
        let answer = match &self.answer {
            Answer::Response(response) => response.len(),
            Answer::Failure { message, .. } => message.as_ref().map_or(0, String::len),
        };
        size_of::<Self>()
            .saturating_add(self.request.len())
            .saturating_add(answer)
    }

    pub(super) fn is_selected(&self, filter: &RequestFilter, secret: Option<&str>) -> bool {
        let operation = self.operation.map(|operation| operation.name);
        let named = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| given == Some(wanted))
        };
        let code = match &self.answer {
            Answer::Response(_) => None,
            Answer::Failure { code, .. } => Some(*code),
        };
        named(&filter.operation, operation)
            && named(&filter.origin, Some(self.sender.origin.name()))
            && filter.outcome.as_deref().is_none_or(|outcome| match outcome {
                "succeeded" => code.is_none(),
                "failed" => code.is_some(),
                outcome => code == Some(outcome),
            })
            // Last, because it reads the request.
            && secret.is_none_or(|secret| {
                Value::from_json(&self.request)
                    .is_ok_and(|request: Value| secrets_named(&request).iter().any(|named| **named == *secret))
            })
    }

    pub(super) fn show(&self, index: u64, reveal: bool) -> Value {
        let request = Value::from_json(&self.request).unwrap_or(Value::Null);
        let secrets = secrets_named(&request);
        let shape = self.operation.map(|operation| operation.input);
        let text = |text: &str| Value::string(text);
        let mut members = vec![
            (
                "index",
                Value::Integer(i64::try_from(index).unwrap_or(i64::MAX)),
            ),
            (
                "operation",
                self.operation
                    .map_or(Value::Null, |operation| text(operation.name)),
            ),
            (
                "secret",
                secrets
                    .into_iter()
                    .next()
                    .map_or(Value::Null, Value::String),
            ),
            ("at", Value::Timestamp(self.at)),
            ("account_id", text(&self.sender.account_id)),
            ("region", text(&self.sender.region)),
            ("caller", Value::String(self.sender.caller.clone())),
            ("origin", text(self.sender.origin.name())),
            ("request", present(shape, request, reveal)),
        ];
        match &self.answer {
            Answer::Response(response) => {
                let response =
                    Value::from_json(response).unwrap_or_else(|_| Value::Map(Vec::new()));
                let shape = self.operation.and_then(|operation| operation.output);
                members.push(("response", present(shape, response, reveal)));
            }
            Answer::Failure {
                code,
                message,
                status,
                situation,
            } => members.extend([
                ("code", text(code)),
                ("message", message.as_deref().map_or(Value::Null, text)),
                ("status", Value::Integer(i64::from(*status))),
                ("situation", text(situation)),
            ]),
        }
        if let Some(connection) = self.connection {
            members.push(("connection", text(connection.name())));
        }
        Value::Map(
            members
                .into_iter()
                .map(|(name, value)| (Cow::Borrowed(name), value))
                .collect(),
        )
    }
}
