//! The properties of the current request that only its host knows.

use std::sync::Arc;

use crate::faults::{Connection, Delay};
use crate::requests::Origin;

/// Properties of a request that only the host knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// How the request reached the fake.
    pub origin: Origin,
    /// The faults whose predicate the host found to be true for this request: see [`SecretsManager::faults_with_predicate`].
    pub predicates: Vec<u64>,
}

/// The request that is being answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Incoming {
    pub(super) source: Source,
    /// The access key id, as sent; none for object calls.
    pub(super) caller: Option<Arc<str>>,
    pub(super) over_http: bool,
    /// The effect of a fault on the connection.
    pub(super) delay: Option<Delay>,
    pub(super) connection: Option<Connection>,
}
