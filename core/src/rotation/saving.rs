//! The rotations of a snapshot: unfinished rotations, and steps that must fail. A step that a host is running counts as not begun. The log
//! is not included.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::run::{Run, STEPS};
use super::{Driver, RotationKind};
use crate::secret::id::{AccountId, Arn, Region};
use crate::secret::version::VersionId;

/// The rotations of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SavedRotations {
    runs: Vec<SavedRun>,
    /// Steps that must fail, and how often.
    failing: Vec<(String, u32)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SavedRun {
    account_id: AccountId,
    region: Region,
    arn: Arn,
    function: Arc<str>,
    token: VersionId,
    rotation_token: Arc<str>,
    kind: RotationKind,
    scheduled: bool,
    /// The number of steps that succeeded.
    done: usize,
}

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
        };
        SavedRotations {
            runs: self.runs.values().map(run).collect(),
            failing: self
                .failing
                .iter()
                .filter(|(_, times)| *times > 0)
                .map(|(step, times)| ((*step).to_owned(), *times))
                .collect(),
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
                return Err("a rotation that is over".to_owned());
            }
            let id = self.new_id();
            let key = (Arc::from(saved.arn.clone()), saved.token.clone());
            if self.by_token.insert(key, id).is_some() {
                return Err("a rotation that is there twice".to_owned());
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
                drive: None,
                invocation: None,
            };
            self.runs.insert(id, run);
        }
        for (step, times) in saved.failing {
            let known = STEPS.into_iter().find(|known| *known == step);
            self.fail(known.ok_or("a step of a rotation")?, times);
        }
        Ok(())
    }
}
