//! The notation of declarations: `types!` for named types with their limits, `structure!` for structures with members.
//!
//! One declaration generates the Rust type, the conversion from and to [`Value`], and the [`Shape`]. Validation, the description and
//! the types of other languages use the shape.

use std::borrow::Cow;
use std::sync::Arc;

use super::shape::Shape;
use crate::clock::Timestamp;
use crate::value::Value;

/// A type of the API.
pub(crate) trait Type {
    /// The Rust type that operations use.
    type Rust: Default;
    const SHAPE: Shape;
    /// Reads a value that has passed validation. Returns `None` if the value is of another kind.
    fn read(value: Value) -> Option<Self::Rust>;
    fn write(rust: Self::Rust) -> Value;
    /// Reads a member of a structure. Scalar types share one function for each kind, because there are hundreds of members.
    fn take(members: &mut Members, name: &str) -> Option<Self::Rust> {
        members.take(name).and_then(Self::read)
    }
    /// Writes a member of a structure, unless the member is absent.
    fn put(members: &mut Members, name: &'static str, rust: Option<Self::Rust>) {
        if let Some(rust) = rust {
            members.push(name, Self::write(rust));
        }
    }
    /// Writes the JSON text directly, because responses with lists are long. The browser build leaves it out, to stay small.
    #[cfg(not(target_family = "wasm"))]
    fn write_json(rust: Self::Rust, json: &mut Vec<u8>) {
        Self::write(rust).write_json(json);
    }
}

/// Whether a member is required.
pub(crate) trait Presence {
    type Field;
    type Type: Type;
    const REQUIRED: bool = false;
    const IDEMPOTENCY_TOKEN: bool = false;
    fn read(member: Option<<Self::Type as Type>::Rust>) -> Self::Field;
    /// `None` if a response leaves the member out.
    fn present(field: Self::Field) -> Option<<Self::Type as Type>::Rust>;
}

/// The member is required. Validation has rejected a request without it.
pub(crate) struct Required<T>(T);

/// The member is optional.
pub(crate) struct Optional<T>(T);

/// The member is optional. SDKs fill in a UUID.
pub(crate) struct IdempotencyToken<T>(T);

impl<T: Type> Presence for Required<T> {
    type Field = T::Rust;
    type Type = T;
    const REQUIRED: bool = true;

    fn read(member: Option<T::Rust>) -> T::Rust {
        member.unwrap_or_default()
    }

    fn present(field: T::Rust) -> Option<T::Rust> {
        Some(field)
    }
}

impl<T: Type> Presence for Optional<T> {
    type Field = Option<T::Rust>;
    type Type = T;

    fn read(member: Option<T::Rust>) -> Option<T::Rust> {
        member
    }

    fn present(field: Option<T::Rust>) -> Option<T::Rust> {
        field
    }
}

impl<T: Type> Presence for IdempotencyToken<T> {
    type Field = Option<T::Rust>;
    type Type = T;
    const IDEMPOTENCY_TOKEN: bool = true;

    fn read(member: Option<T::Rust>) -> Option<T::Rust> {
        member
    }

    fn present(field: Option<T::Rust>) -> Option<T::Rust> {
        field
    }
}

