//! The initial secrets in a snapshot.
//!
//! JSON has no bytes, and JavaScript does not keep the order of members. So an object is an array `["map", name, value, ...]`, a list is
//! `["list", item, ...]`, bytes are `{"binary": base64}`, and a number that JavaScript would round is `{"number": text}`.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::de::Error as _;
use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Timestamp;
use crate::value::Value;

/// The largest whole number up to which JavaScript's numbers are exact.
const MAX_EXACT: u64 = (1 << 53) - 1;

/// The content of `Settings::secrets`.
pub(crate) struct InitialSecrets(pub(super) Value);

/// One value of it, borrowed.
struct Borrowed<'a>(&'a Value);

impl Serialize for InitialSecrets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Borrowed(&self.0).serialize(serializer)
    }
}

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Value::Integer(number) if number.unsigned_abs() <= MAX_EXACT => {
                serializer.serialize_i64(*number)
            }
            Value::Integer(number) => Tagged::Number(number.to_string()).serialize(serializer),
            Value::Float(number) => Tagged::Number(format!("{number:?}")).serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Blob(bytes) => {
                Tagged::Binary(BASE64_STANDARD.encode(bytes)).serialize(serializer)
            }
            Value::Timestamp(moment) => Tagged::Date(*moment).serialize(serializer),
            Value::List(items) => {
                let mut array = serializer.serialize_seq(None)?;
                array.serialize_element("list")?;
                for item in items {
                    array.serialize_element(&Borrowed(item))?;
                }
                array.end()
            }
            Value::Map(members) => {
                let mut array = serializer.serialize_seq(None)?;
                array.serialize_element("map")?;
                for (name, member) in members {
                    array.serialize_element(name)?;
                    array.serialize_element(&Borrowed(member))?;
                }
                array.end()
            }
        }
    }
}

/// Values that JSON cannot represent.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Tagged {
    Number(String),
    Binary(String),
    Date(Timestamp),
}

impl Tagged {
    fn read(self) -> Option<Value> {
        match self {
            Self::Number(text) => {
                let whole = text.parse().map(Value::Integer);
                whole.or_else(|_| text.parse().map(Value::Float)).ok()
            }
            Self::Binary(text) => {
                let bytes = BASE64_STANDARD.decode(text).ok()?;
                Some(Value::Blob(bytes.into()))
            }
            Self::Date(moment) => Some(Value::Timestamp(moment)),
        }
    }
}

impl<'de> Deserialize<'de> for InitialSecrets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        let value = read(json).filter(|value| matches!(value, Value::Null | Value::Map(_)));
        value
            .map(Self)
            .ok_or_else(|| D::Error::custom("invalid initial secrets"))
    }
}

fn read(json: serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(boolean) => Value::Boolean(boolean),
        serde_json::Value::Number(number) => Value::Integer(number.as_i64()?),
        serde_json::Value::String(text) => Value::string(text),
        object @ serde_json::Value::Object(_) => {
            serde_json::from_value::<Tagged>(object).ok()?.read()?
        }
        serde_json::Value::Array(items) => {
            let mut items = items.into_iter();
            match items.next()?.as_str()? {
                "list" => Value::List(items.map(read).collect::<Option<_>>()?),
                "map" => Value::Map(read_members(items)?),
                _ => return None,
            }
        }
    })
}

fn read_members(
    mut items: impl Iterator<Item = serde_json::Value>,
) -> Option<Vec<(Cow<'static, str>, Value)>> {
    let mut members = Vec::new();
    while let Some(name) = items.next() {
        let serde_json::Value::String(name) = name else {
            return None;
        };
        members.push((Cow::Owned(name), read(items.next()?)?));
    }
    Some(members)
}
