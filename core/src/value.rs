//! The values of requests and responses, in both APIs.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::clock::Timestamp;

/// A value of the API: a JSON value, a date or bytes.
///
/// `Debug` shows only the kind, because a value can be a secret.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// JSON's null, Python's None, JavaScript's null and undefined. Treated like an absent member.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(Arc<str>),
    /// Bytes; base64 text in JSON.
    Blob(Arc<[u8]>),
    /// A date; epoch seconds in JSON.
    Timestamp(Timestamp),
    /// A list.
    List(Vec<Value>),
    /// A structure or a map, in the original order.
    Map(Vec<(Cow<'static, str>, Value)>),
}

impl Value {
    /// Text.
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        Self::String(text.into())
    }

    /// The kind of the value with its article, for messages that must not show the value.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::String(_) => "text",
            Self::Blob(_) => "bytes",
            Self::Timestamp(_) => "a date",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }

    /// Reads JSON. The whole engine uses this function, because another parser would cost kilobytes of WebAssembly.
    pub(crate) fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        AnyValue::WHOLE.read(json)
    }

    /// Reads the parts of a JSON text that are in an outline, because the whole value would take many times the memory of the text. The rest
    /// is only checked: unknown members are left out, and an unexpected list or object is empty. All lists and objects together keep
    /// 100,000 items and members, more than the limits of the service allow.
    pub(crate) fn from_request(
        json: &[u8],
        outline: &dyn Outline,
    ) -> Result<Self, serde_json::Error> {
        AnyValue {
            outline: Some(outline),
            items_left: Some(&Cell::new(100_000)),
        }
        .read(json)
    }

    /// The JSON text, as the service writes it: compact, `/` and non-ASCII letters not escaped, no newline at the end.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(256);
        self.write_json(&mut json);
        json
    }

    pub(crate) fn write_json(&self, json: &mut Vec<u8>) {
        match self {
            Self::Null => json.extend_from_slice(b"null"),
            Self::Boolean(true) => json.extend_from_slice(b"true"),
            Self::Boolean(false) => json.extend_from_slice(b"false"),
            Self::Integer(number) => json.extend_from_slice(number.to_string().as_bytes()),
            Self::Float(number) => write_scalar(json, number),
            Self::String(text) => write_text(json, text),
            Self::Blob(bytes) => write_blob(json, bytes),
            Self::Timestamp(moment) => moment.write_epoch_seconds(json),
            Self::List(items) => {
                let mut separator = b'[';
                for item in items {
                    json.push(separator);
                    item.write_json(json);
                    separator = b',';
                }
                json.extend_from_slice(if items.is_empty() { b"[]" } else { b"]" });
            }
            Self::Map(members) => {
                let mut separator = b'{';
                for (name, member) in members {
                    write_name(json, &mut separator, name);
                    member.write_json(json);
                }
                json.extend_from_slice(if members.is_empty() { b"{}" } else { b"}" });
            }
        }
    }
}

/// Writes the text before a member: a brace or a comma, the name, a colon.
pub(crate) fn write_name(json: &mut Vec<u8>, separator: &mut u8, name: &str) {
    json.push(*separator);
    *separator = b',';
    write_text(json, name);
    json.push(b':');
}

/// Writes bytes as base64 text.
pub(crate) fn write_blob(json: &mut Vec<u8>, bytes: &[u8]) {
    json.push(b'"');
    json.extend_from_slice(BASE64_STANDARD.encode(bytes).as_bytes());
    json.push(b'"');
}

