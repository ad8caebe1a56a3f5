//! Converts requests and responses: JavaScript's objects, `Date` and `Uint8Array` on one side, the engine's `Value` on the other.
//!
//! Requests and responses do not use serde-wasm-bindgen: it has no `Date`, and it lets exceptions of getters and proxies pass through
//! WebAssembly. Such an exception skips the code that restores the stack pointer. Hence every call into user code here is caught.

use std::borrow::Cow;
use std::thread::LocalKey;

use fake_secrets_manager::{Timestamp, Value};
use js_sys::{Array, ArrayBuffer, Date, Function, Number, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

/// Deeper than any request, but far from a stack overflow.
const MAX_DEPTH: u32 = 100;
/// More values than any request has. Limits lists with a false length, and nested repetitions.
const MAX_VALUES: u32 = 1 << 20;
/// Longer than any request, but far from exhausting the memory.
const MAX_BYTES: f64 = (64 << 20) as f64;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// The kind of an object from any realm: `[object Map]`.
    #[wasm_bindgen(catch, js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn tag(value: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = Uint8Array, extends = Uint8Array)]
    type Bytes;

    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn new(buffer: &JsValue, offset: f64, length: f64) -> Result<Bytes, JsValue>;

    /// Kept from the first fake on, because tests can replace it later.
    #[wasm_bindgen(thread_local_v2, js_namespace = JSON, js_name = parse)]
    static PARSE: Function;
}

thread_local! {
    static LENGTH: JsValue = "length".into();
    static BUFFER: JsValue = "buffer".into();
    static BYTE_OFFSET: JsValue = "byteOffset".into();
    static BYTE_LENGTH: JsValue = "byteLength".into();
}

/// A cached member name as a JavaScript string.
type MemberName = &'static LocalKey<JsValue>;

/// Reads a request completely. `name` is its name in errors. Getters and proxies of the caller can run here, so no engine is borrowed.
pub(crate) fn from_js(value: &JsValue, name: &str) -> Result<Value, JsError> {
    let mut reader = Reader {
        remaining: MAX_VALUES,
    };
    reader
        .read(value, MAX_DEPTH)
        .map_err(|unreadable| unreadable.explain(name))
}

/// A value that is not valid in a request: its kind, without its content, and its path.
struct Unreadable {
    what: String,
    path: String,
}

impl Unreadable {
    fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            path: String::new(),
        }
    }

    /// The exception itself is dropped, because its message can contain a secret.
    fn throws(_exception: JsValue) -> Self {
        Self::new("unreadable: a getter, a proxy or a detached buffer throws")
    }

    fn inside(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }

    fn explain(&self, name: &str) -> JsError {
        JsError::new(&format!(
            "{name}{} is {}; expected text, a number, a boolean, bytes, a list or a plain object, \
             for example {{ Name: \"app/db\", SecretBinary: new Uint8Array([1]) }}",
            self.path, self.what
        ))
    }
}

struct Reader {
    remaining: u32,
}

impl Reader {
    fn read(&mut self, value: &JsValue, depth: u32) -> Result<Value, Unreadable> {
        self.remaining = self.remaining.checked_sub(1).ok_or_else(too_many)?;
        if let Some(text) = value.as_string() {
            return Ok(Value::string(text));
        }
        if value.is_null() || value.is_undefined() {
            return Ok(Value::Null);
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
        if !value.is_object() || value.is_function() {
            let kind = value.js_typeof().as_string().unwrap_or_default();
            return Err(Unreadable::new(format!("of type {kind}")));
        }
        if ArrayBuffer::is_view(value) {
            return read_view(value);
        }
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| Unreadable::new("nested more than 100 levels deep"))?;
        if is_array(value).map_err(Unreadable::throws)? {
            return self.read_list(value, depth);
        }
        let tag = tag(value).map_err(Unreadable::throws)?;
        match kind(&tag) {
            "ArrayBuffer" | "SharedArrayBuffer" => read_bytes(value, 0.0, &BYTE_LENGTH, value),
            kind if NO_REQUEST.contains(&kind) => Err(Unreadable::new(format!("a {kind}"))),
            _ => self.read_map(value, depth),
        }
    }

    fn read_list(&mut self, list: &JsValue, depth: u32) -> Result<Value, Unreadable> {
        let length = get_number(list, &LENGTH)?;
        if length > f64::from(self.remaining) {
            return Err(too_many());
        }
        let read_item = |index: u32| {
            Reflect::get_u32(list, index)
                .map_err(Unreadable::throws)
                .and_then(|item| self.read(&item, depth))
                .map_err(|error| error.inside(&format!("[{index}]")))
        };
        (0..length as u32)
            .map(read_item)
            .collect::<Result<_, _>>()
            .map(Value::List)
    }

