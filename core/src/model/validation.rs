//! Validates a request against its declaration: first JSON types, then constraints, with the service's messages.
//!
//! Recorded 2026-09-26 (us-east-1, raw): the service reports wrong JSON types first, then broken limits, then errors of the operation.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::shape::{Limits, List, Member, Names, Shape, Structure};
use crate::error::Error;
use crate::identifiers::Arn;
use crate::value::Value;

/// Reads a value as the expected shape: drops nulls and unknown members, keeps the last of several members with one name, decodes
/// base64, and truncates fractions of whole numbers. Rejects values of another kind.
pub(crate) fn read(shape: Shape, value: Value) -> Result<Value, Error> {
    match (shape, value) {
        (Shape::Structure(structure), Value::Map(members)) => read_members(structure, members),
        (Shape::List(list), Value::List(items)) => items
            .into_iter()
            // Measured on Athena, September 2026: null items of a list are dropped, like null members.
            .filter(|item| *item != Value::Null)
            .map(|item| read(list.of, item))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (Shape::String(_), text @ Value::String(_)) => Ok(text),
        (Shape::Blob(_), blob @ Value::Blob(_)) => Ok(blob),
        (Shape::Blob(_), Value::String(text)) => {
            let bytes = BASE64_STANDARD
                .decode(text.as_bytes())
                .map_err(|_| Error::NotBase64)?;
            Ok(Value::Blob(bytes.into()))
        }
        (Shape::Boolean, boolean @ Value::Boolean(_)) => Ok(boolean),
        (Shape::Integer(_) | Shape::Long(_), number @ Value::Integer(_)) => Ok(number),
        // Athena, measured September 2026: 1.5 is read as 1. Casting saturates at the ends of the range.
        (Shape::Integer(_) | Shape::Long(_), Value::Float(number)) => {
            Ok(Value::Integer(number as i64))
        }
        (shape, value) => Err(wrong_kind(shape, &value)),
    }
}

