//! Deletion: the recovery window, and the state of a secret in it.

use crate::clock::{Days, Timestamp};
use crate::error::Error;
use crate::saved::saved;

/// Documented: the default recovery window.
const DEFAULT_WINDOW: Days = 30;

/// Whether a secret is in use or scheduled for deletion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lifecycle {
    /// In use.
    #[default]
    Active,
    /// Scheduled for deletion.
    ScheduledForDeletion {
        /// When DeleteSecret was called: DeletedDate.
        deleted: Timestamp,
        /// When the recovery window ends: the DeletionDate of DeleteSecret's response.
        ends: Timestamp,
    },
}

saved! { enum Lifecycle { Active: "active", ScheduledForDeletion { deleted: "deleted", ends: "ends" }: "scheduledForDeletion" } }

impl Lifecycle {
    /// Rejects operations on a secret that is scheduled for deletion.
    pub(crate) fn require_active(&self) -> Result<(), Error> {
        match self {
            Self::Active => Ok(()),
            Self::ScheduledForDeletion { .. } => Err(Error::MarkedForDeletion),
        }
    }

    /// When DeleteSecret was called, if the secret is scheduled for deletion.
    #[must_use]
    pub(crate) fn deleted(&self) -> Option<Timestamp> {
        match self {
            Self::Active => None,
            Self::ScheduledForDeletion { deleted, .. } => Some(*deleted),
        }
    }

    /// Whether the window has ended, so that the secret no longer exists.
    #[must_use]
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        matches!(self, Self::ScheduledForDeletion { ends, .. } if *ends <= now)
    }
}

/// The requested kind of deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// Immediately, without recovery.
    Forced,
    /// After a window in which it can be restored.
    AfterWindow(Days),
}

impl Deletion {
    /// Combines the two members of DeleteSecret. Recorded: `ForceDeleteWithoutRecovery: false` together with a window is valid.
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

    /// The date of the deletion: DeletionDate.
    #[must_use]
    pub(crate) fn ends(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::Forced => now,
            Self::AfterWindow(days) => now.plus_days(*days),
        }
    }
}
