//! Reads the arguments of a control, which a host passes by name. Error messages are the same for Python, JavaScript and JSON.

use std::borrow::Cow;

use crate::language::{camel_case, decimal};
use crate::misuse::Misuse;
use crate::suggestion::did_you_mean;
use crate::value::Value;

/// The members that are not read yet.
pub(crate) struct Arguments {
    members: Vec<(Cow<'static, str>, Value)>,
    control: &'static str,
    example: &'static str,
    /// The example in JavaScript, if it differs.
    javascript: &'static str,
    /// The names that were requested so far.
    known: Vec<&'static str>,
}

impl Arguments {
    /// Takes the arguments of a control; null stands for no arguments.
    pub(crate) fn of(
        given: Value,
        control: &'static str,
        example: &'static str,
    ) -> Result<Self, Misuse> {
        let members = match given {
            Value::Null => Vec::new(),
            Value::Map(members) => members,
            other => {
                let given = format!("{control} got {}", other.kind());
                return Err(Misuse::new(given, "arguments by name", example));
            }
        };
        Ok(Self {
            members,
            control,
            example,
            javascript: example,
            known: Vec::new(),
        })
    }

    /// Sets the example for tests in JavaScript.
    pub(crate) fn or_in_javascript(mut self, example: &'static str) -> Self {
        self.javascript = example;
        self
    }

    fn misuse(&self, given: &str, expected: &'static str) -> Misuse {
        let given = format!("{}: {given}", self.control);
        Misuse::new(given, expected, self.example).or_in_javascript(self.javascript)
    }

    /// Takes a member that is present and not null. JavaScript's form of a name (`accountId`) is accepted too.
    pub(crate) fn value(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        let is_meant = |given: &str| given.bytes().eq(name.bytes()) || given == camel_case(name);
        let index = self.members.iter().position(|(given, _)| is_meant(given))?;
        Some(self.members.swap_remove(index).1).filter(|value| !matches!(value, Value::Null))
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        expected: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Misuse> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => match read(&value) {
                Some(read) => Ok(Some(read)),
                None => Err(self.misuse(&format!("{name} is {}", value.kind()), expected)),
            },
        }
    }

    /// Text.
    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<String>, Misuse> {
        self.read(name, "text", |value| match value {
            Value::String(text) => Some(String::from(&**text)),
            _ => None,
        })
    }

    /// A list in which each item is text or null.
    pub(crate) fn texts(
        &mut self,
        name: &'static str,
    ) -> Result<Option<Vec<Option<String>>>, Misuse> {
        self.read(name, "a list of strings", |value| match value {
            Value::List(items) => items
                .iter()
                .map(|item| match item {
                    Value::Null => Some(None),
                    Value::String(text) => Some(Some(String::from(&**text))),
                    _ => None,
                })
                .collect(),
            _ => None,
        })
    }

    /// A boolean.
    pub(crate) fn flag(&mut self, name: &'static str) -> Result<bool, Misuse> {
        let flag = self.read(name, "true or false", |value| match value {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        });
        Ok(flag?.unwrap_or_default())
    }

    /// A boolean that only the hosts set, which error messages do not list.
    pub(crate) fn unlisted_flag(&mut self, name: &'static str) -> Result<bool, Misuse> {
        let flag = self.flag(name);
        self.known.retain(|known| *known != name);
        flag
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &'static str) -> Result<Option<f64>, Misuse> {
        self.read(name, "a number", |value| match value {
            Value::Integer(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            _ => None,
        })
    }

    /// A whole number of at least 0.
    pub(crate) fn count(&mut self, name: &'static str) -> Result<Option<u64>, Misuse> {
        let expected = "a whole number of at least 0";
        match self.number(name)? {
            None => Ok(None),
            Some(number) if number >= 0.0 && number.fract() == 0.0 => Ok(Some(number as u64)),
            Some(number) => Err(self.misuse(&format!("{name} is {}", decimal(number)), expected)),
        }
    }

    /// A whole number that fits into 32 bits.
    pub(crate) fn small_count(&mut self, name: &'static str) -> Result<Option<u32>, Misuse> {
        match self.count(name)? {
            None => Ok(None),
            Some(number) => match u32::try_from(number) {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(self.misuse(
                    &format!("{name} is {number}"),
                    "a whole number from 0 to 4294967295",
                )),
            },
        }
    }

    /// One of several words, each of which stands for a value.
    pub(crate) fn word<T>(
        &mut self,
        name: &'static str,
        expected: &'static str,
        named: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Misuse> {
        match self.text(name)? {
            None => Ok(None),
            Some(word) => match named(&word) {
                Some(value) => Ok(Some(value)),
                None => Err(self.misuse(&format!("{name} is \"{word}\""), expected)),
            },
        }
    }

    /// Rejects all members that were not read.
    pub(crate) fn end(self) -> Result<(), Misuse> {
        let Some((name, _)) = self.members.first() else {
            return Ok(());
        };
        if self.known.iter().any(|known| known == name) {
            let given = format!("{} got \"{name}\" twice", self.control);
            return Err(Misuse::new(given, "each argument once", self.example)
                .or_in_javascript(self.javascript));
        }
        let suggestion = did_you_mean(name, self.known.iter().copied());
        Err(Misuse::new(
            format!("{} got \"{name}\"{suggestion}", self.control),
            format!("only {}", self.known.join(", ")),
            self.example,
        )
        .or_in_javascript(self.javascript))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(json: &str) -> Arguments {
        Arguments::of(serde_json::from_str(json).unwrap(), "fail", "fail(…)").unwrap()
    }

    #[test]
    fn members_are_read_by_either_name() {
        let mut given =
            arguments(r#"{"accountId":"1","region":null,"times":2,"sequence":["a",null]}"#);
        assert_eq!(given.text("account_id").unwrap().as_deref(), Some("1"));
        assert_eq!(given.text("region").unwrap(), None);
        assert_eq!(given.small_count("times").unwrap(), Some(2));
        assert_eq!(
            given.texts("sequence").unwrap(),
            Some(vec![Some("a".to_owned()), None])
        );
        assert!(!given.flag("predicate").unwrap());
        assert!(given.end().is_ok());
    }

    #[test]
    fn wrong_members_are_named() {
        let error = arguments(r#"{"times":-1}"#).small_count("times");
        assert_eq!(
            error.unwrap_err().to_string(),
            "fail: times is -1; expected a whole number of at least 0, for example fail(…)"
        );
        let error = arguments(r#"{"region":1}"#).text("region");
        assert_eq!(
            error.unwrap_err().to_string(),
            "fail: region is a number; expected text, for example fail(…)"
        );
        let mut given = arguments(r#"{"tmes":1}"#);
        let _ = given.small_count("times");
        assert_eq!(
            given.end().unwrap_err().to_string(),
            "fail got \"tmes\" (did you mean \"times\"?); expected only times, for example fail(…)"
        );
    }
}
