//! Recorded requests and their responses.
//!
//! A request is stored as its JSON text. Values are redacted when records are read, not when a request is recorded. So recording is fast,
//! and a test can still reveal the values.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use serde::Deserialize;

use crate::clock::Timestamp;
use crate::error::{Error, Exception};
use crate::events::{self, Envelope, EventFilter};
use crate::misuse::Misuse;
use crate::model::shape::Shape;
use crate::ops::{self as operations, Operation};
use crate::secret::id::{AccountId, Region, SecretId};
use crate::suggestion::did_you_mean;
use crate::value::Value;

/// The default for the maximum number of records.
pub(crate) const DEFAULT_LIMIT: usize = 10_000;
/// The maximum size of all requests and responses in bytes. It keeps 10,000 records below 20 MB.
const BYTES_LIMIT: usize = 14 << 20;
/// The replacement of a redacted value.
pub(crate) const REDACTED: &str = "<redacted>";

/// How a request reached the fake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Through a client of an SDK in this process.
    Sdk,
    /// Through the object API: `call` or a method named like the operation.
    Direct,
    /// Through the wire API or a server.
    #[default]
    Wire,
    /// From a rotation function, through any API.
    RotationStep,
}

impl Origin {
    /// The name in records and filters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sdk => "sdk",
            Self::Direct => "direct",
            Self::Wire => "wire",
            Self::RotationStep => "rotation step",
        }
    }
}

/// The requests that the fake answered, oldest first. Bounded: the oldest are dropped.
#[derive(Clone, Debug)]
pub(crate) struct Requests {
    kept: VecDeque<Record>,
    limit: usize,
    bytes: usize,
    /// The number of requests since the last `clear`, including dropped ones.
    recorded: u64,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            kept: VecDeque::new(),
            limit: DEFAULT_LIMIT,
            bytes: 0,
            recorded: 0,
        }
    }
}

/// The origin and time of a request.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) account_id: AccountId,
    pub(crate) region: Region,
    /// The access key id, as sent; the account id for object calls.
    pub(crate) caller: Arc<str>,
    pub(crate) origin: Origin,
}

#[derive(Clone)]
struct Record {
    /// The position among events and requests.
    sequence: u64,
    operation: Option<&'static Operation>,
    at: Timestamp,
    sender: Sender,
    request: Box<[u8]>,
    answer: Answer,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.operation.map_or("Record", |operation| operation.name))
    }
}

#[derive(Clone)]
enum Answer {
    Response(Box<[u8]>),
    Refusal {
        code: &'static str,
        message: Option<String>,
        status: u16,
        situation: &'static str,
    },
}

/// A filter of records. An absent member matches all records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestFilter {
    /// The name of an operation.
    pub operation: Option<String>,
    /// The name or ARN of a requested secret.
    pub secret: Option<String>,
    /// `succeeded`, `failed`, or an error code.
    pub outcome: Option<String>,
    /// `sdk`, `direct`, `wire` or `rotation step`.
    pub origin: Option<String>,
    /// Whether SecretString, SecretBinary and RotationToken are shown.
    pub reveal: bool,
    /// Only requests after this number of events and requests: see [`event_count`](crate::SecretsManager::event_count).
    pub after: u64,
}

impl Requests {
    /// Records a request and its response.
    pub(crate) fn record(
        &mut self,
        sequence: u64,
        operation: Option<&'static Operation>,
        at: Timestamp,
        sender: Sender,
        request: &[u8],
        answer: Result<&[u8], &Error>,
    ) {
        let answer = match answer {
            Ok(response) => Answer::Response(response.into()),
            Err(error) => {
                let exception = error.exception();
                Answer::Refusal {
                    code: exception.name,
                    message: error.message(),
                    status: exception.status,
                    situation: error.situation().name,
                }
            }
        };
        let record = Record {
            sequence,
            operation,
            at,
            sender,
            request: request.into(),
            answer,
        };
        self.recorded = self.recorded.saturating_add(1);
        self.bytes = self.bytes.saturating_add(record.bytes());
        self.kept.push_back(record);
        while self.kept.len() > self.limit || self.bytes > BYTES_LIMIT {
            let Some(oldest) = self.kept.pop_front() else {
                break;
            };
            self.bytes = self.bytes.saturating_sub(oldest.bytes());
        }
    }

