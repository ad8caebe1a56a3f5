//! The initial secrets in a snapshot.
//!
//! JSON has neither bytes nor an order of members that survives JavaScript. So an object is an array `["map", name, value, ...]`, a list
//! is `["list", item, ...]`, bytes are `{"binary": base64}`, a whole number that JavaScript would round is `{"number": text}`, and a number
//! with a fraction is `{"float": bits}`.

use std::borrow::Cow;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::saved::{Bits, Reader, Saved, form_of_variant, read_variant};
use crate::value::{Value, bytes_of_base64};

/// The largest whole number up to which JavaScript's numbers are exact.
const MAX_EXACT: u64 = (1 << 53) - 1;

/// The content of `Settings::secrets`.
pub(crate) struct InitialSecrets(pub(super) Value);

impl Default for InitialSecrets {
    fn default() -> Self {
        Self(Value::Null)
    }
}

impl Saved for InitialSecrets {
    fn save(&self) -> Value {
        form(&self.0)
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        match read(form) {
            Some(secrets @ (Value::Null | Value::Map(_))) => self.0 = secrets,
            _ => reader.note(),
        }
    }
}

fn form(value: &Value) -> Value {
    match value {
        Value::Null | Value::Boolean(_) | Value::String(_) => value.clone(),
        Value::Integer(number) if number.unsigned_abs() <= MAX_EXACT => value.clone(),
        Value::Integer(number) => form_of_variant("number", number.to_string().save()),
        Value::Float(number) => form_of_variant("float", Bits(*number).save()),
        Value::Blob(_) => form_of_variant("binary", value.clone()),
        Value::Timestamp(moment) => form_of_variant("date", moment.save()),
        Value::List(items) => {
            let mut array = vec![Value::string("list")];
            array.extend(items.iter().map(form));
            Value::List(array)
        }
        Value::Map(members) => {
            let mut array = vec![Value::string("map")];
            for (name, member) in members {
                array.push(Value::string(&**name));
                array.push(form(member));
            }
            Value::List(array)
        }
    }
}

fn read(form: Value) -> Option<Value> {
    Some(match form {
        Value::Null | Value::Boolean(_) | Value::String(_) | Value::Integer(_) => form,
        Value::Map(_) => {
            // If the object is not a variant, its name is empty, and the next line returns None.
            let (name, content) = read_variant(form, &mut Reader::default());
            read_variant_of(&name, content)?
        }
        Value::List(items) => {
            let mut items = items.into_iter();
            match &*text(items.next()?)? {
                "list" => Value::List(items.map(read).collect::<Option<_>>()?),
                "map" => Value::Map(read_members(items)?),
                _ => return None,
            }
        }
        Value::Float(_) | Value::Blob(_) | Value::Timestamp(_) => return None,
    })
}

/// Values that JSON cannot represent.
fn read_variant_of(name: &str, content: Value) -> Option<Value> {
    Some(match name {
        "number" => Value::Integer(text(content)?.parse().ok()?),
        "float" => Value::Float(f64::from_bits(text(content)?.parse().ok()?)),
        "binary" => Value::Blob(bytes_of_base64(&text(content)?)?.into()),
        "date" => match content {
            Value::Integer(milliseconds) => Value::Timestamp(Timestamp(milliseconds)),
            _ => return None,
        },
        _ => return None,
    })
}

fn read_members(mut items: impl Iterator<Item = Value>) -> Option<Vec<(Cow<'static, str>, Value)>> {
    let mut members = Vec::new();
    while let Some(name) = items.next() {
        let name = String::from(&*text(name)?);
        members.push((Cow::Owned(name), read(items.next()?)?));
    }
    Some(members)
}

fn text(form: Value) -> Option<Arc<str>> {
    match form {
        Value::String(text) => Some(text),
        _ => None,
    }
}
