//! Events in EventBridge format: label updates, service events, and CloudTrail records of API calls.
//!
//! Documented: the events and their names (november 52, 53), the record of a call (evidence 46), the record of a rotation (evidence 41).
//! Guess: the values of event members that AWS's documentation does not show.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::arguments::Arguments;
use crate::clock::Timestamp;
use crate::identifiers::VersionId;
use crate::identifiers::{AccountId, Name, Place, Region};
use crate::misuse::Misuse;
use crate::random::Stream;
use crate::secret::Secret;
use crate::secret::deletion::Lifecycle;
use crate::secret::labels::{AWSPENDING, AWSPREVIOUS};
use crate::suggestion::did_you_mean;
use crate::value::Value;

/// The maximum number of events in the list.
const LIMIT: usize = 10_000;

/// The names of service events, and of the two other kinds.
pub(crate) const NAMES: &[&str] = &[
    "CancelSecretVersionDelete",
    "EndSecretVersionDelete",
    "ReplicationFailed",
    "ReplicationStarted",
    "ReplicationSucceeded",
    "RotationAbandoned",
    "RotationFailed",
    "RotationStarted",
    "RotationSucceeded",
    "SecretLabelUpdated",
    "SecretVersionDeletion",
    "StartSecretVersionDelete",
    "TestRotationFailed",
    "TestRotationStarted",
    "TestRotationSucceeded",
];

/// All events, oldest first. Bounded: the oldest are dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    kept: VecDeque<Recorded>,
    recorded: u64,
    /// Counts events and requests together, so that both can be sorted in one sequence.
    sequence: u64,
}

/// One event, with its position among events and requests.
#[derive(Clone, Debug)]
struct Recorded {
    sequence: u64,
    event: Event,
}

/// An event before it is converted to EventBridge format.
#[derive(Clone, Debug)]
struct Event {
    at: Timestamp,
    account_id: AccountId,
    region: Region,
    arn: Arc<str>,
    name: Name,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    LabelUpdated {
        label: Arc<str>,
        version: VersionId,
    },
    Service {
        event: &'static str,
        /// The version id or, for a rotation, the token.
        version: Option<Arc<str>>,
        error: Option<String>,
    },
}

/// A filter of events. An absent member matches all events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// `SecretLabelUpdated`, the name of a service event such as `RotationFailed`, or of an operation.
    pub name: Option<String>,
    /// The name or ARN of a secret.
    pub secret: Option<String>,
    /// Only events after this number of events and requests: see [`SecretsManager::event_count`](crate::SecretsManager::event_count).
    pub after: u64,
}

impl EventFilter {
    /// Reads the arguments of `events`.
    ///
    /// # Errors
    /// A name that `events` does not have, or a value of the wrong type.
    pub fn read(arguments: Value) -> Result<Self, Misuse> {
        let mut given = Arguments::of(arguments, "events", "events(\"RotationFailed\")")?;
        let filter = Self {
            name: given.text("name")?,
            secret: given.text("secret")?,
            after: given.count("after")?.unwrap_or_default(),
        };
        given.end()?;
        Ok(filter)
    }

    pub(crate) fn check<'n>(
        &self,
        operations: impl Iterator<Item = &'n str>,
    ) -> Result<(), Misuse> {
        let names: Vec<&str> = NAMES.iter().copied().chain(operations).collect();
        match &self.name {
            Some(name) if !names.contains(&name.as_str()) => Err(Misuse::new(
                format!("unknown event \"{name}\"{}", did_you_mean(name, names)),
                "SecretLabelUpdated, a service event or an operation",
                "\"RotationFailed\"",
            )),
            _ => Ok(()),
        }
    }
}

impl Events {
    /// The number of events that were dropped.
    pub(crate) fn dropped(&self) -> u64 {
        self.recorded.saturating_sub(self.kept.len() as u64)
    }

