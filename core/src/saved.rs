//! How each part of the state is represented in a snapshot: as a plain [`Value`], which is written and read as JSON.
//!
//! This replaces serde's derive macros because they made the WebAssembly too large. Here each member takes one call in either direction.
//! Reading does not stop at an error: it records the place of the first one and continues, so that no code is needed between the members
//! to leave early. The error message names that place and does not quote the document.
//!
//! A type declares its members or variants with the macro [`saved`]. It must name all of them, so a new one cannot be forgotten.

mod types;

use std::borrow::Cow;

use crate::value::Value;
pub(crate) use types::{AsText, Bits, text};

/// A type whose values a snapshot contains.
pub(crate) trait Saved {
    /// The form.
    fn save(&self) -> Value;

    /// Writes the form as JSON text. Types with many parts write them one by one, because a form of the whole state takes much memory. The
    /// builds for JavaScript leave that out, to stay small.
    fn write(&self, json: &mut Vec<u8>) {
        self.save().write_json(json);
    }

    /// Replaces a default with the value that has this form. If the form is invalid, records its place in the reader.
    fn load(&mut self, form: Value, reader: &mut Reader);
}

/// Returns the value that has this form, or an arbitrary value if the form is invalid.
pub(crate) fn load<T: Saved + Default>(form: Value, reader: &mut Reader) -> T {
    let mut loaded = T::default();
    loaded.load(form, reader);
    loaded
}

