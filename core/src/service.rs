//! The engine API: the wire API, the object API and the controls. Only this module may use all others.

mod answering;
mod caller;
mod comparing;
mod faults;
mod hints;
mod http;
mod incoming;
mod kms_keys;
mod manager;
mod recording;
mod rotating;
mod rotation_check;
mod saving;
mod seed_source;
mod seeding;
mod time;

pub use answering::operations;
pub use caller::{CallError, Caller, ServiceError};
pub use hints::{Hint, Location};
pub use http::{
    AgentSettings, FollowUp, HttpRequest, ParameterRequest, Port, Reply, format_environment,
    join_parameters, largest_body, parse_secrets, split_parameters,
};
pub use incoming::Source;
pub use manager::SecretsManager;
pub use rotation_check::{CheckInvocation, Finding, RotationCheck};
pub use seed_source::SeedSource;
pub use seeding::SeedOptions;