/// Members by name, while a structure is read from them or written.
#[derive(Default)]
pub(crate) struct Members(Vec<(Cow<'static, str>, Value)>);

impl Members {
    pub(crate) fn of(value: Value) -> Self {
        match value {
            Value::Map(members) => Self(members),
            _ => Self(Vec::new()),
        }
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        let place = self.0.iter().position(|(member, _)| member == name)?;
        Some(self.0.swap_remove(place).1)
    }

    pub(crate) fn push(&mut self, name: &'static str, value: Value) {
        self.0.push((Cow::Borrowed(name), value));
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Map(self.0)
    }
}

/// Reads and writes members of one kind.
macro_rules! members {
    ($($take:ident, $put:ident: $rust:ty = $kind:ident;)*) => {
        impl Members {$(
            #[inline(never)]
            pub(crate) fn $take(&mut self, name: &str) -> Option<$rust> {
                match self.take(name) {
                    Some(Value::$kind(rust)) => Some(rust),
                    _ => None,
                }
            }

            #[inline(never)]
            pub(crate) fn $put(&mut self, name: &'static str, rust: Option<$rust>) {
                if let Some(rust) = rust {
                    self.push(name, Value::$kind(rust));
                }
            }
        )*}
    };
}

members! {
    take_text, put_text: Arc<str> = String;
    take_bytes, put_bytes: Arc<[u8]> = Blob;
    take_number, put_number: i64 = Integer;
    take_boolean, put_boolean: bool = Boolean;
    take_moment, put_moment: Timestamp = Timestamp;
}

/// Declares a structure: `WireName => rust_name: Required<NamedType>, …`. Members of responses are in alphabetical order, as on the wire.
macro_rules! structure {
    (
        $(#[$doc:meta])*
        $name:ident = $wire_name:literal {
            $($member:ident => $field:ident: $presence:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(crate) struct $name {
            $(pub(crate) $field: <$presence as $crate::model::notation::Presence>::Field,)*
        }

        impl $crate::model::notation::Type for $name {
            type Rust = Self;
            const SHAPE: $crate::model::shape::Shape =
                $crate::model::shape::Shape::Structure(&$crate::model::shape::Structure {
                    name: $wire_name,
                    members: &[$($crate::model::shape::Member {
                        name: stringify!($member),
                        required: <$presence as $crate::model::notation::Presence>::REQUIRED,
                        idempotency_token: <$presence as $crate::model::notation::Presence>::IDEMPOTENCY_TOKEN,
                        shape: <<$presence as $crate::model::notation::Presence>::Type
                            as $crate::model::notation::Type>::SHAPE,
                    }),*],
                });

            fn read(value: $crate::value::Value) -> Option<Self> {
                let mut members = $crate::model::notation::Members::of(value);
                Some(Self {
                    $($field: <$presence as $crate::model::notation::Presence>::read(
                        <<$presence as $crate::model::notation::Presence>::Type
                            as $crate::model::notation::Type>::take(&mut members, stringify!($member)),
                    ),)*
                })
            }

            fn write(rust: Self) -> $crate::value::Value {
                let mut members = $crate::model::notation::Members::default();
                $(<<$presence as $crate::model::notation::Presence>::Type as $crate::model::notation::Type>::put(
                    &mut members,
                    stringify!($member),
                    <$presence as $crate::model::notation::Presence>::present(rust.$field),
                );)*
                members.into_value()
            }

            #[cfg(not(target_family = "wasm"))]
            fn write_json(rust: Self, json: &mut Vec<u8>) {
                let mut separator = b'{';
                $(if let Some(value) = <$presence as $crate::model::notation::Presence>::present(rust.$field) {
                    json.push(separator);
                    separator = b',';
                    json.extend_from_slice(concat!("\"", stringify!($member), "\":").as_bytes());
                    <<$presence as $crate::model::notation::Presence>::Type
                        as $crate::model::notation::Type>::write_json(value, json);
                })*
                json.extend_from_slice(if separator == b'{' { b"{}" } else { b"}" });
            }
        }
    };
}
pub(crate) use structure;

/// Declares named types: `string Name: limits;`, and likewise `blob`, `integer`, `long`, `boolean`, `timestamp`, `list … of …`, `map … of … to …`.
macro_rules! types {
    ($(#[$doc:meta])* string $name:ident: $limits:expr; $($rest:tt)*) => {
        types!(@scalar [$(#[$doc])*] $name, String, std::sync::Arc<str>, take_text, put_text, $limits,
            |value| match value { Value::String(text) => Some(text), _ => None }, Value::String,
            |json, text| $crate::value::write_text(json, text));
        types!($($rest)*);
    };
    ($(#[$doc:meta])* blob $name:ident: $limits:expr; $($rest:tt)*) => {
        types!(@scalar [$(#[$doc])*] $name, Blob, std::sync::Arc<[u8]>, take_bytes, put_bytes, $limits,
            |value| match value { Value::Blob(bytes) => Some(bytes), _ => None }, Value::Blob,
            |json, bytes| $crate::value::write_blob(json, bytes));
        types!($($rest)*);
    };
    ($(#[$doc:meta])* integer $name:ident: $limits:expr; $($rest:tt)*) => {
        types!(@scalar [$(#[$doc])*] $name, Integer, i64, take_number, put_number, $limits,
            |value| match value { Value::Integer(number) => Some(number), _ => None }, Value::Integer,
            |json, number| json.extend_from_slice(number.to_string().as_bytes()));
        types!($($rest)*);
    };
    ($(#[$doc:meta])* long $name:ident: $limits:expr; $($rest:tt)*) => {
        types!(@scalar [$(#[$doc])*] $name, Long, i64, take_number, put_number, $limits,
            |value| match value { Value::Integer(number) => Some(number), _ => None }, Value::Integer,
            |json, number| json.extend_from_slice(number.to_string().as_bytes()));
        types!($($rest)*);
    };
    ($(#[$doc:meta])* list $name:ident of $member:ty: $limits:expr; $($rest:tt)*) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Type for $name {
            type Rust = Vec<<$member as Type>::Rust>;
            const SHAPE: Shape = Shape::List(&List {
                name: stringify!($name),
                of: <$member as Type>::SHAPE,
                limits: $limits,
            });

            fn read(value: Value) -> Option<Self::Rust> {
                match value {
                    Value::List(items) => items.into_iter().map(<$member as Type>::read).collect(),
                    _ => None,
                }
            }

            fn write(rust: Self::Rust) -> Value {
                Value::List(rust.into_iter().map(<$member as Type>::write).collect())
            }

            #[cfg(not(target_family = "wasm"))]
            fn write_json(rust: Self::Rust, json: &mut Vec<u8>) {
                json.push(b'[');
                for (place, item) in rust.into_iter().enumerate() {
                    if place > 0 {
                        json.push(b',');
                    }
                    <$member as Type>::write_json(item, json);
                }
                json.push(b']');
            }
        }
        types!($($rest)*);
    };
    ($(#[$doc:meta])* map $name:ident of $key:ty, $value:ty; $($rest:tt)*) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Type for $name {
            type Rust = Vec<(std::sync::Arc<str>, <$value as Type>::Rust)>;
            const SHAPE: Shape = Shape::Map(&Map {
                name: stringify!($name),
                key: <$key as Type>::SHAPE,
                value: <$value as Type>::SHAPE,
            });

            fn read(value: Value) -> Option<Self::Rust> {
                let Value::Map(entries) = value else { return None };
                entries
                    .into_iter()
                    .map(|(key, value)| Some((key.into(), <$value as Type>::read(value)?)))
                    .collect()
            }

            fn write(rust: Self::Rust) -> Value {
                let entry = |(key, value): (std::sync::Arc<str>, _)| {
                    (String::from(&*key).into(), <$value as Type>::write(value))
                };
                Value::Map(rust.into_iter().map(entry).collect())
            }

            #[cfg(not(target_family = "wasm"))]
            fn write_json(rust: Self::Rust, json: &mut Vec<u8>) {
                let mut separator = b'{';
                for (key, value) in rust {
                    $crate::value::write_name(json, &mut separator, &key);
                    <$value as Type>::write_json(value, json);
                }
                json.extend_from_slice(if separator == b'{' { b"{}" } else { b"}" });
            }
        }
        types!($($rest)*);
    };
    (@scalar [$(#[$doc:meta])*] $name:ident, $kind:ident, $rust:ty, $take:ident, $put:ident, $limits:expr, $read:expr, $write:expr, $write_json:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Type for $name {
            type Rust = $rust;
            const SHAPE: Shape = Shape::$kind(&Scalar { name: stringify!($name), limits: $limits });

            fn read(value: Value) -> Option<$rust> {
                let read: fn(Value) -> Option<$rust> = $read;
                read(value)
            }

            fn write(rust: $rust) -> Value {
                $write(rust)
            }

            fn take(members: &mut $crate::model::notation::Members, name: &str) -> Option<$rust> {
                members.$take(name)
            }

            fn put(
                members: &mut $crate::model::notation::Members,
                name: &'static str,
                rust: Option<$rust>,
            ) {
                members.$put(name, rust);
            }

            #[cfg(not(target_family = "wasm"))]
            fn write_json(rust: $rust, json: &mut Vec<u8>) {
                let write: fn(&mut Vec<u8>, &$rust) = $write_json;
                write(json, &rust);
            }
        }
    };
    () => {};
}
pub(crate) use types;

/// The types without limits, which share one name in the model.
pub(crate) struct BooleanType;

impl Type for BooleanType {
    type Rust = bool;
    const SHAPE: Shape = Shape::Boolean;

    fn read(value: Value) -> Option<bool> {
        match value {
            Value::Boolean(boolean) => Some(boolean),
            _ => None,
        }
    }

    fn write(rust: bool) -> Value {
        Value::Boolean(rust)
    }

    fn take(members: &mut Members, name: &str) -> Option<bool> {
        members.take_boolean(name)
    }

    fn put(members: &mut Members, name: &'static str, rust: Option<bool>) {
        members.put_boolean(name, rust);
    }
}

/// A date.
pub(crate) struct TimestampType;

impl Type for TimestampType {
    type Rust = Timestamp;
    const SHAPE: Shape = Shape::Timestamp;

    fn read(value: Value) -> Option<Timestamp> {
        match value {
            Value::Timestamp(moment) => Some(moment),
            _ => None,
        }
    }

    fn write(rust: Timestamp) -> Value {
        Value::Timestamp(rust)
    }

    fn take(members: &mut Members, name: &str) -> Option<Timestamp> {
        members.take_moment(name)
    }

    fn put(members: &mut Members, name: &'static str, rust: Option<Timestamp>) {
        members.put_moment(name, rust);
    }

    #[cfg(not(target_family = "wasm"))]
    fn write_json(rust: Timestamp, json: &mut Vec<u8>) {
        rust.write_epoch_seconds(json);
    }
}

/// Text as operations receive it.
pub(crate) type Text = Arc<str>;
