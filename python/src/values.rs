//! Conversion between Python values and the engine's values. Responses have the same types as in boto3.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use fake_secrets_manager::{Timestamp, Value};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDelta, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple,
    PyTzInfo,
};

use crate::Misuse;

/// Without a limit, a list that contains itself would overflow the stack.
const DEPTH_LIMIT: usize = 100;
/// More values than any request has. Without a limit, nested repetitions could be read forever.
const VALUE_LIMIT: u32 = 1 << 20;

/// Reads a request. `name` is its name in errors.
pub(crate) fn from_python(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Value> {
    read(
        value,
        &Place {
            within: None,
            step: Step::Name(name),
            depth: 0,
            remaining: &Cell::new(VALUE_LIMIT),
        },
    )
}

fn read(value: &Bound<'_, PyAny>, place: &Place<'_>) -> PyResult<Value> {
    if place.depth > DEPTH_LIMIT {
        return Err(place.refuse(&format!("is nested more than {DEPTH_LIMIT} levels deep")));
    }
    match place.remaining.get().checked_sub(1) {
        Some(remaining) => place.remaining.set(remaining),
        None => {
            return Err(place.refuse(&format!("is one of more than {VALUE_LIMIT} values")));
        }
    }
    Ok(if let Ok(text) = value.cast::<PyString>() {
        Value::string(read_text(text, place)?)
    } else if let Ok(members) = value.cast::<PyDict>() {
        Value::Map(read_members(members, place)?)
    } else if let Ok(list) = value.cast::<PyList>() {
        Value::List(read_items(list.iter(), place)?)
    } else if value.is_none() {
        Value::Null
    } else if let Ok(boolean) = value.cast::<PyBool>() {
        Value::Boolean(boolean.is_true())
    } else if value.is_instance_of::<PyInt>() {
        Value::Integer(
            value
                .extract()
                .map_err(|_| place.refuse("is a whole number of more than 64 bits"))?,
        )
    } else if let Ok(number) = value.cast::<PyFloat>() {
        Value::Float(number.value())
    } else if let Ok(bytes) = value.cast::<PyBytes>() {
        Value::Blob(bytes.as_bytes().into())
    } else if let Ok(bytes) = value.cast::<PyByteArray>() {
        Value::Blob(bytes.to_vec().into())
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        Value::List(read_items(tuple.iter(), place)?)
    } else {
        let kind = value.get_type().fully_qualified_name()?;
        return Err(place.refuse(&format!("is of type {kind}")));
    })
}

/// Reads text. Replaces Python's own exception, which contains the text.
fn read_text<'a>(text: &'a Bound<'_, PyString>, place: &Place<'_>) -> PyResult<&'a str> {
    text.to_str()
        .map_err(|_| place.refuse("is text with an unpaired surrogate"))
}

fn read_items<'py>(
    items: impl Iterator<Item = Bound<'py, PyAny>>,
    place: &Place<'_>,
) -> PyResult<Vec<Value>> {
    items
        .enumerate()
        .map(|(index, item)| read(&item, &place.inside(Step::Item(index))))
        .collect()
}

fn read_members(
    members: &Bound<'_, PyDict>,
    place: &Place<'_>,
) -> PyResult<Vec<(Cow<'static, str>, Value)>> {
    let mut read_so_far = Vec::with_capacity(members.len());
    for (name, member) in members {
        let name = name
            .cast::<PyString>()
            .map_err(|_| place.refuse("has a key that is not text"))?;
        let name = read_text(name, place)?;
        let member = read(&member, &place.inside(Step::Name(name)))?;
        read_so_far.push((Cow::Owned(name.to_owned()), member));
    }
    Ok(read_so_far)
}

/// Writes a response.
pub(crate) fn to_python(py: Python<'_>, value: Value) -> PyResult<Bound<'_, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Boolean(boolean) => PyBool::new(py, boolean).to_owned().into_any(),
        Value::Integer(number) => number.into_pyobject(py)?.into_any(),
        Value::Float(number) => number.into_pyobject(py)?.into_any(),
        Value::String(text) => PyString::new(py, &text).into_any(),
        Value::Blob(bytes) => PyBytes::new(py, &bytes).into_any(),
        Value::Timestamp(moment) => to_datetime(py, moment)?,
        Value::List(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(to_python(py, item)?)?;
            }
            list.into_any()
        }
        Value::Map(members) => {
            let dict = PyDict::new(py);
            for (name, member) in members {
                dict.set_item(&*name, to_python(py, member)?)?;
            }
            dict.into_any()
        }
    })
}

/// Creates a datetime in UTC with the current class of Python, which freezegun replaces.
///
/// Adds a timedelta to the epoch, because `fromtimestamp` takes a float, which is not exact. Later years become the end of 9999.
fn to_datetime(py: Python<'_>, moment: Timestamp) -> PyResult<Bound<'_, PyAny>> {
    const A_DAY: i64 = 24 * 60 * 60 * 1_000;
    let moment = moment.clamped().0;
    let (days, rest) = (moment.div_euclid(A_DAY), moment.rem_euclid(A_DAY));
    // Both fit: the years 1 to 9999 have less than four million days, and a day has less than 2^31 milliseconds.
    let (days, seconds, microseconds) = (days as i32, rest / 1_000, rest % 1_000 * 1_000);
    let span = PyDelta::new(py, days, seconds as i32, microseconds as i32, false)?;
    let class = py.import("datetime")?.getattr("datetime")?;
    let epoch = class.call1((1970, 1, 1, 0, 0, 0, 0, PyTzInfo::utc(py)?))?;
    epoch.add(span)
}

/// The path of a value in a request, for errors, which never show the value.
struct Place<'a> {
    within: Option<&'a Place<'a>>,
    step: Step<'a>,
    depth: usize,
    remaining: &'a Cell<u32>,
}

enum Step<'a> {
    Name(&'a str),
    Item(usize),
}

impl<'a> Place<'a> {
    fn inside(&'a self, step: Step<'a>) -> Self {
        Self {
            within: Some(self),
            step,
            depth: self.depth.saturating_add(1),
            remaining: self.remaining,
        }
    }

    fn refuse(&self, what_it_is: &str) -> PyErr {
        Misuse::new_err(format!(
            "{self} {what_it_is}; expected None, bool, int, float, str, bytes, bytearray, or a list, tuple or dict of them, \
             for example {{\"Name\": \"app/db\"}}"
        ))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.within, &self.step) {
            (None, Step::Name(name)) => f.write_str(name),
            (None, Step::Item(index)) => write!(f, "{index}"),
            (Some(within), Step::Name(name)) => write!(f, "{within}.{name}"),
            (Some(within), Step::Item(index)) => write!(f, "{within}[{index}]"),
        }
    }
}