fn read_members(
    structure: &'static Structure,
    given: Vec<(Cow<'static, str>, Value)>,
) -> Result<Value, Error> {
    let mut members: Vec<(Cow<'static, str>, Value)> = Vec::with_capacity(given.len());
    for (name, value) in given {
        let Some(member) = structure.members.iter().find(|member| member.name == name) else {
            continue;
        };
        if let Some(earlier) = members.iter().position(|(name, _)| name == member.name) {
            members.swap_remove(earlier);
        }
        if value != Value::Null {
            members.push((Cow::Borrowed(member.name), read(member.shape, value)?));
        }
    }
    Ok(Value::Map(members))
}

/// The error for a value of the wrong kind, with the messages of the service's JSON parser.
fn wrong_kind(shape: Shape, value: &Value) -> Error {
    let found = match value {
        Value::Map(_) => return Error::UnexpectedStructure,
        Value::List(_) => return Error::UnexpectedList,
        Value::Boolean(true) => "TRUE_VALUE",
        Value::Boolean(false) => "FALSE_VALUE",
        Value::Integer(_) | Value::Float(_) => "NUMBER_VALUE",
        _ => "STRING_VALUE",
    };
    let expected = match shape {
        Shape::Structure(_) | Shape::Map(_) => return Error::ExpectedStructure,
        Shape::List(_) => return Error::ExpectedList,
        Shape::String(_) => "a String",
        Shape::Blob(_) => "a Blob",
        Shape::Integer(_) => "an Integer",
        Shape::Long(_) => "a Long",
        Shape::Boolean => "a Boolean",
        Shape::Timestamp => "a Timestamp",
    };
    Error::WrongScalar { found, expected }
}

/// Checks all constraints of a request parsed by [`read`], then the characters of names.
pub(crate) fn check(shape: Shape, value: &Value) -> Result<(), Error> {
    let mut problems = Problems::default();
    check_value(shape, value, &Path::Root, &mut problems);
    if problems.count > 0 {
        return Err(problems.error());
    }
    if let (Shape::Structure(structure), Value::Map(members)) = (shape, value) {
        check_names(structure, members)?;
    }
    Ok(())
}

/// Guess: a validation message lists at most 100 violations.
const MOST_LISTED: usize = 100;

/// The violated constraints. All are counted, and the first [`MOST_LISTED`] are listed.
#[derive(Default)]
struct Problems {
    count: usize,
    listed: Vec<String>,
}

impl Problems {
    fn add(&mut self, problem: impl FnOnce() -> String) {
        self.count = self.count.saturating_add(1);
        if self.count <= MOST_LISTED {
            self.listed.push(problem());
        }
    }

    fn error(mut self) -> Error {
        let more = self.count.saturating_sub(self.listed.len());
        if more > 0 {
            self.listed.push(format!("and {more} more"));
        }
        Error::ConstraintsBroken {
            count: self.count,
            noun: if self.count == 1 { "error" } else { "errors" },
            problems: self.listed.join("; "),
        }
    }
}

fn check_value(shape: Shape, value: &Value, path: &Path<'_>, problems: &mut Problems) {
    match (shape, value) {
        (Shape::Structure(structure), Value::Map(members)) => {
            for member in structure.members {
                let value = members
                    .iter()
                    .find(|(name, _)| name == member.name)
                    .map(|(_, value)| value);
                check_member(member, value, path, problems);
            }
        }
        (Shape::List(list), Value::List(items)) => check_list(list, items, value, path, problems),
        (
            Shape::String(scalar)
            | Shape::Blob(scalar)
            | Shape::Integer(scalar)
            | Shape::Long(scalar),
            _,
        ) => {
            for requirement in broken(&scalar.limits, value) {
                problems.add(|| clause(&scalar.limits, value, path, &requirement));
            }
        }
        _ => {}
    }
}

fn check_member(member: &Member, value: Option<&Value>, path: &Path<'_>, problems: &mut Problems) {
    match value {
        Some(value) => check_value(
            member.shape,
            value,
            &Path::Member(path, member.name),
            problems,
        ),
        None if member.required => problems.add(|| {
            format!(
                "Value null at '{}' failed to satisfy constraint: Member must not be null",
                Path::Member(path, member.name)
            )
        }),
        None => {}
    }
}

/// Recorded for VersionStages `[""]`: if an item violates a limit, the message reports the whole list, with all requirements of the item.
fn check_list(
    list: &List,
    items: &[Value],
    value: &Value,
    path: &Path<'_>,
    problems: &mut Problems,
) {
    for requirement in broken(&list.limits, value) {
        problems.add(|| clause(&list.limits, value, path, &requirement));
    }
    if let Shape::String(element) = list.of {
        if items
            .iter()
            .any(|item| !broken(&element.limits, item).is_empty())
        {
            let requirement = format!(
                "Member must satisfy constraint: [{}]",
                requirements(&element.limits).join(", ")
            );
            problems.add(|| clause(&list.limits, value, path, &requirement));
        }
        return;
    }
    for (place, item) in (1_usize..).zip(items) {
        check_value(list.of, item, &Path::Element(path, place), problems);
    }
}

fn clause(limits: &Limits, value: &Value, path: &Path<'_>, requirement: &str) -> String {
    if limits.sensitive {
        return format!("Value at '{path}' failed to satisfy constraint: {requirement}");
    }
    format!(
        "Value '{}' at '{path}' failed to satisfy constraint: {requirement}",
        printed(value)
    )
}

/// The requirements that a value violates, in the order of the service for one value: pattern, enum, upper limit, lower limit.
fn broken(limits: &Limits, value: &Value) -> Vec<String> {
    let mut requirements = Vec::new();
    if let Value::String(text) = value {
        if let Some(pattern) = limits.pattern.filter(|pattern| !(pattern.matches)(text)) {
            requirements.push(format!(
                "Member must satisfy regular expression pattern: {}",
                pattern.text
            ));
        }
        if !limits.one_of.is_empty() && !limits.one_of.contains(&&**text) {
            requirements.push(enum_requirement(limits));
        }
    }
    let Some((noun, measure)) = measure(value) else {
        return requirements;
    };
    if let Some(max) = limits.max.filter(|max| measure > *max) {
        requirements.push(format!(
            "Member must have {noun} less than or equal to {max}"
        ));
    }
    if let Some(min) = limits.min.filter(|min| measure < *min) {
        requirements.push(format!(
            "Member must have {noun} greater than or equal to {min}"
        ));
    }
    requirements
}

/// All requirements of a list's item. Recorded: the upper limit comes first. The pattern comes after the limits, as in DynamoDB.
fn requirements(limits: &Limits) -> Vec<String> {
    let mut requirements = Vec::new();
    if let Some(max) = limits.max {
        requirements.push(format!(
            "Member must have length less than or equal to {max}"
        ));
    }
    requirements.push(format!(
        "Member must have length greater than or equal to {}",
        limits.min.unwrap_or(0)
    ));
    if let Some(pattern) = limits.pattern {
        requirements.push(format!(
            "Member must satisfy regular expression pattern: {}",
            pattern.text
        ));
    }
    if !limits.one_of.is_empty() {
        requirements.push(enum_requirement(limits));
    }
    requirements
}

fn enum_requirement(limits: &Limits) -> String {
    format!(
        "Member must satisfy enum value set: [{}]",
        limits.one_of.join(", ")
    )
}

/// Measures a value for a limit. Documented for SecretString: a text limit counts characters, although the quota is stated in bytes.
fn measure(value: &Value) -> Option<(&'static str, i64)> {
    let (noun, count) = match value {
        Value::String(text) => ("length", text.chars().count()),
        Value::Blob(bytes) => ("length", bytes.len()),
        Value::List(items) => ("length", items.len()),
        Value::Integer(number) => return Some(("value", *number)),
        _ => return None,
    };
    Some((noun, i64::try_from(count).unwrap_or(i64::MAX)))
}

/// Prints a value as Java does.
fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::List(items) => format!(
            "[{}]",
            items.iter().map(printed).collect::<Vec<_>>().join(", ")
        ),
        // Guess: a validation message prints a structure as `{member=value}`, with the member names of the wire in lower camel case.
        Value::Map(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{}={}", lower_camel(name), printed(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        _ => String::new(),
    }
}

/// Messages write `SecretId` as `secretId`.
fn lower_camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + letters.as_str()
    })
}