    /// Creates records that keep nothing.
    pub(crate) fn off() -> Self {
        Self {
            limit: 0,
            ..Self::default()
        }
    }

    /// Whether requests are recorded.
    pub(crate) const fn is_on(&self) -> bool {
        self.limit > 0
    }

    /// Deletes all records.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            limit: self.limit,
            ..Self::default()
        };
    }

    /// Sets the maximum number of records.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
        let surplus = self.kept.len().saturating_sub(limit);
        let dropped: usize = self
            .kept
            .drain(..surplus)
            .map(|record| record.bytes())
            .sum();
        self.bytes = self.bytes.saturating_sub(dropped);
    }

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

    /// The number of records that were dropped because of the limits.
    pub(crate) fn dropped(&self) -> u64 {
        self.recorded.saturating_sub(self.kept.len() as u64)
    }

    /// The selected records, oldest first, each as a structure.
    pub(crate) fn select(&self, filter: &RequestFilter) -> Vec<Value> {
        let first = self.dropped();
        let secret = filter
            .secret
            .as_deref()
            .map(|secret| SecretId::parse(secret).name());
        self.kept
            .iter()
            .zip(first..)
            .filter(|(record, _)| {
                record.sequence > filter.after && record.is_selected(filter, secret)
            })
            .map(|(record, index)| record.show(index, filter.reveal))
            .collect()
    }
}

impl RequestFilter {
    /// Rejects misspelled names, which would select nothing.
    pub(crate) fn check(&self) -> Result<(), Misuse> {
        if let Some(operation) = &self.operation
            && operations::find(operation).is_none()
        {
            let names = operations::OPERATIONS
                .iter()
                .map(|operation| operation.name);
            return Err(Misuse::new(
                format!(
                    "unknown operation \"{operation}\"{}",
                    did_you_mean(operation, names)
                ),
                "the name of an operation",
                "\"GetSecretValue\"",
            ));
        }
        let origins = [
            Origin::Sdk,
            Origin::Direct,
            Origin::Wire,
            Origin::RotationStep,
        ]
        .map(Origin::name);
        if let Some(origin) = &self.origin
            && !origins.contains(&origin.as_str())
        {
            return Err(Misuse::new(
                format!(
                    "unknown origin \"{origin}\"{}",
                    did_you_mean(origin, origins)
                ),
                "sdk, direct, wire or rotation step",
                "\"sdk\"",
            ));
        }
        let codes = Exception::ALL.iter().map(|exception| exception.name);
        let mut outcomes = codes.chain(["succeeded", "failed"]);
        if let Some(outcome) = &self.outcome
            && !outcomes.clone().any(|known| known == outcome)
        {
            return Err(Misuse::new(
                format!(
                    "unknown outcome \"{outcome}\"{}",
                    did_you_mean(outcome, &mut outcomes)
                ),
                "succeeded, failed or the code of an error",
                "\"ResourceNotFoundException\"",
            ));
        }
        Ok(())
    }
}

/// One call in CloudTrail's format.
struct Call {
    operation: &'static str,
    secret: Option<Arc<str>>,
    parameters: Value,
    response: Value,
}

impl Record {
    fn calls(&self) -> Vec<Call> {
        let Some(operation) = self.operation else {
            return Vec::new();
        };
        let request = serde_json::from_slice(&self.request).unwrap_or(Value::Null);
        let response = match &self.answer {
            Answer::Response(response) => serde_json::from_slice(response).unwrap_or(Value::Null),
            Answer::Refusal { .. } => Value::Null,
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
        if let Answer::Refusal { code, message, .. } = &self.answer {
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

    fn bytes(&self) -> usize {
        let answer = match &self.answer {
            Answer::Response(response) => response.len(),
            Answer::Refusal { message, .. } => message.as_ref().map_or(0, String::len),
        };
        size_of::<Self>()
            .saturating_add(self.request.len())
            .saturating_add(answer)
    }

    fn is_selected(&self, filter: &RequestFilter, secret: Option<&str>) -> bool {
        let operation = self.operation.map(|operation| operation.name);
        let named = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| given == Some(wanted))
        };
        let code = match &self.answer {
            Answer::Response(_) => None,
            Answer::Refusal { code, .. } => Some(*code),
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
                serde_json::from_slice(&self.request)
                    .is_ok_and(|request: Value| secrets_named(&request).iter().any(|named| **named == *secret))
            })
    }

