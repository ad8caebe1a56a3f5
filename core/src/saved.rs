//! The form that a part of the state has in a snapshot: a plain [`Value`], which is written and read as JSON.
//!
//! Written out here and not derived by serde: one small function for each field keeps the WebAssembly small, and the error says where the
//! document is wrong without quoting it. A type says its form with the macro [`saved`], which names every field and every variant, so that
//! a new one cannot be forgotten.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::value::Value;

/// What a snapshot holds.
pub(crate) trait Saved: Sized {
    /// The form.
    fn save(&self) -> Value;

    /// The value that has this form.
    ///
    /// # Errors
    /// Something is missing, unknown or of the wrong type.
    fn load(form: Value) -> Result<Self, Unfit>;
}

/// A form that does not fit: where it is, from the inside out, without its content.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Unfit(String);

impl Unfit {
    /// It is inside a member or an item.
    fn inside(mut self, step: &str) -> Self {
        let separator = if self.0.is_empty() || self.0.starts_with('[') {
            ""
        } else {
            "."
        };
        self.0 = format!("{step}{separator}{}", self.0);
        self
    }

    /// Where it is: `state.clock.aheadBy`.
    pub(crate) fn path(&self) -> &str {
        &self.0
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
    pub(crate) fn of(form: Value) -> Result<Self, Unfit> {
        match form {
            Value::Map(members) => Ok(Self(members)),
            _ => Err(Unfit::default()),
        }
    }

    fn find(&mut self, name: &str) -> Option<Value> {
        let index = self.0.iter().position(|(member, _)| member == name)?;
        Some(self.0.swap_remove(index).1)
    }

    /// Reads a member that must be there.
    pub(crate) fn take<T: Saved>(&mut self, name: &str) -> Result<T, Unfit> {
        let form = self.find(name).ok_or_else(|| Unfit(name.to_owned()))?;
        T::load(form).map_err(|unfit| unfit.inside(name))
    }

    /// Refuses what is left: members that are unknown or there twice.
    pub(crate) fn end(self) -> Result<(), Unfit> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some(_) => Err(Unfit::default()),
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

/// The name of a variant, and what it holds.
pub(crate) fn read_variant(form: Value) -> Result<(Cow<'static, str>, Option<Value>), Unfit> {
    match form {
        Value::String(name) => Ok((Cow::Owned(String::from(&*name)), None)),
        Value::Map(mut members) if members.len() == 1 => match members.pop() {
            Some((name, content)) => Ok((name, Some(content))),
            None => Err(Unfit::default()),
        },
        _ => Err(Unfit::default()),
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

            fn load(form: $crate::value::Value) -> Result<Self, $crate::saved::Unfit> {
                let mut members = $crate::saved::Members::of(form)?;
                let loaded = Self { $($field: members.take($name)?,)+ $($($absent: Default::default(),)+)? };
                members.end()?;
                Ok(loaded)
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

            fn load(form: $crate::value::Value) -> Result<Self, $crate::saved::Unfit> {
                #[allow(unused_mut, reason = "for enumerations whose variants hold nothing")]
                let (name, mut content) = $crate::saved::read_variant(form)?;
                let loaded = match &*name {
                    $($name => {
                        $(let $content = $crate::saved::Saved::load(content.take().ok_or_else(Default::default)?)?;)?
                        $(
                            let mut members = $crate::saved::Members::of(content.take().ok_or_else(Default::default)?)?;
                            $(let $field = members.take($member)?;)+
                            members.end()?;
                        )?
                        Self::$variant $(($content))? $({ $($field),+ })?
                    })+
                    _ => return Err(Default::default()),
                };
                match content {
                    None => Ok(loaded),
                    Some(_) => Err(Default::default()),
                }
            }
        }
    };
    (newtype $type:ident) => {
        impl $crate::saved::Saved for $type {
            fn save(&self) -> $crate::value::Value {
                $crate::saved::Saved::save(&self.0)
            }

            fn load(form: $crate::value::Value) -> Result<Self, $crate::saved::Unfit> {
                $crate::saved::Saved::load(form).map(Self)
            }
        }
    };
}
pub(crate) use saved;

/// A number as text: JavaScript's whole numbers are not exact beyond 2^53, and the languages write `1.0` in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AsText<Number>(pub(crate) Number);

impl<Number: ToString + FromStr> Saved for AsText<Number> {
    fn save(&self) -> Value {
        Value::string(self.0.to_string())
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        let text = <Arc<str>>::load(form)?;
        text.parse().map(Self).map_err(|_| Unfit::default())
    }
}

impl Saved for bool {
    fn save(&self) -> Value {
        Value::Boolean(*self)
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        match form {
            Value::Boolean(boolean) => Ok(boolean),
            _ => Err(Unfit::default()),
        }
    }
}

impl Saved for i64 {
    fn save(&self) -> Value {
        Value::Integer(*self)
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        match form {
            Value::Integer(number) => Ok(number),
            _ => Err(Unfit::default()),
        }
    }
}

macro_rules! saved_number {
    ($($type:ident)*) => {$(
        impl Saved for $type {
            fn save(&self) -> Value {
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn load(form: Value) -> Result<Self, Unfit> {
                i64::load(form)?.try_into().map_err(|_| Unfit::default())
            }
        }
    )*};
}
saved_number! { u32 u64 usize }

impl Saved for Timestamp {
    fn save(&self) -> Value {
        Value::Integer(self.0)
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        i64::load(form).map(Self)
    }
}

impl Saved for Arc<str> {
    fn save(&self) -> Value {
        Value::String(self.clone())
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        match form {
            Value::String(text) => Ok(text),
            _ => Err(Unfit::default()),
        }
    }
}

impl Saved for String {
    fn save(&self) -> Value {
        Value::string(self.as_str())
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        <Arc<str>>::load(form).map(|text| String::from(&*text))
    }
}

impl<T: Saved> Saved for Arc<T> {
    fn save(&self) -> Value {
        T::save(self)
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        T::load(form).map(Self::new)
    }
}

impl<T: Saved> Saved for Option<T> {
    fn save(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::save)
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        match form {
            Value::Null => Ok(None),
            form => T::load(form).map(Some),
        }
    }
}

impl<T: Saved> Saved for Vec<T> {
    fn save(&self) -> Value {
        Value::List(self.iter().map(T::save).collect())
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        let Value::List(items) = form else {
            return Err(Unfit::default());
        };
        let mut loaded = Self::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            loaded.push(T::load(item).map_err(|unfit| unfit.inside(&format!("[{index}]")))?);
        }
        Ok(loaded)
    }
}

/// The items of a form that must have as many.
fn items<const COUNT: usize>(form: Value) -> Result<[Value; COUNT], Unfit> {
    match form {
        Value::List(items) => items.try_into().map_err(|_| Unfit::default()),
        _ => Err(Unfit::default()),
    }
}

impl<A: Saved, B: Saved> Saved for (A, B) {
    fn save(&self) -> Value {
        Value::List(vec![self.0.save(), self.1.save()])
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        let [a, b] = items(form)?;
        Ok((A::load(a)?, B::load(b)?))
    }
}

impl<A: Saved, B: Saved, C: Saved> Saved for (A, B, C) {
    fn save(&self) -> Value {
        Value::List(vec![self.0.save(), self.1.save(), self.2.save()])
    }

    fn load(form: Value) -> Result<Self, Unfit> {
        let [a, b, c] = items(form)?;
        Ok((A::load(a)?, B::load(b)?, C::load(c)?))
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
        T::load(serde_json::from_str(json).unwrap()).map_err(|unfit| unfit.path().to_owned())
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
            r#"{"dot":null}"#,
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
