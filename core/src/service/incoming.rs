//! The request that is being answered, as far as only its host knows it.

use std::sync::Arc;

use crate::faults::{Connection, Delay};
use crate::requests::Origin;

/// How a request reached the fake, as far as only the host knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Through a client of an SDK, directly, over the wire, or from a rotation function.
    pub origin: Origin,
    /// The faults with a predicate that the host found to be true of this request; see [`SecretsManager::faults_with_predicate`].
    pub predicates: Vec<u64>,
}

/// The request that is being answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Incoming {
    pub(super) source: Source,
    /// The access key id, as sent; none for object calls.
    pub(super) caller: Option<Arc<str>>,
    pub(super) over_http: bool,
    /// What a fault does to its connection.
    pub(super) delay: Option<Delay>,
    pub(super) connection: Option<Connection>,
}
