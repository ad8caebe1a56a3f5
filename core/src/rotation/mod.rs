//! Rotations in progress: due events, the next step, the drive that runs it, and the log.

pub(crate) mod agenda;
mod driver;
mod event;
mod log;
mod redaction;
mod run;
pub(crate) mod saving;
mod values;

pub use driver::{ClockChange, Completion, Invocation, Next, Outcome, Report, Scope, Warning};
pub(crate) use driver::{Driver, Environment};
pub use event::Event;
pub use log::{
    LogChanges, LogEntry, Rotation, RotationOutcome, RotationStep, StagingLabels, StepError,
};
pub use run::RotationKind;
pub(crate) use run::{STEPS, Start};
