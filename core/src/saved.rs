//! The form that a part of the state has in a snapshot: a plain [`Value`], which is written and read as JSON.
//!
//! Written out here and not derived by serde: reading never stops at an error, it notes the first one and goes on with a stand-in. So there
//! are no ways out between the fields, which keeps the WebAssembly small, and the error says where the document is wrong without quoting
//! it. A type says its form with the macro [`saved`], which names every field and every variant, so that a new one cannot be forgotten.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::value::Value;

/// What a snapshot holds.
pub(crate) trait Saved: Sized {
    /// The form.
    fn save(&self) -> Value;

    /// The value that has this form; some value, and a note in the reader, where the form does not fit.
    fn load(form: Value, reader: &mut Reader) -> Self;
}

/// Where a document is being read, and where it first did not fit.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    path: Vec<Step>,
    unfit: Option<String>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Member(&'static str),
    Item(usize),
}

impl Reader {
    /// Notes that what is being read is missing, unknown or of the wrong type. Only the first note counts.
    pub(crate) fn note(&mut self) {
        if self.unfit.is_some() {
            return;
        }
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Member(name) if path.is_empty() => path.push_str(name),
                Step::Member(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Item(index) => {
                    path.push('[');
                    path.push_str(&index.to_string());
                    path.push(']');
                }
            }
        }
        self.unfit = Some(path);
    }

    /// Where the document first did not fit: `state.clock.aheadBy`; empty for the document as a whole.
    pub(crate) fn unfit(self) -> Option<String> {
        self.unfit
    }

    /// Notes it where there is nothing.
    fn require<T>(&mut self, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.note();
        }
        read
    }
}

