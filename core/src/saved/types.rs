//! How numbers, text, lists and other general types are represented in a snapshot.

use std::sync::Arc;

use super::{Reader, Saved, Step, load};
use crate::clock::Timestamp;
use crate::value::Value;

/// A number of 64 bits as text: JavaScript's numbers are not exact beyond 2^53.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AsText(pub(crate) u64);

impl Saved for AsText {
    fn save(&self) -> Value {
        Value::string(self.0.to_string())
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        match text(form, reader).parse() {
            Ok(number) => self.0 = number,
            Err(_) => reader.note(),
        }
    }
}

/// Any number, by its 64 bits: the languages write decimal fractions in different ways.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Bits(pub(crate) f64);

impl Saved for Bits {
    fn save(&self) -> Value {
        AsText(self.0.to_bits()).save()
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        let mut bits = AsText::default();
        bits.load(form, reader);
        self.0 = f64::from_bits(bits.0);
    }
}

/// Text.
pub(crate) fn text(form: Value, reader: &mut Reader) -> Arc<str> {
    match form {
        Value::String(text) => text,
        _ => {
            reader.note();
            Arc::default()
        }
    }
}

fn whole_number(form: &Value, reader: &mut Reader) -> i64 {
    match form {
        Value::Integer(number) => *number,
        _ => {
            reader.note();
            0
        }
    }
}

impl Saved for bool {
    fn save(&self) -> Value {
        Value::Boolean(*self)
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        match form {
            Value::Boolean(boolean) => *self = boolean,
            _ => reader.note(),
        }
    }
}

macro_rules! saved_number {
    ($($type:ident)*) => {$(
        impl Saved for $type {
            fn save(&self) -> Value {
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn load(&mut self, form: Value, reader: &mut Reader) {
                match whole_number(&form, reader).try_into() {
                    Ok(number) => *self = number,
                    Err(_) => reader.note(),
                }
            }
        }
    )*};
}
saved_number! { u32 u64 usize }

impl Saved for i64 {
    fn save(&self) -> Value {
        Value::Integer(*self)
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        *self = whole_number(&form, reader);
    }
}

impl Saved for Timestamp {
    fn save(&self) -> Value {
        Value::Integer(self.0)
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        self.0 = whole_number(&form, reader);
    }
}

impl Saved for Arc<str> {
    fn save(&self) -> Value {
        Value::String(self.clone())
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        *self = text(form, reader);
    }
}

impl Saved for String {
    fn save(&self) -> Value {
        Value::string(self.as_str())
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        self.push_str(&text(form, reader));
    }
}

impl<T: Saved + Default> Saved for Arc<T> {
    fn save(&self) -> Value {
        T::save(self)
    }

    #[cfg(not(target_family = "wasm"))]
    fn write(&self, json: &mut Vec<u8>) {
        T::write(self, json);
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        *self = Self::new(load(form, reader));
    }
}

impl<T: Saved + Default> Saved for Option<T> {
    fn save(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::save)
    }

    #[cfg(not(target_family = "wasm"))]
    fn write(&self, json: &mut Vec<u8>) {
        match self {
            Some(some) => some.write(json),
            None => json.extend_from_slice(b"null"),
        }
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        if !matches!(form, Value::Null) {
            *self = Some(load(form, reader));
        }
    }
}

fn items(form: Value, count: Option<usize>, reader: &mut Reader) -> Vec<Value> {
    match form {
        Value::List(items) if count.is_none_or(|count| items.len() == count) => items,
        _ => {
            reader.note();
            Vec::new()
        }
    }
}

impl<T: Saved + Default> Saved for Vec<T> {
    fn save(&self) -> Value {
        Value::List(self.iter().map(T::save).collect())
    }

    #[cfg(not(target_family = "wasm"))]
    fn write(&self, json: &mut Vec<u8>) {
        let mut separator = b'[';
        for item in self {
            json.push(separator);
            separator = b',';
            item.write(json);
        }
        json.extend_from_slice(if self.is_empty() { b"[]" } else { b"]" });
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        let items = items(form, None, reader);
        self.reserve_exact(items.len());
        for (index, item) in items.into_iter().enumerate() {
            reader.path.push(Step::Item(index));
            self.push(load(item, reader));
            reader.path.pop();
        }
    }
}

fn save_tuple(items: &[&dyn Saved]) -> Value {
    Value::List(items.iter().map(|item| item.save()).collect())
}

fn load_tuple(into: &mut [&mut dyn Saved], form: Value, reader: &mut Reader) {
    let items = items(form, Some(into.len()), reader);
    for (into, item) in into.iter_mut().zip(items) {
        into.load(item, reader);
    }
}

impl<A: Saved, B: Saved> Saved for (A, B) {
    fn save(&self) -> Value {
        save_tuple(&[&self.0, &self.1])
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        load_tuple(&mut [&mut self.0, &mut self.1], form, reader);
    }
}

impl<A: Saved, B: Saved, C: Saved> Saved for (A, B, C) {
    fn save(&self) -> Value {
        save_tuple(&[&self.0, &self.1, &self.2])
    }

    fn load(&mut self, form: Value, reader: &mut Reader) {
        load_tuple(&mut [&mut self.0, &mut self.1, &mut self.2], form, reader);
    }
}
