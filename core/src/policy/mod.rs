//! Resource policies: grammar, public access, lockout, and the formatted text that the service stores.
//!
//! Crates for IAM policies contain a JSON schema or a whole authorization engine. The grammar is one page, so it is implemented here.

mod access;
mod document;
mod lockout;
mod principal;
mod printing;
mod public;
mod wildcard;

use std::sync::Arc;

use crate::error::Error;
use crate::value::Value;
pub(crate) use access::Access;
use document::Document;

/// Documented: the name of the policy that users write. Services can add other policies.
pub(crate) const DEFAULT: &str = "default";

/// Whether a request is about the policy that users write. Documented: a request without PolicyName is.
pub(crate) fn is_default(name: Option<&str>) -> bool {
    name.is_none_or(|name| name == DEFAULT)
}

/// Rejects changes to any policy except the one that users write (documented).
pub(crate) fn require_default(name: Option<&Arc<str>>) -> Result<(), Error> {
    match name {
        Some(name) if !is_default(Some(name)) => {
            Err(Error::PolicyNotWritable { name: name.clone() })
        }
        _ => Ok(()),
    }
}

/// A resource policy with valid grammar.
pub(crate) struct Policy {
    document: Document,
    printed: Arc<str>,
}

impl Policy {
    /// Parses the JSON text of a policy. Recorded: text that is not JSON is a syntax error.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        // Parsed as bytes, with the same parser as bodies of the wire API.
        let value: Value = Value::from_json(text.as_bytes()).map_err(|_| Error::PolicySyntax)?;
        let document = Document::read(&value)?;
        // Guess: the syntax of a whole policy is checked before its principals.
        document.require_supported_principals()?;
        Ok(Self {
            document,
            printed: printing::print(&value).into(),
        })
    }

    /// Rejects a policy that grants access to everyone.
    pub(crate) fn require_not_public(&self) -> Result<(), Error> {
        if public::is_public(&self.document) {
            Err(Error::PublicPolicy)
        } else {
            Ok(())
        }
    }

    /// Rejects a policy that locks the account out of managing the secret. `arn` is absent if the request names no secret.
    pub(crate) fn require_manageable(
        &self,
        account_id: &str,
        arn: Option<&str>,
    ) -> Result<(), Error> {
        if lockout::locks_out(&self.document, account_id, arn) {
            Err(Error::LockedOut)
        } else {
            Ok(())
        }
    }

    /// Decides whether a principal of an account may perform an action on the secret.
    pub(crate) fn access(&self, account_id: &str, action: &str, arn: &str) -> Access {
        access::access(&self.document, account_id, action, arn)
    }

    /// The text that the service stores.
    pub(crate) fn printed(&self) -> Arc<str> {
        self.printed.clone()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// Valid and invalid parts of policies, as JSON.
    fn word() -> impl Strategy<Value = String> {
        let words = [
            r#""*""#,
            r#""Allow""#,
            r#""2012-10-17""#,
            r#""123456789012""#,
            r#"["arn:aws:iam::123456789012:root", "*"]"#,
            r#"["secretsmanager:*"]"#,
            r#""secretsmanager:PutResourcePolicy""#,
            r#"{"AWS": ["123456789012"]}"#,
            r#"{"AWS": "*", "Service": "lambda.amazonaws.com"}"#,
            r#"{"StringNotLike": {"aws:PrincipalOrgID": ["o-a", true, 1.5]}}"#,
            "{}",
            "[]",
            "7",
        ];
        select(words.to_vec()).prop_map(str::to_owned)
    }

    /// An element, mostly with a valid value.
    fn element(name: &'static str, sound: &'static [&'static str]) -> BoxedStrategy<String> {
        let sound = select(sound.to_vec()).prop_map(str::to_owned);
        prop_oneof![9 => sound, 1 => word()]
            .prop_map(move |value| format!(r#""{name}": {value}"#))
            .boxed()
    }

    fn statement() -> impl Strategy<Value = String> {
        let principals = &[
            r#""*""#,
            r#"{"AWS": ["123456789012"]}"#,
            r#"{"AWS": ["*", "arn:aws:iam::123456789012:role/app"]}"#,
        ];
        let actions = &[r#""*""#, r#"["secretsmanager:Put*", "kms:*"]"#];
        let conditions = &[
            "{}",
            r#"{"Bool": {"aws:SecureTransport": false}}"#,
            r#"{"StringEquals": {"aws:SourceVpc": ["vpc-1"]}, "ArnLike": {}}"#,
        ];
        (
            element("Effect", &[r#""Allow""#, r#""Deny""#]),
            prop_oneof![
                element("Principal", principals),
                element("NotPrincipal", principals)
            ],
            prop_oneof![element("Action", actions), element("NotAction", actions)],
            element("Resource", &[r#""*""#, r#"["arn:aws:*"]"#]),
            prop_oneof![
                element("Condition", conditions),
                element("Sid", &[r#""a/\"é\"\u0001""#])
            ],
        )
            .prop_map(|(one, two, three, four, five)| {
                format!("{{{one}, {two}, {three}, {four}, {five}}}")
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn formatting_keeps_the_meaning(statements in vec(statement(), 0..4), single in any::<bool>()) {
            let list = statements.join(", ");
            let list = if single && statements.len() == 1 { list } else { format!("[{list}]") };
            let text = format!(r#"{{"Statement": {list}, "Version": "2012-10-17"}}"#);
            if let Ok(policy) = Policy::read(&text) {
                let again = Policy::read(&policy.printed()).unwrap();
                prop_assert_eq!(policy.printed(), again.printed());
                prop_assert_eq!(policy.require_not_public(), again.require_not_public());
                let manageable = |policy: &Policy| policy.require_manageable("123456789012", None);
                prop_assert_eq!(manageable(&policy), manageable(&again));
            }
        }

        #[test]
        fn any_text_gets_a_result(text in ".{0,60}", words in vec(word(), 0..4)) {
            for text in [text, words.join(","), format!(r#"{{"Statement": [{}]}}"#, words.join(","))] {
                let _ = Policy::read(&text);
            }
        }
    }
}
