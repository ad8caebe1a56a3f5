//! Rotation: functions, schedules, due events, the driver that runs steps, and the log.

pub(crate) mod agenda;
mod announcing;
mod driver;
mod event;
mod functions;
mod host;
mod log;
mod redaction;
mod run;
mod saved_log;
pub(crate) mod saving;
pub(crate) mod schedule;
mod state;
mod values;

pub(crate) use driver::{Driver, Environment};
pub use event::Event;
pub(crate) use functions::{RotationFunctions, require_lambda_arn};
pub use host::{ClockChange, Completion, Invocation, Next, Outcome, Report, Scope, Warning};
pub use log::{
    LogChanges, LogEntry, Rotation, RotationOutcome, RotationStep, StagingLabels, StepError,
};
pub use run::RotationKind;
pub(crate) use run::{STEPS, Start, known_step};
pub(crate) use state::{MetadataItem, RotationSettings, RotationState};
