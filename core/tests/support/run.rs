//! Runs one case on a fresh fake.

use std::collections::BTreeSet;

use super::case::{Call, Case, RawStep, Step};
use super::compare::compare;
use super::contract::Contract;
use super::fake::{Answer, Fake};
use super::placeholders::Bindings;

/// Runs the steps in order and gives the situations in which the fake refused; the first step that goes otherwise is told with its number.
pub(crate) fn run(contract: &Contract, case: &Case) -> Result<BTreeSet<&'static str>, String> {
    let mut run = Run {
        contract,
        fake: Fake::new(case)?,
        bindings: Bindings::default(),
    };
    for (number, step) in (1_usize..).zip(&case.steps) {
        run.step(step)
            .map_err(|problem| format!("  step {number}, {problem}"))?;
    }
    Ok(run.fake.situations)
}

struct Run<'a> {
    contract: &'a Contract,
    fake: Fake,
    bindings: Bindings,
}

impl Run<'_> {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Seed(secrets) => self.fake.seed(secrets),
            Step::Advance(by) => {
                self.fake.advance(by.milliseconds());
                Ok(())
            }
            Step::KmsKey(key) => self.fake.declare_kms_key(key),
            Step::Fail(fault) => self.fake.fail(fault),
            Step::Call(call) => self
                .call(call)
                .map_err(|problem| format!("{}: {problem}", call.operation)),
            Step::Raw(step) => self.raw(step).map_err(|problem| format!("raw: {problem}")),
        }
    }

    fn call(&mut self, call: &Call) -> Result<(), String> {
        let input = self.bindings.fill_members(&call.input);
        let answer = self.fake.call(self.contract, call, input)?;
        match (answer, &call.gives, &call.fails) {
            (Answer::Given(answer), Some(expected), _) => {
                compare(expected, &answer, call.any_order, &mut self.bindings)
            }
            (Answer::Given(answer), None, _) => Err(format!("is to fail, but gives {answer}")),
            (
                Answer::Refused {
                    code,
                    message,
                    status,
                },
                _,
                Some(expected),
            ) => {
                if code == expected.code
                    && status == expected.status
                    && self.bindings.matches(&expected.message, &message)
                {
                    return Ok(());
                }
                let sentence = self.bindings.fill(&expected.message);
                Err(format!(
                    "expected {} {}: {sentence}\n  found    {status} {code}: {message}",
                    expected.status, expected.code
                ))
            }
            (Answer::Refused { code, message, .. }, _, None) => {
                Err(format!("fails with {code}: {message}"))
            }
        }
    }

    fn raw(&mut self, step: &RawStep) -> Result<(), String> {
        let bindings = self.bindings.clone();
        let (status, body) = self.fake.raw(&step.raw, |text| bindings.fill(text))?;
        if status == step.answers.status && self.bindings.matches(&step.answers.body, &body) {
            return Ok(());
        }
        let expected = self.bindings.fill(&step.answers.body);
        Err(format!(
            "expected {} {expected}\n  found    {status} {body}",
            step.answers.status
        ))
    }
}