/// The path of a value: `filters.1.member.key`. Written only for an error message.
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'static str),
    Element(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(Self::Root, name) => f.write_str(&lower_camel(name)),
            Self::Member(path, name) => write!(f, "{path}.{}", lower_camel(name)),
            Self::Element(path, place) => write!(f, "{path}.{place}.member"),
        }
    }
}

/// Recorded for ten operations: letters, digits and `-/_+=.@!` are valid, and the check comes before any lookup. ARNs also have colons.
fn check_names(structure: &Structure, members: &[(Cow<'static, str>, Value)]) -> Result<(), Error> {
    for member in structure.members {
        let Shape::String(scalar) = member.shape else {
            continue;
        };
        let Some(names) = scalar.limits.names else {
            continue;
        };
        let value = members
            .iter()
            .find(|(name, _)| name == member.name)
            .map(|(_, value)| value);
        if let Some(Value::String(name)) = value
            && !name.chars().all(|c| is_allowed_in(names, name, c))
        {
            return Err(Error::InvalidName);
        }
    }
    Ok(())
}

fn is_allowed_in(names: Names, name: &str, c: char) -> bool {
    let colon_of_arn = names == Names::NameOrArn && c == ':' && Arn::parse(name).is_some();
    c.is_ascii_alphanumeric() || "-/_+=.@!".contains(c) || colon_of_arn
}
