//! The CloudTrail records of recorded requests.

use std::borrow::Cow;
use std::sync::Arc;

use super::Requests;
use super::record::{Answer, Record};
use super::showing::{member, secrets_named};
use crate::events::{self, Envelope, EventFilter};
use crate::identifiers::SecretId;
use crate::model::shape::Shape;
use crate::value::Value;

/// One call in CloudTrail's format.
struct Call {
    operation: &'static str,
    secret: Option<Arc<str>>,
    parameters: Value,
    response: Value,
}

impl Requests {
    /// The CloudTrail records of the selected requests. Recorded: BatchGetSecretValue appears as one GetSecretValue per secret.
    pub(crate) fn cloudtrail(
        &self,
        filter: &EventFilter,
        secret: Option<&str>,
        seed: u64,
    ) -> Vec<(u64, Value)> {
        let mut events = Vec::new();
        for (record, index) in self.kept.iter().zip(self.dropped()..) {
            if record.sequence <= filter.after {
                continue;
            }
            let calls = record.calls();
            for (call, part) in calls.into_iter().zip(0_u64..) {
                let wanted = filter
                    .name
                    .as_deref()
                    .is_none_or(|name| name == call.operation)
                    && secret.is_none_or(|secret| call.secret.as_deref() == Some(secret));
                if wanted {
                    let id = events::id(seed, b"call", index.wrapping_mul(64).wrapping_add(part));
                    events.push((record.sequence, record.cloudtrail(call, id)));
                }
            }
        }
        events
    }
}

impl Record {
    fn calls(&self) -> Vec<Call> {
        let Some(operation) = self.operation else {
            return Vec::new();
        };
        let request = Value::from_json(&self.request).unwrap_or(Value::Null);
        let response = match &self.answer {
            Answer::Response(response) => Value::from_json(response).unwrap_or(Value::Null),
            Answer::Failure { .. } => Value::Null,
        };
        if operation.name == "BatchGetSecretValue" && response != Value::Null {
            let secrets = member(&response, "SecretValues");
            let Some(Value::List(secrets)) = secrets else {
                return Vec::new();
            };
            let arn = |secret: &Value| match member(secret, "ARN") {
                Some(Value::String(arn)) => Some(arn.clone()),
                _ => None,
            };
            return secrets
                .iter()
                .filter_map(arn)
                .map(|arn| Call {
                    operation: "GetSecretValue",
                    secret: Some(SecretId::parse(&arn).name().into()),
                    parameters: events::members(vec![("secretId", Value::String(arn))]),
                    response: Value::Null,
                })
                .collect();
        }
        let response = match member(&response, "ARN") {
            Some(arn) if !is_read_only(operation.name) => {
                events::members(vec![("arn", arn.clone())])
            }
            _ => Value::Null,
        };
        vec![Call {
            operation: operation.name,
            secret: secrets_named(&request).into_iter().next(),
            parameters: parameters(operation.input, request),
            response,
        }]
    }

    fn cloudtrail(&self, call: Call, id: String) -> Value {
        let envelope = Envelope {
            id,
            at: self.at,
            account_id: &self.sender.account_id,
            region: &self.sender.region,
        };
        let identity = events::members(vec![
            ("type", Value::string("Root")),
            ("accountId", Value::string(&*self.sender.account_id)),
            ("accessKeyId", Value::String(self.sender.caller.clone())),
        ]);
        let mut record = envelope.record(call.operation, "AwsApiCall");
        record.push(("userIdentity", identity));
        record.push(("readOnly", Value::Boolean(is_read_only(call.operation))));
        if let Answer::Failure { code, message, .. } = &self.answer {
            record.push(("errorCode", Value::string(*code)));
            if let Some(message) = message {
                record.push(("errorMessage", Value::string(message.as_str())));
            }
        }
        record.push(("requestParameters", call.parameters));
        record.push(("responseElements", call.response));
        record.push(("managementEvent", Value::Boolean(true)));
        record.push(("eventCategory", Value::string("Management")));
        envelope.wrap(
            "AWS API Call via CloudTrail",
            Vec::new(),
            events::members(record),
        )
    }
}

fn is_read_only(operation: &str) -> bool {
    ["Batch", "Describe", "Get", "List", "Validate"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}

/// The parameters of a request in CloudTrail's format. Recorded: sensitive members are absent, and names start with a lower-case letter.
fn parameters(shape: Shape, value: Value) -> Value {
    match (shape, value) {
        (Shape::Structure(structure), Value::Map(members)) => Value::Map(
            members
                .into_iter()
                .filter_map(|(name, value)| {
                    let member = structure
                        .members
                        .iter()
                        .find(|member| member.name == name)?;
                    let sensitive = match member.shape {
                        Shape::String(scalar) | Shape::Blob(scalar) => scalar.limits.sensitive,
                        _ => false,
                    };
                    (!sensitive)
                        .then(|| (Cow::Owned(small(&name)), parameters(member.shape, value)))
                })
                .collect(),
        ),
        (Shape::List(list), Value::List(items)) => Value::List(
            items
                .into_iter()
                .map(|item| parameters(list.of, item))
                .collect(),
        ),
        (_, value) => value,
    }
}

fn small(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
