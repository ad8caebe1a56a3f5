//! The engine of fake-secrets-manager: AWS Secrets Manager as a library that answers requests.
//!
//! It performs no I/O: the caller supplies a seed at the start and the time with every call.
//!
//! ```
//! use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
//!
//! let mut fake = SecretsManager::new(Settings::default()).unwrap();
//! let now = Timestamp(1_700_000_000_000);
//! let object = |json| serde_json::from_str::<Value>(json).unwrap();
//! let create = object(r#"{"Name": "app/db", "SecretString": "hunter2"}"#);
//! fake.call("CreateSecret", create, &Caller::default(), now).unwrap();
//!
//! let answer = fake.call("GetSecretValue", object(r#"{"SecretId": "app/db"}"#), &Caller::default(), now).unwrap();
//! let answer: serde_json::Value = serde_json::from_slice(&answer.to_json()).unwrap();
//! assert_eq!(answer["SecretString"], "hunter2");
//! ```
//!
//! # Modules, in the order in which a request passes through them
//!
//! | module | content |
//! |---|---|
//! | `service` | the engine API: [`SecretsManager::handle`] for HTTP requests, [`SecretsManager::call`] for objects, controls |
//! | `aws_sdk` | an HTTP client for the AWS SDK for Rust, with the feature `aws-sdk` |
//! | `protocol` | AWS JSON 1.1: headers, body, status |
//! | `model` | shapes and limits, declared once; validation with the messages of the service |
//! | `ops` | one file per operation |
//! | `secret` | a secret: versions, staging labels, deletion, tags |
//! | `policy`, `access` | resource policies: grammar, public access, lockout, formatting; callers of other accounts |
//! | `rotation` | rotation functions, schedules, rotations in progress and their log |
//! | `replication` | replicas in other Regions and accounts |
//! | `kms` | the KMS keys of secrets |
//! | `store`, `listing` | secrets by account, Region and name, and their replicas; filters and pages |
//! | `faults`, `requests`, `events` | injected errors, delays and broken connections; recorded requests; events for EventBridge |
//! | `settings`, `snapshot` | the options of a fake; its state as a document |
//! | `endpoint` | the hosts of AWS that are endpoints of the service |
//! | `suggestion` | the nearest valid name in an error message |
//! | `error` | every error of the service, with the strength of its evidence |
//! | `identifiers` | accounts, Regions, ARNs, the forms of SecretId |
//! | `clock`, `random`, `value` | time, random values, the values of requests and responses |

mod access;
mod arguments;
#[cfg(feature = "aws-sdk")]
pub mod aws_sdk;
mod clock;
mod endpoint;
mod engine_clock;
mod error;
mod events;
mod faults;
mod identifiers;
mod index;
mod kms;
mod language;
mod listing;
mod misuse;
mod model;
mod numbered;
mod ops;
mod policy;
mod protocol;
mod random;
mod replication;
mod requests;
mod rotation;
mod saved;
mod secret;
mod service;
mod settings;
mod snapshot;
mod sorting;
mod store;
mod suggestion;
mod value;

pub use clock::Timestamp;
pub use endpoint::is_endpoint;
pub use error::{Error, Exception, Situation, Strength};
pub use events::EventFilter;
pub use faults::{Connection, Delay, DelayClock, FaultSpec};
pub use language::Language;
pub use misuse::Misuse;
pub use model::description::describe;
pub use protocol::HttpResponse;
pub use requests::{Origin, RequestFilter};
pub use rotation::{
    ClockChange, Completion, Event, Invocation, LogChanges, LogEntry, Next, Outcome, Report,
    Rotation, RotationKind, RotationOutcome, RotationStep, Scope, StagingLabels, StepError,
    Warning,
};
pub use secret::labels::LABELS_OF_AWS;
pub use service::{
    AgentSettings, CallError, Caller, CheckInvocation, Finding, FollowUp, Hint, HttpRequest,
    Location, ParameterRequest, Port, Reply, RotationCheck, SecretsManager, SeedOptions,
    SeedSource, ServiceError, Source, format_environment, join_parameters, largest_body,
    operations, parse_secrets, split_parameters,
};
pub use settings::{Consistency, Delays, KnownFunctions, RotationSteps, Settings};
pub use suggestion::nearest;
pub use value::Value;
