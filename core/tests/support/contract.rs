//! The shapes in the engine's description, for converting between the notation of the wire and of the cases.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fake_secrets_manager::{Timestamp, Value as EngineValue};
use serde::Deserialize;
use serde_json::{Value, json};

/// The used part of `describe()`.
#[derive(Deserialize)]
pub(crate) struct Contract {
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
pub(crate) struct Operation {
    pub(crate) name: String,
    input: Option<Shape>,
    pub(crate) output: Option<Shape>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Shape {
    Structure {
        members: Vec<Member>,
    },
    List {
        member: Box<Shape>,
    },
    Map {
        value: Box<Shape>,
    },
    Timestamp,
    Blob,
    #[serde(other)]
    Scalar,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    name: String,
    #[serde(default)]
    idempotency_token: bool,
    shape: Shape,
}

impl Contract {
    pub(crate) fn of_engine() -> Result<Self, String> {
        serde_json::from_str(&fake_secrets_manager::describe())
            .map_err(|error| format!("describe(): {error}"))
    }

    pub(crate) fn operation(&self, name: &str) -> Result<&Operation, String> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
            .ok_or_else(|| format!("{name} is no operation"))
    }

    /// The names of all operations.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.operations
            .iter()
            .map(|operation| operation.name.as_str())
    }
}

impl Operation {
    /// The member that an SDK fills in when the caller does not.
    pub(crate) fn idempotency_token(&self) -> Option<&str> {
        let Some(Shape::Structure { members }) = &self.input else {
            return None;
        };
        members
            .iter()
            .find(|member| member.idempotency_token)
            .map(|member| member.name.as_str())
    }
}

/// Converts a response to the notation of the cases: dates as text, bytes as `{"$base64": …}`. Unknown members are errors.
pub(crate) fn from_wire(shape: &Shape, value: &Value) -> Result<Value, String> {
    match (shape, value) {
        (Shape::Structure { members }, Value::Object(given)) => given
            .iter()
            .map(
                |(name, value)| match members.iter().find(|member| member.name == *name) {
                    Some(member) => Ok((name.clone(), from_wire(&member.shape, value)?)),
                    None => Err(format!(
                        "the contract has no member {name}, but the answer has"
                    )),
                },
            )
            .collect::<Result<_, _>>()
            .map(Value::Object),
        (Shape::Map { value: shape }, Value::Object(entries)) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), from_wire(shape, value)?)));
            entries.collect::<Result<_, String>>().map(Value::Object)
        }
        (Shape::List { member }, Value::Array(items)) => items
            .iter()
            .map(|item| from_wire(member, item))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        (Shape::Timestamp, Value::Number(seconds)) => {
            let milliseconds = (seconds.as_f64().unwrap_or_default() * 1_000.0).round();
            Ok(Value::String(moment(Timestamp(milliseconds as i64))))
        }
        (Shape::Blob, Value::String(base64)) => Ok(json!({ "$base64": base64 })),
        (Shape::Scalar, Value::String(_) | Value::Number(_) | Value::Bool(_)) => Ok(value.clone()),
        _ => Err(format!("{value} is not of the shape that the contract has")),
    }
}

/// Converts a request to the notation of the wire: bytes as base64 text.
pub(crate) fn to_wire(value: &Value) -> Value {
    match value {
        Value::Object(members) => match members.get("$base64") {
            Some(base64) if members.len() == 1 => base64.clone(),
            _ => members
                .iter()
                .map(|(name, member)| (name.clone(), to_wire(member)))
                .collect(),
        },
        Value::Array(items) => items.iter().map(to_wire).collect(),
        scalar => scalar.clone(),
    }
}

/// The value of a seeded secret: text, bytes, or a structure.
pub(crate) fn secret_of(value: &Value) -> Result<EngineValue, String> {
    match value.get("$base64").and_then(Value::as_str) {
        Some(base64) => Ok(EngineValue::Blob(bytes_of(base64)?.into())),
        None => serde_json::from_value(value.clone()).map_err(|error| error.to_string()),
    }
}

pub(crate) fn bytes_of(base64: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD
        .decode(base64)
        .map_err(|error| format!("{base64}: {error}"))
}

/// A time as `2026-01-01T00:00:00.000Z`.
pub(crate) fn moment(Timestamp(milliseconds): Timestamp) -> String {
    let (second, millisecond) = (
        milliseconds.div_euclid(1_000),
        milliseconds.rem_euclid(1_000),
    );
    let (mut day, time) = (second.div_euclid(86_400), second.rem_euclid(86_400));
    let mut year = 1970;
    while day >= days_in_year(year) {
        day -= days_in_year(year);
        year += 1;
    }
    let february = days_in_year(year) - 337;
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z",
        day + 1
    )
}

const fn days_in_year(year: i64) -> i64 {
    if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) {
        366
    } else {
        365
    }
}