/// Adds a member to the form of a structure.
pub(crate) fn put(members: &mut Vec<(Cow<'static, str>, Value)>, name: &'static str, form: Value) {
    members.push((Cow::Borrowed(name), form));
}

/// The members of a structure that are not read yet.
pub(crate) struct Members(Vec<(Cow<'static, str>, Value)>);

impl Members {
    /// Those of a form.
    pub(crate) fn of(form: Value, reader: &mut Reader) -> Self {
        match form {
            Value::Map(members) => Self(members),
            _ => {
                reader.note();
                Self(Vec::new())
            }
        }
    }

    /// Enters a member that must be there.
    fn enter(&mut self, name: &'static str, reader: &mut Reader) -> Value {
        reader.path.push(Step::Member(name));
        let index = self.0.iter().position(|(member, _)| member == name);
        match reader.require(index) {
            Some(index) => self.0.swap_remove(index).1,
            None => Value::Null,
        }
    }

    /// Reads a member that must be there.
    pub(crate) fn take<T: Saved>(&mut self, name: &'static str, reader: &mut Reader) -> T {
        let form = self.enter(name, reader);
        let loaded = T::load(form, reader);
        reader.path.pop();
        loaded
    }

    /// Refuses what is left: members that are unknown or there twice.
    pub(crate) fn end(self, reader: &mut Reader) {
        if !self.0.is_empty() {
            reader.note();
        }
    }
}

/// The form of a variant: its name, or an object from its name to what it holds.
pub(crate) fn variant(name: &'static str, content: Option<Value>) -> Value {
    match content {
        None => Value::string(name),
        Some(content) => Value::Map(vec![(Cow::Borrowed(name), content)]),
    }
}

/// The name of a variant, and what it holds; null for nothing.
pub(crate) fn read_variant(form: Value, reader: &mut Reader) -> (Cow<'static, str>, Value) {
    match form {
        Value::String(name) => (Cow::Owned(String::from(&*name)), Value::Null),
        Value::Map(mut members) if members.len() == 1 => {
            members.pop().unwrap_or((Cow::Borrowed(""), Value::Null))
        }
        _ => {
            reader.note();
            (Cow::Borrowed(""), Value::Null)
        }
    }
}

/// Refuses content of a variant that holds nothing.
pub(crate) fn end_variant(content: &Option<Value>, reader: &mut Reader) {
    if content
        .as_ref()
        .is_some_and(|content| !matches!(content, Value::Null))
    {
        reader.note();
    }
}

/// Says the form of a structure (names of members) or of an enumeration (names of variants, and of what is in them).
macro_rules! saved {
    (struct $type:ident { $($field:ident: $name:literal),+ $(,)? } $(without $($absent:ident),+)?) => {
        impl $crate::saved::Saved for $type {
            fn save(&self) -> $crate::value::Value {
                let Self { $($field,)+ $($($absent: _,)+)? } = self;
                let mut members = Vec::new();
                $($crate::saved::put(&mut members, $name, $crate::saved::Saved::save($field));)+
                $crate::value::Value::Map(members)
            }

            fn load(form: $crate::value::Value, reader: &mut $crate::saved::Reader) -> Self {
                let mut members = $crate::saved::Members::of(form, reader);
                let loaded = Self { $($field: members.take($name, reader),)+ $($($absent: Default::default(),)+)? };
                members.end(reader);
                loaded
            }
        }
    };
    (enum $type:ident { $($variant:ident $(($content:ident))? $({ $($field:ident: $member:literal),+ })?: $name:literal),+ $(,)? }) => {
        impl $crate::saved::Saved for $type {
            fn save(&self) -> $crate::value::Value {
                match self {$(
                    Self::$variant $(($content))? $({ $($field),+ })? => {
                        $(return $crate::saved::variant($name, Some($crate::saved::Saved::save($content)));)?
                        $(
                            let mut members = Vec::new();
                            $($crate::saved::put(&mut members, $member, $crate::saved::Saved::save($field));)+
                            return $crate::saved::variant($name, Some($crate::value::Value::Map(members)));
                        )?
                        #[allow(unreachable_code, reason = "for the variants that hold nothing")]
                        $crate::saved::variant($name, None)
                    }
                )+}
            }

            fn load(form: $crate::value::Value, reader: &mut $crate::saved::Reader) -> Self {
                const NAMES: &[&str] = &[$($name),+];
                let (name, content) = $crate::saved::read_variant(form, reader);
                let mut number = NAMES.iter().position(|known| *known == name).unwrap_or_else(|| {
                    reader.note();
                    0
                });
                let content = &mut Some(content);
                $(
                    if number == 0 {
                        $(let $content = $crate::saved::Saved::load(content.take().unwrap_or($crate::value::Value::Null), reader);)?
                        $(
                            let mut members = $crate::saved::Members::of(content.take().unwrap_or($crate::value::Value::Null), reader);
                            $(let $field = members.take($member, reader);)+
                            members.end(reader);
                        )?
                        $crate::saved::end_variant(content, reader);
                        return Self::$variant $(($content))? $({ $($field),+ })?;
                    }
                    number = number.wrapping_sub(1);
                )+
                // Not reached: the number is one of those above. The last variant stands in.
                let _ = number;
                Self::load($crate::value::Value::string(NAMES.first().copied().unwrap_or_default()), reader)
            }
        }
    };
    (newtype $type:ident) => {
        impl $crate::saved::Saved for $type {
            fn save(&self) -> $crate::value::Value {
                $crate::saved::Saved::save(&self.0)
            }

            fn load(form: $crate::value::Value, reader: &mut $crate::saved::Reader) -> Self {
                Self($crate::saved::Saved::load(form, reader))
            }
        }
    };
}
pub(crate) use saved;

/// A number as text: JavaScript's whole numbers are not exact beyond 2^53, and the languages write `1.0` in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AsText<Number>(pub(crate) Number);

impl<Number: ToString + FromStr + Default> Saved for AsText<Number> {
    fn save(&self) -> Value {
        Value::string(self.0.to_string())
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        let text = text(form, reader);
        Self(reader.require(text.parse().ok()).unwrap_or_default())
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

    fn load(form: Value, reader: &mut Reader) -> Self {
        match form {
            Value::Boolean(boolean) => boolean,
            _ => {
                reader.note();
                false
            }
        }
    }
}

macro_rules! saved_number {
    ($($type:ident)*) => {$(
        impl Saved for $type {
            fn save(&self) -> Value {
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn load(form: Value, reader: &mut Reader) -> Self {
                let number = whole_number(&form, reader);
                reader.require(number.try_into().ok()).unwrap_or_default()
            }
        }
    )*};
}
saved_number! { i64 u32 u64 usize }

impl Saved for Timestamp {
    fn save(&self) -> Value {
        Value::Integer(self.0)
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        Self(whole_number(&form, reader))
    }
}

impl Saved for Arc<str> {
    fn save(&self) -> Value {
        Value::String(self.clone())
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        text(form, reader)
    }
}

impl Saved for String {
    fn save(&self) -> Value {
        Value::string(self.as_str())
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        Self::from(&*text(form, reader))
    }
}

impl<T: Saved> Saved for Arc<T> {
    fn save(&self) -> Value {
        T::save(self)
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        Self::new(T::load(form, reader))
    }
}

impl<T: Saved> Saved for Option<T> {
    fn save(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::save)
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        match form {
            Value::Null => None,
            form => Some(T::load(form, reader)),
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

impl<T: Saved> Saved for Vec<T> {
    fn save(&self) -> Value {
        Value::List(self.iter().map(T::save).collect())
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        let items = items(form, None, reader);
        let mut loaded = Self::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            reader.path.push(Step::Item(index));
            loaded.push(T::load(item, reader));
            reader.path.pop();
        }
        loaded
    }
}

impl<A: Saved, B: Saved> Saved for (A, B) {
    fn save(&self) -> Value {
        Value::List(vec![self.0.save(), self.1.save()])
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        let mut items = items(form, Some(2), reader).into_iter();
        let mut next = || items.next().unwrap_or(Value::Null);
        (A::load(next(), reader), B::load(next(), reader))
    }
}

impl<A: Saved, B: Saved, C: Saved> Saved for (A, B, C) {
    fn save(&self) -> Value {
        Value::List(vec![self.0.save(), self.1.save(), self.2.save()])
    }

    fn load(form: Value, reader: &mut Reader) -> Self {
        let mut items = items(form, Some(3), reader).into_iter();
        let mut next = || items.next().unwrap_or(Value::Null);
        (
            A::load(next(), reader),
            B::load(next(), reader),
            C::load(next(), reader),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Point {
        x: i64,
        name: Option<String>,
    }
    saved! { struct Point { x: "x", name: "theName" } }

    #[derive(Debug, PartialEq)]
    enum Shape {
        Dot,
        Many(Vec<u32>),
        Line { from: i64, to: i64 },
    }
    saved! { enum Shape { Dot: "dot", Many(points): "many", Line { from: "from", to: "to" }: "line" } }

    fn read<T: Saved>(json: &str) -> Result<T, String> {
        let mut reader = Reader::default();
        let loaded = T::load(serde_json::from_str(json).unwrap(), &mut reader);
        match reader.unfit() {
            None => Ok(loaded),
            Some(place) => Err(place),
        }
    }

    #[test]
    fn every_form_is_read_back() {
        for (json, value) in [
            (r#"{"x":1,"theName":null}"#, Point { x: 1, name: None }),
            (
                r#"{"x":-1,"theName":"a"}"#,
                Point {
                    x: -1,
                    name: Some("a".to_owned()),
                },
            ),
        ] {
            assert_eq!(value.save().to_json(), json.as_bytes());
            assert_eq!(read(json), Ok(value));
        }
        for (json, value) in [
            (r#""dot""#, Shape::Dot),
            (r#"{"many":[1,2]}"#, Shape::Many(vec![1, 2])),
            (
                r#"{"line":{"from":1,"to":2}}"#,
                Shape::Line { from: 1, to: 2 },
            ),
        ] {
            assert_eq!(value.save().to_json(), json.as_bytes());
            assert_eq!(read(json), Ok(value));
        }
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_place() {
        for (json, path) in [
            (r#"{"theName":"a"}"#, "x"),
            (r#"{"x":"1","theName":null}"#, "x"),
            (r#"{"x":1,"theName":null,"y":2}"#, ""),
            (r#"{"x":1,"theName":null,"x":1}"#, ""),
            ("[1]", ""),
        ] {
            assert_eq!(read::<Point>(json), Err(path.to_owned()), "{json}");
        }
        for json in [
            r#""many""#,
            r#"{"dot":1}"#,
            r#"{"many":[1],"dot":1}"#,
            r#""other""#,
            r#"{"line":{"from":1}}"#,
            "1",
        ] {
            assert!(read::<Shape>(json).is_err(), "{json}");
        }
        assert_eq!(read::<Shape>(r#"{"many":[1,-2]}"#), Err("[1]".to_owned()));
        assert_eq!(
            read::<Vec<Point>>(r#"[{"x":1}]"#),
            Err("[0].theName".to_owned())
        );
    }
}
