//! Whether a policy locks the caller out of managing the secret.
//!
//! Recorded: a Deny of PutResourcePolicy for everyone is a lockout; a Deny of reading and writing for another principal is not.
//! The fake knows the caller's account, but not the user or role. So a Deny is a lockout if it covers everyone in that account. Inferred: a
//! statement with a Condition is not a lockout, because the fake cannot evaluate the Condition.

use super::document::{Document, Effect, Selection, Statement};
use super::principal::Principal;
use super::wildcard::covers;

/// The actions that manage a secret, in lower case. Guess: only denying PutResourcePolicy is a lockout; a denied DeleteResourcePolicy is
/// not, because another policy can still be set.
const MANAGING: &str = "secretsmanager:putresourcepolicy";

/// Whether no principal in the account can set another policy. Without an ARN, only statements for all resources count.
pub(super) fn locks_out(document: &Document, account_id: &str, arn: Option<&str>) -> bool {
    document.statements.iter().any(|statement| {
        statement.effect == Effect::Deny
            && statement.conditions.is_empty()
            && applies_to_account(statement, account_id)
            && meets(&statement.actions, Some(MANAGING))
            && meets(&statement.resources, arn)
    })
}

/// Whether the statement applies to everyone in the account.
fn applies_to_account(statement: &Statement, account_id: &str) -> bool {
    match &statement.principals {
        Selection::Only(principals) => principals.iter().any(|principal| {
            *principal == Principal::Everybody || principal.is_whole_account(account_id)
        }),
        Selection::AllBut(principals) => !principals
            .iter()
            .any(|principal| principal.is_of_account(account_id)),
    }
}

/// Whether patterns match a text. If the text is unknown, whether they match every text.
fn meets(patterns: &Selection<String>, text: Option<&str>) -> bool {
    let covered = |pattern: &String| covers(pattern, text.unwrap_or("*"));
    match patterns {
        Selection::Only(patterns) => patterns.iter().any(covered),
        Selection::AllBut(patterns) => text.is_some() && !patterns.iter().any(covered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "123456789012";
    const ARN: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-a1b2c3";

    fn document(statement: &str) -> Document {
        Document::read(&serde_json::from_str(&format!(r#"{{"Statement":{statement}}}"#)).unwrap())
            .unwrap()
    }

    fn deny(principal: &str, action: &str, rest: &str) -> Document {
        document(&format!(
            r#"{{"Effect":"Deny",{principal},{action},{rest}}}"#
        ))
    }

    const EVERYONE: &str = r#""Principal":"*""#;
    const PUT: &str = r#""Action":"secretsmanager:PutResourcePolicy""#;
    const EVERYTHING: &str = r#""Resource":"*""#;

    #[test]
    fn detects_locked_out_principals() {
        for (principal, shut_out) in [
            (EVERYONE, true),
            (r#""Principal":{"AWS":["*"]}"#, true),
            (r#""Principal":{"AWS":"123456789012"}"#, true),
            (
                r#""Principal":{"AWS":"arn:aws:iam::123456789012:root"}"#,
                true,
            ),
            (r#""Principal":{"AWS":"210987654321"}"#, false),
            (
                r#""Principal":{"AWS":"arn:aws:iam::123456789012:role/app"}"#,
                false,
            ),
            (r#""Principal":{"Service":"lambda.amazonaws.com"}"#, false),
            (r#""NotPrincipal":{"AWS":"210987654321"}"#, true),
            (r#""NotPrincipal":{"Service":"lambda.amazonaws.com"}"#, true),
            (
                r#""NotPrincipal":{"AWS":"arn:aws:iam::123456789012:role/admin"}"#,
                false,
            ),
            (r#""NotPrincipal":"*""#, false),
        ] {
            let document = deny(principal, PUT, EVERYTHING);
            assert_eq!(locks_out(&document, ACCOUNT, None), shut_out, "{principal}");
        }
    }

    #[test]
    fn detects_locked_out_actions_and_resources() {
        for (action, managing) in [
            (PUT, true),
            (r#""Action":"*""#, true),
            (
                r#""Action":["secretsmanager:get*","SecretsManager:Put*"]"#,
                true,
            ),
            (r#""NotAction":"secretsmanager:GetSecretValue""#, true),
            (r#""Action":"secretsmanager:DeleteResourcePolicy""#, false),
            (r#""Action":"secretsmanager:Get*""#, false),
            (r#""NotAction":"secretsmanager:*ResourcePolicy""#, false),
        ] {
            let document = deny(EVERYONE, action, EVERYTHING);
            assert_eq!(locks_out(&document, ACCOUNT, None), managing, "{action}");
        }
    }

    #[test]
    fn conditions_limit_a_lockout() {
        for (rest, with_arn, without) in [
            (EVERYTHING, true, true),
            (
                r#""Resource":"arn:aws:secretsmanager:*:*:secret:app/db-??????""#,
                true,
                false,
            ),
            (
                r#""Resource":"arn:aws:secretsmanager:us-east-1:123456789012:secret:other-a1b2c3""#,
                false,
                false,
            ),
            (r#""NotResource":"arn:aws:s3:::*""#, true, false),
            (r#""NotResource":"*""#, false, false),
            (r#""Resource":"*","Condition":{}"#, true, true),
            (
                r#""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#,
                false,
                false,
            ),
        ] {
            let document = deny(EVERYONE, PUT, rest);
            assert_eq!(locks_out(&document, ACCOUNT, Some(ARN)), with_arn, "{rest}");
            assert_eq!(locks_out(&document, ACCOUNT, None), without, "{rest}");
        }
        let allow = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
        assert!(!locks_out(&document(allow), ACCOUNT, None));
    }
}