    /// Reads the object's own members. Undefined members are absent, as in JSON.stringify.
    fn read_map(&mut self, object: &JsValue, depth: u32) -> Result<Value, Unreadable> {
        let mut members = Vec::new();
        for name in keys(object).map_err(Unreadable::throws)? {
            let key = name.as_string().unwrap_or_default();
            let member = Reflect::get(object, &name)
                .map_err(Unreadable::throws)
                .and_then(|member| {
                    let present = !member.is_undefined();
                    present.then(|| self.read(&member, depth)).transpose()
                })
                .map_err(|error| error.inside(&format!(".{key}")))?;
            if let Some(member) = member {
                members.push((Cow::Owned(key), member));
            }
        }
        Ok(Value::Map(members))
    }
}

/// Kinds of objects that would be read as empty although they have content.
const NO_REQUEST: &[&str] = &[
    "BigInt", "Boolean", "Date", "Map", "Number", "Promise", "RegExp", "Set", "String", "Symbol",
    "WeakMap", "WeakSet",
];

fn kind(tag: &str) -> &str {
    let kind = tag.strip_prefix("[object ");
    kind.and_then(|kind| kind.strip_suffix(']'))
        .unwrap_or_default()
}

/// Reads any view of bytes, including Node.js's Buffer and views of other realms (jest, jsdom).
fn read_view(view: &JsValue) -> Result<Value, Unreadable> {
    let buffer = get(view, &BUFFER)?;
    read_bytes(&buffer, get_number(view, &BYTE_OFFSET)?, &BYTE_LENGTH, view)
}

fn read_bytes(
    buffer: &JsValue,
    offset: f64,
    length: MemberName,
    of: &JsValue,
) -> Result<Value, Unreadable> {
    let length = get_number(of, length)?;
    if length > MAX_BYTES {
        return Err(Unreadable::new("longer than 64 MiB"));
    }
    let bytes = Bytes::new(buffer, offset, length).map_err(Unreadable::throws)?;
    Ok(Value::Blob(bytes.to_vec().into()))
}

fn too_many() -> Unreadable {
    Unreadable::new("too large: the request has more than 1,048,576 values")
}

fn get(object: &JsValue, name: MemberName) -> Result<JsValue, Unreadable> {
    name.with(|name| Reflect::get(object, name))
        .map_err(Unreadable::throws)
}

/// Returns a member that is a number; 0 for any other value.
fn get_number(object: &JsValue, name: MemberName) -> Result<f64, Unreadable> {
    Ok(get(object, name)?.as_f64().unwrap_or_default())
}

/// Keeps the functions of the platform that the converter calls.
pub(crate) fn keep_functions() {
    PARSE.with(|_| ());
}

/// Writes a response.
///
/// A list or an object is passed to JavaScript as one JSON text: setting each member of an object takes several times as long. JSON has
/// neither bytes nor dates, so those are set afterwards.
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
        Value::List(_) | Value::Map(_) => {
            let json = String::from_utf8(value.to_json()).unwrap_or_default();
            // The engine writes valid JSON.
            let parsed = PARSE
                .with(|parse| parse.call1(&JsValue::UNDEFINED, &JsValue::from_str(&json)))
                .unwrap_or_default();
            set_other_types(&parsed, value);
            parsed
        }
    }
}

/// Sets the bytes and dates in a value that was parsed from JSON.
fn set_other_types(parsed: &JsValue, value: &Value) {
    let set = |name: &JsValue, member: &Value| {
        // Getting and setting a member of a plain object cannot fail.
        if matches!(member, Value::Blob(_) | Value::Timestamp(_)) {
            let _ = Reflect::set(parsed, name, &to_js(member));
        } else if let Ok(parsed) = Reflect::get(parsed, name) {
            set_other_types(&parsed, member);
        }
    };
    match value {
        Value::List(items) => {
            for (index, item) in (0_u32..)
                .zip(items)
                .filter(|(_, item)| has_other_types(item))
            {
                set(&index.into(), item);
            }
        }
        Value::Map(members) => {
            for (name, member) in members.iter().filter(|(_, member)| has_other_types(member)) {
                set(&JsValue::from_str(name), member);
            }
        }
        _ => {}
    }
}

/// Whether a value contains bytes or dates.
fn has_other_types(value: &Value) -> bool {
    match value {
        Value::Blob(_) | Value::Timestamp(_) => true,
        Value::List(items) => items.iter().any(has_other_types),
        Value::Map(members) => members.iter().any(|(_, member)| has_other_types(member)),
        _ => false,
    }
}
