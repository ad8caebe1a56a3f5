//! Runs one case on a fresh fake.

use std::collections::BTreeSet;

use fake_secrets_manager::{ClockChange, Scope};
use serde_json::{Map, Value, json};

use super::case::{AdvanceStep, Call, Case, RawStep, Refusal, RunRotations, Step};
use super::compare::compare;
use super::contract::{Contract, moment};
use super::fake::{Answer, Fake};
use super::functions::log_of;
use super::placeholders::Bindings;

/// Why a case failed.
pub(crate) struct Failure {
    pub(crate) problem: String,
    /// The change that would make the step pass.
    pub(crate) proposal: Option<Proposal>,
}

/// A new expectation of one step.
pub(crate) struct Proposal {
    /// Counted from 1.
    pub(crate) step: usize,
    pub(crate) member: &'static str,
    pub(crate) value: Value,
}

impl From<String> for Failure {
    fn from(problem: String) -> Self {
        Self {
            problem,
            proposal: None,
        }
    }
}

/// Runs the steps in order. Returns the situations in which the fake answered with an error, or the first failing step.
pub(crate) fn run(contract: &Contract, case: &Case) -> Result<BTreeSet<&'static str>, Failure> {
    let mut run = Run {
        contract,
        case,
        fake: Fake::new(case)?,
        bindings: Bindings::default(),
        within: None,
        problem_in_function: None,
        found: None,
    };
    for (number, step) in (1_usize..).zip(&case.steps) {
        run.found = None;
        let outcome = run.step(step);
        let problem = outcome.err().or_else(|| run.problem_in_function.take());
        if let Some(problem) = problem {
            let proposal = run.found.take().map(|(member, value)| Proposal {
                step: number,
                member,
                value: run.bindings.generalise(&value),
            });
            return Err(Failure {
                problem: format!("  step {number}, {problem}"),
                proposal,
            });
        }
    }
    Ok(run.fake.situations)
}

/// A running case.
pub(crate) struct Run<'a> {
    pub(crate) contract: &'a Contract,
    pub(crate) case: &'a Case,
    pub(crate) fake: Fake,
    pub(crate) bindings: Bindings,
    /// The invocation whose function runs.
    pub(crate) within: Option<u64>,
    /// Unmet expectations of a rotation function, which make the case fail, not the rotation.
    pub(crate) problem_in_function: Option<String>,
    /// The result of the current step, and the member of the step that expects it.
    found: Option<(&'static str, Value)>,
}

impl Run<'_> {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Seed(secrets) => self.fake.seed(secrets),
            Step::Advance(step) => self
                .advance(step)
                .map_err(|problem| format!("advance: {problem}")),
            Step::RunRotations(RunRotations { until }) => self.run_queued(until.as_deref()),
            Step::Rotations(expected) => {
                let log = log_of(&self.fake.engine);
                self.found = Some(("rotations", log.clone()));
                compare(expected, &log, false, &mut self.bindings)
                    .map_err(|problem| format!("rotations: {problem}"))
            }
            Step::KmsKey(key) => self.fake.declare_kms_key(key),
            Step::Fail(fault) => self.fake.fail(fault),
            Step::Call(call) => self
                .call(call)
                .map_err(|problem| format!("{}: {problem}", call.operation)),
            Step::Raw(step) => self.raw(step).map_err(|problem| format!("raw: {problem}")),
        }
    }

    fn advance(&mut self, step: &AdvanceStep) -> Result<(), String> {
        let change = ClockChange::Advance(step.advance.milliseconds());
        let happened = self.drive(Scope::CatchUp(change))?.events;
        let happened = happened.iter().map(|event| {
            json!({
                "at": moment(event.at),
                "event": event.event,
                "secretId": &*event.secret_id,
            })
        });
        let happened = Value::Array(happened.collect());
        self.found = Some(("happens", happened.clone()));
        match &step.happens {
            Some(expected) => compare(expected, &happened, false, &mut self.bindings),
            None => Ok(()),
        }
    }

    fn call(&mut self, call: &Call) -> Result<(), String> {
        let input = self.bindings.fill_members(&call.input);
        let place = (call.account.as_deref(), call.region.as_deref());
        let answer = self.answer(&call.operation, input, place)?;
        self.found = Some(match &answer {
            Answer::Given(answer) => ("gives", answer.clone()),
            Answer::Refused {
                code,
                message,
                status,
            } => {
                let refusal = if *status == 400 {
                    json!({ "code": code, "message": message })
                } else {
                    json!({ "code": code, "message": message, "status": status })
                };
                ("fails", refusal)
            }
        });
        match (answer, &call.gives, &call.fails) {
            (Answer::Given(answer), Some(expected), _) => {
                compare(expected, &answer, call.any_order, &mut self.bindings)
            }
            (answer, _, Some(expected)) => self.refused_as(expected, answer),
            (Answer::Refused { code, message, .. }, _, None) => {
                Err(format!("fails with {code}: {message}"))
            }
            (Answer::Given(_), None, None) => Ok(()),
        }
    }

    /// Answers a call: due events run before it, and the rotation that it starts runs after it.
    pub(crate) fn answer(
        &mut self,
        operation: &str,
        input: Map<String, Value>,
        place: (Option<&str>, Option<&str>),
    ) -> Result<Answer, String> {
        self.catch_up()?;
        let answer = self.fake.call(self.contract, operation, input, place)?;
        self.run_started()?;
        Ok(answer)
    }

    /// Compares a response with an expected error.
    pub(crate) fn refused_as(&mut self, expected: &Refusal, answer: Answer) -> Result<(), String> {
        match answer {
            Answer::Given(answer) => Err(format!("is to fail, but gives {answer}")),
            Answer::Refused {
                code,
                message,
                status,
            } => {
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
        }
    }

    fn raw(&mut self, step: &RawStep) -> Result<(), String> {
        let bindings = self.bindings.clone();
        self.catch_up()?;
        let (status, body) = self.fake.raw(&step.raw, |text| bindings.fill(text))?;
        self.run_started()?;
        self.found = Some(("answers", json!({ "status": status, "body": body })));
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
