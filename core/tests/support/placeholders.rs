//! Placeholders: `{name}` in an expectation stands for generated text. Later uses must match the same text.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The bound placeholders of a case.
#[derive(Clone, Default)]
pub(crate) struct Bindings(BTreeMap<String, String>);

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

impl Bindings {
    /// The text with bound names replaced. Unbound names do not change.
    pub(crate) fn fill(&self, text: &str) -> String {
        pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Name(name) => self
                    .0
                    .get(name)
                    .cloned()
                    .unwrap_or_else(|| format!("{{{name}}}")),
            })
            .collect()
    }

    /// The value with bound names replaced in every string.
    pub(crate) fn fill_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.fill(text)),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.fill_value(item)).collect())
            }
            Value::Object(members) => Value::Object(self.fill_members(members)),
            scalar => scalar.clone(),
        }
    }

    pub(crate) fn fill_members(&self, members: &Map<String, Value>) -> Map<String, Value> {
        members
            .iter()
            .map(|(name, member)| (name.clone(), self.fill_value(member)))
            .collect()
    }

    /// Converts a value to an expectation: texts of placeholders are replaced with their names, so that a later run with other random texts
    /// passes.
    pub(crate) fn generalise(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let mut text = text.clone();
                for (name, bound) in self.0.iter().filter(|(_, bound)| bound.len() >= 6) {
                    text = text.replace(bound, &format!("{{{name}}}"));
                }
                Value::String(text)
            }
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.generalise(item)).collect())
            }
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), self.generalise(member)))
                    .collect(),
            ),
            scalar => scalar.clone(),
        }
    }

    /// Binds a name to a text.
    pub(crate) fn bind(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_owned(), text.to_owned());
    }

    /// Whether a text matches an expectation. If so, new names are bound.
    pub(crate) fn matches(&mut self, expected: &str, actual: &str) -> bool {
        let Some(bound) = matched(&pieces(expected), actual, self.clone()) else {
            return false;
        };
        *self = bound;
        true
    }
}

fn matched(pieces: &[Piece<'_>], actual: &str, bound: Bindings) -> Option<Bindings> {
    let Some((piece, rest)) = pieces.split_first() else {
        return actual.is_empty().then_some(bound);
    };
    let known = match piece {
        Piece::Text(text) => Some(*text),
        Piece::Name(name) => bound.0.get(*name).map(String::as_str),
    };
    if let Some(known) = known {
        return matched(rest, actual.strip_prefix(known)?, bound.clone());
    }
    let Piece::Name(name) = piece else {
        return None;
    };
    let ends = actual
        .char_indices()
        .map(|(start, character)| start + character.len_utf8());
    // As few characters as possible: the shortest text for which the rest matches.
    ends.filter_map(|end| actual.split_at_checked(end))
        .filter(|(text, _)| may_be(name, text))
        .find_map(|(text, after)| {
            let mut bound = bound.clone();
            bound.0.insert((*name).to_owned(), text.to_owned());
            matched(rest, after, bound)
        })
}

/// Whether a name can stand for a text: `suffix…` for the six characters of an ARN, `version…` for a version id, other names for any text.
fn may_be(name: &str, text: &str) -> bool {
    if name.starts_with("suffix") {
        text.len() == 6 && text.chars().all(|c| c.is_ascii_alphanumeric())
    } else if name.starts_with("version") {
        (32..=64).contains(&text.len())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    } else {
        true
    }
}

fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(open) = text
        .get(from..)
        .and_then(|rest| rest.find('{'))
        .map(|place| from + place)
    {
        let after = text.get(open + 1..).unwrap_or_default();
        match after.split_once('}').filter(|(name, _)| is_name(name)) {
            Some((name, rest)) => {
                pieces.push(Piece::Text(text.get(..open).unwrap_or_default()));
                pieces.push(Piece::Name(name));
                text = rest;
                from = 0;
            }
            None => from = open + 1,
        }
    }
    pieces.push(Piece::Text(text));
    pieces
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}
