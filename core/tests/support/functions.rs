//! Drives the rotations of a case: its functions are data as well, and what they did is kept in a log.

use fake_secrets_manager::{Kind, Outcome, StagingLabels, Step, StepEnd, Timestamp, Turn};
use serde_json::{Map, Value, json};

use super::case::{Function, FunctionCall, FunctionStep, RotationFunctions, Throws};
use super::compare::compare;
use super::contract::moment;
use super::fake::Answer;
use super::run::Run;

/// The host's clock, which does not matter: the fake's is frozen.
const HOST: Timestamp = Timestamp(0);

/// All rotations of a case: a run each, by the number that the engine gives it.
#[derive(Default)]
pub(crate) struct Log(Vec<(u64, Map<String, Value>)>);

impl Log {
    pub(crate) fn as_value(&self) -> Value {
        let runs = self.0.iter().map(|(_, run)| Value::Object(run.clone()));
        Value::Array(runs.collect())
    }

    fn run(&mut self, id: u64) -> Option<&mut Map<String, Value>> {
        self.0
            .iter_mut()
            .find(|(run, _)| *run == id)
            .map(|(_, run)| run)
    }

    fn begin(&mut self, id: u64, step: &Step) {
        if self.run(id).is_none() {
            let run = json!({
                "secretId": &*step.secret_id,
                "token": &*step.token,
                "function": &*step.function,
                "kind": kind_name(step.kind),
                "outcome": "running",
                "started": moment(step.started),
                "steps": [],
            });
            let Value::Object(run) = run else { return };
            self.0.push((id, run));
        }
    }

    fn end(&mut self, id: u64, step: &Step, end: Option<&StepEnd>, error: Option<&str>) {
        let Some((run, end)) = self.run(id).zip(end) else {
            return;
        };
        let mut entry = json!({
            "step": step.step,
            "outcome": if error.is_some() { "failed" } else { "succeeded" },
            "started": moment(step.started),
            "ended": moment(end.ended),
            "labelsBefore": labels_value(&step.labels),
            "labelsAfter": labels_value(&end.labels),
        });
        if let (Some(error), Some(entry)) = (error, entry.as_object_mut()) {
            entry.insert("error".to_owned(), json!(error));
        }
        if let Some(Value::Array(steps)) = run.get_mut("steps") {
            steps.push(entry);
        }
        if let Some(outcome) = end.outcome {
            finish(run, outcome, end.ended);
        }
    }
}

fn finish(run: &mut Map<String, Value>, outcome: Outcome, ended: Timestamp) {
    run.insert("outcome".to_owned(), json!(outcome_name(outcome)));
    run.insert("ended".to_owned(), json!(moment(ended)));
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Rotation => "rotation",
        Kind::Test => "test",
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
        Outcome::Abandoned => "abandoned",
    }
}

fn labels_value(labels: &StagingLabels) -> Value {
    let entry = |(version, labels): &(_, Vec<_>)| {
        let labels: Vec<&str> = labels.iter().map(AsRef::<str>::as_ref).collect();
        (AsRef::<str>::as_ref(version).to_owned(), json!(labels))
    };
    Value::Object(labels.iter().map(entry).collect())
}

impl Run<'_> {
    /// Lets happen what time has brought.
    pub(crate) fn catch_up(&mut self) {
        if self.fake.engine.is_due(HOST) {
            while let Some(run) = self.fake.engine.come_due(HOST) {
                self.drive(run, None);
            }
        }
    }

    /// Runs the rotation that the last call has started.
    pub(crate) fn run_started(&mut self) {
        if let Some(run) = self.fake.engine.take_started() {
            self.drive(run, None);
        }
    }

    /// Runs what waits in the queue.
    pub(crate) fn run_queued(&mut self, until: Option<&str>) -> Result<(), String> {
        let runs = self.fake.engine.queued_runs(until);
        for run in runs.map_err(|misuse| misuse.to_string())? {
            self.drive(run, until);
        }
        Ok(())
    }

    fn drive(&mut self, run: u64, until: Option<&str>) {
        while until.is_none() || self.fake.engine.next_step(run) != until {
            let step = match self.fake.engine.begin_step(run, HOST) {
                Some(Turn::Step(step)) => step,
                Some(Turn::Over { outcome, ended }) => {
                    if let Some(run) = self.rotations.run(run) {
                        finish(run, outcome, ended);
                    }
                    return;
                }
                Some(Turn::Busy) | None => return,
            };
            self.rotations.begin(run, &step);
            let error = match &step.fails {
                Some(reason) => Some(reason.clone()),
                None => self.invoke(&step).err(),
            };
            let end = self.fake.engine.end_step(run, error.is_some(), HOST);
            self.rotations
                .end(run, &step, end.as_ref(), error.as_deref());
        }
    }

    /// What the function does at a step; its error is the text that it throws.
    fn invoke(&mut self, step: &Step) -> Result<(), String> {
        for (name, text) in [
            ("eventSecret", &step.secret_id),
            ("eventToken", &step.token),
            ("eventRotationToken", &step.rotation_token),
        ] {
            self.bindings.bind(name, text);
        }
        for action in self.actions(step) {
            match action {
                FunctionStep::Throws(Throws { throws }) => return Err(throws),
                FunctionStep::Call(call) => {
                    if let Err(problem) = self.call_of_function(&call) {
                        let problem = format!("in {}, {}: {problem}", step.step, call.call);
                        self.problem_in_function.get_or_insert(problem.clone());
                        return Err(problem);
                    }
                }
            }
        }
        Ok(())
    }

    fn actions(&self, step: &Step) -> Vec<FunctionStep> {
        let RotationFunctions::Known(functions) = &self.case.rotation_functions else {
            return Vec::new();
        };
        let named = |(id, _): &(&String, &Function)| {
            **id == *step.function || step.function.ends_with(&format!(":function:{id}"))
        };
        let function = functions.iter().find(named).map(|(_, function)| function);
        function
            .and_then(|function| function.get(step.step))
            .cloned()
            .unwrap_or_default()
    }

    fn call_of_function(&mut self, call: &FunctionCall) -> Result<(), String> {
        let input = self.bindings.fill_members(&call.input);
        let answer = self.answer(&call.call, input, (None, None))?;
        let answer = match (answer, &call.fails) {
            (answer, Some(expected)) => return self.refused_as(expected, answer),
            (Answer::Refused { code, message, .. }, None) => {
                return Err(format!("fails with {code}: {message}"));
            }
            (Answer::Given(answer), None) => answer,
        };
        for (name, member) in &call.keeps {
            let text = answer.get(member).and_then(Value::as_str);
            let text = text.ok_or_else(|| format!("no text {member} to keep in {answer}"))?;
            self.bindings.bind(name, text);
        }
        match &call.gives {
            Some(expected) => compare(expected, &answer, false, &mut self.bindings),
            None => Ok(()),
        }
    }
}
