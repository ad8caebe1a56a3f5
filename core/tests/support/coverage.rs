//! The coverage of all cases together.

use std::collections::{BTreeMap, BTreeSet};

use fake_secrets_manager::Error;

use super::case::{Case, Step, Strength};
use super::contract::Contract;
use super::facts::Facts;

/// The operations with a successful and with a failing case, the error situations in cases, and the number of cases by strength.
#[derive(Default)]
pub(crate) struct Coverage {
    succeeding: BTreeSet<String>,
    refusing: BTreeSet<String>,
    situations: BTreeSet<&'static str>,
    strengths: BTreeMap<Strength, usize>,
    facts: Facts,
}

impl Coverage {
    /// Counts a case that passed.
    pub(crate) fn count(&mut self, case: &Case, situations: BTreeSet<&'static str>) {
        self.situations.extend(situations);
        *self.strengths.entry(case.strength).or_default() += 1;
        self.facts.count(&case.facts);
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

    /// The number of passed cases by strength.
    pub(crate) fn strengths(&self) -> String {
        let counts = self.strengths.iter();
        let counts: Vec<_> = counts
            .map(|(strength, cases)| format!("{cases} {strength:?}").to_lowercase())
            .collect();
        counts.join(", ")
    }

    /// The number of known facts that the cases show, by page.
    pub(crate) fn facts(&self) -> String {
        self.facts.counts()
    }

    /// The operations without a successful or failing case, and the rows of the error catalogue without a case.
    pub(crate) fn gaps(&self, contract: &Contract) -> Vec<String> {
        let mut gaps = Vec::new();
        for name in contract.names() {
            if !self.succeeding.contains(name) {
                gaps.push(format!("no case shows {name} succeed"));
            }
            if !self.refusing.contains(name) {
                gaps.push(format!("no case shows {name} fail"));
            }
        }
        let silent = Error::ALL
            .iter()
            .map(|situation| situation.name)
            .filter(|name| !self.situations.contains(name));
        gaps.extend(silent.map(|name| format!("no case shows the error {name}")));
        gaps
    }
}

/// The cases that are stronger than their evidence: a response has a message of the error catalogue with weaker evidence.
pub(crate) fn overstatement(case: &Case, situations: &BTreeSet<&'static str>) -> Option<String> {
    let weak = Error::ALL
        .iter()
        .filter(|situation| situations.contains(situation.name))
        .find(|situation| !case.strength.may_rest_on(situation.strength))?;
    Some(format!(
        "the case is {:?}, but its message {} is {:?} ({})",
        case.strength, weak.name, weak.strength, weak.source
    ))
}
