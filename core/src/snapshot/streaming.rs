//! Reads the secrets of a snapshot one by one, because the form of a document with many secrets takes much more memory than its text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::saved::{Reader, load};
use crate::store::saving::SavedSecret;
use crate::value::{AnyValue, Value};

/// The lists that lead to the secrets: `state.store.accountRegions[…].secrets[…]`.
const PATH: [&str; 5] = ["state", "store", "accountRegions", "", "secrets"];

/// The secrets of a document, by account and Region in the order of the document.
#[derive(Default)]
pub(super) struct Secrets {
    pub(super) by_account_region: Vec<Vec<SavedSecret>>,
    pub(super) reader: Reader,
}

/// Returns the document without its secrets, and the secrets.
pub(super) fn read(document: &[u8]) -> Result<(Value, Secrets), serde_json::Error> {
    let mut secrets = Secrets::default();
    let part = Part {
        depth: 0,
        secrets: &mut secrets,
    };
    let mut deserializer = serde_json::Deserializer::from_slice(document);
    let value = part.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, secrets))
}

/// A part of the document on the way to the secrets.
struct Part<'s> {
    /// The number of steps of `PATH` that lead here.
    depth: usize,
    secrets: &'s mut Secrets,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        AnyValue::WHOLE.expecting(f)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        AnyValue::WHOLE.visit_unit()
    }

    fn visit_bool<E: Error>(self, boolean: bool) -> Result<Value, E> {
        AnyValue::WHOLE.visit_bool(boolean)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        AnyValue::WHOLE.visit_i64(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        AnyValue::WHOLE.visit_u64(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        AnyValue::WHOLE.visit_f64(number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        AnyValue::WHOLE.visit_str(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            let value = if PATH.get(self.depth) == Some(&&*name) {
                entries.next_value_seed(Part {
                    depth: self.depth.saturating_add(1),
                    secrets: self.secrets,
                })?
            } else {
                entries.next_value()?
            };
            map.push((Cow::Owned(name), value));
        }
        Ok(Value::Map(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        match self.depth {
            3 => {
                let mut list = Vec::new();
                loop {
                    self.secrets.by_account_region.push(Vec::new());
                    let part = Part {
                        depth: 4,
                        secrets: self.secrets,
                    };
                    match items.next_element_seed(part)? {
                        Some(item) => list.push(item),
                        None => return Ok(Value::List(list)),
                    }
                }
            }
            5 => {
                while let Some(secret) = items.next_element::<Value>()? {
                    self.secrets.add(secret);
                }
                Ok(Value::List(Vec::new()))
            }
            _ => AnyValue::WHOLE.visit_seq(items),
        }
    }
}

impl Secrets {
    fn add(&mut self, secret: Value) {
        let account_region = self.by_account_region.len().saturating_sub(1);
        let Some(secrets) = self.by_account_region.last_mut() else {
            return;
        };
        let [state, store, account_regions, _, name] = PATH;
        let reader = &mut self.reader;
        reader.at(
            &[state, store, account_regions],
            account_region,
            name,
            secrets.len(),
            |reader| secrets.push(load(secret, reader)),
        );
    }
}
