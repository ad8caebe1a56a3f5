//! Whether a policy allows an action of a principal in another account.
//!
//! The fake knows the caller's account, but not the user or role. So a principal of that account is treated as the caller. The fake cannot
//! evaluate a Condition either, so a statement with a Condition neither allows nor denies.

use super::document::{Document, Effect, Selection, Statement};
use super::principal::Principal;
use super::wildcard::covers;

/// The decision of a policy about a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Allowed,
    /// No statement applies.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

/// Decides whether a principal of the account may perform the action, for example `secretsmanager:GetSecretValue`.
pub(super) fn access(document: &Document, account_id: &str, action: &str, arn: &str) -> Access {
    let action = action.to_ascii_lowercase();
    let applies = |statement: &&Statement| {
        statement.conditions.is_empty()
            && applies_to_account(&statement.principals, account_id)
            && selects(&statement.actions, &action)
            && selects(&statement.resources, arn)
    };
    let mut effects = document
        .statements
        .iter()
        .filter(applies)
        .map(|statement| statement.effect);
    let first = effects.next();
    if first == Some(Effect::Deny) || effects.any(|effect| effect == Effect::Deny) {
        Access::Denied
    } else if first.is_some() {
        Access::Allowed
    } else {
        Access::NotAllowed
    }
}

fn applies_to_account(principals: &Selection<Principal>, account_id: &str) -> bool {
    let of_account = |principal: &Principal| principal.is_of_account(account_id);
    match principals {
        Selection::Only(principals) => principals.iter().any(of_account),
        Selection::AllBut(principals) => !principals.iter().any(of_account),
    }
}

fn selects(patterns: &Selection<String>, text: &str) -> bool {
    let covered = |pattern: &String| covers(pattern, text);
    match patterns {
        Selection::Only(patterns) => patterns.iter().any(covered),
        Selection::AllBut(patterns) => !patterns.iter().any(covered),
    }
}
