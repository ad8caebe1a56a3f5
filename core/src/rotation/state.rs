//! The rotation state of one secret: its configuration, the next due rotation, and the effects of a finished one.

use std::sync::Arc;

use crate::saved::saved;

use super::schedule::{RotationRules, Window};
use crate::clock::Timestamp;
use crate::identifiers::VersionId;
use crate::random::Stream;

/// Guess: a failed scheduled rotation is retried so that there are three attempts in one window.
const ATTEMPTS_IN_A_WINDOW: u32 = 3;
/// The time between two attempts. Documented: "multiple times during the open rotation windows".
const HOURS_BETWEEN_ATTEMPTS: i64 = 1;

/// How a secret rotates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RotationState {
    /// RotationEnabled. Recorded: absent until RotateSecret or CancelRotateSecret is called.
    pub(crate) enabled: Option<bool>,
    /// The function that rotates it.
    pub(crate) lambda_arn: Option<Arc<str>>,
    /// The rotation rules.
    pub(crate) rules: Option<RotationRules>,
    /// LastRotatedDate. Recorded: absent until the first rotation is finished.
    pub(crate) last_rotated: Option<Timestamp>,
    /// The window of the next rotation, while rotation is enabled. Documented: if the rotation fails, it does not move, even if it is in the
    /// past.
    pub(crate) next: Option<Window>,
    /// The next attempt, after a scheduled one has failed.
    retry: Option<Retry>,
    /// The version of the rotation in progress. No other rotation is due until it ends.
    under_way: Option<VersionId>,
    /// For managed external secrets: the role that rotates it.
    pub(crate) external_role_arn: Option<Arc<str>>,
    /// For managed external secrets: the metadata for the partner.
    pub(crate) external_metadata: Option<Vec<MetadataItem>>,
}

saved! { struct RotationState { enabled: "enabled", lambda_arn: "lambdaArn", rules: "rules", last_rotated: "lastRotated", next: "next", retry: "retry", under_way: "underWay", external_role_arn: "externalRoleArn", external_metadata: "externalMetadata" } }

/// The next attempt after a scheduled one has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Retry {
    at: Timestamp,
    window: Window,
    /// The number of attempts that have failed in this window.
    failed: u32,
}

saved! { struct Retry { at: "at", window: "window", failed: "failed" } }

/// Key and Value of ExternalSecretRotationMetadata.
pub(crate) type MetadataItem = (Option<Arc<str>>, Option<Arc<str>>);

/// The requested configuration. Absent members do not change.
#[derive(Debug, Default)]
pub(crate) struct RotationSettings {
    pub(crate) lambda_arn: Option<Arc<str>>,
    pub(crate) rules: Option<RotationRules>,
    pub(crate) external_role_arn: Option<Arc<str>>,
    pub(crate) external_metadata: Option<Vec<MetadataItem>>,
}

impl RotationState {
    /// Applies a requested configuration. Recorded: new rules replace the former ones completely.
    pub(crate) fn set_up(&mut self, settings: RotationSettings, now: Timestamp) {
        let new_rules = settings.rules.is_some();
        self.lambda_arn = settings.lambda_arn.or(self.lambda_arn.take());
        self.rules = settings.rules.or(self.rules.take());
        self.external_role_arn = settings.external_role_arn.or(self.external_role_arn.take());
        self.external_metadata = settings.external_metadata.or(self.external_metadata.take());
        self.enabled = Some(true);
        if new_rules || self.next.is_none() {
            self.schedule_next(now);
        }
    }

    /// Disables rotation. Recorded: function, rules and LastRotatedDate do not change.
    pub(crate) fn cancel(&mut self) {
        self.enabled = Some(false);
        self.next = None;
        self.retry = None;
    }

    /// Recorded: deletion disables rotation if it was enabled; a secret without rotation has no RotationEnabled. Guess: rotation that a
    /// deletion turned off stays off after RestoreSecret.
    pub(crate) fn stop_for_deletion(&mut self) {
        if self.is_enabled() {
            self.cancel();
        }
    }

    /// Whether rotation is enabled.
    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled == Some(true)
    }

    /// Records that a user has written a value. Documented: this counts as a rotation if the rules count days.
    pub(crate) fn value_written(&mut self, now: Timestamp) {
        let counts = |rules: &RotationRules| rules.counts_days();
        if self.next.is_some() && self.rules.as_ref().is_some_and(counts) {
            self.schedule_next(now);
        }
    }

    /// The time of the next attempt: a time in its window that `seed` decides. None while a rotation is in progress.
    pub(crate) fn due(&self, seed: u64, arn: &str) -> Option<Timestamp> {
        if self.under_way.is_some() {
            return None;
        }
        match self.retry {
            Some(retry) => Some(retry.at),
            None => self.next.map(|window| moment_in(window, seed, arn)),
        }
    }

    /// Records that a rotation is in progress.
    pub(crate) fn begin(&mut self, token: &VersionId) {
        self.under_way = Some(token.clone());
    }

    /// The version of the rotation in progress.
    pub(crate) fn under_way(&self) -> Option<&VersionId> {
        self.under_way.as_ref()
    }

    /// Records that a rotation is over, with any outcome.
    pub(crate) fn end(&mut self, token: &VersionId) {
        if self.under_way.as_ref() == Some(token) {
            self.under_way = None;
        }
    }

    /// Records that a rotation succeeded: the next one is counted from now. Documented: so is AutomaticallyAfterDays next to an expression.
    /// Recorded: LastChangedDate does not change.
    pub(crate) fn succeed(&mut self, now: Timestamp) {
        self.last_rotated = Some(now);
        if self.is_enabled() {
            self.rules = self.rules.take().map(|rules| rules.counted_from(now));
            self.schedule_next(now);
        }
    }

    /// Records that a scheduled rotation failed. Documented: the service retries the whole rotation while the window is open. Guess:
    /// after its window, a failed scheduled rotation is retried in the next window; until then NextRotationDate stays in the past.
    pub(crate) fn fail(&mut self, seed: u64, arn: &str, now: Timestamp) {
        let (window, failed) = match (self.retry, self.next) {
            (Some(retry), _) => (retry.window, retry.failed.saturating_add(1)),
            (None, Some(window)) => (window, 1),
            (None, None) => return,
        };
        let at = now.plus_hours(HOURS_BETWEEN_ATTEMPTS);
        self.retry = if failed < ATTEMPTS_IN_A_WINDOW && at < window.closes {
            Some(Retry { at, window, failed })
        } else {
            let next = self.rules.as_ref().and_then(|rules| rules.next_window(now));
            next.map(|window| Retry {
                at: moment_in(window, seed, arn),
                window,
                failed: 0,
            })
        };
        if self.retry.is_none() {
            self.next = None; // there is no later moment
        }
    }

    fn schedule_next(&mut self, now: Timestamp) {
        self.retry = None;
        self.next = self.rules.as_ref().and_then(|rules| rules.next_window(now));
    }
}

/// Documented: the service rotates at any time in the window. In the fake, the seed decides the time for each secret and window.
fn moment_in(window: Window, seed: u64, arn: &str) -> Timestamp {
    let length = window.closes.0.saturating_sub(window.opens.0);
    let mut chance = Stream::of(seed, &[arn.as_bytes(), &window.opens.0.to_le_bytes()]);
    let offset = chance.below(usize::try_from(length).unwrap_or_default());
    window
        .opens
        .plus_milliseconds(i64::try_from(offset).unwrap_or_default())
}
