//! Compares a response with the expectation of a case: all members, and lists in order unless the step says otherwise.

use serde_json::Value;

use super::placeholders::Bindings;

/// Compares whole responses. Returns the differences.
pub(crate) fn compare(
    expected: &Value,
    actual: &Value,
    any_order: bool,
    bindings: &mut Bindings,
) -> Result<(), String> {
    Comparison { any_order }.at("", expected, actual, bindings)
}

struct Comparison {
    any_order: bool,
}

impl Comparison {
    fn at(
        &self,
        path: &str,
        expected: &Value,
        actual: &Value,
        bindings: &mut Bindings,
    ) -> Result<(), String> {
        match (expected, actual) {
            (Value::String(text), Value::String(found)) if bindings.matches(text, found) => Ok(()),
            (Value::Object(members), Value::Object(found)) => {
                if let Some(name) = found.keys().find(|name| !members.contains_key(*name)) {
                    return Err(format!(
                        "{path}.{name} was not expected; the answer is {actual}"
                    ));
                }
                members
                    .iter()
                    .try_for_each(|(name, member)| match found.get(name) {
                        Some(found) => self.at(&format!("{path}.{name}"), member, found, bindings),
                        None => Err(format!("{path}.{name} is missing; the answer is {actual}")),
                    })
            }
            (Value::Array(items), Value::Array(found)) if items.len() == found.len() => {
                if self.any_order {
                    return self.in_any_order(path, items, found.iter().collect(), bindings);
                }
                let mut pairs = items.iter().zip(found).enumerate();
                pairs.try_for_each(|(place, (item, found))| {
                    self.at(&format!("{path}[{place}]"), item, found, bindings)
                })
            }
            _ if expected == actual && !expected.is_string() => Ok(()),
            _ => Err(format!(
                "{path}: expected {}, found {actual}",
                bindings.fill_value(expected)
            )),
        }
    }

    /// Each expected item is matched with the first remaining item that fits.
    fn in_any_order(
        &self,
        path: &str,
        items: &[Value],
        mut found: Vec<&Value>,
        bindings: &mut Bindings,
    ) -> Result<(), String> {
        items.iter().try_for_each(|item| {
            let fits = |candidate: &&Value| {
                self.at(path, item, candidate, &mut bindings.clone())
                    .is_ok()
            };
            match found.iter().position(fits) {
                Some(place) => self.at(path, item, found.swap_remove(place), bindings),
                None => Err(format!(
                    "{path}: expected an item {}, found {found:?}",
                    bindings.fill_value(item)
                )),
            }
        })
    }
}
