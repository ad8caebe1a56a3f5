//! Values across the border: JavaScript's objects, `Date` and `Uint8Array` on one side, the engine's `Value` on the other.
//!
//! By hand and not with serde-wasm-bindgen: it has no place for `Date`, follows an object that contains itself until the stack is
//! gone, and costs 12 KB of the gzipped package.

use std::borrow::Cow;

use fake_secrets_manager::{Timestamp, Value};
use js_sys::{Array, ArrayBuffer, Date, Number, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

/// Deeper than any request, and far from the end of the stack.
const DEEPEST: usize = 100;

/// Reads a request; `name` is what an error calls it.
pub(crate) fn from_js(value: &JsValue, name: &str) -> Result<Value, JsError> {
    read(value, DEEPEST).map_err(|unreadable| unreadable.explain(name))
}

/// A value that no request can hold: what it is, without its content, and where it stands.
struct Unreadable {
    what: String,
    place: String,
}

impl Unreadable {
    fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            place: String::new(),
        }
    }

    fn inside(mut self, step: &str) -> Self {
        self.place.insert_str(0, step);
        self
    }

    fn explain(&self, name: &str) -> JsError {
        JsError::new(&format!(
            "{name}{} is {}; expected text, a number, a boolean, bytes, a list or a plain object, \
             for example {{ Name: \"app/db\", SecretBinary: new Uint8Array([1]) }}",
            self.place, self.what
        ))
    }
}

fn read(value: &JsValue, depth: usize) -> Result<Value, Unreadable> {
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::string(text));
    }
    if let Some(boolean) = value.as_bool() {
        return Ok(Value::Boolean(boolean));
    }
    if let Some(number) = value.as_f64() {
        let whole = Number::is_safe_integer(value);
        return Ok(if whole {
            Value::Integer(number as i64)
        } else {
            Value::Float(number)
        });
    }
    if let Some(bytes) = bytes(value) {
        return Ok(Value::Blob(bytes.to_vec().into()));
    }
    let depth = depth
        .checked_sub(1)
        .ok_or_else(|| Unreadable::new("nested more than 100 deep"))?;
    if Array::is_array(value) {
        return read_list(value.unchecked_ref(), depth);
    }
    if !value.is_object() || value.is_function() || value.has_type::<Date>() {
        return Err(Unreadable::new(kind(value)));
    }
    read_map(value.unchecked_ref(), depth)
}

fn read_list(items: &Array, depth: usize) -> Result<Value, Unreadable> {
    let items = items.iter().enumerate();
    let read_item =
        |(place, item)| read(&item, depth).map_err(|error| error.inside(&format!("[{place}]")));
    items
        .map(read_item)
        .collect::<Result<_, _>>()
        .map(Value::List)
}

/// The object's own members; those that are undefined are absent, as in JSON.stringify.
fn read_map(object: &Object, depth: usize) -> Result<Value, Unreadable> {
    let mut members = Vec::new();
    for name in Object::keys(object) {
        let key = name.as_string().unwrap_or_default();
        let step = |error: Unreadable| error.inside(&format!(".{key}"));
        let member = Reflect::get(object, &name)
            .map_err(|_| step(Unreadable::new("not to be read: its getter throws")))?;
        if !member.is_undefined() {
            let member = read(&member, depth).map_err(step)?;
            members.push((Cow::Owned(key), member));
        }
    }
    Ok(Value::Map(members))
}

/// Any view of bytes, Node's Buffer and those of another realm (jest, jsdom) included.
fn bytes(value: &JsValue) -> Option<Uint8Array> {
    if ArrayBuffer::is_view(value) {
        let view: &Uint8Array = value.unchecked_ref();
        return Some(Uint8Array::new_with_byte_offset_and_length(
            &view.buffer(),
            view.byte_offset(),
            view.byte_length(),
        ));
    }
    value
        .has_type::<ArrayBuffer>()
        .then(|| Uint8Array::new(value))
}

fn kind(value: &JsValue) -> String {
    if value.has_type::<Date>() {
        return "a Date".to_owned();
    }
    format!(
        "of type {}",
        value.js_typeof().as_string().unwrap_or_default()
    )
}

/// Writes a response.
pub(crate) fn to_js(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Boolean(boolean) => (*boolean).into(),
        Value::Integer(number) => (*number as f64).into(),
        Value::Float(number) => (*number).into(),
        Value::String(text) => JsValue::from_str(text),
        Value::Blob(bytes) => Uint8Array::from(&**bytes).into(),
        Value::Timestamp(Timestamp(milliseconds)) => {
            Date::new(&(*milliseconds as f64).into()).into()
        }
        Value::List(items) => items.iter().map(to_js).collect::<Array>().into(),
        Value::Map(members) => {
            let object = Object::new();
            for (name, member) in members {
                // Setting a member of a plain object of our own cannot fail.
                let _ = Reflect::set(&object, &JsValue::from_str(name), &to_js(member));
            }
            object.into()
        }
    }
}