    fn show(&self, index: u64, reveal: bool) -> Value {
        let request = serde_json::from_slice(&self.request).unwrap_or(Value::Null);
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
                    serde_json::from_slice(response).unwrap_or_else(|_| Value::Map(Vec::new()));
                let shape = self.operation.and_then(|operation| operation.output);
                members.push(("response", present(shape, response, reveal)));
            }
            Answer::Refusal {
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
        Value::Map(
            members
                .into_iter()
                .map(|(name, value)| (Cow::Borrowed(name), value))
                .collect(),
        )
    }
}

/// The names of the requested secrets, from SecretId, Name or SecretIdList.
pub(crate) fn secrets_named(request: &Value) -> Vec<Arc<str>> {
    let Value::Map(members) = request else {
        return Vec::new();
    };
    let name = |text: &Arc<str>| {
        let name = SecretId::parse(text).name();
        if name.len() == text.len() {
            text.clone()
        } else {
            name.into()
        }
    };
    let mut names = Vec::new();
    for (member, value) in members {
        match (&**member, value) {
            ("SecretId" | "Name", Value::String(text)) => names.push(name(text)),
            ("SecretIdList", Value::List(items)) => {
                names.extend(items.iter().filter_map(|item| match item {
                    Value::String(text) => Some(name(text)),
                    _ => None,
                }))
            }
            _ => {}
        }
    }
    names
}

/// Converts a recorded value for display. Dates and bytes follow the shape, and sensitive values are redacted unless revealed.
///
/// Unknown members are redacted too, because one could be a misspelled `SecretString`.
fn present(shape: Option<Shape>, value: Value, reveal: bool) -> Value {
    match (shape, value) {
        (_, Value::Null) => Value::Null,
        (Some(Shape::Structure(structure)), Value::Map(members)) => Value::Map(
            members
                .into_iter()
                .map(|(name, value)| {
                    let member = structure.members.iter().find(|member| member.name == name);
                    let value = present(member.map(|member| member.shape), value, reveal);
                    (name, value)
                })
                .collect(),
        ),
        (Some(Shape::Map(map)), Value::Map(members)) => Value::Map(
            members
                .into_iter()
                .map(|(name, value)| (name, present(Some(map.value), value, reveal)))
                .collect(),
        ),
        (Some(Shape::List(list)), Value::List(items)) => Value::List(
            items
                .into_iter()
                .map(|item| present(Some(list.of), item, reveal))
                .collect(),
        ),
        (Some(Shape::String(scalar)), text @ Value::String(_))
            if reveal || !scalar.limits.sensitive =>
        {
            text
        }
        (Some(Shape::Blob(scalar)), Value::String(text)) if reveal || !scalar.limits.sensitive => {
            crate::value::bytes_of_base64(&text)
                .map_or(Value::String(text), |bytes| Value::Blob(bytes.into()))
        }
        (Some(Shape::Timestamp), Value::Integer(seconds)) => {
            Value::Timestamp(Timestamp(seconds.saturating_mul(1000)))
        }
        (Some(Shape::Timestamp), Value::Float(seconds)) => {
            Value::Timestamp(Timestamp((seconds * 1000.0).round() as i64))
        }
        (
            Some(Shape::Integer(_) | Shape::Long(_) | Shape::Boolean | Shape::Timestamp),
            value @ (Value::Integer(_) | Value::Float(_) | Value::Boolean(_)),
        ) => value,
        (_, value) if reveal => value,
        _ => Value::string(REDACTED),
    }
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Map(members) => members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, value)| value),
        _ => None,
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
