//! Redacts secret values in the messages of the log.

use std::sync::Arc;

use crate::secret::Secret;
use crate::secret::version::SecretValue;
use crate::sorting::sort_by_key;
use crate::store::Store;
use crate::value::Value;

/// The replacement of a value.
const REPLACEMENT: &str = "[secret value]";
/// Values of at least this length are replaced anywhere; shorter ones only as whole words.
const LONG: usize = 8;
/// In a store with more secrets, members of JSON values are not redacted separately, because parsing all values would take too long.
const MOST_TO_PARSE: usize = 2_000;

/// Returns a message with all secret values replaced, including strings inside JSON values.
pub(crate) fn without_values(store: &Store, message: &str) -> String {
    let parse = store.all().nth(MOST_TO_PARSE).is_none();
    let mut found: Vec<String> = Vec::new();
    for secret in store.all() {
        for text in texts_of(secret) {
            note_if_contained(message, &text, &mut found);
            if parse && text.starts_with(['{', '[']) {
                let value = Value::from_json(text.as_bytes());
                leaves(&value.unwrap_or(Value::Null), &mut |leaf| {
                    note_if_contained(message, leaf, &mut found)
                });
            }
        }
    }
    sort_by_key(&mut found, |text| std::cmp::Reverse(text.len()));
    found.iter().fold(message.to_owned(), |message, value| {
        replace(&message, value)
    })
}

fn texts_of(secret: &Secret) -> impl Iterator<Item = Arc<str>> {
    secret.versions().values().filter_map(|value| match value {
        SecretValue::Text(text) => Some(text.clone()),
        SecretValue::Binary(bytes) => std::str::from_utf8(bytes.as_ref()).ok().map(Arc::from),
    })
}

fn note_if_contained(message: &str, value: &str, found: &mut Vec<String>) {
    if !value.is_empty() && message.contains(value) {
        found.push(value.to_owned());
    }
}

fn leaves(value: &Value, note: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => note(text),
        Value::Integer(_) | Value::Float(_) => {
            note(&String::from_utf8_lossy(&value.to_json()));
        }
        Value::List(items) => items.iter().for_each(|item| leaves(item, note)),
        Value::Map(members) => members.iter().for_each(|(_, member)| leaves(member, note)),
        Value::Null | Value::Boolean(_) | Value::Blob(_) | Value::Timestamp(_) => {}
    }
}

fn replace(message: &str, value: &str) -> String {
    if value.len() >= LONG {
        return message.replace(value, REPLACEMENT);
    }
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut replaced = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(value) {
        replaced.push_str(before);
        let inside = is_word(replaced.chars().next_back()) || is_word(after.chars().next());
        replaced.push_str(if inside { value } else { REPLACEMENT });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_long_values_anywhere_and_short_values_as_words() {
        assert_eq!(
            replace("'hunter2hunter2x'", "hunter2hunter2"),
            "'[secret value]x'"
        );
        assert_eq!(
            replace("next x: 'x' is wrong", "x"),
            "next [secret value]: '[secret value]' is wrong"
        );
        assert_eq!(replace("nothing here", "x"), "nothing here");
    }
}
