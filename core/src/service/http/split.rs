//! Splits requests to Parameter Store of clients in the process: the fake answers references to secrets, and the host answers other names.

use std::borrow::Cow;

use super::ssm::{is_ours, is_ssm, member};
use crate::sorting::sort_by_key;
use crate::value::Value;

/// The parts of a request to Parameter Store. Each is a request body, or absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParameterRequest {
    /// For the names that the fake answers: references to secrets.
    pub references: Option<Vec<u8>>,
    /// For all other names.
    pub others: Option<Vec<u8>>,
}

/// Splits a request to `GetParameter` or `GetParameters`. The fake answers no part of any other request.
///
/// ```
/// let headers = [("X-Amz-Target", "AmazonSSM.GetParameters")];
/// let body = br#"{"Names":["/plain","/aws/reference/secretsmanager/db"]}"#;
/// let parts = fake_secrets_manager::split_parameters(&headers, body);
/// assert_eq!(parts.others.as_deref(), Some(br#"{"Names":["/plain"]}"#.as_slice()));
/// assert!(parts.references.is_some());
/// ```
#[must_use]
pub fn split_parameters(headers: &[(&str, &str)], body: &[u8]) -> ParameterRequest {
    let others = || ParameterRequest {
        references: None,
        others: Some(body.to_vec()),
    };
    let references = || ParameterRequest {
        references: Some(body.to_vec()),
        others: None,
    };
    let Ok(request) = Value::from_json(body) else {
        return others();
    };
    if !is_ssm(headers) {
        return others();
    }
    match (member(&request, "Name"), member(&request, "Names")) {
        (Some(Value::String(name)), None) if is_ours(name) => references(),
        (None, Some(Value::List(names))) => {
            let ours = |name: &Value| matches!(name, Value::String(name) if is_ours(name));
            let (own, other): (Vec<_>, Vec<_>) = names.iter().cloned().partition(ours);
            match (own.is_empty(), other.is_empty()) {
                (true, _) => others(),
                (false, true) => references(),
                (false, false) => ParameterRequest {
                    references: Some(with_names(&request, own)),
                    others: Some(with_names(&request, other)),
                },
            }
        }
        _ => others(),
    }
}

/// Joins two responses to `GetParameters`, in the service's order.
#[must_use]
pub fn join_parameters(one: &[u8], other: &[u8]) -> Vec<u8> {
    let answers: Vec<Value> = [one, other]
        .into_iter()
        .filter_map(|answer| Value::from_json(answer).ok())
        .collect();
    let all = |name: &str| -> Vec<Value> {
        answers
            .iter()
            .filter_map(|answer| match member(answer, name) {
                Some(Value::List(items)) => Some(items.clone()),
                _ => None,
            })
            .flatten()
            .collect()
    };
    let mut parameters = all("Parameters");
    sort_by_key(&mut parameters, |parameter| {
        match member(parameter, "Name") {
            Some(Value::String(name)) => name.to_string(),
            _ => String::new(),
        }
    });
    Value::Map(vec![
        (
            Cow::Borrowed("InvalidParameters"),
            Value::List(all("InvalidParameters")),
        ),
        (Cow::Borrowed("Parameters"), Value::List(parameters)),
    ])
    .to_json()
}

fn with_names(request: &Value, names: Vec<Value>) -> Vec<u8> {
    let Value::Map(members) = request else {
        return request.to_json();
    };
    let members = members.iter().map(|(name, value)| {
        let value = if name == "Names" {
            Value::List(names.clone())
        } else {
            value.clone()
        };
        (name.clone(), value)
    });
    Value::Map(members.collect()).to_json()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(operation: &str, body: &str) -> (Option<String>, Option<String>) {
        let target = format!("AmazonSSM.{operation}");
        let parts = split_parameters(&[("x-amz-target", &target)], body.as_bytes());
        let text = |part: Option<Vec<u8>>| part.map(|body| String::from_utf8(body).unwrap());
        (text(parts.references), text(parts.others))
    }

    #[test]
    fn references_are_answered_by_the_fake() {
        for name in [
            "/aws/reference/secretsmanager/db",
            "aws/reference/secretsmanager/db:AWSCURRENT",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:db",
        ] {
            let body = format!(r#"{{"Name":"{name}"}}"#);
            assert_eq!(split("GetParameter", &body), (Some(body.clone()), None));
        }
        for body in [
            r#"{"Name":"/plain"}"#,
            "{}",
            "nonsense",
            r#"{"Names":["/a","/b"]}"#,
        ] {
            assert_eq!(split("GetParameters", body), (None, Some(body.to_owned())));
        }
    }

    #[test]
    fn merges_responses_in_the_order_of_the_service() {
        let one = br#"{"InvalidParameters":["/x"],"Parameters":[{"Name":"/b","Version":0}]}"#;
        let other =
            br#"{"InvalidParameters":["/y"],"Parameters":[{"Name":"/a","LastModifiedDate":1.5}]}"#;
        let joined = String::from_utf8(join_parameters(one, other)).unwrap();
        assert_eq!(
            joined,
            r#"{"InvalidParameters":["/x","/y"],"Parameters":[{"Name":"/a","LastModifiedDate":1.5},{"Name":"/b","Version":0}]}"#
        );
    }
}