/// Decodes base64 text.
pub(crate) fn bytes_of_base64(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

/// Writes text, quoted and escaped.
pub(crate) fn write_text(json: &mut Vec<u8>, text: &str) {
    // Most text needs no escapes and is copied whole.
    if needs_no_escapes(text.as_bytes()) {
        json.push(b'"');
        json.extend_from_slice(text.as_bytes());
        json.push(b'"');
    } else {
        write_scalar(json, text);
    }
}

/// Tests eight bytes at once. A compiler that optimises for size does not do that by itself.
fn needs_no_escapes(text: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);
    // Sets the high bit of each byte that is less than `limit`. A borrow can set the bit of a larger byte, but only beside such a byte.
    let less = |word: u64, limit: u64| word.wrapping_sub(ONES.wrapping_mul(limit)) & !word;
    let equal = |word: u64, byte: u8| less(word ^ u64::from_ne_bytes([byte; 8]), 1);
    let (words, rest) = text.as_chunks();
    let found = words.iter().fold(0, |found, word| {
        let word = u64::from_le_bytes(*word);
        found | less(word, 0x20) | equal(word, b'"') | equal(word, b'\\')
    });
    let is_plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
    found & HIGH_BITS == 0 && rest.iter().all(is_plain)
}

fn write_scalar(json: &mut Vec<u8>, scalar: &(impl serde::Serialize + ?Sized)) {
    // Writing a string or a number to a Vec cannot fail.
    let _ = serde_json::to_writer(json, scalar);
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Boolean(_) => "Boolean(…)",
            Self::Integer(_) => "Integer(…)",
            Self::Float(_) => "Float(…)",
            Self::String(_) => "String(…)",
            Self::Blob(_) => "Blob(…)",
            Self::Timestamp(_) => "Timestamp(…)",
            Self::List(_) => "List(…)",
            Self::Map(_) => "Map(…)",
        })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AnyValue::WHOLE.deserialize(deserializer)
    }
}

/// The parts of a value that a reader keeps.
pub(crate) trait Outline {
    /// The outline of a member; none if the member is unknown, or the value is not an object.
    fn member(&self, name: &str) -> Option<&dyn Outline>;

    /// The outline of the items; none if the value is not a list.
    fn item(&self) -> Option<&dyn Outline>;
}

/// The outline that contains every part.
struct Whole;

impl Outline for Whole {
    fn member(&self, _name: &str) -> Option<&dyn Outline> {
        Some(self)
    }

    fn item(&self) -> Option<&dyn Outline> {
        Some(self)
    }
}

/// Reads any value.
#[derive(Clone, Copy)]
pub(crate) struct AnyValue<'a> {
    outline: Option<&'a dyn Outline>,
    /// The number of items and members that can still be kept; none if unlimited.
    items_left: Option<&'a Cell<usize>>,
}

impl<'a> AnyValue<'a> {
    /// Keeps everything.
    pub(crate) const WHOLE: Self = Self {
        outline: Some(&Whole),
        items_left: None,
    };

    /// Reads a part with this outline. None checks the part, and keeps nothing of a list or an object.
    fn part(self, outline: Option<&'a dyn Outline>) -> Self {
        Self { outline, ..self }
    }

    /// Whether one more item or member can be kept.
    fn takes_one(self) -> bool {
        let Some(items_left) = self.items_left else {
            return true;
        };
        let left = items_left.get();
        items_left.set(left.saturating_sub(1));
        left > 0
    }

