//! What the set of cases covers, whatever each of them says.

use std::collections::BTreeSet;

use fake_secrets_manager::Error;

use super::case::{Case, Step};
use super::contract::Contract;

/// The operations that some case shows to succeed, and to refuse, and the situations in which the fake refused.
#[derive(Default)]
pub(crate) struct Coverage {
    succeeding: BTreeSet<String>,
    refusing: BTreeSet<String>,
    situations: BTreeSet<&'static str>,
}

impl Coverage {
    /// Counts a case that passed.
    pub(crate) fn count(&mut self, case: &Case, situations: BTreeSet<&'static str>) {
        self.situations.extend(situations);
        for step in &case.steps {
            if let Step::Call(call) = step {
                let operations = if call.gives.is_some() {
                    &mut self.succeeding
                } else {
                    &mut self.refusing
                };
                operations.insert(call.operation.clone());
            }
        }
    }

    /// Every operation that is built, and no other, is shown to succeed, each is shown to refuse, and every row of the error catalogue
    /// answers somewhere.
    pub(crate) fn gaps(&self, contract: &Contract) -> Vec<String> {
        let mut gaps = Vec::new();
        for name in contract.implemented() {
            if !self.succeeding.contains(name) {
                gaps.push(format!("{name} is built, but no case shows it succeed"));
            }
            if !self.refusing.contains(name) {
                gaps.push(format!("{name} is built, but no case shows it refuse"));
            }
        }
        let built: BTreeSet<&str> = contract.implemented().collect();
        let undeclared = self
            .succeeding
            .iter()
            .filter(|name| !built.contains(name.as_str()));
        gaps.extend(
            undeclared.map(|name| {
                format!("{name} succeeds in a case, but describe() has it as not built")
            }),
        );
        let silent = Error::ALL
            .iter()
            .map(|situation| situation.name)
            .filter(|name| !self.situations.contains(name));
        gaps.extend(
            silent
                .map(|name| format!("the service may refuse with {name}, but it does in no case")),
        );
        gaps
    }
}
