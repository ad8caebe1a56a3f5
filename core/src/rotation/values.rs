//! The driver's results as values for bindings: maps by field name.

use std::borrow::Cow;
use std::sync::Arc;

use super::{
    Event, Invocation, LogChanges, LogEntry, Report, RotationStep, StagingLabels, StepError,
};
use crate::clock::Timestamp;
use crate::value::Value;

fn map<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    let named = |(name, value)| (Cow::Borrowed(name), value);
    Value::Map(members.into_iter().map(named).collect())
}

fn number(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn or_null(value: Option<impl Into<Value>>) -> Value {
    value.map_or(Value::Null, Into::into)
}

fn labels(labels: StagingLabels) -> Value {
    let entry = |(version, labels): (Arc<str>, Vec<Arc<str>>)| {
        let labels = labels.into_iter().map(Value::String).collect();
        (Cow::Owned(version.to_string()), Value::List(labels))
    };
    Value::Map(labels.into_iter().map(entry).collect())
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Timestamp(at)
    }
}

impl From<Invocation> for Value {
    fn from(invocation: Invocation) -> Self {
        map([
            ("id", number(invocation.id)),
            ("entry", number(invocation.entry)),
            ("place", number(invocation.place as u64)),
            ("function", Self::String(invocation.function)),
            (
                "event",
                map([
                    ("Step", Self::string(invocation.step)),
                    ("SecretId", Self::String(invocation.secret_id)),
                    ("ClientRequestToken", Self::String(invocation.token)),
                    ("RotationToken", Self::String(invocation.rotation_token)),
                ]),
            ),
        ])
    }
}

impl From<StepError> for Value {
    fn from(error: StepError) -> Self {
        map([
            ("kind", Self::string(error.kind)),
            ("message", Self::string(error.message)),
        ])
    }
}

impl From<RotationStep> for Value {
    fn from(step: RotationStep) -> Self {
        map([
            ("step", Self::string(step.step)),
            ("outcome", Self::string(step.outcome.name())),
            ("started", step.started.into()),
            ("ended", or_null(step.ended)),
            ("labels_before", labels(step.labels_before)),
            ("labels_after", step.labels_after.map_or(Self::Null, labels)),
            ("error", or_null(step.error)),
        ])
    }
}

impl From<LogEntry> for Value {
    fn from(
        LogEntry {
            number: place,
            rotation,
        }: LogEntry,
    ) -> Self {
        map([
            ("number", number(place)),
            ("secret_id", Self::String(rotation.secret_id)),
            ("token", Self::String(rotation.token)),
            ("function", Self::String(rotation.function)),
            ("kind", Self::string(rotation.kind.name())),
            ("outcome", Self::string(rotation.outcome.name())),
            ("started", rotation.started.into()),
            ("ended", or_null(rotation.ended)),
            ("note", rotation.note.map_or(Self::Null, Self::string)),
            (
                "steps",
                Self::List(rotation.steps.into_iter().map(Self::from).collect()),
            ),
        ])
    }
}

impl From<LogChanges> for Value {
    fn from(changes: LogChanges) -> Self {
        map([
            ("version", number(changes.version)),
            ("first", number(changes.first)),
            (
                "entries",
                Self::List(changes.entries.into_iter().map(Self::from).collect()),
            ),
        ])
    }
}

impl From<Event> for Value {
    fn from(event: Event) -> Self {
        map([
            ("at", event.at.into()),
            ("event", Self::string(event.event)),
            ("secret_id", Self::String(event.secret_id)),
        ])
    }
}

impl From<Report> for Value {
    fn from(report: Report) -> Self {
        let step =
            |(entry, place): (u64, usize)| Self::List(vec![number(entry), number(place as u64)]);
        let warning = |warning: super::Warning| {
            map([
                ("is_failure", Self::Boolean(warning.is_failure)),
                ("text", Self::string(warning.text)),
            ])
        };
        map([
            (
                "events",
                Self::List(report.events.into_iter().map(Self::from).collect()),
            ),
            (
                "failed",
                Self::List(report.failed.into_iter().map(number).collect()),
            ),
            (
                "steps",
                Self::List(report.steps.into_iter().map(step).collect()),
            ),
            (
                "warnings",
                Self::List(report.warnings.into_iter().map(warning).collect()),
            ),
        ])
    }
}
