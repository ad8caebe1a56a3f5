//! The memory of requests: what was asked of the fake, from where, and what it answered.
//!
//! A request is kept as the JSON it came as or would have come as. Values are redacted when somebody looks, not when a request is
//! recorded, so that recording stays cheap and a test can still ask for the values.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use serde::Deserialize;

use crate::clock::Timestamp;
use crate::error::{Error, Exception};
use crate::events::{self, Envelope, EventFilter};
use crate::identifiers::{AccountId, Region, SecretId};
use crate::misuse::Misuse;
use crate::model::shape::Shape;
use crate::ops::{self as operations, Operation};
use crate::suggestion::did_you_mean;
use crate::value::Value;

/// How many requests are kept unless a limit is set.
pub(crate) const DEFAULT_LIMIT: usize = 10_000;
/// How many bytes of requests and responses are kept in total. Keeps 10,000 records below 20 MB whatever is in them.
const BYTES_LIMIT: usize = 14 << 20;
/// What stands for a redacted value.
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
    /// From a rotation function, whichever way.
    RotationStep,
}

impl Origin {
    /// The name that records and filters use.
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
    /// How many were recorded since the last `clear`, dropped ones included.
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

/// Where a request came from and when.
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
    /// Its place among the events and requests.
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

/// Which records a test asks for; what is left out selects all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestFilter {
    /// The name of an operation.
    pub operation: Option<String>,
    /// The name or ARN of a secret that the request names.
    pub secret: Option<String>,
    /// `succeeded`, `failed`, or the code of an error answer.
    pub outcome: Option<String>,
    /// `sdk`, `direct`, `wire` or `rotation step`.
    pub origin: Option<String>,
    /// Whether SecretString, SecretBinary and RotationToken are shown.
    pub reveal: bool,
}

impl Requests {
    /// Records a request and its answer.
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

    /// A memory that keeps nothing.
    pub(crate) fn off() -> Self {
        Self {
            limit: 0,
            ..Self::default()
        }
    }

    /// Whether requests are kept.
    pub(crate) const fn is_on(&self) -> bool {
        self.limit > 0
    }

    /// Forgets all requests.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            limit: self.limit,
            ..Self::default()
        };
    }

    /// Sets how many requests are kept.
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

    /// The CloudTrail records of the requests that a filter selects. Recorded: BatchGetSecretValue leaves one GetSecretValue per secret.
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

    /// How many requests were recorded and then dropped because of the bounds.
    pub(crate) fn dropped(&self) -> u64 {
        self.recorded.saturating_sub(self.kept.len() as u64)
    }

    /// The records that a filter selects, oldest first, each as a structure with plain names.
    pub(crate) fn select(&self, filter: &RequestFilter) -> Vec<Value> {
        let first = self.dropped();
        let secret = filter
            .secret
            .as_deref()
            .map(|secret| SecretId::parse(secret).name());
        self.kept
            .iter()
            .zip(first..)
            .filter(|(record, _)| record.is_selected(filter, secret))
            .map(|(record, index)| record.show(index, filter.reveal))
            .collect()
    }
}

impl RequestFilter {
    /// Refuses what selects nothing because it is misspelled.
    pub(crate) fn check(&self) -> Result<(), Misuse> {
        if let Some(operation) = &self.operation
            && operations::find(operation).is_none()
        {
            let names = operations::OPERATIONS
                .iter()
                .map(|operation| operation.name);
            return Err(Misuse::new(
                format!(
                    "the operation \"{operation}\"{}",
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
                format!("the origin \"{origin}\"{}", did_you_mean(origin, origins)),
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
                    "the outcome \"{outcome}\"{}",
                    did_you_mean(outcome, &mut outcomes)
                ),
                "succeeded, failed or the code of an error",
                "\"ResourceNotFoundException\"",
            ));
        }
        Ok(())
    }
}

/// One call as CloudTrail records it.
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

/// The names of the secrets that a request names, as SecretId, Name or SecretIdList.
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

/// A value as it is shown: with dates and bytes where the shape has them, and without sensitive values unless they are to be revealed.
///
/// A member that the shape does not have may be a misspelled `SecretString`, and is redacted too.
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

/// The parameters of a request as CloudTrail shows them. Recorded: sensitive members are absent, and names begin with a small letter.
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
