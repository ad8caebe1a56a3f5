//! Runs the rotation functions of a case, which are data too.

use fake_secrets_manager::{
    ClockChange, Invocation, Next, Outcome, Report, Rotation, RotationStep, Scope, SecretsManager,
    StagingLabels, Timestamp,
};
use serde_json::{Value, json};

use super::case::{Function, FunctionCall, FunctionStep, RotationFunctions, Throws};
use super::compare::compare;
use super::contract::moment;
use super::fake::Answer;
use super::run::Run;

/// The host's clock, which does not matter: the fake's is frozen.
const HOST: Timestamp = Timestamp(0);

/// The log of rotations, as a case writes it.
pub(crate) fn log_of(engine: &SecretsManager) -> Value {
    engine.rotations().map(rotation_value).collect()
}

fn rotation_value(rotation: &Rotation) -> Value {
    let mut value = json!({
        "secretId": &*rotation.secret_id,
        "token": &*rotation.token,
        "function": &*rotation.function,
        "kind": rotation.kind.name(),
        "outcome": rotation.outcome.name(),
        "started": moment(rotation.started),
        "steps": rotation.steps.iter().map(step_value).collect::<Value>(),
    });
    if let (Some(ended), Some(value)) = (rotation.ended, value.as_object_mut()) {
        value.insert("ended".to_owned(), json!(moment(ended)));
    }
    value
}

fn step_value(step: &RotationStep) -> Value {
    let mut value = json!({
        "step": step.step,
        "outcome": step.outcome.name(),
        "started": moment(step.started),
        "labelsBefore": labels_value(&step.labels_before),
    });
    if let Some(value) = value.as_object_mut() {
        if let Some(ended) = step.ended {
            value.insert("ended".to_owned(), json!(moment(ended)));
        }
        if let Some(labels) = &step.labels_after {
            value.insert("labelsAfter".to_owned(), labels_value(labels));
        }
        if let Some(error) = &step.error {
            value.insert("error".to_owned(), json!(error.message));
        }
    }
    value
}

fn labels_value(labels: &StagingLabels) -> Value {
    let entry = |(version, labels): &(_, Vec<_>)| {
        let labels: Vec<&str> = labels.iter().map(AsRef::<str>::as_ref).collect();
        (AsRef::<str>::as_ref(version).to_owned(), json!(labels))
    };
    Value::Object(labels.iter().map(entry).collect())
}

impl Run<'_> {
    /// Processes due events, unless the call comes from a function of the drive that does.
    pub(crate) fn catch_up(&mut self) -> Result<(), String> {
        if self.fake.engine.is_ready(HOST) {
            return Ok(());
        }
        self.drive(Scope::CatchUp(ClockChange::None)).map(drop)
    }

    /// Runs the rotation that the last call started.
    pub(crate) fn run_started(&mut self) -> Result<(), String> {
        match self.fake.engine.take_started() {
            Some(run) => self.drive(Scope::Run(run)).map(drop),
            None => Ok(()),
        }
    }

    /// Runs the queue.
    pub(crate) fn run_queued(&mut self, until: Option<&str>) -> Result<(), String> {
        let scope = SecretsManager::queue_until(until).map_err(|misuse| misuse.to_string())?;
        self.drive(scope).map(drop)
    }

    /// Invokes the functions of a drive, as a host with a single thread does.
    pub(crate) fn drive(&mut self, scope: Scope) -> Result<Report, String> {
        let begun = self.fake.engine.begin_drive(scope, HOST);
        let drive = begun.map_err(|misuse| misuse.to_string())?;
        while let Next::Invoke(invocation) = self.fake.engine.next_invocation(drive, false, HOST) {
            let outer = self.within.replace(invocation.id);
            self.fake.engine.enter(self.within);
            let outcome = match self.invoke(&invocation) {
                Ok(()) => Outcome::Succeeded,
                Err(message) => Outcome::Failed {
                    kind: "Error".to_owned(),
                    message,
                },
            };
            self.within = outer;
            self.fake.engine.enter(outer);
            self.fake.engine.complete(invocation.id, outcome, HOST);
        }
        Ok(self.fake.engine.end_drive(drive, HOST))
    }

    /// Runs a step of the function. The error is the text that it throws.
    fn invoke(&mut self, step: &Invocation) -> Result<(), String> {
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

    fn actions(&self, step: &Invocation) -> Vec<FunctionStep> {
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