    /// The number of the next event or request, from 1.
    pub(crate) fn next_sequence(&mut self) -> u64 {
        self.sequence = self.sequence.saturating_add(1);
        self.sequence
    }

    /// The number of events and requests so far.
    pub(crate) const fn count(&self) -> u64 {
        self.sequence
    }

    fn push(&mut self, event: Event) {
        let sequence = self.next_sequence();
        self.recorded = self.recorded.saturating_add(1);
        self.kept.push_back(Recorded { sequence, event });
        if self.kept.len() > LIMIT {
            self.kept.pop_front();
        }
    }

    /// Records the events for a change of a secret.
    pub(crate) fn note_change(
        &mut self,
        place: Place<'_>,
        before: &Secret,
        after: &Secret,
        at: Timestamp,
    ) {
        let mut push = |kind| self.push(Event::new(place, after, kind, at));
        if before.labels() != after.labels() {
            for (version, labels) in after.labels().by_version() {
                for label in labels {
                    // Documented: for all labels but these two.
                    if [AWSPENDING, AWSPREVIOUS].contains(&&*label)
                        || before.labels().holder(&label) == Some(&version)
                    {
                        continue;
                    }
                    push(Kind::LabelUpdated {
                        label: Arc::from(&*label),
                        version: version.clone(),
                    });
                }
            }
        }
        match (&before.lifecycle, &after.lifecycle) {
            (Lifecycle::Active, Lifecycle::ScheduledForDeletion { .. }) => {
                push(Kind::service("StartSecretVersionDelete"))
            }
            (Lifecycle::ScheduledForDeletion { .. }, Lifecycle::Active) => {
                push(Kind::service("CancelSecretVersionDelete"))
            }
            _ => {}
        }
        for version in before.versions().listed(before.labels(), true) {
            if after.versions().get(&version.id).is_none() {
                push(Kind::Service {
                    event: "SecretVersionDeletion",
                    version: Some(version.id.clone().into()),
                    error: None,
                });
            }
        }
        for replica in after.replication.replicas() {
            let former = before.replication.replica_in(&replica.region);
            if former.is_none_or(|former| former.has_failed() && !replica.has_failed()) {
                push(Kind::service("ReplicationStarted"));
                push(Kind::service(if replica.has_failed() {
                    "ReplicationFailed"
                } else {
                    "ReplicationSucceeded"
                }));
            }
        }
    }

    /// Records a service event that does not follow from a change of the secret.
    pub(crate) fn note_service_event(
        &mut self,
        place: Place<'_>,
        secret: &Secret,
        event: &'static str,
        version: Option<Arc<str>>,
        error: Option<String>,
        at: Timestamp,
    ) {
        let kind = Kind::Service {
            event,
            version,
            error,
        };
        self.push(Event::new(place, secret, kind, at));
    }

    /// The events that a filter selects, each with its position among events and requests. Their ids depend on the seed.
    pub(crate) fn select(
        &self,
        filter: &EventFilter,
        secret: Option<&str>,
        seed: u64,
    ) -> Vec<(u64, Value)> {
        self.kept
            .iter()
            .zip(self.dropped()..)
            .filter(|(recorded, _)| {
                let event = &recorded.event;
                recorded.sequence > filter.after
                    && filter
                        .name
                        .as_deref()
                        .is_none_or(|name| name == event.name())
                    && secret.is_none_or(|secret| *secret == *event.name)
            })
            .map(|(recorded, index)| {
                (
                    recorded.sequence,
                    recorded.event.to_value(id(seed, b"event", index)),
                )
            })
            .collect()
    }
}

impl Kind {
    const fn service(event: &'static str) -> Self {
        Self::Service {
            event,
            version: None,
            error: None,
        }
    }
}

impl Event {
    fn new(place: Place<'_>, secret: &Secret, kind: Kind, at: Timestamp) -> Self {
        Self {
            at,
            account_id: place.account_id.clone(),
            region: place.region.clone(),
            arn: secret.arn.clone().into(),
            name: secret.name.clone(),
            kind,
        }
    }

