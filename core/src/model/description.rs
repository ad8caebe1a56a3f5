//! The API as JSON. Types of other languages, forms of the playground and comparisons with the SDKs' models use it.

use std::borrow::Cow;

use super::shape::{Limits, Scalar, Shape, Structure};
use crate::error::{Error, Situation};
use crate::faults::UNDECLARED;
use crate::ops::{OPERATIONS, Operation};
use crate::value::Value;

/// All operations with their shapes, and all errors, as compact JSON.
///
/// ```
/// let description: serde_json::Value = serde_json::from_str(&fake_secrets_manager::describe()).unwrap();
/// assert_eq!(description["operations"].as_array().unwrap().len(), 26);
/// ```
#[must_use]
pub fn describe() -> String {
    let operations = OPERATIONS
        .iter()
        .map(|operation| describe_operation(operation))
        .collect();
    let errors = Error::ALL.iter().map(describe_error).collect();
    let json = map([
        ("operations", Some(Value::List(operations))),
        ("errors", Some(Value::List(errors))),
        ("commonErrors", Some(strings(UNDECLARED))),
    ])
    .to_json();
    String::from_utf8(json).unwrap_or_default()
}

fn describe_operation(operation: &Operation) -> Value {
    map([
        ("name", Some(Value::string(operation.name))),
        ("input", Some(describe_shape(operation.input))),
        (
            "output",
            Some(operation.output.map_or(Value::Null, describe_shape)),
        ),
        ("simplified", Some(strings(operation.simplified))),
        ("absent", Some(strings(operation.absent))),
        ("errors", Some(strings(operation.errors))),
    ])
}

fn describe_error(situation: &Situation) -> Value {
    map([
        ("situation", Some(Value::string(situation.name))),
        ("code", Some(Value::string(situation.exception.name))),
        ("message", Some(Value::string(situation.message))),
        ("strength", Some(Value::string(situation.strength.word()))),
    ])
}

fn describe_shape(shape: Shape) -> Value {
    match shape {
        Shape::Structure(structure) => describe_structure(structure),
        Shape::List(list) => {
            describe_named("list", list.name, &list.limits, Some(("member", list.of)))
        }
        Shape::Map(shape) => map([
            ("type", Some(Value::string("map"))),
            ("name", Some(Value::string(shape.name))),
            ("key", Some(describe_shape(shape.key))),
            ("value", Some(describe_shape(shape.value))),
        ]),
        Shape::String(scalar) => describe_scalar("string", scalar),
        Shape::Blob(scalar) => describe_scalar("blob", scalar),
        Shape::Integer(scalar) => describe_scalar("integer", scalar),
        Shape::Long(scalar) => describe_scalar("long", scalar),
        Shape::Boolean => map([("type", Some(Value::string("boolean")))]),
        Shape::Timestamp => map([("type", Some(Value::string("timestamp")))]),
    }
}

fn describe_structure(structure: &Structure) -> Value {
    let members = structure.members.iter().map(|member| {
        map([
            ("name", Some(Value::string(member.name))),
            ("required", Some(Value::Boolean(member.required))),
            (
                "idempotencyToken",
                member.idempotency_token.then_some(Value::Boolean(true)),
            ),
            ("shape", Some(describe_shape(member.shape))),
        ])
    });
    map([
        ("type", Some(Value::string("structure"))),
        ("name", Some(Value::string(structure.name))),
        ("members", Some(Value::List(members.collect()))),
    ])
}

fn describe_scalar(kind: &'static str, scalar: &Scalar) -> Value {
    describe_named(kind, scalar.name, &scalar.limits, None)
}

fn describe_named(
    kind: &'static str,
    name: &'static str,
    limits: &Limits,
    member: Option<(&'static str, Shape)>,
) -> Value {
    map([
        ("type", Some(Value::string(kind))),
        ("name", Some(Value::string(name))),
        ("member", member.map(|(_, shape)| describe_shape(shape))),
        ("min", limits.min.map(Value::Integer)),
        ("max", limits.max.map(Value::Integer)),
        (
            "pattern",
            limits.pattern.map(|pattern| Value::string(pattern.text)),
        ),
        (
            "enum",
            (!limits.one_of.is_empty()).then(|| strings(limits.one_of)),
        ),
        (
            "sensitive",
            limits.sensitive.then_some(Value::Boolean(true)),
        ),
    ])
}

fn strings(items: &[&'static str]) -> Value {
    Value::List(items.iter().map(|item| Value::string(*item)).collect())
}

fn map<const N: usize>(members: [(&'static str, Option<Value>); N]) -> Value {
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
    Value::Map(members.collect())
}
