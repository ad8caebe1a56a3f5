//! The rotations of a snapshot: those that are not over, the steps that are to fail, and the log. A step that a host is running counts
//! as not begun.

use std::sync::Arc;

use super::driver::{Driver, FailingStep};
use super::run::{RotationKind, Run, known_step};
use super::saved_log::SavedRotation;
use crate::clock::Timestamp;
use crate::identifiers::VersionId;
use crate::identifiers::{AccountId, Region, SecretArn};
use crate::saved::saved;

/// The rotations of a snapshot.
#[derive(Default)]
pub(crate) struct SavedRotations {
    runs: Vec<SavedRun>,
    /// Steps that are to fail, how often, and whether they have failed already.
    failing: Vec<(String, u32, bool)>,
    log: Vec<SavedRotation>,
}

saved! { struct SavedRotations { runs: "runs", failing: "failing", log: "log" } }

#[derive(Default)]
struct SavedRun {
    account_id: AccountId,
    region: Region,
    arn: SecretArn,
    function: Arc<str>,
    token: VersionId,
    rotation_token: Arc<str>,
    kind: RotationKind,
    scheduled: bool,
    /// The number of steps that succeeded.
    done: usize,
    /// When its steps begin, if it waits for a time.
    starts: Option<Timestamp>,
}

saved! { struct SavedRun { account_id: "accountId", region: "region", arn: "arn", function: "function", token: "token", rotation_token: "rotationToken", kind: "kind", scheduled: "scheduled", done: "done", starts: "starts" } }

impl Driver {
    /// The form for a snapshot. Runs have no numbers there, because a host may still hold an old number.
    pub(crate) fn save(&self) -> SavedRotations {
        let run = |run: &Run| SavedRun {
            account_id: run.account_id.clone(),
            region: run.region.clone(),
            arn: run.arn.clone(),
            function: run.function.clone(),
            token: run.token.clone(),
            rotation_token: run.rotation_token.clone(),
            kind: run.kind,
            scheduled: run.scheduled,
            done: run.done,
            starts: run.starts,
        };
        SavedRotations {
            runs: self.runs.values().map(run).collect(),
            failing: self
                .failing
                .iter()
                .filter(|failing| failing.times > 0)
                .map(|failing| (failing.step.to_owned(), failing.times, failing.has_happened))
                .collect(),
            log: self.log().save(),
        }
    }

    /// Replaces all rotations with those of a snapshot. Numbers are not reused.
    ///
    /// # Errors
    /// An unknown step, a finished run, or a duplicate run.
    pub(crate) fn restore(&mut self, saved: SavedRotations, seed: u64) -> Result<(), String> {
        self.clear();
        self.seed = seed;
        for saved in saved.runs {
            if saved.done >= saved.kind.steps().len() {
                return Err("a rotation in progress has no steps left".to_owned());
            }
            let id = self.new_id();
            let key = (Arc::from(saved.arn.clone()), saved.token.clone());
            if self.by_token.insert(key, id).is_some() {
                return Err("a rotation in progress is listed twice".to_owned());
            }
            let run = Run {
                id,
                account_id: saved.account_id,
                region: saved.region,
                arn: saved.arn,
                function: saved.function,
                token: saved.token,
                rotation_token: saved.rotation_token,
                kind: saved.kind,
                scheduled: saved.scheduled,
                done: saved.done,
                starts: saved.starts,
                drive: None,
                invocation: None,
            };
            if let Some(starts) = run.starts {
                self.delay(starts, id);
            }
            self.runs.insert(id, run);
        }
        for (step, times, has_happened) in saved.failing {
            self.failing.push(FailingStep {
                step: known_step(&step).ok_or("a failing step is unknown")?,
                times,
                has_happened,
            });
        }
        let by_token = &self.by_token;
        let run_of = |arn: &str, token: &str| {
            by_token
                .get(&(Arc::from(arn), VersionId::from(token)))
                .copied()
        };
        self.log.restore(saved.log, run_of)?;
        Ok(())
    }
}
