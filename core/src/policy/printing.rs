//! The text of a policy as the service formats it.
//!
//! Recorded: indentation of two spaces, spaces around colons and inside lists, no newline at the end. The order is Version, Id,
//! Statement, and in a statement Sid, Effect, Principal, Action, Resource, Condition. A single principal is printed without a list. Seen in
//! policies copied from the console: a single action keeps its list.

use std::borrow::Cow;

use super::document::{ELEMENTS, STATEMENT_ELEMENTS};
use crate::identifiers::{is_account_id, root_user};
use crate::value::Value;

/// Prints a valid policy.
pub(super) fn print(policy: &Value) -> String {
    let mut text = String::new();
    write(&mut text, &in_service_order(policy), 1);
    text
}

/// Returns a policy with its elements in the service's order and its principals in the service's form.
fn in_service_order(policy: &Value) -> Value {
    let statement = |statement: &Value| {
        ordered(statement, &STATEMENT_ELEMENTS, |name, value| {
            match (name, value) {
                ("Principal" | "NotPrincipal", Value::Map(kinds)) => Value::Map(
                    kinds
                        .iter()
                        .map(|(kind, named)| (kind.clone(), principals(kind, named)))
                        .collect(),
                ),
                _ => value.clone(),
            }
        })
    };
    ordered(policy, &ELEMENTS, |name, value| match (name, value) {
        ("Statement", Value::List(statements)) => {
            Value::List(statements.iter().map(statement).collect())
        }
        // Guess: a resource policy with a single statement is printed with a list of one statement.
        ("Statement", single) => Value::List(vec![statement(single)]),
        _ => value.clone(),
    })
}

fn ordered(
    value: &Value,
    order: &'static [&'static str],
    arrange: impl Fn(&str, &Value) -> Value,
) -> Value {
    let Value::Map(members) = value else {
        return value.clone();
    };
    let find = |name: &'static str| {
        let (_, value) = members.iter().find(|(member, _)| *member == name)?;
        Some((Cow::Borrowed(name), arrange(name, value)))
    };
    Value::Map(order.iter().filter_map(|name| find(name)).collect())
}

/// Recorded: a single principal is printed without a list. Inferred from other services: an account is printed as the ARN of its root.
/// Guess: several principals of a resource policy keep their order.
fn principals(kind: &str, named: &Value) -> Value {
    let principal = |principal: &Value| match principal {
        Value::String(text) if kind == "AWS" && is_account_id(text) => {
            Value::string(root_user(text))
        }
        _ => principal.clone(),
    };
    match named {
        Value::List(named) => match named.as_slice() {
            [one] => principal(one),
            several => Value::List(several.iter().map(principal).collect()),
        },
        one => principal(one),
    }
}

fn write(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Map(members) if !members.is_empty() => {
            let mut separator = "{";
            for (name, member) in members {
                text.push_str(separator);
                new_line(text, depth);
                write_scalar(text, &Value::string(&**name));
                text.push_str(" : ");
                write(text, member, depth.saturating_add(1));
                separator = ",";
            }
            new_line(text, depth.saturating_sub(1));
            text.push('}');
        }
        Value::List(items) if !items.is_empty() => {
            let mut separator = "[ ";
            for item in items {
                text.push_str(separator);
                write(text, item, depth);
                separator = ", ";
            }
            text.push_str(" ]");
        }
        // Guess: empty objects and lists of a resource policy are printed with a space inside, as the same printer does elsewhere.
        Value::Map(_) => text.push_str("{ }"),
        Value::List(_) => text.push_str("[ ]"),
        scalar => write_scalar(text, scalar),
    }
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
}

fn write_scalar(text: &mut String, scalar: &Value) {
    text.push_str(&String::from_utf8_lossy(&scalar.to_json()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(json: &str) -> String {
        print(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn as_recorded() {
        assert_eq!(
            printed(
                r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}"#
            ),
            "{\n  \"Version\" : \"2012-10-17\",\n  \"Statement\" : [ {\n    \"Effect\" : \"Allow\",\n    \"Principal\" : {\n      \"AWS\" : \"arn:aws:iam::123456789012:root\"\n    },\n    \"Action\" : \"secretsmanager:GetSecretValue\",\n    \"Resource\" : \"*\"\n  } ]\n}"
        );
    }

    #[test]
    fn empty_and_odd_values() {
        assert_eq!(
            printed(
                r#"{"Statement": {"Condition": {"Bool": {"a:b": false, "c:d": []}, "Null": {}}, "Sid": "a/\"é\"\n"}}"#
            ),
            "{\n  \"Statement\" : [ {\n    \"Sid\" : \"a/\\\"é\\\"\\n\",\n    \"Condition\" : {\n      \"Bool\" : {\n        \"a:b\" : false,\n        \"c:d\" : [ ]\n      },\n      \"Null\" : { }\n    }\n  } ]\n}"
        );
    }
}