    fn read(self, json: &[u8]) -> Result<Value, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let value = self.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(value)
    }
}

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a number, text, bytes, a list or an object")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Value, E> {
        Ok(Value::Boolean(boolean))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::string(text))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Value, E> {
        Ok(Value::Blob(bytes.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        let outline = self.outline.and_then(Outline::item);
        while outline.is_some() && self.takes_one() {
            match items.next_element_seed(self.part(outline))? {
                Some(item) => list.push(item),
                None => return Ok(Value::List(list)),
            }
        }
        while items.next_element_seed(self.part(None))?.is_some() {}
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            let outline = self.outline.and_then(|outline| outline.member(&name));
            let outline = outline.filter(|_| self.takes_one());
            let value = entries.next_value_seed(self.part(outline))?;
            if outline.is_some() {
                map.push((Cow::Owned(name), value));
            }
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists of lists with the member `a`.
    struct Lists;

    impl Outline for Lists {
        fn member(&self, name: &str) -> Option<&dyn Outline> {
            (name == "a").then_some(self)
        }

        fn item(&self) -> Option<&dyn Outline> {
            Some(self)
        }
    }

    #[test]
    fn the_lists_of_a_request_keep_100000_items_together_and_check_the_others() {
        let json = format!("[[{}1],[2]]", "1,".repeat(150_000));
        let Value::List(lists) = Value::from_request(json.as_bytes(), &Lists).unwrap() else {
            panic!("not a list");
        };
        assert!(matches!(&*lists, [Value::List(items)] if items.len() == 99_999));
        let broken = json.replace("2]]", "oops]]");
        assert!(Value::from_request(broken.as_bytes(), &Lists).is_err());
        assert!(Value::from_request(b"[1] 2", &Lists).is_err());
    }

    #[test]
    fn a_request_keeps_only_what_its_outline_has() {
        struct Text;
        impl Outline for Text {
            fn member(&self, _name: &str) -> Option<&dyn Outline> {
                None
            }
            fn item(&self) -> Option<&dyn Outline> {
                None
            }
        }
        let read = |json: &str, outline| {
            let value = Value::from_request(json.as_bytes(), outline).unwrap();
            String::from_utf8(value.to_json()).unwrap()
        };
        assert_eq!(read(r#"{"a":[1],"b":[[[2]]]}"#, &Lists), r#"{"a":[1]}"#);
        assert_eq!(read(r#"{"a":1}"#, &Text), "{}");
        assert_eq!(read("[[1]]", &Text), "[]");
        assert!(Value::from_request(br#"{"b":[oops]}"#, &Text).is_err());
    }

    #[test]
    fn json_is_compact_and_keeps_slashes() {
        let value = Value::Map(vec![
            (
                Cow::Borrowed("Blob"),
                Value::Blob(b"hi/ho".as_slice().into()),
            ),
            (
                Cow::Borrowed("Date"),
                Value::Timestamp(Timestamp(1_791_514_081_673)),
            ),
            (Cow::Borrowed("Empty"), Value::List(vec![])),
            (Cow::Borrowed("None"), Value::Map(vec![])),
            (Cow::Borrowed("Text"), Value::string("a/\"b\"\n\u{e9}")),
            (
                Cow::Borrowed("Whole"),
                Value::List(vec![Value::Integer(-1), Value::Boolean(true)]),
            ),
        ]);
        assert_eq!(
            String::from_utf8(value.to_json()).unwrap(),
            r#"{"Blob":"aGkvaG8=","Date":1.791514081673E9,"Empty":[],"None":{},"Text":"a/\"b\"\né","Whole":[-1,true]}"#
        );
    }

    #[test]
    fn every_character_that_needs_an_escape_has_one_at_each_position() {
        for byte in (0..=0x7F_u8).chain([0xE9]) {
            for place in 0..20 {
                let mut text = "\u{e9}x".repeat(9);
                text.insert(place / 3 * 3, char::from(byte));
                let json = Value::string(&*text).to_json();
                assert_eq!(
                    json,
                    serde_json::to_vec(&text).unwrap(),
                    "{byte} at {place}"
                );
            }
        }
    }

    #[test]
    fn debug_never_shows_a_value() {
        assert_eq!(format!("{:?}", Value::string("hunter2")), "String(…)");
    }

    #[test]
    fn json_keeps_the_order_of_members() {
        let value: Value = serde_json::from_str(r#"{"b":1,"a":[null,2.5,"x"],"b":{}}"#).unwrap();
        let Value::Map(members) = value else { panic!() };
        let names: Vec<_> = members.iter().map(|(name, _)| name.as_ref()).collect();
        assert_eq!(names, ["b", "a", "b"]);
    }
}
