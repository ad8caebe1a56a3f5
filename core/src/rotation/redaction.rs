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
/// Values shorter than this are often words or numbers of the message itself. In a name, path or address, such as `app/db` and `10.0.0.1`,
/// they are not redacted.
const TINY: usize = 4;
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
    let mut replaced = String::with_capacity(message.len());
    let mut position = 0;
    while let Some((before, after)) = message
        .get(position..)
        .and_then(|rest| rest.split_once(value))
    {
        replaced.push_str(before);
        let start = position + before.len();
        let is_tiny = value.len() < TINY;
        let preceding = message.get(..start).unwrap_or_default().chars().rev();
        let inside = continues(preceding, is_tiny) || continues(after.chars(), is_tiny);
        replaced.push_str(if inside { value } else { REPLACEMENT });
        position = start + value.len();
    }
    replaced.push_str(message.get(position..).unwrap_or_default());
    replaced
}

/// Whether the word that contains a value continues in one direction. A name, path or address continues after a joining character.
fn continues(mut characters: impl Iterator<Item = char>, is_tiny: bool) -> bool {
    match characters.next() {
        Some('.' | '/' | '-' | '_') if is_tiny => {
            characters.next().is_some_and(char::is_alphanumeric)
        }
        next => next.is_some_and(char::is_alphanumeric),
    }
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

    #[test]
    fn keeps_names_and_addresses_that_contain_a_tiny_value() {
        for (message, value) in [
            ("connect to 10.1.1.1 failed with error 111", "1"),
            ("no secret app/db in us-east-1", "1"),
            ("no secret app/db", "app"),
            ("no column my_app_id", "app"),
        ] {
            assert_eq!(replace(message, value), message);
        }
    }

    #[test]
    fn replaces_a_tiny_value_that_is_a_whole_token() {
        for message in [
            "is @.",
            "'@'",
            "@",
            "pw=@",
            "postgres://user:@@host",
            "-@ is",
            "(@/)",
            "@: no",
        ] {
            let given = message.replacen('@', "app", 1);
            assert_eq!(
                replace(&given, "app"),
                message.replacen('@', REPLACEMENT, 1)
            );
        }
        assert_eq!(replace("host/abcd5", "abcd5"), "host/[secret value]");
    }
}