/// The members of a structure.
pub(crate) type Form = Vec<(Cow<'static, str>, Value)>;

/// The place in the document that is being read, and the first invalid place.
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
    /// Records that the current value is missing, unknown or of the wrong type. Only the first record counts.
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

    /// Reads an item of a list that is an item of another list.
    pub(crate) fn at(
        &mut self,
        members: &[&'static str],
        index: usize,
        member: &'static str,
        inner_index: usize,
        read: impl FnOnce(&mut Self),
    ) {
        self.path.extend(members.iter().copied().map(Step::Member));
        self.path.extend([
            Step::Item(index),
            Step::Member(member),
            Step::Item(inner_index),
        ]);
        read(self);
        self.path.clear();
    }

    /// The first invalid place of the document: `state.clock.aheadBy`; empty for the document as a whole.
    pub(crate) fn unfit(self) -> Option<String> {
        self.unfit
    }
}

/// Adds a member to the form of a structure.
pub(crate) fn put(members: &mut Form, name: &'static str, member: &dyn Saved) {
    members.push((Cow::Borrowed(name), member.save()));
}

/// The members of a structure that are not read yet.
pub(crate) struct Members(Form);

impl Members {
    /// Takes the members of a form.
    pub(crate) fn of(form: Value, reader: &mut Reader) -> Self {
        match form {
            Value::Map(members) => Self(members),
            _ => {
                reader.note();
                Self(Vec::new())
            }
        }
    }

    /// Reads a required member.
    pub(crate) fn take(&mut self, name: &'static str, into: &mut dyn Saved, reader: &mut Reader) {
        reader.path.push(Step::Member(name));
        match self.0.iter().position(|(member, _)| member == name) {
            Some(index) => into.load(self.0.swap_remove(index).1, reader),
            None => reader.note(),
        }
        reader.path.pop();
    }

    /// Rejects the remaining members, which are unknown or duplicates.
    pub(crate) fn end(self, reader: &mut Reader) {
        if !self.0.is_empty() {
            reader.note();
        }
    }
}

/// The form of a variant with content. A variant without content is written as its name.
pub(crate) fn form_of_variant(name: &'static str, content: Value) -> Value {
    Value::Map(vec![(Cow::Borrowed(name), content)])
}

/// The name of a variant, and its content; null if it has none.
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

/// Records the content of a variant that should have none as an error.
pub(crate) fn end_variant(content: &Value, reader: &mut Reader) {
    if !matches!(content, Value::Null) {
        reader.note();
    }
}

/// Declares the saved form of a structure (names of members) or enumeration (names of variants and their members).
macro_rules! saved {
    (struct $type:ident { $($field:ident: $name:literal),+ $(,)? } $(without $($absent:ident),+)?) => {
        impl $crate::saved::Saved for $type {
            fn save(&self) -> $crate::value::Value {
                let Self { $($field,)+ $($($absent: _,)+)? } = self;
                let mut members = $crate::saved::Form::new();
                $($crate::saved::put(&mut members, $name, $field);)+
                $crate::value::Value::Map(members)
            }

            #[cfg(not(target_family = "wasm"))]
            fn write(&self, json: &mut Vec<u8>) {
                let Self { $($field,)+ $($($absent: _,)+)? } = self;
                let mut separator = b'{';
                $(
                    $crate::value::write_name(json, &mut separator, $name);
                    $crate::saved::Saved::write($field, json);
                )+
                json.push(b'}');
            }

            fn load(&mut self, form: $crate::value::Value, reader: &mut $crate::saved::Reader) {
                let Self { $($field,)+ $($($absent: _,)+)? } = self;
                let mut members = $crate::saved::Members::of(form, reader);
                $(members.take($name, $field, reader);)+
                members.end(reader);
            }
        }
    };
    (enum $type:ident { $($variant:ident $(($content:ident))? $({ $($field:ident: $member:literal),+ })?: $name:literal),+ $(,)? }) => {
        impl $crate::saved::Saved for $type {
            fn save(&self) -> $crate::value::Value {
                match self {$(
                    Self::$variant $(($content))? $({ $($field),+ })? =>
                        $crate::saved::variant!(save $name $(($content))? $({ $($field: $member),+ })?),
                )+}
            }

            fn load(&mut self, form: $crate::value::Value, reader: &mut $crate::saved::Reader) {
                let (name, content) = $crate::saved::read_variant(form, reader);
                *self = match &*name {
                    $($name => $crate::saved::variant!(
                        load content, reader, Self::$variant $(($content))? $({ $($field: $member),+ })?
                    ),)+
                    _ => {
                        reader.note();
                        return;
                    }
                };
            }
        }
    };
    (newtype $type:ident) => {
        impl $crate::saved::Saved for $type {
            fn save(&self) -> $crate::value::Value {
                $crate::saved::Saved::save(&self.0)
            }

            fn load(&mut self, form: $crate::value::Value, reader: &mut $crate::saved::Reader) {
                $crate::saved::Saved::load(&mut self.0, form, reader);
            }
        }
    };
}
pub(crate) use saved;

/// One variant of an enumeration.
macro_rules! variant {
    (save $name:literal) => {
        $crate::value::Value::string($name)
    };
    (save $name:literal ($content:ident)) => {
        $crate::saved::form_of_variant($name, $crate::saved::Saved::save($content))
    };
    (save $name:literal { $($field:ident: $member:literal),+ }) => {{
        let mut members = $crate::saved::Form::new();
        $($crate::saved::put(&mut members, $member, $field);)+
        $crate::saved::form_of_variant($name, $crate::value::Value::Map(members))
    }};
    (load $form:ident, $reader:ident, Self::$variant:ident) => {{
        $crate::saved::end_variant(&$form, $reader);
        Self::$variant
    }};
    (load $form:ident, $reader:ident, Self::$variant:ident ($content:ident)) => {
        Self::$variant($crate::saved::load($form, $reader))
    };
    (load $form:ident, $reader:ident, Self::$variant:ident { $($field:ident: $member:literal),+ }) => {{
        $(let mut $field = Default::default();)+
        let mut members = $crate::saved::Members::of($form, $reader);
        $(members.take($member, &mut $field, $reader);)+
        members.end($reader);
        Self::$variant { $($field),+ }
    }};
}
pub(crate) use variant;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Point {
        x: i64,
        name: Option<String>,
    }
    saved! { struct Point { x: "x", name: "theName" } }

    #[derive(Debug, Default, PartialEq)]
    enum Shape {
        #[default]
        Dot,
        Many(Vec<u32>),
        Line {
            from: i64,
            to: i64,
        },
    }
    saved! { enum Shape { Dot: "dot", Many(points): "many", Line { from: "from", to: "to" }: "line" } }

    fn read<T: Saved + Default>(json: &str) -> Result<T, String> {
        let mut reader = Reader::default();
        let loaded = load(serde_json::from_str(json).unwrap(), &mut reader);
        match reader.unfit() {
            None => Ok(loaded),
            Some(place) => Err(place),
        }
    }

    fn written(value: &impl Saved) -> String {
        let mut json = Vec::new();
        value.write(&mut json);
        String::from_utf8(json).unwrap()
    }

    #[test]
    fn writes_lists_and_shared_parts_like_their_form() {
        let points = vec![
            Arc::new(Point { x: 1, name: None }),
            Arc::new(Point {
                x: -2,
                name: Some("\"".to_owned()),
            }),
        ];
        for value in [Some(points), Some(Vec::new()), None] {
            assert_eq!(written(&value).into_bytes(), value.save().to_json());
        }
    }

    #[test]
    fn reads_back_every_saved_type() {
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
            assert_eq!(written(&value), json);
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
            assert_eq!(written(&value), json);
            assert_eq!(read(json), Ok(value));
        }
    }

    #[test]
    fn errors_name_the_path_of_the_invalid_value() {
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
