//! Deletion: the recovery window, and what a secret is while it runs.

use crate::clock::{Days, Timestamp};
use crate::error::Error;
use crate::saved::saved;

/// Documented: the window when a request names none.
const DEFAULT_WINDOW: Days = 30;

/// Whether a secret is in use or waits for its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lifecycle {
    /// In use.
    #[default]
    Active,
    /// Scheduled for deletion.
    ScheduledForDeletion {
        /// When DeleteSecret was called: DeletedDate.
        deleted: Timestamp,
        /// When the recovery window ends: the DeletionDate of DeleteSecret's answer.
        ends: Timestamp,
    },
}

saved! { enum Lifecycle { Active: "active", ScheduledForDeletion { deleted: "deleted", ends: "ends" }: "scheduledForDeletion" } }

impl Lifecycle {
    /// Refuses work on a secret that is scheduled for deletion.
    pub(crate) fn require_active(&self) -> Result<(), Error> {
        match self {
            Self::Active => Ok(()),
            Self::ScheduledForDeletion { .. } => Err(Error::MarkedForDeletion),
        }
    }

    /// When DeleteSecret was called, while the window runs.
    #[must_use]
    pub(crate) fn deleted(&self) -> Option<Timestamp> {
        match self {
            Self::Active => None,
            Self::ScheduledForDeletion { deleted, .. } => Some(*deleted),
        }
    }

    /// Whether the window has passed: the secret is no more.
    #[must_use]
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        matches!(self, Self::ScheduledForDeletion { ends, .. } if *ends <= now)
    }
}

/// How a request wants a secret to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// At once, past recovery.
    Forced,
    /// After a window in which it can be restored.
    AfterWindow(Days),
}

impl Deletion {
    /// What the two members of DeleteSecret say together. Recorded: `ForceDeleteWithoutRecovery: false` beside a window is fine.
    pub(crate) fn of(force: Option<bool>, window: Option<Days>) -> Result<Self, Error> {
        match (force, window) {
            (Some(true), Some(_)) => Err(Error::ForcedWithWindow),
            (Some(true), None) => Ok(Self::Forced),
            (_, Some(window)) if !(7..=30).contains(&window) => {
                Err(Error::RecoveryWindowOutOfRange)
            }
            (_, window) => Ok(Self::AfterWindow(window.unwrap_or(DEFAULT_WINDOW))),
        }
    }

    /// When the secret will be gone: DeletionDate.
    #[must_use]
    pub(crate) fn ends(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::Forced => now,
            Self::AfterWindow(days) => now.plus_days(*days),
        }
    }
}
