//! Checks the arguments of the object API against the declaration, before the operation runs.
//!
//! An SDK rejects unknown members and values of the wrong type without sending a request. A direct call does the same, and names the
//! member. The wire API has no such check, because the service ignores unknown members.

use std::borrow::Cow;
use std::fmt;

use super::shape::{Shape, Structure};
use crate::misuse::Misuse;
use crate::suggestion;
use crate::value::Value;

/// Checks the arguments of an operation. Text for a binary member becomes its UTF-8 bytes, as in the SDKs for Python and JavaScript.
///
/// # Errors
/// An unknown member or a value of the wrong type, with its path.
pub(crate) fn read(operation: &str, shape: Shape, value: Value) -> Result<Value, Misuse> {
    read_value(operation, shape, value, &Path::Root)
}

fn read_value(
    operation: &str,
    shape: Shape,
    value: Value,
    path: &Path<'_>,
) -> Result<Value, Misuse> {
    match (shape, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Shape::Structure(structure), Value::Map(members)) => {
            read_members(operation, structure, members, path)
        }
        (Shape::List(list), Value::List(items)) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| read_value(operation, list.of, item, &Path::Item(path, index)))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (Shape::Blob(_), Value::String(text)) => Ok(Value::Blob(text.as_bytes().into())),
        (shape, value) if fits(shape, &value) => Ok(value),
        (shape, value) => Err(wrong_kind(operation, shape, &value, path)),
    }
}

fn read_members(
    operation: &str,
    structure: &'static Structure,
    members: Vec<(Cow<'static, str>, Value)>,
    path: &Path<'_>,
) -> Result<Value, Misuse> {
    let names = || structure.members.iter().map(|member| member.name);
    let mut read = Vec::with_capacity(members.len());
    for (name, value) in members {
        let Some(member) = structure.members.iter().find(|member| member.name == name) else {
            let suggestion = suggestion::did_you_mean(&name, names());
            let known: Vec<_> = names().collect();
            return Err(Misuse::new(
                format!(
                    "{operation} got an unknown member \"{}\"{suggestion}",
                    Path::Member(path, &name)
                ),
                match known.len() {
                    0 => "no members".to_owned(),
                    _ => known.join(", "),
                },
                example(known.first().copied()),
            ));
        };
        let value = read_value(
            operation,
            member.shape,
            value,
            &Path::Member(path, member.name),
        )?;
        read.push((Cow::Borrowed(member.name), value));
    }
    Ok(Value::Map(read))
}

fn example(member: Option<&str>) -> String {
    match member {
        None => "{}".to_owned(),
        Some(name @ ("SecretId" | "Name")) => format!("{{\"{name}\": \"app/db\"}}"),
        Some(name) => format!("\"{name}\""),
    }
}

fn fits(shape: Shape, value: &Value) -> bool {
    matches!(
        (shape, value),
        (Shape::String(_), Value::String(_))
            | (Shape::Blob(_), Value::Blob(_))
            | (Shape::Boolean, Value::Boolean(_))
            | (
                Shape::Integer(_) | Shape::Long(_),
                Value::Integer(_) | Value::Float(_)
            )
            | (Shape::Timestamp, Value::Timestamp(_))
            | (Shape::Map(_), Value::Map(_))
    )
}

fn wrong_kind(operation: &str, shape: Shape, value: &Value, path: &Path<'_>) -> Misuse {
    let (expected, example) = match shape {
        Shape::Structure(structure) => (
            "an object",
            example(structure.members.first().map(|member| member.name)),
        ),
        Shape::Map(_) => ("an object", "{}".to_owned()),
        Shape::List(list) => match list.of {
            Shape::Structure(structure) => (
                "a list of objects",
                format!(
                    "[{}]",
                    example_members(structure.members.iter().map(|member| member.name))
                ),
            ),
            _ => ("a list", "[\"AWSCURRENT\"]".to_owned()),
        },
        Shape::String(_) => ("text", "\"app/db\"".to_owned()),
        Shape::Blob(_) => ("bytes", "the bytes of \"hunter2\"".to_owned()),
        Shape::Integer(_) | Shape::Long(_) => ("a whole number", "7".to_owned()),
        Shape::Boolean => ("true or false", "true".to_owned()),
        Shape::Timestamp => ("a date", "2026-01-01T00:00:00Z".to_owned()),
    };
    let given = match path {
        Path::Root => format!("{operation} got {} for its members", value.kind()),
        path => format!("{operation} got {} for the member {path}", value.kind()),
    };
    Misuse::new(given, expected, example)
}

fn example_members<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let members: Vec<_> = names.map(|name| format!("\"{name}\": ...")).collect();
    format!("{{{}}}", members.join(", "))
}

/// The position of a value in the arguments.
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(Self::Root, name) => f.write_str(name),
            Self::Member(within, name) => write!(f, "{within}.{name}"),
            Self::Item(within, index) => write!(f, "{within}[{index}]"),
        }
    }
}
