//! Shows a value of a request or response with the types of its shape. Sensitive values are redacted unless revealed.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::identifiers::SecretId;
use crate::model::shape::Shape;
use crate::value::Value;

/// The replacement of a redacted value.
pub(crate) const REDACTED: &str = "<redacted>";

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
pub(super) fn present(shape: Option<Shape>, value: Value, reveal: bool) -> Value {
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

pub(super) fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Map(members) => members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, value)| value),
        _ => None,
    }
}