    fn name(&self) -> &'static str {
        match &self.kind {
            Kind::LabelUpdated { .. } => "SecretLabelUpdated",
            Kind::Service { event, .. } => event,
        }
    }

    fn to_value(&self, id: String) -> Value {
        let envelope = Envelope {
            id: id.clone(),
            at: self.at,
            account_id: &self.account_id,
            region: &self.region,
        };
        match &self.kind {
            Kind::LabelUpdated { label, version } => envelope.wrap(
                "Secret Label Updated",
                vec![Value::String(self.arn.clone())],
                map([
                    ("name", Value::string(&*self.name)),
                    ("labelUpdated", Value::String(label.clone())),
                    ("versionId", Value::string(&**version)),
                ]),
            ),
            Kind::Service {
                event,
                version,
                error,
            } => {
                let mut data = vec![("SecretId", Value::String(self.arn.clone()))];
                if let Some(version) = version {
                    data.push(("ClientRequestToken", Value::String(version.clone())));
                }
                let data = Value::Map(
                    data.into_iter()
                        .map(|(name, value)| (Cow::Borrowed(name), value))
                        .collect(),
                );
                let request_id = match version {
                    // Recorded.
                    Some(token) if event.contains("Rotation") => {
                        format!("Rotation-{}-{token}", self.arn)
                    }
                    _ => id,
                };
                let mut record = envelope.record(event, "AwsServiceEvent");
                record.push(("requestID", Value::string(request_id)));
                record.push(("requestParameters", Value::Null));
                record.push(("responseElements", Value::Null));
                if let Some(error) = error {
                    record.push(("errorMessage", Value::string(error.as_str())));
                }
                record.push(("additionalEventData", data));
                envelope.wrap(
                    "AWS Service Event via CloudTrail",
                    Vec::new(),
                    members(record),
                )
            }
        }
    }
}

/// The members of every event.
pub(crate) struct Envelope<'a> {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) account_id: &'a str,
    pub(crate) region: &'a str,
}

impl Envelope<'_> {
    /// Wraps a detail in an event.
    pub(crate) fn wrap(
        &self,
        detail_type: &'static str,
        resources: Vec<Value>,
        detail: Value,
    ) -> Value {
        map([
            ("version", Value::string("0")),
            ("id", Value::string(self.id.as_str())),
            ("detail-type", Value::string(detail_type)),
            ("source", Value::string("aws.secretsmanager")),
            ("account", Value::string(self.account_id)),
            ("time", Value::string(self.at.to_iso_seconds())),
            ("region", Value::string(self.region)),
            ("resources", Value::List(resources)),
            ("detail", detail),
        ])
    }

    /// The first members of a CloudTrail record.
    pub(crate) fn record(
        &self,
        event: &str,
        event_type: &'static str,
    ) -> Vec<(&'static str, Value)> {
        vec![
            ("eventVersion", Value::string("1.08")),
            ("eventTime", Value::string(self.at.to_iso_seconds())),
            ("eventSource", Value::string("secretsmanager.amazonaws.com")),
            ("eventName", Value::string(event)),
            ("awsRegion", Value::string(self.region)),
            ("eventID", Value::string(self.id.as_str())),
            ("eventType", Value::string(event_type)),
            ("recipientAccountId", Value::string(self.account_id)),
        ]
    }
}

/// The id of an event. It depends only on the seed and the event, so that reading events changes no random stream.
pub(crate) fn id(seed: u64, kind: &[u8], index: u64) -> String {
    Stream::of(seed, &[kind, &index.to_le_bytes()]).uuid()
}

fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    members(entries.into())
}

pub(crate) fn members(entries: Vec<(&'static str, Value)>) -> Value {
    Value::Map(
        entries
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect(),
    )
}
