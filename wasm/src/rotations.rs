//! The driver of rotations for JavaScript. Numbers are those of the engine; `0` means none.

use fake_secrets_manager::{ClockChange, Next, Outcome, Scope, SecretsManager};
use wasm_bindgen::prelude::*;

use crate::{Engine, misuse, timestamp, value};

#[wasm_bindgen]
impl Engine {
    /// Sets the invocation whose function makes the next calls.
    pub fn enter(&self, within: f64) {
        self.service().enter(some(within));
    }

    /// Whether a call can be answered now. Otherwise a drive must catch up first.
    pub fn is_ready(&self, now: f64) -> bool {
        self.service().is_ready(timestamp(now))
    }

    /// Begins a drive for the run that a call started.
    pub fn drive_run(&self, run: f64, now: f64) -> Result<f64, JsError> {
        self.begin(Scope::Run(run as u64), now)
    }

    /// Begins a drive for all due events.
    pub fn drive_due(&self, now: f64) -> Result<f64, JsError> {
        self.begin(Scope::CatchUp(ClockChange::None), now)
    }

    /// Begins a drive that advances the clock, then processes all due events.
    pub fn drive_advance(&self, milliseconds: f64, now: f64) -> Result<f64, JsError> {
        let change = ClockChange::Advance(milliseconds as i64);
        self.begin(Scope::CatchUp(change), now)
    }

    /// Begins a drive that stops the clock, at a given time or the current one, then processes all due events.
    pub fn drive_freeze(&self, at: Option<f64>, now: f64) -> Result<f64, JsError> {
        let change = ClockChange::Freeze(at.map(timestamp));
        self.begin(Scope::CatchUp(change), now)
    }

    /// Begins a drive that runs the queue, each rotation up to a step or to its end.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen borrows no text that may be absent"
    )]
    pub fn drive_queue(&self, until: Option<String>, now: f64) -> Result<f64, JsError> {
        let scope = SecretsManager::queue_until(until.as_deref()).map_err(misuse)?;
        self.begin(scope, now)
    }

    /// The next invocation of a drive; null to wait for another drive; undefined when it is over.
    pub fn next_invocation(&self, drive: f64, can_wait: bool, now: f64) -> JsValue {
        let next = self
            .service()
            .next_invocation(drive as u64, can_wait, timestamp(now));
        match next {
            Next::Invoke(invocation) => value::to_js(&invocation.into()),
            Next::Wait => JsValue::NULL,
            Next::Done => JsValue::UNDEFINED,
        }
    }

    /// Reports how an invocation ended, with the type and message of the function's exception, if any.
    pub fn complete(
        &self,
        invocation: f64,
        kind: Option<String>,
        message: Option<String>,
        now: f64,
    ) {
        let outcome = match kind {
            Some(kind) => Outcome::Failed {
                kind,
                message: message.unwrap_or_default(),
            },
            None => Outcome::Succeeded,
        };
        self.service()
            .complete(invocation as u64, outcome, timestamp(now));
    }

    /// Ends a drive, and returns its report.
    pub fn end_drive(&self, drive: f64, now: f64) -> JsValue {
        let report = self.service().end_drive(drive as u64, timestamp(now));
        value::to_js(&report.into())
    }

    /// The entries of the log that have changed since a version of it.
    pub fn rotations(&self, since: f64) -> JsValue {
        let changes = self.service().rotations_since(since as u64);
        value::to_js(&changes.into())
    }

    /// The unfinished runs, oldest first.
    pub fn queued_runs(&self) -> Vec<f64> {
        let runs = self.service().queued_runs();
        runs.into_iter().map(|run| run as f64).collect()
    }
}

impl Engine {
    fn begin(&self, scope: Scope, now: f64) -> Result<f64, JsError> {
        let drive = self.service().begin_drive(scope, timestamp(now));
        drive.map(|drive| drive as f64).map_err(misuse)
    }
}

fn some(number: f64) -> Option<u64> {
    Some(number as u64).filter(|number| *number > 0)
}
