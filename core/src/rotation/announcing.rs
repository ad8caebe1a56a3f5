//! Records the events that the service emits for runs.

use super::log::RotationOutcome;
use super::run::{RotationKind, Run};
use crate::clock::Timestamp;
use crate::store::{At, Store};

/// Records the event of a run as the service does, if its secret still exists.
pub(super) fn announce(
    store: &mut Store,
    run: &Run,
    event: &'static str,
    error: Option<String>,
    now: Timestamp,
) {
    let at = At {
        place: run.place(),
        now,
    };
    store.note_service_event(at, &run.arn, event, Some(run.token.clone().into()), error);
}

pub(super) const fn started_event(kind: RotationKind) -> &'static str {
    match kind {
        RotationKind::Rotation => "RotationStarted",
        RotationKind::Test => "TestRotationStarted",
    }
}

/// Inferred: an abandoned test has no event, because the documentation names none for it.
pub(super) const fn ended_event(
    kind: RotationKind,
    outcome: RotationOutcome,
) -> Option<&'static str> {
    match (kind, outcome) {
        (_, RotationOutcome::Running) | (RotationKind::Test, RotationOutcome::Abandoned) => None,
        (RotationKind::Rotation, RotationOutcome::Succeeded) => Some("RotationSucceeded"),
        (RotationKind::Rotation, RotationOutcome::Failed) => Some("RotationFailed"),
        (RotationKind::Rotation, RotationOutcome::Abandoned) => Some("RotationAbandoned"),
        (RotationKind::Test, RotationOutcome::Succeeded) => Some("TestRotationSucceeded"),
        (RotationKind::Test, RotationOutcome::Failed) => Some("TestRotationFailed"),
    }
}
